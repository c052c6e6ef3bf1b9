import datetime as dt
import math
import random
import tracemalloc

import numpy as np

from theseus.model import Candidate, PlanProblem, Session
from theseus.plan.orienteering import part
from theseus.plan.straight import Straight
from theseus.plan.tasks import fitted

AS_OF = dt.date(2026, 11, 16)
PACE = 1.3 * 60 / 15_000


def places(count):
    dice = random.Random(5)  # noqa: S311 - made places, no secret
    return np.array([(dice.uniform(0, 9000), dice.uniform(0, 9000)) for _ in range(count)])


def test_one_leg_and_a_table_of_legs_are_whole_minutes_rounded_up():
    xy = places(40)
    travel, some, others = Straight(xy, PACE), np.arange(0, 40, 3), np.arange(7)
    table = travel[np.ix_(some, others)]
    assert table.shape == (14, 7)
    for row, one in enumerate(some):
        for column, other in enumerate(others):
            expected = math.ceil(math.dist(xy[one], xy[other]) * PACE - 1e-9)
            assert table[row, column] == travel[one, other] == expected


def test_an_artefact_of_floats_costs_no_minute():
    travel = Straight(np.array([(0.0, 0.0), (3000.0 * (1 + 1e-14), 0.0)]), 0.001)
    assert travel[0, 1] == 3


def test_memory_grows_with_the_candidates_and_with_the_square_of_those_looked_at_only():
    many = 8000
    candidates = [Candidate(f"o{n}", "GM0226", x, y, 10.0, 12.0) for n, (x, y) in enumerate(places(many))]
    session = Session("s1", "GM0226", AS_OF, dt.time(9), dt.time(15), (), 20)
    problem = PlanProblem(AS_OF, (session,), tuple(candidates))
    tracemalloc.start()
    task = part(fitted(problem, [session], candidates).task, np.arange(80))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert task.travel.shape == (80, 80)
    assert peak < 8 * many**2 / 10
