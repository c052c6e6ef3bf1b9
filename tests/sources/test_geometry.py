"""Coordinate systems, encodings and broken shapes of vector files."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import SourceError
from theseus.sources.delivery import Defect
from theseus.sources.geometry import areas, from_geojson, in_netherlands, read_layer

BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[5.97, 51.95], [5.98, 51.96], [5.98, 51.95], [5.97, 51.96], [5.97, 51.95]]],
}


def centre(layer, row=0):
    point = layer.geometry[row].centroid
    return round(point.x, -3), round(point.y, -3)


def test_without_crs_member_it_is_lon_lat(shapes):
    layer = from_geojson(shapes.collection(({}, shapes.square())), "a")
    assert centre(layer) == (195_000, 441_000)


def to_itself(crs):
    return [
        {"rel": "next", "href": "https://x/items?crs=x"},
        {"rel": "self", "href": f"https://x/items?{crs}f=json"},
    ]


def test_a_page_of_an_ogc_api_tells_its_system_in_its_link_to_itself(shapes):
    asked = to_itself("crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F28992&")
    layer = from_geojson(shapes.collection(({}, shapes.rd_square()), links=asked), "a")
    assert centre(layer) == (197_000, 441_000)
    layer = from_geojson(shapes.collection(({}, shapes.square()), links=to_itself("")), "a")
    assert centre(layer) == (195_000, 441_000)


def test_a_page_in_degrees_that_was_asked_in_rd_is_refused(shapes):
    asked = to_itself("bbox=1&crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F28992&")
    with pytest.raises(SourceError, match="graden"):
        from_geojson(shapes.collection(({}, shapes.square()), links=asked), "a")


@pytest.mark.parametrize("links", ["x", [1], [{"rel": "self"}], [{"rel": "self", "href": "http://["}], {}])
def test_odd_links_tell_nothing(shapes, links):
    assert centre(from_geojson(shapes.collection(({}, shapes.square()), links=links), "a")) == (
        195_000,
        441_000,
    )


@pytest.mark.parametrize(
    "name",
    [
        "urn:ogc:def:crs:EPSG::28992",
        "urn:ogc:def:crs:EPSG:28992",
        "EPSG:28992",
        "http://www.opengis.net/def/crs/EPSG/0/28992",
        "urn:ogc:def:crs:EPSG::7415",
    ],
)
def test_rd_new_by_its_many_names(shapes, name):
    layer = from_geojson(shapes.collection(({}, shapes.rd_square()), crs=shapes.named_crs(name)), "a")
    assert layer.geometry[0].equals(shapely.box(197_000, 441_000, 197_500, 441_500))


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4258"])
def test_degrees_are_always_lon_then_lat(shapes, name):
    layer = from_geojson(shapes.collection(({}, shapes.square()), crs=shapes.named_crs(name)), "a")
    assert centre(layer) == (195_000, 441_000)


def test_web_mercator_is_projected(shapes):
    square = gpd.GeoSeries([shapely.box(5.97, 51.95, 5.98, 51.96)], crs=4326).to_crs(3857)
    document = shapes.collection(
        ({}, shapely.geometry.mapping(square.iloc[0])), crs=shapes.named_crs("EPSG:3857")
    )
    assert centre(from_geojson(document, "a")) == (195_000, 441_000)


def test_unknown_crs_is_refused_with_its_name(shapes):
    document = shapes.collection(({}, shapes.square()), crs=shapes.named_crs("EPSG:31370"))
    with pytest.raises(SourceError, match=r"a\.geojson.*31370.*RD New"):
        from_geojson(document, "a.geojson")


def test_rd_metres_without_crs_are_refused_with_the_mend(shapes):
    with pytest.raises(SourceError, match=r"meters \(RD New\).*crs"):
        from_geojson(shapes.collection(({}, shapes.rd_square())), "a")


def test_degrees_that_claim_rd_are_refused(shapes):
    document = shapes.collection(({}, shapes.square()), crs=shapes.named_crs("EPSG:28992"))
    with pytest.raises(SourceError, match="graden"):
        from_geojson(document, "a")


@pytest.mark.parametrize("crs", [None, "urn:ogc:def:crs:EPSG::4326"])
def test_swapped_degrees_are_refused(shapes, crs):
    members = {"crs": shapes.named_crs(crs)} if crs else {}
    with pytest.raises(SourceError, match="verwisseld"):
        from_geojson(shapes.collection(({}, shapes.square(51.95, 5.97)), **members), "a")


def test_swapped_rd_is_refused(shapes):
    document = shapes.collection(
        ({}, shapes.rd_square(441_000.0, 197_000.0)), crs=shapes.named_crs("EPSG:28992")
    )
    with pytest.raises(SourceError, match="verwisseld"):
        from_geojson(document, "a")


def test_one_stray_among_good_shapes_is_a_flaw_of_its_row_only(shapes):
    layer = from_geojson(
        shapes.collection(({}, shapes.square()), ({}, shapes.square()), ({}, shapes.rd_square())), "a"
    )
    assert layer.flaw == [None, None, Defect.OUTSIDE_NETHERLANDS]
    assert layer.geometry[2] is None


def test_another_country_is_outside_not_a_wrong_crs(shapes):
    layer = from_geojson(shapes.collection(({}, shapes.square(13.4, 52.5))), "a")
    assert layer.flaw == [Defect.OUTSIDE_NETHERLANDS]


@pytest.mark.parametrize(
    ("geometry", "flaw"),
    [
        (None, Defect.NO_GEOMETRY),
        ({"type": "Polygon", "coordinates": []}, Defect.NO_GEOMETRY),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, Defect.BAD_GEOMETRY),
        ({"type": "Veelhoek", "coordinates": []}, Defect.BAD_GEOMETRY),
        ("POINT(6 52)", Defect.BAD_GEOMETRY),
        ({"type": "Point", "coordinates": [1e999, 52]}, Defect.BAD_GEOMETRY),
    ],
)
def test_flawed_shapes(shapes, geometry, flaw):
    layer = from_geojson(shapes.collection(({}, geometry), ({}, shapes.square())), "a")
    assert layer.flaw == [flaw, None]


@pytest.mark.parametrize("feature", [None, 3, "x", {"properties": [1], "geometry": None}])
def test_what_is_no_feature_is_counted_and_flagged(feature):
    layer = from_geojson({"features": [feature]}, "a")
    assert layer.flaw == [Defect.NOT_AN_OBJECT]
    assert layer.records == [{}]


def test_heights_are_dropped():
    point = {"type": "Point", "coordinates": [5.97, 51.95, 12.0]}
    layer = from_geojson({"features": [{"properties": {}, "geometry": point}]}, "a")
    assert not layer.geometry[0].has_z


def test_bow_tie_becomes_a_valid_area(shapes):
    made = areas(from_geojson(shapes.collection(({}, BOW_TIE)), "a").geometry)
    assert made[0].is_valid
    assert made[0].geom_type == "MultiPolygon"
    assert made[0].area > 0


def test_overlapping_parts_are_one_area_not_a_hole():
    overlapping = shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)])
    assert areas(np.array([overlapping], dtype=object))[0].area == 6


def test_only_the_areas_of_a_collection_are_kept():
    collection = shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)])
    found = areas(np.array([collection, shapely.Point(1, 1), None], dtype=object))
    assert found[0].equals(shapely.box(0, 0, 1, 1))
    assert found[1] is None
    assert found[2] is None


def test_utf8_with_a_byte_order_mark(shapes, drop):
    text = json.dumps(shapes.collection(({"naam": "Café"}, shapes.square())), ensure_ascii=False)
    layer = read_layer(drop(text.encode("utf-8-sig")).path)
    assert layer.records == [{"naam": "Café"}]


def test_latin_1_is_refused_and_the_byte_told(shapes, drop):
    text = json.dumps(shapes.collection(({"naam": "Café"}, shapes.square())), ensure_ascii=False)
    with pytest.raises(SourceError, match=r"sample\.geojson.*UTF-8 \(byte \d+\)"):
        read_layer(drop(text.encode("latin-1")).path)


@pytest.mark.parametrize("text", ["", "<html>Bad Gateway</html>", "[" * 100_000, '{"features": [NaN]}'])
def test_what_is_no_json_is_refused(drop, text):
    with pytest.raises(SourceError, match="JSON"):
        read_layer(drop(text).path)


def test_every_truncation_is_refused(shapes, drop):
    text = json.dumps(shapes.collection(({"naam": "a"}, shapes.square())))
    for end in range(0, len(text), 13):
        with pytest.raises(SourceError):
            read_layer(drop(text[:end]).path)


@pytest.mark.parametrize("document", [[], 3, {"type": "Feature"}, {"features": {}}, {"exceptions": ["x"]}])
def test_json_that_is_no_geojson_is_refused(drop, document):
    with pytest.raises(SourceError, match="features"):
        read_layer(drop(document).path)


def test_missing_file_is_one_dutch_line(tmp_path):
    with pytest.raises(SourceError, match="kan het bestand niet lezen"):
        read_layer(tmp_path / "weg.geojson")


def test_geopackage_gives_the_same_as_geojson(shapes, drop, tmp_path):
    document = shapes.collection(
        ({"naam": "A", "nr": 7}, shapes.square()), ({"naam": None, "nr": 8}, shapes.square(6.0))
    )
    plain = read_layer(drop(document).path)
    path = tmp_path / "a.gpkg"
    frame = gpd.GeoDataFrame.from_features(document["features"], crs=4326).to_crs(28992)
    frame.to_file(path, layer="terreinen")
    packed = read_layer(path)
    assert packed.records == plain.records
    assert all(a.equals_exact(b, 0.01) for a, b in zip(packed.geometry, plain.geometry, strict=True))


def test_geopackage_without_crs_or_with_two_layers_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"naam": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=28992).to_file(
        path, layer="een"
    )
    gpd.GeoDataFrame({"naam": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=28992).to_file(
        path, layer="twee"
    )
    with pytest.raises(SourceError, match="2 kaartlagen"):
        read_layer(path)


def test_what_is_no_geopackage_is_refused(drop):
    with pytest.raises(SourceError, match="GeoPackage"):
        read_layer(drop(b"SQLite format 3\x00 maar niet heus", "a.gpkg").path)


@given(st.floats(3.4, 7.1), st.floats(50.8, 53.4))
def test_any_place_in_the_netherlands_is_inside(lon, lat):
    point = {"type": "Point", "coordinates": [lon, lat]}
    layer = from_geojson({"features": [{"properties": {}, "geometry": point}]}, "a")
    assert layer.flaw == [None]
    assert in_netherlands(layer.geometry).all()
    back = gpd.GeoSeries(layer.geometry, crs=28992).to_crs(4326).iloc[0]
    assert back.distance(shapely.Point(lon, lat)) < 1e-6
