"""The fictional parks: where they lie, their streets, and how each source draws them.

All shapes are invented; only the names of four parks and their rough place (RD New, metres) are taken
from the map, so that the demo reads like the region. No street of this list exists.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely import Polygon, segmentize

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]


@dataclass(frozen=True)
class Park:
    """A park, or with an empty ``rin`` a few streets outside the parks.

    Attributes
    ----------
    corner, angle, length_m, depth_m
        A rectangle: its corner in RD metres, the direction of its long side in degrees.
    outline
        The boundary inside that rectangle, as fractions of length and depth.
    bend_m
        How far the middle of the long side bends away from a straight line, in metres.
    units
        Number of verblijfsobjecten.
    uses
        Weights of the uses of its buildings, see ``places.USES``.
    """

    key: str
    name: str
    rin: str
    corner: Point
    angle: float
    length_m: float
    depth_m: float
    streets: tuple[str, ...]
    units: int
    uses: dict[str, float]
    outline: tuple[Point, ...] = ((0, 0), (1, 0), (1, 1), (0, 1))
    plan_year: int = 2024
    type_code: str = "B1"
    bend_m: float = 0.0

    def at(self, along: float, across: float) -> Point:
        """RD point at so many metres along and across the park."""
        angle = math.radians(self.angle)
        across += self.bend_m * math.sin(math.pi * along / self.length_m)
        return (
            self.corner[0] + along * math.cos(angle) - across * math.sin(angle),
            self.corner[1] + along * math.sin(angle) + across * math.cos(angle),
        )

    def shape(self, outline: Sequence[Point] | None = None) -> Polygon:
        """The boundary in RD metres; another outline gives another source's drawing."""
        corners = segmentize(Polygon(outline or self.outline), 0.1).exterior.coords
        return Polygon([self.at(u * self.length_m, v * self.depth_m) for u, v in corners])


INDUSTRY = {"hal": 0.72, "kantoor": 0.16, "winkel": 0.07, "sport": 0.03, "zorg": 0.02}
MIXED = {"hal": 0.5, "kantoor": 0.3, "winkel": 0.1, "horeca": 0.03, "sport": 0.04, "zorg": 0.03}
RETAIL = {"hal": 0.28, "kantoor": 0.17, "winkel": 0.42, "horeca": 0.08, "sport": 0.03, "zorg": 0.02}
VILLAGE = {"woning": 0.7, "winkel": 0.15, "kantoor": 0.1, "zorg": 0.05}

PARKS = (
    Park(
        "noord",
        "Centerpoort-Noord (VOORBEELD)",
        "990001",
        corner=(200_300, 443_000),
        angle=12,
        length_m=1_200,
        depth_m=800,
        outline=((0, 0), (0.45, -0.01), (1, 0), (1.01, 0.75), (0.93, 1), (0.3, 1.02), (0, 1)),
        streets=(
            "Ringvoorbeeld",
            "Voorbeeldmolen",
            "Verre Voorbeeldweg",
            "Voorbeeldhaven",
            "Voorbeeldkade",
            "Noordervoorbeeld",
        ),
        bend_m=90,
        units=420,
        uses=INDUSTRY,
    ),
    Park(
        "zuid",
        "Centerpoort-Zuid (VOORBEELD)",
        "990002",
        corner=(200_400, 441_900),
        angle=12,
        length_m=850,
        depth_m=700,
        outline=((0, 0), (0.9, -0.02), (1, 0.1), (1, 1), (0.5, 1.01), (0, 1)),
        streets=(
            "Zuidervoorbeeld",
            "Voorbeeldwal",
            "Voorbeeldtocht",
            "Hoge Voorbeeldweg",
            "Voorbeeldschans",
        ),
        bend_m=-45,
        units=280,
        uses=MIXED,
    ),
    Park(
        "nieuwgraaf",
        "Nieuwgraaf (VOORBEELD)",
        "990003",
        corner=(198_700, 442_300),
        angle=-8,
        length_m=900,
        depth_m=780,
        outline=((0, 0.02), (0.5, 0), (1, 0), (1, 0.9), (0.9, 1), (0, 1)),
        streets=(
            "Nieuwvoorbeeld",
            "Voorbeeldgraaf",
            "Voorbeeldpassage",
            "Brede Voorbeeldlaan",
            "Voorbeeldplein-West",
            "Voorbeeldsingel",
        ),
        bend_m=-60,
        units=270,
        uses=RETAIL,
    ),
    Park(
        "ambacht",
        "Het Ambacht (VOORBEELD)",
        "990004",
        corner=(196_100, 441_500),
        angle=20,
        length_m=600,
        depth_m=400,
        outline=((0, 0), (1, 0), (1.02, 0.6), (0.95, 1), (0, 1), (-0.02, 0.4)),
        streets=("Voorbeeldgilde", "Smalle Voorbeeldweg", "Voorbeeldsmederij"),
        bend_m=40,
        units=210,
        uses=INDUSTRY,
    ),
    Park(
        "spiegelkamp",
        "Spiegelkamp (VOORBEELD)",
        "990005",
        corner=(202_300, 441_200),
        angle=5,
        length_m=420,
        depth_m=400,
        streets=("Spiegelvoorbeeld", "Voorbeeldkamp", "Oude Voorbeelddijk"),
        bend_m=25,
        units=90,
        uses=MIXED,
        plan_year=2022,
    ),
    Park(
        "denkbroek",
        "Denkbroek (VOORBEELD)",
        "990006",
        corner=(197_000, 440_700),
        angle=-15,
        length_m=450,
        depth_m=380,
        streets=("Voorbeeldbroek", "Denkvoorbeeld", "Kromme Voorbeeldweg"),
        bend_m=-35,
        units=90,
        uses=INDUSTRY,
        type_code="B2",
    ),
    Park(
        "proefwaard",  # lies on both municipalities, filed under one: a trap the real list has too
        "Proefwaard (VOORBEELD)",
        "990007",
        corner=(198_420, 441_000),
        angle=90,
        length_m=430,
        depth_m=400,
        streets=("Grensvoorbeeld-Oost", "Grensvoorbeeld-West"),
        units=80,
        uses=MIXED,
        plan_year=2022,
    ),
    Park(
        "dorp_oost",
        "",
        "",
        corner=(199_700, 440_700),
        angle=30,
        length_m=800,
        depth_m=120,
        streets=("Dorpsvoorbeeld",),
        units=36,
        uses=VILLAGE,
    ),
    Park(
        "dorp_west",
        "",
        "",
        corner=(196_900, 442_300),
        angle=-5,
        length_m=600,
        depth_m=120,
        streets=("Kerkvoorbeeld",),
        units=24,
        uses=VILLAGE,
    ),
)

# The border between the two made municipalities, from south to north.
BORDER = ((198_200, 439_500), (198_200, 442_000), (198_260, 443_200), (198_100, 445_000))
WEST = ((195_000, 445_000), (194_900, 442_000), (195_000, 439_500))
EAST = ((204_000, 439_500), (204_150, 442_000), (204_000, 445_000))


@dataclass(frozen=True)
class Municipality:
    """One of the two municipalities; ``code`` has 4 digits, ``woonplaats_id`` is made up."""

    code: str
    name: str
    woonplaats_id: str
    postcode_digits: str
    shape: Polygon


# 6929 and 6939 were chosen because no such postcode was found in use; they are fictional here.
DUIVEN = Municipality("0226", "Duiven", "9226", "6929", Polygon([*BORDER[::-1], *EAST]))
WESTERVOORT = Municipality("0293", "Westervoort", "9293", "6939", Polygon([*BORDER, *WEST]))
MUNICIPALITIES = (DUIVEN, WESTERVOORT)
