"""Making the rosters of a run again keeps those who had the earlier ones."""

import datetime as dt
from dataclasses import replace

from icalendar import Calendar

from theseus import artefacts, ledger, planning, rosters
from theseus.export import recipients


def test_rosters_made_again_for_others_keep_those_who_had_them(six_published):
    run = ledger.published(six_published.runs)
    folder = artefacts.rosters_of(six_published, run)
    later = run.as_of + dt.timedelta(days=3)
    made = planning.make(six_published.region, run, today=later)
    first = recipients.read(folder / recipients.FILE)
    assert first
    session = replace(made.inspections[0].session, partners=("brandweer",))
    changed = replace(made, inspections=(replace(made.inspections[0], session=session),))
    rosters.write(six_published, run, changed)
    visited = changed.inspections[0].visits[0].occupancy_id
    told = artefacts.recipients_of(six_published, visited, later)
    assert set(told["recipient"]) == {"politie", "brandweer", "gemeente Duiven"}
    assert "brandweer" not in set(artefacts.recipients_of(six_published, visited, run.as_of)["recipient"])


def test_rosters_from_before_the_record_name_their_partners_without_a_label(six_published):
    run = ledger.published(six_published.runs)
    (artefacts.rosters_of(six_published, run) / recipients.FILE).unlink()
    made = planning.make(six_published.region, run)
    told = artefacts.recipients_of(six_published, made.inspections[0].visits[0].occupancy_id, run.as_of)
    assert set(told["recipient"]) == {"politie"}
    assert told["label"].isna().all()


def test_an_inspection_that_lost_its_visits_has_no_roster_and_is_called_off(six_published):
    run = ledger.published(six_published.runs)
    made = planning.make(six_published.region, run)
    first, *rest = made.inspections
    changed = replace(made, inspections=(replace(first, visits=()), *rest))
    folder = rosters.write(six_published, run, changed)
    until = run.as_of + dt.timedelta(weeks=six_published.region.rhythm.roster_weeks)
    near = [one for one in rest if one.visits and one.session.date <= until]
    assert len(list(folder.glob("*/gemeente"))) == len(near)
    sent = Calendar.from_ical((folder / "afgezegd.ics").read_bytes()).walk("VEVENT")
    assert {event["uid"].split("@")[0]: event["sequence"] for event in sent} == {first.session.session_id: 1}


def test_a_new_plan_raises_the_version_of_what_moved_and_calls_off_what_is_gone(six_published):
    run = ledger.published(six_published.runs)
    made = planning.make(six_published.region, run)
    first, second, *_ = made.inspections
    busy = replace(second, visits=first.visits[:1])
    rosters.write(six_published, run, replace(made, inspections=(first, busy)))
    moved = replace(first, session=replace(first.session, date=first.session.date + dt.timedelta(days=1)))
    folder = rosters.write(six_published, run, replace(made, inspections=(moved,)))
    for name in ("kalender.ics", "kalender-politie.ics"):
        told = Calendar.from_ical((folder / name).read_bytes()).walk("VEVENT")
        by_id = {event["uid"].split("@")[0]: event for event in told}
        assert (by_id[first.session.session_id]["sequence"], by_id[first.session.session_id]["status"]) == (
            *(1, "CONFIRMED"),
        )
        assert by_id[second.session.session_id]["status"] == "CANCELLED"
    sent = Calendar.from_ical((folder / "afgezegd-politie.ics").read_bytes())
    assert sent["method"] == "CANCEL"
    assert second.session.session_id in {event["uid"].split("@")[0] for event in sent.walk("VEVENT")}
