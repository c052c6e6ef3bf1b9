"""Times along a route: when it leaves for each stop, how late it may, what one stop more costs. Compiled.

The earliest times are carried forward and the latest backward, so that an insertion is judged by its
neighbours alone [1]_.

.. [1] M.W.P. Savelsbergh, "The Vehicle Routing Problem with Time Windows: Minimizing Route Duration",
   ORSA Journal on Computing 4(2), 1992.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from numba import njit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from theseus.plan.orienteering.task import Task, Tours

    Row = NDArray[np.float64]

LATE = 1e-7  # what floats may be off
NEVER = 1e18


@njit(cache=True)
def schedule(task: Task, tours: Tours, r: int) -> bool:
    """Work out the times of a route; False if it is not in time."""
    travel, out, back, service = task.travel, task.out[r], task.back[r], task.service
    opens, closes, stops, size = task.opens[r], task.closes[r], tours.stops[r], tours.size[r]
    leaves, legs, latest = tours.leaves[r], tours.legs[r], tours.latest[r]
    now, in_time = task.begin[r], True
    for i in range(size):
        stop = stops[i]
        leaves[i], legs[i] = now, out[stop] if i == 0 else travel[stops[i - 1], stop]
        now = max(now + legs[i], opens[stop])
        in_time &= now <= closes[stop] + LATE
        now += service[stop]
    leaves[size], legs[size] = now, back[stops[size - 1]] if size > 0 else 0.0
    limit = task.end[r]
    in_time &= now + legs[size] <= limit + LATE
    for i in range(size - 1, -1, -1):
        limit = min(limit - legs[i + 1] - service[stops[i]], closes[stops[i]])
        latest[i] = limit
    return bool(in_time)


@njit(cache=True)
def in_time(task: Task, r: int, order: NDArray[np.int32], size: int) -> bool:
    """Tell whether some stops in this order can be a route."""
    travel, out, back, service = task.travel, task.out[r], task.back[r], task.service
    opens, closes = task.opens[r], task.closes[r]
    now = task.begin[r]
    for i in range(size):
        stop = order[i]
        now = max(now + (out[stop] if i == 0 else travel[order[i - 1], stop]), opens[stop])
        if now > closes[stop] + LATE:
            return False
        now += service[stop]
    return bool(size == 0 or now + back[order[size - 1]] <= task.end[r] + LATE)


class Road(NamedTuple):
    """One route and what may come in it: the rows of ``Task`` and ``Tours`` that are about it.

    What is asked for every stop is handed only this: to hand over all costs more than the answer.
    """

    travel: Row
    toward: Row
    out: Row
    back: Row
    service: Row
    opens: Row
    closes: Row
    stops: NDArray[np.int32]
    leaves: Row
    legs: Row
    latest: Row
    end: float
    size: int


@njit(inline="always")
def road(task: Task, tours: Tours, r: int) -> Road:
    """Return one route."""
    return Road(
        task.travel,
        task.toward,
        task.out[r],
        task.back[r],
        task.service,
        task.opens[r],
        task.closes[r],
        tours.stops[r],
        tours.leaves[r],
        tours.legs[r],
        tours.latest[r],
        task.end[r],
        tours.size[r],
    )


@njit(cache=True)
def cheapest(on: Road, stop: int) -> tuple[float, int, float]:
    """Find the place in a route where a stop takes least time; ``NEVER`` if there is none.

    Returns
    -------
    tuple
        The time that it takes, waiting and service included; the place; the travel that it adds.
    """
    travel, toward, stops, size = on.travel, on.toward, on.stops, on.size
    leaves, legs, latest = on.leaves, on.legs, on.latest
    opens, closes, service = on.opens[stop], on.closes[stop] + LATE, on.service[stop]
    out, back, end = on.out[stop], on.back[stop], on.end
    least, place, detour = NEVER, -1, 0.0
    for i in range(size + 1):
        leaving = leaves[i]
        if leaving > closes:
            break
        there = out if i == 0 else travel[stops[i - 1], stop]
        if leaving + there > closes:
            continue
        onward = back if i == size else toward[stops[i], stop]
        arrives = max(leaving + there, opens) + service + onward
        cost = arrives - leaving - legs[i]
        if cost < least and arrives <= (end if i == size else latest[i]) + LATE:
            least, place, detour = cost, i, there + onward - legs[i]
    return least, place, detour
