import dataclasses
import datetime as dt

import pytest

from theseus.model import Kind, Unplanned
from theseus.plan.judge import violations
from theseus.plan.routes import solve

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def plan(full_problem):
    return solve(full_problem)


def test_a_sound_plan_has_no_violations(plan):
    assert violations(plan) == []


def with_visits(plan, change):
    """The plan with the visits of its first inspection changed."""
    first, *others = plan.inspections
    changed = dataclasses.replace(first, visits=tuple(change(list(first.visits))))
    return dataclasses.replace(plan, inspections=(changed, *others))


def with_session(plan, **changes):
    """The plan with its first session changed, in the problem too."""
    first, *others = plan.inspections
    session = dataclasses.replace(first.session, **changes)
    sessions = tuple(session if s == first.session else s for s in plan.problem.sessions)
    return dataclasses.replace(
        plan,
        problem=dataclasses.replace(plan.problem, sessions=sessions),
        inspections=(dataclasses.replace(first, session=session), *others),
    )


def with_candidate(plan, **changes):
    """The plan with the candidate of its first visit changed."""
    name = plan.inspections[0].visits[0].occupancy_id
    candidates = tuple(
        dataclasses.replace(c, **changes) if c.occupancy_id == name else c for c in plan.problem.candidates
    )
    return dataclasses.replace(plan, problem=dataclasses.replace(plan.problem, candidates=candidates))


def moved(visits, n, by):
    visits[n] = dataclasses.replace(
        visits[n], arrival=visits[n].arrival + by, departure=visits[n].departure + by
    )
    return visits


def renamed(visits, n, name):
    visits[n] = dataclasses.replace(visits[n], occupancy_id=name)
    return visits


def numbered(visits):
    return [dataclasses.replace(visits[0], sequence=9), *visits[1:]]


def shortened(visits):
    early = dataclasses.replace(visits[0], departure=visits[0].arrival + dt.timedelta(minutes=1))
    return [early, *visits[1:]]


SEEDED = {
    "hoogstens 4": lambda p: with_session(p, max_visits=4),
    "is geen controle van deze planning": lambda p: dataclasses.replace(
        p, problem=dataclasses.replace(p.problem, sessions=p.problem.sessions[1:])
    ),
    "2 keer gevuld": lambda p: dataclasses.replace(p, inspections=(p.inspections[0], *p.inspections)),
    "ligt voor": lambda p: dataclasses.replace(
        p, problem=dataclasses.replace(p.problem, as_of=dt.date(2027, 1, 1))
    ),
    "in 2 gemeenten": lambda p: with_session(p, date=p.inspections[1].session.date),
    "heeft volgnummer 9": lambda p: with_visits(p, numbered),
    "is geen kandidaat": lambda p: with_visits(p, lambda v: renamed(v, 0, "vreemd")),
    "ligt in GM0001": lambda p: with_candidate(p, municipality_code="GM0001"),
    "plaats onbekend": lambda p: with_candidate(p, x=float("nan")),
    "klopt niet": lambda p: with_candidate(p, value=0.0),
    "te kort voor": lambda p: with_visits(p, shortened),
    "het eerste bezoek begint te vroeg": lambda p: with_visits(p, lambda v: moved(v, 0, -HOUR)),
    "het laatste bezoek eindigt te laat": lambda p: with_visits(p, lambda v: moved(v, -1, 3 * HOUR)),
    "te weinig tijd tussen de bezoeken 2 en 3": lambda p: with_visits(p, lambda v: moved(v, 1, HOUR)),
    "twee keer in één controle": lambda p: with_visits(p, lambda v: renamed(v, 1, v[0].occupancy_id)),
    "niet bezocht en niet verantwoord": lambda p: dataclasses.replace(p, unplanned=p.unplanned[1:]),
    "bezocht en ook niet ingepland": lambda p: with_visits(
        p, lambda v: renamed(v, 0, p.unplanned[0].occupancy_id)
    ),
    "maar geen kandidaat": lambda p: dataclasses.replace(
        p, unplanned=(*p.unplanned, Unplanned("vreemd", "vol"))
    ),
    "2 keer niet ingepland": lambda p: dataclasses.replace(p, unplanned=(p.unplanned[0], *p.unplanned)),
    "hoort niet bij het thema horeca": lambda p: with_session(p, theme="horeca"),
    "wordt alleen bezocht bij het thema DOR": lambda p: with_candidate(p, kind=Kind.THEME, themes=("DOR",)),
    "zonder reden": lambda p: dataclasses.replace(
        p, unplanned=(Unplanned(p.unplanned[0].occupancy_id, " "), *p.unplanned[1:])
    ),
}


@pytest.mark.parametrize("told", SEEDED)
def test_each_seeded_violation_is_found(plan, told):
    assert any(told in violation for violation in violations(SEEDED[told](plan)))


def test_one_partner_in_two_municipalities_on_one_day_is_found_at_different_hours_too(plan):
    day = plan.inspections[1].session.date
    apart = with_session(plan, date=day, start=dt.time(18), end=dt.time(21))
    assert any("in 2 gemeenten" in violation for violation in violations(apart))


@pytest.mark.parametrize(("weeks", "broken"), [(0, False), (25, False), (27, True)])
def test_the_cooldown_is_counted_in_weeks(plan, weeks, broken):
    first = plan.inspections[0]
    later = dataclasses.replace(
        first.session, session_id="s9", date=first.session.date + dt.timedelta(weeks=26), partners=()
    )
    visits = tuple(
        dataclasses.replace(
            v, arrival=v.arrival + 26 * 7 * 24 * HOUR, departure=v.departure + 26 * 7 * 24 * HOUR
        )
        for v in first.visits
    )
    problem = dataclasses.replace(
        plan.problem, sessions=(*plan.problem.sessions, later), cooldown_weeks=weeks
    )
    again = dataclasses.replace(first, session=later, visits=visits)
    repeated = dataclasses.replace(plan, problem=problem, inspections=(*plan.inspections, again))
    assert any("opnieuw bezocht" in violation for violation in violations(repeated)) is broken
