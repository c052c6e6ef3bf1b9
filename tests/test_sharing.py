"""What is shared of a run: the public map holds nothing about a single company, whatever they are."""

import datetime as dt
import json
import re
from pathlib import Path
from urllib.parse import quote_plus

import kept_runs
import pyogrio
import pytest
from click.testing import CliRunner

from theseus import artefacts, ledger, rosters, sharing
from theseus.cli import app
from theseus.contracts import CRS
from theseus.errors import TheseusError
from theseus.export import published, recipients
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


def test_the_command_makes_all_or_only_what_is_asked_for(tmp_path, monkeypatch):
    kept_runs.publish(Workspace(tmp_path).runs)
    drawn = []
    for owner, name in ((artefacts, "draw_map"), (sharing, "public_map"), (sharing, "geopackage")):
        monkeypatch.setattr(owner, name, lambda *_, name=name, **__: drawn.append(name))
    for options in ([], ["--openbaar"], ["--gpkg"]):
        told = CliRunner().invoke(app, ["-w", str(tmp_path), "map", *options], catch_exceptions=False)
        assert told.exit_code == 0
    assert drawn == ["draw_map", "public_map", "geopackage", "public_map", "geopackage"]
    told = CliRunner().invoke(app, ["-w", str(tmp_path), "map", "--gebied", ""])
    assert isinstance(told.exception, TheseusError)
    assert len(drawn) == 5


def test_the_geopackage_has_every_label_and_every_planned_visit(demo_region, run):
    path = demo_region.maps / "duiven-en-westervoort-voorbeeld.gpkg"
    uses = pyogrio.read_dataframe(path, layer=published.USES).set_index("kenmerk")
    label = run.table("label").set_index("occupancy_id")
    assert uses["label"].to_dict() == label["label"].to_dict()
    visits = pyogrio.read_dataframe(path, layer=published.VISITS)
    planned = [visit.occupancy_id for one in rosters.planned(demo_region, run) for visit in one.visits]
    assert sorted(visits["kenmerk"]) == sorted(planned)
    assert not visits.geometry.isna().any()


def test_the_map_of_a_partner_holds_what_was_agreed_of_its_own_visits(demo_region, run):
    """The police may know number, times, address and park; the bytes hold nothing else of anybody."""
    folder = artefacts.rosters_of(demo_region, run)
    text = (folder / "kaart-politie.html").read_text("utf-8")
    block = json.loads(re.search(r'id="gegevens">(.*?)</script>', text, re.DOTALL)[1])
    until = run.as_of + dt.timedelta(weeks=demo_region.region.rhythm.roster_weeks)
    mine = {
        visit.occupancy_id
        for one in rosters.planned(demo_region, run)
        if "politie" in one.session.partners and one.session.date <= until
        for visit in one.visits
    }
    table = run.table("occupancy")
    stops = [stop for one in block["rounds"] for stop in one["stops"]]
    assert sorted(stop["address"] for stop in stops) == sorted(
        table[table["occupancy_id"].isin(mine)]["address"]
    )
    assert {key for stop in stops for key in stop} <= {"address", "at", "text", "time", "park"}
    known = re.sub(r"[^<]*</title>|<script>.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)
    for stop in stops:
        known = known.replace(stop["address"], "")  # a building without an address is told by its number
    for column in ABOUT_ONE[:6]:
        assert not [value for value in set(table[column].dropna()) if value in known]
    others = set(table[~table["occupancy_id"].isin(mine)]["address"]) - {stop["address"] for stop in stops}
    assert not [address for address in others if json.dumps(address)[1:-1] in known]
    assert not re.search(r"aandachtspunt|voorstel rood[^\"]|onbekend", known)


def test_every_partner_of_a_roster_has_a_map_and_that_is_written_down(demo_region, run):
    folder = artefacts.rosters_of(demo_region, run)
    given = [item for item in rosters.handed(folder) if item.file.startswith("kaart-")]
    assert {item.file for item in given} == {path.name for path in folder.glob("kaart-*.html")}
    assert {recipient for item in given for recipient in item.recipients} >= {"politie", "ODRA", "brandweer"}
    for item in given:
        (recipient,) = item.recipients
        assert item.labels
        assert (set(item.labels.values()) == {recipients.NOT_SHOWN}) == (recipient != "ODRA")


def test_the_geopackage_of_a_drawn_area_has_what_lies_in_it(demo_region, elsewhere, run):
    parks = run.table("chosen_terrein").sort_values("terrein_id")
    wanted = parks.iloc[[0]].buffer(1).to_crs("EPSG:4326").iloc[0]
    corners = ",".join(f"{lat:.7f} {lon:.7f}" for lon, lat in wanted.exterior.coords)
    area = sharing.area_of(f"file:///kaart.html#label=Groen&gebied={quote_plus(corners)}&plek=12+51.9+6.0")
    path = sharing.geopackage(elsewhere, run, rosters.planned(demo_region, run), area)
    assert path.name.endswith("-gebied.gpkg")
    uses = run.table("occupancy")
    inside = uses[uses.to_crs("EPSG:4326").within(wanted)]
    assert 0 < len(inside) < len(uses)
    assert set(pyogrio.read_dataframe(path, layer=published.USES)["kenmerk"]) == set(inside["occupancy_id"])
    drawn = pyogrio.read_dataframe(path, layer=published.PARKS)
    assert drawn["gebruiken"].sum() == len(inside)
    assert set(drawn["terrein_id"]) == set(inside["terrein_id"])
    visited = {visit.occupancy_id for one in rosters.planned(demo_region, run) for visit in one.visits}
    visits = pyogrio.read_dataframe(path, layer=published.VISITS)
    assert set(visits["kenmerk"]) == visited & set(inside["occupancy_id"])
    with pytest.raises(TheseusError, match="ligt geen enkel gebruik"):
        sharing.geopackage(elsewhere, run, (), sharing.area_of("#gebied=52 4,52 4.1,52.1 4"))


@pytest.mark.parametrize(
    "address",
    [
        *("", "kaart.html", "x#gebied=", "x#gebied=1 2,3 4", "x#gebied=a b,c d,e f"),
        *("x#gebied=nan nan,1 1,2 2", "x#gebied=inf 1,2 2,3 4", "x#gebied=52 6,52 6.1,52 6.2"),
    ],
)
def test_an_address_without_an_area_is_refused(address):
    with pytest.raises(TheseusError, match="geen gebied"):
        sharing.area_of(address)
