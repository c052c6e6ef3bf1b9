"""Taking stops out of routes in several ways, so that others may come in. Compiled.

Stretches of all routes at once (the shake of iterated local search [1]_), stops here and there, stops near
each other (as in large neighbourhood search [2]_), long stretches of one or two routes.

.. [1] P. Vansteenwegen, W. Souffriau, G. Vanden Berghe, D. Van Oudheusden, "Iterated local search for the
   team orienteering problem with time windows", Computers & Operations Research 36(12), 2009.
.. [2] P. Shaw, "Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems",
   CP 1998.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from numba import njit

from theseus.plan.orienteering.chance import below, draw
from theseus.plan.orienteering.edits import remove
from theseus.plan.orienteering.task import FREE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from theseus.plan.orienteering.task import Task, Tours

    Chance = NDArray[np.uint64]
    Near = NDArray[np.int32]

MANY, FEW = 4, 16  # at most about one in so many stops goes at once, the one time or the other
MOST = 30  # stops at once, however many there are
BARRED = 0.25  # how often what was taken out has to wait until others had their turn
_SPARED, _FEW = 0.4, 2  # how often a route is spared, if there are more than so few
_SHAKEN = 4  # how many are not, on average, if there are many
_WAYS = (0.25, 0.5, 0.75)  # each of four as often
_BOTH = 0.3


class Taken(NamedTuple):
    """What taking out tells: the stops that have to wait, and the routes that are other than before."""

    barred: NDArray[np.bool_]
    touched: NDArray[np.bool_]


@njit(cache=True)
def take(task: Task, tours: Tours, r: int, place: int, taken: Taken, chance: Chance) -> bool:
    """Take a stop out, unless it is tied; times are not worked out."""
    stop = tours.stops[r, place]
    if task.tied[stop] != FREE:
        return False
    remove(task, tours, r, place)
    taken.touched[r] = True
    taken.barred[stop] = draw(chance) < BARRED
    return True


@njit(cache=True)
def _stretch(task: Task, tours: Tours, r: int, length: int, taken: Taken, chance: Chance) -> None:
    """Take so many stops in a row, round to the first again."""
    place = below(chance, tours.size[r])
    for _ in range(length):
        if tours.size[r] == 0:
            return
        if place >= tours.size[r]:
            place = 0
        if not take(task, tours, r, place, taken, chance):
            place += 1


@njit(cache=True)
def _everywhere(task: Task, tours: Tours, share: int, taken: Taken, chance: Chance) -> None:
    """Take a short stretch out of most routes, or of some if there are many."""
    m = len(tours.size)
    spare = max(_SPARED, 1 - _SHAKEN / m) if m > _FEW else 0.0
    for r in range(m):
        spared = spare > 0 and draw(chance) < spare
        if tours.size[r] > 0 and not spared:
            most = min(tours.size[r], 2 + tours.size[r] // (share - 1))
            _stretch(task, tours, r, 1 + below(chance, most), taken, chance)


@njit(cache=True)
def _scattered(task: Task, tours: Tours, count: int, taken: Taken, chance: Chance) -> None:
    """Take stops here and there."""
    for _ in range(count):
        r = below(chance, len(tours.size))
        if tours.size[r] > 0:
            take(task, tours, r, below(chance, tours.size[r]), taken, chance)


@njit(cache=True)
def _together(task: Task, tours: Tours, near: Near, count: int, taken: Taken, chance: Chance) -> None:
    """Take the stops nearest to one drawn at random."""
    middle, gone = below(chance, len(near)), 0
    for stop in near[middle]:
        r = tours.route[stop]
        if r == FREE:
            continue
        for place in range(tours.size[r]):
            if tours.stops[r, place] == stop:
                gone += take(task, tours, r, place, taken, chance)
                break
        if gone >= count:
            return


@njit(cache=True)
def _long(task: Task, tours: Tours, taken: Taken, chance: Chance) -> None:
    """Take a stretch of any length out of one route or two."""
    for _ in range(1 + below(chance, 2)):
        r = below(chance, len(tours.size))
        if tours.size[r] > 0:
            _stretch(task, tours, r, 1 + below(chance, tours.size[r]), taken, chance)


@njit(cache=True)
def destroy(task: Task, tours: Tours, near: Near, taken: Taken, chance: Chance) -> None:
    """Take some stops out, in a way drawn at random.

    Parameters
    ----------
    near
        Per stop the others, nearest first.
    """
    inside = tours.size.sum()
    if inside == 0:
        return
    way, share = draw(chance), MANY if draw(chance) < _BOTH else FEW
    count = 1 + below(chance, min(inside, 3 + inside // share, MOST))
    if way < _WAYS[0]:
        _everywhere(task, tours, share, taken, chance)
    elif way < _WAYS[1]:
        _scattered(task, tours, count, taken, chance)
    elif way < _WAYS[2]:
        _together(task, tours, near, count, taken, chance)
    else:
        _long(task, tours, taken, chance)
