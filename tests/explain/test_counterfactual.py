"""What would change a label: supposing it and judging again does change it, and nothing smaller does."""

import datetime as dt
from itertools import combinations, product

import one_occupancy
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_occupancy import (
    AS_OF,
    ASKED,
    CARDS,
    WHO,
    as_facts,
    by_stages,
    changing,
    domain,
    drawn,
    facts,
    labelled,
    rows,
    setting,
)

from theseus import tables
from theseus.contracts import OVERRIDE, REVIEW
from theseus.explain.bench import Bench
from theseus.explain.case import Case
from theseus.explain.counterfactual import counterfactuals
from theseus.judging import judge
from theseus.label import Decisions

few = settings(max_examples=max(1, settings.default.max_examples // 4))  # each judges many suppositions
seeds = st.integers(0, 2**32 - 1)
densities = st.sampled_from([0.0, 0.3, 0.8, 0.95, 1.0])
decencies = st.sampled_from([0.7, 0.9, 0.97])


def judged(by, answers, *, as_of=AS_OF, decisions=None, **how):
    """Label answers by the stages themselves, past everything under test."""
    return all_judged(by, [answers], as_of=as_of, decisions=decisions, **how).iloc[0]


def all_judged(by, several, *, as_of=AS_OF, decisions=None, **how):
    """Label several sets of answers, each as an occupancy of its own; a single one has the id of ours."""
    ids = [WHO] if len(several) == 1 else [f"{number:06}" for number in range(len(several))]
    known = as_facts(
        [row for told, who in zip(several, ids, strict=True) for row in rows(told, who=who, **how)]
    )
    nothing = Decisions(tables.empty(REVIEW), tables.empty(OVERRIDE), by.policy.suspended)
    return judge(by_stages(by), known, pd.Series(ids, dtype="string"), decisions or nothing, as_of)["label"]


def found_for(by, answers, **how):
    known = facts(answers, **how)
    found = changing(by, known)
    return {(one.aim, one.on is not None, one.one_of): one for one in found}


def applied(answers, suppositions):
    return answers | {one.question: one.value for one in suppositions}


@few
@given(seed=seeds, density=densities, decent=decencies, share=st.sampled_from([0.0, 0.6, 1.0]))
def test_what_would_make_green_makes_green(seed, density, decent, share):
    by, answers = setting(known_share=share), drawn(seed, density, decent)
    green = found_for(by, answers).get(("groen", False, False))
    if labelled(by, facts(answers))["label"] == "groen":
        assert green is None
        return
    assert green.answers, green.why_not
    found = applied(answers, green.answers)
    others = [found | {one.question: other} for one in green.answers for other in one.also]
    assert (all_judged(by, [found, *others])["label"] == "groen").all()


@few
@given(seed=seeds, decent=decencies)
def test_no_smaller_set_of_open_or_doubted_answers_makes_green(seed, decent):
    by, answers = setting(), drawn(seed, 0.95, decent)
    green = found_for(by, answers).get(("groen", False, False))
    if green is None or not green.smallest or green.beyond_doubt or len(green.answers) > 2:
        return
    said = judge(by_stages(by), facts(answers), pd.Series([WHO], dtype="string"), by.decisions, AS_OF)[
        "finding"
    ]
    outcome = dict(zip(said["rule"], said["outcome"], strict=True))
    may = {
        question
        for name, card in CARDS.items()
        for question in card.questions
        if (outcome[name] == "aandachtspunt" and card.gate)
        or (outcome[name] == "onbekend" and question not in answers)
    }
    smaller = [
        answers | dict(zip(named, values, strict=True))
        for size in range(len(green.answers))
        for named in combinations(sorted(may), size)
        for values in product(*(domain(ASKED[name]) for name in named))
    ]
    assert (all_judged(by, smaller)["label"] != "groen").all()


@few
@given(seed=seeds, decent=st.sampled_from([0.5, 0.7]))
def test_what_would_take_a_proposed_red_away_does(seed, decent):
    by, answers = setting(), drawn(seed, 1.0, decent)
    away = found_for(by, answers).get(("geen voorstel rood", False, False))
    assert (away is not None) == bool(labelled(by, facts(answers))["proposed_red"])
    if away is not None and away.answers:
        assert not judged(by, applied(answers, away.answers))["proposed_red"]


def test_chance_does_not_keep_these_tests_away_from_proposed_red():
    by = setting()
    assert all_judged(by, [drawn(seed, 1.0, 0.6) for seed in range(60)])["proposed_red"].sum() > 3
    assert labelled(by, facts(one_occupancy.decent()))["label"] == "groen"


def test_the_same_facts_in_any_order_give_the_same():
    by, known = setting(), facts(drawn(5, 0.6, 0.7))
    shuffled = known.sample(frac=1, random_state=1)
    assert changing(by, known) == changing(by, shuffled)


@few
@given(seed=seeds)
def test_green_is_lost_on_the_day_that_is_told_and_not_before(seed):
    by, decent = setting(), one_occupancy.decent()
    days = pd.date_range(AS_OF + dt.timedelta(days=1), periods=len(decent))
    order = pd.Series(sorted(decent)).sample(frac=1, random_state=seed % 2**31)
    ends = dict(zip(order, days, strict=True))
    lost = found_for(by, decent, expires=ends)["wit", True, False]

    def on(day):
        left = {name: value for name, value in decent.items() if ends[name] > pd.Timestamp(day)}
        return judged(by, left, as_of=day)["label"]

    assert on(lost.on) == "wit"
    assert on(lost.on - dt.timedelta(days=1)) == "groen"
    assert {one.question for one in lost.answers} == {
        name for name, day in ends.items() if day == pd.Timestamp(lost.on)
    }


def test_each_answer_that_would_lose_green_does_so_alone():
    by = setting()
    lost = found_for(by, one_occupancy.decent())["wit", False, True]
    assert {"in_use", "bag_address_known"} <= {one.question for one in lost.answers}
    each = [
        one_occupancy.decent() | {one.question: value}
        for one in lost.answers
        for value in (one.value, *one.also)
    ]
    assert (all_judged(by, each)["label"] == "wit").all()


def test_an_answer_that_stands_is_only_supposed_otherwise_if_nothing_else_helps():
    # A registration without a unit is mended by the unit, but then the status of that unit is a point too.
    known = {"registered": "ja", "registration_active": "ja", "vbo_status": "verblijfsobject ingetrokken"}
    answers = (
        one_occupancy.decent()
        | {"in_use": "ja", "activity_seen": "kantoor", "bag_address_known": "nee"}
        | known
    )
    green = found_for(setting(), answers)["groen", False, False]
    assert green.beyond_doubt
    assert judged(setting(), applied(answers, green.answers))["label"] == "groen"


def override(label, until="2027-01-01", number=1, **changed):
    row = {
        "override_id": number,
        "occupancy_id": WHO,
        "label": label,
        "reason": "Vergunning gezien.",
        "decided_by": "B",
        "decided_on": pd.Timestamp("2026-11-01"),
        "until": pd.Timestamp(until),
    }
    return tables.conform(pd.DataFrame([row | changed]), OVERRIDE)


def test_what_a_person_set_to_white_no_answer_makes_green():
    by = setting(overrides=override("wit"))
    green = found_for(by, one_occupancy.decent())["groen", False, False]
    assert green.why_not.startswith("Een medewerker heeft dit label gezet: wit tot 01-01-2027")


def test_what_a_person_set_to_green_is_lost_when_that_ends():
    older = override("groen", until="2026-12-01", number=0)
    by = setting(overrides=pd.concat([older, override("groen")]))
    lost = found_for(by, {})["wit", True, False]
    assert lost.on == dt.date(2027, 1, 1)


def red_answers():
    """Answers with a proposed red, whatever the cards are."""
    by = setting()
    return next(
        answers
        for answers in (drawn(seed, 1.0, 0.6) for seed in range(200))
        if labelled(by, facts(answers))["proposed_red"]
    )


def confirmed(until, who=WHO):
    row = {
        "occupancy_id": who,
        "decision": "bevestigd",
        "reason": "x",
        "proposed_by": "a",
        "decided_by": "b",
        "decided_on": pd.Timestamp("2026-11-01"),
        "until": pd.Timestamp(until),
    }
    return tables.conform(pd.DataFrame([row]), REVIEW)


def test_a_confirmed_red_goes_by_an_answer_or_when_the_decision_ends():
    by = setting(reviews=confirmed("2027-03-01"))
    answers = red_answers()
    known = facts(answers, expires="2029-01-01")
    assert labelled(by, known)["label"] == "rood"
    found = found_for(by, answers, expires="2029-01-01")
    assert found["niet meer rood", True, False].on == dt.date(2027, 3, 1)
    away = found["niet meer rood", False, False]
    assert judged(by, applied(answers, away.answers), decisions=by.decisions)["label"] == "wit"
    assert found["groen", False, False].answers


def test_side_by_side_each_finds_what_it_finds_alone():
    several = [
        {},
        one_occupancy.decent(),
        red_answers(),
        red_answers(),
        {},
        drawn(5, 0.6),
    ]
    ids = pd.Series([f"{number:06}" for number in reversed(range(len(several)))], dtype="string")
    by = setting(
        reviews=pd.concat([confirmed("2027-03-01", ids[2]), confirmed("2027-01-01", ids[3])]),
        overrides=override("groen", occupancy_id=ids[4]),
    )
    known = [as_facts(rows(told, who=who)) for told, who in zip(several, ids, strict=True)]
    labels = judge(by_stages(by), pd.concat(known), ids, by.decisions, AS_OF)["label"]
    label = {row["occupancy_id"]: row for _, row in labels.iterrows()}

    def found(*places):
        bench = Bench(by, pd.concat([known[at] for at in places]), ids[list(places)])
        return counterfactuals(bench, [Case(bench, known[at], label[ids[at]]) for at in places])

    together = found(*range(len(several)))
    assert together == [found(at)[0] for at in range(len(several))]
    assert together[2][1].on == dt.date(2027, 3, 1)
    assert together[3][1].on == dt.date(2027, 1, 1)
    assert together[4][0].on == dt.date(2027, 1, 1)


def test_a_rule_that_no_answer_mends_says_so():
    by = setting()
    card = by.policy.rules["adres_in_bag"]
    never = card.model_copy(update={"irregular": "bag_address_known or not bag_address_known"})
    by = setting(cards={**CARDS, card.id: never})
    green = found_for(by, one_occupancy.decent())["groen", False, False]
    assert green.why_not == f"Geen antwoord op de open vragen brengt dit in orde: {card.statement}"


@pytest.mark.parametrize("known_share", [0.0, 0.6, 1.0])
def test_nobody_known_still_has_a_way_to_green(known_share):
    by = setting(known_share=known_share)
    green = found_for(by, {})["groen", False, False]
    assert judged(by, applied({}, green.answers))["label"] == "groen"
