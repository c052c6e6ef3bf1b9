"""A few visits get no inspection of their own where an earlier one has room for all of them."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.model import Candidate, Pin, PlanProblem, Session
from theseus.plan.clockwork import holds
from theseus.plan.gather import HOLDING, gathered
from theseus.plan.orienteering import Limit, value_of
from theseus.plan.routes import solve
from theseus.plan.tasks import fitted

AS_OF = dt.date(2026, 11, 16)
FIRST, SECOND = dt.date(2026, 12, 1), dt.date(2027, 1, 12)


def session(name, day, room=20):
    return Session(name, "GM0226", day, dt.time(9), dt.time(15), ("ODRA",), room, 110.0, None, None)


TWO = (session("s1", FIRST), session("s2", SECOND))
# Three here, three two kilometres on: by the minute it is cheaper to visit those on a day of their own.
SIX = tuple(
    Candidate(f"o{n}", "GM0226", 200000.0 + 30 * n + 2000 * (n // 3), 440000.0, 9.0, 12.0) for n in range(6)
)


def held(problem):
    return {item.session.session_id: len(item.visits) for item in solve(problem, Limit(50)).inspections}


def test_what_an_earlier_inspection_has_room_for_gets_no_day_of_its_own():
    assert held(PlanProblem(AS_OF, TWO, SIX)) == {"s1": 6, "s2": 0}


@pytest.mark.parametrize("room", [3, 5])
def test_where_not_all_fit_nobody_moves(room):
    sessions = (session("s1", FIRST, room), TWO[1])
    assert (
        held(PlanProblem(AS_OF, sessions, SIX))["s2"] == 6 - held(PlanProblem(AS_OF, sessions, SIX))["s1"] > 0
    )


def test_an_inspection_with_a_visit_that_is_tied_to_it_is_held():
    problem = PlanProblem(AS_OF, TWO, SIX, pins=(Pin("o5", "s2"),))
    assert held(problem)["s2"] >= 1


def test_far_away_is_worth_a_day_of_its_own():
    far = tuple(dataclasses.replace(one, x=one.x + 60_000 * (n // 3)) for n, one in enumerate(SIX))
    assert held(PlanProblem(AS_OF, TWO, far)) == {"s1": 3, "s2": 3}


@settings(max_examples=40)
@given(data=st.data())
def test_all_are_visited_as_before_by_rules_and_for_little(problems, data):
    problem = data.draw(problems)
    for code in ("GM0226", "GM0293"):
        sessions = sorted((s for s in problem.sessions if s.municipality_code == code), key=lambda s: s.date)
        here = [c for c in problem.candidates if c.municipality_code == code and c.x == c.x]
        if not sessions or not here:
            continue
        fit = fitted(problem, sessions, here)
        stops = list(range(len(here)))
        before = tuple(
            tuple(stops.pop() for _ in range(data.draw(st.integers(0, 2))) if stops) for _ in fit.routes
        )
        if not all(holds(fit.task, r, row) for r, row in enumerate(before)):
            continue
        after = gathered(fit, before)
        assert sorted(stop for row in after for stop in row) == sorted(stop for row in before for stop in row)
        assert all(holds(fit.task, r, row) for r, row in enumerate(after))
        moved = [stop for r, row in enumerate(after) for stop in row if stop not in before[r]]
        assert all(
            fit.task.value[r, stop] > 0 for r, row in enumerate(after) for stop in row if stop in moved
        )
        assert value_of(fit.task, after) > value_of(fit.task, before) - HOLDING * len(sessions)
