# ruff: noqa: E501 - rows of a file in its true format
"""A park with six companies, an empty unit and an unknown one, in the true formats of the sources."""

import datetime as dt
import json
import shutil
from pathlib import Path

import geopandas as gpd
import pytest
import remembered
from shapely.geometry import Point, box

from theseus import starter
from theseus.config import Municipality, Region, Rhythm, Source
from theseus.config.examples import POLICE
from theseus.refresh import refresh
from theseus.report.run import RunReport
from theseus.workspace import Workspace

DAY = "2026-11-02"
# house number, name, SBI 2008 code, floor area, purpose; the seventh and eighth have no company
UNITS = {1: 240, 3: 310, 5: 180, 7: 420, 9: 150, 11: 95, 13: 200}
KVK = """\
kvknummer;vestigingsnummer;handelsnaam;rechtsvorm;sbi_code;sbi_versie;datum_aanvang;datum_einde;straatnaam;\
huisnummer;huisletter;toevoeging;postcode;plaats;werkzame_personen;indicatie_afgeschermd
90000001;000090000001;Timmerfabriek Esdoorn VOORBEELD;Besloten Vennootschap;16231;2008;20150301;;Proefweg;1;;;6921ZZ;Duiven;12;nee
90000002;000090000002;Garage Linde VOORBEELD;Eenmanszaak;45204;2008;20170612;;Proefweg;3;;;6921ZZ;Duiven;2;nee
90000003;000090000003;Opslag Beuk VOORBEELD;Besloten Vennootschap;52102;2008;20190101;;Proefweg;5;;;6921ZZ;Duiven;1;nee
90000004;000090000004;Drukkerij Kastanje VOORBEELD;Vennootschap onder firma;18129;2008;20120920;;Proefweg;7;;;6921ZZ;Duiven;6;nee
90000005;000090000005;Handelshuis Iep VOORBEELD;Besloten Vennootschap;46499;2008;20110405;20260430;Proefweg;9;;;6921ZZ;Duiven;0;nee
90000006;000090000006;Metaalbewerking Els VOORBEELD;Besloten Vennootschap;25620;2008;20200220;;Proefweg;99;;;6921ZZ;Duiven;4;nee
"""
STREET = """\
datum;straat;huisnummer;huisletter;toevoeging;postcode;plaats;in_gebruik;naam_op_gevel;activiteit;bewoning_gezien
2026-10-20;Proefweg;1;;;6921ZZ;Duiven;ja;Timmerfabriek Esdoorn VOORBEELD;industrie;nee
2026-10-20;Proefweg;3;;;6921ZZ;Duiven;ja;Garage Linde VOORBEELD;automotive;ja
2026-10-20;Proefweg;7;;;6921ZZ;Duiven;ja;Drukerij Kastanje VOORBEELD;industrie;nee
2026-10-20;Proefweg;9;;;6921ZZ;Duiven;ja;;onbekend;nee
2026-10-20;Proefweg;11;;;6921ZZ;Duiven;nee;;onbekend;nee
"""
GARAGE = {
    "volgnummer": "501",
    "naam_bedrijf": "Garage Linde VOORBEELD",
    "gevelnaam": "Garage Linde VOORBEELD",
    "straat": "Proefweg",
    "huisnummer": "3",
    "postcode_numeriek": "6921",
    "postcode_alfanumeriek": "ZZ",
    "plaats": "Duiven",
}
# So many others that one firm less is no half delivery.
OTHERS = tuple(
    {
        **GARAGE,
        "volgnummer": str(number),
        "naam_bedrijf": f"Garage {number} VOORBEELD",
        "postcode_numeriek": "9999",
    }
    for number in range(601, 611)
)


def bag(path: Path) -> None:
    panden, units = [], []
    for index, (number, area) in enumerate(UNITS.items()):
        x = 200_000 + 40 * index
        pand_id = f"022610000000{number:04d}"
        panden.append(
            {
                "identificatie": pand_id,
                "status": "Pand in gebruik",
                "bouwjaar": 1995,
                "geometry": box(x, 441_000, x + 30, 441_030),
            }
        )
        units.append(
            {
                "identificatie": f"022601000000{number:04d}",
                "status": "Verblijfsobject in gebruik",
                "gebruiksdoel": "industriefunctie",
                "oppervlakte": area,
                "pand_identificatie": pand_id,
                "nummeraanduiding_hoofdadres_identificatie": f"022620000000{number:04d}",
                "openbare_ruimte_naam": "Proefweg",
                "huisnummer": number,
                "huisletter": None,
                "toevoeging": None,
                "postcode": "6921ZZ",
                "woonplaats_naam": "Duiven",
                "geometry": Point(x + 15, 441_015),
            }
        )
    path.parent.mkdir(parents=True)
    gpd.GeoDataFrame(panden, crs="EPSG:28992").to_file(path, layer="pand")
    gpd.GeoDataFrame(units, crs="EPSG:28992").to_file(path, layer="verblijfsobject")


def park(path: Path) -> None:
    shape = gpd.GeoSeries([box(199_900, 440_900, 200_500, 441_100)], crs="EPSG:28992").to_crs("EPSG:4326")
    feature = {
        "type": "Feature",
        "properties": {
            "RIN_NUMMER": "990001",
            "PLAN_NAAM": "Proefpark",
            "JAAR": "2024",
            "GEM_CODES": "GM0226",
            "HA_BRUTO": 12,
        },
        "geometry": shape.iloc[0].__geo_interface__,
    }
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")


def rdw(folder: Path, *companies: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    recognitions = [
        {"volgnummer": item["volgnummer"], "erkenning": "APK Lichte Voertuigen"} for item in companies
    ]
    (folder / "erkende_bedrijven.json").write_text(json.dumps(companies), "utf-8")
    (folder / "erkenningen.json").write_text(json.dumps(recognitions), "utf-8")


AS_OF = dt.date(2026, 11, 16)


@pytest.fixture
def six_companies(tmp_path: Path) -> Workspace:
    return deliver(Workspace(tmp_path))


@pytest.fixture(scope="session")
def first_refresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, RunReport]:
    """The six companies after one refresh, and what it reported; to look at only."""
    workspace = deliver(Workspace(tmp_path_factory.mktemp("six")))
    return workspace, refresh(workspace, AS_OF)


@pytest.fixture
def six_published(first_refresh: tuple[Workspace, RunReport], tmp_path: Path) -> Workspace:
    """The six companies after one refresh, to go on with."""
    shutil.copytree(first_refresh[0].root, tmp_path, dirs_exist_ok=True)
    return Workspace(tmp_path)


def deliver(workspace: Workspace) -> Workspace:
    region = Region(
        name="Proefpark",
        municipalities=(Municipality(code="GM0226", name="Duiven", partners=("politie",)),),
        partners=(POLICE,),
        # Long enough for one inspection to visit all of them.
        rhythm=Rhythm(end=dt.time(17)),
        sources={"kvk": Source(complete=True)},
    )
    starter.make(workspace, region)
    bag(workspace.raw / "bag_gpkg" / DAY / "bag-light.gpkg")
    park(workspace.raw / "ibis" / DAY / "ibis.geojson")
    for source, text in {"kvk": KVK, "straatbeeld": STREET}.items():
        folder = workspace.raw / source / DAY
        folder.mkdir(parents=True)
        (folder / f"{source}.csv").write_text(text, "utf-8")
    rdw(workspace.raw / "rdw" / "2026-05-04", GARAGE, *OTHERS)
    rdw(workspace.raw / "rdw" / DAY, *OTHERS)
    return workspace


@pytest.fixture(autouse=True)
def _remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read, linked or collected in this folder before is not worked out again."""
    remembered.use(monkeypatch)
