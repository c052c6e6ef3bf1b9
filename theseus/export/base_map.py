"""What lies around a route, drawn from geometry alone: outlines of parks and buildings, names of streets.

No source that we have holds streets as lines. But addresses stand on both sides of theirs, so that a name
along the middle of its addresses lies on the street, or close to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from theseus.contracts import PAND_GONE
from theseus.export.paper import rounded

if TYPE_CHECKING:
    import geopandas as gpd

    from theseus.export.paper import Paper

FINEST_CM = 0.015  # what is smaller cannot be seen on paper
SMALLEST_CM2 = 0.003
NAMED_UP_TO_M = 60.0  # per centimetre; on a wider map names of streets would only be in each other's way
LETTER_CM = 0.13  # wide, of a name
APART_CM = 0.7  # between the middles of two names
FEWEST = 2  # addresses that show where a street runs
UNBUILT = (*PAND_GONE, "Bouwvergunning verleend")


@dataclass(frozen=True)
class Around:
    """What there is around the stops of an inspection.

    Attributes
    ----------
    parks
        Contract ``chosen_terrein``.
    buildings
        Contract ``pand``; empty where no source has buildings.
    addresses
        Columns ``straat`` and ``geometry`` (points), in any order.
    """

    parks: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    addresses: gpd.GeoDataFrame

    def standing(self, place: shapely.Geometry) -> gpd.GeoSeries:
        """Outlines of the buildings that stand at a place, as far as their status tells."""
        known = self.buildings
        return known[known.intersects(place) & ~known["status"].isin(UNBUILT)].geometry


def draw(around: Around, stops: np.ndarray, paper: Paper) -> dict[str, Any]:
    """Draw a base map.

    Parameters
    ----------
    stops
        RD points of the stops; the buildings in which they lie stand out.

    Returns
    -------
    dict
        ``parks`` with their rings and their northernmost edge; ``buildings`` and ``visited`` as the data of
        an SVG path in centimetres; ``streets`` with name, middle and turn in degrees.
    """
    near = around.standing(shapely.box(*paper.box))
    visited = np.zeros(len(near), dtype=bool)
    visited[near.sindex.query(shapely.points(stops), predicate="intersects")[1]] = True
    return {
        "parks": _parks(around.parks, paper),
        "buildings": _path(near[~visited], paper),
        "visited": _path(near[visited], paper, smallest=0.0),
        "streets": _streets(around.addresses, paper),
    }


def _parks(parks: gpd.GeoDataFrame, paper: Paper) -> list[dict[str, Any]]:
    found = []
    near = parks[parks.intersects(shapely.box(*paper.box))]
    for name, shape in zip(near["name"], near.geometry, strict=True):
        seen = shapely.clip_by_rect(shape.simplify(FINEST_CM * paper.metres), *paper.box)
        rings = [np.array(part.exterior.coords) for part in _polygons(seen)]
        if rings:
            west, _, east, north = seen.bounds
            top = paper.at(np.array([[(west + east) / 2, north]]))
            found.append(
                {"name": name, "rings": [rounded(paper.at(r)) for r in rings], "top": rounded(top)[0]}
            )
    return found


def _path(shapes: gpd.GeoSeries, paper: Paper, smallest: float = SMALLEST_CM2) -> str:
    """Write outlines, with their courts, as the data of one path: a page of hundreds is one thing to draw."""
    large = shapes[shapes.area >= smallest * paper.metres**2]
    plain = large.simplify(FINEST_CM * paper.metres)
    rings = [
        ring for shape in plain for part in _polygons(shape) for ring in (part.exterior, *part.interiors)
    ]
    return "".join(_ring(rounded(paper.at(np.array(ring.coords)[:-1, :2]))) for ring in rings)


def _ring(points: list[list[float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z" if points else ""


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _streets(addresses: gpd.GeoDataFrame, paper: Paper) -> list[dict[str, Any]]:
    """Name the streets along their addresses, those with most of them first, as far as there is room."""
    if paper.metres > NAMED_UP_TO_M:
        return []
    west, south, east, north = paper.box
    here = addresses[addresses["straat"].notna() & ~addresses.geometry.is_empty].cx[west:east, south:north]
    streets = sorted(here.groupby("straat"), key=lambda item: (-len(item[1]), item[0]))
    placed: list[dict[str, Any]] = []
    for name, rows in streets:
        one = _named(str(name), rows.geometry, paper)
        if one and all(math.dist(one["at"], other["at"]) > APART_CM for other in placed):
            placed.append(one)
    return placed


def _named(name: str, points: gpd.GeoSeries, paper: Paper) -> dict[str, Any] | None:
    """Lay a name along the middle of its addresses; None where these take less room than half of it."""
    places = np.unique(paper.at(shapely.get_coordinates(points)), axis=0)
    if len(places) < FEWEST:
        return None
    middle = places.mean(axis=0)
    _, _, axes = np.linalg.svd(places - middle)
    along = (places - middle) @ axes[0]
    if np.ptp(along) < len(name) * LETTER_CM / 2:
        return None
    turn = math.degrees(math.atan2(axes[0][1], axes[0][0]))
    return {"name": name, "at": rounded([middle])[0], "turn": round((turn + 90) % 180 - 90, 1)}
