"""How long it takes from one place to another: by road where a router told it, else over a straight line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from theseus.model import Roads
from theseus.plan.straight import Straight, minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from theseus.model import PlanProblem
    from theseus.plan.straight import Places

PER_KM, PER_HOUR = 1000.0, 60.0


class Network:
    """Whole minutes between places, read like a square table by row and column."""

    def __init__(self, straight: Straight, xy: NDArray[np.float64], roads: Roads) -> None:
        """Look the places up.

        Parameters
        ----------
        xy
            Metres, shape (n, 2).
        """
        self._straight, self._number = straight, {place: at for at, place in enumerate(roads.places)}
        self._at = np.array([self._where(x, y) for x, y in xy], dtype=np.int64)
        count = len(roads.places)
        self._table = np.full((count + 1, count + 1), np.nan)  # the last row and column: not known
        self._table[:count, :count] = np.array(roads.minutes, dtype=float).reshape(count, count)

    def __getitem__(self, at: tuple[Places, Places]) -> NDArray[np.float64]:
        """Return the minutes from rows to columns: of two numbers one, of ``np.ix_`` a table."""
        row, column = at
        return _known(self._table[self._at[row], self._at[column]], self._straight[at])

    def from_place(self, place: tuple[float, float]) -> NDArray[np.float64]:
        """Return the minutes from a place, or to it."""
        return _known(self._table[self._where(*place), self._at], self._straight.from_place(place))

    def _where(self, x: float, y: float) -> int:
        return self._number.get((round(x), round(y)), -1)


def travel(problem: PlanProblem, municipality_code: str, xy: NDArray[np.float64]) -> Straight | Network:
    """How one travels between places of a municipality; ``xy`` in metres, shape (n, 2)."""
    straight = Straight(xy, problem.detour * PER_HOUR / (problem.speed_kmh * PER_KM))
    for roads in problem.roads:
        if roads.municipality_code == municipality_code:
            return Network(straight, xy, roads)
    return straight


def among(told: Iterable[Roads], problem: PlanProblem) -> tuple[Roads, ...]:
    """Keep of roads what a problem asks: between its candidates, starts and ends."""
    asked: dict[str, set[tuple[int, int]]] = {}
    for one in problem.candidates:
        if math.isfinite(one.x) and math.isfinite(one.y):
            asked.setdefault(one.municipality_code, set()).add((round(one.x), round(one.y)))
    for session in problem.sessions:
        ends = {(round(x), round(y)) for x, y in filter(None, (session.depot, session.finish))}
        asked.setdefault(session.municipality_code, set()).update(ends)
    return tuple(_some(roads, asked.get(roads.municipality_code, set())) for roads in told)


def told(asked: PlanProblem) -> Iterator[str]:
    """Tell in Dutch how long travel takes by whom, where a router is configured."""
    again = "Haal ze op met theseus fetch reistijden."
    known, missing = sorted({roads.told for roads in asked.roads}), unknown(asked)
    if not known:
        yield f"Reistijden: hemelsbreed maal {asked.detour:g}, want de router is nog niet gevraagd. {again}"
        return
    rest = f" Van {missing} adressen zijn ze er nog niet; daar hemelsbreed maal {asked.detour:g}. {again}"
    yield f"Reistijden: {'; '.join(known)}.{rest if missing else ''}"


def unknown(problem: PlanProblem) -> int:
    """How many candidates no router was asked about."""
    known = {(roads.municipality_code, place) for roads in problem.roads for place in roads.places}
    return sum(
        (one.municipality_code, (round(one.x), round(one.y))) not in known
        for one in problem.candidates
        if math.isfinite(one.x) and math.isfinite(one.y)
    )


def _some(roads: Roads, asked: set[tuple[int, int]]) -> Roads:
    kept = [at for at, place in enumerate(roads.places) if place in asked]
    table = tuple(tuple(roads.minutes[one][other] for other in kept) for one in kept)
    return Roads(roads.municipality_code, tuple(roads.places[at] for at in kept), table, roads.told)


def _known(told: NDArray[np.float64], straight: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.where(np.isnan(told), straight, minutes(told))[()]
    return found
