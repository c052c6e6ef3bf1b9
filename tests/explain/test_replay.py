"""Why labels changed between two runs: one cause for each, the true one where only one thing happened."""

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_occupancy import AS_OF, ASKED, CARDS, as_facts, by_stages, decent, domain, facts, rows, setting

from theseus import ledger, policy, tables
from theseus.contracts import ANSWER, FACT, OVERRIDE, REVIEW, VISIT
from theseus.explain.replay import other_rules, steps
from theseus.judging import judge
from theseus.label import Decisions
from theseus.model import Cause

PLACES = 12
LATER = AS_OF + dt.timedelta(days=7)
LIMITS = {"known_share": 0.6, "red_rules": 2}
IDS = pd.Series([f"{place:04}" for place in range(PLACES)], dtype="string")
few = settings(
    max_examples=max(1, settings.default.max_examples // 3)
)  # each labels a dozen places four times
seeds = st.integers(0, 2**32 - 1)


@dataclasses.dataclass(frozen=True)
class Was:
    """All that the labels of a run rest on."""

    facts: pd.DataFrame
    used: policy.PolicySet
    reviews: pd.DataFrame
    overrides: pd.DataFrame
    as_of: dt.date

    def tables(self) -> dict[str, pd.DataFrame]:
        known = self.facts.assign(expired=self.facts["expires_on"] <= pd.Timestamp(self.as_of))
        by = by_stages(setting(self.used.rules))
        by = dataclasses.replace(by, rules=self.used.rules, policy=self.used.limits)
        decisions = Decisions(self.reviews, self.overrides, self.used.suspended)
        return {"fact": known, **judge(by, known, IDS, decisions, self.as_of)}


def a_run(seed: int) -> Was:
    """A dozen places; what is known of them ends around the days of the two runs."""
    draw = np.random.default_rng(seed)
    known = []
    for who in IDS:
        odd = draw.choice([0.0, 0.02, 0.4])
        drawn = {name: str(draw.choice(domain(ASKED[name]))) for name in ASKED if draw.random() < odd}
        answers = decent() | drawn
        ends = {name: AS_OF + dt.timedelta(days=int(draw.integers(1, 60))) for name in answers}
        known += rows(answers, who=who, expires=ends, source=str(draw.choice(["kvk", "straatbeeld"])))
    nothing = tables.empty(REVIEW), tables.empty(OVERRIDE)
    return Was(as_facts(known), policy.of(CARDS, ASKED, LIMITS), *nothing, AS_OF)


def later(was: Was, _: np.random.Generator) -> Was:
    return dataclasses.replace(was, as_of=LATER)


def other_answers(was: Was, draw: np.random.Generator) -> Was:
    """Some answers go, some are others."""
    known = was.facts[draw.random(len(was.facts)) < 0.93].reset_index(drop=True)
    change = draw.random(len(known)) < 0.1
    values = [
        str(draw.choice(domain(ASKED[question]))) if other else value
        for question, value, other in zip(known["question"], known["value"], change, strict=True)
    ]
    return dataclasses.replace(was, facts=tables.conform(known.assign(value=values), FACT))


def other_set(was: Was, draw: np.random.Generator) -> Was:
    """A rule goes, a rule asks the opposite, a rule weighs otherwise, a threshold moves, one is suspended."""
    names = sorted(was.used.rules)
    gone, turned, heavy, out = draw.choice(names, 4, replace=False)
    cards = dict(was.used.rules)
    card = cards[turned]
    update = {"irregular": f"not ({card.irregular})", "version": card.version + 1}
    cards[turned] = card.model_copy(update=update)
    cards[heavy] = cards[heavy].model_copy(update={"weight": 40.0})
    del cards[gone]
    limits = {"known_share": float(draw.choice([0.3, 0.9])), "red_rules": float(draw.integers(1, 4))}
    return dataclasses.replace(was, used=policy.of(cards, ASKED, limits, [out]))


def decided(was: Was, draw: np.random.Generator) -> Was:
    """Proposals are confirmed or refused, and some labels are set by hand."""
    taken = {
        "reason": "x",
        "decided_by": "Bo",
        "decided_on": pd.Timestamp(AS_OF),
        "until": pd.Timestamp("2028-01-01"),
    }
    chosen = draw.choice([*("bevestigd", "afgewezen"), None], PLACES)
    reviews = [
        {**taken, "occupancy_id": who, "decision": said, "proposed_by": "An"}
        for who, said in zip(IDS, chosen, strict=True)
        if said
    ]
    overrides = [
        {**taken, "override_id": number, "occupancy_id": who, "label": str(draw.choice(["groen", "wit"]))}
        for number, who in enumerate(IDS)
        if draw.random() < 0.3
    ]
    return dataclasses.replace(
        was,
        reviews=tables.conform(pd.DataFrame(reviews, columns=REVIEW.names), REVIEW),
        overrides=tables.conform(pd.DataFrame(overrides, columns=OVERRIDE.names), OVERRIDE),
    )


KINDS = {
    Cause.TIME: later,
    Cause.DATA: other_answers,
    Cause.RULE: other_set,
    Cause.PERSON: decided,
}


def compared(was: Was, now: Was) -> pd.DataFrame:
    before, after = was.tables(), now.tables()
    ids = ledger.changed_labels(before["label"], after["label"])["occupancy_id"]
    between = ledger.Between(
        rules=other_rules(was.used, now.used),
        steps=steps(was.used, now.used, before["fact"], after["fact"], ids, now.as_of),
    )
    found = ledger.changes(before, after, now.as_of, between)
    one_cause_each(before["label"], after["label"], found)
    return found


def one_cause_each(before: pd.DataFrame, after: pd.DataFrame, found: pd.DataFrame) -> None:
    """Every changed label has exactly one cause, and no label that is the same has one."""
    both = before.set_index("occupancy_id").join(after.set_index("occupancy_id").add_suffix("_now"))
    other = (both["label"] != both["label_now"]) | (both["proposed_red"] != both["proposed_red_now"])
    assert sorted(found["occupancy_id"]) == sorted(both.index[other])
    assert found["cause"].isin([cause.value for cause in Cause]).all()
    assert (found["detail"].str.len() > len("besluit van een medewerker")).all()


@pytest.mark.parametrize("kind", list(KINDS))
@few
@given(seed=seeds)
def test_where_one_thing_happened_it_is_the_cause(kind: Cause, seed: int):
    was = a_run(seed)
    now = KINDS[kind](was, np.random.default_rng(seed + 1))
    assert set(compared(was, now)["cause"]) <= {kind.value}


@few
@given(seed=seeds, happened=st.sets(st.sampled_from(list(KINDS)), min_size=2))
def test_of_several_things_at_once_each_label_has_one_that_happened(seed: int, happened: set[Cause]):
    was = now = a_run(seed)
    for kind in sorted(happened):
        now = KINDS[kind](now, np.random.default_rng(seed + 1))
    assert set(compared(was, now)["cause"]) <= {kind.value for kind in happened}


@pytest.mark.parametrize("kind", list(KINDS))
def test_chance_does_not_keep_these_tests_away_from_changes(kind: Cause):
    changed = 0
    for seed in range(6):
        was = a_run(seed)
        changed += len(compared(was, KINDS[kind](was, np.random.default_rng(seed + 1))))
    assert changed > 5


def test_nothing_happened_nothing_changed():
    was = a_run(1)
    assert compared(was, was).empty


# What only seems to be the cause.


def world(**answers: str) -> Was:
    """One place, and a rule set of two: one asks about registration, the other about use."""
    cards = {name: CARDS[name] for name in ("adres_in_bag", "gebruik_zonder_inschrijving")}
    nothing = tables.empty(REVIEW), tables.empty(OVERRIDE)
    return Was(facts(answers, who="0000"), policy.of(cards, ASKED, LIMITS), *nothing, AS_OF)


GREEN = {"bag_address_known": "ja", "in_use": "ja", "registered": "ja"}


def of_place(found: pd.DataFrame) -> pd.Series:
    return found.set_index("occupancy_id").loc["0000"]


def test_an_answer_that_no_rule_asks_is_no_cause():
    was = world(**GREEN, dwelling_seen="nee")
    fewer = {"adres_in_bag": CARDS["adres_in_bag"].model_copy(update={"irregular": "bag_address_known"})}
    now = dataclasses.replace(
        world(**GREEN, dwelling_seen="ja"), used=policy.of(was.used.rules | fewer, ASKED, LIMITS)
    )
    found = of_place(compared(was, now))
    assert found["cause"] == Cause.RULE.value
    assert "regel adres_in_bag is aangepast" in found["detail"]
    assert found["behind"] == "adres_in_bag"


def test_an_answer_that_changed_nothing_is_no_cause_beside_one_that_grew_too_old():
    was = world(**GREEN)
    ends = dict.fromkeys(GREEN, "2027-10-01") | {"bag_address_known": str(LATER)}
    was = dataclasses.replace(was, facts=facts(GREEN, who="0000", expires=ends))
    # The use ended, but the registration was in order: that changes no rule.
    now = dataclasses.replace(
        was, facts=facts(GREEN | {"in_use": "nee"}, who="0000", expires=ends), as_of=LATER
    )
    found = of_place(compared(was, now))
    assert found["cause"] == Cause.TIME.value
    assert "bag_address_known (kvk van 01-10-2026, telt 53 dagen)" in found["detail"]


def said_by_people(was: Was, now: Was, answers: pd.DataFrame, visits: pd.DataFrame) -> pd.Series:
    before, after = was.tables(), now.tables()
    ids = ledger.changed_labels(before["label"], after["label"])["occupancy_id"]
    found = ledger.changes(
        before,
        after | {"answer": answers, "visit": visits},
        AS_OF,
        ledger.Between(steps=steps(was.used, now.used, before["fact"], after["fact"], ids, AS_OF)),
    )
    return of_place(found)


def one_from(was: Was, question: str, value: str, source: str, record: str) -> Was:
    mine = was.facts["question"] == question
    changed = was.facts.assign(
        value=was.facts["value"].mask(mine, value),
        source=was.facts["source"].mask(mine, source),
        record_id=was.facts["record_id"].mask(mine, record),
    )
    return dataclasses.replace(was, facts=changed)


def answer(record: str, value: str | None) -> pd.DataFrame:
    row = {
        "source": record.split(maxsplit=1)[0],
        "record_id": record,
        "observed_on": pd.Timestamp(AS_OF),
        "occupancy_id": "0000",
        "question": "in_use",
        "value": value,
        "entered_by": "An",
    }
    return tables.conform(pd.DataFrame([row]), ANSWER)


EMPTY = world(**GREEN | {"in_use": "nee", "registered": "nee"})
VISITED = one_from(EMPTY, "in_use", "ja", "bezoek", "bezoek 12")
NO_VISIT, NO_ANSWER = tables.empty(VISIT), tables.empty(ANSWER)


def test_what_a_visit_answered_is_data_and_the_visit_is_named():
    found = said_by_people(EMPTY, VISITED, answer("bezoek 12", "ja"), NO_VISIT)
    assert found["cause"] == Cause.DATA.value
    assert "(bezoek 12)" in found["detail"]


def test_a_visit_that_got_no_answer_is_named():
    was = one_from(world(**GREEN), "in_use", "ja", "bezoek", "bezoek 12")
    now = world(bag_address_known="ja")
    both = pd.concat([answer("bezoek 12", "ja"), answer("bezoek 13", None)])
    found = said_by_people(was, dataclasses.replace(now, used=was.used), both, NO_VISIT)
    assert found["cause"] == Cause.DATA.value
    assert "in_use (bezoek 13)" in found["detail"]


def test_an_answer_of_a_visit_that_was_taken_back_is_a_person():
    found = said_by_people(VISITED, EMPTY, NO_ANSWER, NO_VISIT)
    assert found["cause"] == Cause.PERSON.value
    assert "in_use (bezoek 12 is ingetrokken)" in found["detail"]


def test_a_newer_visit_in_place_of_one_that_stands_is_data():
    now = one_from(VISITED, "in_use", "nee", "bezoek", "bezoek 14")
    both = pd.concat([answer("bezoek 12", "ja"), answer("bezoek 14", "nee")])
    found = said_by_people(VISITED, now, both, NO_VISIT)
    assert found["cause"] == Cause.DATA.value
    assert "(bezoek 14)" in found["detail"]


def test_a_granted_correction_is_a_person_and_so_is_taking_it_back():
    corrected = one_from(EMPTY, "in_use", "ja", "correctie", "correctie 3")
    found = said_by_people(EMPTY, corrected, answer("correctie 3", "ja"), NO_VISIT)
    assert (found["cause"], "in_use (correctie 3)" in found["detail"]) == (Cause.PERSON.value, True)
    back = said_by_people(corrected, EMPTY, NO_ANSWER, NO_VISIT)
    assert (back["cause"], "correctie 3 is ingetrokken" in back["detail"]) == (Cause.PERSON.value, True)


class TestOtherRules:
    def test_what_is_other_is_named_with_its_versions(self):
        was = policy.of(CARDS, ASKED, LIMITS)
        changed = CARDS["adres_in_bag"].model_copy(update={"version": 9})
        kept = {name: card for name, card in CARDS.items() if name != "pand_status_past"}
        now = policy.of(
            kept | {"adres_in_bag": changed}, ASKED, LIMITS | {"red_rules": 3}, ["gevelnaam_past"]
        )
        assert other_rules(was, now) == {
            "adres_in_bag": f"regel adres_in_bag is aangepast (versie {CARDS['adres_in_bag'].version} → 9)",
            "gevelnaam_past": "regel gevelnaam_past maakt voorlopig geen rood",
            "pand_status_past": "regel pand_status_past is vervallen",
            "red_rules": "drempel red_rules is aangepast (2 → 3)",
        }
        assert other_rules(was, was) == {}

    def test_a_question_that_is_other_makes_its_rules_other(self):
        asked = ASKED | {"in_use": dataclasses.replace(ASKED["in_use"], text="Wordt het adres gebruikt?")}
        found = other_rules(policy.of(CARDS, ASKED, LIMITS), policy.of(CARDS, asked, LIMITS))
        assert set(found) == {name for name, card in CARDS.items() if "in_use" in card.questions}
