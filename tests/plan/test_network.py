"""Travel by road: what a router told, and the straight line where it told nothing."""

import dataclasses
import datetime as dt

import numpy as np

from theseus.model import Candidate, PlanProblem, Roads, Session
from theseus.plan import judge
from theseus.plan.network import Network, among, travel, unknown
from theseus.plan.routes import solve
from theseus.plan.straight import Straight

XY = np.array([(1000.2, 2000.0), (1600.0, 2000.0), (1000.0, 2900.0)])
PLACES = ((1000, 2000), (1600, 2000))
TOLD = Roads("GM0226", PLACES, ((0.0, 17.3), (17.3, 0.0)), "over de weg")
STRAIGHT = Straight(XY, 0.01)


def test_a_leg_that_was_told_counts_in_whole_minutes_up():
    network = Network(STRAIGHT, XY, TOLD)
    assert network[0, 1] == network[1, 0] == 18.0
    assert network[0, 0] == 0.0
    assert network[0, 2] == STRAIGHT[0, 2]
    table, straight = (one[np.ix_([0, 2], [1, 2])] for one in (network, STRAIGHT))
    assert table.tolist() == [[18.0, straight[0, 1]], [straight[1, 0], 0.0]]


def test_from_a_place_and_from_one_that_nobody_was_asked_about():
    network = Network(STRAIGHT, XY, TOLD)
    assert network.from_place((1600.0, 2000.0)).tolist() == [18.0, 0.0, STRAIGHT[1, 2]]
    assert network.from_place((5.0, 5.0)).tolist() == STRAIGHT.from_place((5.0, 5.0)).tolist()


def test_where_there_is_no_way_the_straight_line_counts():
    network = Network(STRAIGHT, XY, dataclasses.replace(TOLD, minutes=((0.0, None), (None, 0.0))))
    assert network[0, 1] == STRAIGHT[0, 1]


def _problem(**changes):
    session = Session(
        "s", "GM0226", dt.date(2026, 12, 1), dt.time(9), dt.time(10), (), 9, depot=(1000.0, 2000.0)
    )
    stops = tuple(Candidate(f"o{n}", "GM0226", x, y, 10.0, 12.0) for n, (x, y) in enumerate(XY.tolist()))
    return PlanProblem(dt.date(2026, 11, 16), (session,), stops, **changes)


def test_each_municipality_has_its_own_roads():
    problem = _problem(roads=(TOLD,))
    assert isinstance(travel(problem, "GM0226", XY), Network)
    assert isinstance(travel(problem, "GM0293", XY), Straight)


def test_a_plan_goes_by_road_and_its_judge_too():
    near, far = solve(_problem()), solve(_problem(roads=(TOLD,)))
    assert [len(plan.inspections[0].visits) for plan in (near, far)] == [3, 2]
    assert judge.violations(far) == []
    assert judge.violations(dataclasses.replace(near, problem=far.problem))


def test_a_problem_keeps_what_it_asks():
    more = Roads(
        "GM0226", (*PLACES, (7, 7)), ((0.0, 17.3, 1.0), (17.3, 0.0, 1.0), (1.0, 1.0, 0.0)), "over de weg"
    )
    assert among((more,), _problem()) == (TOLD,)


def test_candidates_that_no_router_was_asked_about_are_counted():
    assert unknown(_problem(roads=(TOLD,))) == 1
    assert unknown(_problem()) == 3
