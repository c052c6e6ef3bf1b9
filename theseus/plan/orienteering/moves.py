"""The same stops in better places: a stretch turned, one moved, the ends of two routes exchanged. Compiled.

2-opt and or-opt within a route [1]_, 2-opt* and relocation between routes [2]_. What saves travel is taken if
the routes stay in time and, between routes, nothing of value is lost; a stop also moves to a route in which
it is worth more.

.. [1] I. Or, "Traveling Salesman-Type Combinatorial Problems and Their Relation to the Logistics of Regional
   Blood Banking", Northwestern University, 1976.
.. [2] J.-Y. Potvin, J.-M. Rousseau, "An Exchange Heuristic for Routeing Problems with Time Windows",
   Journal of the Operational Research Society 46(12), 1995.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba import njit

from theseus.plan.orienteering.edits import full, put, remove, saved_without
from theseus.plan.orienteering.task import FREE
from theseus.plan.orienteering.timing import NEVER, cheapest, in_time, road

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from theseus.plan.orienteering.task import Task, Tours

    Legs = NDArray[np.float64]
    Order = NDArray[np.int32]

_SAVED = 1e-6
_LONGEST = 3  # stops that are moved together


@njit(cache=True)
def between(task: Task, tours: Tours, r: int, s: int, legs: Legs) -> None:
    """Write the travel from each place of one route to each of another.

    Row 0 is the start, and the column after the last stop the end.
    """
    travel, out, back, one, two = task.travel, task.out[r], task.back[r], tours.stops[r], tours.stops[s]
    size, length = tours.size[r], tours.size[s]
    legs[0, length + 1] = 0.0
    for j in range(length):
        legs[0, j + 1] = out[two[j]]
    for i in range(size):
        legs[i + 1, length + 1] = back[one[i]]
        for j in range(length):
            legs[i + 1, j + 1] = travel[one[i], two[j]]


@njit(cache=True)
def _accept(task: Task, tours: Tours, r: int, order: Order) -> bool:
    """Take another order of a route if it is in time."""
    size = tours.size[r]
    if not in_time(task, r, order, size):
        return False
    tours.stops[r, :size] = order[:size]
    return True


@njit(cache=True)
def turn(task: Task, tours: Tours, r: int, legs: Legs, order: Order) -> bool:
    """Turn one stretch of a route around; False if that helps nowhere. ``legs`` is within the route."""
    stops, size = tours.stops[r], tours.size[r]
    for i in range(1, size):
        for j in range(i + 1, size + 1):
            if legs[i - 1, j] + legs[i, j + 1] < legs[i - 1, i] + legs[j, j + 1] - _SAVED:
                order[:size] = stops[:size]
                order[i - 1 : j] = stops[i - 1 : j][::-1]
                if _accept(task, tours, r, order):
                    return True
    return False


@njit(cache=True)
def shift(task: Task, tours: Tours, r: int, legs: Legs, order: Order) -> bool:
    """Move up to three stops in a row to another place in their route; False if that helps nowhere."""
    size = tours.size[r]
    for length in range(1, min(_LONGEST, size - 1) + 1):
        for i in range(1, size - length + 2):
            last, after = i + length - 1, i + length
            gain = legs[i - 1, i] + legs[last, after] - legs[i - 1, after] - _SAVED
            for j in range(1, size + 2 if gain > 0 else 0):  # before which place
                if (j < i or j > after) and legs[j - 1, i] + legs[last, j] - legs[j - 1, j] < gain:
                    _moved(tours.stops[r], size, i - 1, (j if j < i else j - length) - 1, length, order)
                    if _accept(task, tours, r, order):
                        return True
    return False


@njit(cache=True)
def _moved(stops: Order, size: int, i: int, j: int, length: int, order: Order) -> None:
    """Write the order in which some stops from place ``i`` stand at place ``j`` of the others."""
    for q in range(size - length):
        order[q if q < j else q + length] = stops[q if q < i else q + length]
    order[j : j + length] = stops[i : i + length]


@njit(cache=True)
def swap_ends(
    task: Task, tours: Tours, r: int, s: int, there: Legs, other: Legs, order: Order, also: Order
) -> bool:
    """Exchange the ends of two routes; False if that helps nowhere.

    Parameters
    ----------
    there, other
        Room for the travel from the one route to the other, and back.
    """
    between(task, tours, r, s, there)
    between(task, tours, s, r, other)
    own, theirs = tours.legs[r], tours.legs[s]
    for i in range(tours.size[r] + 1):
        for j in range(tours.size[s] + 1):
            saved = own[i] + theirs[j] - there[i, j + 1] - other[j, i + 1]
            if (
                saved > _SAVED
                and _fits(task, tours, r, s, i, j)
                and _swapped(task, tours, r, s, i, j, order, also)
            ):
                return True
    return False


@njit(cache=True)
def _fits(task: Task, tours: Tours, r: int, s: int, i: int, j: int) -> bool:
    """Tell whether the ends may change routes: enough room, no value lost, nothing tied elsewhere."""
    to_s, to_r = tours.size[r] - i, tours.size[s] - j
    if i + to_r > task.most[r] or j + to_s > task.most[s]:
        return False
    one, two = task.shared[r], task.shared[s]
    if one != two:
        more = to_r - to_s
        if (
            tours.together[one] + more > task.most_shared[one]
            or tours.together[two] - more > task.most_shared[two]
        ):
            return False
    gained = 0.0
    for q in range(i, tours.size[r]):
        stop = tours.stops[r, q]
        if task.value[s, stop] <= 0 or (one != two and task.tied[stop] != FREE):
            return False
        gained += task.value[s, stop] - task.value[r, stop]
    for q in range(j, tours.size[s]):
        stop = tours.stops[s, q]
        if task.value[r, stop] <= 0 or (one != two and task.tied[stop] != FREE):
            return False
        gained += task.value[r, stop] - task.value[s, stop]
    return gained >= -_SAVED


@njit(cache=True)
def _swapped(task, tours, r, s, i, j, order, also):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Make the exchange if both routes stay in time."""
    to_s, to_r = tours.size[r] - i, tours.size[s] - j
    order[:i] = tours.stops[r, :i]
    order[i : i + to_r] = tours.stops[s, j : j + to_r]
    also[:j] = tours.stops[s, :j]
    also[j : j + to_s] = tours.stops[r, i : i + to_s]
    if not (in_time(task, r, order, i + to_r) and in_time(task, s, also, j + to_s)):
        return False
    more = to_r - to_s
    tours.together[task.shared[r]] += more
    tours.together[task.shared[s]] -= more
    for route, stops, size in ((r, order, i + to_r), (s, also, j + to_s)):
        tours.size[route] = size
        for q in range(size):
            tours.stops[route, q] = stops[q]
            tours.route[stops[q]] = route
    return True


@njit(cache=True)
def relocate(task: Task, tours: Tours, r: int, s: int) -> bool:
    """Move one stop to another route where it is worth more, travel counted; False if that helps nowhere.

    Times are not worked out.
    """
    other, on = task.shared[r] != task.shared[s], road(task, tours, s)
    if tours.size[s] >= task.most[s] or (other and full(task, tours, s)):
        return False
    for place in range(tours.size[r]):
        stop = tours.stops[r, place]
        if task.value[s, stop] <= 0 or (other and task.tied[stop] != FREE):
            continue
        gain = task.value[s, stop] - task.value[r, stop]
        gain += task.price * saved_without(task, tours, r, place) - _SAVED
        if gain > 0:
            cost, at, detour = cheapest(on, stop)
            if cost < NEVER and gain > task.price * detour:
                remove(task, tours, r, place)
                put(task, tours, stop, s, at)
                return True
    return False
