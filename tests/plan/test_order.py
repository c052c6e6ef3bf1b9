"""The order of a route: the same stops, in time, never longer, and straight where minutes do not tell."""

import datetime as dt
import itertools
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.model import Candidate, PlanProblem, Session
from theseus.plan.clockwork import holds, timed
from theseus.plan.order import shortened
from theseus.plan.orienteering import Limit
from theseus.plan.routes import solve
from theseus.plan.tasks import fitted

AS_OF = dt.date(2026, 11, 16)


def fit_of(*metres, depot=None, opens=()):
    """Places along a street, visited on one morning."""
    here = Session("s", "GM0226", AS_OF, dt.time(9), dt.time(12), (), 20, 0.0, None, depot)
    found = [Candidate(f"o{x}", "GM0226", float(x), 0.0, 10.0, 5.0, opens=opens) for x in metres]
    return fitted(PlanProblem(AS_OF, (here,), tuple(found)), [here], found)


def test_where_all_legs_take_a_minute_a_route_does_not_zigzag():
    fit = fit_of(0, 40, 80, 120, 160)
    assert shortened(fit, 0, (3, 0, 4, 1, 2)) in [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0)]


def test_it_begins_where_the_start_is_near():
    fit = fit_of(0, 40, 80, 120, 160, depot=(-30.0, 0.0))
    found = shortened(fit, 0, (3, 0, 4, 1, 2))
    assert metres(fit, found) == 2 * 190


def test_a_minute_is_worth_more_than_any_metres():
    fit = fit_of(0, 900, 1000, 5000)
    found = shortened(fit, 0, (2, 0, 3, 1))
    assert timed(fit.task, 0, found).over == min(
        timed(fit.task, 0, order).over for order in itertools.permutations(range(4))
    )


@settings(max_examples=40)
@given(data=st.data())
def test_the_same_stops_in_time_and_never_longer(problems, data):
    problem = data.draw(problems)
    for item in solve(problem, Limit(5)).inspections:
        places = {one.occupancy_id: one for one in problem.candidates}
        found = [places[visit.occupancy_id] for visit in item.visits if visit.team == 1]
        if not found:
            continue
        fit = fitted(problem, [item.session], found)
        before = data.draw(st.permutations(range(len(found))))
        if not holds(fit.task, 0, before):
            continue
        after = shortened(fit, 0, before)
        assert sorted(after) == sorted(before)
        assert holds(fit.task, 0, after)
        assert length(fit, after) <= length(fit, before)
        assert shortened(fit, 0, after) == after


def length(fit, order):
    """Minutes, then metres."""
    legs = list(itertools.pairwise(order))
    minutes = (
        fit.task.out[0, order[0]] + sum(fit.task.travel[leg] for leg in legs) + fit.task.back[0, order[-1]]
    )
    return minutes, metres(fit, order)


def metres(fit, order):
    session, at = fit.routes[0].session, [(fit.candidates[stop].x, fit.candidates[stop].y) for stop in order]
    home = session.finish or session.depot
    path = [*filter(None, [session.depot]), *at, *filter(None, [home])]
    return sum(math.dist(one, other) for one, other in itertools.pairwise(path))
