"""One stop more in a route, or one less, and what that saves. Compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba import njit

from theseus.plan.orienteering.task import FREE

if TYPE_CHECKING:
    from theseus.plan.orienteering.task import Task, Tours


@njit(cache=True)
def full(task: Task, tours: Tours, r: int) -> bool:
    """Tell whether a route can take no stop more, however little time it takes."""
    group = task.shared[r]
    return bool(tours.size[r] >= task.most[r] or tours.together[group] >= task.most_shared[group])


@njit(cache=True)
def put(task: Task, tours: Tours, stop: int, r: int, place: int) -> None:
    """Put a stop in a route; times are not worked out."""
    for i in range(tours.size[r], place, -1):
        tours.stops[r, i] = tours.stops[r, i - 1]
    tours.stops[r, place] = stop
    tours.size[r] += 1
    tours.together[task.shared[r]] += 1
    tours.route[stop] = r


@njit(cache=True)
def remove(task: Task, tours: Tours, r: int, place: int) -> None:
    """Take a stop out of a route; times are not worked out."""
    tours.route[tours.stops[r, place]] = FREE
    for i in range(place, tours.size[r] - 1):
        tours.stops[r, i] = tours.stops[r, i + 1]
    tours.size[r] -= 1
    tours.together[task.shared[r]] -= 1


@njit(cache=True)
def saved_without(task: Task, tours: Tours, r: int, place: int) -> float:
    """Tell how much travel a route saves without one of its stops."""
    stops, last = tours.stops[r], tours.size[r] - 1
    if last == 0:
        straight = 0.0
    elif place == 0:
        straight = task.out[r, stops[1]]
    elif place == last:
        straight = task.back[r, stops[place - 1]]
    else:
        straight = task.travel[stops[place - 1], stops[place + 1]]
    return float(tours.legs[r, place] + tours.legs[r, place + 1] - straight)
