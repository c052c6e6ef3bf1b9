"""Real files, no code changed: two regions as they are, and one with made establishments added."""

import datetime as dt
import json
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from runs_only import runs_only

from theseus import ledger
from theseus.contracts import VISIT_SOURCE
from theseus.model import Freshness
from theseus.refresh import refresh
from theseus.report.run import RunReport
from theseus.workspace import Workspace

REGIONS = Path(__file__).parent / "regions"
# Just after the extract of September 2020, when its answers were fresh.
THEN = dt.date(2020, 10, 1)


def workspace_of(name: str, real_data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("THESEUS_REAL_DATA", str(real_data))
    return Workspace(shutil.copytree(REGIONS / name, folder / name))


@pytest.fixture(scope="module")
def refreshed(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, RunReport]:
    """Doesburg as it was then; to look at only."""
    with pytest.MonkeyPatch.context() as patch:
        workspace = workspace_of("doesburg", real_data, tmp_path_factory.mktemp("then"), patch)
        with runs_only():
            return workspace, refresh(workspace, THEN)


@pytest.fixture
def doesburg(real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    return workspace_of("doesburg", real_data, tmp_path, monkeypatch)


@pytest.fixture
def rijssen_holten(real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    return workspace_of("rijssen-holten", real_data, tmp_path, monkeypatch)


def published(workspace: Workspace) -> ledger.Run:
    run = ledger.published(workspace.runs)
    assert run is not None
    return run


def assert_nothing_is_lost(report: RunReport, run: ledger.Run) -> None:
    for source in report.sources:
        parts = source.rows_kept + source.rows_merged + source.rows_defect + source.rows_out_of_scope
        assert source.rows_read == parts
    apart = sum(source.rows_defect + source.rows_out_of_scope for source in report.sources)
    assert len(run.table("quarantine")) == apart
    records = run.table("link")[["source", "table", "record_id"]].drop_duplicates()
    assert len(records) == sum(source.rows_kept for source in report.sources)


def test_doesburg_is_all_white_and_says_why(refreshed: tuple[Workspace, RunReport]):
    report, run = refreshed[1], published(refreshed[0])
    assert_nothing_is_lost(report, run)
    label, units = run.table("label"), run.table("occupancy")
    assert len(units) > 50
    assert set(label["label"]) == {"wit"}
    assert not label["proposed_red"].any()
    assert label["because"].str.contains("KVK").all()
    assert units["municipality_code"].eq("GM0221").all()
    assert report.not_consulted["KVK Handelsregister"] == len(units)
    assert units["no_match_reason"].notna().all()


def test_doesburg_reads_every_building(refreshed: tuple[Workspace, RunReport]):
    workspace, report = refreshed
    bag = next(source for source in report.sources if source.source == "bag_extract")
    assert (bag.rows_read, bag.rows_kept, bag.rows_defect) == (13_098, 7_797, 0)
    gone = published(workspace).table("link").query("outcome == 'niet (meer) aanwezig'")
    assert 0 < len(gone) < 500


def test_rijssen_holten_has_twenty_parks(rijssen_holten: Workspace):
    report = refresh(rijssen_holten, THEN)
    run = published(rijssen_holten)
    assert_nothing_is_lost(report, run)
    parks = run.table("chosen_terrein")
    assert len(parks) == 20
    assert parks["municipality_codes"].eq("GM1742").all()
    assert run.table("occupancy").empty
    assert (rijssen_holten.maps / "rijssen-holten.html").exists()


def profile(number: int, x: float, y: float) -> dict[str, object]:
    """Make a vestigingsprofiel as the KVK API answers it, at a place on the map."""
    return {
        "vestigingsnummer": f"0000{number:08d}",
        "kvkNummer": f"{number:08d}",
        "formeleRegistratiedatum": "20180501",
        "materieleRegistratie": {"datumAanvang": "20180501"},
        "eersteHandelsnaam": f"Bedrijf {number} VOORBEELD",
        "indHoofdvestiging": "Ja",
        "totaalWerkzamePersonen": 3,
        "handelsnamen": [{"naam": f"Bedrijf {number} VOORBEELD", "volgorde": 0}],
        "adressen": [
            {
                "type": "bezoekadres",
                "indAfgeschermd": "Nee",
                "straatnaam": "Voorbeeldweg",
                "huisnummer": number % 900 + 1,
                "postcode": "6980ZZ",
                "plaats": "Doesburg",
                "land": "Nederland",
                "geoData": {"rijksdriehoekX": round(x, 1), "rijksdriehoekY": round(y, 1)},
            }
        ],
        "sbiActiviteiten": [{"sbiCode": "25620", "sbiOmschrijving": "x", "indHoofdactiviteit": "Ja"}],
    }


@pytest.mark.usefixtures("runs_only")
def test_doesburg_with_made_establishments_on_real_buildings(
    doesburg: Workspace, refreshed: tuple[Workspace, RunReport]
):
    shutil.copytree(refreshed[0].root, doesburg.root, dirs_exist_ok=True)
    units = published(doesburg).table("occupancy")
    spots = gpd.GeoSeries(units["geometry"]).iloc[:40]
    made = [profile(80_000_000 + i, point.x, point.y) for i, point in enumerate(spots)]
    folder = doesburg.raw / "kvk" / "2020-09-20"
    folder.mkdir(parents=True)
    (folder / "vestigingsprofielen.json").write_text(json.dumps(made), "utf-8")

    report = refresh(doesburg, THEN)
    run = published(doesburg)
    assert_nothing_is_lost(report, run)
    kvk = next(source for source in report.sources if source.source == "kvk")
    assert (kvk.freshness, kvk.rows_kept) == (Freshness.FRESH, 40)
    occupancies = run.table("occupancy")
    assert occupancies["vestiging_id_kvk"].notna().sum() == 40
    assert occupancies.loc[occupancies["vestiging_id_kvk"].notna(), "no_match_reason"].notna().all()
    # A handful of look-ups is no complete register: nobody is called unregistered for it.
    facts = run.table("fact")
    assert not ((facts["question"] == "registered") & (facts["value"] == "nee")).any()
    assert set(run.table("label")["label"]) == {"wit"}
    assert report.changes


@pytest.mark.usefixtures("runs_only")
def test_years_later_the_same_files_are_stale_and_still_run(doesburg: Workspace):
    report = refresh(doesburg, dt.date(2026, 11, 16))
    stale = {source.source for source in report.sources if source.freshness is Freshness.STALE}
    assert "bag_extract" in stale
    facts = published(doesburg).table("fact")
    # The desk is our own register, and of today: that nobody found anything does not grow old.
    assert facts.loc[facts["source"] != VISIT_SOURCE, "expired"].all()
    assert pd.Series(published(doesburg).table("label")["label"]).eq("wit").all()
