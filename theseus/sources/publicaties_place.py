"""The one place of a publication: a point in RD New and an address, from its markers and its title.

A publication may carry several markers, one per building, and sometimes one that lies in another town
altogether. So a place counts only where there is one: the markers agree, or the title tells which of
them is meant. What is larger than a large site has no representative point that says anything.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from theseus.contracts import CRS
from theseus.sources.geometry import LONLAT_BOX, RD_BOX
from theseus.sources.publicaties_address import Address, address_in
from theseus.sources.systems import LONLAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theseus.sources.publicaties_xml import Marker

LARGEST_M = 300.0  # metres across; a larger shape, or shapes further apart, is no single place
_PAIR = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(?:\s*,\s*|\s+)(-?[0-9]+(?:\.[0-9]+)?)")
_TO_RD = Transformer.from_crs(LONLAT, CRS, always_xy=True)

Shape = Any  # shapely carries no types


@dataclass(frozen=True)
class Place:
    """A point in RD New (None if there is none), and an address as texts."""

    point: Shape = None
    address: Address = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether this can be found on a map or in the BAG."""
        near = self.address.get("postcode") or self.address.get("straat")
        return self.point is not None or bool(near and self.address.get("huisnummer"))


def place_of(title: str | None, markers: Sequence[Marker]) -> Place:
    """Find the place of a publication.

    Returns
    -------
    Place
        Without a point or an address where the publication is about none, or about several.
    """
    stated = [(marker, _address(marker)) for marker in markers]
    address = _agreed(address_in(title), [found for _, found in stated if found])
    if address:
        told = [marker for marker, found in stated if found and _same(found, address)]
        markers = told or [marker for marker, found in stated if not found]
    shapes = [shape for marker in markers if (shape := shape_of(marker)) is not None]
    return Place(_point(shapes), address or {})


def shape_of(marker: Marker) -> Shape:
    """Draw the first shape of a marker that can be drawn, in RD New; None if there is none.

    Written as WKT or as a pair of coordinates, in RD New or in degrees, longitude or latitude first; each
    of these lies in an area of its own, so the reading cannot be mistaken.
    """
    return next((shape for text in marker.shapes if (shape := _drawn(text)) is not None), None)


def _drawn(text: str) -> Shape:
    pair = _PAIR.fullmatch(text.strip())
    shape = (
        shapely.Point(float(pair[1]), float(pair[2])) if pair else shapely.from_wkt(text, on_invalid="ignore")
    )
    if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
        return None
    shape = shapely.force_2d(shape)
    if _within(shape, RD_BOX) and shape.bounds[2] > LONLAT_BOX[2]:
        return shape
    for turned in (shape, shapely.transform(shape, lambda places: places[:, ::-1])):
        if _within(turned, LONLAT_BOX):
            projected = shapely.transform(turned, lambda places: np.column_stack(_TO_RD.transform(*places.T)))
            return projected if _within(projected, RD_BOX) else None
    return None


def _within(shape: Shape, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = shape.bounds
    return bool(west >= box[0] and south >= box[1] and east <= box[2] and north <= box[3])


def _point(shapes: list[Shape]) -> Shape:
    """One point for shapes that are one place: a point that was given, else one on the shape itself."""
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    if math.hypot(east - west, north - south) > LARGEST_M:
        return None
    given = next((shape for shape in shapes if shape.geom_type == "Point"), None)
    if given is not None:
        return given
    return shapely.point_on_surface(shapely.make_valid(shapes[0]))


def _address(marker: Marker) -> Address | None:
    """The address that a marker states: its own fields, else its label."""
    own = dict(marker.address)
    if not own.get("huisnummer") or not (own.get("postcode") or own.get("straat")):
        return address_in(marker.label)
    number = own["huisnummer"] + own.pop("huisletter", "")
    addition = own.pop("toevoeging", "")
    return own | {"huisnummer": f"{number}-{addition}" if addition else number}


def _agreed(title: Address | None, stated: list[Address]) -> Address | None:
    """The address that the title tells, with what a marker adds; else the one that all markers state."""
    if title:
        return next((found | title for found in stated if _same(found, title)), title)
    agree = bool(stated) and all(_same(stated[0], other) for other in stated[1:])
    return stated[0] if agree else None


def _same(one: Address, other: Address) -> bool:
    """Whether two addresses have the same door; a street counts where one has no postcode."""
    if _plain(one["huisnummer"]) != _plain(other["huisnummer"]):
        return False
    for name in ("postcode", "straat"):
        if one.get(name) and other.get(name):
            return _plain(one[name]) == _plain(other[name])
    return False


def _plain(text: str) -> str:
    return re.sub(r"[\s/-]", "", text).casefold()
