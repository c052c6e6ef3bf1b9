"""The fictional region behind services: every service of a card that is asked by itself, in its true form."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from theseus import demo, starter
from theseus.config import Fetching, Source
from theseus.fetch.pace import Pace
from theseus.sources import deliveries, registry
from theseus.sources.card import cards
from theseus.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 16)
RD = "http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F28992"
EMPTY_SRU = """<?xml version="1.0" encoding="UTF-8"?>
<sru:searchRetrieveResponse xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse">
<sru:numberOfRecords>0</sru:numberOfRecords><sru:records></sru:records></sru:searchRetrieveResponse>"""
# What a person brings; everything else comes from a service.
BY_HAND = ("kvk", "straatbeeld", "terrein_eigen", "omgevingsdiensten")
SERVED = ("cbs_gemeenten", "ibis", "osm", "rdw", "bag_api", "publicaties", "locatieserver")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional region as files."""
    folder = tmp_path_factory.mktemp("made")
    demo.make(folder, DAY)
    return folder


@pytest.fixture
def region(made: Path, tmp_path: Path, service) -> Workspace:
    """A workspace without open deliveries, whose services all stand on this machine."""
    workspace = Workspace(tmp_path / "regio")
    urls = {
        card.id: Source(url=service.url + "/" + card.id, fetch=card.id in SERVED)
        for card in cards().values()
        if card.services and card.id not in BY_HAND
    }
    wanted = demo.region().model_copy(
        update={"sources": urls, "fetch": Fetching(contact="gis@voorbeeld.example")}
    )
    starter.make(workspace, wanted)
    for source in BY_HAND:
        (workspace.raw / source).symlink_to(made / "data" / "raw" / source)
    serve(service, made)
    return workspace


def serve(service, made: Path) -> None:
    """Put the region's files behind services, in the forms that the protocols expect."""
    raw = made / "data" / "raw"
    borders = in_rd(next(raw.glob("cbs_gemeenten/*/*.geojson")))
    service.route(
        "/cbs_gemeenten/collections/gemeente_gegeneraliseerd/items", lambda _: answer(service, borders)
    )
    parks = in_rd(next(raw.glob("ibis/*/*.geojson")))
    whole = parks | {"numberMatched": len(parks["features"]), "numberReturned": len(parks["features"])}
    service.route("/ibis", lambda _: answer(service, whole))
    osm = json.loads(next(raw.glob("osm/*/osm.json")).read_text("utf-8"))
    osm["elements"] = [item for item in osm["elements"] if isinstance(item, dict)]
    osm["osm3s"]["timestamp_osm_base"] = f"{DAY}T04:00:00Z"
    service.route("/osm", lambda _: answer(service, osm))
    newest = max(raw.glob("rdw/*"))
    for dataset, name in (("5k74-3jha", "erkende_bedrijven"), ("nmwb-dqkz", "erkenningen")):
        rows = json.loads((newest / f"{name}.json").read_text("utf-8"))
        service.route(
            f"/rdw/{dataset}.json", lambda request, rows=rows: answer(service, soda(rows, request.params))
        )
    for collection, features in bag_features(raw / "bag_extract").items():
        page = {"type": "FeatureCollection", "features": features, "links": [itself(collection)]}
        service.route(f"/bag_api/collections/{collection}/items", lambda _, page=page: answer(service, page))
    service.route("/publicaties", lambda _: service.reply(EMPTY_SRU))


def in_rd(path: Path) -> dict:
    """A file in longitude and latitude as a service gives it that was asked for RD New."""
    shown = gpd.read_file(path).to_crs("EPSG:28992")
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return json.loads(shown.to_json(drop_id=True)) | {"crs": system}


def answer(service, document):
    return service.reply(json.dumps(document).encode(), headers={"Content-Type": "application/json"})


def soda(rows: list[dict], params: dict[str, str]) -> list[dict]:
    """Answer a question in SoQL as far as the protocol asks it: count, or rows beyond a key."""
    if "count" in params.get("$select", ""):
        return [{"aantal": str(len(rows))}]
    rows = sorted(rows, key=lambda row: int(row["volgnummer"]))
    met = re.match(r"volgnummer (>=?) '?(\d+)'?", params.get("$where", ""))
    if met:
        beyond = int(met[2]) + (met[1] == ">")
        rows = [row for row in rows if int(row["volgnummer"]) >= beyond]
    return rows[: int(params["$limit"])]


def itself(collection: str) -> dict[str, str]:
    base = "https://api.pdok.nl/kadaster/bag/ogc/v2/collections"
    return {"rel": "self", "href": f"{base}/{collection}/items?bbox=1&crs={RD}&f=json"}


def bag_features(folder: Path) -> dict[str, list[dict]]:
    """The buildings of the region as PDOK's OGC API gives them."""
    card = cards()["bag_extract"]
    read = registry.read(card.id, deliveries.in_folder(folder, card, DAY), DAY)
    panden, units, doors = (read.tables[name] for name in ("pand", "verblijfsobject", "adres"))
    count = units["pand_ids_bag"].str.split(",").explode().value_counts()
    main = doors[doors["is_main"]].set_index("vbo_id_bag")["record_id"]
    href = "https://api.pdok.nl/kadaster/bag/ogc/v2/collections/pand/items/"
    place = gpd.GeoSeries(units.geometry.to_numpy(), index=units["vbo_id_bag"])
    doors = doors[doors["vbo_id_bag"].isin(place.index)]
    return {
        "pand": [
            feature(
                row.pand_id_bag,
                {
                    "identificatie": row.pand_id_bag,
                    "status": row.status,
                    "bouwjaar": None if pd.isna(row.bouwjaar) else int(row.bouwjaar),
                    "aantal_verblijfsobjecten": int(count.get(row.pand_id_bag, 0)),
                },
                row.geometry,
            )
            for row in panden.itertuples()
        ],
        "verblijfsobject": [
            feature(
                row.vbo_id_bag,
                {
                    "identificatie": row.vbo_id_bag,
                    "status": row.status,
                    "gebruiksdoel": row.gebruiksdoel,
                    "oppervlakte": None if pd.isna(row.floor_area_m2) else int(row.floor_area_m2),
                    "hoofdadres_identificatie": main.get(row.vbo_id_bag),
                    "pand.href": [href + key for key in row.pand_ids_bag.split(",")],
                },
                row.geometry,
            )
            for row in units.itertuples()
        ],
        "adres": [
            feature(
                row.record_id,
                {
                    "identificatie": row.record_id,
                    "status": "Naamgeving uitgegeven",
                    "adresseerbaar_object_identificatie": row.vbo_id_bag,
                    "adresseerbaar_object_type": "Verblijfsobject",
                    "openbare_ruimte_naam": row.straat,
                    "huisnummer": str(row.huisnummer),
                    "huisletter": None if pd.isna(row.huisletter) else row.huisletter,
                    "toevoeging": None if pd.isna(row.toevoeging) else row.toevoeging,
                    "postcode": None if pd.isna(row.postcode) else row.postcode,
                    "woonplaats_naam": row.woonplaats,
                },
                place[row.vbo_id_bag],
            )
            for row in doors.itertuples()
        ],
    }


def feature(key: str, properties: dict, shape: shapely.Geometry) -> dict:
    return {
        "type": "Feature",
        "id": key,
        "properties": properties,
        "geometry": json.loads(shapely.to_geojson(shape)),
    }


@pytest.fixture(autouse=True)
def _alone(alone, monkeypatch):  # noqa: ARG001 - a fixture is asked for by its name
    """Nothing of the machine reaches a test of this room, and a service on this machine needs no pace."""
    monkeypatch.setattr(Pace, "wait", lambda _: None)
