"""BAG GeoPackage: the layers that PDOK publishes, broken files and rows, and that no row gets lost."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.contracts import RECORDS
from theseus.errors import SourceError
from theseus.sources import registry
from theseus.sources.bag_gpkg import read
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile

DELIVERED = dt.date(2026, 11, 8)
AS_OF = dt.date(2026, 11, 16)
PAND_ID, VBO_ID, NUM_ID = "0226100000000001", "0226010000000001", "0226200000000001"

PAND = {
    "rdf_seealso": "http://voorbeeld.invalid/pand",
    "identificatie": PAND_ID,
    "bouwjaar": 1998,
    "status": "Pand in gebruik",
    "gebruiksdoel": "industriefunctie",
    "aantal_verblijfsobjecten": 1,
    "geometry": shapely.box(200000, 440000, 200020, 440010),
}
UNIT = {
    "rdf_seealso": "http://voorbeeld.invalid/vbo",
    "identificatie": VBO_ID,
    "oppervlakte": 250,
    "status": "Verblijfsobject in gebruik",
    "gebruiksdoel": "kantoorfunctie,industriefunctie",
    "openbare_ruimte_naam": "Voorbeeldweg",
    "huisnummer": 12,
    "huisletter": "a",
    "toevoeging": None,
    "postcode": "6999ZZ",
    "woonplaats_naam": "Voorbeelddorp",
    "bouwjaar": 1998,
    "pand_identificatie": PAND_ID,
    "pandstatus": "Pand in gebruik",
    "nummeraanduiding_hoofdadres_identificatie": NUM_ID,
    "geometry": shapely.Point(200010, 440005),
}


def layer(rows, template, crs="EPSG:28992"):
    frame = pd.DataFrame([template | row for row in rows], columns=list(template))
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=crs)


def write(path, panden=({},), units=({},), crs="EPSG:28992"):
    # Without an index of shapes, which is half of the time.
    layer(panden, PAND, crs).to_file(path, layer="pand", SPATIAL_INDEX="NO")
    layer(units, UNIT, crs).to_file(path, layer="verblijfsobject", SPATIAL_INDEX="NO")
    return RawFile(path, DELIVERED)


@pytest.fixture
def card():
    return cards()["bag_gpkg"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "bag-light.gpkg"


def checked(delivery):
    kept = sum(len(table) for table in delivery.tables.values())
    assert delivery.rows_read == kept + delivery.rows_merged + len(delivery.quarantine)
    for name, table in delivery.tables.items():
        assert list(table.columns) == RECORDS[name].names
        assert not table["record_id"].duplicated().any()
    return delivery


def codes(delivery):
    return list(delivery.quarantine["code"])


def test_tables(path):
    delivery = checked(registry.read("bag_gpkg", [write(path)], AS_OF))
    pand = delivery.tables["pand"].iloc[0]
    assert (pand["pand_id_bag"], pand["status"], pand["bouwjaar"]) == (PAND_ID, "Pand in gebruik", 1998)
    assert pand["observed_on"].date() == DELIVERED
    assert pand["geometry"].area == 200
    unit = delivery.tables["verblijfsobject"].iloc[0]
    assert (unit["vbo_id_bag"], unit["pand_ids_bag"], unit["floor_area_m2"]) == (VBO_ID, PAND_ID, 250)
    assert unit["gebruiksdoel"] == "kantoorfunctie,industriefunctie"
    address = delivery.tables["adres"].iloc[0]
    assert (address["record_id"], address["vbo_id_bag"], address["is_main"]) == (NUM_ID, VBO_ID, True)
    assert (address["straat"], address["huisnummer"], address["huisletter"]) == ("Voorbeeldweg", 12, "A")
    assert pd.isna(address["toevoeging"])
    assert (address["postcode"], address["woonplaats"]) == ("6999ZZ", "Voorbeelddorp")
    assert delivery.rows_read == 3  # two rows, of which one holds an address too


def test_fields_met_are_those_of_the_card(path, card):
    delivery = read([write(path)], card, AS_OF)
    for name, fields in card.columns.items():
        assert set(fields) <= set(delivery.columns[name])


def test_derived_fields_are_known_to_the_card(path, card):
    delivery = read([write(path)], card, AS_OF)
    for name, fields in delivery.columns.items():
        assert set(fields) - set(card.columns[name]) <= set(card.ignored)


def test_several_panden_and_a_gap_behind_the_comma(path, card):
    both = f"{PAND_ID}, 0226100000000002"
    units = read([write(path, units=[{"pand_identificatie": both}])], card, AS_OF).tables["verblijfsobject"]
    assert units.loc[0, "pand_ids_bag"] == both.replace(" ", "")


def test_numbers_next_to_empty_ones(path, card):
    panden = [{}, {"identificatie": "0226100000000002", "bouwjaar": None}]
    table = checked(read([write(path, panden)], card, AS_OF)).tables["pand"]
    assert list(table["bouwjaar"].isna()) == [False, True]
    assert table.loc[0, "bouwjaar"] == 1998


def test_layers_without_rows(path, card):
    delivery = checked(read([write(path, panden=(), units=())], card, AS_OF))
    assert delivery.rows_read == 0


def test_two_files(tmp_path, card):
    other = {"identificatie": "0226100000000002"}
    first = write(tmp_path / "a.gpkg")
    second = write(tmp_path / "b.gpkg", panden=[{}, other])
    delivery = checked(read([first, second], card, AS_OF))
    assert len(delivery.tables["pand"]) == 2
    assert codes(delivery) == ["duplicate_key", "duplicate_key"]
    assert list(delivery.quarantine["file"]) == ["b.gpkg/verblijfsobject", "b.gpkg/pand"]


BROKEN_PANDEN = {
    "no key": ({"identificatie": None}, "missing_key"),
    "short key": ({"identificatie": "1"}, "bad_key"),
    "no status": ({"status": None}, "missing_value"),
    "unknown status": ({"status": "weg"}, "unknown_code"),
    "no shape": ({"geometry": None}, "no_geometry"),
    "empty shape": ({"geometry": shapely.Polygon()}, "bad_geometry"),
    "abroad": ({"geometry": shapely.box(0, 0, 1, 1)}, "outside_netherlands"),
    "long": ({"status": "x" * 1_000_000}, "too_long"),
    "lost characters": ({"status": "Pand in gebr\ufffdik"}, "bad_encoding"),
}
BROKEN_UNITS = {
    "withdrawn": ({"status": "Verblijfsobject ingetrokken"}, "not_realised"),
    "no pand": ({"pand_identificatie": None}, "missing_value"),
    "unknown use": ({"gebruiksdoel": "kantoor"}, "unknown_code"),
    "area below zero": ({"oppervlakte": -1}, "out_of_range"),
    "no shape": ({"geometry": None}, "no_geometry"),
}
BROKEN_ADDRESSES = {
    "no key": ({"nummeraanduiding_hoofdadres_identificatie": None}, "missing_key"),
    "no number": ({"huisnummer": None}, "missing_value"),
    "bad postcode": ({"postcode": "0000ZZ"}, "bad_postcode"),
}


@pytest.mark.parametrize("broken", BROKEN_PANDEN.values(), ids=BROKEN_PANDEN.keys())
def test_broken_pand(path, card, broken):
    change, code = broken
    good = {"identificatie": "0226100000000007"}
    delivery = checked(read([write(path, panden=[good, change])], card, AS_OF))
    assert codes(delivery) == [code]
    assert len(delivery.tables["pand"]) == 1
    assert list(delivery.quarantine["row"]) == [2]
    assert list(delivery.quarantine["file"]) == ["bag-light.gpkg/pand"]


@pytest.mark.parametrize("broken", BROKEN_UNITS.values(), ids=BROKEN_UNITS.keys())
def test_broken_unit_takes_its_address_along(path, card, broken):
    change, code = broken
    delivery = checked(read([write(path, units=[change])], card, AS_OF))
    assert codes(delivery) == [code]
    assert len(delivery.tables["adres"]) == 0
    assert delivery.rows_read == 2


@pytest.mark.parametrize("broken", BROKEN_ADDRESSES.values(), ids=BROKEN_ADDRESSES.keys())
def test_broken_address_leaves_the_unit(path, card, broken):
    change, code = broken
    delivery = checked(read([write(path, units=[change])], card, AS_OF))
    assert codes(delivery) == [code]
    assert (len(delivery.tables["verblijfsobject"]), len(delivery.tables["adres"])) == (1, 0)


def assert_refused(files, card, *expected):
    with pytest.raises(SourceError) as caught:
        read(files, card, AS_OF)
    message = str(caught.value)
    for text in expected:
        assert text in message
    assert message.startswith("Bestand ")
    assert message.endswith(".")
    assert "\n" not in message


def test_other_coordinate_system(path, card):
    assert_refused([write(path, crs="EPSG:4326")], card, "bag-light.gpkg", "niet in RD New", "EPSG:4326")


def test_missing_layer(path, card):
    layer([{}], PAND).to_file(path, layer="pand")
    assert_refused([RawFile(path, DELIVERED)], card, "laag 'verblijfsobject' ontbreekt", "pand")


def test_missing_column(path, card):
    write(path)
    layer([{}], PAND).rename(columns={"bouwjaar": "jaar"}).to_file(path, layer="pand")
    assert_refused([RawFile(path, DELIVERED)], card, "laag 'pand'", "kolom 'bouwjaar' ontbreekt", "jaar")


@pytest.mark.parametrize("size", [0, 100, 5_000, 60_000])
def test_file_cut_off(path, card, size):
    write(path)
    path.write_bytes(path.read_bytes()[:size])
    assert_refused([RawFile(path, DELIVERED)], card, "bag-light.gpkg", "GeoPackage")


def test_no_geopackage(path, card):
    path.write_text("identificatie;status\n", encoding="utf-8")
    assert_refused([RawFile(path, DELIVERED)], card, "bag-light.gpkg", "GeoPackage")


def test_missing_file(path, card):
    assert_refused([RawFile(path, DELIVERED)], card, "bag-light.gpkg")


CHANGES = [
    {},
    {"identificatie": "0226100000000002"},
    *(change for change, code in BROKEN_PANDEN.values() if code != "too_long"),
]
UNIT_CHANGES = [
    {},
    {"identificatie": "0226010000000002"},
    *(change for change, _ in (BROKEN_UNITS | BROKEN_ADDRESSES).values()),
]


@settings(max_examples=settings().max_examples // 3)  # one example holds many rows
@given(
    st.lists(st.sampled_from(CHANGES), max_size=18),
    st.lists(st.sampled_from(UNIT_CHANGES), max_size=18),
)
def test_no_row_is_lost(tmp_path_factory, panden, units):
    path = tmp_path_factory.mktemp("bag") / "a.gpkg"
    delivery = checked(read([write(path, panden, units)], cards()["bag_gpkg"], AS_OF))
    kept = delivery.tables["verblijfsobject"]["vbo_id_bag"]
    assert delivery.rows_read == len(panden) + len(units) + len(kept)
