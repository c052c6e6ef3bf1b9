"""Shapes of the BAG: read from GML, and the one point of a unit that is drawn as an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from theseus.sources import geometry

if TYPE_CHECKING:
    from lxml import etree

    from theseus.sources.geometry import Points, Shapes

GML = "{http://www.opengis.net/gml/3.2}"
_RD_NAMES = ("28992", "7415")  # 7415 is RD New with heights in NAP
_UNREADABLE = shapely.Point()


def from_gml(holder: etree._Element | None) -> shapely.Geometry | None:
    """Read the point or the polygons under an element ``geometrie``.

    Returns
    -------
    Geometry or None
        None if nothing is there; an empty shape if something is there that cannot be read (numbers that
        are none, a ring of two points, another coordinate system).
    """
    if holder is None:
        return None
    try:
        polygons = [_polygon(item) for item in holder.iter(f"{GML}Polygon", f"{GML}PolygonPatch")]
        if len(polygons) > 1:
            return shapely.multipolygons(polygons)
        if polygons:
            return polygons[0]
        point = next(holder.iter(f"{GML}Point"), None)
        return None if point is None else shapely.Point(_coordinates(point)[0])
    except (ValueError, IndexError, shapely.errors.ShapelyError):
        return _UNREADABLE


def _polygon(item: etree._Element) -> shapely.Polygon:
    shell, *more = (_coordinates(ring) for ring in item.findall(f"{GML}exterior/{GML}LinearRing"))
    if more:
        raise ValueError("a polygon has one exterior")
    holes = [_coordinates(ring) for ring in item.findall(f"{GML}interior/{GML}LinearRing")]
    return shapely.Polygon(shell, holes)


def _coordinates(item: etree._Element) -> Points:
    """Positions of a ring or a point in metres RD, shape (n, 2); heights are dropped."""
    holders = item.findall(f"{GML}posList") or item.findall(f"{GML}pos")
    numbers = np.array(" ".join(holder.text or "" for holder in holders).split(), dtype=float)
    system = _inherited(holders[0], "srsName") or _RD_NAMES[0]
    if not np.isfinite(numbers).all() or not system.endswith(_RD_NAMES):
        raise ValueError("no coordinates in RD New")
    return numbers.reshape(-1, int(_inherited(holders[0], "srsDimension") or 2))[:, :2]


def _inherited(item: etree._Element, name: str) -> str | None:
    """The attribute of the element, or of the nearest element around it (GML 3.2, 10.1.3.2)."""
    for node in (item, *item.iterancestors()):
        value: str | None = node.get(name)
        if value is not None:
            return value
    return None


def spots(shapes: Shapes) -> Shapes:
    """Points, flat; a polygon becomes a point that lies on it, anything else None.

    Returns
    -------
    Array with the length of ``shapes``.
    """
    flat: Shapes = np.array(shapely.force_2d(shapes), dtype=object)
    areal = shapely.get_dimensions(flat) != 0
    flat[areal] = shapely.point_on_surface(geometry.areas(flat[areal]))
    flat[shapely.get_type_id(flat) != shapely.GeometryType.POINT] = None
    return flat
