"""Parks of TOP10NL: the same from GML, GeoPackage and the OGC API; other areas set aside, none lost."""

import datetime as dt
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.check import check
from theseus.errors import SourceError
from theseus.model import Severity
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)
DAY = dt.date(2026, 11, 2)
ITSELF = [
    {"rel": "self", "href": "https://x/items?crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F28992"}
]
GML = """<?xml version="1.0" encoding="UTF-8"?>
<top10nl:FeatureCollectionT10NL xmlns:top10nl="http://register.geostandaarden.nl/gmlapplicatieschema/top10nl/1.2.0"
    xmlns:brt="http://register.geostandaarden.nl/gmlapplicatieschema/brt-algemeen/1.2.0"
    xmlns:gml="http://www.opengis.net/gml/3.2" gml:id="NL.TOP10NL_FC1">{}</top10nl:FeatureCollectionT10NL>"""


def polygon(x, size=500.0, tag="gml:Polygon"):
    ring = f"{x} 441000 {x + size} 441000 {x + size} 441500 {x} 441500 {x} 441000"
    return (
        f'<{tag} srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior><gml:LinearRing>'
        f"<gml:posList>{ring}</gml:posList></gml:LinearRing></gml:exterior></{tag}>"
    )


def area(n, x=197_000.0, kind="bedrijventerrein", name=None, shape=None, more=""):
    named = f"<top10nl:naamNL>{name}</top10nl:naamNL>" if name else ""
    shape = shape or f"<brt:vlakGeometrie>{polygon(x)}</brt:vlakGeometrie>"
    return f"""<top10nl:FeatureMember><top10nl:FunctioneelGebied gml:id="nl.top10nl.{n}">
        <top10nl:identificatie><brt:NEN3610ID><brt:namespace>NL.TOP10NL</brt:namespace>
        <brt:lokaalID>{n}</brt:lokaalID></brt:NEN3610ID></top10nl:identificatie>
        <top10nl:brontype>Luchtfoto</top10nl:brontype>{more}
        <top10nl:typeFunctioneelGebied>{kind}</top10nl:typeFunctioneelGebied>{named}
        <top10nl:geometrie><brt:BRTVlakMultivlakOfPunt>{shape}</brt:BRTVlakMultivlakOfPunt></top10nl:geometrie>
        </top10nl:FunctioneelGebied></top10nl:FeatureMember>"""


def page(shapes, *features):
    """Pages of the OGC API: (number, x, fields) of each feature."""
    made = [
        (
            {"lokaal_id": n, "typefunctioneelgebied": "bedrijventerrein", "naamnl": None, **fields},
            shapes.rd_square(x),
        )
        for n, x, fields in features
    ]
    return shapes.collection(*made, links=ITSELF)


def write_geopackage(path, layers):
    for name, rows in layers.items():
        frame = pd.DataFrame(
            [{"lokaalid": n, "typefunctioneelgebied": kind, "naamnl": naam} for n, kind, naam, _ in rows]
        )
        boxes = [shape for *_, shape in rows]
        gpd.GeoDataFrame(frame, geometry=boxes, crs="EPSG:28992").to_file(path, layer=name, driver="GPKG")
    return RawFile(path, DAY)


def parks(*files):
    delivery = read("top10nl", files, AS_OF)
    return delivery, delivery.tables["terrein"].set_index("terrein_id")


def codes(delivery):
    return sorted(delivery.quarantine["code"])


def test_three_forms_give_the_same_parks(shapes, drop, tmp_path):
    box = shapely.box(197_000, 441_000, 197_500, 441_500)
    far = shapely.box(199_000, 441_000, 199_500, 441_500)
    gml = GML.format(area(101, name="Het Ambacht") + area(102, x=199_000.0))
    layers = {
        "top10nl_gebouw_vlak": [("9", "kas, warenhuis", None, box)],
        "top10nl_functioneel_gebied_vlak": [("101", "bedrijventerrein", "Het Ambacht", box)],
        "top10nl_functioneel_gebied_multivlak": [("102", "bedrijventerrein", None, far)],
        "top10nl_functioneel_gebied_punt": [("103", "bedrijventerrein", None, box.centroid)],
    }
    read_ = [
        parks(drop(gml, "top10nl.gml")),
        parks(write_geopackage(tmp_path / "top10nl_Compleet.gpkg", layers)),
        parks(drop(page(shapes, ("101", 197_000.0, {"naamnl": "Het Ambacht"}), ("102", 199_000.0, {})))),
    ]
    for delivery, table in read_:
        assert table["name"].to_dict() == {"top10nl-101": "Het Ambacht", "top10nl-102": "Naamloos (TOP10NL)"}
        assert table["type_code"].unique().tolist() == ["bedrijventerrein"]
        assert table["record_id"].tolist() == ["101", "102"]
        assert table.geometry.geom_equals(
            gpd.GeoSeries([box, far], index=table.index, crs="EPSG:28992")
        ).all()
        assert table["municipality_code"].isna().all()
        assert (delivery.rows_read, delivery.rows_merged, len(delivery.quarantine)) == (2, 0, 0)
        found = check(
            cards()["top10nl"].door, delivery.tables, columns=delivery.columns, rows_read=2, defects={}
        )
        assert [item.severity for item in found] == [Severity.OK]


def test_an_area_in_parts_is_one_park(drop):
    members = "".join(f"<gml:surfaceMember>{polygon(x)}</gml:surfaceMember>" for x in (197_000.0, 198_000.0))
    shape = f"<brt:multivlakGeometrie><gml:MultiSurface>{members}</gml:MultiSurface></brt:multivlakGeometrie>"
    delivery, table = parks(drop(GML.format(area(101, shape=shape)), "a.gml"))
    assert len(table.geometry.iloc[0].geoms) == 2
    assert (delivery.rows_read, delivery.rows_merged) == (1, 0)


def test_an_area_met_in_two_boxes_is_merged(shapes, drop):
    files = [
        drop(page(shapes, ("101", 197_000.0, {})), f"functioneel_gebied_vlak-{n:03d}.geojson") for n in (1, 2)
    ]
    delivery, table = parks(*files)
    assert table.geometry.iloc[0].area == 250_000
    assert (len(table), delivery.rows_read, delivery.rows_merged) == (1, 2, 1)


def test_other_areas_points_and_what_has_ended_are_out_of_scope(drop):
    spot = '<gml:Point srsName="urn:ogc:def:crs:EPSG::28992"><gml:pos>197000 441000</gml:pos></gml:Point>'
    point = f"<brt:puntGeometrie>{spot}</brt:puntGeometrie>"
    ended = "<top10nl:objectEindTijd>2020-01-01</top10nl:objectEindTijd>"
    coming = "<top10nl:objectEindTijd>2027-01-01</top10nl:objectEindTijd>"
    other = '<top10nl:FeatureMember><top10nl:Gebouw gml:id="x"/></top10nl:FeatureMember>'
    gml = GML.format(
        area(1, kind="golfterrein")
        + area(2, shape=point)
        + area(3, more=ended)
        + area(4, more=coming)
        + other
    )
    delivery, table = parks(drop(gml, "a.gml"))
    assert list(table.index) == ["top10nl-4"]
    assert codes(delivery) == ["not_current", "other_object", "other_object", "other_object"]
    assert set(delivery.quarantine["kind"]) == {"out_of_scope"}
    assert delivery.rows_read == 5


def test_broken_areas_are_set_aside_with_their_place(drop):
    ring = "<gml:LinearRing><gml:posList>1 2</gml:posList></gml:LinearRing>"
    edge = f"<gml:exterior>{ring}</gml:exterior>"
    bad = f"<brt:vlakGeometrie><gml:Polygon>{edge}</gml:Polygon></brt:vlakGeometrie>"
    none = "<brt:vlakGeometrie/>"
    gml = GML.format(area(1, shape=bad) + area(2, shape=none) + area(3, x=900_000.0) + area(4) + area("é"))
    delivery, table = parks(drop(gml, "a.gml"))
    assert list(table.index) == ["top10nl-4"]
    rows = delivery.quarantine.set_index("row")["code"].to_dict()
    assert rows == {1: "bad_geometry", 2: "no_geometry", 3: "outside_netherlands", 5: "bad_key"}


def test_the_older_form_of_the_key(drop):
    start, end = "<brt:NEN3610ID>", "</brt:NEN3610ID>"
    newer = GML.format(area(101))
    gml = newer[: newer.index(start)] + "NL.TOP10NL.101" + newer[newer.index(end) + len(end) :]
    _, table = parks(drop(gml, "a.gml"))
    assert list(table.index) == ["top10nl-101"]


def test_a_frisian_name_is_better_than_none(shapes, drop):
    _, table = parks(drop(page(shapes, ("1", 197_000.0, {"naamfries": "De Wjukken"}))))
    assert table["name"].tolist() == ["De Wjukken"]


@pytest.mark.parametrize(
    ("old", "new"), [("typefunctioneelgebied", "typefunctioneel"), ("lokaal_id", "lokaal")]
)
def test_a_renamed_field_refuses_the_file(shapes, drop, old, new):
    text = json.dumps(page(shapes, ("1", 197_000.0, {}))).replace(f'"{old}"', f'"{new}"')
    with pytest.raises(SourceError, match="ontbreekt"):
        parks(drop(text))


def test_a_renamed_element_refuses_the_file(drop):
    with pytest.raises(SourceError, match="kolom 'typefunctioneelgebied' ontbreekt"):
        parks(drop(GML.format(area(1)).replace("typeFunctioneelGebied", "soortGebied"), "a.gml"))


def test_degrees_that_were_asked_in_rd_are_refused(shapes, drop):
    row = {"lokaal_id": "1", "typefunctioneelgebied": "bedrijventerrein"}
    with pytest.raises(SourceError, match="graden"):
        parks(drop(shapes.collection((row, shapes.square()), links=ITSELF)))


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        ("<a><b></a>", "a.gml", "geen \\(volledige\\) XML"),
        (GML.format(area(1))[:-60], "a.gml", "geen \\(volledige\\) XML"),
        ("<a><b/></a>", "a.xml", "geen objecten van TOP10NL"),
        (b"", "a.gml", "geen \\(volledige\\) XML"),
        (b"niets", "a.gpkg", "geen leesbare GeoPackage"),
    ],
)
def test_a_file_that_is_something_else_is_refused(drop, content, name, told):
    with pytest.raises(SourceError, match=told):
        parks(drop(content, name))


def test_a_geopackage_without_the_layer_is_refused(tmp_path):
    box = shapely.box(197_000, 441_000, 197_500, 441_500)
    file = write_geopackage(tmp_path / "a.gpkg", {"top10nl_gebouw_vlak": [("9", "kas", None, box)]})
    with pytest.raises(SourceError, match="geen laag functioneel_gebied_vlak"):
        parks(file)


def test_entities_are_not_resolved(drop, tmp_path):
    (tmp_path / "geheim.txt").write_text("geheim")
    text = GML.format(area(1, name="&x;")).replace(
        "<top10nl:Feature",
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{tmp_path}/geheim.txt">]><top10nl:Feature',
        1,
    )
    _, table = parks(drop(text, "a.gml"))
    assert "geheim" not in table["name"].iloc[0]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "NL.TOP10NL.3", None, 4, 5.0, "x y", ["1"]]),
            st.sampled_from(["bedrijventerrein", "park", None, 7, "Bedrijventerrein"]),
            st.sampled_from([197_000.0, 0.0, None]),
        ),
        max_size=8,
    )
)
def test_no_row_is_lost_whatever_it_holds(shapes, drop, rows):
    features = [
        ({"lokaal_id": key, "typefunctioneelgebied": kind}, None if x is None else shapes.rd_square(x))
        for key, kind, x in rows
    ]
    good = ({"lokaal_id": "0", "typefunctioneelgebied": "bedrijventerrein"}, shapes.rd_square(197_000.0))
    delivery, table = parks(drop(shapes.collection(*features, good, good, good, good, good, links=ITSELF)))
    assert delivery.rows_read == len(rows) + 5 == len(table) + delivery.rows_merged + len(delivery.quarantine)
    assert table["name"].notna().all()


def test_the_real_sample_has_no_park_and_loses_nothing(real_data):
    file = RawFile(real_data / "top10nl" / "TOP10NL_1_2_sample.gml", DAY)
    delivery, table = parks(file)
    assert (delivery.rows_read, len(table), len(delivery.quarantine)) == (36, 0, 36)
    assert {"golfterrein", "recreatiegebied", "ijsbaan", "Terrein"} <= set(delivery.quarantine["value"])


def test_the_real_sample_with_a_park_among_its_areas(real_data, drop):
    """A golf course of the real file, called a park and given a real shape of that file."""
    text = (real_data / "top10nl" / "TOP10NL_1_2_sample.gml").read_text("utf-8")
    start = text.index("<brt:vlakGeometrie>")
    shape = text[start : text.index("</brt:vlakGeometrie>") + len("</brt:vlakGeometrie>")]
    point = text[
        text.index("<brt:puntGeometrie>") : text.index("</brt:puntGeometrie>") + len("</brt:puntGeometrie>")
    ]
    made = text.replace(">golfterrein<", ">bedrijventerrein<", 1).replace(point, shape, 1)
    delivery, table = parks(drop(made, "a.gml"))
    assert list(table.index) == ["top10nl-118418110"]
    assert table.geometry.iloc[0].is_valid
    assert delivery.rows_read == 36
