"""Parks drawn by the municipality: our own format, and strict about it."""

import datetime as dt
import json
from pathlib import Path

import pytest

from theseus.errors import SourceError
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)
PAGE = Path(__file__).parents[2] / "docs" / "formats" / "terrein_eigen.md"


def parks(drop, document):
    delivery = read("terrein_eigen", [drop(document)], AS_OF)
    return delivery, delivery.tables["terrein"]


def test_the_example_of_the_documentation_is_read(drop):
    example = json.loads(PAGE.read_text("utf-8").split("```json")[1].split("```")[0])
    delivery, table = parks(drop, example)
    assert table[["terrein_id", "name", "municipality_code"]].to_numpy().tolist() == [
        ["voorbeeld", "Voorbeeldterrein", "GM0293"]
    ]
    assert len(delivery.quarantine) == 0


@pytest.mark.parametrize("field", ["naam", "Naam", "NAAM", "name"])
def test_names_of_the_name(shapes, drop, field):
    delivery, table = parks(drop, shapes.collection(({field: "Het Voorbeeld"}, shapes.square())))
    assert table["name"].tolist() == ["Het Voorbeeld"]
    assert delivery.columns == {"terrein": ("naam",)}


@pytest.mark.parametrize(
    ("name", "made"),
    [("Het Ambacht", "eigen-het-ambacht"), ("’t Röntgen 2", "eigen-t-rontgen-2"), ("A/B <i>", "eigen-a-b-i")],
)
def test_an_id_is_made_of_the_name(shapes, drop, name, made):
    _, table = parks(drop, shapes.collection(({"naam": name}, shapes.square())))
    assert table["terrein_id"].tolist() == [made]


def test_rd_new_is_read_when_the_file_says_so(shapes, drop):
    crs = shapes.named_crs("urn:ogc:def:crs:EPSG::28992")
    _, table = parks(drop, shapes.collection(({"naam": "A"}, shapes.rd_square()), crs=crs))
    assert table.geometry.iloc[0].area == 250_000


def test_rd_new_that_does_not_say_so_is_refused(shapes, drop):
    with pytest.raises(SourceError, match="RD New"):
        parks(drop, shapes.collection(({"naam": "A"}, shapes.rd_square())))


@pytest.mark.parametrize(
    ("properties", "geometry", "code"),
    [
        ({"naam": None}, True, "missing_value"),
        ({"naam": " "}, True, "missing_value"),
        ({"naam": "B", "terrein_id": "met spatie"}, True, "bad_key"),
        ({"naam": "???"}, True, "missing_key"),
        ({"naam": "B", "gemeente_code": "Duiven"}, True, "unknown_code"),
        ({"naam": "A"}, True, "duplicate_key"),
        ({"naam": "B" * 1_000_000}, True, "too_long"),
        ({"naam": "B"}, False, "no_geometry"),
    ],
)
def test_broken_rows_are_set_aside(shapes, drop, properties, geometry, code):
    second = (properties, shapes.square() if geometry else None)
    delivery, table = parks(drop, shapes.collection(({"naam": "A"}, shapes.square()), second))
    assert table["name"].tolist() == ["A"]
    assert delivery.quarantine[["row", "code"]].to_numpy().tolist() == [[2, code]]


def test_missing_name_field_suggests_one(shapes, drop):
    with pytest.raises(SourceError, match=r"'naam' ontbreekt.*Bedoelde u 'naamm'"):
        parks(drop, shapes.collection(({"naamm": "A"}, shapes.square())))


def test_hostile_names_stay_what_they_are(shapes, drop):
    name = "<script>alert(1)</script>{{ 7*7 }}=HYPERLINK()"
    _, table = parks(drop, shapes.collection(({"naam": name}, shapes.square())))
    assert table["name"].tolist() == [name]
    assert table["terrein_id"].tolist() == ["eigen-script-alert-1-script-7-7-hyperlink"]
