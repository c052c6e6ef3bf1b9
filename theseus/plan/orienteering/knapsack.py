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

import highspy
import numpy as np

from theseus.plan.orienteering.kinds import kinds
from theseus.plan.orienteering.linear import solve, solver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.plan.orienteering.kinds import Kind
    from theseus.plan.orienteering.task import Task

    Legs = tuple[NDArray[np.float64], NDArray[np.float64]]

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
    return packing(task, kinds(task))


def packing(task: Task, alike: Sequence[Kind]) -> float:
    """Pack the stops into the routes, which come by kind.

    Raises
    ------
    RuntimeError
        If the linear program could not be solved, which should not be.
    """
    near = shortest(task) if len(task.service) > WIDE else None
    packed = [packed_in(task, kind, near) for kind in alike]
    if not any(len(one.stops) for one in packed):
        return 0.0
    found = solve(solver(_model(task, alike, packed)))
    return found * (1 + SURE) + SURE


def packed_in(task: Task, kind: Kind, near: Legs | None = None) -> Packed:
    """Give every stop of a kind its least time: the shortest leg that leads to it, or away.

    Parameters
    ----------
    near
        The shortest legs to and from every stop of the task; looked up among the stops of the kind if None.
    """
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


def _model(task: Task, alike: Sequence[Kind], packed: Sequence[Packed]) -> highspy.HighsLp:
    """Lay the program out: rows per stop, then time, time and number per kind, then number per group."""
    n, k = len(task.service), len(alike)
    sizes = [len(one.stops) for one in packed]
    routes = np.array([len(kind.routes) for kind in alike], dtype=float)
    which, ones = np.repeat(np.arange(k), sizes), np.ones(sum(sizes))
    group = np.array([task.shared[kind.r] for kind in alike], dtype=np.int64)[which]
    stops = np.concatenate([one.stops for one in packed])
    to, away = np.concatenate([one.to for one in packed]), np.concatenate([one.away for one in packed])
    most = routes * [task.most[kind.r] for kind in alike]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(which), n + 3 * k + len(task.most_shared)
    model.col_cost_ = np.concatenate([one.worth for one in packed])
    model.col_lower_ = np.zeros(len(which))
    model.col_upper_ = routes[which]
    model.row_lower_ = np.full(model.num_row_, -highspy.kHighsInf)
    upper = [np.ones(n), *_times(task, alike), most, task.most_shared.astype(float)]
    model.row_upper_ = np.concatenate(upper)
    model.sense_ = highspy.ObjSense.kMaximize
    rows = np.column_stack([stops, n + which, n + k + which, n + 2 * k + which, n + 3 * k + group])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, rows.size + 1, rows.shape[1])
    model.a_matrix_.index_ = rows.ravel()
    model.a_matrix_.value_ = np.column_stack([ones, to, away, ones, ones]).ravel()
    return model


def _times(task: Task, alike: Sequence[Kind]) -> list[NDArray[np.float64]]:
    """Time for stops: what routes of a kind have, less the shortest way home, or the shortest way out."""
    room = []
    for legs in (task.back, task.out):
        least = np.array([legs[kind.r, kind.stops].min(initial=np.inf) for kind in alike])
        time = np.array([len(kind.routes) * (task.end[kind.r] - task.begin[kind.r]) for kind in alike])
        count = np.array([len(kind.routes) for kind in alike])
        room.append(np.maximum(np.where(np.isfinite(least), time - count * least, 0.0), 0.0))
    return room
