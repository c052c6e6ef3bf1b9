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

from theseus.plan.orienteering.task import FREE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.plan.orienteering.task import Task

_SURE = 1e-6  # what the solver's floats may be off, of the bound


@dataclass(frozen=True)
class _Kind:
    """Routes that are alike: one of them, and how many there are."""

    r: int
    routes: tuple[int, ...]


@dataclass(frozen=True)
class _Column:
    """One stop in one kind of routes."""

    stop: int
    kind: int
    value: float
    to: float
    away: float


def knapsack_bound(task: Task) -> float:
    """Return a value that no routes exceed.

    Raises
    ------
    RuntimeError
        If the linear program could not be solved, which should not be.
    """
    kinds = _kinds(task)
    columns = [column for number, kind in enumerate(kinds) for column in _columns(task, number, kind)]
    if not columns:
        return 0.0
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", "off")
    solver.passModel(_model(task, kinds, columns))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS: {solver.getModelStatus()}")
    found = float(solver.getInfo().objective_function_value)
    return found * (1 + _SURE) + _SURE


def _kinds(task: Task) -> list[_Kind]:
    """Put routes together that ask the same of every stop."""
    alike: dict[bytes, list[int]] = {}
    for r in range(len(task.end)):
        rows = (task.out[r], task.back[r], task.opens[r], task.closes[r], task.value[r])
        row = np.concatenate([*rows, [task.begin[r], task.end[r], task.most[r], task.shared[r]]])
        alike.setdefault(row.tobytes(), []).append(r)
    return [_Kind(routes[0], tuple(routes)) for routes in alike.values()]


def _columns(task: Task, number: int, kind: _Kind) -> list[_Column]:
    r = kind.r
    tied = (task.tied == FREE) | (task.tied == task.shared[r])
    may = np.flatnonzero((task.value[r] > 0) & tied)
    if not len(may):
        return []
    inside = task.travel[np.ix_(may, may)] + np.diag(np.full(len(may), np.inf))
    to = np.minimum(task.out[r, may], inside.min(axis=0))
    away = np.minimum(task.back[r, may], inside.min(axis=1))
    value = task.value[r, may] - task.price * to
    service = task.service[may]
    rows = zip(may, value, service + to, service + away, strict=True)
    return [
        _Column(int(stop), number, float(worth), float(there), float(onward))
        for stop, worth, there, onward in rows
    ]


def _model(task: Task, kinds: list[_Kind], columns: list[_Column]) -> highspy.HighsLp:
    """Lay the program out: rows per stop, then time, time and number per kind, then number per group."""
    n, k, groups = len(task.service), len(kinds), len(task.most_shared)
    entries: list[tuple[int, int, float]] = []
    for at, one in enumerate(columns):
        group = int(task.shared[kinds[one.kind].r])
        entries += [(one.stop, at, 1.0), (n + one.kind, at, one.to), (n + k + one.kind, at, one.away)]
        entries += [(n + 2 * k + one.kind, at, 1.0), (n + 3 * k + group, at, 1.0)]
    upper = [np.ones(n), *_times(task, kinds), _most(task, kinds), task.most_shared.astype(float)]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), n + 3 * k + groups
    model.col_cost_ = np.array([one.value for one in columns])
    model.col_lower_ = np.zeros(len(columns))
    model.col_upper_ = np.array([float(len(kinds[one.kind].routes)) for one in columns])
    model.row_lower_ = np.full(model.num_row_, -highspy.kHighsInf)
    model.row_upper_ = np.concatenate(upper)
    model.sense_ = highspy.ObjSense.kMaximize
    _fill(model, entries)
    return model


def _times(task: Task, kinds: list[_Kind]) -> list[NDArray[np.float64]]:
    """Time for stops: what routes of a kind have, less the shortest way home, or the shortest way out."""
    room: dict[str, list[float]] = {"back": [], "out": []}
    for kind in kinds:
        may = task.value[kind.r] > 0
        time = task.end[kind.r] - task.begin[kind.r]
        for name, legs in (("back", task.back[kind.r]), ("out", task.out[kind.r])):
            least = legs[may].min() if may.any() else 0.0
            room[name].append(len(kind.routes) * max(time - least, 0.0))
    return [np.array(room["back"]), np.array(room["out"])]


def _most(task: Task, kinds: list[_Kind]) -> NDArray[np.float64]:
    return np.array([float(len(kind.routes) * task.most[kind.r]) for kind in kinds])


def _fill(model: highspy.HighsLp, entries: list[tuple[int, int, float]]) -> None:
    """Write the coefficients, column by column."""
    ordered = sorted(entries, key=lambda entry: (entry[1], entry[0]))
    counts = np.bincount([at for _, at, _ in ordered], minlength=model.num_col_)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)])
    model.a_matrix_.index_ = np.array([row for row, _, _ in ordered])
    model.a_matrix_.value_ = np.array([value for *_, value in ordered])
