"""From a run to a plan and its rosters: school holidays are kept free, and who gets a roster is kept."""

import dataclasses
import datetime as dt

import openpyxl
import pandas as pd
import pytest
from searching import HARDLY

from theseus import artefacts, ledger, planning, rosters
from theseus.contracts import SCHOOL_HOLIDAY
from theseus.contracts.returning import OCCUPANCY, VISITS_SHEET
from theseus.errors import PlanError
from theseus.export import recipients
from theseus.plan import serialise
from theseus.tables import conform
from theseus.workspace import Workspace


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
        kept = ledger.Run.all_records
        monkeypatch.setattr(
            ledger.Run,
            "all_records",
            lambda run, name: frame if name == "school_holiday" else kept(run, name),
        )
        municipalities = tuple(
            item.model_copy(update={"school_region": school_region})
            for item in demo_region.region.municipalities
        )
        region = demo_region.region.model_copy(update={"municipalities": municipalities})
        return planning.make(region, ledger.published(demo_region.runs), limit=HARDLY)

    return make


def test_no_inspection_falls_in_a_school_holiday_of_its_region(plan):
    free = plan(None)
    assert free.inspections
    first, last = dt.date(2026, 11, 23), dt.date(2027, 3, 14)
    long = holiday("Voorjaarsvakantie", "zuid", first, last)
    later = holiday("Kerstvakantie", "zuid", "2027-12-25", "2028-01-09")
    made = plan("zuid", long, later)
    days = {inspection.session.date for inspection in made.inspections}
    assert days
    assert not any(first <= day <= last for day in days)
    assert any("schoolvakantie regio zuid: Voorjaarsvakantie" in note for note in made.notes)
    assert not any("zijn niet bekend" in note for note in made.notes)
    other = plan("noord", long, later)
    assert any(first <= inspection.session.date <= last for inspection in other.inspections)


def test_a_region_without_known_holidays_is_told(plan):
    made = plan("zuid")
    assert any("de schoolvakanties van regio zuid zijn niet bekend" in note for note in made.notes)


def test_what_is_announced_stays_in_the_next_plan(demo_region):
    """Sessions of the newest plan keep their dates and visits; those of the coming weeks whatever happens."""
    run = ledger.published(demo_region.runs)
    last = artefacts.last_plan(demo_region)
    sessions = tuple(item.session for item in last.inspections)
    assert sessions
    asked = planning.ask(demo_region.region, run, planning.Before(last))
    assert asked.kept.problem.sessions == sessions
    assert asked.kept.settled == {"GM0226", "GM0293"}
    assert not asked.kept.problem.pins
    near = sessions[0].date - run.as_of - dt.timedelta(days=2)
    session = dataclasses.replace(sessions[0], date=sessions[0].date - near)
    soon = dataclasses.replace(last.inspections[0], session=session)
    again = planning.ask(
        demo_region.region, run, planning.Before(dataclasses.replace(last, inspections=(soon,)))
    ).kept.problem
    assert again.sessions[0].date == run.as_of + dt.timedelta(days=2)
    announced = {visit.occupancy_id for visit in soon.visits}
    assert {pin.occupancy_id for pin in again.pins} == announced
    assert {pin.session_id for pin in again.pins} == {session.session_id}


def test_the_demo_plan_keeps_its_budget_and_shows_it(demo_region):
    folder = artefacts.rosters_of(demo_region, ledger.published(demo_region.runs))
    plan = serialise.plan_from_json((folder / rosters.PLAN_FILE).read_text("utf-8"))
    odra = [line for line in plan.budget if (line.post, line.year) == ("ODRA", 2027)]
    assert len(odra) == 2
    for line in odra:
        held = sum(
            one.session.cost_eur
            for one in plan.inspections
            if one.visits
            and (one.session.municipality_code, one.session.date.year) == (line.municipality_code, 2027)
        )
        assert 0 < line.planned_eur == held <= line.cap_eur == 1000.0
    assert {partner.name for partner in plan.problem.partners} == {"politie", "ODRA", "brandweer", "DOT"}


def test_a_damaged_plan_is_named_with_the_mend(tmp_path):
    folder = tmp_path / "data" / "rosters" / "2026-11-16-abc"
    folder.mkdir(parents=True)
    workspace = Workspace(tmp_path)
    assert artefacts.last_plan(workspace) is None
    (folder / rosters.PLAN_FILE).write_text("{", "utf-8")
    with pytest.raises(PlanError, match=r"plan\.json: Deze JSON is geen planning .* verwijder de map"):
        artefacts.last_plan(workspace)


def on_paper(folder):
    """Label by occupancy as it stands on the municipality's rosters themselves."""
    found = {}
    for path in folder.glob("*/gemeente/looplijst.xlsx"):
        rows = list(openpyxl.load_workbook(path)[VISITS_SHEET].iter_rows(values_only=True))
        heading = next(row for row in rows if row[0] == OCCUPANCY)
        for row in rows[rows.index(heading) + 1 :]:
            found[row[0]] = row[heading.index("Label")]
    return found


def test_every_roster_of_a_run_says_who_received_which_label(demo_region, as_of):
    run = ledger.published(demo_region.runs)
    folder = artefacts.rosters_of(demo_region, run)
    kept = recipients.read(folder / recipients.FILE)
    written = {str(path.parent.relative_to(folder)) for path in folder.rglob("*.xlsx")}
    assert {item.file for item in kept} == written | {path.name for path in folder.glob("kaart-*.html")}
    assert {item.day for item in kept} == {as_of}
    own = [item for item in kept if item.recipients[0].startswith("gemeente ")]
    assert {name: label for item in own for name, label in item.labels.items()} == on_paper(folder)
    assert {"politie", "ODRA", "brandweer"} <= {name for item in kept for name in item.recipients}
    agreed = {item.name: item.columns for item in demo_region.region.partners}
    for item in kept:
        if item not in own and not {"label", "reden"} & set(agreed[item.recipients[0]]):
            assert set(item.labels.values()) == {recipients.NOT_SHOWN}
    labels = run.table("label").set_index("occupancy_id")
    proposed = labels.index[labels["proposed_red"]]
    visited = [name for item in kept for name in item.labels if name in set(proposed)]
    assert visited, "no proposed red is visited, so this says nothing"
    rows = artefacts.recipients_of(demo_region, visited[0], as_of)
    assert set(rows["label"]) <= {"wit", recipients.NOT_SHOWN}
    assert any(name.startswith("gemeente ") for name in rows["recipient"])
    assert "politie" in set(rows["recipient"])
