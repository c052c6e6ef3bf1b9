"""The search: routes are sound, never worse than what it began with, the same for the same seed, and good."""

import csv
from pathlib import Path

import numpy as np
import orienteering
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orienteering_judge import best, made, worth

from theseus.plan.orienteering import FREE, Limit, knapsack_bound, search, value_of

INSTANCES = Path(__file__).parents[4] / "shared" / "instances"
QUICK = Limit(60)
seeds = st.integers(0, 2**31 - 1)
few = settings(max_examples=max(1, settings.default.max_examples // 2))


@few
@given(seed=seeds, stops=st.integers(0, 30), routes=st.integers(1, 4), price=st.sampled_from([0.0, 0.5]))
def test_routes_are_sound_and_worth_what_is_told_and_no_more_than_the_bound(seed, stops, routes, price):
    task = made(seed, stops=stops, routes=routes, price=price)
    found = search(task, QUICK, seed)
    assert worth(task, found.routes) == pytest.approx(found.value)
    assert value_of(task, found.routes) == pytest.approx(found.value)
    assert found.value <= knapsack_bound(task)


@few
@given(seed=seeds)
def test_the_same_seed_and_steps_give_the_same_routes(seed):
    task = made(seed)
    assert search(task, QUICK, seed) == search(task, QUICK, seed)


@few
@given(seed=seeds)
def test_what_it_begins_with_is_never_made_worse(seed):
    task = made(seed)
    first = search(task, Limit(0), seed)
    assert search(task, QUICK, seed, first.routes).value >= first.value


@few
@given(seed=seeds)
def test_what_is_tied_stays_in_its_group(seed):
    task = made(seed, tied=3, windows=False)
    found = search(task, QUICK, seed)
    where = {stop: int(task.shared[r]) for r, stops in enumerate(found.routes) for stop in stops}
    begun = search(task, Limit(0), seed)
    for stop in np.flatnonzero(task.tied != FREE):
        if any(stop in stops for stops in begun.routes):
            assert where[int(stop)] == task.tied[stop]


@pytest.mark.parametrize("seed", range(6))
def test_for_a_handful_of_stops_it_finds_the_best(seed):
    task = made(seed, stops=6, routes=2, price=0.2 * (seed % 2))
    assert search(task, Limit(400), 1).value == pytest.approx(best(task))


def test_what_fits_in_the_first_route_does_not_wait_for_a_later_one():
    task = made(1, stops=8, routes=6, windows=False, price=0.2)
    room = np.full(6, 1e4)
    later = 1 - 0.01 * np.arange(6)
    task = task._replace(
        travel=np.minimum(task.travel, 1.0),
        out=0 * task.out,
        back=0 * task.back,
        value=later[:, None] * (150 + np.arange(8.0)),
        end=room,
        most=room.astype(int),
        most_shared=room.astype(int),
    )
    first, *others = search(task, Limit(10), 1).routes
    assert (len(first), others) == (8, [()] * 5)


def test_time_that_runs_out_is_told():
    task = made(1)
    found = search(task, Limit(1000, expired=lambda: True))
    assert found.cut_short
    assert found.steps == 0
    worth(task, found.routes)


@pytest.mark.parametrize("name", ["c104", "rc201", "p1.3.n", "p5.3.t"])
def test_public_instances_come_close_to_the_best_known(name):
    if not INSTANCES.is_dir():
        pytest.skip(f"no public instances at {INSTANCES}")
    rows = csv.DictReader((INSTANCES / "reference.csv").read_text("utf-8").splitlines())
    (known,) = (row for row in rows if row["instance"] == name)
    task = orienteering.read(INSTANCES / f"{name}.txt", int(known["teams"]))
    found = search(task, Limit(3000), 1)
    assert worth(task, found.routes) >= 0.98 * float(known["reference"])
    assert float(known["reference"]) <= knapsack_bound(task)
