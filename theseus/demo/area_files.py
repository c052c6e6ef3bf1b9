"""Writes the drawings of parks and municipalities: IBIS, the municipality's own, CBS and ODRA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapely import union_all

from theseus.demo.deliveries import collection, feature
from theseus.demo.parks import MUNICIPALITIES, PARKS, Park

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely import Polygon

M2_PER_HA = 10_000
_TWO_SHAPES = "noord"  # this park is filed as two features with one RIN number
_OWN = "nieuwgraaf"  # this park the municipality drew itself, differently
_OWN_OUTLINE = ((-0.02, 0), (0.5, -0.02), (0.97, 0.01), (0.98, 0.93), (0.9, 1.03), (0, 1.02))


def ibis() -> list[Any]:
    """The parks as GeoJSON features with the field names of the national layer."""
    return [item for park in PARKS if park.rin for item in _ibis(park)]


def _ibis(park: Park) -> Iterator[dict[str, Any]]:
    whole = park.shape()
    hectares = whole.area / M2_PER_HA
    properties = {
        "RIN_NUMMER": park.rin,
        "JAAR": park.plan_year,
        "PLAN_NAAM": park.name,
        "GEM_CODES": "0293" if park.key in {"ambacht", "denkbroek"} else "0226",
        "HA_BRUTO": round(hectares, 4),
        "HA_NETTO": round(hectares * 0.8, 4),
        "HA_TOTTUIT": 0,
        "WLOC_TYPE": park.type_code,
    }
    for part in _halves(park) if park.key == _TWO_SHAPES else [whole]:
        yield feature(part, properties)


def _halves(park: Park) -> list[Polygon]:
    """Cut a park in two along its length."""
    low = park.shape(((-0.1, -0.1), (0.5, -0.1), (0.5, 1.1), (-0.1, 1.1)))
    return [park.shape() & low, park.shape() - low]


def own() -> list[Any]:
    """The one park that the municipality drew itself."""
    park = next(park for park in PARKS if park.key == _OWN)
    properties = {"naam": park.name, "terrein_id": "D-03", "gemeente_code": "GM0226"}
    return [feature(park.shape(_OWN_OUTLINE), properties)]


def municipalities() -> list[Any]:
    """The two municipalities as CBS draws them."""
    return [
        feature(
            municipality.shape,
            {
                "statcode": f"GM{municipality.code}",
                "jrstatcode": f"2024GM{municipality.code}",
                "statnaam": municipality.name,
                "rubriek": "gemeente",
                "id": serial,
            },
        )
        for serial, municipality in enumerate(MUNICIPALITIES, start=1)
    ]


def environmental_service() -> list[Any]:
    """The environmental service that serves both municipalities."""
    both = union_all([municipality.shape for municipality in MUNICIPALITIES])
    return [feature(both, {"od_code": "OD10", "od_naam": "Omgevingsdienst Regio Arnhem", "naam_alt": "ODRA"})]


def as_file(features: list[Any]) -> bytes:
    """GeoJSON with the coordinate system that PDOK and GeoServer write in it."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    return collection(features, crs=crs)
