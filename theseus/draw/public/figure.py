"""The drawing of the public map: parks as numbered areas in SVG.

Places are pixels of the drawing, from its upper left corner.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

WIDTH, TALLEST, LOWEST = 1000.0, 820.0, 420.0
MARGIN = 0.06  # of the width of what is drawn, on each side
SMALLEST_SPAN_M = 2_000.0
FINE = 0.6  # pixels; smaller bends of an outline are left out
BADGE, RING = 13.0, 7.0  # pixels; radius of a number, and width of the ring around it
TURN = 2.4  # a golden angle: places to try for a number go round in all directions


@dataclass(frozen=True)
class Area:
    """One park in the drawing.

    Attributes
    ----------
    path
        Its outline, as the ``d`` of an SVG path.
    middle, badge
        A point inside, and where its number stands.
    covered
        Whether the number hides it, so that the number has to show its colour.
    """

    path: str
    middle: tuple[float, float]
    badge: tuple[float, float]
    covered: bool

    @property
    def apart(self) -> bool:
        """Whether the number stands outside its place, so that a line has to join them."""
        return math.dist(self.middle, self.badge) > BADGE


@dataclass(frozen=True)
class Figure:
    """The drawing, ready to be put in a page.

    Attributes
    ----------
    height
        In pixels; the width is ``WIDTH``.
    areas
        In the order of the parks.
    borders
        Name and outline of each municipality, with where its name stands.
    scale_m, scale_px
        Length of the scale bar, in metres and in pixels.
    """

    height: float
    areas: tuple[Area, ...]
    borders: tuple[tuple[str, str, tuple[float, float]], ...]
    scale_m: int
    scale_px: float


def figure(parks: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame | None) -> Figure:
    """Draw parks, and the borders of municipalities as far as they are in view.

    Parameters
    ----------
    parks
        Outlines in RD New; at least one.
    municipalities
        Outlines with a column ``name``, RD New; None if they are not known.
    """
    west, south, east, north = _frame(parks.total_bounds)
    per_pixel = (east - west) / WIDTH

    def onto(xy: np.ndarray) -> np.ndarray:
        return np.column_stack([(xy[:, 0] - west) / per_pixel, (north - xy[:, 1]) / per_pixel])

    shapes = [shapely.transform(shape, onto).simplify(FINE) for shape in parks.geometry]
    middles = [_point(shape.representative_point()) for shape in shapes]
    badges = _spread(middles)
    height = (north - south) / per_pixel
    view = shapely.box(0, 0, WIDTH, height)
    covered = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
    borders = []
    for name, shape in _named(municipalities):
        whole = shapely.make_valid(shapely.transform(shape, onto).simplify(FINE))
        seen = _areas(whole.intersection(view))
        if not seen.is_empty:
            free = _areas(seen.difference(covered))
            borders.append((name, _path(seen), _roomiest(seen if free.is_empty else free)))
    metres = _scale(per_pixel)
    areas = tuple(
        Area(_path(shape), middle, badge, _is_covered(shape))
        for shape, middle, badge in zip(shapes, middles, badges, strict=True)
    )
    return Figure(round(height, 1), areas, tuple(borders), metres, round(metres / per_pixel, 1))


def _named(municipalities: gpd.GeoDataFrame | None) -> list[tuple[str, shapely.Geometry]]:
    if municipalities is None:
        return []
    return list(zip(municipalities["name"], municipalities.geometry, strict=True))


def _frame(bounds: Sequence[float]) -> tuple[float, float, float, float]:
    """The piece of the Netherlands in the drawing, no taller and no lower than fits a page."""
    west, south, east, north = map(float, bounds)
    room = 1 + 2 * MARGIN
    across = max((east - west) * room, (north - south) * room * WIDTH / TALLEST, SMALLEST_SPAN_M)
    up = max((north - south) * room, across * LOWEST / WIDTH)
    x, y = (west + east) / 2, (south + north) / 2
    return x - across / 2, y - up / 2, x + across / 2, y + up / 2


def _areas(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Leave out of a shape the lines and points that cutting can leave behind."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _path(shape: shapely.Geometry) -> str:
    """The outline of all polygons of a shape, holes included."""
    rings = [ring for part in _areas(shape).geoms for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z"
        for ring in rings
    )


def _is_covered(shape: shapely.Geometry) -> bool:
    left, top, right, bottom = shape.bounds
    return bool(max(right - left, bottom - top) < 3 * BADGE)


def _roomiest(free: shapely.Geometry) -> tuple[float, float]:
    """The middle of the largest circle that fits: the best place for a name."""
    return _point(shapely.get_point(shapely.maximum_inscribed_circle(free, tolerance=5), 0))


def _point(place: shapely.Point) -> tuple[float, float]:
    return round(place.x, 1), round(place.y, 1)


def _spread(middles: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Give every number a place as near to its park as there is room."""
    taken: list[tuple[float, float]] = []
    for x, y in middles:
        step = 0
        place = (x, y)
        while any(math.dist(place, other) < 2 * (BADGE + RING) for other in taken):
            step += 1
            away = 4.0 * math.sqrt(step)
            place = (round(x + away * math.cos(step * TURN), 1), round(y + away * math.sin(step * TURN), 1))
        taken.append(place)
    return taken


def _scale(per_pixel: float) -> int:
    """A round number of metres that is at most a fifth of the width."""
    most = per_pixel * WIDTH / 5
    power = 10 ** math.floor(math.log10(most))
    return int(max(step * power for step in (1, 2, 5) if step * power <= most))
