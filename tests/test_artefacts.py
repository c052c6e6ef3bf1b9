"""From a run to a plan and its rosters: school holidays are kept free, and who gets a roster is kept."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from theseus import artefacts, ledger
from theseus.contracts import SCHOOL_HOLIDAY
from theseus.export import recipients
from theseus.export.xlsx import COLUMNS, HEADER_ROW
from theseus.tables import conform


def holiday(name, region, first, last):
    return {
        "source": "schoolvakanties",
        "record_id": f"{name}-{region}",
        "observed_on": pd.Timestamp("2026-11-01"),
        "name": name,
        "region": region,
        "first_on": pd.Timestamp(first),
        "last_on": pd.Timestamp(last),
    }


@pytest.fixture
def plan(demo_region, monkeypatch):
    """Plan the demo region with these holidays, its municipalities in a school region or in none."""

    def make(school_region, *holidays):
        frame = conform(pd.DataFrame(list(holidays), columns=SCHOOL_HOLIDAY.names), SCHOOL_HOLIDAY)
        monkeypatch.setattr(ledger.Run, "all_records", lambda _run, name: {"school_holiday": frame}[name])
        municipalities = tuple(
            item.model_copy(update={"school_region": school_region})
            for item in demo_region.region.municipalities
        )
        region = demo_region.region.model_copy(update={"municipalities": municipalities})
        return artefacts.make_plan(region, ledger.published(demo_region.runs))

    return make


def test_no_inspection_falls_in_a_school_holiday_of_its_region(plan):
    free, _ = plan(None)
    assert free.inspections
    first, last = dt.date(2026, 11, 23), dt.date(2027, 3, 14)
    long = holiday("Voorjaarsvakantie", "zuid", first, last)
    later = holiday("Kerstvakantie", "zuid", "2027-12-25", "2028-01-09")
    made, notes = plan("zuid", long, later)
    days = {inspection.session.date for inspection in made.inspections}
    assert days
    assert not any(first <= day <= last for day in days)
    assert any("schoolvakantie regio zuid: Voorjaarsvakantie" in note for note in notes)
    assert not any("zijn niet bekend" in note for note in notes)
    other, _ = plan("noord", long, later)
    assert any(first <= inspection.session.date <= last for inspection in other.inspections)


def test_a_region_without_known_holidays_is_told(plan):
    _, notes = plan("zuid")
    assert any("de schoolvakanties van regio zuid zijn niet bekend" in note for note in notes)


def on_paper(folder):
    """Label by occupancy as it stands on the rosters themselves."""
    found = {}
    for path in folder.glob("*.xlsx"):
        sheet = openpyxl.load_workbook(path)["Looplijst"]
        columns = [column.name for column in COLUMNS]
        for row in sheet.iter_rows(min_row=HEADER_ROW + 2, values_only=True):
            found[row[columns.index("occupancy_id")]] = row[columns.index("label")]
    return found


def test_every_roster_of_a_run_says_who_received_which_label(demo_region, as_of):
    run = ledger.published(demo_region.runs)
    folder = artefacts.rosters_of(demo_region, run)
    kept = recipients.read(folder / recipients.FILE)
    assert {item.file for item in kept} == {path.name for path in folder.glob("*.xlsx")}
    assert {item.day for item in kept} == {as_of}
    assert {name: label for item in kept for name, label in item.labels.items()} == on_paper(folder)
    labels = run.table("label").set_index("occupancy_id")
    proposed = labels.index[labels["proposed_red"]]
    visited = [name for item in kept for name in item.labels if name in set(proposed)]
    assert visited, "no proposed red is visited, so this says nothing"
    rows = artefacts.recipients_of(demo_region, visited[0], as_of)
    assert set(rows["label"]) == {"wit"}
    assert any(name.startswith("gemeente ") for name in rows["recipient"])
    assert "politie" in set(rows["recipient"])
