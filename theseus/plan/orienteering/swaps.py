"""One stop for another: between two routes, or of a route with one that is in none. Compiled.

What brings most value, travel counted, is taken. The stop that comes need not stand where the other stood: of
every stop the cheapest places in a route are worked out once, enough of them that one is left whichever stop
goes [1]_.

.. [1] T. Vidal, "Hybrid genetic search for the CVRP: Open-source implementation and SWAP* neighborhood",
   Computers & Operations Research 140, 2022.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from theseus.plan.orienteering.edits import saved_without
from theseus.plan.orienteering.task import FREE
from theseus.plan.orienteering.timing import NEVER, in_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.plan.orienteering.task import Task, Tours

    Order = NDArray[np.int32]

_GAINED = 1e-6
_CHEAPEST = 3  # a stop that goes takes two places with it


class Around(NamedTuple):
    """A route with some stops that are not in it.

    Attributes
    ----------
    to, on
        Travel from what stands before a place to each stop, and from the stop to what stands at the place;
        shape (places, stops).
    straight
        Travel past each stop of the route, from the one before to the one after.
    detour, place
        Of each stop its cheapest places, and the travel that it adds there; shape (stops, 3).
    """

    to: NDArray[np.float64]
    on: NDArray[np.float64]
    straight: NDArray[np.float64]
    detour: NDArray[np.float64]
    place: NDArray[np.int64]


@njit(cache=True)
def swap(task: Task, tours: Tours, r: int, s: int, order: Order, also: Order) -> bool:
    """Exchange the two stops of two routes that bring most; False if none do. Times are not worked out.

    Parameters
    ----------
    order, also
        Room for the stops of the two routes.
    """
    one, two = tours.stops[r, : tours.size[r]], tours.stops[s, : tours.size[s]]
    lost, spared = _brings(task, tours, r, s), _brings(task, tours, s, r)
    at_r, at_s = _around(task, tours, r, two), _around(task, tours, s, one)
    most, best = _GAINED, (FREE, FREE, 0, 0)
    for i in range(len(one)):
        for j in range(len(two)):
            gain = lost[i] + spared[j]
            if gain <= most:
                continue
            there, at = _instead(at_r, i, j)
            if gain - task.price * there <= most:
                continue
            back, where = _instead(at_s, j, i)
            gain -= task.price * (there + back)
            if gain > most:
                _write(one, i, two[j], at, order)
                _write(two, j, one[i], where, also)
                if in_time(task, r, order, len(one)) and in_time(task, s, also, len(two)):
                    most, best = gain, (i, j, at, where)
    i, j, at, where = best
    if i == FREE:
        return False
    stop, mate = one[i], two[j]
    _take(tours, r, i, mate, at, order)
    _take(tours, s, j, stop, where, also)
    return True


@njit(cache=True)
def replace(task: Task, tours: Tours, r: int, order: Order) -> int:
    """Exchange a stop of a route with one that is in none, those that bring most.

    Returns
    -------
    int
        The stop that is in none now; ``FREE`` if nothing helps.
    """
    stops, lost = tours.stops[r, : tours.size[r]], _spares(task, tours, r)
    free = _free(task, tours, r, -lost.max()) if len(stops) > 0 else stops
    around = _around(task, tours, r, free)
    most, best = _GAINED, (FREE, FREE, 0)
    for i in range(len(stops)):
        for j in range(len(free)):
            gain = lost[i] + task.value[r, free[j]]
            if gain <= most:
                continue
            detour, at = _instead(around, i, j)
            gain -= task.price * detour
            if gain > most:
                _write(stops, i, free[j], at, order)
                if in_time(task, r, order, len(stops)):
                    most, best = gain, (i, j, at)
    i, j, at = best
    if i == FREE:
        return FREE
    gone = stops[i]
    tours.route[gone] = FREE
    _take(tours, r, i, free[j], at, order)
    return int(gone)


@njit(cache=True)
def _free(task: Task, tours: Tours, r: int, least: float) -> NDArray[np.int32]:
    """Stops in no route that may be in this one, and are worth more there than some value."""
    found = np.empty(len(tours.route), dtype=np.int32)
    count = 0
    for stop in range(len(found)):
        worth_it = tours.route[stop] == FREE and task.value[r, stop] > max(least, 0.0)
        if worth_it and task.tied[stop] in (FREE, task.shared[r]):
            found[count] = stop
            count += 1
    return found[:count]


@njit(cache=True)
def _spares(task: Task, tours: Tours, r: int) -> NDArray[np.float64]:
    """What each stop of a route brings by going to none; -NEVER if it may not."""
    found = np.full(tours.size[r], -NEVER)
    for i in range(len(found)):
        stop = tours.stops[r, i]
        if task.tied[stop] == FREE:
            found[i] = task.price * saved_without(task, tours, r, i) - task.value[r, stop]
    return found


@njit(cache=True)
def _brings(task: Task, tours: Tours, r: int, s: int) -> NDArray[np.float64]:
    """What each stop of a route brings by going to another, before its travel there; -NEVER if it may not."""
    found = np.full(tours.size[r], -NEVER)
    for i in range(len(found)):
        stop = tours.stops[r, i]
        if task.value[s, stop] > 0 and task.tied[stop] in (FREE, task.shared[s]):
            saved = task.price * saved_without(task, tours, r, i)
            found[i] = task.value[s, stop] - task.value[r, stop] + saved
    return found


@njit(cache=True)
def _around(task: Task, tours: Tours, r: int, stops: Order) -> Around:
    """Work out what is known of a route and some stops."""
    size, count, legs = tours.size[r], len(stops), tours.legs[r]
    to, on = np.empty((size + 1, count)), np.empty((size + 1, count))
    straight = np.zeros(size)
    for p in range(size + 1):
        before = task.out[r] if p == 0 else task.travel[tours.stops[r, p - 1]]
        after = task.back[r] if p == size else task.toward[tours.stops[r, p]]
        for j in range(count):
            to[p, j], on[p, j] = before[stops[j]], after[stops[j]]
        if p < size:
            straight[p] = legs[p] + legs[p + 1] - saved_without(task, tours, r, p)
    detour, place = np.full((count, _CHEAPEST), NEVER), np.zeros((count, _CHEAPEST), dtype=np.int64)
    for p in range(size + 1):
        for j in range(count):
            cost, q = to[p, j] + on[p, j] - legs[p], _CHEAPEST - 1
            if cost < detour[j, q]:
                while q > 0 and cost < detour[j, q - 1]:
                    detour[j, q], place[j, q] = detour[j, q - 1], place[j, q - 1]
                    q -= 1
                detour[j, q], place[j, q] = cost, p
    return Around(to, on, straight, detour, place)


@njit(inline="always")
def _instead(around: Around, i: int, j: int) -> tuple[float, int]:
    """Return the travel that a stop adds once that at a place is gone, and its own place then."""
    least, place = around.to[i, j] + around.on[i + 1, j] - around.straight[i], i
    for q in range(_CHEAPEST):
        p = around.place[j, q]
        if p < i or p > i + 1:
            if around.detour[j, q] < least:
                least, place = around.detour[j, q], p if p < i else p - 1
            break
    return least, place


@njit(cache=True)
def _write(stops: Order, i: int, stop: int, at: int, order: Order) -> None:
    """Write a route without one of its stops and with another."""
    for q in range(len(stops) - 1):
        order[q if q < at else q + 1] = stops[q if q < i else q + 1]
    order[at] = stop


@njit(cache=True)
def _take(tours: Tours, r: int, i: int, stop: int, at: int, order: Order) -> None:
    size = tours.size[r]
    _write(tours.stops[r, :size], i, stop, at, order)
    tours.stops[r, :size] = order[:size]
    tours.route[stop] = r
