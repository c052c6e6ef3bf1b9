"""The map for one chain partner: its own inspections, with only what its agreement allows.

What may not be read was taken out before (``theseus.export.need_to_know``): a stop has only the entries that
are allowed, so the page cannot hold more, not even where nobody looks.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import shapely
from pyproj import Transformer

from theseus.atomic import write_bytes
from theseus.contracts import CRS
from theseus.draw.columns import dutch_date
from theseus.draw.leaflet import leaflet
from theseus.draw.template import asset, template
from theseus.model.looks import LOOKS

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import geopandas as gpd

LON_LAT = "EPSG:4326"
DECIMALS = 6  # of a degree; some 10 cm


@dataclass(frozen=True)
class Stop:
    """One planned visit, as far as the reader may know it; None is what it may not, or what nobody knows.

    Attributes
    ----------
    at
        RD metres.
    text
        Number, with the team if there are several.
    """

    address: str
    at: tuple[float, float] | None = None
    text: str | None = None
    time: str | None = None
    name: str | None = None
    park: str | None = None
    label: str | None = None
    reason: str | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Round:
    """One inspection that the reader takes part in.

    Attributes
    ----------
    title, when, with_whom
        Dutch, as on a roster.
    """

    title: str
    when: str
    with_whom: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class PartnerMap:
    """All that the map of a partner is drawn from.

    Attributes
    ----------
    parks
        Outlines in RD New, with a column ``name``; the names are empty if the reader may not know them.
    """

    region_name: str
    reader: str
    made_on: dt.date
    rounds: tuple[Round, ...]
    parks: gpd.GeoDataFrame


def write(path: Path, data: PartnerMap) -> None:
    """Write the map as one self-contained file; a reader sees the old file or the new one."""
    write_bytes(path, html(data).encode("utf-8"))


def html(data: PartnerMap) -> str:
    """Return the page; the same data give the same bytes."""
    script, style = leaflet()
    return template("partner.html").render(
        data=data,
        made_on=dutch_date(data.made_on),
        leaflet_script=script,
        leaflet_style=style,
        style=asset("partner.css"),
        block=_as_json(_block(data)),
        script=asset("partner.js"),
    )


def _block(data: PartnerMap) -> dict[str, Any]:
    """The data of the page, as its script reads them; texts are shown as text."""
    to_degrees = Transformer.from_crs(CRS, LON_LAT, always_xy=True)
    near = _near(data)
    shapes = shapely.transform(near.geometry.to_crs(LON_LAT).to_numpy(), lambda xy: xy.round(DECIMALS))
    return {
        "looks": {
            name: {"shape": look.shape, "face": look.face, "edge": look.edge} for name, look in LOOKS.items()
        },
        "parks": [
            {"name": name, "shape": json.loads(shape)}
            for name, shape in zip(near["name"], shapely.to_geojson(shapes), strict=True)
        ],
        "rounds": [
            {**asdict(replace(one, stops=())), "stops": [_stop(stop, to_degrees) for stop in one.stops]}
            for one in data.rounds
        ],
    }


def _as_json(value: dict[str, Any]) -> str:
    """Write data so that nothing in it can end a script block: pure ASCII without ``<``."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _near(data: PartnerMap) -> gpd.GeoDataFrame:
    """Only the parks where somebody goes: where others lie says nothing to this reader."""
    places = shapely.multipoints([stop.at for one in data.rounds for stop in one.stops if stop.at])
    return data.parks[shapely.intersects(data.parks.geometry.to_numpy(), places)]


def _stop(stop: Stop, to_degrees: Transformer) -> dict[str, Any]:
    """A stop without what is not known or not allowed."""
    known = {name: value for name, value in asdict(stop).items() if value}
    if stop.at:
        lon, lat = to_degrees.transform(*stop.at)
        known["at"] = [round(lat, DECIMALS), round(lon, DECIMALS)]
    return known
