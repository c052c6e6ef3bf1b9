"""The search finds the best of small tasks, and comes close to the best known of public ones."""

import csv
from pathlib import Path

import numpy as np
import orienteering
import pytest
from orienteering_judge import best, made, worth

from theseus.plan.orienteering import Limit, knapsack_bound
from theseus.plan.orienteering.search import _steps, search
from theseus.plan.orienteering.task import part

INSTANCES = Path(__file__).parents[4] / "shared" / "instances"


@pytest.mark.parametrize("seed", range(6))
def test_for_a_handful_of_stops_it_finds_the_best(seed):
    task = made(seed, stops=6, routes=2, price=0.2 * (seed % 2))
    assert search(task, Limit(400), 1).value == pytest.approx(best(task))


def test_of_one_part_of_a_task_nothing_is_compiled_anew():
    """Columns that are picked lie in memory column by column, which numba sees as another type."""
    task = made(1, stops=8, routes=3)
    assert part(task, np.arange(8)).out.flags.f_contiguous
    whole = search(task, Limit(50), 1)
    compiled = len(_steps.signatures)
    assert search(part(task, np.arange(8)), Limit(50), 1).routes == whole.routes
    assert len(_steps.signatures) == compiled


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
