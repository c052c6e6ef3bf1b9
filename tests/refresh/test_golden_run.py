"""The golden run: raw files of one small park to labels, explanation, map, plan and rosters."""

import datetime as dt
import json
import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from theseus import ledger
from theseus.explain.explaining import explain
from theseus.policy import PolicySet
from theseus.refresh import refresh
from theseus.report.explain import as_text
from theseus.report.run import RunReport
from theseus.workspace import Workspace

GOLDEN = Path(__file__).parent / "six_companies.txt"
AS_OF = dt.date(2026, 11, 16)
pytestmark = pytest.mark.usefixtures("runs_only")


def run_of(workspace: Workspace) -> ledger.Run:
    run = ledger.published(workspace.runs)
    assert run is not None
    return run


def explanations(workspace: Workspace) -> str:
    run = run_of(workspace)
    ids = sorted(run.table("occupancy")["occupancy_id"])
    text = "\n\n\n".join(as_text(explain(run, item, no_rules_of_now)) for item in ids) + "\n"
    return re.sub(r"regels \w+, run \S+,", "regels …, run …,", text)  # another word on a card is another hash


def no_rules_of_now() -> PolicySet:
    raise AssertionError("a run keeps its rules")


def test_the_explanations_are_the_golden_ones(six_published: Workspace):
    text = explanations(six_published)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")


def test_a_second_run_publishes_nothing(six_published: Workspace):
    before = sorted(path.name for path in six_published.runs.iterdir())
    second = refresh(six_published, AS_OF)
    assert not second.published
    assert second.run_id == run_of(six_published).run_id
    assert second.changes == {}
    assert sorted(path.name for path in six_published.runs.iterdir()) == before


def test_every_artefact_is_made(first_refresh: tuple[Workspace, RunReport]):
    workspace, report = first_refresh
    folder = workspace.runs / report.run_id
    assert report.published
    assert (workspace.maps / "proefpark.html").stat().st_size > 100_000
    assert (workspace.rosters / report.run_id / "plan.json").exists()
    assert (workspace.rosters / report.run_id / "kalender.ics").exists()
    assert list((workspace.rosters / report.run_id).rglob("*.xlsx"))
    assert "Labels per terrein" in (folder / "verslag.md").read_text("utf-8")
    assert json.loads((folder / "verslag.json").read_text("utf-8"))["run_id"] == report.run_id


def test_the_counts_add_up(first_refresh: tuple[Workspace, RunReport]):
    workspace, report = first_refresh
    for source in report.sources:
        parts = source.rows_kept + source.rows_merged + source.rows_defect + source.rows_out_of_scope
        assert source.rows_read == parts
    links = run_of(workspace).table("link")
    kept = sum(source.rows_kept for source in report.sources)
    assert links[["source", "record_id", "table"]].drop_duplicates().shape[0] == kept


def without(workspace: Workspace, source: str) -> ledger.Run:
    # The folder as well: a dated one without a file is a delivery that cannot be used, not an absent source.
    shutil.rmtree(workspace.raw / source)
    refresh(workspace, AS_OF)
    return run_of(workspace)


@pytest.mark.parametrize("source", ["kvk", "straatbeeld", "rdw", "ibis", "bag_gpkg"])
def test_a_missing_source_only_makes_white_and_is_named_as_the_cause(six_published: Workspace, source: str):
    before = run_of(six_published).table("label").set_index("occupancy_id")
    label = without(six_published, source).table("label").set_index("occupancy_id")
    both = before.join(label.add_suffix("_now"), how="inner")
    assert not ((both["label"] != "groen") & (both["label_now"] == "groen")).any()
    assert not (~both["proposed_red"] & both["proposed_red_now"]).any()
    what_changed_says_so(run_of(six_published).table("label_change"), source)


def test_a_label_says_which_source_was_not_consulted(six_companies: Workspace):
    run = without(six_companies, "kvk")
    label = run.table("label")
    assert set(label["label"]) == {"wit"}
    assert label["because"].str.contains("KVK").all()
    waiting = run.table("open_question")
    assert "bron niet geraadpleegd" in set(waiting["why"])


def test_a_week_later_with_the_same_files_nothing_changes(six_published: Workspace):
    assert not refresh(six_published, AS_OF + dt.timedelta(weeks=1)).published


def test_answers_grow_old_and_green_falls_to_white(six_published: Workspace):
    assert "groen" in set(run_of(six_published).table("label")["label"])
    report = refresh(six_published, dt.date(2029, 11, 16))
    assert report.published
    assert set(run_of(six_published).table("label")["label"]) == {"wit"}
    # The answers expired because every delivery is too old; the source is named, not each answer.
    assert set(report.changes) == {"bron wel of niet geraadpleegd"}
    page = (six_published.runs / report.run_id / "verslag.md").read_text("utf-8")
    assert "| Proefweg 1, 6921 ZZ Duiven | groen | wit | bron wel of niet geraadpleegd: " in page
    assert "KVK Handelsregister is te oud geworden" in page


def test_a_note_that_expires_in_a_delivery_that_still_counts_is_time(six_companies: Workspace):
    street = six_companies.raw / "straatbeeld" / "2026-11-02" / "straatbeeld.csv"
    written = street.read_text("utf-8")
    street.write_text(written.replace("2026-10-20;Proefweg;1;", "2026-05-22;Proefweg;1;"), "utf-8")
    refresh(six_companies, AS_OF)
    report = refresh(six_companies, AS_OF + dt.timedelta(weeks=1))
    assert report.changes == {"antwoord te oud geworden": 1}


def what_changed_says_so(table: pd.DataFrame, source: str) -> None:
    assert set(table["cause"]) <= {"bron wel of niet geraadpleegd"}
    assert table["detail"].str.contains("is niet meer geraadpleegd").all()
    if source in {"kvk", "straatbeeld", "ibis"}:
        assert len(table)
