"""Where raw files lie: dated folders, configured paths, and nothing delivered that goes unseen."""

import datetime as dt
from pathlib import Path

import pytest

from theseus.errors import SourceError
from theseus.sources import deliveries
from theseus.sources.registry import card_of

IBIS, RDW = card_of("ibis"), card_of("rdw")
AS_OF = dt.date(2026, 11, 1)


def put(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", "utf-8")
    return folder


def names(found: list) -> list[str]:
    return [f"{item.delivered_on}/{item.path.name}" for item in found]


def test_the_newest_delivery_until_the_day_counts(tmp_path: Path):
    put(tmp_path, "2025-01-01/a.geojson", "2026-01-01/B.GEOJSON", "2027-01-01/c.geojson")
    assert names(deliveries.in_folder(tmp_path, IBIS, AS_OF)) == ["2026-01-01/B.GEOJSON"]


def test_a_source_with_history_gives_every_delivery(tmp_path: Path):
    put(tmp_path, "2025-01-01/a.json", "2026-01-01/b.json")
    assert names(deliveries.in_folder(tmp_path, RDW, AS_OF)) == ["2025-01-01/a.json", "2026-01-01/b.json"]


def test_no_folder_is_no_delivery(tmp_path: Path):
    assert deliveries.in_folder(tmp_path / "ibis", IBIS, AS_OF) == []


@pytest.mark.parametrize(
    "name", ["a.geojson", "15-09-2026/a.geojson", "2026-13-45/a.geojson", "2026-02-30/a.geojson"]
)
def test_files_without_a_day_of_delivery_are_told(tmp_path: Path, name: str):
    put(tmp_path, "2025-01-01/a.geojson", name)
    with pytest.raises(SourceError, match=r"ligt niet in een map met de dag van levering"):
        deliveries.in_folder(tmp_path, IBIS, AS_OF)


def test_a_newest_folder_that_cannot_be_read_is_told(tmp_path: Path):
    put(tmp_path, "2025-01-01/a.geojson", "2026-01-01/a.shp")
    with pytest.raises(SourceError, match=r"geen bestand gevonden op .*2026-01-01\. Verwacht: \.geojson"):
        deliveries.in_folder(tmp_path, IBIS, AS_OF)


def test_notes_and_hidden_files_do_not_matter(tmp_path: Path):
    put(
        tmp_path,
        "LEESMIJ.txt",
        ".gitkeep",
        "2026-01-01/a.geojson",
        "2026-01-01/._a.geojson",
        "2026-01-01/~$a.geojson",
    )
    assert names(deliveries.in_folder(tmp_path, IBIS, AS_OF)) == ["2026-01-01/a.geojson"]


def test_a_pattern_finds_files_only(tmp_path: Path):
    put(tmp_path, "a1.geojson", "a2/x.geojson")
    found = deliveries.at_path(tmp_path / "a*", IBIS, None, AS_OF)
    assert names(found) == ["2026-11-01/a1.geojson"]
    with pytest.raises(SourceError, match="geen bestand gevonden"):
        deliveries.at_path(tmp_path / "a2*", IBIS, None, AS_OF)


def test_the_day_of_a_path_is_that_of_its_folder_if_it_is_one(tmp_path: Path):
    put(tmp_path, "2026-01-01/a.geojson", "2026-02-30/b.geojson")
    assert names(deliveries.at_path(tmp_path / "2026-01-01", IBIS, None, AS_OF)) == ["2026-01-01/a.geojson"]
    assert names(deliveries.at_path(tmp_path / "2026-02-30", IBIS, None, AS_OF)) == ["2026-11-01/b.geojson"]


def test_of_two_deliveries_on_one_day_the_later_counts(tmp_path: Path):
    put(tmp_path, "2026-01-01/a.geojson", "2026-01-01T0905/b.geojson", "2026-01-01T1430/c.geojson")
    assert names(deliveries.in_folder(tmp_path, IBIS, AS_OF)) == ["2026-01-01/c.geojson"]
    assert deliveries.newest(tmp_path) == dt.date(2026, 1, 1)
    assert [item.name for item in deliveries.dated(tmp_path, AS_OF)] == [
        "2026-01-01",
        "2026-01-01T0905",
        "2026-01-01T1430",
    ]


def test_a_source_with_history_gives_both_deliveries_of_a_day(tmp_path: Path):
    put(tmp_path, "2026-01-01/a.json", "2026-01-01T0905/b.json")
    assert names(deliveries.in_folder(tmp_path, RDW, AS_OF)) == ["2026-01-01/a.json", "2026-01-01/b.json"]


@pytest.mark.parametrize("name", ["2026-01-01T2561", "2026-01-01T9", "2026-01-01 0905"])
def test_a_moment_that_does_not_exist_is_told(tmp_path: Path, name: str):
    put(tmp_path, f"{name}/a.geojson")
    with pytest.raises(SourceError, match="ligt niet in een map met de dag van levering"):
        deliveries.in_folder(tmp_path, IBIS, AS_OF)


@pytest.mark.parametrize("name", ["archief", "Archief"])
def test_an_archive_beside_the_dated_folders_is_never_read(tmp_path: Path, name: str):
    put(tmp_path, f"{name}/oud.geojson", f"{name}/2024-01-01/ouder.geojson", "2026-01-01/a.geojson")
    assert names(deliveries.in_folder(tmp_path, IBIS, AS_OF)) == ["2026-01-01/a.geojson"]


def test_another_folder_with_deliveries_is_told_with_both_mends(tmp_path: Path):
    put(tmp_path, "oud/a.geojson", "2026-01-01/a.geojson")
    with pytest.raises(SourceError, match=r"JJJJ-MM-DD, .*archief als ze niet meetellen"):
        deliveries.in_folder(tmp_path, IBIS, AS_OF)


def test_what_lies_beside_a_good_file_and_is_not_read_is_named(tmp_path: Path):
    put(
        tmp_path, "2025-01-01/oud.xlsx", "2026-01-01/a.geojson", "2026-01-01/b.xlsx", "2026-01-01/c/d.geojson"
    )
    put(
        tmp_path,
        "2026-01-01/LEESMIJ.txt",
        "2026-01-01/README.md",
        "2026-01-01/._a.geojson",
        "2026-01-01/manifest.json",
    )
    found = deliveries.in_folder(tmp_path, IBIS, AS_OF)
    assert deliveries.passed_over(found, IBIS) == ["2026-01-01/b.xlsx", "2026-01-01/c"]


def test_beside_a_configured_file_may_lie_anything(tmp_path: Path):
    put(tmp_path, "gedeeld/a.geojson", "gedeeld/b.xlsx")
    assert deliveries.passed_over(deliveries.at_path(tmp_path / "gedeeld", IBIS, None, AS_OF), IBIS) == []


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"files": 3}', '{"files": ["a"]}', '{"files": [{}]}'])
def test_a_damaged_manifest_is_told_with_its_mend(tmp_path: Path, written: str):
    (tmp_path / "manifest.json").write_text(written, "utf-8")
    with pytest.raises(SourceError, match=r"manifest\.json is beschadigd\. Haal de levering opnieuw op"):
        deliveries.manifest(tmp_path)


def test_files_brought_by_hand_have_no_manifest(tmp_path: Path):
    assert deliveries.manifest(tmp_path) == {}
