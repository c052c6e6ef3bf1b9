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
    put(tmp_path, "LEESMIJ.txt", ".gitkeep", "2026-01-01/a.geojson", "2026-01-01/._a.geojson")
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
