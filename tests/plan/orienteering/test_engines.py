"""Every engine: routes are sound, never worse than what it began with, the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from orienteering_judge import made, worth

from theseus.plan.orienteering import FREE, METHODS, Limit, knapsack_bound, value_of

QUICK = Limit(10)
seeds = st.integers(0, 2**31 - 1)
pytestmark = pytest.mark.parametrize(
    "engine", [method.engine() for method in METHODS], ids=lambda e: e.__name__
)


@given(seed=seeds, stops=st.integers(0, 30), routes=st.integers(1, 4), price=st.sampled_from([0.0, 0.5]))
def test_routes_are_sound_and_worth_what_is_told_and_no_more_than_the_bound(
    engine, seed, stops, routes, price
):
    task = made(seed, stops=stops, routes=routes, price=price)
    found = engine(task, QUICK, seed)
    assert worth(task, found.routes) == pytest.approx(found.value)
    assert value_of(task, found.routes) == pytest.approx(found.value)
    assert found.value <= knapsack_bound(task)


@given(seed=seeds)
def test_the_same_seed_and_steps_give_the_same_routes(engine, seed):
    task = made(seed)
    assert engine(task, QUICK, seed) == engine(task, QUICK, seed)


@given(seed=seeds)
def test_what_it_begins_with_is_never_made_worse(engine, seed):
    task = made(seed)
    first = METHODS[-1].engine()(task, QUICK, seed)
    found = engine(task, QUICK, seed, first.routes)
    assert worth(task, found.routes) >= first.value


@given(seed=seeds)
def test_what_is_tied_and_was_in_stays_in_its_group(engine, seed):
    task = made(seed, tied=3, windows=False)
    begun = METHODS[-1].engine()(task, QUICK, seed)
    found = engine(task, QUICK, seed, begun.routes)
    where = {stop: int(task.shared[r]) for r, stops in enumerate(found.routes) for stop in stops}
    inside = {stop for stops in begun.routes for stop in stops}
    for stop in inside.intersection(np.flatnonzero(task.tied != FREE).tolist()):
        assert where[stop] == task.tied[stop]


def test_time_that_runs_out_is_told(engine):
    task = made(1)
    found = engine(task, Limit(1000, expired=lambda: True))
    assert found.cut_short
    assert found.steps == 0
    worth(task, found.routes)
