"""Filling routes: the stop with most value per time it takes goes first, until none fits. Compiled.

What a stop costs at its best place is kept per route. After an insertion only that route is looked at
again, and only by the stops that still fitted: with travel that keeps the triangle inequality, what did not
fit fits even less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from theseus.plan.orienteering.chance import draw
from theseus.plan.orienteering.edits import full, put
from theseus.plan.orienteering.task import FREE, Task, Tours
from theseus.plan.orienteering.timing import NEVER, cheapest, road, schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray

LITTLE = 1e-3  # time that a stop counts as taking at least
LENIENT = 0.4  # of its travel a stop has to earn so much to be tried: with others there it may earn it all


class Offers(NamedTuple):
    """What each stop that is in no route costs at its best place in each route, shape (n, m)."""

    cost: NDArray[np.float64]
    place: NDArray[np.int64]


def no_offers(task: Task) -> Offers:
    """Return offers in which nothing fits."""
    m, n = task.out.shape
    return Offers(np.full((n, m), NEVER), np.zeros((n, m), dtype=np.int64))


@njit(cache=True)
def look(task: Task, tours: Tours, offers: Offers, r: int, sought: NDArray[np.bool_]) -> None:
    """Find the best place in one route of every stop that is sought."""
    on, value, tied, group = road(task, tours, r), task.value[r], task.tied, task.shared[r]
    costs, places, room = offers.cost[:, r], offers.place[:, r], not full(task, tours, r)
    price = LENIENT * task.price
    for stop in range(len(sought)):
        if sought[stop]:
            costs[stop] = NEVER
            if room and value[stop] > 0 and (tied[stop] == FREE or tied[stop] == group):
                cost, places[stop], detour = cheapest(on, stop)
                if value[stop] > price * detour:
                    costs[stop] = cost


@njit(cache=True)
def look_for(task: Task, tours: Tours, offers: Offers, stop: int) -> None:
    """Find the best place of one stop in every route."""
    sought = np.zeros(len(tours.route), dtype=np.bool_)
    sought[stop] = True
    for r in range(len(tours.size)):
        look(task, tours, offers, r, sought)


@njit(cache=True)
def look_again(task: Task, tours: Tours, offers: Offers, r: int) -> None:
    """Find the best places in one route, of all stops that are in none."""
    look(task, tours, offers, r, tours.route == FREE)


@njit(cache=True)
def narrow(task: Task, tours: Tours, offers: Offers, changed: int) -> None:
    """Look again after an insertion, at what still fitted before it."""
    look(task, tours, offers, changed, (tours.route == FREE) & (offers.cost[:, changed] < NEVER))
    group = task.shared[changed]
    if tours.together[group] >= task.most_shared[group]:
        for r in range(len(tours.size)):
            if task.shared[r] == group:
                offers.cost[:, r] = NEVER


@njit(cache=True)
def weigh(task: Task, tours: Tours, power: float, worth: NDArray[np.float64]) -> None:
    """Raise the values of free stops to a power: the higher, the less time counts."""
    for stop in range(len(tours.route)):
        if tours.route[stop] == FREE:
            for r in range(len(tours.size)):
                same = r > 0 and task.value[r, stop] == task.value[r - 1, stop]
                worth[stop, r] = worth[stop, r - 1] if same else max(task.value[r, stop], 0.0) ** power


@njit(cache=True)
def _room(task: Task, tours: Tours, found: NDArray[np.int64]) -> int:
    """Write which routes have room for a stop, and return how many they are."""
    count = 0
    for r in range(len(tours.size)):
        if not full(task, tours, r):
            found[count] = r
            count += 1
    return count


@njit(cache=True)
def fill(
    task: Task,
    tours: Tours,
    offers: Offers,
    worth: NDArray[np.float64],
    noise: float,
    barred: NDArray[np.bool_],
    touched: NDArray[np.bool_],
    chance: NDArray[np.uint64],
) -> None:
    """Put in what is worth most per time, until nothing fits; ``barred`` stops stay out."""
    costs, route, with_room = offers.cost, tours.route, np.empty(len(tours.size), dtype=np.int64)
    while True:
        most, chosen, where, count = 0.0, FREE, 0, _room(task, tours, with_room)
        for stop in range(len(route)):
            if route[stop] != FREE or barred[stop]:
                continue
            for r in with_room[:count]:
                cost = costs[stop, r]
                if cost >= NEVER:
                    continue
                score = worth[stop, r] / (cost + LITTLE)
                if noise > 0:
                    score *= 1 + noise * (draw(chance) - 0.5)
                if score > most:
                    most, chosen, where = score, stop, r
        if chosen == FREE:
            return
        put(task, tours, chosen, where, offers.place[chosen, where])
        touched[where] = True
        schedule(task, tours, where)
        narrow(task, tours, offers, where)
