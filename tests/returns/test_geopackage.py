"""A GeoPackage from the field is read by the same names as a workbook."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point

from theseus.contracts.returning import ANSWER, FINDINGS, NOTE, OCCUPANCY, OUTCOME, QUESTION
from theseus.errors import ReturnError
from theseus.returns import read

VISITS = {
    "occupancy_id": ["a@b", "c@d"],
    "uitkomst": ["toegang gekregen", None],
    "bevinding_1": ["bouwen", None],
    "bevinding_2": [None, None],
    "bevinding_3": [None, None],
    "opmerking": ["Hek.", None],
    "session_id": ["GM0226-2026W47"] * 2,
    "run": ["2026-11-16-00000000"] * 2,
    "editie": ["2"] * 2,
    "foto": [None, "foto.jpg"],
}
QUESTIONS = {
    "occupancy_id": ["a@b", "a@b", "a@b"],
    "question": ["in_use", "users", None],
    "vraag": ["In gebruik?", "Hoeveel?", "Wie?"],
    "antwoord": ["ja", "12", "Jansen"],
}


def written(path: Path, visits: dict = VISITS, questions: dict | None = QUESTIONS) -> Path:
    points = [Point(200_000, 441_000)] * 2
    gpd.GeoDataFrame(visits, geometry=points, crs="EPSG:28992").to_file(path, layer="bezoeken")
    if questions is not None:
        pyogrio.write_dataframe(pd.DataFrame(questions), path, layer="vragen")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lijst.gpkg"


def test_layers_and_fields_are_found_by_name(file: Path):
    found = read(written(file))
    assert (found.session, found.run, found.edition) == ("GM0226-2026W47", "2026-11-16-00000000", "2")
    first, second = found.visits
    shown = [first[name].text for name in (OCCUPANCY, OUTCOME, *FINDINGS, NOTE)]
    assert shown == ["a@b", "toegang gekregen", "bouwen", "", "", "Hek."]
    assert second[OUTCOME].text == ""
    assert first[FINDINGS[1]].where == "bezoeken, object 1, veld bevinding_2"
    assert [(row[QUESTION].text, row[ANSWER].text) for row in found.questions] == [
        ("in_use", "ja"),
        ("users", "12"),
        ("", "Jansen"),
    ]


def test_numbers_and_truth_are_read_as_a_person_types_them(file: Path):
    found = read(written(file, questions=QUESTIONS | {"antwoord": [12.0, 12.5, None]}))
    assert [row[ANSWER].text for row in found.questions] == ["12", "12,5", ""]
    found = read(written(file.with_name("b.gpkg"), questions=QUESTIONS | {"antwoord": [True, False, True]}))
    assert [row[ANSWER].text for row in found.questions] == ["ja", "nee", "ja"]


def test_a_package_without_questions_is_read_and_says_so(file: Path):
    found = read(written(file, questions=None))
    assert found.questions == ()
    assert "Laag 'vragen' is er niet" in found.notes[0]


def test_a_field_that_is_missing_is_named(file: Path):
    written(file, {name: values for name, values in VISITS.items() if name != "uitkomst"})
    with pytest.raises(ReturnError, match="laag bezoeken: kolom 'Uitkomst' ontbreekt"):
        read(file)


def test_a_list_to_read_is_called_that(file: Path):
    told = {"adres": ["Proefweg 1"] * 2, "aankomst": ["09:30"] * 2, "session_id": ["x"] * 2}
    with pytest.raises(ReturnError, match="looplijst om te lezen"):
        read(written(file, told, questions=None))


def test_another_format_under_this_name_is_not_opened(file: Path):
    """GDAL would follow what it says to another file."""
    other = written(file.with_name("geheim.gpkg"))
    file.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="bezoeken"><SrcDataSource>{other}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    assert "bezoeken" in pyogrio.list_layers(file)[:, 0]
    with pytest.raises(ReturnError, match="geen GeoPackage"):
        read(file)


def test_what_is_damaged_is_refused(file: Path):
    written(file)
    file.write_bytes(file.read_bytes()[:3000])
    with pytest.raises(ReturnError, match=r"lijst\.gpkg"):
        read(file)
