"""A glance at raw files: fields and values of every kind of file, and never a refusal."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from theseus.sources.glance import ROWS, glance


def test_a_delimited_file_gives_plain_names_and_values(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text('\ufeffNaam Bedrijf;"Plaats"\nBakker; Duiven \nSmit;\n', "utf-8")
    assert glance([path]) == {"naam_bedrijf": ["Bakker", "Smit"], "plaats": ["Duiven"]}


@pytest.mark.parametrize(
    "written",
    [
        [{"volgnummer": 1}, {"volgnummer": "2"}],
        {"type": "FeatureCollection", "features": [{"properties": {"volgnummer": n}} for n in (1, 2)]},
        {"response": {"numFound": 2, "docs": [{"volgnummer": 1}, {"volgnummer": 2}]}},
    ],
)
def test_json_in_its_usual_wrappings(tmp_path: Path, written: object):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(written), "utf-8")
    assert glance([path]) == {"volgnummer": ["1", "2"]}


def test_json_lines_and_geopackages(tmp_path: Path):
    lines, layer = tmp_path / "a.jsonl", tmp_path / "b.gpkg"
    lines.write_text('{"een": 1}\n{"een": 2}\n', "utf-8")
    gpd.GeoDataFrame({"twee": ["x"]}, geometry=[Point(0, 0)], crs="EPSG:28992").to_file(layer)
    assert glance([lines, layer]) == {"een": ["1", "2"], "twee": ["x"]}


def test_only_the_beginning_is_read(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("n\n" + "x\n" * (ROWS + 50), "utf-8")
    assert len(glance([path])["n"]) == ROWS


@pytest.mark.parametrize("name", ["a.json", "a.geojson", "a.jsonl", "a.gpkg", "a.csv", "a.xml", "a.zip"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'{"a": ', b"[1, null]", b"[" * 100_000])
def test_what_cannot_be_read_is_left_out(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    assert all(isinstance(values, list) for values in glance([path, tmp_path / "weg.csv"]).values())
