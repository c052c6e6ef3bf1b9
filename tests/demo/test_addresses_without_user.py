"""F15: addresses of which nobody knows the user, counted per park: one number on map, list and report."""

import csv
import json
from collections import Counter

import pytest
from map_block import block

from theseus import artefacts, ledger
from theseus.workspace import Workspace


@pytest.fixture
def run(demo_region: Workspace) -> ledger.Run:
    return ledger.published(demo_region.runs)


def on_list(demo_region: Workspace, run: ledger.Run) -> dict[str, int]:
    path = artefacts.rosters_of(demo_region, run) / "adressen-zonder-gebruiker.csv"
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    told = {row["terrein"]: int(row["aantal_op_dit_terrein"]) for row in rows}
    assert sum(told.values()) == len(rows)
    return told


def on_map(demo_region: Workspace) -> dict[str, int]:
    """Count as the page does: rows without a name, by their park."""
    data = block(artefacts.map_of(demo_region).read_text("utf-8"))
    items = data["items"]
    named = zip(items["name"], items["park"], strict=True)
    return Counter(data["parks"][park]["name"] for name, park in named if name is None)


def test_map_list_and_report_count_the_same(demo_region: Workspace, run: ledger.Run):
    report = json.loads((run.folder / "verslag.json").read_text("utf-8"))
    told = {row["name"]: row["without_user"] for row in report["shares"] if row["without_user"]}
    assert told
    assert on_list(demo_region, run) == told
    assert on_map(demo_region) == told


def test_the_map_shows_the_count_of_each_park(demo_region: Workspace):
    page = artefacts.map_of(demo_region).read_text("utf-8")
    assert "zonder bekende gebruiker" in page
