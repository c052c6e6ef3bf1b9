"""OpenStreetMap: parks, businesses, what is never read, and answers that broke off."""

import datetime as dt
import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.contracts import ACTIVITIES
from theseus.errors import SourceError
from theseus.sources.delivery import RawFile
from theseus.sources.osm_tags import ACTIVITY, KEY_ORDER, activity_of, business_tag
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)
CORNERS = [(5.97, 51.95), (5.98, 51.95), (5.98, 51.96), (5.97, 51.96), (5.97, 51.95)]
GEOMETRY = [{"lon": lon, "lat": lat} for lon, lat in CORNERS]
GARAGE = {
    "shop": "car_repair",
    "name": "Voorbeeld Garage",
    "addr:street": "Voorbeeldweg",
    "addr:housenumber": "12-3",
    "addr:postcode": "6931 ab",
    "addr:city": "Voorbeeldstad",
}


def overpass(*elements, **members):
    return {
        "version": 0.6,
        "osm3s": {"timestamp_osm_base": "2026-10-30T04:00:00Z"},
        "elements": list(elements),
        **members,
    }


def node(number=1, lon=5.97, lat=51.95, **tags):
    return {"type": "node", "id": number, "lon": lon, "lat": lat, "tags": tags}


def way(number=5, **tags):
    return {"type": "way", "id": number, "geometry": GEOMETRY, "tags": tags}


def read_osm(drop, document, name="sample.json"):
    delivery = read("osm", [drop(document, name)], AS_OF)
    return delivery, delivery.tables["terrein"], delivery.tables["poi"]


def codes(delivery):
    return delivery.quarantine["code"].tolist()


def test_a_named_industrial_area_is_a_park(drop):
    _, parks, _ = read_osm(drop, overpass(way(landuse="industrial", name="Voorbeeldpark")))
    park = parks.iloc[0]
    assert (park["terrein_id"], park["name"], park["type_code"]) == (
        "osm-way-5",
        "Voorbeeldpark",
        "industrial",
    )
    assert 700_000 < park["geometry"].area < 800_000
    assert park["observed_on"] == pd.Timestamp(2026, 10, 30)


@pytest.mark.parametrize("landuse", ["industrial", "commercial", "retail"])
def test_an_area_without_a_name_is_told_by_its_kind(drop, landuse):
    _, parks, _ = read_osm(drop, overpass(way(landuse=landuse)))
    assert parks["name"].tolist() == [f"Naamloos ({landuse})"]


def test_a_business_with_its_address(drop):
    _, _, found = read_osm(drop, overpass(node(**GARAGE)))
    shop = found.iloc[0]
    assert (shop["record_id"], shop["name"], shop["tag"]) == (
        "osm-node-1",
        "Voorbeeld Garage",
        "shop=car_repair",
    )
    assert shop["activity"] == "automotive"
    assert (shop["straat"], shop["huisnummer"], shop["toevoeging"]) == ("Voorbeeldweg", 12, "3")
    assert (shop["postcode"], shop["woonplaats"]) == ("6931AB", "Voorbeeldstad")


@pytest.mark.parametrize(
    ("written", "number", "letter"),
    [("12", 12, None), ("12A", 12, "A"), ("12;14", 12, None), ("achter", None, None)],
)
def test_house_numbers(drop, written, number, letter):
    _, _, found = read_osm(drop, overpass(node(**{**GARAGE, "addr:housenumber": written})))
    shop = found.iloc[0]
    assert pd.isna(shop["huisnummer"]) if number is None else shop["huisnummer"] == number
    assert pd.isna(shop["huisletter"]) if letter is None else shop["huisletter"] == letter


def test_contact_details_are_never_read(drop):
    secret = {
        "contact:phone": "GEHEIM", "phone": "GEHEIM", "website": "GEHEIM", "contact:email": "GEHEIM",
        "opening_hours": "GEHEIM", "operator": "GEHEIM", "cuisine": "GEHEIM", "owner": "GEHEIM",
    }  # fmt: skip
    delivery, parks, found = read_osm(
        drop,
        overpass(node(**GARAGE, **secret), way(landuse="retail", **secret), node(2, shop="car", **secret)),
    )
    assert "GEHEIM" not in parks.to_csv() + found.to_csv() + delivery.quarantine.to_csv()


@pytest.mark.parametrize(
    ("tags", "tag"),
    [
        ({"shop": "car;car_repair"}, "shop=car"),
        ({"office": "company", "craft": "carpenter"}, "craft=carpenter"),
        ({"amenity": "restaurant"}, "amenity=restaurant"),
        ({"man_made": "works"}, "man_made=works"),
        ({"shop": "Tyres "}, "shop=tyres"),
        ({"shop": "vacant"}, None),
        ({"shop": "vacant", "office": "it"}, "office=it"),
        ({"amenity": "place_of_worship"}, None),
        ({"amenity": "bench"}, None),
        ({"office": "political_party"}, None),
        ({"man_made": "tower"}, None),
        ({"highway": "service"}, None),
        ({}, None),
    ],
)
def test_which_tag_makes_a_business(tags, tag):
    assert business_tag(tags) == tag


def test_activities_are_those_of_the_contract_and_unknown_is_never_guessed():
    assert set(ACTIVITY.values()) <= set(ACTIVITIES)
    assert {tag.split("=")[0] for tag in ACTIVITY} == set(KEY_ORDER)
    assert activity_of("shop=iets_nieuws") == "overig"
    assert activity_of("shop=supermarket") == "winkel"


def test_a_business_without_a_name_and_other_objects_are_out_of_scope(drop):
    delivery, _, found = read_osm(
        drop,
        overpass(
            node(1, shop="car"), node(2, highway="crossing"), {"type": "node", "id": 3}, node(4, shop="no")
        ),
    )
    assert len(found) == 0
    assert codes(delivery) == ["other_object", "other_object", "other_object", "no_name"]
    assert set(delivery.quarantine["kind"]) == {"out_of_scope"}


def test_a_named_shop_with_its_yard_is_the_business(drop):
    _, parks, found = read_osm(drop, overpass(way(landuse="commercial", **GARAGE)))
    assert (len(parks), len(found)) == (0, 1)
    assert found.geometry.iloc[0].geom_type == "Point"


def test_industrial_on_a_land_use_tells_of_the_park(drop):
    _, parks, found = read_osm(
        drop, overpass(way(landuse="industrial", industrial="port", name="Voorbeeldhaven"))
    )
    assert (len(parks), len(found)) == (1, 0)


def test_a_business_drawn_as_an_area_lies_within_it(drop):
    _, _, found = read_osm(drop, overpass(way(**GARAGE), way(7, landuse="retail")))
    _, parks, _ = read_osm(drop, overpass(way(7, landuse="retail")))
    assert parks.geometry.iloc[0].contains(found.geometry.iloc[0])


def test_out_center_places_a_business_but_draws_no_park(drop):
    center = {"lon": 5.975, "lat": 51.955}
    delivery, parks, found = read_osm(
        drop,
        overpass(
            {"type": "way", "id": 5, "center": center, "tags": GARAGE},
            {"type": "way", "id": 6, "center": center, "tags": {"landuse": "industrial"}},
            {"type": "relation", "id": 7, "tags": {"landuse": "industrial"}},
        ),
    )
    assert (len(parks), len(found)) == (0, 1)
    assert sorted(codes(delivery)) == ["bad_geometry", "no_geometry"]


def test_ways_are_drawn_from_their_nodes(drop):
    nodes = [
        {"type": "node", "id": i, "lon": lon, "lat": lat} for i, (lon, lat) in enumerate(CORNERS[:4], 10)
    ]
    line = {"type": "way", "id": 5, "nodes": [10, 11, 12, 13, 10], "tags": {"landuse": "industrial"}}
    delivery, parks, _ = read_osm(drop, overpass(line, *nodes))
    _, drawn, _ = read_osm(drop, overpass(way(landuse="industrial")))
    assert parks.geometry.iloc[0].equals_exact(drawn.geometry.iloc[0], 0.01)
    assert delivery.rows_read == 5
    assert codes(delivery) == ["other_object"] * 4


def test_a_way_with_a_missing_node_is_set_aside(drop):
    nodes = [
        {"type": "node", "id": i, "lon": lon, "lat": lat} for i, (lon, lat) in enumerate(CORNERS[:3], 10)
    ]
    line = {"type": "way", "id": 5, "nodes": [10, 11, 12, 13, 10], "tags": {"landuse": "industrial"}}
    delivery, parks, _ = read_osm(drop, overpass(line, *nodes))
    assert len(parks) == 0
    assert "bad_geometry" in codes(delivery)


@pytest.mark.parametrize("drawn", [True, False])
def test_a_relation_is_put_together_with_its_hole(drop, drawn):
    outer = [GEOMETRY[:3], GEOMETRY[2:]]
    hole = [
        {"lon": 5.974 + dx, "lat": 51.954 + dy}
        for dx, dy in [(0, 0), (0.002, 0), (0.002, 0.002), (0, 0.002), (0, 0)]
    ]
    lines = [*outer, hole]
    members = [
        {"type": "way", "ref": i, "role": role, **({"geometry": line} if drawn else {})}
        for i, (role, line) in enumerate(zip(["outer", "outer", "inner"], lines, strict=True))
    ]
    beside = [] if drawn else [{"type": "way", "id": i, "geometry": line} for i, line in enumerate(lines)]
    relation = {"type": "relation", "id": 9, "members": members, "tags": {"landuse": "industrial"}}
    _, parks, _ = read_osm(drop, overpass(relation, *beside))
    assert parks["terrein_id"].tolist() == ["osm-relation-9"]
    assert len(parks.geometry.iloc[0].interiors) == 1


def test_overpass_that_broke_off_is_no_answer(drop):
    remark = 'runtime error: Query timed out in "query" at line 4 after 26 seconds.'
    with pytest.raises(SourceError, match=r"sample\.json: Overpass brak de vraag af.*timed out"):
        read_osm(drop, overpass(node(**GARAGE), remark=remark))


def test_an_error_page_instead_of_json_is_refused(drop):
    page = '<?xml version="1.0"?><html><body>The server is probably too busy</body></html>'
    with pytest.raises(SourceError, match="JSON"):
        read_osm(drop, page)


@pytest.mark.parametrize(
    ("properties", "feature_id"),
    [
        ({"@id": "way/5"}, None),
        ({"@type": "way", "@id": 5}, None),
        ({"id": 5, "type": "way"}, "way/5"),
        ({}, "w5"),
        ({}, "a10"),
        ({"full_id": "w5", "osm_id": "5", "osm_type": "way"}, None),
        ({"osm_id": "5", "osm_type": "way"}, 77),
    ],
)
def test_ids_of_the_tools_that_export_geojson(shapes, drop, properties, feature_id):
    document = shapes.collection(({**properties, "landuse": "industrial"}, shapes.square()))
    document["features"][0]["id"] = feature_id
    _, parks, _ = read_osm(drop, document, "export.geojson")
    assert parks["terrein_id"].tolist() == ["osm-way-5"]


def test_osmium_numbers_areas_of_relations_odd(shapes, drop):
    document = shapes.collection(({"landuse": "industrial"}, shapes.square()))
    document["features"][0]["id"] = "a11"
    assert read_osm(drop, document)[1]["terrein_id"].tolist() == ["osm-relation-5"]


def test_tags_in_their_own_member(shapes, drop):
    properties = {"id": 5, "type": "way", "tags": GARAGE, "relations": [], "meta": {}}
    _, _, found = read_osm(drop, shapes.collection((properties, shapes.square())))
    assert found["name"].tolist() == ["Voorbeeld Garage"]


def test_broken_geojson_features(shapes, drop):
    line = {"type": "LineString", "coordinates": CORNERS}
    delivery, parks, found = read_osm(
        drop,
        shapes.collection(
            ({"@id": "way/1", "landuse": "industrial"}, line),
            ({"@id": "way/1", "landuse": "industrial"}, shapes.square()),
            ({"@id": "node/2", "landuse": "industrial"}, {"type": "Point", "coordinates": [5.97, 51.95]}),
            ({"landuse": "industrial"}, shapes.square()),
            ({"@id": "way/4", "landuse": "retail", "@tainted": True}, shapes.square()),
            ({"@id": "way/5", **GARAGE}, None),
            ({"@id": "way/6", **GARAGE, "name": "x" * 1_000_000}, shapes.square()),
            ({"@id": "way/7", **GARAGE, "addr:country": "DE"}, shapes.square()),
            ({"@id": "way/8", **GARAGE}, shapes.square(13.4, 52.5)),
        ),
    )
    assert parks["terrein_id"].tolist() == ["osm-way-1"]
    assert len(found) == 0
    assert dict(zip(delivery.quarantine["row"], codes(delivery), strict=True)) == {
        2: "duplicate_key", 3: "bad_geometry", 4: "missing_key", 5: "bad_geometry", 6: "no_geometry",
        7: "too_long", 8: "foreign_address", 9: "outside_netherlands",
    }  # fmt: skip


def test_swapped_coordinates_are_refused(drop):
    with pytest.raises(SourceError, match="verwisseld"):
        read_osm(drop, overpass(node(1, 51.95, 5.97, **GARAGE)))


TAGS = st.dictionaries(
    st.sampled_from(["shop", "office", "landuse", "name", "addr:housenumber", "addr:country", "industrial"]),
    st.one_of(
        st.sampled_from(["car", "industrial", "retail", "NL", "12A"]), st.text(max_size=5), st.integers()
    ),
)
PLACE = st.one_of(
    st.none(),
    st.text(max_size=2),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([5.97, 51.95]),
)
ELEMENT = st.one_of(
    st.sampled_from([None, 3, "x", [], {}, {"type": "area", "id": 1}]),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["node", "way", "relation"]), "tags": TAGS},
        optional={
            "id": st.one_of(st.integers(1, 4), st.none()),
            "lon": PLACE,
            "lat": PLACE,
            "center": st.one_of(st.none(), st.just({"lon": 5.97, "lat": 51.95})),
            "nodes": st.lists(st.integers(1, 4), max_size=5),
            "geometry": st.one_of(
                st.none(), st.just(GEOMETRY), st.just([*GEOMETRY, None]), st.just(GEOMETRY[:1])
            ),
            "members": st.lists(
                st.one_of(
                    st.none(), st.fixed_dictionaries({"type": st.just("way"), "ref": st.integers(1, 4)})
                ),
                max_size=3,
            ),
        },
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ELEMENT, max_size=8))
def test_no_element_is_lost_whatever_it_holds(tmp_path, elements):
    path = tmp_path / "messy.json"
    path.write_text(json.dumps({"elements": elements}))
    try:
        delivery = read("osm", [RawFile(path, AS_OF)], AS_OF)  # verifies that the counts add up
    except SourceError as error:
        assert "verwisseld" in str(error)  # noqa: PT017 - the only reason there can be
        return
    assert delivery.rows_read == len(elements)


def test_an_object_on_two_deliveries_counts_once_and_in_one_is_told(drop):
    park, shop = way(5, landuse="industrial"), node(1, **GARAGE)
    files = [drop(overpass(park, shop), "osm-001.json"), drop(overpass(park, shop, shop), "osm-002.json")]
    delivery = read("osm", files, AS_OF)
    assert delivery.rows_read == 5
    assert delivery.rows_merged == 3
    assert [len(delivery.tables[name]) for name in ("terrein", "poi")] == [1, 1]
    assert codes(delivery) == []
    again = read("osm", [drop(overpass(shop, shop), "osm-003.json")], AS_OF)
    assert codes(again) == ["duplicate_key"]


def test_an_object_that_is_broken_in_one_delivery_comes_from_the_other(drop):
    broken = way(5, landuse="industrial") | {"geometry": [*GEOMETRY[:2], None, *GEOMETRY[3:]]}
    files = [
        drop(overpass(broken), "osm-001.json"),
        drop(overpass(way(5, landuse="industrial")), "osm-002.json"),
    ]
    delivery = read("osm", files, AS_OF)
    assert len(delivery.tables["terrein"]) == 1
    assert codes(delivery) == ["bad_geometry"]
