"""A bound that is there at once: stops packed into the time of routes, each with the least travel to it.

A route travels to every stop of its once, and once more to its end; whatever the order, that takes at least
the shortest leg that leads there. The same holds for the legs that lead away. So the best packing of stops
with those times is worth at least what the best routes are. It is a linear program [1]_ over stops and kinds
of routes (routes that are alike are packed together), solved by HiGHS.

.. [1] In the manner of A. Leifer, M. Rosenwein, "Strong linear programming relaxations for the orienteering
   problem", European Journal of Operational Research 73(3), 1994.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.orienteering.kinds import kinds
from theseus.plan.orienteering.linear import ANY, Program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.plan.orienteering.kinds import Kind
    from theseus.plan.orienteering.linear import Entries
    from theseus.plan.orienteering.task import Task

    Reals = NDArray[np.float64]
    Legs = tuple[Reals, Reals]

SURE = 1e-6  # what the solver's floats may be off, of the bound
# With more stops than this the shortest legs are looked up once, over all of them: a table of a kind is too
# large. A leg from a stop that may not be in the kind can be shorter, never longer, so the bound holds.
WIDE = 6000
_ROWS = 250  # of the table of legs that are looked at together


@dataclass(frozen=True)
class Packed:
    """The stops that may be in one kind of routes, with what they are worth and the time each way."""

    stops: NDArray[np.int64]
    worth: NDArray[np.float64]
    to: NDArray[np.float64]
    away: NDArray[np.float64]


def knapsack_bound(task: Task) -> float:
    """Return a value that no routes exceed.

    Raises
    ------
    RuntimeError
        If the linear program could not be solved, which should not be.
    """
    alike = kinds(task)
    return packing(task, alike, packed_in(task, alike))[0]


def packing(task: Task, alike: Sequence[Kind], packed: Sequence[Packed]) -> tuple[float, Reals]:
    """Pack the stops into the routes, which come by kind.

    Returns
    -------
    float
        What no routes exceed.
    array, shape (kinds, n)
        How much of each stop was packed into routes of each kind.

    Raises
    ------
    RuntimeError
        If the linear program could not be solved, which should not be.
    """
    shares = np.zeros((len(alike), len(task.service)))
    if not any(len(one.stops) for one in packed):
        return 0.0, shares
    program, first = _program(task, alike, packed)
    found = program.solve()
    for k, one in enumerate(packed):
        shares[k, one.stops] = found.amounts[first[k] : first[k] + len(one.stops)]
    return found.value * (1 + SURE) + SURE, shares


def packed_in(task: Task, alike: Sequence[Kind]) -> list[Packed]:
    """Give every stop of each kind its least time: the shortest leg that leads to it, or away."""
    near = shortest(task) if len(task.service) > WIDE else None
    return [_packed(task, kind, near) for kind in alike]


def _packed(task: Task, kind: Kind, near: Legs | None) -> Packed:
    r, may = kind.r, kind.stops
    legs_to, legs_away = shortest(task, may) if near is None else (legs[may] for legs in near)
    to = np.minimum(task.out[r, may], legs_to)
    away = np.minimum(task.back[r, may], legs_away)
    service = task.service[may]
    return Packed(may, task.value[r, may] - task.price * to, service + to, service + away)


def shortest(task: Task, stops: NDArray[np.int64] | None = None) -> Legs:
    """Look up the shortest leg to each of some stops from the others, and away from it; of all if None."""
    may = np.arange(len(task.service)) if stops is None else stops
    to, away = np.full(len(may), np.inf), np.full(len(may), np.inf)
    for first in range(0, len(may), _ROWS):
        rows = np.arange(first, min(first + _ROWS, len(may)))
        legs = task.travel[np.ix_(may[rows], may)]
        legs[np.arange(len(rows)), rows] = np.inf
        to, away[rows] = np.minimum(to, legs.min(axis=0)), legs.min(axis=1)
    return to, away


def _program(task: Task, alike: Sequence[Kind], packed: Sequence[Packed]) -> tuple[Program, list[int]]:
    """Lay the program out: rows per stop and per group, then number, time to and time away per kind."""
    program, first = Program(), []
    stops = program.add_rows(-ANY, np.ones(len(task.service)))
    groups = program.add_rows(-ANY, task.most_shared)
    for kind, one in zip(alike, packed, strict=True):
        r, count = kind.r, len(kind.routes)
        time = count * (task.end[r] - task.begin[r])
        home = (count * legs[r, one.stops].min(initial=np.inf) for legs in (task.back, task.out))
        room = [max(time - least, 0.0) if np.isfinite(least) else 0.0 for least in home]
        rows = program.add_rows(-ANY, np.array([count * task.most[r], *room]))
        shared: Entries = [(stops + one.stops, 1.0), (groups + int(task.shared[r]), 1.0)]
        own: Entries = [(rows, 1.0), (rows + 1, one.to), (rows + 2, one.away)]
        first.append(program.add_columns(one.worth, float(count), [*shared, *own]))
    return program, first
