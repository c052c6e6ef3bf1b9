"""The bound: no routes are worth more, whenever it is cut short; it only comes down; the same every time."""

import csv
import itertools
from pathlib import Path

import numpy as np
import orienteering
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orienteering_judge import best, made

import theseus.plan.orienteering.flow as flow_module
from theseus.plan.orienteering import Limit, bound, knapsack_bound, part, usable, value_of
from theseus.plan.orienteering.bound import bounds
from theseus.plan.orienteering.flow import Flow
from theseus.plan.orienteering.islands import islands
from theseus.plan.orienteering.kinds import kinds
from theseus.plan.orienteering.knapsack import packed_in

INSTANCES = Path(__file__).parents[4] / "shared" / "instances"
SHORT = Limit(6)
seeds = st.integers(0, 2**31 - 1)
few = settings(max_examples=max(1, settings.default.max_examples // 2))


@few
@given(seed=seeds, price=st.sampled_from([0.0, 0.2, 0.5]), tied=st.integers(0, 2), windows=st.booleans())
def test_no_routes_of_a_handful_of_stops_are_worth_more_after_any_round(seed, price, tied, windows):
    task = made(seed, stops=5, routes=2, price=price, tied=tied, windows=windows)
    assert min(bounds(task, SHORT)) >= best(task) - 1e-9


@few
@given(seed=seeds, stops=st.integers(0, 40), routes=st.integers(1, 5), price=st.sampled_from([0.0, 0.5]))
def test_what_the_search_finds_is_worth_no_more(seed, stops, routes, price):
    task = made(seed, stops=stops, routes=routes, price=price)
    found = usable().engine()(task, Limit(60), seed)
    assert value_of(task, found.routes) <= bound(task, SHORT)


@few
@given(seed=seeds)
def test_it_only_comes_down_from_the_packing_and_is_the_same_every_time(seed):
    task = made(seed, stops=15, price=0.5)
    told = list(bounds(task, SHORT))
    assert told[0] == knapsack_bound(task)
    assert all(later <= sooner for sooner, later in itertools.pairwise(told))
    cut_short = min(2, len(told) - 1)
    assert list(bounds(task, Limit(cut_short))) == told[: cut_short + 1]


@few
@given(seed=seeds, price=st.sampled_from([0.0, 0.5]), rounds=st.integers(1, 3))
def test_what_is_not_in_the_program_counts_too(seed, price, rounds):
    """Begun with next to no visits, so that the first rounds lack nearly all of them."""
    task = made(seed, stops=5, routes=2, price=price)
    alike = kinds(task)
    none = np.zeros((len(alike), 5))
    flow = Flow(task, alike, packed_in(task, alike), none)
    for _ in range(rounds):
        assert flow.bound() >= best(task) - 1e-6


def test_kinds_with_a_flow_of_their_own_come_no_higher(monkeypatch):
    task = made(4, stops=20, routes=3, windows=False, price=0.5)
    task = task._replace(out=task.out[[0, 0, 0]], back=task.back[[0, 0, 0]])
    apart = bound(task)
    monkeypatch.setattr(flow_module, "_APART", 0)
    assert apart < bound(task)


def test_a_solver_without_end_leaves_what_was_found_before(monkeypatch):
    task = made(1, stops=20, routes=3, price=0.5)
    monkeypatch.setattr(flow_module, "_PATIENCE", 1)
    assert list(bounds(task, SHORT)) == [knapsack_bound(task)]


def test_a_flow_that_lacks_nothing_is_complete():
    told = list(bounds(_two_far_pairs(), Limit(60)))
    assert len(told) < 10


def test_time_that_runs_out_leaves_the_packing():
    task = made(1, price=0.5)
    assert list(bounds(task, Limit(9, lambda: True))) == [knapsack_bound(task)]


def _two_far_pairs():
    """Four stops, two and two at one place, thirty minutes from each other and from the start."""
    task = made(1, stops=4, routes=1, windows=False, price=1.0)
    place = np.array([0, 0, 1, 1])
    return task._replace(
        travel=30.0 * (place[:, None] != place),
        out=np.full((1, 4), 30.0),
        back=np.full((1, 4), 30.0),
        service=np.full(4, 5.0),
        value=np.full((1, 4), 100.0),
        end=task.begin + 300.0,
        most=np.array([9]),
        most_shared=np.array([9]),
    )


def test_stops_at_one_place_have_to_be_reached():
    task = _two_far_pairs()
    assert knapsack_bound(task) == pytest.approx(400.0, abs=0.01)
    assert bound(task) == pytest.approx(400.0 - 90.0, abs=0.01)
    assert best(task) == 310.0


def test_stops_that_legs_join_are_sets_and_all_of_them_are_none():
    one, other, flow = np.array([0, 1, 2]), np.array([1, 0, 3]), np.array([1.0, 1.0, 0.3])
    found = [np.flatnonzero(inside).tolist() for inside in islands(5, one, other, flow)]
    assert sorted(found) == [[0, 1], [2, 3]]
    assert list(islands(2, np.array([0]), np.array([1]), np.array([1.0]))) == []


def test_a_part_of_a_task_asks_the_same_of_its_stops():
    task = made(3, stops=9)
    kept = np.array([1, 4, 8])
    some = part(task, kept)
    assert some.travel[0, 2] == task.travel[1, 8]
    assert some.value[:, 1].tolist() == task.value[:, 4].tolist()
    assert value_of(some, ((0, 2), (1,), ())) == value_of(task, ((1, 8), (4,), ()))


@pytest.mark.parametrize("name", ["c104", "r104", "c203", "p1.3.n", "p4.2.g", "p6.2.k"])
def test_the_best_known_of_public_instances_is_worth_no_more(name):
    if not INSTANCES.is_dir():
        pytest.skip(f"no public instances at {INSTANCES}")
    rows = csv.DictReader((INSTANCES / "reference.csv").read_text("utf-8").splitlines())
    (known,) = (row for row in rows if row["instance"] == name)
    task = orienteering.read(INSTANCES / f"{name}.txt", int(known["teams"]))
    assert float(known["reference"]) <= bound(task) < knapsack_bound(task)
