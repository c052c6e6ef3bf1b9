"""The search for the best routes: take some stops out, fill up again, keep what is about as good or better.

Large neighbourhood search [1]_ with threshold accepting [2]_: what is a little worse is gone on with, less
so as a round comes to its end; every round begins at the best that was found. Compiled, and the same for the
same seed and number of steps; time is a ceiling only.

.. [1] P. Shaw, "Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems",
   CP 1998. S. Ropke, D. Pisinger, "An Adaptive Large Neighborhood Search Heuristic for the Pickup and
   Delivery Problem with Time Windows", Transportation Science 40(4), 2006.
.. [2] G. Dueck, T. Scheuer, "Threshold accepting", Journal of Computational Physics 90(1), 1990.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from theseus.plan.orienteering.chance import draw
from theseus.plan.orienteering.change import change
from theseus.plan.orienteering.edits import full, put
from theseus.plan.orienteering.engine import Found
from theseus.plan.orienteering.repair import fill, look_again, weigh
from theseus.plan.orienteering.state import State, States, Work, better, copy, new_state, rate, room
from theseus.plan.orienteering.task import FREE, Routes, Task, Tours, in_rows, longest
from theseus.plan.orienteering.timing import NEVER, cheapest, road, schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.plan.orienteering.engine import Limit

ROUNDS, ROUND = 8, 5000  # of a whole search, each cooling down once; the most steps of one
THRESHOLD = 0.02  # of the best value: so much worse is still gone on with, at the begin of a round
SMALL = 4  # routes: of more, as much counts as if there were so few
_AT_ONCE = 250  # steps between two looks at the clock


def search(task: Task, limit: Limit, seed: int = 1, begin: Routes | None = None) -> Found:
    """Search for routes that collect as much as possible.

    Parameters
    ----------
    begin
        Routes to begin with; they have to be in time. Stops that are tied have to be in them, or are put in
        first if there is a place.

    Returns
    -------
    Found
        Never worse than what it began with.
    """
    n = len(task.service)
    if n == 0 or len(task.end) == 0:
        return Found(tuple(() for _ in task.end), 0.0, 0, cut_short=False)
    task = in_rows(task)
    states = States(new_state(task), new_state(task), new_state(task))
    work = room(task, seed)
    near = np.argsort(task.travel, axis=1, kind="stable").astype(np.int32)
    _begin(task, states.now, work, _as_array(task, begin))
    copy(states.now, states.best)
    round_ = min(max(limit.steps // ROUNDS, 1), ROUND)
    done = 0
    while done < limit.steps and not limit.expired():
        size = min(_AT_ONCE, limit.steps - done)
        _steps(task, near, states, work, done, size, round_)
        done += size
    best = states.best
    return Found(_routes(best.tours), float(best.score[0]), done, cut_short=done < limit.steps)


def _as_array(task: Task, routes: Routes | None) -> NDArray[np.int32]:
    found = np.full((len(task.end), longest(task) + 1), FREE, dtype=np.int32)
    for r, stops in enumerate(routes or ()):
        found[r, : len(stops)] = stops
    return found


def _routes(tours: Tours) -> Routes:
    return tuple(tuple(int(c) for c in row[:size]) for row, size in zip(tours.stops, tours.size, strict=True))


@njit(cache=True, nogil=True)
def _begin(task: Task, now: State, work: Work, given: NDArray[np.int32]) -> None:
    """Lay out the routes to begin with, put in what is tied, and fill up."""
    tours = now.tours
    for r in range(len(tours.size)):
        place = 0
        while given[r, place] != FREE:
            put(task, tours, given[r, place], r, place)
            place += 1
        schedule(task, tours, r)
    for stop in range(len(tours.route)):
        if task.tied[stop] != FREE and tours.route[stop] == FREE:
            _put_tied(task, tours, stop)
    for r in range(len(tours.size)):
        look_again(task, tours, now.offers, r)
    weigh(task, tours, 2.0, work.worth)
    fill(task, tours, now.offers, work.worth, 0.0, work.taken.barred, work.taken.touched, work.chance)
    rate(task, now)


@njit(cache=True)
def _put_tied(task: Task, tours: Tours, stop: int) -> None:
    """Put a tied stop where it takes least time; nowhere if it fits nowhere."""
    least, where, at = NEVER, FREE, 0
    for r in range(len(tours.size)):
        if task.shared[r] == task.tied[stop] and not full(task, tours, r):
            cost, place, _ = cheapest(road(task, tours, r), stop)
            if cost < least:
                least, where, at = cost, r, place
    if where != FREE:
        put(task, tours, stop, where, at)
        schedule(task, tours, where)


@njit(cache=True, nogil=True)
def _steps(
    task: Task,
    near: NDArray[np.int32],
    states: States,
    work: Work,
    done: int,
    count: int,
    round_: int,
) -> None:
    """Take so many steps."""
    now, best, trial = states
    share = min(1.0, SMALL / len(now.tours.size))
    for step in range(done, done + count):
        if step > 0 and step % round_ == 0:
            copy(best, now)
        copy(now, trial)
        change(task, near, trial, now, work)
        slack = THRESHOLD * share * best.score[0] * (1 - (step % round_) / round_)
        if better(trial, now) or trial.score[0] > now.score[0] - slack * draw(work.chance):
            copy(trial, now)
        if better(trial, best):
            copy(trial, best)
