"""A team orienteering problem with time windows as arrays, and the tours that answer it.

Named tuples, so that compiled functions take them whole. Which visit is what in a planning problem is for
others to know: here are stops 0, 1, …, and routes 0, 1, …
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Routes = tuple[tuple[int, ...], ...]
"""Per route its stops in order."""

FREE = -1  # of a stop: in no route, or tied to none
NOT_YET = np.zeros((0, 0))


class Task(NamedTuple):
    """What is asked: ``n`` stops, ``m`` routes. Times are in one unit, mostly minutes.

    Attributes
    ----------
    travel
        From stop to stop, shape (n, n).
    out, back
        From the start of each route to each stop, and from the stop to its end, shape (m, n).
    service
        Time at each stop, shape (n,).
    opens, closes
        Between these a stop may begin, by route, shape (m, n).
    value
        What a stop is worth in a route, shape (m, n); where it is not above 0 it may not be in it.
    begin, end
        When each route begins and has to be over, shape (m,).
    most
        The most stops of each route, shape (m,).
    shared
        Per route the group of routes that share ``most_shared`` stops, shape (m,).
    most_shared
        The most stops of each group together.
    tied
        The group of routes that a stop has to be in, or ``FREE``, shape (n,).
    price
        What a unit of travel takes off the value.
    toward
        Travel with rows and columns exchanged: compiled loops run along it. ``in_rows`` makes it.
    """

    travel: NDArray[np.float64]
    out: NDArray[np.float64]
    back: NDArray[np.float64]
    service: NDArray[np.float64]
    opens: NDArray[np.float64]
    closes: NDArray[np.float64]
    value: NDArray[np.float64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    most: NDArray[np.int64]
    shared: NDArray[np.int64]
    most_shared: NDArray[np.int64]
    tied: NDArray[np.int64]
    price: float = 0.0
    toward: NDArray[np.float64] = NOT_YET


class Tours(NamedTuple):
    """Routes under way.

    Attributes
    ----------
    stops
        Per route its stops in order, shape (m, longest + 1); only the first ``size`` count.
    size
        Stops per route, shape (m,); ``together`` the same per group.
    route
        The route of each stop, or ``FREE``.
    leaves
        When a route leaves for its first, second … stop, and for its end.
    legs
        How long it travels then.
    latest
        The latest that each stop may begin for all after it to be in time.
    """

    stops: NDArray[np.int32]
    size: NDArray[np.int64]
    together: NDArray[np.int64]
    route: NDArray[np.int64]
    leaves: NDArray[np.float64]
    legs: NDArray[np.float64]
    latest: NDArray[np.float64]


def no_tours(task: Task) -> Tours:
    """Return empty routes."""
    m, n = task.out.shape
    wide = (m, longest(task) + 1)
    return Tours(
        stops=np.full(wide, FREE, dtype=np.int32),
        size=np.zeros(m, dtype=np.int64),
        together=np.zeros(len(task.most_shared), dtype=np.int64),
        route=np.full(n, FREE, dtype=np.int64),
        leaves=np.zeros(wide),
        legs=np.zeros(wide),
        latest=np.zeros(wide),
    )


def longest(task: Task) -> int:
    """The most stops that any route can have."""
    return int(min(len(task.service), task.most.max(initial=0)))


def in_rows(task: Task) -> Task:
    """Return the task with arrays that lie in memory row by row: for each other way numba compiles anew."""
    arrays = {name: np.ascontiguousarray(of) for name, of in task._asdict().items() if name != "price"}
    arrays["toward"] = np.ascontiguousarray(arrays["travel"].T)
    return task._replace(**arrays, price=float(task.price))


def part(task: Task, stops: NDArray[np.int64]) -> Task:
    """Return the task with some of its stops only."""
    return task._replace(
        travel=task.travel[np.ix_(stops, stops)],
        out=task.out[:, stops],
        back=task.back[:, stops],
        service=task.service[stops],
        opens=task.opens[:, stops],
        closes=task.closes[:, stops],
        value=task.value[:, stops],
        tied=task.tied[stops],
    )


def value_of(task: Task, routes: Routes) -> float:
    """Add up what routes collect, less what their travel costs."""
    return sum(map(partial(route_value, task), range(len(routes)), routes))


def route_value(task: Task, r: int, stops: tuple[int, ...]) -> float:
    """What one route collects, less what its travel costs."""
    if not stops:
        return 0.0
    between = sum(task.travel[one, other] for one, other in pairwise(stops))
    travel = task.out[r, stops[0]] + between + task.back[r, stops[-1]]
    return float(sum(task.value[r, stop] for stop in stops) - task.price * travel)
