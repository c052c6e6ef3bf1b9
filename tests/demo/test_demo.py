"""The demo region: always the same bytes, everything fictional, the figures of calibration.py."""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from shapely import Polygon

from theseus import demo
from theseus.demo import broken, calibration, osm, parks, vocabulary
from theseus.sources import deliveries, registry
from theseus.sources.card import cards
from theseus.sources.delivery import Defect, Delivery

AS_OF = dt.date(2026, 11, 16)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    demo.make(folder, AS_OF)
    return folder


@pytest.fixture(scope="module")
def world() -> demo.World:
    return demo.imagine(AS_OF)


@pytest.fixture(scope="module")
def read(root: Path) -> dict[str, Delivery]:
    """What the true readers make of every source of the demo."""
    found = {}
    for source in demo.AGE_DAYS:
        card = cards()[source]
        files = deliveries.in_folder(root / "data" / "raw" / source, card, AS_OF)
        found[source] = registry.read(source, files, AS_OF)
    return found


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def raw(root: Path, name: str) -> bytes:
    """The newest file of this name."""
    return max((root / "data" / "raw").rglob(name)).read_bytes()


def table(root: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw(root, name).decode()), delimiter=";"))


def test_same_seed_and_day_give_the_same_bytes(root, tmp_path):
    demo.make(tmp_path, AS_OF)
    assert digests(tmp_path) == digests(root)
    demo.make(tmp_path, AS_OF)
    assert digests(tmp_path) == digests(root)


def test_another_seed_gives_other_businesses(root, tmp_path):
    demo.make(tmp_path, AS_OF, seed=7)
    assert raw(tmp_path, "vestigingen.csv") != raw(root, "vestigingen.csv")


def test_a_later_demo_replaces_the_earlier_one_and_leaves_other_deliveries(tmp_path):
    own = tmp_path / "data" / "raw" / "kvk" / "2026-01-01"
    own.mkdir(parents=True)
    (own / "export.csv").write_text("eigen bestand", "utf-8")
    demo.make(tmp_path, AS_OF)
    demo.make(tmp_path, AS_OF + dt.timedelta(days=30))
    assert len(list((tmp_path / "data" / "raw" / "ibis").iterdir())) == 1
    assert (own / "export.csv").read_text("utf-8") == "eigen bestand"


def test_every_file_stands_in_the_manifest_of_its_delivery(root):
    folders = list((root / "data" / "raw").glob("*/*"))
    assert len(folders) == len(demo.AGE_DAYS) + 1  # the RDW delivered twice
    for folder in folders:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        assert (manifest["source"], manifest["delivered_on"]) == (folder.parent.name, folder.name)
        assert dt.date.fromisoformat(folder.name) < AS_OF
        listed = {item["name"]: (item["sha256"], item["bytes"]) for item in manifest["files"]}
        there = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}
        assert listed == {
            name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in there.items()
        }


def test_counts_are_those_of_the_calibration(world):
    companies = world.businesses.companies
    running = [company for company in companies if company.ended is None]
    assert len(world.places.units) == 1_500
    assert 1_150 <= len(running) <= 1_250
    on_unit = [company for one in world.businesses.occupied for company in one.companies]
    assert len(on_unit) == calibration.VESTIGINGEN_ON_VBO
    assert len(world.businesses.beyond) == calibration.VESTIGINGEN_NOT_IN_BAG
    assert sum(1 for unit in world.places.units if not unit.park) == 60
    assert sum(1 for unit in world.places.units if len(unit.pand_ids) == 2) == calibration.TWO_PANDEN
    per_pand = Counter(unit.pand_ids[0] for unit in world.places.units)
    many = [count for count in per_pand.values() if count > 1]
    low, high = calibration.MULTI_TENANT
    assert len(many) > 20
    assert all(low <= count <= high for count in many)


def test_bag_and_register_agree_for_sixty_one_percent_of_the_addresses(world):
    in_bag = {unit.address for unit in world.places.units}
    running = [company for company in world.businesses.companies if company.ended is None]
    registered = {company.address for company in running if company.address}
    assert len(in_bag & registered) / len(in_bag | registered) == pytest.approx(
        calibration.AGREEMENT, abs=0.02
    )


def test_every_company_and_street_is_marked(root, world):
    assert all(
        vocabulary.MARK in name for company in world.businesses.companies for name in company.trade_names
    )
    assert all("voorbeeld" in street.name.casefold() for street in world.places.streets)
    profiles = [item for item in json.loads(raw(root, "vestigingsprofielen.json")) if "fout" not in item]
    firms = json.loads(raw(root, "erkende_bedrijven.json"))
    names = [
        *(row["handelsnaam"] for row in table(root, "vestigingen.csv") if row["handelsnaam"]),
        *(item["eersteHandelsnaam"] for item in profiles),
        *(row["naam_op_gevel"] for row in table(root, "straatbeeld.csv") if row["naam_op_gevel"]),
        *(firm["naam_bedrijf"] for firm in firms),
        *(
            item["tags"]["name"]
            for item in json.loads(raw(root, "osm.json"))["elements"]
            if isinstance(item, dict)
        ),
        *(item["properties"]["PLAN_NAAM"] for item in json.loads(raw(root, "ibis.geojson"))["features"]),
    ]
    assert len(names) > 2_500
    assert not [name for name in names if "VOORBEELD" not in name]
    assert all("voorbeeld" in firm["straat"].casefold() for firm in firms)


def test_names_that_look_like_code_are_in_the_register(root):
    names = {row["handelsnaam"] for row in table(root, "vestigingen.csv")}
    profiles = {item.get("eersteHandelsnaam") for item in json.loads(raw(root, "vestigingsprofielen.json"))}
    assert set(vocabulary.HOSTILE) <= names | profiles


def test_postcodes_are_of_the_fictional_range(root):
    codes = {row["postcode"] for row in table(root, "vestigingen.csv")} - {"", "6929"}
    assert len(codes) > 30
    assert all(re.fullmatch(r"69[23]9(?!SA|SD|SS)[A-Z]{2}", code) for code in codes)


def test_the_bag_is_well_formed_and_has_history(root):
    seen = Counter()
    for path in (root / "data" / "raw" / "bag_extract").glob("*/*.zip"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                seen.update(
                    etree.QName(item).localname for item in etree.fromstring(archive.read(name)).iter()
                )
    assert seen["Woonplaats"] == 2
    assert seen["OpenbareRuimte"] == 30
    assert seen["Verblijfsobject"] > 1_500
    assert seen["eindGeldigheid"] > 200


def test_osm_draws_the_parks_otherwise():
    assert len({key for key, _, _ in osm._AREAS}) == sum(1 for park in parks.PARKS if park.rin) - 1
    of_key = {park.key: park for park in parks.PARKS}
    for key, landuse, outline in osm._AREAS:
        if landuse == "retail":
            continue  # a second area, within the first
        ibis: Polygon = of_key[key].shape()
        drawn = of_key[key].shape(outline)
        assert 0.7 < (ibis & drawn).area / (ibis | drawn).area < 0.97


def test_units_stand_in_their_park_and_municipality(world):
    of_key = {park.key: park for park in parks.PARKS}
    for unit in world.places.units:
        spot = Polygon([(unit.x - 1, unit.y - 1), (unit.x + 1, unit.y - 1), (unit.x, unit.y + 1)])
        assert unit.vbo_id.startswith(unit.address.street.municipality.code)
        assert unit.address.street.municipality.shape.contains(spot)
        assert not unit.park or of_key[unit.park].shape().contains(spot)


def test_there_are_twenty_kinds_of_broken_rows():
    assert len(broken.KINDS) == len({kind.code for kind in broken.KINDS}) == 20
    assert broken.ROWS_PER_KIND == 10
    assert {kind.code for kind in broken.KINDS} <= {defect.name.lower() for defect in Defect}
    assert {kind.source for kind in broken.KINDS} == {"kvk", "rdw", "straatbeeld", "bag_extract", "osm"}


def test_the_true_readers_find_exactly_the_broken_rows(read):
    found = Counter()
    for source, delivery in read.items():
        defects = delivery.quarantine[delivery.quarantine["kind"] == "defect"]
        found.update((source, code) for code in defects["code"])
    assert found == Counter({(kind.source, kind.code): broken.ROWS_PER_KIND for kind in broken.KINDS})


def test_the_readers_find_everything_that_was_made(read, world):
    businesses = world.businesses
    assert len(read["bag_extract"].tables["verblijfsobject"]) == len(world.places.units)
    assert len(read["bag_extract"].tables["adres"]) == len(world.places.units)
    assert len(read["kvk"].tables["vestiging"]) == len(businesses.companies)
    assert len(read["ibis"].tables["terrein"]) == 7
    assert read["ibis"].rows_merged == 1
    assert set(read["cbs_gemeenten"].tables["area"]["code"]) == {"GM0226", "GM0293"}
    vestigingen = read["kvk"].tables["vestiging"].set_index("kvk_number")
    for company in businesses.companies:
        if company.ended is None:
            assert vestigingen.at[company.kvk_number, "activity"] is not None


def test_activities_survive_the_sbi_codes(read, world):
    known = read["kvk"].tables["vestiging"].dropna(subset="vestiging_id_kvk").set_index("vestiging_id_kvk")
    made = {
        item.vestiging_id: item.trade.activity for item in world.businesses.companies if item.vestiging_id
    }
    assert known["activity"].to_dict() == made
    assert set(known["sbi_version"].dropna()) == {"2008", "2025"}


def test_recognitions_are_valid_and_lapsed(read):
    status = read["rdw"].tables["registration"]["status"].value_counts()
    assert status["vervallen"] >= 20
    assert status["geldig"] >= 200


def test_inspectors_saw_four_in_five_addresses(world):
    seen = [one for one in world.businesses.occupied if one.story.seen]
    assert 0.78 <= len(seen) / len(world.businesses.occupied) <= 0.86


def test_the_message_tells_what_was_made(tmp_path):
    made = demo.make(tmp_path, AS_OF)
    assert made.broken_rows == 200
    assert made.deliveries == 20
    assert made.verblijfsobjecten == 1_500
    assert "1500 verblijfsobjecten" in made.summary
    assert "VOORBEELD" in made.summary


def test_the_region_names_its_municipalities_and_partners():
    region = demo.region()
    assert [town.code for town in region.municipalities] == ["GM0226", "GM0293"]
    assert region.sources["kvk"].complete is True
    assert sum(partner.cost_eur for partner in region.partners) > 0
