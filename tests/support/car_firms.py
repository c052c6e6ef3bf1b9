"""Eight car firms with perfect registers, on a park of their own; and what once made such firms stand out.

The firms, the park and their addresses are made up. What stood out was never about the use of an address:
few reviews, cameras, a street far off, no membership, an old website, expensive cars; and beside those what
the law forbids. ``Seen`` puts such words wherever a delivery could carry them: in fields that no reader
knows, or typed into the fields that have free text.
"""

import csv
import io
import json
from enum import Enum
from pathlib import Path

import geopandas as gpd
from shapely.geometry import Point, box

from theseus import starter
from theseus.config import Municipality, Region, Source
from theseus.config.examples import POLICE
from theseus.workspace import Workspace

DAY = "2026-11-02"
FIRMS = ("Abeel", "Beuk", "Ceder", "Den", "Eik", "Fijnspar", "Goudiep", "Hazelaar")
STAND_OUT = {
    "online_reviews": "2 recensies online",
    "cameras": "beveiligingscamera's aan de gevel",
    "ligging": "afgelegen straat",
    "brancheorganisatie": "geen lidmaatschap van een brancheorganisatie",
    "website": "oude website",
    "autos": "dure auto's binnen",
    "nationaliteit": "nationaliteit onbekend",
    "kenteken": "kenteken 00-VB-00 voor de deur",
}


class Seen(Enum):
    """Where the words of the tool stand in the deliveries."""

    NOWHERE = "nergens"
    UNKNOWN_FIELDS = "in velden die geen lezer kent"
    FREE_TEXT = "ingetypt in velden met vrije tekst"


def name_of(number: int) -> str:
    return f"Autobedrijf {FIRMS[number]} VOORBEELD"


def deliver(root: Path, seen: Seen) -> Workspace:
    """Write a workspace with one delivery of each source."""
    workspace = Workspace(root)
    region = Region(
        name="Autopark",
        municipalities=(Municipality(code="GM0226", name="Duiven", partners=("politie",)),),
        partners=(POLICE,),
        sources={"kvk": Source(complete=True), "rdw": Source(complete=True)},
    )
    starter.make(workspace, region)
    more = STAND_OUT if seen is Seen.UNKNOWN_FIELDS else {}
    typed = ", ".join(STAND_OUT.values()) if seen is Seen.FREE_TEXT else ""
    _bag(_folder(workspace, "bag_gpkg"), more)
    _park(_folder(workspace, "ibis"), more)
    _csv(_folder(workspace, "kvk") / "kvk.csv", [_company(n) | more for n in range(len(FIRMS))])
    _csv(
        _folder(workspace, "straatbeeld") / "straatbeeld.csv",
        [_note(n, typed) | more for n in range(len(FIRMS))],
    )
    _rdw(_folder(workspace, "rdw"), more)
    _osm(_folder(workspace, "osm"), more, typed)
    return workspace


def _folder(workspace: Workspace, source: str) -> Path:
    folder = workspace.raw / source / DAY
    folder.mkdir(parents=True)
    return folder


def _address(number: int) -> dict[str, str]:
    return {"huisnummer": str(1 + 2 * number), "postcode": "6921ZZ", "plaats": "Duiven"}


def _company(number: int) -> dict[str, str]:
    return {
        "kvknummer": f"9000000{number}",
        "vestigingsnummer": f"00009000000{number}",
        "handelsnaam": name_of(number),
        "rechtsvorm": "Besloten Vennootschap",
        "sbi_code": "45204",
        "sbi_versie": "2008",
        "datum_aanvang": "20150301",
        "datum_einde": "",
        "straatnaam": "Proefweg",
        "huisletter": "",
        "toevoeging": "",
        **_address(number),
        "werkzame_personen": "4",
        "indicatie_afgeschermd": "nee",
    }


def _note(number: int, typed: str) -> dict[str, str]:
    return {
        "datum": "2026-10-20",
        "straat": "Proefweg",
        "huisletter": "",
        "toevoeging": "",
        **_address(number),
        "in_gebruik": "ja",
        "naam_op_gevel": typed or name_of(number),
        "activiteit": "automotive",
        "bewoning_gezien": "nee",
    }


def _csv(path: Path, rows: list[dict[str, str]]) -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0], delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(written.getvalue(), "utf-8")


def _spot(number: int) -> tuple[int, int]:
    return 200_000 + 40 * number, 441_000


def _bag(folder: Path, more: dict[str, str]) -> None:
    panden, units = [], []
    for number in range(len(FIRMS)):
        x, y = _spot(number)
        pand_id = f"022610000000000{number}"
        panden.append(
            {
                "identificatie": pand_id,
                "status": "Pand in gebruik",
                "bouwjaar": 1995,
                "geometry": box(x, y, x + 30, y + 30),
            }
        )
        units.append(
            {
                "identificatie": f"022601000000000{number}",
                "status": "Verblijfsobject in gebruik",
                "gebruiksdoel": "industriefunctie",
                "oppervlakte": 300,
                "pand_identificatie": pand_id,
                "nummeraanduiding_hoofdadres_identificatie": f"022620000000000{number}",
                "openbare_ruimte_naam": "Proefweg",
                "huisnummer": 1 + 2 * number,
                "huisletter": None,
                "toevoeging": None,
                "postcode": "6921ZZ",
                "woonplaats_naam": "Duiven",
                "geometry": Point(x + 15, y + 15),
                **more,
            }
        )
    path = folder / "bag-light.gpkg"
    gpd.GeoDataFrame(panden, crs="EPSG:28992").to_file(path, layer="pand")
    gpd.GeoDataFrame(units, crs="EPSG:28992").to_file(path, layer="verblijfsobject")


def _park(folder: Path, more: dict[str, str]) -> None:
    shape = gpd.GeoSeries([box(199_900, 440_900, 200_500, 441_100)], crs="EPSG:28992").to_crs("EPSG:4326")
    told = {
        "RIN_NUMMER": "990001",
        "PLAN_NAAM": "Autopark",
        "JAAR": "2024",
        "GEM_CODES": "GM0226",
        "HA_BRUTO": 12,
    }
    feature = {"type": "Feature", "properties": told | more, "geometry": shape.iloc[0].__geo_interface__}
    written = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (folder / "ibis.geojson").write_text(written, "utf-8")


def _rdw(folder: Path, more: dict[str, str]) -> None:
    companies = [
        {
            "volgnummer": str(500 + number),
            "naam_bedrijf": name_of(number),
            "gevelnaam": name_of(number),
            "straat": "Proefweg",
            "huisnummer": str(1 + 2 * number),
            "postcode_numeriek": "6921",
            "postcode_alfanumeriek": "ZZ",
            "plaats": "Duiven",
            **more,
        }
        for number in range(len(FIRMS))
    ]
    kinds = [{"volgnummer": item["volgnummer"], "erkenning": "APK Lichte Voertuigen"} for item in companies]
    (folder / "erkende_bedrijven.json").write_text(json.dumps(companies), "utf-8")
    (folder / "erkenningen.json").write_text(json.dumps(kinds), "utf-8")


def _osm(folder: Path, more: dict[str, str], typed: str) -> None:
    spots = gpd.GeoSeries([Point(*_spot(n)).buffer(1).centroid for n in range(len(FIRMS))], crs="EPSG:28992")
    elements = [
        {
            "type": "node",
            "id": 9_800_000_000 + number,
            "lat": spot.y,
            "lon": spot.x,
            "tags": {
                "name": f"{name_of(number)} {typed}".strip(),
                "shop": "car_repair",
                "addr:street": "Proefweg",
                "addr:housenumber": str(1 + 2 * number),
                "addr:postcode": "6921ZZ",
                "addr:city": "Duiven",
                **more,
                **({"description": typed} if typed else {}),
            },
        }
        for number, spot in enumerate(spots.to_crs("EPSG:4326"))
    ]
    stamp = {"timestamp_osm_base": f"{DAY}T04:00:00Z", "copyright": "Fictieve gegevens (VOORBEELD)"}
    answer = {"version": 0.6, "generator": "Overpass API VOORBEELD", "osm3s": stamp, "elements": elements}
    (folder / "osm.json").write_text(json.dumps(answer), "utf-8")
