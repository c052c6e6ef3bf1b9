"""The simple method: put in the stop that is worth most per time it takes, until none fits. Not compiled.

It answers where no other engine can be loaded, and is short enough to check the others by. Places are found
with earliest and latest times along a route [1]_.

.. [1] M.W.P. Savelsbergh, "The Vehicle Routing Problem with Time Windows: Minimizing Route Duration",
   ORSA Journal on Computing 4(2), 1992.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.orienteering.engine import Found
from theseus.plan.orienteering.task import FREE, Routes, Task, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.plan.orienteering.engine import Limit

    Row = NDArray[np.float64]

LITTLE = 1e-3  # time that a stop counts as taking at least
LATE = 1e-7  # what floats may be off


@dataclass(frozen=True)
class _Offer:
    """What each stop costs in time at its best place in a route, ``inf`` without one; and its travel."""

    cost: Row
    place: NDArray[np.int64]
    detour: Row


def insert(task: Task, limit: Limit, seed: int = 1, begin: Routes | None = None) -> Found:  # noqa: ARG001 - no chance
    """Fill the routes one stop at a time; see ``Engine``. Only the limit's time counts."""
    routes = [list(stops) for stops in begin or ((),) * len(task.end)]
    offers = [_offer(task, r, stops) for r, stops in enumerate(routes)]
    tied = [stop for stop in np.flatnonzero(task.tied != FREE) if not any(stop in stops for stops in routes)]
    for stop in tied:
        gain = np.full(task.value.shape, -np.inf)
        gain[:, stop] = [-offer.cost[stop] for offer in offers]
        _put_best(task, routes, offers, gain)
    while not (cut_short := limit.expired()):
        gain = np.array(
            [(task.value[r] - task.price * o.detour) / (o.cost + LITTLE) for r, o in enumerate(offers)]
        )
        if not _put_best(task, routes, offers, np.where(gain > 0, gain, -np.inf)):
            break
    found = tuple(tuple(int(stop) for stop in stops) for stops in routes)
    return Found(found, value_of(task, found), 0, cut_short)


def _put_best(task: Task, routes: list[list[int]], offers: list[_Offer], gain: Row) -> bool:
    """Put the stop with most gain where it has it; False if there is none that may be."""
    may = _may(task, routes)
    if not may.any():
        return False
    best = np.where(may, gain, -np.inf)
    r, stop = np.unravel_index(int(best.argmax()), best.shape)
    if best[r, stop] == -np.inf:
        return False
    routes[r].insert(int(offers[r].place[stop]), int(stop))
    offers[r] = _offer(task, int(r), routes[r])
    return True


def _may(task: Task, routes: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """Which stop may still come in which route, whatever the time; shape (m, n)."""
    size = np.array([len(stops) for stops in routes], dtype=np.int64)
    together = np.bincount(task.shared, weights=size, minlength=len(task.most_shared))
    room = (size < task.most) & (together < task.most_shared)[task.shared]
    free = np.ones(len(task.service), dtype=bool)
    free[[stop for stops in routes for stop in stops]] = False
    own = (task.tied == FREE) | (task.tied == task.shared[:, None])
    may: NDArray[np.bool_] = room[:, None] & free & own & (task.value > 0)
    return may


def _offer(task: Task, r: int, stops: Sequence[int]) -> _Offer:
    """Try every stop at every place of a route; rows are places, columns stops."""
    order = np.array(stops, dtype=np.int64)
    there = np.vstack([task.out[r], task.travel[order]])
    onward = np.vstack([task.travel[:, order].T, task.back[r]])
    legs, leaves, latest = _times(task, r, order)
    begins = np.maximum(leaves[:, None] + there, task.opens[r])
    over = begins + task.service + onward
    fits = (begins <= task.closes[r] + LATE) & (over <= latest[:, None] + LATE)
    cost = np.where(fits, over - (leaves + legs)[:, None], np.inf)
    place, every = cost.argmin(axis=0), np.arange(len(task.service))
    detour = there + onward - legs[:, None]
    return _Offer(cost[place, every], place, detour[place, every])


def _times(task: Task, r: int, order: NDArray[np.int64]) -> tuple[Row, Row, Row]:
    """Per place of a route: the leg that is there now, when it leaves, the latest to be at what follows."""
    size = len(order)
    legs, leaves, latest = np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1)
    now = float(task.begin[r])
    for place, stop in enumerate(order):
        leaves[place] = now
        legs[place] = task.out[r, stop] if place == 0 else task.travel[order[place - 1], stop]
        now = max(now + legs[place], task.opens[r, stop]) + task.service[stop]
    leaves[size], latest[size] = now, task.end[r]
    if size:
        legs[size] = task.back[r, order[-1]]
    for place in range(size - 1, -1, -1):
        stop = order[place]
        latest[place] = min(latest[place + 1] - legs[place + 1] - task.service[stop], task.closes[r, stop])
    return legs, leaves, latest
