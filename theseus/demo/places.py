"""Streets, panden and verblijfsobjecten of the demo, laid out along the streets of each park."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shapely import Point, Polygon
from shapely.affinity import rotate

from theseus.demo.calibration import BARE_PANDEN, INDUSTRIAL_DWELLINGS, MULTI_TENANT, TWO_PANDEN
from theseus.demo.parks import MUNICIPALITIES, PARKS, Municipality, Park

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

# BAG's gebruiksdoel per use of a building, and the range of its floor area in m2.
USES: dict[str, tuple[tuple[str, ...], tuple[int, int]]] = {
    "hal": (("industriefunctie",), (150, 4_500)),
    "kantoor": (("kantoorfunctie",), (60, 1_800)),
    "winkel": (("winkelfunctie",), (90, 2_500)),
    "horeca": (("bijeenkomstfunctie",), (70, 600)),
    "sport": (("sportfunctie",), (200, 1_500)),
    "zorg": (("gezondheidszorgfunctie",), (80, 700)),
    "woning": (("woonfunctie",), (70, 190)),
}
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_VERGE_M = 14.0  # from the middle of the street to a façade
_END_M = 28.0  # free at both ends of a street


@dataclass(frozen=True)
class Street:
    """A street of one municipality; ``opr_id`` is its BAG key (openbare ruimte)."""

    name: str
    opr_id: str
    municipality: Municipality
    postcode_letters: tuple[str, str]

    def postcode(self, number: int) -> str:
        """Postcode of a house number: one per side of the street."""
        return self.municipality.postcode_digits + self.postcode_letters[number % 2]


@dataclass(frozen=True)
class Address:
    """An address as a register writes it."""

    street: Street
    number: int
    letter: str = ""
    addition: str = ""

    @property
    def postcode(self) -> str:
        """Postcode, 1234AB."""
        return self.street.postcode(self.number)


@dataclass(frozen=True)
class Pand:
    """A building."""

    pand_id: str
    shape: Polygon
    bouwjaar: int
    municipality: Municipality


@dataclass(frozen=True)
class Unit:
    """A verblijfsobject with its address.

    Attributes
    ----------
    park
        Key of the park; empty outside the parks.
    alone
        No other unit is in its pand.
    """

    vbo_id: str
    num_id: str
    address: Address
    x: float
    y: float
    pand_ids: tuple[str, ...]
    use: str
    doelen: tuple[str, ...]
    floor_area_m2: int
    park: str
    alone: bool


@dataclass(frozen=True)
class Places:
    """All that is built."""

    streets: tuple[Street, ...]
    panden: tuple[Pand, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class _Lot:
    """A place for one pand: its rectangle, and the next free house number of its side."""

    park: Park
    street: Street
    shape: Polygon
    side: int


def lay_out(rng: np.random.Generator) -> Places:
    """Make the streets, panden and units of all parks."""
    streets: list[Street] = []
    panden: list[Pand] = []
    units: list[Unit] = []
    for park in PARKS:
        along = [_street(park, index, len(streets) + index) for index in range(len(park.streets))]
        streets += along
        lots = [lot for index, street in enumerate(along) for lot in _lots(rng, park, index, street)]
        _build(rng, park, lots, panden, units)
    units = _with_dwellings(rng, units)
    return Places(tuple(streets), tuple(panden), tuple(_with_second_pand(rng, units)))


def _middle(park: Park, index: int) -> float:
    return (index + 0.5) * park.depth_m / len(park.streets)


def _street(park: Park, index: int, serial: int) -> Street:
    half_way = Point(park.at(park.length_m / 2, _middle(park, index)))
    municipality = next(m for m in MUNICIPALITIES if m.shape.contains(half_way))
    letters = f"{_LETTERS[serial % 20]}V", f"{_LETTERS[serial % 20]}W"
    if serial >= 20:  # noqa: PLR2004 - the first letters have been used
        letters = f"{_LETTERS[serial - 20]}X", f"{_LETTERS[serial - 20]}Z"
    return Street(park.streets[index], f"{municipality.code}30{serial + 1:010d}", municipality, letters)


def _lots(rng: np.random.Generator, park: Park, index: int, street: Street) -> Iterator[_Lot]:
    """Cut both sides of a street into lots of 24 to 62 m; a lot outside the boundary is left out."""
    room = park.depth_m / len(park.streets) / 2 - _VERGE_M - 8
    for side in (1, -1):
        along = _END_M
        while along < park.length_m - _END_M - 24:
            width = min(float(rng.uniform(24, 62)), park.length_m - _END_M - along)
            depth = float(rng.uniform(0.55, 1.0)) * min(room, 48)
            near = _middle(park, index) + side * _VERGE_M
            far = near + side * depth
            corners = [(along, near), (along + width - 6, near), (along + width - 6, far), (along, far)]
            shape = rotate(Polygon([park.at(u, v) for u, v in corners]), float(rng.normal(0, 0.8)))
            if park.shape().buffer(-3).contains(shape):
                yield _Lot(park, street, shape, side)
            along += width


def _build(
    rng: np.random.Generator, park: Park, lots: list[_Lot], panden: list[Pand], units: list[Unit]
) -> None:
    """Fill lots with panden: some with many units, most with one, a few with none."""
    sizes = _sizes(rng, park, len(lots))
    order = rng.permutation(len(lots))[: len(sizes)]
    size_of = dict(zip(order.tolist(), sizes, strict=True))
    numbers: dict[tuple[str, int], int] = {}
    for index, lot in enumerate(lots):
        if index not in size_of:
            continue
        pand = Pand(
            f"{lot.street.municipality.code}10{len(panden) + 1:010d}",
            lot.shape,
            int(rng.integers(1962, 2024)),
            lot.street.municipality,
        )
        panden.append(pand)
        key = (lot.street.name, lot.side)
        number = numbers.get(key, 1 if lot.side > 0 else 2)
        made = _units(rng, lot, pand, size_of[index], number, len(units))
        units += made
        last = made[-1].address.number if made else number
        numbers[key] = last + 2 * int(rng.integers(1, 3))


def _sizes(rng: np.random.Generator, park: Park, lots: int) -> list[int]:
    """Numbers of units per pand that add up to the park's units and fit on its lots."""
    smallest, largest = MULTI_TENANT
    many: list[int] = []
    if park.rin:
        many = [int(rng.integers(smallest, 15)) for _ in range(2)]
    while park.units - sum(many) > lots - len(many):
        many.append(int(rng.integers(smallest, largest + 1)))
    single = park.units - sum(many)
    total = sum(other.units for other in PARKS if other.rin)
    bare = round(BARE_PANDEN * park.units / total) if park.rin else 0
    return [*many, *[1] * single, *[0] * min(bare, lots - len(many) - single)]


def _units(rng: np.random.Generator, lot: _Lot, pand: Pand, size: int, number: int, made: int) -> list[Unit]:
    uses = list(lot.park.uses)
    use = str(rng.choice(uses, p=[lot.park.uses[name] for name in uses]))
    if size > 1 and use not in {"hal", "kantoor"}:
        use = "hal"
    scheme = int(rng.integers(0, 3))
    shape, units = lot.shape, []
    for index in range(size):
        serial = made + index + 1
        spot = _spot(shape, (index + 0.5) / size)
        code = pand.municipality.code
        units.append(
            Unit(
                f"{code}01{serial:010d}",
                f"{code}20{serial:010d}",
                _address(lot.street, number, index, size, scheme),
                round(spot.x, 3),
                round(spot.y, 3),
                (pand.pand_id,),
                use,
                USES[use][0],
                _floor_area(rng, use, shape.area, size),
                lot.park.key if lot.park.rin else "",
                size == 1,
            )
        )
    return units


def _address(street: Street, number: int, index: int, size: int, scheme: int) -> Address:
    """Number the units of one pand: by letter, by addition or by consecutive numbers."""
    if size == 1:
        return Address(street, number)
    if scheme == 0 and size <= len(_LETTERS):
        return Address(street, number, letter=_LETTERS[index])
    if scheme == 1:
        return Address(street, number, addition=str(index + 1))
    return Address(street, number + 2 * index)


def _spot(shape: Polygon, share: float) -> Point:
    """A point inside a rectangle, so far along its front."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = shape.exterior.coords[:4]
    front = (ax + share * (bx - ax), ay + share * (by - ay))
    back = (dx + share * (cx - dx), dy + share * (cy - dy))
    return Point((front[0] * 0.6 + back[0] * 0.4, front[1] * 0.6 + back[1] * 0.4))


def _floor_area(rng: np.random.Generator, use: str, footprint: float, size: int) -> int:
    low, high = USES[use][1]
    area = footprint / size * float(rng.uniform(0.7, 1.3))
    return max(min(math.floor(area), high), low // (2 if size > 1 else 1))


def _with_dwellings(rng: np.random.Generator, units: list[Unit]) -> list[Unit]:
    """Give some halls on the parks a woonfunctie too, as a bedrijfswoning has."""
    halls = [index for index, unit in enumerate(units) if unit.park and unit.use == "hal"]
    for index in rng.choice(halls, INDUSTRIAL_DWELLINGS, replace=False).tolist():
        units[index] = replace(units[index], doelen=("industriefunctie", "woonfunctie"))
    return units


def _with_second_pand(rng: np.random.Generator, units: list[Unit]) -> list[Unit]:
    """Let some units that fill a pand also take the next pand of the same municipality."""
    alone = [
        index
        for index in range(1, len(units))
        if units[index].address.street == units[index - 1].address.street
        and units[index].pand_ids != units[index - 1].pand_ids
    ]
    for index in rng.choice(alone, TWO_PANDEN, replace=False).tolist():
        units[index] = replace(
            units[index], pand_ids=(*units[index].pand_ids, *units[index - 1].pand_ids[:1])
        )
    return units
