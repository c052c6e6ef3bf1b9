"""One team's tour: minutes of travel, what one more stop costs, and a shorter order (2-opt).

Times are whole minutes, rounded up, so that the times on a roster add up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

METRES_PER_KM = 1000.0
MINUTES_PER_HOUR = 60.0
ROUNDING = 1e-9  # so that 3.0000000001 minutes, an artefact of floats, stay 3


def pace(speed_kmh: float, detour: float) -> float:
    """Minutes per metre of straight line."""
    return detour * MINUTES_PER_HOUR / (speed_kmh * METRES_PER_KM)


def whole_minutes(minutes: Floats) -> Floats:
    """Round up to whole minutes."""
    rounded: Floats = np.ceil(minutes - ROUNDING)
    return rounded


@dataclass
class Tour:
    """The stops of one session, with the minutes from every stop to every candidate of its pool.

    Attributes
    ----------
    xy
        RD coordinates of the pool, shape (n, 2), metres.
    service
        Minutes of a visit, shape (n,).
    home
        RD point where the tour starts and ends; None lets it start at its first stop.
    minutes
        Length of the session.
    stops
        Positions in the pool, in order.
    """

    xy: Floats
    service: Floats
    home: tuple[float, float] | None
    minutes: int
    pace: float
    stops: list[int] = field(default_factory=list)
    _rows: list[Floats] = field(default_factory=list)
    _home_row: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._home_row = np.zeros(len(self.xy)) if self.home is None else self._travel(np.array(self.home))

    def _travel(self, point: Floats) -> Floats:
        metres = np.hypot(self.xy[:, 0] - point[0], self.xy[:, 1] - point[1])
        return whole_minutes(metres * self.pace)

    def legs(self) -> list[float]:
        """Minutes of each leg: from home, between the stops, and back home."""
        if not self.stops:
            return [0.0]
        between = [float(row[stop]) for row, stop in zip(self._rows, self.stops[1:], strict=False)]
        return [float(self._home_row[self.stops[0]]), *between, float(self._home_row[self.stops[-1]])]

    def used(self) -> float:
        """Minutes of travel and visits together."""
        return sum(self.legs()) + float(self.service[self.stops].sum())

    def alone(self) -> Floats:
        """For each candidate of the pool: the minutes of a tour with that visit only."""
        minutes: Floats = 2 * self._home_row + self.service
        return minutes

    def extra(self) -> tuple[Floats, NDArray[np.intp]]:
        """For each candidate of the pool: the extra minutes at its best position, and that position."""
        rows = np.vstack([self._home_row, *self._rows, self._home_row])
        detours = rows[:-1] + rows[1:] - np.array(self.legs())[:, None]
        best = np.argmin(detours, axis=0)
        return detours[best, np.arange(len(self.xy))] + self.service, best

    def fits(self, extra: Floats) -> NDArray[np.bool_]:
        """Which candidates can still be added in the time that is left."""
        return np.asarray(self.used() + extra <= self.minutes)

    def insert(self, stop: int, position: int) -> None:
        """Add a stop."""
        self.stops.insert(position, stop)
        self._rows.insert(position, self._travel(self.xy[stop]))

    def shorten(self) -> bool:
        """Turn stretches of the tour around while that saves travel; True if it did."""
        matrix = self._matrix()
        order = list(range(len(self.stops) + 1))
        better = False
        while (pair := _better_pair(matrix, order)) is not None:
            first, last = pair
            order[first:last] = reversed(order[first:last])
            better = True
        self.stops = [self.stops[n - 1] for n in order[1:]]
        self._rows = [self._rows[n - 1] for n in order[1:]]
        return better

    def _matrix(self) -> Floats:
        """Minutes between all stops; row and column 0 are home."""
        home = self._home_row[self.stops]
        between = np.array([row[self.stops] for row in self._rows]).reshape(len(home), len(home))
        return np.block([[np.zeros((1, 1)), home[None, :]], [home[:, None], between]])


def _better_pair(matrix: Floats, order: list[int]) -> tuple[int, int] | None:
    """The turn that saves most: reverse ``order[first:last]``; None if no turn saves anything."""
    size = len(order)
    ring = np.array([*order, order[0]])
    here = matrix[ring[:-1], ring[1:]]
    saved = here[:, None] + here[None, :]
    saved = saved - matrix[np.ix_(ring[:-1], ring[:-1])] - matrix[np.ix_(ring[1:], ring[1:])]
    saved[np.tril_indices(size)] = -math.inf
    if size < 3 or saved.max() <= 0:  # noqa: PLR2004 - with home and one stop there is nothing to turn
        return None
    first, last = divmod(int(np.argmax(saved)), size)
    return first + 1, last + 1
