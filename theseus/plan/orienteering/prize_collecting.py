"""The task as a vehicle routing problem with prizes, solved by PyVRP [1]_: second opinion and fallback.

PyVRP counts in whole numbers, and its clients have one prize and one window, whatever route visits them. So
routes that differ each get a day of their own on one long clock, and a stop becomes a client per day, of
which at most one is visited. Room that routes share is dealt out to them beforehand.

.. [1] N.A. Wouda, L. Lan, W. Kool, "PyVRP: A High-Performance VRP Solver Package", INFORMS Journal on
   Computing 36(4), 2024.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyvrp

from theseus.plan.orienteering.engine import Found
from theseus.plan.orienteering.greedy import insert
from theseus.plan.orienteering.task import FREE, Routes, Task, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.plan.orienteering.engine import Limit

PER_STEP = 10  # iterations of PyVRP that count as a step of ours: each looks at little
SCALES = (1, 10)  # parts of a unit of time: the first in which all times are whole, or ``FINEST``
FINEST = 100
EXACT = 1e-6
PRIZE = 3000.0  # of the mean client
# Where travel costs nothing it is given a price all the same: PyVRP sorts out places by their cost, and gets
# stuck without any. A route that does nothing but travel then costs so many mean clients.
TIE_BREAK = 0.3


@dataclass(frozen=True)
class _Day:
    """Routes that are alike, together on one day of the long clock.

    Attributes
    ----------
    value
        Of each stop on it, 0 where it cannot be visited.
    since
        When on the long clock the day begins, less when it does on the task's clock.
    """

    routes: tuple[int, ...]
    value: NDArray[np.float64]
    most: int
    since: float

    @property
    def r(self) -> int:
        """The first of the routes."""
        return self.routes[0]


@dataclass(frozen=True)
class _Model:
    """What PyVRP is asked, and what its vehicle types and clients stand for."""

    data: pyvrp.ProblemData
    days: tuple[_Day, ...]
    clients: dict[tuple[int, int], int]


def collect(task: Task, limit: Limit, seed: int = 1, begin: Routes | None = None) -> Found:
    """Search for routes that collect as much as possible, with PyVRP; see ``Engine``.

    It begins with the routes that are given as the simple method fills them up.
    """
    begun = insert(task, limit, seed, begin).routes
    days = _days(task)
    if not days:
        return Found(begun, value_of(task, begun), 0, cut_short=False)
    model, steps = _model(task, days), _Steps(limit)
    first = _solution(model, begun)
    found = pyvrp.solve(model.data, steps, seed, collect_stats=False, initial_solution=first).best
    routes = _routes(task, model, found) if found.is_feasible() else begun
    kept = _announced(task, begun) <= _announced(task, routes)
    best = max(begun, routes if kept else begun, key=partial(value_of, task))
    return Found(best, value_of(task, best), steps.taken // PER_STEP, steps.cut_short)


class _Steps:
    """Tells PyVRP when to stop, and us how far it came."""

    def __init__(self, limit: Limit) -> None:
        self.limit, self.taken, self.cut_short = limit, -1, False

    def __call__(self, best_cost: int) -> bool:  # noqa: ARG002 - PyVRP's signature
        self.taken += 1
        if self.taken >= self.limit.steps * PER_STEP:
            return True
        self.cut_short = self.taken % PER_STEP == 0 and self.limit.expired()
        return self.cut_short


def _announced(task: Task, routes: Routes) -> set[int]:
    """The tied stops that are in routes."""
    return {stop for stops in routes for stop in stops if task.tied[stop] != FREE}


def _days(task: Task) -> tuple[_Day, ...]:
    """Put routes together that are alike, and the days in which they are one after another."""
    alike: dict[bytes, list[int]] = defaultdict(list)
    most = _dealt(task)
    tied = (task.tied == FREE) | (task.tied == task.shared[:, None])
    sooner, later = np.maximum(task.opens.T, task.begin), np.minimum(task.closes.T, task.end)
    value = np.where(tied & (sooner <= later).T, np.maximum(task.value, 0.0), 0.0)
    for r in range(len(task.end)):
        rows = task.out[r], task.back[r], task.opens[r], task.closes[r], value[r]
        key = np.concatenate([*rows, [task.begin[r], task.end[r], most[r]]])
        if most[r] > 0 and value[r].any():
            alike[key.tobytes()].append(r)
    long = float(task.end.max(initial=0) - task.begin.min(initial=0)) + 1
    return tuple(
        _Day(tuple(routes), value[routes[0]], int(most[routes[0]]), number * long - float(task.begin.min()))
        for number, routes in enumerate(alike.values())
    )


def _dealt(task: Task) -> NDArray[np.int64]:
    """The most stops of each route, with what a group of routes shares dealt out to them."""
    most = np.minimum(task.most, len(task.service))
    for group, shared in enumerate(task.most_shared):
        routes = np.flatnonzero(task.shared == group)
        if most[routes].sum() > shared:
            even, more = divmod(int(shared), len(routes))
            most[routes] = np.minimum(most[routes], even + (np.arange(len(routes)) < more))
    return most


def _model(task: Task, days: Sequence[_Day]) -> _Model:
    """Locations are the stops, then where each day's routes begin, then where they end."""
    n, k, scale = len(task.service), len(days), _scale(task)
    first = [day.r for day in days]
    travel = np.zeros((n + 2 * k, n + 2 * k))
    travel[:n, :n], travel[n : n + k, :n], travel[:n, n + k :] = (
        task.travel,
        task.out[first],
        task.back[first].T,
    )
    clients = [(number, int(stop)) for number, day in enumerate(days) for stop in np.flatnonzero(day.value)]
    mean = float(np.mean([days[number].value[stop] for number, stop in clients]))
    price = task.price or TIE_BREAK * mean / float((task.end - task.begin).max())
    members = [[at for at, (_, one) in enumerate(clients) if one == stop] for stop in range(n)]
    chosen = {stop: group for group, stop in enumerate(s for s in range(n) if len(members[s]) > 1)}
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0)] * (n + 2 * k),
        [
            _client(task, days[number], stop, scale, PRIZE / mean, chosen.get(stop))
            for number, stop in clients
        ],
        [pyvrp.Depot(location) for location in range(n, n + 2 * k)],
        [_vehicles(task, day, scale, number, k) for number, day in enumerate(days)],
        [_up(travel * (price * PRIZE / mean))],
        [_up(travel * scale)],
        [pyvrp.ClientGroup(members[stop], required=False) for stop in chosen],
    )
    return _Model(data, tuple(days), {one: at for at, one in enumerate(clients)})


def _scale(task: Task) -> int:
    """Parts of a unit of time in which all times are whole, or the finest that we go to."""
    times = np.concatenate([np.ravel(one) for one in (task.travel, task.out, task.back, task.service)])
    for scale in SCALES:
        if np.abs(times * scale - np.rint(times * scale)).max() < EXACT:
            return scale
    return FINEST


def _up(times: NDArray[np.float64] | float) -> Any:  # noqa: ANN401 - PyVRP's type of an array is not numpy's
    """Round up to whole numbers."""
    return np.ceil(np.asarray(times) - EXACT).astype(np.int64)


def _client(task: Task, day: _Day, stop: int, scale: int, worth: float, group: int | None) -> pyvrp.Client:
    sooner = max(task.opens[day.r, stop], task.begin[day.r])
    later = min(task.closes[day.r, stop], task.end[day.r])
    early, late = int(_up((sooner + day.since) * scale)), -int(_up(-(later + day.since) * scale))
    announced = (
        worth * float(np.maximum(task.value, 0.0).max(axis=0).sum()) if task.tied[stop] != FREE else 0.0
    )
    return pyvrp.Client(
        stop,
        delivery=[1],
        service_duration=int(_up(task.service[stop] * scale)),
        tw_early=early,
        tw_late=max(early, late),
        prize=int(_up(day.value[stop] * worth + announced)),
        required=False,
        group=group,
    )


def _vehicles(task: Task, day: _Day, scale: int, number: int, days: int) -> pyvrp.VehicleType:
    return pyvrp.VehicleType(
        len(day.routes),
        [day.most],
        start_depot=number,
        end_depot=days + number,
        tw_early=int(_up((task.begin[day.r] + day.since) * scale)),
        tw_late=-int(_up(-(task.end[day.r] + day.since) * scale)),
    )


def _solution(model: _Model, routes: Routes) -> pyvrp.Solution:
    """Our routes as PyVRP's."""
    return pyvrp.Solution(
        model.data,
        [
            pyvrp.Route(model.data, [model.clients[number, stop] for stop in routes[r]], number)
            for number, day in enumerate(model.days)
            for r in day.routes
            if routes[r]
        ],
    )


def _routes(task: Task, model: _Model, found: pyvrp.Solution) -> Routes:
    """PyVRP's routes as ours."""
    stops = {at: stop for (_, stop), at in model.clients.items()}
    free = [list(day.routes) for day in model.days]
    routes: list[tuple[int, ...]] = [()] * len(task.end)
    for one in found.routes():
        visits = [stops[visit.idx] for visit in one.schedule() if visit.is_client()]
        routes[free[one.vehicle_type()].pop(0)] = tuple(visits)
    return tuple(routes)
