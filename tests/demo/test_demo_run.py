"""The whole path over the demo region: what users are promised holds for every occupancy of it."""

import datetime as dt
import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from map_block import readable

from theseus import artefacts, ledger
from theseus.cli import app
from theseus.explain.explaining import explain
from theseus.plan import judge, serialise
from theseus.policy import PolicySet
from theseus.refresh import refresh
from theseus.report.explain import as_text
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)
# Words that judge people; nothing that leaves the software may hold one (domain: wording is neutral).
JUDGING = re.compile(r"crimine|verdacht|fraud|dader|malafide|illegaal|boef|ondermijn|witwas", re.IGNORECASE)


@pytest.fixture
def run(demo_region: Workspace) -> ledger.Run:
    return ledger.published(demo_region.runs)


@pytest.fixture
def rosters(demo_region: Workspace, run: ledger.Run) -> Path:
    return artefacts.rosters_of(demo_region, run)


def test_a_second_refresh_publishes_nothing(demo_region: Workspace, run: ledger.Run):
    report = refresh(demo_region, AS_OF)
    assert not report.published
    assert report.run_id == run.run_id


def test_every_occupancy_has_one_label(run: ledger.Run):
    label = run.table("label")
    assert label["occupancy_id"].is_unique
    assert set(label["occupancy_id"]) == set(run.table("occupancy")["occupancy_id"])
    assert set(label["label"]) <= {"groen", "wit", "rood"}


def test_every_label_says_why_and_on_which_sources(run: ledger.Run):
    label, finding = run.table("label"), run.table("finding")
    assert label["because"].str.len().gt(10).all()
    assert set(finding["occupancy_id"]) == set(label["occupancy_id"])
    answered = finding[finding["outcome"] != "onbekend"]
    assert answered["sources"].str.contains(r"\(\d{2}-\d{2}-\d{4}\)").all()


def test_every_white_lists_what_is_missing_and_the_cheapest_next_step(run: ledger.Run):
    label = run.table("label")
    white = label[label["label"] == "wit"]
    asked = run.table("open_question").groupby("occupancy_id").size()
    assert white["occupancy_id"].isin(asked.index).all()
    assert white["next_step"].notna().all()
    assert white["next_step_cost_eur"].notna().all()


def test_every_establishment_is_at_an_address_or_has_a_reason(run: ledger.Run):
    link = run.table("link")
    vestigingen = link[link["table"] == "vestiging"]
    assert vestigingen["reason"].str.len().gt(5).all()
    occupancies = run.table("occupancy")
    companies = occupancies[occupancies["kvk_number"].notna()]
    assert (companies["vbo_id_bag"].notna() | companies["no_match_reason"].notna()).all()


def test_every_record_that_entered_went_somewhere(run: ledger.Run):
    kept = sum(source["rows_kept"] for source in run.manifest["sources"])
    assert len(run.table("link")[["source", "table", "record_id"]].drop_duplicates()) == kept
    apart = sum(source["rows_defect"] + source["rows_out_of_scope"] for source in run.manifest["sources"])
    assert len(run.table("quarantine")) == apart


def test_nothing_that_leaves_uses_a_judging_word(run: ledger.Run, demo_region: Workspace):
    results = run.tables("occupancy", "label", "finding", "open_question")
    some = results["occupancy"]["occupancy_id"].iloc[::40]
    texts = [as_text(explain(run, item, rules_of_now)) for item in some]
    texts += [
        results["finding"]["sentence"].str.cat(sep="\n"),
        results["open_question"]["text"].str.cat(sep="\n"),
    ]
    texts += [path.read_text("utf-8") for path in run.folder.glob("verslag.*")]
    texts.append(readable(artefacts.map_of(demo_region).read_text("utf-8")))
    assert not [found[0] for text in texts if (found := JUDGING.search(text))]


def rules_of_now() -> PolicySet:
    raise AssertionError("a run keeps its rules")


def test_every_white_is_planned_or_has_a_reason(rosters: Path, run: ledger.Run):
    plan = serialise.plan_from_json((rosters / "plan.json").read_text("utf-8"))
    assert judge.violations(plan) == []
    planned = {visit.occupancy_id for inspection in plan.inspections for visit in inspection.visits}
    told = {item.occupancy_id for item in plan.unplanned if item.reason}
    label = run.table("label")
    assert set(label.loc[label["label"] == "wit", "occupancy_id"]) <= planned | told
    assert len(plan.inspections) >= 16


def test_no_roster_tells_which_visits_are_proposed_red(rosters: Path, run: ledger.Run):
    table = run.tables("occupancy", "label")
    red = table["occupancy"].merge(table["label"])
    confirmed = set(red.loc[red["label"] == "rood", "address"])
    for path in rosters.rglob("*.xlsx"):
        sheet = openpyxl.load_workbook(path).worksheets[0]
        rows = [[str(cell.value) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
        told = [row for row in rows if any(re.search(r"\brood\b", text) for text in row)]
        assert all(confirmed.intersection(row) for row in told)
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_lists_count_what_the_report_counts(rosters: Path, run: ledger.Run):
    report = json.loads((run.folder / "verslag.json").read_text("utf-8"))
    listed = pd.read_csv(rosters / "adressen-zonder-gebruiker.csv", sep=";", encoding="utf-8-sig", dtype=str)
    per_park = listed.groupby("terrein").size().to_dict()
    assert per_park == {row["name"]: row["without_user"] for row in report["shares"] if row["without_user"]}
    pairs = pd.read_csv(rosters / "mogelijke-koppelingen.csv", sep=";", encoding="utf-8-sig", dtype=str)
    assert len(pairs) == report["near_misses"]


def test_a_park_in_several_sources_has_its_overlap_reported(run: ledger.Run):
    overlap = run.table("terrein_overlap")
    assert overlap["iou"].between(0, 1).all()
    assert {"ibis", "osm"} <= set(overlap["other_source"]) | set(overlap["source"])
    assert run.table("chosen_terrein")["choice"].str.len().gt(10).all()


def test_every_car_firm_is_recognised_expired_or_absent_in_the_register_of_the_rdw(run: ledger.Run):
    fact = run.table("fact").set_index("question")
    car_firms = fact.loc["activity_registered"].query("value == 'automotive'")["occupancy_id"]
    told = fact.loc["rdw_recognition"].set_index("occupancy_id")["value"].reindex(car_firms)
    doubted = run.table("near_miss").query("source == 'rdw'")["occupancy_id"]
    assert set(told.dropna()) == {"geldig", "vervallen", "afwezig"}
    # Where a recognition may be theirs but the link is unsure, nothing is claimed.
    assert told.notna().mean() > 0.8
    assert told.isna().sum() <= doubted.nunique() + len(car_firms) * 0.1


def test_explain_answers_to_every_kind_of_number(demo_region: Workspace, run: ledger.Run):
    company = run.table("occupancy").dropna(subset=["vestiging_id_kvk", "vbo_id_bag", "pand_id_bag"]).iloc[0]
    for key in ("occupancy_id", "vestiging_id_kvk", "vbo_id_bag", "kvk_number", "pand_id_bag"):
        told = CliRunner().invoke(app, ["-w", str(demo_region.root), "explain", company[key]])
        assert told.exit_code == 0, told.exception
