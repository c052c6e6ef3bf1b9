"""Which coordinate system a GeoJSON file is in, as it says itself."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from theseus.contracts import CRS
from theseus.errors import SourceError

LONLAT = "EPSG:4326"

# Names of coordinate systems that Dutch vector files carry, by code. RFC 7946 (GeoJSON) knows lon/lat
# only; the `crs` member of the older GeoJSON 2008 is still written by GeoServer, ArcGIS and QGIS. A page of
# an OGC API (PDOK) has no such member; its link to itself holds the `crs` it was asked in.
_KNOWN_CRS = {
    "28992": CRS,
    "7415": CRS,  # RD New with heights; the heights are dropped
    "4326": LONLAT,
    "4258": LONLAT,  # ETRS89: less than a metre from WGS 84 in the Netherlands
    "CRS84": LONLAT,
    "3857": "EPSG:3857",
}
_CRS_CODE = re.compile(r"(CRS84|\d{4,5})$")


def declared(document: dict[str, Any], file: str) -> str:
    """Tell the coordinate system of a FeatureCollection; one that says nothing is in lon/lat (RFC 7946).

    Raises
    ------
    SourceError
        If it is one we don't know.
    """
    member = _asked(document) if document.get("crs") is None else document["crs"]
    if member is None:
        return LONLAT
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else str(member)
    code = _CRS_CODE.search(name.strip().upper())
    if code is None or code[1] not in _KNOWN_CRS:
        raise SourceError(
            f"{file}: het coördinatenstelsel {name[:80]!r} is onbekend. "
            "Exporteer het bestand in RD New (EPSG:28992) of WGS 84."
        )
    return _KNOWN_CRS[code[1]]


def _asked(document: dict[str, Any]) -> str | None:
    """The coordinate system that a page of an OGC API was asked in, from its link to itself."""
    links = document.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "self":
            asked = re.search(r"[?&]crs=([^&#]+)", str(link.get("href")))
            return unquote(asked[1]) if asked else None
    return None
