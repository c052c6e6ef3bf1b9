"""F85, F29, F79: a roster is filled in and imported, and the next labels and rechecks know it."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest

from theseus import ledger, rosters
from theseus.contracts.returning import (
    ANSWER,
    ENTERED,
    FINDINGS,
    OCCUPANCY,
    OUTCOME,
    QUESTION,
)
from theseus.importing import import_results
from theseus.model import Inspection
from theseus.plan import serialise
from theseus.plan.rechecks import rechecks
from theseus.refresh import refresh
from theseus.workspace import Workspace

EMPTY_UNIT, CLOSED, METALWORK = (
    "0226010000000013@onbekend",
    "0226010000000009@000090000005",
    "geen-bag@000090000006",
)


def planned(workspace: Workspace) -> Inspection:
    run = ledger.published(workspace.runs)
    path = rosters.folder_of(workspace, run) / rosters.PLAN_FILE
    return serialise.plan_from_json(path.read_text("utf-8")).inspections[0]


def roster(workspace: Workspace, name: str) -> Path:
    """Find what the municipality itself gets for the first inspection."""
    run = ledger.published(workspace.runs)
    return min(rosters.folder_of(workspace, run).glob(f"*/{rosters.WHOLE}/{name}"))


def fill_in(file: Path, sheet: str, column: str, who: str, text: str, question: str | None = None) -> str:
    """Type in the cell of one row, as an inspector does; gives its name in Excel."""
    book = openpyxl.load_workbook(file)
    rows = list(book[sheet].iter_rows())
    top = next(number for number, row in enumerate(rows) if row[0].value == OCCUPANCY)
    for row in rows[top + 1 :]:
        cells = dict(zip([cell.value for cell in rows[top]], row, strict=True))
        if cells[OCCUPANCY].value == who and (question is None or cells[QUESTION].value == question):
            cells[column].value = text
            book.save(file)
            return cells[column].coordinate
    raise AssertionError(f"{who} {question} is not on {sheet}")


@pytest.fixture
def returned(six_published: Workspace) -> tuple[Workspace, Inspection, Path, str]:
    inspection = planned(six_published)
    file = roster(six_published, "looplijst.xlsx")
    for who in (EMPTY_UNIT, CLOSED):
        fill_in(file, "Looplijst", OUTCOME, who, ENTERED)
    fill_in(file, "Looplijst", FINDINGS[0], CLOSED, "bouwen")
    wrong = fill_in(file, "Looplijst", OUTCOME, METALWORK, "niemand thuis")
    fill_in(file, "Vragen", ANSWER, EMPTY_UNIT, "nee", "in_use")
    return six_published, inspection, file, wrong


def test_a_filled_in_roster_changes_labels_and_asks_for_a_recheck(
    returned: tuple[Workspace, Inspection, Path, str],
):
    workspace, inspection, file, wrong = returned
    before = labels(workspace)
    day = inspection.session.date + dt.timedelta(days=1)
    at = dt.datetime.combine(day, dt.time(9))
    (told,) = import_results(workspace, [file], by="Anna", at=at)
    assert len(told.entered) == 2
    assert told.not_visited == len(inspection.visits) - 3
    (refused,) = told.refused
    assert refused.startswith(f"Looplijst, rij {wrong[1:]}, kolom Uitkomst ({wrong}): ")

    report = refresh(workspace, day)
    assert report.published
    run, after = ledger.published(workspace.runs), labels(workspace)
    assert (before[EMPTY_UNIT], after[EMPTY_UNIT]) == ("wit", "groen")
    (cause,) = run.of("label_change", EMPTY_UNIT)["detail"]
    assert "bezoek" in cause
    found = run.of("finding", CLOSED).query("outcome == 'aandachtspunt'")
    assert "geen_overtreding_gevonden" in set(found["rule"])

    kept = run.tables("visit", "visit_finding")
    (due,) = rechecks(
        kept["visit"], kept["visit_finding"], as_of=day, weeks=workspace.region.rhythm.recheck_weeks
    )
    assert (due.occupancy_id, due.since, due.findings) == (CLOSED, inspection.session.date, ("bouwen",))
    assert due.due == inspection.session.date + dt.timedelta(weeks=12)

    (again,) = import_results(workspace, [file], by="Bram", at=at)
    assert (again.entered, again.unchanged) == ((), 2)
    assert not refresh(workspace, day).published


def labels(workspace: Workspace) -> dict[str, str]:
    return ledger.published(workspace.runs).table("label").set_index("occupancy_id")["label"].to_dict()


def test_a_geopackage_from_the_field_says_the_same_as_the_workbook(
    returned: tuple[Workspace, Inspection, Path, str], tmp_path: Path
):
    workspace, inspection, file, _ = returned
    field = tmp_path / "veldwerk.gpkg"
    blank = roster(workspace, "veldwerk.gpkg")
    visits, asked = gpd.read_file(blank, layer="bezoeken"), pyogrio.read_dataframe(blank, layer="vragen")
    visits.loc[visits["occupancy_id"].isin([EMPTY_UNIT, CLOSED]), "uitkomst"] = ENTERED
    visits.loc[visits["occupancy_id"] == CLOSED, "bevinding_1"] = "bouwen"
    answered = (asked["occupancy_id"] == EMPTY_UNIT) & (asked["question"] == "in_use")
    asked.loc[answered, "antwoord"] = "nee"
    visits.to_file(field, layer="bezoeken")
    pyogrio.write_dataframe(asked, field, layer="vragen")
    at = dt.datetime.combine(inspection.session.date, dt.time(18))
    first, again = import_results(workspace, [field, file], by="Anna", at=at)
    assert (len(first.entered), first.refused) == (2, ())
    assert (again.entered, again.unchanged) == ((), 2)
