"""One step of the search: stops go, others come, routes are shortened. Compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba import njit

from theseus.plan.orienteering.chance import draw
from theseus.plan.orienteering.destroy import destroy, take
from theseus.plan.orienteering.edits import full, saved_without
from theseus.plan.orienteering.moves import between, relocate, shift, swap_ends, turn
from theseus.plan.orienteering.repair import Offers, fill, look, look_again, look_for, weigh
from theseus.plan.orienteering.state import State, Work, rate
from theseus.plan.orienteering.swaps import replace, swap
from theseus.plan.orienteering.task import FREE, Task, Tours
from theseus.plan.orienteering.timing import schedule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_POWERS = (0.5, 2.0)  # values count to a power drawn from here, and so wide
_NOISE, _WITHOUT = 0.8, 0.3
_POLISHES, _EXCHANGES = 6, 3


@njit(cache=True)
def change(task: Task, near: NDArray[np.int32], trial: State, now: State, work: Work) -> None:
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
        shorter = _shorten(task, tours, offers, work, polish < _EXCHANGES)
        if not shorter and polish > 0:
            break
        for r in range(len(tours.size)):
            if work.moved[r]:
                look_again(task, tours, offers, r)
        before = tours.size.sum()
        work.taken.touched[:] = work.other
        fill(task, tours, offers, work.worth, 0.0, work.taken.barred, work.taken.touched, work.chance)
        if tours.size.sum() == before and not shorter:
            break
    if task.price > 0:
        _drop(task, trial, work)
    rate(task, trial)


@njit(cache=True)
def _drop(task: Task, state: State, work: Work) -> None:
    """Take out what does not earn its travel."""
    tours = state.tours
    for r in range(len(tours.size)):
        place = 0
        while place < tours.size[r]:
            stop = tours.stops[r, place]
            if task.value[r, stop] < task.price * saved_without(task, tours, r, place) and take(
                task, tours, r, place, work.taken, work.chance
            ):
                schedule(task, tours, r)
                for s in range(len(tours.size)):
                    look_again(task, tours, state.offers, s)
                place = max(place - 1, 0)
            else:
                place += 1


@njit(cache=True)
def _offer_again(task: Task, trial: State, now: State, touched: NDArray[np.bool_]) -> None:
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
def _shorten(task: Task, tours: Tours, offers: Offers, work: Work, exchange: bool) -> bool:  # noqa: FBT001 - numba takes no keywords
    """Shorten the routes that are other than before; ``work.moved`` tells whose offers changed.

    ``work.other`` tells which routes are other than before by it.
    """
    work.moved[:] = False
    work.other[:] = False
    m, touched = len(tours.size), work.taken.touched
    for r in range(m):
        while touched[r] and _better_order(task, tours, r, work):
            work.moved[r] = work.other[r] = True
    for r in range(m if exchange else 0):
        for s in range(r + 1, m):
            if touched[r] or touched[s] or work.other[r] or work.other[s]:
                while _exchange(task, tours, r, s, work):
                    _exchanged(task, tours, r, s, work)
        if task.price > 0 and (touched[r] or work.other[r]):
            gone = replace(task, tours, r, work.order)
            while gone != FREE:
                _exchanged(task, tours, r, r, work)
                look_for(task, tours, offers, gone)
                gone = replace(task, tours, r, work.order)
    return bool(work.moved.any())


@njit(cache=True)
def _exchange(task: Task, tours: Tours, r: int, s: int, work: Work) -> bool:
    """Exchange something between two routes; False if that helps nowhere."""
    if swap_ends(task, tours, r, s, work.legs, work.back, work.order, work.also):
        return True
    if task.price == 0:
        return False
    if relocate(task, tours, r, s) or relocate(task, tours, s, r):
        return True
    return swap(task, tours, r, s, work.order, work.also)


@njit(cache=True)
def _exchanged(task: Task, tours: Tours, r: int, s: int, work: Work) -> None:
    """Tell that two routes have other stops: their groups may have room now, or none any more."""
    one, two = task.shared[r], task.shared[s]
    for route in (r, s):
        schedule(task, tours, route)
        work.other[route] = True
    for route in range(len(tours.size)):
        if task.shared[route] in (one, two):
            work.moved[route] = True


@njit(cache=True)
def _better_order(task: Task, tours: Tours, r: int, work: Work) -> bool:
    between(task, tours, r, r, work.legs)
    if turn(task, tours, r, work.legs, work.order) or shift(task, tours, r, work.legs, work.order):
        schedule(task, tours, r)
        return True
    return False
