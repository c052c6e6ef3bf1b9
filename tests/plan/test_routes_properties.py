"""What holds for the plan of any problem, whatever engine made it; problems are drawn in conftest."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.model import Pin
from theseus.plan.judge import violations
from theseus.plan.orienteering import METHODS, Limit
from theseus.plan.routes import solve

QUICK = Limit(20)


def visits(plan):
    return {(item.session.session_id, visit) for item in plan.inspections for visit in item.visits}


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.module)
@given(data=st.data())
def test_no_hard_rule_is_ever_broken_and_everybody_is_accounted_for(problems, method, data):
    plan = solve(data.draw(problems), QUICK, method)
    assert violations(plan) == []
    told = [visit.occupancy_id for _, visit in visits(plan)] + [one.occupancy_id for one in plan.unplanned]
    assert sorted(told) == sorted(one.occupancy_id for one in plan.problem.candidates)


@given(data=st.data())
def test_the_same_problem_gives_the_same_plan_in_any_order(problems, data):
    first = solve(data.draw(problems), QUICK)
    problem = first.problem
    turned = dataclasses.replace(
        problem, sessions=problem.sessions[::-1], candidates=problem.candidates[::-1]
    )
    again, other = solve(problem, QUICK), solve(turned, QUICK)
    assert first == again
    assert (first.inspections, first.unplanned, first.notes) == (
        other.inspections,
        other.unplanned,
        other.notes,
    )


@given(data=st.data())
def test_a_municipality_is_planned_as_if_it_were_alone(problems, data):
    whole = solve(data.draw(problems), QUICK)
    held = {item.session.session_id for item in whole.inspections}
    for code in {one.municipality_code for one in whole.problem.sessions}:
        sessions = [one for one in whole.problem.sessions if one.session_id in held]
        own = tuple(one for one in sessions if one.municipality_code == code)
        alone = solve(dataclasses.replace(whole.problem, sessions=own), QUICK)
        assert visits(alone) <= visits(whole)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.module)
@given(data=st.data())
def test_a_visit_that_is_pinned_stays_where_it_is(problems, method, data):
    first = solve(data.draw(problems), QUICK)
    announced = tuple(
        Pin(visit.occupancy_id, item.session.session_id, visit.team)
        for item in first.inspections
        for visit in item.visits
        if data.draw(st.booleans())
    )
    changes = {
        "pins": announced,
        "before": announced,
        "candidates": tuple(dataclasses.replace(one, value=0.0) for one in first.problem.candidates),
    }
    again = solve(dataclasses.replace(first.problem, **changes), QUICK, method)
    assert violations(again) == []
    stands = {(name, visit.occupancy_id) for name, visit in visits(again)}
    assert stands == {(pin.session_id, pin.occupancy_id) for pin in announced}
