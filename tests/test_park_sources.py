"""Parks from four sources, from raw file to report: one drawing per park stands, the others are told (F1)."""

import datetime as dt
import json
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from runs_only import runs_only
from shapely.geometry import box, mapping

from theseus import ledger, starter
from theseus.config import Municipality, Region, Terreinen
from theseus.refresh import refresh
from theseus.report.page import as_markdown
from theseus.report.run import RunReport
from theseus.sources.delivery import RawFile
from theseus.sources.registry import read
from theseus.workspace import Workspace

DAY = "2026-11-02"
AS_OF = dt.date(2026, 11, 16)
RD = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
ITSELF = [
    {"rel": "self", "href": "https://x/items?crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F28992"}
]


def at(park: int, west: float = 0.0, east: float = 400.0) -> shapely.Polygon:
    """A drawing of the park with this number: 400 m high, parks two kilometres apart."""
    left = 200_000 + 2_000 * park
    return box(left + west, 441_000, left + east, 441_400)


def collection(rows: list[tuple[dict[str, object], shapely.Polygon]], **members: object) -> dict[str, object]:
    features = [
        {"type": "Feature", "properties": fields, "geometry": mapping(shape)} for fields, shape in rows
    ]
    return {"type": "FeatureCollection", "features": features, **members}


def ibis(*rows: tuple[str, str, shapely.Polygon]) -> dict[str, object]:
    made = [({"RIN_NUMMER": rin, "PLAN_NAAM": name, "JAAR": 2024}, shape) for rin, name, shape in rows]
    return collection(made, crs=RD)


def top10nl(*rows: tuple[str, str | None, shapely.Polygon]) -> dict[str, object]:
    made = [
        ({"lokaal_id": n, "typefunctioneelgebied": "bedrijventerrein", "naamnl": name}, shape)
        for n, name, shape in rows
    ]
    return collection(made, links=ITSELF)


def own(*rows: tuple[str, shapely.Polygon]) -> dict[str, object]:
    return collection([({"naam": name}, shape) for name, shape in rows], crs=RD)


def overpass(*rows: tuple[int, str, shapely.Polygon]) -> dict[str, object]:
    ways = []
    for number, name, shape in rows:
        ring = gpd.GeoSeries([shape], crs="EPSG:28992").to_crs("EPSG:4326").iloc[0].exterior
        line = [{"lon": lon, "lat": lat} for lon, lat in ring.coords]
        tags = {"landuse": "industrial", "name": name}
        ways.append({"type": "way", "id": number, "nodes": [], "geometry": line, "tags": tags})
    stamp = {"timestamp_osm_base": "2026-11-01T00:00:00Z"}
    return {"version": 0.6, "osm3s": stamp, "elements": ways}


@pytest.fixture
def four_sources(tmp_path: Path) -> Workspace:
    return fill(tmp_path)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> tuple[ledger.Run, RunReport]:
    """The published run and its report, for tests that only look."""
    workspace = fill(tmp_path_factory.mktemp("vier"))
    with runs_only():
        report = refresh(workspace, AS_OF)
    return published(workspace), report


def fill(folder: Path) -> Workspace:
    workspace = Workspace(folder)
    region = Region(
        name="Vier bronnen",
        municipalities=(Municipality(code="GM0226", name="Duiven"),),
        terreinen=Terreinen(choice={"Tweede": "top10nl"}),
    )
    starter.make(workspace, region)
    deliveries = {
        "terrein_eigen": own(("Eerste", at(1))),
        "ibis": ibis(("1", "Eerste", at(1, east=360)), ("2", "Tweede", at(2))),
        "top10nl": top10nl(
            ("11", "Eerste", at(1, west=40)), ("12", None, at(2, east=300)), ("13", "Derde", at(3))
        ),
        "osm": overpass(
            (1, "Eerste", at(1)), (2, "Tweede", at(2)), (3, "Derde", at(3, east=200)), (4, "Vierde", at(4))
        ),
    }
    for source, content in deliveries.items():
        deliver(workspace, source, content)
    return workspace


def deliver(workspace: Workspace, source: str, content: dict[str, object], day: str = DAY) -> None:
    folder = workspace.raw / source / day
    folder.mkdir(parents=True, exist_ok=True)
    name = "osm-001.json" if source == "osm" else f"{source}-001.geojson"
    (folder / name).write_text(json.dumps(content), "utf-8")


def published(workspace: Workspace) -> ledger.Run:
    run = ledger.published(workspace.runs)
    assert run is not None
    return run


def overlaps(run: ledger.Run) -> dict[tuple[str, str], float]:
    table = run.table("terrein_overlap")
    return {
        (park, f"{source}:{record}"): iou
        for park, source, record, iou in zip(
            table["terrein_id"], table["other_source"], table["other_record_id"], table["iou"], strict=True
        )
    }


def test_one_drawing_stands_per_park_and_the_choice_is_stored(labelled: tuple[ledger.Run, RunReport]):
    parks = labelled[0].table("chosen_terrein").set_index("terrein_id")
    assert parks["source"].to_dict() == {
        "eigen-eerste": "terrein_eigen",
        "osm-way-4": "osm",
        "top10nl-12": "top10nl",
        "top10nl-13": "top10nl",
    }
    assert parks["choice"].to_dict() == {
        "eigen-eerste": "Bron terrein_eigen gaat in de volgorde van voorkeur voor ibis, osm, top10nl.",
        "osm-way-4": "Dit is de enige tekening van dit terrein (bron osm).",
        "top10nl-12": "De regio koos zelf voor de tekening van bron top10nl.",
        "top10nl-13": "Bron top10nl gaat in de volgorde van voorkeur voor osm.",
    }


def test_how_far_the_drawings_agree_is_measured_and_reported(labelled: tuple[ledger.Run, RunReport]):
    found = overlaps(labelled[0])
    assert found == pytest.approx(
        {
            ("eigen-eerste", "ibis:1"): 0.9,
            ("eigen-eerste", "osm:osm-way-1"): 1.0,
            ("eigen-eerste", "top10nl:11"): 0.9,
            ("top10nl-12", "ibis:2"): 0.75,
            ("top10nl-12", "osm:osm-way-2"): 0.75,
            ("top10nl-13", "osm:osm-way-3"): 0.5,
        },
        abs=0.005,
    )
    page = as_markdown(labelled[1])
    assert "| Eerste | terrein_eigen | ibis | Eerste | 0.90 | 0 |" in page
    assert "| Naamloos (TOP10NL) | top10nl | ibis | Tweede | 0.75 | 0 |" in page


def test_every_drawing_is_accounted_for(labelled: tuple[ledger.Run, RunReport]):
    links = labelled[0].table("link")
    rows = links[links["table"] == "terrein"]
    outcome = dict(zip(rows["source"] + ":" + rows["record_id"], rows["outcome"], strict=True))
    assert len(rows) == 10
    stands = {key for key, value in outcome.items() if value == "gekoppeld"}
    assert stands == {"terrein_eigen:eigen-eerste", "top10nl:12", "top10nl:13", "osm:osm-way-4"}
    assert set(outcome.values()) == {"gekoppeld", "door andere bron vervangen"}


@pytest.mark.usefixtures("runs_only")
def test_without_top10nl_the_next_source_stands(four_sources: Workspace):
    """Sources differ per region; whichever is there, each park has one drawing."""
    shutil.rmtree(four_sources.raw / "top10nl")
    refresh(four_sources, AS_OF)
    parks = published(four_sources).table("chosen_terrein").set_index("terrein_id")
    assert parks["source"].to_dict() == {
        "2": "ibis",
        "eigen-eerste": "terrein_eigen",
        "osm-way-3": "osm",
        "osm-way-4": "osm",
    }
    assert parks.loc["2", "choice"].endswith(
        "De eigen keuze, bron top10nl, heeft hier geen bruikbare tekening."
    )


@pytest.mark.usefixtures("runs_only")
def test_real_parks_and_two_other_sources(real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The 20 IBIS parks of Rijssen-Holten, with the real TOP10NL sample (which has none there) beside them.

    To measure something, every other park also comes as TOP10NL and OSM might draw it: 15 m wider.
    """
    monkeypatch.setenv("THESEUS_REAL_DATA", str(real_data))
    workspace = Workspace(
        shutil.copytree(Path(__file__).parent / "regions" / "rijssen-holten", tmp_path / "region")
    )
    then = dt.date(2020, 10, 1)
    file = RawFile(real_data / "rijssen-holten" / "ibis_2017.geojson", then)
    real = read("ibis", [file], then).tables["terrein"].sort_values("record_id", ignore_index=True)
    wider = real.iloc[::2].copy()
    wider["shape"] = [max(getattr(s, "geoms", [s]), key=lambda p: p.area) for s in wider.geometry.buffer(15)]
    day = "2020-09-15"
    deliver(
        workspace,
        "top10nl",
        top10nl(*zip(wider["record_id"], wider["name"], wider["shape"], strict=True)),
        day,
    )
    shutil.copy(real_data / "top10nl" / "TOP10NL_1_2_sample.gml", workspace.raw / "top10nl" / day)
    deliver(workspace, "osm", overpass(*zip(range(1, 99), wider["name"], wider["shape"], strict=False)), day)
    report = refresh(workspace, then)
    run = published(workspace)
    parks = run.table("chosen_terrein")
    assert parks["source"].value_counts().to_dict() == {"ibis": 20}
    assert sorted(parks["terrein_id"]) == sorted(real["terrein_id"])
    table = run.table("terrein_overlap")
    same = table[table["same_park"]]
    assert same["other_source"].value_counts().to_dict() == {"osm": 10, "top10nl": 10}
    assert same["iou"].between(0.3, 0.999).all()
    assert set(same["terrein_id"]) == set(wider["terrein_id"])
    told = next(item for item in report.sources if item.source == "top10nl")
    assert (told.rows_read, told.rows_kept, told.rows_out_of_scope) == (46, 10, 36)
    assert pd.isna(run.table("occupancy")["terrein_id"]).sum() == 0
