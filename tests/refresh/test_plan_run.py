"""A plan made again: what people pinned never stops a refresh, and what changed stays told."""

import datetime as dt
import shutil
from dataclasses import replace

from entries import pin

from theseus import artefacts, importing, ledger, planning, rosters, timetable
from theseus.desk import pins
from theseus.model import Change, Why
from theseus.refresh import refresh


def test_a_pin_that_cannot_stand_is_told_at_every_refresh_and_the_rest_is_planned(six_published):
    run = ledger.published(six_published.runs)
    last = artefacts.last_plan(six_published)
    who = last.inspections[0].visits[0].occupancy_id
    gone = pin(occupancy_id=who, session_id="GM0226-2027W99", session_on=last.inspections[-1].session.date)
    pins.decide(six_published.desk_url, gone)
    shutil.rmtree(six_published.rosters)
    for _ in range(2):
        report = refresh(six_published, run.as_of)
        (told,) = [note for note in report.notes if who in note]
        assert "controle GM0226-2027W99" in told
        assert f"theseus plan release {who}" in told
    made = artefacts.last_plan(six_published)
    assert made.notes[0] == told
    assert [item.visits for item in made.inspections] == [item.visits for item in last.inspections]


def test_rosters_written_again_keep_what_changed_before_with_its_day(six_published):
    run = ledger.published(six_published.runs)
    made = artefacts.plan(six_published, run, run.as_of)
    change = Change(made.inspections[0].visits[0].occupancy_id, "x", "y", Why.OTHERS, "Zo komt het uit.")
    rosters.write(six_published, run, replace(made, changes=(change,)))
    again = artefacts.plan(six_published, run, run.as_of)
    assert again.changes == ()
    folder = rosters.write(six_published, run, again)
    assert artefacts.last_plan(six_published).changes == (replace(change, on=run.as_of),)
    (_, row) = (folder / "wijzigingen.csv").read_text("utf-8-sig").splitlines()
    assert row.startswith(f"{run.as_of:%Y-%m-%d};{change.occupancy_id};")


def test_days_after_the_run_the_day_of_planning_says_what_is_over_and_what_is_near(six_published):
    run = ledger.published(six_published.runs)
    first = artefacts.last_plan(six_published).inspections[0].session
    today = first.date + dt.timedelta(days=1)
    made = artefacts.plan(six_published, run, today)
    assert made.problem.as_of == today
    assert made.over == (first,)
    assert first.session_id not in {one.session_id for one in made.problem.sessions}
    stood = {one.session_id: one.date for one in artefacts.last_plan(six_published).problem.sessions}
    near = timetable.announced_before(six_published.region, today)
    assert all(stood.get(one.session_id) == one.date for one in made.problem.sessions if one.date < near)
    fresh = planning.make(six_published.region, run, today=today)
    assert all(one.date >= near for one in fresh.problem.sessions)
    then = {one.occupancy_id: one for one in planning.make(six_published.region, run).problem.candidates}
    both = [(one, then[one.occupancy_id]) for one in fresh.problem.candidates if one.occupancy_id in then]
    assert both
    assert all((one.not_before, one.due) == (other.not_before, other.due) for one, other in both)


def test_the_roster_of_an_inspection_that_is_over_stays_and_its_results_can_be_imported(six_published):
    run = ledger.published(six_published.runs)
    folder, last = artefacts.rosters_of(six_published, run), artefacts.last_plan(six_published)
    session = last.inspections[0].session
    today = session.date + dt.timedelta(days=1)
    place = f"{session.date}-duiven"
    lists = {path.name: path.read_bytes() for path in (folder / place / "gemeente").iterdir()}
    for day in (today, today + dt.timedelta(days=1)):
        made = artefacts.plan(six_published, run, day)
        rosters.write(six_published, run, made)
        visited = {visit.occupancy_id for visit in last.inspections[0].visits}
        assert {pin.occupancy_id for pin in made.made} == visited
        assert not visited & {one.occupancy_id for one in made.problem.candidates}
        assert any(note.startswith(f"{len(visited)} bezoeken van controles die sinds") for note in made.notes)
    assert rosters.over(folder, today) == (place,)
    assert {path.name: path.read_bytes() for path in (folder / place / "gemeente").iterdir()} == lists
    filled = folder / place / "gemeente" / "looplijst.xlsx"
    moment = dt.datetime.combine(today, dt.time(9), dt.UTC)
    (told,) = importing.import_results(six_published, [filled], by="Anna", at=moment, rehearse=True)
    assert (told.session, told.refused) == (session.session_id, ())
    assert told.not_visited == len(last.inspections[0].visits)
