"""The roster as GeoPackage: layers and fields by the contract, a form with lists, and back as it went."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
from shapely import box
from surroundings import around

from theseus.contracts.returning import (
    ANSWER,
    EDITION_NOW,
    FINDING_KINDS,
    FINDINGS,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    OUTCOMES,
    QUESTION,
    QUESTIONS_LAYER,
    VISITS_LAYER,
)
from theseus.export.gpkg import field, write
from theseus.export.texts import one_line
from theseus.returns import read

HALL, SHED = box(196990, 440990, 197010, 441010), box(197150, 441000, 197160, 441010)
AROUND = around(None, HALL, SHED, box(197500, 441000, 197510, 441010))
HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))


@pytest.fixture
def path(tmp_path, make_roster):
    write(tmp_path / "veldwerk.gpkg", make_roster(), AROUND)
    return tmp_path / "veldwerk.gpkg"


def layer(path, name, **options):
    return pyogrio.read_dataframe(path, layer=name, **options)


def test_visits_are_points_in_rd_with_the_fields_of_the_contract(path, make_roster):
    visits = layer(path, VISITS_LAYER)
    assert visits.crs.to_epsg() == 28992
    assert {(point.x, point.y) for point in visits.geometry} == {(197000.0, 441000.0)}
    assert list(visits[OCCUPANCY]) == list(make_roster().visits[OCCUPANCY])
    filled = visits[[field(name) for name in (OUTCOME, *FINDINGS, NOTE)]]
    assert filled.isna().all(axis=None)
    told = {name: set(visits[name]) for name in ("session_id", "run", "editie")}
    assert told == {"session_id": {"GM0226-2026W47"}, "run": {"2026-11-16-aa"}, "editie": {EDITION_NOW}}


def test_a_visit_without_a_place_is_there_without_a_point(tmp_path, make_roster):
    roster = make_roster()
    visits = roster.visits.astype({"x": "Float64"})
    visits.loc[0, "x"] = None
    write(tmp_path / "r.gpkg", replace(roster, visits=visits), AROUND)
    assert list(layer(tmp_path / "r.gpkg", VISITS_LAYER).geometry.isna()) == [True, False, False, False]
    write(tmp_path / "s.gpkg", replace(roster, visits=visits.assign(x=None)), AROUND)
    assert layer(tmp_path / "s.gpkg", VISITS_LAYER).geometry.isna().all()


def test_every_question_of_a_list_has_its_choices(path, make_roster):
    asked = layer(path, QUESTIONS_LAYER)
    choices = layer(path, "keuzes").groupby(QUESTION)[field(ANSWER)].agg(list).to_dict()
    for question in make_roster().heading.questions:
        expected = ["ja", "nee"] if question.type == "truth" else list(question.choices)
        assert choices[question.id] == expected
    assert set(asked[QUESTION]) <= set(choices)
    assert asked.groupby(OCCUPANCY).size().to_dict() == dict.fromkeys("abcd", 4)


def widgets(xml):
    root = ET.fromstring(xml)  # noqa: S314 - we wrote it
    return {
        one.get("name"): one.find("editWidget")
        for one in root.iter("field")
        if one.find("editWidget") is not None
    }


def test_the_default_style_of_the_layers_offers_the_lists(path):
    """F47, as far as it can be seen without QGIS: the table, the names and the settings it looks for."""
    styles = layer(path, "layer_styles").set_index("f_table_name")
    assert list(styles.index) == [VISITS_LAYER, QUESTIONS_LAYER, "panden"]
    assert styles["useAsDefault"].astype(bool).all()
    found = widgets(styles.loc[VISITS_LAYER, "styleQML"])
    for name, options in {OUTCOME: tuple(OUTCOMES), **dict.fromkeys(FINDINGS, FINDING_KINDS)}.items():
        widget = found[field(name)]
        assert widget.get("type") == "ValueMap"
        offered = [one for one in widget.iter("Option") if one.get("type") == "QString"]
        assert [(one.get("name"), one.get("value")) for one in offered] == [(text, text) for text in options]
    answer = widgets(styles.loc[QUESTIONS_LAYER, "styleQML"])[field(ANSWER)]
    settings = {one.get("name"): one.get("value") for one in answer.iter("Option")}
    assert answer.get("type") == "ValueRelation"
    assert settings["FilterExpression"] == "\"question\" = current_value('question')"
    assert settings["LayerSource"] == "./veldwerk.gpkg|layername=keuzes"
    assert {found[name].get("type") for name in (OCCUPANCY, "session_id", "run", "editie")} == {"Hidden"}


def test_only_what_is_filled_in_can_be_changed(path):
    root = ET.fromstring(layer(path, "layer_styles")["styleQML"][0])  # noqa: S314 - we wrote it
    free = {one.get("name") for one in root.find("editable") if one.get("editable") == "1"}
    assert free == {field(name) for name in (OUTCOME, *FINDINGS, NOTE)}


def test_the_project_opens_every_layer_beside_it_in_rd(path):
    root = ET.fromstring(path.with_suffix(".qgs").read_bytes())  # noqa: S314 - we wrote it
    layers = {one.findtext("id"): one for one in root.find("projectlayers")}
    assert set(layers) == {VISITS_LAYER, QUESTIONS_LAYER, "keuzes", "panden"}
    for name, one in layers.items():
        file, _, own = one.findtext("datasource").partition("|layername=")
        assert (path.parent / file).exists()
        assert own == name
        assert one.findtext("provider") == "ogr"
    assert layers[VISITS_LAYER].findtext("srs/spatialrefsys/authid") == "EPSG:28992"
    assert {one.get("id") for one in root.find("layer-tree-group")} == set(layers)
    assert [one.get("id") for one in root.find("layer-tree-group")][-1] == "panden"  # below all else
    assert layers["panden"].get("geometry") == "Polygon"
    relation = root.find("relations/relation")
    assert (relation.get("referencedLayer"), relation.get("referencingLayer")) == (
        VISITS_LAYER,
        QUESTIONS_LAYER,
    )


def test_the_buildings_near_a_visit_are_there_with_nothing_about_them(path, tmp_path, make_roster):
    drawn = layer(path, "panden")
    assert list(drawn.columns) == ["geometry"]
    assert sorted(drawn.area) == [100.0, 400.0]
    write(tmp_path / "zonder.gpkg", make_roster(), around())
    assert "panden" not in pyogrio.list_layers(tmp_path / "zonder.gpkg")[:, 0]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_value_and_nothing_else(tmp_path, make_roster, name):
    roster = make_roster(names={"a": name}, municipality=name)
    write(tmp_path / "r.gpkg", roster, AROUND)
    assert (layer(tmp_path / "r.gpkg", VISITS_LAYER)["naam"][0] or "") == one_line(name)
    root = ET.fromstring((tmp_path / "r.qgs").read_bytes())  # noqa: S314 - we wrote it
    assert root.tag == "qgis"


def test_it_is_read_back_with_the_ids_it_went_with(path, make_roster):
    back = read(path)
    roster = make_roster()
    rows = list(back.visits)
    assert [row[OCCUPANCY].text for row in rows] == list(roster.visits[OCCUPANCY])
    asked = [(row[OCCUPANCY].text, row[QUESTION].text) for row in back.questions]
    listed = roster.questions[roster.questions[QUESTION] != ""]
    assert asked == list(zip(listed[OCCUPANCY], listed[QUESTION], strict=True))


def test_a_failed_write_leaves_no_half_file(tmp_path, make_roster, monkeypatch):
    real, calls = pyogrio.write_dataframe, []

    def full_disk(*args, **options):
        calls.append(args)
        if len(calls) == 2:
            raise OSError("schijf vol")
        real(*args, **options)

    monkeypatch.setattr(pyogrio, "write_dataframe", full_disk)
    with pytest.raises(OSError, match="schijf vol"):
        write(tmp_path / "r.gpkg", make_roster(), AROUND)
    assert not list(tmp_path.iterdir())
