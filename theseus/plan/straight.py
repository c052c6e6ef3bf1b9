"""How long it takes from one place to another, worked out where it is asked; a table of all is too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = int | NDArray[np.int64]

ROUNDING = 1e-9  # so that 3.0000000001 minutes, an artefact of floats, stay 3


class Straight:
    """Whole minutes between places over straight lines, read like a square table by row and column."""

    def __init__(self, xy: NDArray[np.float64], pace: float) -> None:
        """Keep the places.

        Parameters
        ----------
        xy
            Metres, shape (n, 2).
        pace
            Minutes per metre.
        """
        self._x, self._y, self._pace = xy[:, 0], xy[:, 1], pace

    def __getitem__(self, at: tuple[Places, Places]) -> NDArray[np.float64]:
        """Return the minutes from rows to columns: of two numbers one, of ``np.ix_`` a table."""
        row, column = at
        return minutes(np.hypot(self._x[row] - self._x[column], self._y[row] - self._y[column]) * self._pace)

    def from_place(self, place: tuple[float, float]) -> NDArray[np.float64]:
        """Return the minutes from a place, or to it."""
        return minutes(np.hypot(self._x - place[0], self._y - place[1]) * self._pace)


def minutes(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round up to whole minutes."""
    rounded: NDArray[np.float64] = np.ceil(found - ROUNDING)
    return rounded
