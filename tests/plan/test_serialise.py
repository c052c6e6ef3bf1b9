import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import PlanError
from theseus.plan.routes import solve
from theseus.plan.serialise import plan_from_json, plan_to_json, problem_from_json, problem_to_json


@given(data=st.data())
def test_a_problem_and_its_plan_come_back_as_they_went(problems, data):
    problem = data.draw(problems)
    plan = solve(problem)
    assert problem_from_json(problem_to_json(problem)) == problem
    assert plan_from_json(plan_to_json(plan)) == plan


def test_the_json_is_plain_and_readable_by_others(full_problem):
    data = json.loads(plan_to_json(solve(full_problem)))
    assert data["problem"]["as_of"] == "2026-11-16"
    assert data["inspections"][0]["session"]["start"] == "09:00:00"
    assert data["inspections"][0]["visits"][0]["arrival"].startswith("2026-12-01T09:")


def test_an_unknown_place_is_null(full_problem):
    nowhere = dataclasses.replace(full_problem.candidates[0], x=math.nan)
    problem = dataclasses.replace(full_problem, candidates=(nowhere,))
    assert json.loads(problem_to_json(problem))["candidates"][0]["x"] is None


def test_an_infinite_number_is_refused(full_problem):
    with pytest.raises(PlanError, match="niet eindig"):
        problem_to_json(dataclasses.replace(full_problem, speed_kmh=math.inf))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"as_of": 3}', '{"problem": null}', "null"])
def test_strange_json_is_refused_in_one_line(text):
    with pytest.raises(PlanError, match="geen planning van Theseus"):
        problem_from_json(text)
    with pytest.raises(PlanError, match="geen planning van Theseus"):
        plan_from_json(text)
