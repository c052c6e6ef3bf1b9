"""A piece of the Netherlands on paper: RD metres to centimetres from the upper left corner."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

MARGIN = 0.12  # of the span of what has to be on it, on each side
SCALES_M = (10, 20, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)


@dataclass(frozen=True)
class Paper:
    """A map sheet.

    Attributes
    ----------
    west, north
        Its upper left corner, RD metres.
    width, height
        In centimetres.
    metres
        How many of them a centimetre is.
    """

    west: float
    north: float
    width: float
    height: float
    metres: float

    @classmethod
    def around(cls, points: np.ndarray, width: float, height: float, smallest_m: float) -> Self:
        """Lay a sheet around points, with room on all sides and at least so many metres either way."""
        low, high = points.min(axis=0), points.max(axis=0)
        span = np.maximum((high - low) * (1 + 2 * MARGIN), smallest_m)
        metres = max(span[0] / width, span[1] / height)
        west, north = (low + high) / 2 + np.array([-width, height]) * metres / 2
        return cls(float(west), float(north), width, height, float(metres))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north."""
        east, south = self.west + self.width * self.metres, self.north - self.height * self.metres
        return self.west, south, east, self.north

    def at(self, points: np.ndarray) -> np.ndarray:
        """Place points on it, in centimetres."""
        return np.column_stack([points[:, 0] - self.west, self.north - points[:, 1]]) / self.metres

    def scale(self) -> dict[str, float]:
        """A bar of a round number of metres, at most a quarter of the width."""
        told = max((m for m in SCALES_M if m / self.metres <= self.width / 4), default=SCALES_M[0])
        return {"metres": told, "cm": round(told / self.metres, 3)}


def rounded(points: Iterable[np.ndarray]) -> list[list[float]]:
    """Write places as plain numbers; what has no place is left out."""
    return [[round(float(x), 2), round(float(y), 2)] for x, y in points if math.isfinite(x + y)]
