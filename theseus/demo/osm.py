"""Writes what OpenStreetMap shows, as the Overpass API answers: parks and mapped businesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theseus.demo import broken, calibration
from theseus.demo.deliveries import json_bytes, lonlat, ring
from theseus.demo.parks import PARKS, Park
from theseus.demo.street import misspelt
from theseus.demo.vocabulary import MARK

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    import numpy as np

    from theseus.demo.companies import Occupied
    from theseus.demo.parks import Point

# How OpenStreetMap draws the parks: other outlines than IBIS, one park missing, two areas that overlap.
_AREAS: tuple[tuple[str, str, tuple[Point, ...]], ...] = (
    ("noord", "industrial", ((0.02, 0.02), (1.03, 0), (1.02, 0.96), (0.04, 1))),
    ("zuid", "industrial", ((-0.03, 0.05), (1.04, 0.03), (0.98, 0.94), (0, 1.02))),
    ("nieuwgraaf", "commercial", ((0, 0), (1, 0), (1, 0.94), (0.05, 1))),
    ("nieuwgraaf", "retail", ((0.55, 0.3), (1.02, 0.3), (1.02, 1), (0.55, 1))),
    ("ambacht", "industrial", ((0.05, 0.02), (1, 0.05), (0.97, 0.95), (0.02, 0.98))),
    ("spiegelkamp", "industrial", ((0, -0.05), (1, 0), (1.06, 1.02), (0, 1))),
    ("proefwaard", "commercial", ((0.08, 0), (1, 0.04), (0.95, 1), (0, 0.98))),
)


def elements(rng: np.random.Generator, occupied: Sequence[Occupied]) -> list[Any]:
    """Overpass elements: areas of industry, commerce and retail, mapped businesses, and broken ones."""
    of_key = {park.key: park for park in PARKS}
    areas = [
        _area(serial, of_key[key], landuse, outline)
        for serial, (key, landuse, outline) in enumerate(_AREAS, start=1)
    ]
    good = [*areas, *_mapped(rng, occupied)]
    return broken.spread(good, broken.elements(good))


def _area(serial: int, park: Park, landuse: str, outline: tuple[Point, ...]) -> dict[str, Any]:
    drawn = [{"lat": lat, "lon": lon} for lon, lat in ring(park.shape(outline))]
    nodes = [9_900_000_000 + 100 * serial + index for index in range(len(drawn) - 1)]
    return {
        "type": "way",
        "id": 990_000_000 + serial,
        "nodes": [*nodes, nodes[0]],
        "geometry": drawn,
        "tags": {"landuse": landuse, "name": park.name},
    }


def _mapped(rng: np.random.Generator, occupied: Sequence[Occupied]) -> Iterator[dict[str, Any]]:
    for serial, one in enumerate(occupied, start=1):
        name = _mapped_name(rng, one)
        if name:
            yield _business(rng, serial, one, name)


def _mapped_name(rng: np.random.Generator, one: Occupied) -> str:
    """What somebody mapped here: mostly the business, sometimes an old or unknown name, mostly nothing."""
    chance = float(rng.random())
    if not one.companies:
        return one.stranger if chance < calibration.MAPPED_UNKNOWN else ""
    if one.story.facade == "other":
        return one.stranger if chance < calibration.MAPPED_UNKNOWN else ""
    if chance >= calibration.MAPPED:
        return ""
    name = one.companies[0].facade
    return misspelt(rng, name) if chance < calibration.MAPPED * 0.1 else name


def _business(rng: np.random.Generator, serial: int, one: Occupied, name: str) -> dict[str, Any]:
    unit = one.unit
    lon, lat = lonlat(unit.x + float(rng.uniform(-4, 4)), unit.y + float(rng.uniform(-4, 4)))
    key, value = one.companies[0].trade.osm if one.companies else ("office", "company")
    tags = {"name": name, key: value}
    if rng.random() < 0.6:  # noqa: PLR2004 - so many carry an address
        address = unit.address
        addition = f"-{address.addition}" if address.addition else ""
        tags |= {
            "addr:street": address.street.name,
            "addr:housenumber": f"{address.number}{address.letter}{addition}",
            "addr:postcode": address.postcode,
            "addr:city": address.street.municipality.name,
        }
    return {"type": "node", "id": 9_800_000_000 + serial, "lat": lat, "lon": lon, "tags": tags}


def answer(found: list[Any], day: dt.date) -> bytes:
    """An answer of the Overpass API."""
    return json_bytes(
        {
            "version": 0.6,
            "generator": f"Overpass API {MARK}",
            "osm3s": {"timestamp_osm_base": f"{day}T04:00:00Z", "copyright": "Fictieve gegevens (VOORBEELD)"},
            "elements": found,
        }
    )
