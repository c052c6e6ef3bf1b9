"""Where a search is: routes with what is known of them, and room to work in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from theseus.plan.orienteering import chance as chances
from theseus.plan.orienteering.destroy import Taken
from theseus.plan.orienteering.repair import Offers, no_offers
from theseus.plan.orienteering.task import FREE, Task, Tours, longest, no_tours

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EVEN = 1e-9


class State(NamedTuple):
    """A set of tours with what is known of them; ``score`` is its value and its travel."""

    tours: Tours
    offers: Offers
    score: NDArray[np.float64]


class States(NamedTuple):
    """Where the search is, the best it was at, and what it tries."""

    now: State
    best: State
    trial: State


class Work(NamedTuple):
    """Room to work in."""

    worth: NDArray[np.float64]
    taken: Taken
    moved: NDArray[np.bool_]
    other: NDArray[np.bool_]
    order: NDArray[np.int32]
    also: NDArray[np.int32]
    legs: NDArray[np.float64]
    back: NDArray[np.float64]
    chance: NDArray[np.uint64]


def new_state(task: Task) -> State:
    """Return empty routes."""
    return State(no_tours(task), no_offers(task), np.zeros(2))


def room(task: Task, seed: int) -> Work:
    """Return room to work in."""
    m, n = task.out.shape
    wide = longest(task) + 2
    return Work(
        worth=np.zeros((n, m)),
        taken=Taken(np.zeros(n, dtype=np.bool_), np.zeros(m, dtype=np.bool_)),
        moved=np.zeros(m, dtype=np.bool_),
        other=np.zeros(m, dtype=np.bool_),
        order=np.zeros(2 * wide, dtype=np.int32),
        also=np.zeros(2 * wide, dtype=np.int32),
        legs=np.zeros((wide, wide)),
        back=np.zeros((wide, wide)),
        chance=chances.begin(seed),
    )


@njit(cache=True)
def rate(task: Task, state: State) -> None:
    """Work out the score."""
    value = 0.0
    for stop in range(len(state.tours.route)):
        if state.tours.route[stop] != FREE:
            value += task.value[state.tours.route[stop], stop]
    travel = 0.0
    for r in range(len(state.tours.size)):
        travel += state.tours.legs[r, : state.tours.size[r] + 1].sum()
    state.score[0], state.score[1] = value - task.price * travel, travel


@njit(cache=True)
def copy(one: State, other: State) -> None:
    """Write one state over another."""
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
def better(one: State, other: State) -> bool:
    """More value, or as much with less travel."""
    more = one.score[0] - other.score[0]
    return bool(more > _EVEN or (more > -_EVEN and one.score[1] < other.score[1] - _EVEN))
