"""F12: what a person says of a link counts in the next run, is told as theirs, and can be undone."""

import datetime as dt

import desks
import pytest

from theseus import ledger
from theseus.desk import judgements
from theseus.model import Cause
from theseus.refresh import refresh
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)
NOW = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)
pytestmark = pytest.mark.usefixtures("runs_only")


@pytest.fixture
def run(six_published: Workspace, desk_url: str) -> Workspace:
    return desks.use(six_published, desk_url)


def published(workspace: Workspace) -> ledger.Run:
    found = ledger.published(workspace.runs)
    assert found is not None
    return found


def note_at(workspace: Workspace, number: str):
    """The street note about a house number, and the occupancy it is linked to."""
    links = published(workspace).table("link")
    notes = published(workspace).all_records("street_note")
    (record,) = notes.loc[notes["huisnummer"].astype(str) == number, "record_id"]
    (row,) = links[(links["record_id"] == record) & (links["table"] == "street_note")].to_dict("records")
    return row


def judged(workspace: Workspace, note, verdict: str) -> int:
    given = judgements.Judgement(
        source=note["source"],
        record_id=note["record_id"],
        occupancy_id=note["occupancy_id"],
        verdict=verdict,
        reason="gebeld met de eigenaar",
        judged_by="jan",
        judged_at=NOW,
    )
    return judgements.judge(workspace.desk_url, given)


def test_a_judgement_moves_the_link_and_the_label_changes_by_a_person(run: Workspace):
    note, before = note_at(run, "7"), published(run).table("label")
    number = judged(run, note, "verschillend")
    report = refresh(run, AS_OF)
    assert report.published
    assert note_at(run, "7")["occupancy_id"] != note["occupancy_id"]
    changed = published(run).table("label_change").set_index("occupancy_id").loc[note["occupancy_id"]]
    assert changed["cause"] == Cause.PERSON.value
    (use,) = published(run).table("judgement_use").to_dict("records")
    assert (use["judgement_id"], use["applied"]) == (number, True)
    judgements.undo(run.desk_url, number, "vergissing", "jan", NOW)
    refresh(run, AS_OF + dt.timedelta(days=1))
    columns = ["occupancy_id", "label"]
    assert published(run).table("label")[columns].equals(before[columns])
    undone = published(run).table("label_change").set_index("occupancy_id")
    assert undone.loc[note["occupancy_id"], "cause"] == Cause.PERSON.value


def test_a_judgement_that_cannot_be_applied_is_on_the_first_lines_of_the_report(run: Workspace):
    note = note_at(run, "7")
    number = judged(run, {**note, "record_id": "bestaat <b>niet</b>"}, "zelfde")
    report = refresh(run, AS_OF)
    assert any(f"Oordeel {number}" in line and "niet toegepast" in line for line in report.notes)
    page = (published(run).folder / "verslag.md").read_text("utf-8")
    assert f"Oordeel {number}" in "\n".join(page.splitlines()[:12])
    assert "<b>" not in page
