"""The BAG as PDOK's two services give it: pages, references, addresses, edges of boxes, renamed fields."""

import copy
import datetime as dt
import itertools

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.check import check
from theseus.errors import SourceError
from theseus.model import Severity
from theseus.sources.card import cards
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)
RD = "http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F28992"
BASE = "https://api.pdok.nl/kadaster/bag/ogc/v2/collections"


def key(kind, n):
    return f"0293{ {'pand': '10', 'vbo': '01', 'num': '20'}[kind] }{n:010d}"


def uuid(n):
    return f"1a55ae8d-1fa9-5cc4-85e7-{n:012d}"


def square(x, y=441_000.0, size=20.0):
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(n, properties, geometry):
    return {"type": "Feature", "id": uuid(n), "properties": properties, "geometry": geometry}


def pand(n, units=1, **fields):
    given = {
        "identificatie": key("pand", n),
        "status": "Pand in gebruik",
        "bouwjaar": 1987,
        "aantal_verblijfsobjecten": units,
        "gebruiksdoel": "industriefunctie",
        "rdf_seealso": f"http://bag.basisregistraties.overheid.nl/bag/id/pand/{n}",
    }
    return feature(n, given | fields, square(197_000.0 + 30 * n))


def vbo(n, panden=None, **fields):
    given = {
        "identificatie": key("vbo", n),
        "status": "Verblijfsobject in gebruik",
        "gebruiksdoel": "industriefunctie, kantoorfunctie",
        "oppervlakte": 420,
        "hoofdadres_identificatie": key("num", n),
        "huisnummer": n,
        "postcode": "6931AA",
        "pand.href": [f"{BASE}/pand/items/{uuid(other)}" for other in (panden or [n])],
    }
    place = {"type": "Point", "coordinates": [197_010.0 + 30 * n, 441_010.0]}
    return feature(1000 + n, given | fields, place)


def adres(n, of=None, **fields):
    given = {
        "identificatie": key("num", n),
        "status": "Naamgeving uitgegeven",
        "adresseerbaar_object_identificatie": key("vbo", of or n),
        "adresseerbaar_object_type": "Verblijfsobject",
        "openbare_ruimte_naam": "Het Ambacht",
        "huisnummer": str(n),
        "huisletter": "a",
        "toevoeging": None,
        "postcode": "6931AA",
        "woonplaats_naam": "Westervoort",
    }
    place = {"type": "Point", "coordinates": [197_010.0 + 30 * n, 441_010.0]}
    return feature(2000 + n, given | fields, place)


def page(collection, *features, crs=f"crs={RD}&"):
    itself = {"rel": "self", "href": f"{BASE}/{collection}/items?bbox=1%2C2%2C3%2C4&{crs}f=json"}
    return {
        "type": "FeatureCollection",
        "links": [itself],
        "features": list(features),
        "numberReturned": len(features),
    }


def flat(n, pand_n=None, **fields):
    """A verblijfsobject as the WFS gives it."""
    given = {
        "identificatie": key("vbo", n),
        "rdf_seealso": "http://bag.basisregistraties.overheid.nl/x",
        "oppervlakte": 420,
        "status": "Verblijfsobject in gebruik",
        "gebruiksdoel": "industriefunctie,kantoorfunctie",
        "openbare_ruimte": "Het Ambacht",
        "huisnummer": n,
        "huisletter": "A",
        "toevoeging": "",
        "postcode": "6931AA",
        "woonplaats": "Westervoort",
        "bouwjaar": 1987,
        "pandidentificatie": key("pand", pand_n or n),
        "pandstatus": "Pand in gebruik",
    }
    place = {"type": "Point", "coordinates": [197_010.0 + 30 * n, 441_010.0]}
    return feature(n, given | fields, place) | {"id": f"verblijfsobject.{uuid(1000 + n)}"}


def wfs(*features):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return {
        "type": "FeatureCollection",
        "features": list(features),
        "numberMatched": len(features),
        "crs": crs,
    }


def wfs_pand(n, **fields):
    more = {"oppervlakte_min": 100, "oppervlakte_max": 420, **fields}
    return pand(n, **more) | {"id": f"pand.{uuid(n)}"}


@pytest.fixture
def deliver(drop):
    """Read pages given by file name."""

    def made(**pages):
        files = [drop(content, f"{name}.geojson") for name, content in pages.items()]
        return read("bag_api", files, AS_OF)

    return made


@pytest.fixture
def town():
    """Two units in two panden, of the OGC API."""
    return {
        "pand": page("pand", pand(1), pand(2)),
        "verblijfsobject": page("verblijfsobject", vbo(1), vbo(2)),
        "adres": page("adres", adres(1), adres(2)),
    }


def codes(delivery):
    return delivery.quarantine["code"].tolist()


def test_the_ogc_api(deliver, town):
    delivery = deliver(**town)
    panden, units, addresses = (delivery.tables[name] for name in ("pand", "verblijfsobject", "adres"))
    assert panden[["pand_id_bag", "status", "bouwjaar"]].to_numpy().tolist() == [
        [key("pand", 1), "Pand in gebruik", 1987],
        [key("pand", 2), "Pand in gebruik", 1987],
    ]
    assert panden.geometry.iloc[0].bounds == (197_030.0, 441_000.0, 197_050.0, 441_020.0)
    first = units.iloc[0]
    assert (first["vbo_id_bag"], first["pand_ids_bag"]) == (key("vbo", 1), key("pand", 1))
    assert (first["gebruiksdoel"], first["floor_area_m2"]) == ("industriefunctie,kantoorfunctie", 420)
    row = addresses.iloc[1]
    assert (row["record_id"], row["vbo_id_bag"], row["is_main"]) == (key("num", 2), key("vbo", 2), True)
    assert (row["straat"], row["huisnummer"], row["huisletter"]) == ("Het Ambacht", 2, "A")
    assert (row["postcode"], row["woonplaats"]) == ("6931AA", "Westervoort")
    assert (delivery.rows_read, delivery.rows_merged, len(delivery.quarantine)) == (6, 0, 0)
    assert (addresses["observed_on"] == pd.Timestamp(2026, 11, 2)).all()


def test_the_wfs_gives_the_same_objects(deliver, town):
    ogc = deliver(**town)
    delivery = deliver(pand=wfs(wfs_pand(1), wfs_pand(2)), verblijfsobject=wfs(flat(1), flat(2)))
    for name in ("pand", "verblijfsobject"):
        pd.testing.assert_frame_equal(
            pd.DataFrame(delivery.tables[name]), pd.DataFrame(ogc.tables[name]), check_like=True
        )
    addresses = delivery.tables["adres"]
    same = [
        "vbo_id_bag",
        "is_main",
        "straat",
        "huisnummer",
        "huisletter",
        "toevoeging",
        "postcode",
        "woonplaats",
    ]
    pd.testing.assert_frame_equal(addresses[same], ogc.tables["adres"][same])
    assert addresses["record_id"].tolist() == [key("vbo", 1), key("vbo", 2)]
    assert (delivery.rows_read, delivery.rows_merged) == (6, 0)


def test_objects_on_two_boxes_are_counted_as_merged(deliver, town):
    again = {f"{name}-002-0001": copy.deepcopy(content) for name, content in town.items()}
    delivery = deliver(**town, **again)
    assert [len(table) for table in delivery.tables.values()] == [2, 2, 2]
    assert (delivery.rows_read, delivery.rows_merged, len(delivery.quarantine)) == (12, 6, 0)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cuts=st.lists(st.integers(0, 6), min_size=0, max_size=3), twice=st.sets(st.integers(0, 5)))
def test_however_it_is_paged_the_tables_are_the_same(deliver, cuts, twice):
    """Pages and boxes are accidents of asking: they may not change what is read."""
    made = {"pand": pand, "verblijfsobject": vbo, "adres": adres}
    whole = deliver(**{name: page(name, *(make(n) for n in range(1, 7))) for name, make in made.items()})
    edges = [0, *sorted(cuts), 6]
    pages = {}
    for name, make in made.items():
        features = [make(n) for n in range(1, 7)]
        for number, (start, end) in enumerate(itertools.pairwise(edges)):
            pages[f"{name}-{number}"] = page(name, *features[start:end])
        pages[f"{name}-x"] = page(name, *(features[n] for n in sorted(twice)))
    cut = deliver(**pages)
    for name in made:
        pd.testing.assert_frame_equal(pd.DataFrame(cut.tables[name]), pd.DataFrame(whole.tables[name]))
    assert cut.rows_merged == 3 * len(twice)


def test_a_nevenadres_is_not_the_main_address(deliver, town):
    town["adres"]["features"].append(adres(77, of=1, openbare_ruimte_naam="Achterweg"))
    table = deliver(**town).tables["adres"].set_index("record_id")
    assert table["is_main"].to_dict() == {key("num", 1): True, key("num", 2): True, key("num", 77): False}
    assert table.loc[key("num", 77), "vbo_id_bag"] == key("vbo", 1)


def test_a_unit_in_two_panden_keeps_their_order(deliver, town):
    town["verblijfsobject"] = page("verblijfsobject", vbo(1, panden=[2, 1]), vbo(2))
    table = deliver(**town).tables["verblijfsobject"]
    assert table["pand_ids_bag"].iloc[0] == f"{key('pand', 2)},{key('pand', 1)}"


def test_a_reference_may_be_one_text_or_name_a_pand_outside_the_box(deliver, town):
    town["verblijfsobject"] = page(
        "verblijfsobject",
        vbo(1, **{"pand.href": f"{BASE}/pand/items/{uuid(1)}?f=json"}),
        vbo(2, panden=[99, 2]),
    )
    assert deliver(**town).tables["verblijfsobject"]["pand_ids_bag"].tolist() == [
        key("pand", 1),
        key("pand", 2),
    ]


def test_the_wfs_repeats_a_unit_for_each_of_its_panden(deliver):
    delivery = deliver(
        pand=wfs(wfs_pand(1), wfs_pand(2)), verblijfsobject=wfs(flat(1), flat(1, pand_n=2), flat(1))
    )
    assert delivery.tables["verblijfsobject"]["pand_ids_bag"].tolist() == [
        f"{key('pand', 1)},{key('pand', 2)}"
    ]
    assert (len(delivery.tables["adres"]), delivery.rows_merged, delivery.rows_read) == (1, 2, 6)


def test_a_unit_without_any_delivered_pand_is_set_aside(deliver, town):
    town["verblijfsobject"]["features"].append(vbo(3, panden=[99]))
    town["adres"]["features"].append(adres(3))
    delivery = deliver(**town)
    assert len(delivery.tables["verblijfsobject"]) == 2
    assert sorted(codes(delivery)) == ["unknown_reference", "unknown_reference"]


def test_a_pand_on_the_edge_is_no_deserted_pand(deliver, town):
    """Its verblijfsobjecten lie outside the box, so it may not look like a building without any."""
    town["pand"] = page("pand", pand(1), pand(2), pand(3, units=4), pand(4, units=0))
    delivery = deliver(**town)
    assert delivery.tables["pand"]["pand_id_bag"].tolist() == [key("pand", n) for n in (1, 2, 4)]
    assert codes(delivery) == ["at_edge"]
    assert delivery.quarantine["kind"].tolist() == ["out_of_scope"]


def test_a_pand_with_an_unusable_shape_keeps_its_units(deliver, town):
    town["pand"]["features"][0]["geometry"] = None
    delivery = deliver(**town)
    assert len(delivery.tables["pand"]) == 1
    assert len(delivery.tables["verblijfsobject"]) == 2
    assert codes(delivery) == ["no_geometry"]


def test_what_is_no_unit_of_ours_is_set_aside_with_its_reason(deliver, town):
    town["adres"]["features"] += [
        adres(3, adresseerbaar_object_type="Standplaats"),
        adres(4, status="Naamgeving ingetrokken"),
        adres(5),
        adres(6, adresseerbaar_object_type="Woonboot"),
    ]
    delivery = deliver(**town)
    assert len(delivery.tables["adres"]) == 2
    assert sorted(codes(delivery)) == ["not_realised", "other_object", "unknown_code", "unknown_reference"]


def test_a_withdrawn_unit_takes_its_address_along(deliver, town):
    town["verblijfsobject"]["features"][1] = vbo(2, status="Verblijfsobject ingetrokken")
    delivery = deliver(**town)
    assert codes(delivery) == ["not_realised", "not_realised"]
    assert len(delivery.tables["pand"]) == 2


@pytest.mark.parametrize(
    ("collection", "old", "new"),
    [
        ("pand", "bouwjaar", "oorspronkelijk_bouwjaar"),
        ("verblijfsobject", "oppervlakte", "oppervlakte_m2"),
        ("verblijfsobject", "pand.href", "panden.href"),
        ("adres", "adresseerbaar_object_identificatie", "object_identificatie"),
        ("adres", "openbare_ruimte_naam", "straatnaam"),
    ],
)
def test_a_renamed_field_halts_at_the_door(deliver, town, collection, old, new):
    for item in town[collection]["features"]:
        item["properties"][new] = item["properties"].pop(old)
    delivery = deliver(**town)
    found = check(cards()["bag_api"].door, delivery.tables, columns=delivery.columns, rows_read=6, defects={})
    told = [item.message for item in found if item.severity is Severity.FAIL]
    assert any(collection in line and old in line for line in told)


def test_a_field_that_one_page_lost_halts_too(deliver, town):
    lost = copy.deepcopy(town["pand"])
    for item in lost["features"]:
        del item["properties"]["status"]
    delivery = deliver(**town, **{"pand-2": lost, "pand-3": page("pand")})
    assert "status" not in delivery.columns["pand"]


def test_a_good_delivery_passes_without_unknown_fields(deliver, town):
    for pages in (town, {"pand": wfs(wfs_pand(1)), "verblijfsobject": wfs(flat(1))}):
        delivery = deliver(**pages)
        found = check(
            cards()["bag_api"].door, delivery.tables, columns=delivery.columns, rows_read=6, defects={}
        )
        assert [item.severity for item in found] == [Severity.OK]


def test_degrees_in_a_page_that_was_asked_in_rd_are_refused(deliver, town):
    for item in town["verblijfsobject"]["features"]:
        item["geometry"]["coordinates"] = [5.97, 51.95]
    with pytest.raises(SourceError, match="graden"):
        deliver(**town)


def test_degrees_in_a_page_that_was_asked_in_degrees_are_projected(deliver, town):
    town["verblijfsobject"] = page("verblijfsobject", vbo(1), crs="")
    town["verblijfsobject"]["features"][0]["geometry"]["coordinates"] = [5.97, 51.95]
    point = deliver(**town).tables["verblijfsobject"].geometry.iloc[0]
    assert (round(point.x, -3), round(point.y, -3)) == (195_000, 440_000)


@pytest.mark.parametrize("missing", ["pand", "verblijfsobject", "adres"])
def test_a_delivery_without_a_kind_of_object_is_refused(deliver, town, missing):
    del town[missing]
    with pytest.raises(SourceError, match=f"geen bladzijden met {missing}"):
        deliver(**town)


def test_an_empty_page_of_a_kind_is_enough(deliver):
    delivery = deliver(pand=page("pand"), verblijfsobject=page("verblijfsobject"), adres=page("adres"))
    assert (delivery.rows_read, delivery.columns) == (0, {})


def test_two_services_are_not_mixed(deliver, town):
    with pytest.raises(SourceError, match="twee diensten"):
        deliver(**town, **{"verblijfsobject-wfs": wfs(flat(1))})


def test_what_a_page_holds_is_told_by_its_file_name_at_last(deliver, town):
    plain = {
        name: {"type": "FeatureCollection", "crs": wfs()["crs"], "features": content["features"]}
        for name, content in town.items()
    }
    assert len(deliver(**plain).tables["adres"]) == 2
    with pytest.raises(SourceError, match=r"export\.geojson: niet te zien welke BAG-objecten"):
        deliver(export=plain["adres"])
