"""Every swap keeps the routes sound and brings value; where there is none left, none of all swaps would."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from orienteering_judge import made, worth

from theseus.plan.orienteering import FREE
from theseus.plan.orienteering.search import _as_array, _begin, _routes
from theseus.plan.orienteering.state import new_state, room
from theseus.plan.orienteering.swaps import replace, swap
from theseus.plan.orienteering.task import in_rows
from theseus.plan.orienteering.timing import schedule

seeds = st.integers(0, 2**31 - 1)
few = settings(max_examples=max(1, settings.default.max_examples // 2))
GAINED = 1e-6


def filled(seed, **kinds):
    """A task, and routes that were filled once."""
    task = in_rows(made(seed, price=0.5, **kinds))
    task.value[:, task.tied != FREE] += 1.0  # who is tied may be there
    state, work = new_state(task), room(task, seed)
    _begin(task, state, work, _as_array(task, None))
    return task, state.tours, work


def instead(stops, gone, come):
    """Every way to have one stop instead of another, the others in their order."""
    rest = [stop for stop in stops if stop != gone]
    return [[*rest[:place], come, *rest[place:]] for place in range(len(rest) + 1)]


def sound_worth(task, routes):
    try:
        return worth(task, routes)
    except AssertionError:
        return -np.inf


def best_swap(task, routes, r, s):
    """The most that routes are worth after any swap of two of them."""
    found = [-np.inf]
    for stop, mate in itertools.product(routes[r], routes[s]):
        for one, other in itertools.product(instead(routes[r], stop, mate), instead(routes[s], mate, stop)):
            now = {r: one, s: other}
            found.append(sound_worth(task, [now.get(q, stops) for q, stops in enumerate(routes)]))
    return max(found)


@few
@given(seed=seeds, windows=st.booleans(), tied=st.integers(0, 2))
def test_each_swap_is_sound_and_brings_value(seed, windows, tied):
    task, tours, work = filled(seed, windows=windows, tied=tied)
    before = worth(task, _routes(tours))
    for r, s in itertools.permutations(range(len(task.end)), 2):
        for _ in range(3):
            if not swap(task, tours, r, s, work.order, work.also):
                break
            schedule(task, tours, r)
            schedule(task, tours, s)
            now = worth(task, _routes(tours))
            assert now > before
            before = now
    assert [int(r) for r in tours.route] == routes_of(task, _routes(tours))


@few
@given(seed=seeds, windows=st.booleans(), tied=st.integers(0, 2))
def test_each_replacement_is_sound_and_brings_value(seed, windows, tied):
    task, tours, work = filled(seed, windows=windows, tied=tied)
    before = worth(task, _routes(tours))
    for r in range(len(task.end)):
        while (gone := replace(task, tours, r, work.order)) != FREE:
            schedule(task, tours, r)
            assert tours.route[gone] == FREE
            now = worth(task, _routes(tours))
            assert now > before
            before = now
    assert [int(r) for r in tours.route] == routes_of(task, _routes(tours))


def routes_of(task, routes):
    """Per stop its route."""
    found = [FREE] * len(task.service)
    for r, stops in enumerate(routes):
        for stop in stops:
            found[stop] = r
    return found


@few
@given(seed=seeds)
def test_without_windows_no_swap_is_left_that_brings_more(seed):
    task, tours, work = filled(seed, stops=12, routes=2, windows=False)
    task = task._replace(end=task.end + 1e4)  # time does not bind, so the cheapest place is the best
    for r in range(2):
        schedule(task, tours, r)
    while swap(task, tours, 0, 1, work.order, work.also):
        for r in range(2):
            schedule(task, tours, r)
    routes = _routes(tours)
    assert best_swap(task, routes, 0, 1) <= worth(task, routes) + 2 * GAINED
