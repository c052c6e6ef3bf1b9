"""Planning again: what stays, what a person pinned, and a cause for every difference."""

import dataclasses
import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.model import Candidate, Kind, Pin, Pinned, PlanProblem, Session, Why
from theseus.plan import replan
from theseus.plan.figures import figures
from theseus.plan.frontier import frontier
from theseus.plan.judge import violations
from theseus.plan.keeping import keep, made
from theseus.plan.orienteering import Limit
from theseus.plan.routes import solve

AS_OF = dt.date(2026, 11, 16)
HORIZON = AS_OF + dt.timedelta(weeks=2)
QUICK = Limit(60)


def session(name="s1", code="GM0226", day=dt.date(2026, 12, 1), partners=("ODRA",), **changes):
    standard = {"start": dt.time(9), "end": dt.time(12), "max_visits": 4, "depot": (0.0, 0.0)}
    return Session(name, code, day, partners=partners, **standard | changes)


def candidate(name, x=100.0, value=10.0, code="GM0226", **changes):
    return Candidate(name, code, x, 100.0, value, 12.0, **changes)


def no_ground(who):
    return f"niets over {who}"


def planned(problem, last=None, decided=Pinned(), horizon=HORIZON):  # noqa: B008 - frozen
    """Plan as it is done: keep what stays, solve, tell the differences."""
    kept = keep(problem, last, decided, horizon, no_ground)
    plan = solve(kept.problem, QUICK, settled=kept.settled)
    assert violations(plan) == []
    told = replan.Known(decided, kept.let_go, no_ground)
    found = replan.changes(last, plan, told) if last else ()
    return dataclasses.replace(plan, changes=found)


def where(plan):
    return {visit.occupancy_id: item.session.session_id for item in plan.inspections for visit in item.visits}


def told(plan):
    return {one.occupancy_id: (one.before, one.after, one.why) for one in plan.changes}


TWO = (session("s1", day=dt.date(2026, 11, 24)), session("s2", day=dt.date(2026, 12, 20)))
EIGHT = tuple(candidate(f"o{n}", x=50.0 * n, value=10.0 + n) for n in range(10))
PROBLEM = PlanProblem(AS_OF, TWO, EIGHT, stay=3.0)


@given(data=st.data())
def test_planning_an_unchanged_problem_again_changes_nothing(problems, data):
    problem = dataclasses.replace(data.draw(problems), stay=data.draw(st.sampled_from([0.0, 3.0])))
    first = planned(problem)
    again = planned(problem, first)
    assert [(item.session, item.visits) for item in again.inspections] == [
        (item.session, item.visits) for item in first.inspections
    ]
    assert again.changes == ()


@given(data=st.data())
def test_a_municipality_of_which_nothing_changed_keeps_its_visits(problems, data):
    problem = data.draw(problems)
    first = planned(problem)
    more = candidate("new", value=500.0, code="GM0226")
    again = planned(dataclasses.replace(problem, candidates=(*problem.candidates, more)), first)
    elsewhere = {one.occupancy_id for one in problem.candidates if one.municipality_code != "GM0226"}
    assert not elsewhere & {one.occupancy_id for one in again.changes}


@settings(max_examples=20)
@given(data=st.data())
def test_every_difference_has_a_cause_and_stands_once(problems, data):
    first = planned(data.draw(problems))
    kept = [one for one in first.problem.candidates if data.draw(st.integers(0, 4)) > 0]
    raised = tuple(
        dataclasses.replace(one, value=one.value * data.draw(st.sampled_from([1, 1, 2]))) for one in kept
    )
    again = planned(dataclasses.replace(first.problem, pins=(), candidates=raised, stay=3.0), first)
    old, new = where(first), where(again)
    differs = {who for who in {*old, *new} if old.get(who) != new.get(who)}
    visits = [one for one in again.changes if one.occupancy_id is not None]
    assert {one.occupancy_id for one in visits} == differs
    assert len(visits) == len(differs)
    for one in visits:
        assert (one.before, one.after) == (old.get(one.occupancy_id), new.get(one.occupancy_id))
        assert one.told


@settings(max_examples=15)
@given(data=st.data())
def test_a_pinned_visit_stays_whatever_changes(problems, data):
    problem = data.draw(problems)
    here = session("here", day=AS_OF + dt.timedelta(days=data.draw(st.integers(0, 90))), partners=())
    one = candidate("tied", value=data.draw(st.sampled_from([0.0, 10.0])), needs=("Douane",))
    problem = dataclasses.replace(
        problem, sessions=(*problem.sessions, here), candidates=(*problem.candidates, one)
    )
    pinned = Pinned((Pin("tied", "here"),))
    first = planned(problem, decided=pinned)
    assert where(first)["tied"] == "here"
    others = tuple(
        dataclasses.replace(
            item, value=0.0 if item is one else item.value * 2, not_before=dt.date(2030, 1, 1)
        )
        for item in problem.candidates
    )
    again = planned(dataclasses.replace(problem, candidates=others), first, pinned)
    assert where(again)["tied"] == "here"


def test_announced_visits_stay_when_labels_change_and_others_may_go():
    first = planned(PROBLEM)
    announced = {who for who, held in where(first).items() if held == "s1"}
    assert len(announced) == 4
    worse = tuple(
        dataclasses.replace(one, value=1.0 if one.occupancy_id in announced else 90.0) for one in EIGHT
    )
    again = planned(dataclasses.replace(PROBLEM, candidates=worse), first)
    assert {who for who, held in where(again).items() if held == "s1"} == announced
    later = planned(dataclasses.replace(PROBLEM, candidates=worse), first, horizon=AS_OF)
    assert {who for who, held in where(later).items() if held == "s1"} != announced


def test_a_released_visit_is_free_again_and_the_plan_says_so():
    first = planned(PROBLEM)
    gone = next(who for who, held in where(first).items() if held == "s1")
    worse = tuple(
        dataclasses.replace(one, value=0.1 if one.occupancy_id == gone else one.value) for one in EIGHT
    )
    problem = dataclasses.replace(PROBLEM, candidates=worse)
    assert where(planned(problem, first))[gone] == "s1"
    again = planned(problem, first, Pinned(released=(Pin(gone, "s1"),)))
    assert told(again)[gone][2] == Why.RELEASED


def test_a_pin_makes_room_in_a_full_session():
    first = planned(PROBLEM)
    full = {who for who, held in where(first).items() if held == "s2"}
    left = next(one.occupancy_id for one in EIGHT if one.occupancy_id not in where(first))
    again = planned(PROBLEM, first, Pinned((Pin(left, "s2"),)))
    assert where(again)[left] == "s2"
    assert told(again)[left] == (None, "s2", Why.PINNED)
    assert len(full & {who for who, held in where(again).items() if held == "s2"}) == 3


def test_of_pins_that_do_not_fit_together_the_last_gives_way_and_the_rest_is_planned():
    pinned = Pinned(tuple(Pin(f"o{n}", "s1") for n in range(5)))
    kept = keep(PROBLEM, None, pinned, HORIZON, no_ground)
    assert kept.unpinned == ("o4",)
    full = "in s1 op 24-11-2026 is plaats voor 4 bezoeken, en die staan al vast"
    assert kept.let_go["o4"] == (Why.BARRED, full)
    found = where(planned(PROBLEM, decided=pinned))
    assert {who for who, held in found.items() if held == "s1"} == {"o0", "o1", "o2", "o3"}
    assert list(found.values()).count("s2") == 4


def test_where_visits_take_longer_an_announced_one_gives_way_before_a_pin():
    first = planned(PROBLEM)
    stood = [one for one in EIGHT if where(first).get(one.occupancy_id) == "s1"]
    least, *others = sorted(stood, key=lambda one: one.value)
    longer = tuple(dataclasses.replace(one, minutes=55.0) if one in stood else one for one in EIGHT)
    problem, pinned = (
        dataclasses.replace(PROBLEM, candidates=longer),
        Pinned((Pin(least.occupancy_id, "s1"),)),
    )
    kept = keep(problem, first, pinned, HORIZON, no_ground)
    (gone,) = kept.let_go
    assert gone == min(others, key=lambda one: one.value).occupancy_id
    assert "te weinig tijd naast de 3 andere bezoeken" in kept.let_go[gone][1]
    assert kept.unpinned == ()
    again = planned(problem, first, pinned)
    assert where(again)[least.occupancy_id] == "s1"
    assert told(again)[gone][2] == Why.BARRED


@settings(max_examples=40)
@given(data=st.data())
def test_whatever_is_pinned_there_is_a_plan_and_who_is_not_where_pinned_is_told_why(problems, data):
    problem = data.draw(problems)
    names = st.sampled_from([*(one.session_id for one in problem.sessions), "gone"])
    there = data.draw(st.lists(names, max_size=len(problem.candidates)))
    pins = tuple(
        Pin(one.occupancy_id, name, day=AS_OF) for one, name in zip(problem.candidates, there, strict=False)
    )
    kept, plan = keep(problem, None, Pinned(pins), HORIZON, no_ground), planned(problem, decided=Pinned(pins))
    held = {item.session.session_id for item in plan.inspections} | {"gone"}
    for pin in pins:
        if pin.session_id in held and where(plan).get(pin.occupancy_id) != pin.session_id:
            assert kept.let_go[pin.occupancy_id][1]
            assert pin.occupancy_id in kept.unpinned


def test_hours_keep_no_pin_out():
    mondays = ((1, dt.time(9), dt.time(17)),)
    closed = tuple(dataclasses.replace(one, opens=mondays) for one in EIGHT)
    problem = dataclasses.replace(PROBLEM, candidates=closed)
    assert where(planned(problem, decided=Pinned((Pin("o1", "s1"),)))) == {"o1": "s1"}


def test_a_pin_to_a_session_that_is_not_held_is_told_until_its_day():
    pinned = Pinned((Pin("o1", "s9", day=dt.date(2026, 12, 1)), Pin("o2", "s0", day=dt.date(2026, 10, 1))))
    kept = keep(PROBLEM, None, pinned, HORIZON, no_ground)
    assert kept.unpinned == ("o1",)
    assert kept.let_go == {"o1": (Why.SESSION, "controle s9 van 01-12-2026 staat niet in dit plan")}


def test_what_has_no_ground_any_more_is_let_go_and_the_plan_says_why():
    first = planned(PROBLEM, decided=Pinned((Pin("o3", "s2"),)))
    problem = dataclasses.replace(PROBLEM, candidates=tuple(one for one in EIGHT if one.occupancy_id != "o3"))
    kept = keep(problem, first, Pinned((Pin("o3", "s2"),)), HORIZON, no_ground)
    assert kept.unpinned == ("o3",)
    assert kept.let_go["o3"] == (Why.NO_GROUND, "niets over o3")
    again = planned(problem, first, Pinned((Pin("o3", "s2"),)))
    assert told(again)["o3"] == ("s2", None, Why.NO_GROUND)
    nowhere = tuple(dataclasses.replace(one, x=math.nan) for one in EIGHT)
    lost = keep(
        dataclasses.replace(PROBLEM, candidates=nowhere),
        first,
        Pinned((Pin("o3", "s2"),)),
        HORIZON,
        no_ground,
    )
    assert lost.let_go["o3"] == (Why.NO_GROUND, "de plaats is niet meer bekend")


def test_an_announced_visit_is_let_go_where_it_may_not_be_made_a_pinned_one_is_not():
    first = planned(PROBLEM)
    who, other = [who for who, held in where(first).items() if held == "s1"][:2]
    changes = {
        who: {"not_before": dt.date(2027, 5, 1)},
        other: {"needs": ("ODRA", "politie"), "kind": Kind.RED.value},
    }
    found = tuple(dataclasses.replace(one, **changes.get(one.occupancy_id, {})) for one in EIGHT)
    again = planned(dataclasses.replace(PROBLEM, candidates=found), first)
    assert told(again)[who] == ("s1", None, Why.VISITED)
    assert told(again)[other] == ("s1", None, Why.BARRED)
    pinned = planned(dataclasses.replace(PROBLEM, candidates=found), first, Pinned((Pin(who, "s1"),)))
    assert where(pinned)[who] == "s1"


def test_an_announced_visit_stays_where_the_lot_draws_it_for_another_day():
    first = planned(PROBLEM)
    who = next(who for who, held in where(first).items() if held == "s1")
    at = next(who for who, held in where(first).items() if held == "s2")
    turns = {who: TWO[1].date, at: dt.date(2027, 5, 1)}
    found = tuple(dataclasses.replace(one, turn=turns.get(one.occupancy_id)) for one in EIGHT)
    again = planned(dataclasses.replace(PROBLEM, candidates=found), first)
    assert where(again)[who] == "s1"
    (moved,) = (one for one in again.changes if one.occupancy_id == at)
    assert (moved.before, moved.after, moved.why) == ("s2", None, Why.LABEL)
    assert moved.told == "het lot kiest het nu voor de controle van 01-05-2027"


def test_the_causes_are_those_that_there_were():
    first = planned(dataclasses.replace(PROBLEM, stay=0.0), horizon=AS_OF)
    inside = where(first)
    left = next(one.occupancy_id for one in EIGHT if one.occupancy_id not in inside)
    in_two = [who for who, held in inside.items() if held == "s2"]
    found = {one.occupancy_id: one for one in EIGHT}
    found[left] = dataclasses.replace(found[left], value=300.0, kind=Kind.RED.value)
    found["new"] = candidate("new", value=200.0, reasons=("wit label",))
    sessions = (
        dataclasses.replace(TWO[0], date=dt.date(2026, 12, 3)),
        session("s3", day=dt.date(2027, 1, 5)),
    )
    problem = dataclasses.replace(PROBLEM, sessions=sessions, candidates=tuple(found.values()))
    again = planned(problem, first, horizon=AS_OF)
    causes = told(again)
    assert causes[left][2] == Why.LABEL
    assert causes["new"][2] == Why.NEW
    assert {causes[who][2] for who in in_two if who in causes} == {Why.SESSION}
    about = {(one.before, one.after): one.told for one in again.changes if one.occupancy_id is None}
    assert about == {
        ("s1", "s1"): "verplaatst van 24-11-2026 naar 03-12-2026",
        ("s2", None): "de controle van 20-12-2026 gaat niet door",
        (None, "s3"): "nieuwe controle op 05-01-2027",
    }


def test_an_inspection_is_told_when_it_loses_its_last_visit_and_when_it_gets_its_first():
    first = planned(dataclasses.replace(PROBLEM, sessions=TWO[:1], stay=0.0))
    idle = planned(dataclasses.replace(first.problem, pins=(), candidates=()), first)
    (gone,) = (one for one in idle.changes if one.occupancy_id is None)
    assert (gone.before, gone.after) == ("s1", None)
    assert gone.told == "de controle van 24-11-2026 gaat niet door: er is niets meer te bezoeken"
    assert {one.why for one in idle.changes if one.occupancy_id} == {Why.NO_GROUND}
    moved = dataclasses.replace(idle.problem, sessions=(session("s1", day=dt.date(2026, 12, 8)),))
    assert planned(moved, idle).changes == ()
    again = planned(first.problem, idle)
    (new,) = (one for one in again.changes if one.occupancy_id is None)
    assert (new.before, new.after) == (None, "s1")
    assert new.told == "nieuwe controle op 24-11-2026, want er is nu iets te bezoeken"
    assert figures(idle).costs_eur == {}


def test_who_was_visited_since_the_run_is_taken_as_visited_until_a_next_run():
    first = planned(PROBLEM)
    held, today = first.inspections[0], TWO[0].date + dt.timedelta(days=1)
    since = made(first, Pinned(), AS_OF, today)
    assert {pin.occupancy_id for pin in since} == {visit.occupancy_id for visit in held.visits}
    assert {(pin.session_id, pin.day) for pin in since} == {("s1", TWO[0].date)}
    later = dataclasses.replace(first, inspections=first.inspections[1:], made=since)
    assert made(later, Pinned(), AS_OF, today) == since
    assert made(later, Pinned(), today, today) == made(None, Pinned(), AS_OF, today) == ()
    again = Pinned((Pin(since[0].occupancy_id, "s2", day=TWO[1].date),))
    assert made(first, again, AS_OF, today) == since[1:]


def test_inspections_that_took_place_are_no_difference():
    first = planned(PROBLEM)
    after = dataclasses.replace(PROBLEM, as_of=dt.date(2026, 11, 30), sessions=TWO[1:])
    again = planned(after, first, horizon=dt.date(2026, 12, 14))
    assert "s1" not in {one.before for one in again.changes}


def test_the_frontier_shows_fewer_changes_for_a_higher_bonus():
    first = planned(PROBLEM, horizon=AS_OF)
    changed = tuple(dataclasses.replace(one, value=20.0 + (7 * n) % 10) for n, one in enumerate(EIGHT))
    kept = keep(dataclasses.replace(PROBLEM, candidates=changed), first, Pinned(), AS_OF, no_ground)
    points = frontier(kept.problem, QUICK, bonuses=(0.0, 50.0))
    assert [point.stay for point in points] == [0.0, 3.0, 50.0]
    assert points[0].changed > points[-1].changed == 0
    assert points[0].worth >= points[-1].worth


def test_figures_leave_out_what_staying_is_worth():
    first = planned(PROBLEM)
    again = planned(PROBLEM, first)
    assert again.stayed == 8
    assert again.worth == pytest.approx(first.worth + 8 * PROBLEM.stay)
    assert figures(again).worth == pytest.approx(figures(first).worth)
    assert figures(first).visits == 8
    assert figures(first).travel_minutes > 0
