"""What is shared of a run: the public map holds nothing about a single company, whatever they are."""

import json
import re
from pathlib import Path

import pytest

from theseus import artefacts, ledger, sharing
from theseus.contracts import CRS
from theseus.workspace import Workspace

# What is known of one use; a house number or a town by itself is not.
ABOUT_ONE = (
    *("occupancy_id", "vbo_id_bag", "pand_id_bag", "vestiging_id_kvk", "kvk_number"),
    *("name", "address", "straat", "postcode"),
)
HOSTILE = json.loads((Path(__file__).parent / "samples" / "hostile_names.json").read_text("utf-8"))


@pytest.fixture
def run(demo_region: Workspace) -> ledger.Run:
    return ledger.published(demo_region.runs)


@pytest.fixture
def elsewhere(demo_region: Workspace, tmp_path):
    """The demo's region, but what is drawn lands in a folder of its own."""

    class Elsewhere(Workspace):
        region = demo_region.region

    return Elsewhere(tmp_path)


def test_no_byte_of_the_public_map_is_about_a_single_company(demo_region, run):
    text = (demo_region.maps / "duiven-en-westervoort-voorbeeld-openbaar.html").read_text("utf-8")
    occupancies = run.table("occupancy")
    assert len(occupancies) > 1000
    parks = set(run.table("chosen_terrein")["name"])
    for column in ABOUT_ONE:
        known = set(occupancies[column].dropna()) - parks
        assert not [value for value in known if value in text]
    for points in (occupancies.geometry, occupancies.geometry.to_crs("EPSG:4326")):
        places = {f"{number:.5f}"[:8] for number in (*points.x.dropna(), *points.y.dropna())}
        assert not [place for place in places if place in text]
    # Nor the words of what was found and asked.
    assert not [item for item in set(run.table("finding")["sentence"]) if item in text]
    assert not re.search(r"\b\d{8}\b|\b\d{12}\b|\b\d{16}\b|voorstel", text)


def test_the_public_map_is_the_same_whatever_the_companies_are_called(elsewhere, run, monkeypatch):
    """Not a byte depends on a name, number, address or place: so nothing of one can be in it."""
    before = sharing.public_map(elsewhere, run).read_bytes()
    read = ledger.Run.table

    def changed(self: ledger.Run, name: str):
        table = read(self, name)
        if name == "occupancy":
            table = table.set_geometry(table.geometry.translate(37, -11), crs=CRS)
            for column in ABOUT_ONE[1:]:
                table[column] = [f"{HOSTILE[at % len(HOSTILE)]}{at}" for at in range(len(table))]
            return table.iloc[::-1]
        return table.assign(because="Iets anders.", review="Iemand.") if name == "label" else table

    monkeypatch.setattr(ledger.Run, "table", changed)
    assert sharing.public_map(elsewhere, run).read_bytes() == before


def test_refresh_draws_the_public_map_beside_the_other(demo_region):
    assert {path.name for path in demo_region.maps.iterdir()} >= {
        artefacts.map_of(demo_region).name,
        "duiven-en-westervoort-voorbeeld-openbaar.html",
    }


def test_k_is_that_of_the_region(elsewhere, run, monkeypatch):
    larger = elsewhere.region.model_copy(
        update={"map": elsewhere.region.map.model_copy(update={"public_k": 50})}
    )
    monkeypatch.setattr(type(elsewhere), "region", larger)
    text = sharing.public_map(elsewhere, run).read_text("utf-8")
    assert "Getallen kleiner dan 50 worden nooit getoond" in text
    assert "verdeling niet getoond" in text
