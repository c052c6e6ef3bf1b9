"""Making the rosters of a run again keeps those who had the earlier ones."""

import datetime as dt
from dataclasses import replace

from theseus import artefacts, ledger
from theseus.export import recipients


def test_rosters_made_again_for_others_keep_those_who_had_them(six_published):
    run = ledger.published(six_published.runs)
    folder = artefacts.rosters_of(six_published, run)
    made, _ = artefacts.make_plan(six_published.region, run)
    first = recipients.read(folder / recipients.FILE)
    assert first
    session = replace(made.inspections[0].session, partners=("brandweer",))
    changed = replace(made, inspections=(replace(made.inspections[0], session=session),))
    later = run.as_of + dt.timedelta(days=3)
    artefacts.write_rosters(six_published, run, changed, later)
    visited = changed.inspections[0].visits[0].occupancy_id
    told = artefacts.recipients_of(six_published, visited, later)
    assert set(told["recipient"]) == {"politie", "brandweer", "gemeente Duiven"}
    assert "brandweer" not in set(artefacts.recipients_of(six_published, visited, run.as_of)["recipient"])


def test_rosters_from_before_the_record_name_their_partners_without_a_label(six_published):
    run = ledger.published(six_published.runs)
    (artefacts.rosters_of(six_published, run) / recipients.FILE).unlink()
    made, _ = artefacts.make_plan(six_published.region, run)
    told = artefacts.recipients_of(six_published, made.inspections[0].visits[0].occupancy_id, run.as_of)
    assert set(told["recipient"]) == {"politie"}
    assert told["label"].isna().all()
