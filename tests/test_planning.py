"""From a run to its plan: random visits are in it and blinded, and the brake leaves only those."""

import dataclasses
import datetime as dt
import math

import pandas as pd
import pytest
from searching import HARDLY

from theseus import ledger, planning
from theseus.contracts import COULD_LOOK, MET_NOBODY
from theseus.model import Kind, Pin, Pinned, Plan, PlanProblem, Session


@pytest.fixture(scope="module")
def run(demo_region):
    return ledger.published(demo_region.runs)


@pytest.fixture(scope="module")
def usual(demo_region, run):
    """The plan of the demo region as it is."""
    return planning.make(demo_region.region, run, limit=HARDLY)


def planned(plan):
    kinds = {one.occupancy_id: one.kind for one in plan.problem.candidates}
    return [kinds[visit.occupancy_id] for item in plan.inspections for visit in item.visits]


def test_the_random_share_is_planned(demo_region, usual):
    plan = usual
    kinds = planned(plan)
    open_ = [item for item in plan.inspections if item.session.theme is None]
    share = demo_region.region.rhythm.random_share
    assert kinds.count(Kind.RANDOM) >= share * sum(len(item.visits) for item in open_)
    assert Kind.RED in kinds
    assert plan.worth <= plan.bound


def test_no_inspection_is_filled_by_the_lot(demo_region, usual):
    """F65: what was drawn is spread, so that a visit tells nobody that it was; it comes on its own day."""
    share = demo_region.region.rhythm.random_share
    waiting = {one.occupancy_id: one.turn for one in usual.problem.candidates if one.turn}
    at_once = {one.occupancy_id for one in usual.problem.candidates if one.kind == Kind.RANDOM} - set(waiting)
    for item in usual.inspections:
        drawn = [visit.occupancy_id for visit in item.visits if visit.occupancy_id in waiting]
        most = 0 if item.session.theme or item.session.area else math.ceil(share * item.session.max_visits)
        assert all(waiting[who] <= item.session.date for who in drawn)
        assert sum(waiting[who] == item.session.date for who in drawn) <= most
        assert not most or len(drawn) <= 2 * most
    assert len(at_once) < len(waiting)


def test_who_was_drawn_for_an_inspection_that_is_over_still_is_to_be_visited(demo_region, run, usual):
    first, *rest = (item.session for item in usual.inspections if not item.session.theme)
    visits = run.table("visit")
    asked = planning.problem(demo_region.region, run, run.as_of, tuple(rest), visits, (first,))
    drawn = {one.occupancy_id for one in asked.candidates if one.turn == first.date}
    assert drawn == {one.occupancy_id for one in usual.problem.candidates if one.turn == first.date}
    seen = visits.iloc[:1].assign(
        occupancy_id=pd.array([min(drawn)], dtype="string"),
        visited_on=pd.Timestamp(first.date),
        result=pd.array([COULD_LOOK[0]], dtype="string"),
        withdrawn_on=pd.NaT,
    )
    made = planning.problem(
        demo_region.region,
        run,
        run.as_of,
        tuple(rest),
        pd.concat([visits, seen], ignore_index=True),
        (first,),
    )
    assert {one.occupancy_id for one in made.candidates if one.turn == first.date} == drawn - {min(drawn)}


def test_a_confirmed_red_is_visited_with_all_partners(usual):
    plan = usual
    needs = {one.occupancy_id: set(one.needs) for one in plan.problem.candidates}
    assert any(needs.values())
    for item in plan.inspections:
        for visit in item.visits:
            assert needs[visit.occupancy_id] <= set(item.session.partners)


def test_a_confirmed_red_is_due_two_cycles_after_it_was_confirmed(demo_region, run, usual):
    reviews = run.table("review")
    confirmed = reviews[reviews["decision"] == "bevestigd"].groupby("occupancy_id")["decided_on"].min()
    within = 2 * dt.timedelta(weeks=demo_region.region.rhythm.cycle_weeks)
    reds = [one for one in usual.problem.candidates if one.kind == Kind.RED]
    assert reds
    assert {one.due for one in reds} == {
        day.date() + within for day in confirmed[[r.occupancy_id for r in reds]]
    }


def test_an_inspection_with_a_theme_visits_its_theme_only_and_an_action_week_has_five(usual):
    """F42, F72."""
    themes = {one.occupancy_id: set(one.themes) for one in usual.problem.candidates}
    themed = [item for item in usual.inspections if item.theme]
    for item in themed:
        assert all(item.theme in themes[visit.occupancy_id] for visit in item.visits)
    week = [item for item in themed if item.session.rhythm == "actieweek" and item.visits]
    assert {item.theme for item in week} >= {"automotive", "horeca", "bedrijventerrein"}


def test_a_dor_round_visits_dealers_without_a_registration_green_ones_too_and_nobody_else_does(usual, run):
    """F73: they are facts, and the round is beside the six weeks."""
    facts = run.table("fact")
    told = dict(zip(facts["occupancy_id"] + facts["question"], facts["value"], strict=True))
    of_theme = {one.occupancy_id for one in usual.problem.candidates if one.kind == Kind.THEME}
    met = {
        dor: {v.occupancy_id for one in usual.inspections for v in one.visits if (one.theme == "DOR") is dor}
        for dor in (True, False)
    }
    rounds = met[True]
    assert rounds
    assert all(told[name + "dor_registration"] in ("afwezig", "vervallen") for name in rounds)
    assert of_theme & rounds
    assert not of_theme & met[False]


def test_what_was_visited_rests_and_comes_back(demo_region, run):
    rhythm = demo_region.region.rhythm.model_copy(update={"random_share": 1.0})  # visited ones are drawn too
    plan = planning.make(demo_region.region.model_copy(update={"rhythm": rhythm}), run, limit=HARDLY)
    resting = {one.occupancy_id: one.not_before for one in plan.problem.candidates if one.not_before}
    assert resting
    for item in plan.inspections:
        for visit in item.visits:
            assert item.session.date >= resting.get(visit.occupancy_id, item.session.date)


def test_a_closed_door_starts_no_rest(demo_region, run, usual):
    """F43: whoever was not spoken to is still due, whatever could be seen from the street."""
    rhythm = demo_region.region.rhythm.model_copy(update={"random_share": 1.0})
    region, visits = demo_region.region.model_copy(update={"rhythm": rhythm}), run.table("visit")
    for result in MET_NOBODY:
        shut = visits.assign(result=pd.array([result] * len(visits), dtype="string"))
        made = planning.problem(region, run, run.as_of, usual.problem.sessions, shut)
        assert not [one for one in made.candidates if one.not_before]


def test_the_brake_leaves_only_what_was_drawn_and_says_so(demo_region, run):
    region = demo_region.region
    rhythm = region.rhythm.model_copy(update={"random_only": True})
    plan = planning.make(region.model_copy(update={"rhythm": rhythm}), run, limit=HARDLY)
    assert set(planned(plan)) == {Kind.RANDOM}
    assert plan.notes[0] == planning.BRAKE


def test_what_visits_nobody_costs_nothing_and_is_told(demo_region, run):
    asked = planning.ask(demo_region.region, run)
    idle = dataclasses.replace(asked.kept.problem, candidates=())
    made = planning.answer(dataclasses.replace(asked, kept=planning.keeping.Kept(idle)), HARDLY)
    assert sum(line.planned_eur for line in asked.dates.calendar.budget if line.post == "ODRA") > 0
    assert not any(line.planned_eur for line in made.budget if line.post == "ODRA")
    (told,) = (note for note in made.notes if note.startswith("Niet nodig"))
    assert told.count("(") == len(made.inspections)


def test_an_inspection_without_visits_is_filled_no_more_when_it_is_too_near_to_invite_anybody(
    demo_region, run, usual
):
    first = next(one for one in usual.inspections if one.visits)
    rest = tuple(one for one in usual.inspections if one != first)
    last = dataclasses.replace(usual, inspections=(dataclasses.replace(first, visits=()), *rest))
    name, who = first.session.session_id, first.visits[0].occupancy_id
    pinned = Pinned((Pin(who, name, day=first.session.date),))

    def asked(days, last, decided=Pinned()):  # noqa: B008 - frozen
        before, today = planning.Before(last, decided), first.session.date - dt.timedelta(days=days)
        problem = planning.ask(demo_region.region, run, before, today=today).kept.problem
        return name in {one.session_id for one in problem.sessions}

    assert [asked(days, last) for days in (13, 15)] == [False, True]
    assert asked(13, usual)
    assert asked(13, last, pinned)


def test_an_action_week_that_has_begun_goes_on_and_is_counted_once(demo_region, run, usual):
    week = [one for one in usual.inspections if one.session.rhythm == "actieweek"]
    days = [one for one in week if one.session.municipality_code == week[0].session.municipality_code]
    today = days[2].session.date
    asked = planning.ask(demo_region.region, run, planning.Before(usual), today=today)
    ids = {one.session_id: one.date for one in asked.kept.problem.sessions}
    assert [one.session.session_id in ids for one in days] == [
        False,
        False,
        *(bool(d.visits) for d in days[2:]),
    ]
    dated = {one.session_id: one.date for one in asked.dates.calendar.sessions}
    assert [dated[one.session.session_id] for one in days] == [one.session.date for one in days]


def test_what_was_only_not_asked_for_is_not_left_out(demo_region, run, usual):
    before = planning.Before(usual)
    asked = planning.ask(demo_region.region, run, before, until=dt.date(2026, 12, 31))
    assert (
        asked.dates.calendar.sessions == planning.ask(demo_region.region, run, before).dates.calendar.sessions
    )
    assert max(one.date.year for one in asked.dates.calendar.sessions) == 2027


def test_what_held_inspections_of_this_year_cost_counts(demo_region, run):
    """F39, F75: spent and planned together stay below the cap, and both are shown."""
    visits, places = run.table("visit"), run.table("occupancy").set_index("occupancy_id")["municipality_code"]
    stand = visits[
        visits["withdrawn_on"].isna() & visits["step"].isin(["integrale controle", "themacontrole"])
    ]
    seen = stand[stand["visited_on"].dt.year == run.as_of.year].iloc[0]
    code = places[seen["occupancy_id"]]
    held = Session(
        "held",
        code,
        seen["visited_on"].date(),
        dt.time(9),
        dt.time(12),
        ("ODRA",),
        10,
        950.0,
        theme=seen["theme"] if isinstance(seen["theme"], str) else None,
        costs=(("ODRA", 950.0),),
    )
    gone = dataclasses.replace(held, session_id="gone", date=held.date - dt.timedelta(days=1))
    last = Plan(PlanProblem(run.as_of, (), ()), (), (), "", over=(gone, held))
    asked = planning.ask(demo_region.region, run, planning.Before(last))
    lines = {(line.municipality_code, line.year, line.post): line for line in asked.dates.calendar.budget}
    odra = lines[code, run.as_of.year, "ODRA"]
    assert odra.spent_eur == 950.0
    assert odra.planned_eur + odra.spent_eur <= odra.cap_eur
    assert lines[code, run.as_of.year + 1, "ODRA"].spent_eur == 0.0
    assert [note for note in asked.notes if note.startswith("Controle gone van")]
    assert asked.dates.over == (gone, held)
