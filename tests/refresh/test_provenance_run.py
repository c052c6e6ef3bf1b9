"""Provenance of whole runs: every displayed value resolves to a snapshot, and history tells old and new."""

import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from runs_only import runs_only

from theseus import ledger, starter
from theseus.contracts import VISIT_SOURCE
from theseus.facts.catalogue import questions
from theseus.refresh import refresh
from theseus.report import history, provenance
from theseus.report.explain import find
from theseus.report.run import RunReport
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)
SHOWN = {
    "name": "name",
    "address": "address",
    "vbo_id_bag": "vbo_id_bag",
    "pand_id_bag": "pand_id_bag",
    "vestiging_id_kvk": "vestiging_id_kvk",
    "kvk_number": "kvk_number",
    "terrein": "terrein_name",
}
GARAGE = "Garage Linde VOORBEELD"
pytestmark = pytest.mark.usefixtures("runs_only")


def run_of(workspace: Workspace) -> ledger.Run:
    run = ledger.published(workspace.runs)
    assert run is not None
    return run


def records_of(run: ledger.Run) -> set[tuple[str, str]]:
    found = set()
    for source in run.table("delivery")["source"]:
        for table in run.records(source).values():
            found |= set(zip(table["source"], table["record_id"], strict=True))
    return found | {(VISIT_SOURCE, f"bezoek {number}") for number in run.table("visit")["visit_id"]}


def test_every_displayed_value_of_the_demo_has_an_origin(demo_region: Workspace):
    run = run_of(demo_region)
    origins = run.table("provenance")
    assert not origins.duplicated(["occupancy_id", "field"]).any()
    occupancies = run.table("occupancy").set_index("occupancy_id")
    for field, column in SHOWN.items():
        told = origins[origins["field"] == field].set_index("occupancy_id")["value"]
        pd.testing.assert_series_equal(
            told.sort_index(), occupancies[column].dropna().sort_index(), check_names=False
        )
    facts = run.table("fact")
    answered = origins[~origins["field"].isin(list(SHOWN))]
    keys = ["occupancy_id", "question"]
    both = facts.merge(answered.rename(columns={"field": "question"}), on=keys, suffixes=("", "_told"))
    assert len(both) == len(facts) == len(answered)
    for column in ("value", "source"):
        assert (both[column] == both[f"{column}_told"]).all()


def test_every_origin_of_the_demo_is_a_record_of_the_snapshot(demo_region: Workspace):
    run = run_of(demo_region)
    origins = run.table("provenance")
    named = origins.dropna(subset="record_id")
    assert set(zip(named["source"], named["record_id"], strict=True)) <= records_of(run)
    # Only an answer from silence and a count rest on a delivery as a whole.
    whole = origins[origins["record_id"].isna()]
    assert set(whole["field"]) <= set(questions())
    assert whole["original"].isna().all()
    # What the desk says of visits comes from no delivery.
    assert set(origins["source"]) - {VISIT_SOURCE} <= set(run.table("delivery")["source"])
    assert (origins["first_seen"] <= origins["last_seen"]).all()


def test_every_delivery_of_the_demo_has_the_hash_of_its_files(demo_region: Workspace):
    run = run_of(demo_region)
    delivered = run.table("delivery").set_index("source")
    for source, report in run.sources.items():
        if report.delivered_on is None:
            assert source not in delivered.index
            continue
        folder = demo_region.raw / source
        on_disk = {
            item["file"]: (folder / item["delivered_on"] / item["file"]).read_bytes() for item in report.files
        }
        if len(report.files) == 1:
            (content,) = on_disk.values()
            assert delivered.loc[source, "sha256"] == hashlib.sha256(content).hexdigest()
        assert delivered.loc[source, "files"] == len(report.files)
        assert pd.Timestamp(report.delivered_on) == delivered.loc[source, "delivered_on"]
    assert delivered.loc["kvk", "regime"] == "municipal"
    assert delivered.loc["rdw", "regime"] == "open"


def test_the_same_snapshot_gives_the_same_labels_to_the_byte(six_published: Workspace, tmp_path: Path):
    other = Workspace(tmp_path / "elders")
    starter.make(other, six_published.region)
    shutil.copytree(six_published.raw, other.raw, dirs_exist_ok=True)
    refresh(other, AS_OF)
    for name in ("label", "provenance", "delivery", "fact"):
        mine, theirs = (run_of(workspace).folder / f"{name}.parquet" for workspace in (six_published, other))
        assert mine.read_bytes() == theirs.read_bytes()


def deliver_kvk(workspace: Workspace, on: str, *changes: tuple[str, str]) -> None:
    """A newer delivery of the trade register, changed."""
    newest = max((workspace.raw / "kvk").iterdir())
    text = (newest / "kvk.csv").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    folder = workspace.raw / "kvk" / on
    folder.mkdir()
    (folder / "kvk.csv").write_text(text, "utf-8")


def garage(run: ledger.Run) -> str:
    (found,) = find(run.table("occupancy"), "000090000002")
    return found


@pytest.fixture(scope="module")
def renamed(
    first_refresh: tuple[Workspace, RunReport], tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """The garage has another name in the second run; to look at only."""
    workspace = Workspace(tmp_path_factory.mktemp("renamed"))
    shutil.copytree(first_refresh[0].root, workspace.root, dirs_exist_ok=True)
    deliver_kvk(workspace, "2026-11-20", (GARAGE, "Autohuis Wilg VOORBEELD"))
    with runs_only():
        refresh(workspace, dt.date(2026, 11, 23))
    return workspace


def test_a_changed_value_is_in_the_history_with_old_new_source_and_date(renamed: Workspace):
    run = run_of(renamed)
    moved = run.table("value_change").set_index(["occupancy_id", "field"])
    row = moved.loc[(garage(run), "name")]
    assert (row["old"], row["new"]) == (GARAGE, "Autohuis Wilg VOORBEELD")
    assert (row["source"], row["run"]) == ("kvk", run.run_id)
    assert row["changed_on"] == pd.Timestamp("2026-11-23")
    told = history_of(renamed)
    assert f"was   {GARAGE}" in told
    assert "werd  Autohuis Wilg VOORBEELD" in told
    assert "bron  KVK Handelsregister" in told
    assert "23-11-2026" in told


def test_first_seen_stays_while_the_value_does_and_last_seen_moves(renamed: Workspace):
    run = run_of(renamed)
    mine = run.table("provenance").set_index(["occupancy_id", "field"]).loc[garage(run)]
    old, new = pd.Timestamp("2026-11-02"), pd.Timestamp("2026-11-20")
    assert (mine.loc["kvk_number", "first_seen"], mine.loc["kvk_number", "last_seen"]) == (old, new)
    assert mine.loc["name", "first_seen"] == new
    assert (mine.loc["address", "first_seen"], mine.loc["address", "last_seen"]) == (old, old)


def history_of(workspace: Workspace) -> str:
    run = run_of(workspace)
    occupancies = run.table("occupancy").set_index("occupancy_id", drop=False)
    chapters = [
        history.Chapter(item.run_id, item.as_of, item.find("value_change"), item.table("label_change"))
        for item in ledger.runs(workspace.runs)
    ]
    titles = {name: report.title for name, report in run.sources.items()}
    texts = {name: card.text for name, card in questions().items()}
    return history.as_text(occupancies.loc[garage(run)], chapters, run.table("provenance"), texts, titles)


def test_runs_of_one_day_stand_in_the_order_in_which_they_were_made(six_published: Workspace):
    made = [run_of(six_published).run_id]
    for number, name in enumerate(("A", "B", "C"), start=3):
        deliver_kvk(six_published, f"2026-11-0{number}", ("VOORBEELD", f"VOORBEELD {name}"))
        made.append(refresh(six_published, AS_OF).run_id)
    assert len(set(made)) == len(made)
    assert [run.run_id for run in ledger.runs(six_published.runs)] == made
    told = history_of(six_published)
    places = [told.index(f"werd  {GARAGE} {names}\n") for names in ("A", "B A", "C B A")]
    assert places == sorted(places)


def test_a_run_from_before_there_was_provenance_is_no_hindrance(six_published: Workspace):
    old = run_of(six_published)
    for name in ("provenance", "delivery", "value_change"):
        (old.folder / f"{name}.parquet").unlink()
    manifest = json.loads((old.folder / ledger.MANIFEST).read_text("utf-8"))
    del manifest["previous"]
    (old.folder / ledger.MANIFEST).write_text(json.dumps(manifest), "utf-8")
    deliver_kvk(six_published, "2026-11-20", (GARAGE, "Autohuis Wilg VOORBEELD"))
    refresh(six_published, dt.date(2026, 11, 23))
    run = run_of(six_published)
    assert run.run_id != old.run_id
    assert run.table("value_change").empty
    assert [item.run_id for item in ledger.runs(six_published.runs)] == [old.run_id, run.run_id]
    assert "sinds 20-11-2026, volgens KVK Handelsregister" in history_of(six_published)


def test_the_origins_of_one_occupancy_as_text(six_published: Workspace):
    run = run_of(six_published)
    occupancies = run.table("occupancy").set_index("occupancy_id", drop=False)
    titles = {name: report.title for name, report in run.sources.items()}
    texts = {name: card.text for name, card in questions().items()}
    told = provenance.as_text(
        occupancies.loc[garage(run)], run.tables("provenance", "delivery"), texts, titles
    )
    assert f"  Naam  {GARAGE}\n    bron         KVK Handelsregister [1], record 000090000002" in told
    assert "in de bron   SBI 45204" in told
    assert "[1] KVK Handelsregister, geleverd op 02-11-2026; niet openbaar: alleen voor de gemeente" in told
    digest = hashlib.sha256((six_published.raw / "kvk" / "2026-11-02" / "kvk.csv").read_bytes()).hexdigest()
    assert f"bestand      kvk.csv (sha256 {digest[:12]}…)" in told
    origins = run.table("provenance")
    for field in origins.loc[origins["occupancy_id"] == garage(run), "field"]:
        assert f"\n  {provenance.field_name(field, texts)}  " in told


def test_text_from_outside_cannot_steer_the_terminal():
    assert provenance.shown("a\x1b[31m\nb\u202e") == "a [31m b"
    assert provenance.shown(pd.NA) == ""
