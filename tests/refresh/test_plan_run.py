"""A plan made again: what people pinned never stops a refresh, and what changed stays told."""

import shutil
from dataclasses import replace

from entries import pin

from theseus import artefacts, ledger
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
    made, _ = artefacts.plan(six_published, run)
    change = Change(made.inspections[0].visits[0].occupancy_id, "x", "y", Why.OTHERS, "Zo komt het uit.")
    artefacts.write_rosters(six_published, run, replace(made, changes=(change,)))
    again, _ = artefacts.plan(six_published, run)
    assert again.changes == ()
    folder = artefacts.write_rosters(six_published, run, again)
    assert artefacts.last_plan(six_published).changes == (replace(change, on=run.as_of),)
    (_, row) = (folder / "wijzigingen.csv").read_text("utf-8-sig").splitlines()
    assert row.startswith(f"{run.as_of:%Y-%m-%d};{change.occupancy_id};")
