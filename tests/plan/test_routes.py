import dataclasses
import datetime as dt
import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import PlanError
from theseus.model import Candidate, PlanProblem, Session
from theseus.plan.judge import violations
from theseus.plan.routes import solve
from theseus.plan.tour import Tour

AS_OF = dt.date(2026, 11, 16)


def session(name="s1", code="GM0226", day=dt.date(2026, 12, 1), partners=("ODRA",), **changes):
    standard = {"start": dt.time(9), "end": dt.time(12), "max_visits": 10, "depot": (0.0, 0.0)}
    return Session(name, code, day, partners=partners, **standard | changes)


def candidate(name, x=100.0, y=100.0, value=10.0, minutes=12.0, code="GM0226", **changes):
    return Candidate(name, code, x, y, value, minutes, **changes)


def plan_of(sessions, candidates, **settings):
    return solve(PlanProblem(AS_OF, tuple(sessions), tuple(candidates), **settings))


def visited(plan):
    return [visit.occupancy_id for inspection in plan.inspections for visit in inspection.visits]


def reasons(plan):
    return {one.occupancy_id: one.reason for one in plan.unplanned}


@given(data=st.data())
def test_no_hard_rule_is_ever_broken_and_everybody_is_accounted_for(problems, data):
    problem = data.draw(problems)
    plan = solve(problem)
    assert violations(plan) == []
    assert sorted(visited(plan) + list(reasons(plan))) == sorted(c.occupancy_id for c in problem.candidates)


@given(data=st.data())
def test_the_same_problem_gives_the_same_plan_in_any_order(problems, data):
    problem = data.draw(problems)
    turned = dataclasses.replace(
        problem, sessions=problem.sessions[::-1], candidates=problem.candidates[::-1]
    )
    first, again, other = solve(problem), solve(problem), solve(turned)
    assert first == again
    assert (first.inspections, first.unplanned, first.notes) == (
        other.inspections,
        other.unplanned,
        other.notes,
    )


@given(data=st.data())
def test_no_unplanned_visit_fits_at_the_end_of_a_tour(problems, data):
    """A session with room and time left has taken all it could: nothing fits after its last visit."""
    problem = data.draw(problems)
    plan = solve(problem)
    out = set(reasons(plan))
    open_ended = [i for i in plan.inspections if i.session.depot is None and i.visits]
    for inspection in open_ended:
        if len(inspection.visits) == inspection.session.max_visits:
            continue
        last = inspection.visits[-1]
        here = next(c for c in problem.candidates if c.occupancy_id == last.occupancy_id)
        end = dt.datetime.combine(inspection.session.date, inspection.session.end)
        for c in problem.candidates:
            usable = c.value > 0 and math.isfinite(c.x)
            if (
                c.occupancy_id in out
                and usable
                and c.municipality_code == inspection.session.municipality_code
            ):
                travel = math.hypot(c.x - here.x, c.y - here.y) * problem.detour / problem.speed_kmh * 0.06
                minutes = math.ceil(travel - 1e-9) + math.ceil(c.minutes)
                assert last.departure + dt.timedelta(minutes=minutes) > end


def test_no_tour_gets_shorter_by_turning_a_stretch_around():
    dice = random.Random(3)  # noqa: S311 - a made problem, not a secret
    for _ in range(10):
        many = [candidate(f"o{n}", dice.uniform(0, 9000), dice.uniform(0, 9000)) for n in range(14)]
        plan = plan_of([session(end=dt.time(18), max_visits=14)], many)
        place = {one.occupancy_id: (one.x, one.y) for one in many}
        stops = [place[name] for name in visited(plan)]
        assert len(stops) == 14
        for first, last in itertools.combinations(range(15), 2):
            turned = [*stops[:first], *stops[first:last][::-1], *stops[last:]]
            assert _minutes_of(turned) >= _minutes_of(stops)


def _minutes_of(stops):
    """Whole minutes of travel from the depot past the stops and back, at 15 km/h and a detour of 1.3."""
    return sum(
        math.ceil(math.dist(a, b) * 1.3 * 0.004 - 1e-9)
        for a, b in itertools.pairwise([(0.0, 0.0), *stops, (0.0, 0.0)])
    )


def test_the_method_is_named_and_visits_are_numbered_in_order(full_problem):
    plan = solve(full_problem)
    assert plan.method.startswith("eenvoudig:")
    for inspection in plan.inspections:
        assert [visit.sequence for visit in inspection.visits] == [1, 2, 3, 4, 5]
        assert all(visit.arrival.second == 0 for visit in inspection.visits)


def test_the_more_valuable_of_two_equal_visits_goes_first():
    plan = plan_of([session(max_visits=1)], [candidate("a", value=10.0), candidate("b", value=50.0)])
    assert visited(plan) == ["b"]


def test_the_first_leg_takes_travel_from_the_depot_and_the_team_is_back_in_time():
    # 1500 m at 15 km/h and a detour of 1.0 are 6 minutes.
    fits = candidate("a", x=1500.0, y=0.0, minutes=12.0)
    exact, short = dt.time(9, 24), dt.time(9, 23)
    plan = plan_of([session(end=exact)], [fits], detour=1.0)
    assert plan.inspections[0].visits[0].arrival == dt.datetime(2026, 12, 1, 9, 6)  # noqa: DTZ001 - local time
    assert plan_of([session(end=short)], [fits], detour=1.0).inspections[0].visits == ()


def test_a_session_without_depot_starts_at_its_first_visit():
    plan = plan_of([session(depot=None)], [candidate("a", x=9e5)])
    assert plan.inspections[0].visits[0].arrival.time() == dt.time(9)


def test_a_session_stays_in_one_park_where_that_costs_little():
    here = [candidate(f"a{n}", x=1000.0 + 30 * n, y=0.0, terrein_id="a") for n in range(10)]
    there = [candidate(f"b{n}", x=2500.0 + 30 * n, y=0.0, value=11.0, terrein_id="b") for n in range(5)]
    plan = plan_of([session(max_visits=10, end=dt.time(17))], here + there)
    assert {name[0] for name in visited(plan)} == {"a"}


def test_a_small_park_is_filled_up_from_elsewhere():
    here = [candidate(f"a{n}", x=1000.0, terrein_id="a", value=50.0) for n in range(2)]
    there = [candidate(f"b{n}", x=1500.0, terrein_id="b") for n in range(4)]
    plan = plan_of([session(max_visits=6, end=dt.time(17))], here + there)
    assert len(visited(plan)) == 6


def test_parks_take_turns():
    parks = [
        candidate(f"{park}{n}", x=1000.0 * place, y=20.0 * n, value=20.0 - place, terrein_id=park)
        for place, park in enumerate("abc", start=1)
        for n in range(20)
    ]
    held = [session(f"s{n}", day=dt.date(2026, 12, 1 + n), max_visits=5, partners=()) for n in range(3)]
    plan = plan_of(held, parks)
    assert ["".join({v.occupancy_id[0] for v in i.visits}) for i in plan.inspections] == ["a", "b", "c"]


def test_candidates_on_no_park_are_planned_too():
    plan = plan_of([session()], [candidate("a"), candidate("b", x=3000.0)])
    assert sorted(visited(plan)) == ["a", "b"]


def test_a_second_session_does_not_visit_again():
    plan = plan_of([session("s1"), session("s2", day=dt.date(2027, 12, 1))], [candidate("a")])
    assert visited(plan) == ["a"]
    assert plan.notes == ("Controle s2: geen bezoeken, want geen kandidaat past erin.",)


@pytest.mark.parametrize(
    ("held", "one", "reason"),
    [
        ([session()], candidate("a", x=math.nan), "plaats onbekend"),
        ([session()], candidate("a", code=""), "gemeente onbekend"),
        ([session()], candidate("a", code="GM0293"), "geen controle gepland in deze gemeente"),
        ([], candidate("a"), "geen controle gepland in deze gemeente"),
        ([session()], candidate("a", value=0.0, reasons=("onlangs bezocht",)), "onlangs bezocht"),
        (
            [session()],
            candidate("a", minutes=400.0),
            "een bezoek van 400 minuten past met de reistijd in geen",
        ),
        ([session()], candidate("a", x=4e5), "past met de reistijd in geen van de controles"),
        ([session(max_visits=0)], candidate("a"), "geen van de controles in deze gemeente heeft plaats"),
    ],
)
def test_every_unplanned_candidate_has_its_binding_constraint(held, one, reason):
    assert reason in reasons(plan_of(held, [one]))["a"]


def test_the_number_of_visits_and_the_time_bind_under_their_own_names():
    two = [candidate("a", value=20.0), candidate("b")]
    assert "grootste aantal bezoeken" in reasons(plan_of([session(max_visits=1)], two))["b"]
    assert "te weinig tijd over" in reasons(plan_of([session(end=dt.time(9, 20))], two))["b"]


def test_sessions_that_cannot_be_held_are_noted():
    held = [
        session("s1"),
        session("s2", "GM0293", start=dt.time(13), end=dt.time(15)),
        session("s3", day=dt.date(2026, 11, 1)),
    ]
    plan = plan_of(held, [candidate("a")])
    assert [i.session.session_id for i in plan.inspections] == ["s1"]
    assert sorted(plan.notes) == [
        "Controle s2: niet gevuld, want ODRA is die dag bij s1.",
        "Controle s3: niet gevuld, want de datum is al voorbij.",
    ]


def test_a_morning_and_an_afternoon_in_one_municipality_are_fine():
    held = [session("s1"), session("s2", start=dt.time(13), end=dt.time(15))]
    assert plan_of(held, [candidate("a")]).notes == (
        "Controle s2: geen bezoeken, want geen kandidaat past erin.",
    )


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (PlanProblem(AS_OF, (session(), session()), ()), "Controle s1 staat twee keer"),
        (PlanProblem(AS_OF, (), (candidate("a"), candidate("a"))), "Gebruik a staat twee keer"),
        (PlanProblem(AS_OF, (), (), speed_kmh=0.0), "Snelheid en omrijfactor"),
        (PlanProblem(AS_OF, (), (), detour=math.nan), "Snelheid en omrijfactor"),
        (PlanProblem(AS_OF, (), (candidate("a", value=math.inf),)), "Gebruik a"),
        (PlanProblem(AS_OF, (), (candidate("a", minutes=-1.0),)), "Gebruik a"),
    ],
)
def test_an_impossible_problem_is_refused(problem, told):
    with pytest.raises(PlanError, match=told):
        solve(problem)


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=6), st.booleans())
def test_shortening_never_lengthens_and_keeps_every_stop(points, at_home):
    home = (0.0, 0.0) if at_home else None
    tour = Tour(np.array(points, dtype=float), np.zeros(len(points)), home, 600, 0.005)
    for stop in range(len(points)):
        tour.insert(stop, 0)
    before = tour.used()
    tour.shorten()
    assert tour.used() <= before
    assert sorted(tour.stops) == list(range(len(points)))
    assert not tour.shorten()


def test_crossed_legs_are_uncrossed():
    square = np.array([(0, 1000), (1000, 1000), (0, 2000), (1000, 2000)], dtype=float)
    tour = Tour(square, np.zeros(4), (500.0, 0.0), 600, 0.06)
    for position, stop in enumerate([0, 3, 1, 2]):
        tour.insert(stop, position)
    tour.shorten()
    best = min(
        sum(_legs([(500.0, 0.0), *(tuple(square[n]) for n in order), (500.0, 0.0)]))
        for order in itertools.permutations(range(4))
    )
    assert tour.used() == best


def _legs(points):
    return [math.ceil(math.dist(a, b) * 0.06 - 1e-9) for a, b in itertools.pairwise(points)]


def test_two_thousand_candidates_and_eighteen_sessions_are_sound():
    dice = random.Random(7)  # noqa: S311 - a made problem, not a secret
    held = [
        session(
            f"s{n}",
            ("GM0226", "GM0293")[n % 2],
            AS_OF + dt.timedelta(days=21 * n),
            end=dt.time(15),
            max_visits=20,
        )
        for n in range(18)
    ]
    many = [
        candidate(
            f"o{n:04d}",
            dice.uniform(0, 6000),
            dice.uniform(0, 6000),
            dice.choice([4.4, 22.0, 60.0, 110.0]),
            code=("GM0226", "GM0293")[n % 2],
            terrein_id=f"t{n % 12}",
        )
        for n in range(2000)
    ]
    plan = plan_of(held, many)
    assert violations(plan) == []
    assert len(visited(plan)) > 200
