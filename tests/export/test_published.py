"""The published GeoPackage: every row is in it, and it opens in the colours and shapes of the map."""

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point, box

from theseus.contracts import CHOSEN_TERREIN, CRS, LABEL, OCCUPANCY, OPEN_QUESTION
from theseus.export.published import PARKS, SHOWN, USES, VISITS, write
from theseus.export.texts import one_line
from theseus.model import Inspection, Session, Visit
from theseus.model.looks import LOOKS, PROPOSED
from theseus.tables import conform

ROOT = Path(__file__).parents[2]
HOSTILE = json.loads((ROOT / "tests" / "samples" / "hostile_names.json").read_text("utf-8"))
KINDS = {"a": "rood", "b": "wit", "c": "groen", "d": "wit", "e": "groen"}
SLD = {
    "sld": "http://www.opengis.net/sld",
    "se": "http://www.opengis.net/se",
    "ogc": "http://www.opengis.net/ogc",
}


def frame(rows, contract):
    table = pd.DataFrame(rows, columns=contract.names)
    return conform(gpd.GeoDataFrame(table, crs=CRS) if contract.geometry else table, contract)


def tables(names=None, park="Proefpark", kinds=KINDS):
    names = names or {}
    uses = [
        {"occupancy_id": who, "terrein_id": "T1", "terrein_name": park, "municipality_code": "GM0226",
         "name": names.get(who), "address": f"Proefweg {at}, Duiven", "users_on_unit": 1,
         "geometry": Point() if who == "e" else Point(200_000 + at, 441_000)}
        for at, who in enumerate(kinds)
    ]  # fmt: skip
    labels = [
        {
            "occupancy_id": who,
            "label": kind,
            "proposed_red": who == "d",
            "known_share": 0.5,
            "because": "Daarom.",
        }
        for who, kind in kinds.items()
    ]
    asked = [
        {"occupancy_id": "b", "question": str(at), "text": "Wie?", "why": "Stil.", "sources": "KVK",
         "step": "bureau", "cost_eur": 2.0}
        for at in range(3)
    ]  # fmt: skip
    parks = [
        {"terrein_id": key, "name": name, "source": "ibis", "municipality_codes": "GM0226",
         "area_m2": 20_000.0, "choice": "Enige.", "geometry": box(200_000, 440_900, 200_500, 441_100)}
        for key, name in (("T1", park), ("T2", "Leeg"))
    ]  # fmt: skip
    return {
        "occupancy": frame(uses, OCCUPANCY),
        "label": frame(labels, LABEL),
        "open_question": frame(asked, OPEN_QUESTION),
        "chosen_terrein": frame(parks, CHOSEN_TERREIN),
    }


def inspection(day, *visited):
    start = dt.datetime.combine(day, dt.time(9))
    session = Session(f"S-{day}", "GM0226", day, dt.time(9), dt.time(12), ("politie", "ODRA"), 10)
    visits = tuple(
        Visit(who, at, start + dt.timedelta(minutes=20 * at), start + dt.timedelta(minutes=20 * at + 15), 1.0)
        for at, who in enumerate(visited, start=1)
    )
    return Inspection(session, visits)


PLAN = (inspection(dt.date(2027, 1, 19), "a", "b"), inspection(dt.date(2026, 12, 8), "d"))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    found = tmp_path_factory.mktemp("gpkg") / "regio.gpkg"
    write(found, tables(), PLAN, {"GM0226": "Duiven"})
    return found


def layer(path, name):
    return pyogrio.read_dataframe(path, layer=name)


def test_layers_are_in_rd_and_nothing_is_left_out(path):
    kinds = dict(pyogrio.list_layers(path))
    assert kinds == {PARKS: "MultiPolygon", USES: "Point", VISITS: "Point", "layer_styles": None}
    for name in (PARKS, USES, VISITS):
        assert layer(path, name).crs.to_epsg() == 28992
    uses = layer(path, USES).set_index("kenmerk")
    assert dict(uses["label"]) == KINDS
    assert list(uses.index[uses.geometry.isna()]) == ["e"]
    assert uses.loc["b", ["open_vragen", "gemeente"]].tolist() == [3, "Duiven"]


def test_a_proposal_is_shown_as_one_and_the_most_urgent_is_drawn_last(path):
    shown = list(layer(path, USES)[SHOWN])
    assert shown == ["groen", "groen", "wit", PROPOSED, "rood"]


def test_parks_count_what_lies_on_them(path):
    parks = layer(path, PARKS).set_index("terrein_id")
    columns = ["gebruiken", "groen", "wit", "voorstel_rood", "rood"]
    assert parks.loc["T1", columns].tolist() == [5, 2, 1, 1, 1]
    assert parks.loc["T1", "aandeel_groen"] == 0.4
    assert parks.loc["T2", columns].tolist() == [0] * 5
    assert pd.isna(parks.loc["T2", "aandeel_groen"])


def test_planned_visits_stand_at_their_place_in_order_of_time(path):
    visits = layer(path, VISITS)
    assert list(visits["kenmerk"]) == ["d", "a", "b"]
    assert list(visits["datum"].dt.strftime("%d-%m-%Y")) == ["08-12-2026", "19-01-2027", "19-01-2027"]
    assert list(visits["volgnummer"]) == [1, 1, 2]
    uses = layer(path, USES).set_index("kenmerk")
    for row in visits.itertuples():
        assert row.geometry.equals(uses.loc[row.kenmerk, "geometry"])


def test_without_a_plan_the_layer_is_there_and_empty(tmp_path):
    write(tmp_path / "r.gpkg", tables(), (), {})
    visits = layer(tmp_path / "r.gpkg", VISITS)
    assert len(visits) == 0
    assert "datum" in visits.columns


def style(path, name):
    styles = layer(path, "layer_styles").set_index("f_table_name")
    assert set(styles.index) == {PARKS, USES, VISITS}
    assert styles["useAsDefault"].astype(bool).all()
    assert (
        set(styles["f_geometry_column"]) == {pyogrio.read_info(path, layer=name)["geometry_name"]} == {"geom"}
    )
    return styles.loc[name]


def hexadecimal(colour):
    return "#" + "".join(f"{int(part):02x}" for part in colour.split(",")[:3])


def test_qgis_shows_labels_in_the_colours_and_shapes_of_the_map(path):
    """F83, as far as it can be seen without QGIS: the table, names and settings that it reads."""
    root = ET.fromstring(style(path, USES)["styleQML"])  # noqa: S314 - we wrote it
    renderer = root.find("renderer-v2")
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", SHOWN)
    assert SHOWN in layer(path, USES).columns
    symbols = {one.get("name"): one for one in renderer.find("symbols")}
    drawn = {}
    for category in renderer.find("categories"):
        parts = [
            {one.get("name"): one.get("value") for one in part.iter("Option")}
            for part in symbols[category.get("symbol")].iter("layer")
        ]
        first = parts[0]
        edge = hexadecimal(first["outline_color"])
        mark = hexadecimal(parts[1]["color"]) if len(parts) > 1 else None
        drawn[category.get("value")] = (first["name"], hexadecimal(first["color"]), edge, mark)
    assert drawn == {name: (look.shape, look.face, look.edge, look.mark) for name, look in LOOKS.items()}


def test_the_sld_has_a_rule_per_label_with_its_colour(path):
    root = ET.fromstring(style(path, USES)["styleSLD"])  # noqa: S314 - we wrote it
    rules = {
        rule.findtext(".//ogc:Literal", namespaces=SLD): rule.findtext(
            ".//se:Fill/se:SvgParameter", namespaces=SLD
        )
        for rule in root.iterfind(".//se:Rule", SLD)
    }
    assert rules == {name: look.face for name, look in LOOKS.items()}
    assert set(root.itertext()) >= {SHOWN, USES}


@pytest.mark.parametrize("name", [PARKS, VISITS])
def test_what_stands_beside_a_shape_is_made_of_fields_that_are_there(path, name):
    root = ET.fromstring(style(path, name)["styleQML"])  # noqa: S314 - we wrote it
    (told,) = root.iter("text-style")
    assert told.get("isExpression") == "1"
    fields = re.findall(r'"(\w+)"', told.get("fieldName"))
    assert fields
    assert set(fields) <= set(layer(path, name).columns)


def test_the_map_in_the_browser_has_the_same_colours_and_shapes():
    text = (ROOT / "theseus" / "draw" / "assets" / "symbols.js").read_text("utf-8")
    ink = re.search(r'const INK = "(#\w+)"', text)[1]
    kinds = re.findall(
        r'name: "([^"]+)".*?edge: ([^,]+), face: "(#\w+)"(.*?)path: (.*?)\},?\n', text, re.DOTALL
    )
    shapes = {"c.arc": "circle", "c.rect": "square", "[0, 90": "diamond", "[0, 120": "triangle"}
    drawn = [
        (
            *(name, next(shape for sign, shape in shapes.items() if sign in path)),
            *(face, ink if edge == "INK" else edge.strip('"')),
            found[1] if (found := re.search(r'dot: "(#\w+)"', rest)) else None,
        )
        for name, edge, face, rest, path in kinds
    ]
    assert drawn == [(look.name, look.shape, look.face, look.edge, look.mark) for look in LOOKS.values()]


def test_hostile_names_are_values_and_nothing_else(tmp_path):
    names = {str(at): name for at, name in enumerate(HOSTILE)}
    nasty = "Robert'); DROP TABLE occupancy;--"
    made = tables(names, park=nasty, kinds=dict.fromkeys(names, "wit"))
    write(tmp_path / "r.gpkg", made, (inspection(dt.date(2026, 12, 8), *names),), {"GM0226": nasty})
    expected = {who: one_line(name) for who, name in names.items()}
    for name in (USES, VISITS):
        found = layer(tmp_path / "r.gpkg", name).set_index("kenmerk")["naam"].fillna("")
        assert found.to_dict() == expected
    assert set(layer(tmp_path / "r.gpkg", PARKS)["naam"]) == {nasty, "Leeg"}
    assert len(pyogrio.list_layers(tmp_path / "r.gpkg")) == 4


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    path = tmp_path / "r.gpkg"
    write(path, tables(), PLAN, {})
    before = path.read_bytes()
    monkeypatch.setattr(
        pyogrio, "write_dataframe", lambda *_, **__: (_ for _ in ()).throw(OSError("schijf vol"))
    )
    with pytest.raises(OSError, match="schijf vol"):
        write(path, tables(), (), {})
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["r.gpkg"]
