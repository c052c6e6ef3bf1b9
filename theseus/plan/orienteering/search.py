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

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from theseus.plan.orienteering import chance as chances
from theseus.plan.orienteering.chance import draw
from theseus.plan.orienteering.destroy import Taken, destroy, take
from theseus.plan.orienteering.moves import between, shift, swap_ends, turn
from theseus.plan.orienteering.repair import (
    Offers,
    fill,
    full,
    look,
    look_again,
    no_offers,
    put,
    weigh,
)
from theseus.plan.orienteering.task import FREE, Routes, Task, Tours, longest, no_tours
from theseus.plan.orienteering.timing import NEVER, cheapest, road, schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

STEPS = 20_000
ROUNDS, ROUND = 8, 5000  # of a whole search, each cooling down once; the most steps of one
THRESHOLD = 0.02  # of the best value: so much worse is still gone on with, at the begin of a round
_AT_ONCE = 250  # steps between two looks at the clock
_POWERS = (0.5, 2.0)  # values count to a power drawn from here, and so wide
_NOISE, _WITHOUT = 0.8, 0.3
_POLISHES, _EXCHANGES = 6, 3
_EVEN = 1e-9


@dataclass(frozen=True)
class Limit:
    """How long is searched.

    Attributes
    ----------
    steps
        Routes taken apart and filled again.
    expired
        Asked now and then; True ends the search. The result then depends on the machine, and says so.
    """

    steps: int = STEPS
    expired: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Found:
    """The best routes that were found.

    Attributes
    ----------
    steps
        How many were taken.
    cut_short
        True if time ran out before.
    """

    routes: Routes
    value: float
    steps: int
    cut_short: bool


class _State(NamedTuple):
    """A set of tours with what is known of them; ``score`` is its value and its travel."""

    tours: Tours
    offers: Offers
    score: NDArray[np.float64]


class _States(NamedTuple):
    """Where the search is, the best it was at, and what it tries."""

    now: _State
    best: _State
    trial: _State


class _Work(NamedTuple):
    """Room to work in."""

    worth: NDArray[np.float64]
    taken: Taken
    moved: NDArray[np.bool_]
    order: NDArray[np.int32]
    also: NDArray[np.int32]
    legs: NDArray[np.float64]
    back: NDArray[np.float64]
    chance: NDArray[np.uint64]


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
    states = _States(_state(task), _state(task), _state(task))
    work = _room(task, seed)
    near = np.argsort(task.travel, axis=1, kind="stable").astype(np.int32)
    _begin(task, states.now, work, _as_array(task, begin))
    _copy(states.now, states.best)
    round_ = min(max(limit.steps // ROUNDS, 1), ROUND)
    done = 0
    while done < limit.steps and not limit.expired():
        size = min(_AT_ONCE, limit.steps - done)
        _steps(task, near, states, work, done, size, round_)
        done += size
    best = states.best
    return Found(_routes(best.tours), float(best.score[0]), done, cut_short=done < limit.steps)


def _state(task: Task) -> _State:
    return _State(no_tours(task), no_offers(task), np.zeros(2))


def _room(task: Task, seed: int) -> _Work:
    m, n = task.out.shape
    wide = longest(task) + 2
    return _Work(
        worth=np.zeros((n, m)),
        taken=Taken(np.zeros(n, dtype=np.bool_), np.zeros(m, dtype=np.bool_)),
        moved=np.zeros(m, dtype=np.bool_),
        order=np.zeros(2 * wide, dtype=np.int32),
        also=np.zeros(2 * wide, dtype=np.int32),
        legs=np.zeros((wide, wide)),
        back=np.zeros((wide, wide)),
        chance=chances.begin(seed),
    )


def _as_array(task: Task, routes: Routes | None) -> NDArray[np.int32]:
    found = np.full((len(task.end), longest(task) + 1), FREE, dtype=np.int32)
    for r, stops in enumerate(routes or ()):
        found[r, : len(stops)] = stops
    return found


def _routes(tours: Tours) -> Routes:
    return tuple(tuple(int(c) for c in row[:size]) for row, size in zip(tours.stops, tours.size, strict=True))


@njit(cache=True)
def _begin(task: Task, now: _State, work: _Work, given: NDArray[np.int32]) -> None:
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
    _rate(task, now)


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


@njit(cache=True)
def _rate(task: Task, state: _State) -> None:
    value = 0.0
    for stop in range(len(state.tours.route)):
        if state.tours.route[stop] != FREE:
            value += task.value[state.tours.route[stop], stop]
    travel = 0.0
    for r in range(len(state.tours.size)):
        travel += state.tours.legs[r, : state.tours.size[r] + 1].sum()
    state.score[0], state.score[1] = value - task.price * travel, travel


@njit(cache=True)
def _copy(one: _State, other: _State) -> None:
    for r in range(len(one.tours.size)):
        size = one.tours.size[r] + 1
        other.tours.stops[r, :size] = one.tours.stops[r, :size]
        other.tours.leaves[r, :size] = one.tours.leaves[r, :size]
        other.tours.legs[r, :size] = one.tours.legs[r, :size]
        other.tours.latest[r, :size] = one.tours.latest[r, :size]
    other.tours.size[:] = one.tours.size
    other.tours.together[:] = one.tours.together
    other.tours.route[:] = one.tours.route
    other.offers.cost[:] = one.offers.cost
    other.offers.place[:] = one.offers.place
    other.score[:] = one.score


@njit(cache=True)
def _steps(
    task: Task,
    near: NDArray[np.int32],
    states: _States,
    work: _Work,
    done: int,
    count: int,
    round_: int,
) -> None:
    """Take so many steps."""
    now, best, trial = states
    for step in range(done, done + count):
        if step > 0 and step % round_ == 0:
            _copy(best, now)
        _copy(now, trial)
        _change(task, near, trial, now, work)
        slack = THRESHOLD * best.score[0] * (1 - (step % round_) / round_)
        if _better(trial, now) or trial.score[0] > now.score[0] - slack * draw(work.chance):
            _copy(trial, now)
        if _better(trial, best):
            _copy(trial, best)


@njit(cache=True)
def _better(one: _State, other: _State) -> bool:
    """More value, or as much with less travel."""
    more = one.score[0] - other.score[0]
    return bool(more > _EVEN or (more > -_EVEN and one.score[1] < other.score[1] - _EVEN))


@njit(cache=True)
def _change(task: Task, near: NDArray[np.int32], trial: _State, now: _State, work: _Work) -> None:
    """Take stops out and fill up again, shortening what is other than before."""
    tours, offers = trial.tours, trial.offers
    work.taken.barred[:] = False
    work.taken.touched[:] = False
    destroy(task, tours, near, work.taken, work.chance)
    _offer_again(task, trial, now, work.taken.touched)
    weigh(task, tours, _POWERS[0] + _POWERS[1] * draw(work.chance), work.worth)
    noise = 0.0 if draw(work.chance) < _WITHOUT else _NOISE * draw(work.chance)
    fill(task, tours, offers, work.worth, noise, work.taken.barred, work.taken.touched, work.chance)
    work.taken.barred[:] = False
    for polish in range(_POLISHES):
        shorter = _shorten(task, tours, work, polish < _EXCHANGES)
        if not shorter and polish > 0:
            break
        for r in range(len(tours.size)):
            if work.moved[r]:
                look_again(task, tours, offers, r)
        before = tours.size.sum()
        fill(task, tours, offers, work.worth, 0.0, work.taken.barred, work.taken.touched, work.chance)
        if tours.size.sum() == before and not shorter:
            break
    if task.price > 0:
        _drop(task, trial, work)
    _rate(task, trial)


@njit(cache=True)
def _drop(task: Task, state: _State, work: _Work) -> None:
    """Take out what does not earn its travel."""
    tours = state.tours
    for r in range(len(tours.size)):
        place = 0
        while work.taken.touched[r] and place < tours.size[r]:
            stop, size = tours.stops[r, place], tours.size[r]
            one = tours.stops[r, place - 1] if place > 0 else FREE
            other = tours.stops[r, place + 1] if place + 1 < size else FREE
            direct = _direct(task, r, one, other)
            saved = tours.legs[r, place] + tours.legs[r, place + 1] - direct
            if task.value[r, stop] < task.price * saved and take(
                task, tours, r, place, work.taken, work.chance
            ):
                schedule(task, tours, r)
                for s in range(len(tours.size)):
                    look_again(task, tours, state.offers, s)
                place = max(place - 1, 0)
            else:
                place += 1


@njit(cache=True)
def _direct(task: Task, r: int, one: int, other: int) -> float:
    """Travel past a stop that is taken out; ``FREE`` stands for the ends of the route."""
    if one == FREE:
        return 0.0 if other == FREE else float(task.out[r, other])
    return float(task.back[r, one] if other == FREE else task.travel[one, other])


@njit(cache=True)
def _offer_again(task: Task, trial: _State, now: _State, touched: NDArray[np.bool_]) -> None:
    """Look again at routes that lost stops, and everywhere for the stops that were lost."""
    tours = trial.tours
    for r in range(len(tours.size)):
        if touched[r]:
            schedule(task, tours, r)
            look_again(task, tours, trial.offers, r)
            continue
        sought = tours.route == FREE
        if not full(task, now.tours, r):
            sought &= now.tours.route != FREE
        look(task, tours, trial.offers, r, sought)


@njit(cache=True)
def _shorten(task: Task, tours: Tours, work: _Work, exchange: bool) -> bool:  # noqa: FBT001 - numba takes no keywords
    """Shorten the routes that are other than before; ``work.moved`` tells which are now."""
    work.moved[:] = False
    m = len(tours.size)
    for r in range(m):
        while work.taken.touched[r] and _better_order(task, tours, r, work):
            work.moved[r] = True
    for r in range(m if exchange else 0):
        for s in range(r + 1, m):
            if not (work.taken.touched[r] or work.taken.touched[s]):
                continue
            if swap_ends(task, tours, r, s, work.legs, work.back, work.order, work.also):
                for route in (r, s):
                    work.taken.touched[route] = work.moved[route] = True
                    schedule(task, tours, route)
    return bool(work.moved.any())


@njit(cache=True)
def _better_order(task: Task, tours: Tours, r: int, work: _Work) -> bool:
    between(task, tours, r, r, work.legs)
    if turn(task, tours, r, work.legs, work.order) or shift(task, tours, r, work.legs, work.order):
        schedule(task, tours, r)
        return True
    return False
