"""What a run keeps of its rules: a round trip, what differs, and which set may be used."""

import dataclasses
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus import policy, tables
from theseus.contracts import FACT, POLICY_APPROVAL
from theseus.errors import RuleError
from theseus.facts.catalogue import questions
from theseus.model import Policy, Question, Step
from theseus.rules import evaluate
from theseus.rules.catalogue import rules

ASKED = {name: card.noun() for name, card in questions().items()}
CARDS = rules(ASKED)
LIMITS = {"known_share": 0.6, "red_rules": 2}
SET = policy.of(CARDS, ASKED, LIMITS)


def changed(name="adres_in_bag", **update):
    cards = CARDS | {name: CARDS[name].model_copy(update=update)}
    return policy.of(cards, ASKED, LIMITS)


def approved(*policies, at="2026-11-0{}"):
    rows = [
        {
            "policy": one.policy,
            "reason": "Gezien en goed.",
            "approved_by": "An",
            "approved_at": pd.Timestamp(at.format(day)),
        }
        for day, one in enumerate(policies, start=1)
    ]
    return tables.conform(pd.DataFrame(rows, columns=POLICY_APPROVAL.names), POLICY_APPROVAL)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
QUESTIONS = st.builds(
    Question,
    id=st.just("x"),
    text=WORDS,
    type=st.sampled_from(["truth", "number", "text"]),
    steps=st.lists(st.tuples(st.sampled_from(Step), st.floats(0, 1000)), max_size=3).map(tuple),
    families=st.frozensets(WORDS, max_size=3),
    sources=st.lists(WORDS, max_size=3).map(tuple),
    choices=st.lists(WORDS, max_size=3).map(tuple),
)
RULES = st.builds(
    lambda card, update: card.model_copy(update=update),
    st.sampled_from(list(CARDS.values())),
    st.fixed_dictionaries(
        {},
        optional={
            "version": st.integers(1, 9),
            "weight": st.floats(0.01, 100),
            "statement": WORDS.filter(str.strip).map(str.strip),
            "gate": st.sampled_from([True]),
            "families": st.lists(WORDS.map(str.strip), max_size=3).map(tuple),
        },
    ),
)
NUMBERS = st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False)
SETS = st.builds(
    policy.of,
    st.lists(RULES, max_size=5).map(lambda cards: {card.id: card for card in cards}),
    st.dictionaries(WORDS, QUESTIONS, max_size=4).map(
        lambda asked: {name: dataclasses.replace(item, id=name) for name, item in asked.items()}
    ),
    st.dictionaries(WORDS, NUMBERS, max_size=4),
    st.lists(st.sampled_from(sorted(CARDS))),
)


@given(SETS)
def test_what_is_written_reads_back_the_same(one):
    again = policy.from_json(policy.to_json(one))
    assert again == one
    assert again.policy == one.policy
    assert policy.to_json(again) == policy.to_json(one)


@given(SETS, SETS)
def test_two_sets_have_one_hash_only_if_they_are_the_same(one, other):
    same = (one.rules, one.questions, one.thresholds) == (other.rules, other.questions, other.thresholds)
    assert (one.policy == other.policy) is same
    assert bool(policy.differences(one, other)) is not same


@given(st.permutations(sorted(CARDS)), st.permutations(sorted(ASKED)))
def test_the_order_in_which_parts_are_given_makes_no_difference(names, asked):
    other = policy.of({n: CARDS[n] for n in names}, {n: ASKED[n] for n in asked}, LIMITS)
    assert policy.to_json(other) == policy.to_json(SET)


def test_the_hash_has_64_hexadecimal_digits_and_leaves_suspension_out():
    assert len(SET.policy) == 64
    assert int(SET.policy, 16)
    suspended = SET.suspending({"adres_in_bag", "bestaat_niet"})
    assert suspended.suspended == {"adres_in_bag"}
    assert suspended.policy == SET.policy
    assert policy.from_json(policy.to_json(suspended)).suspended == {"adres_in_bag"}


def test_the_thresholds_of_the_label_are_in_it():
    assert SET.limits == Policy(0.6, 2)
    assert isinstance(SET.limits.red_rules, int)


def test_a_rule_that_was_read_back_judges_as_the_card_did():
    facts = pd.DataFrame(
        [
            {"occupancy_id": who, "question": question, "value": value, "source": "bron"}
            for who, card in enumerate(CARDS.values())
            for question, value in card.example_irregular.items()
        ]
    ).assign(observed_on=pd.Timestamp("2026-11-01"), expired=False)
    known = tables.conform(facts, FACT)
    ids = known["occupancy_id"].drop_duplicates()
    again = policy.from_json(policy.to_json(SET))
    pd.testing.assert_frame_equal(
        evaluate(again.rules, again.questions, known, ids), evaluate(CARDS, ASKED, known, ids)
    )


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text[:-20], "beschadigd"),
        (lambda text: text.replace('"gate": true', '"gate": false', 1), "veranderd|beschadigd"),
        (lambda text: text.replace('"red_rules": 2.0', '"red_rules": 3.0'), "veranderd"),
        (lambda text: text.replace(SET.policy, "0" * 64), "veranderd"),
        (lambda _: "[]", "beschadigd"),
        (lambda _: "{}", "beschadigd"),
    ],
)
def test_a_kept_set_that_was_touched_is_refused(spoil, message, tmp_path):
    spoilt = spoil(policy.to_json(SET))
    assert spoilt != policy.to_json(SET)
    (tmp_path / policy.FILE_NAME).write_text(spoilt, "utf-8")
    with pytest.raises(RuleError, match=message) as refused:
        policy.read(tmp_path)
    assert str(tmp_path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_run_from_before_there_was_such_a_file_has_none(tmp_path):
    assert policy.read(tmp_path) is None


def test_people_can_read_it_too():
    content = json.loads(policy.to_json(SET))
    assert content["rules"]["adres_in_bag"]["owner"] == CARDS["adres_in_bag"].owner
    assert content["questions"]["in_use"]["text"] == ASKED["in_use"].text


class TestDifferences:
    @pytest.mark.parametrize(
        ("update", "told"),
        [
            ({"version": 2}, "versie 1 wordt 2"),
            ({"weight": 2.5}, "gewicht 2 wordt 2.5"),
            ({"irregular": "not in_use"}, "vraagt iets anders"),
            ({"gate": False}, "is niet meer poortregel"),
            ({"hard": True}, "is nu zwaarwegend"),
            ({"owner": "Iemand anders"}, "de tekst van de kaart is anders"),
        ],
    )
    def test_each_part_of_a_rule_is_told(self, update, told):
        assert policy.differences(SET, changed(**update)) == [f"Regel 'adres_in_bag': {told}."]

    def test_rules_questions_and_thresholds_that_come_and_go(self):
        less = policy.of(
            {name: card for name, card in CARDS.items() if name != "adres_in_bag"},
            {name: item for name, item in ASKED.items() if name != "bag_address_known"},
            LIMITS | {"known_share": 0.75},
        )
        assert policy.differences(SET, less) == [
            "Regel 'adres_in_bag' doet niet meer mee.",
            "Vraag 'bag_address_known' wordt niet meer gesteld.",
            "Drempel 'known_share': 0,6 wordt 0,75.",
        ]
        back = policy.differences(less, SET)
        assert back[0].startswith("Regel 'adres_in_bag' komt erbij: ")
        assert back[1].startswith("Vraag 'bag_address_known' komt erbij: ")

    def test_a_rule_that_means_something_else_needs_another_version(self):
        assert policy.unversioned(SET, changed(irregular="not in_use")) == [
            "Regel 'adres_in_bag' is veranderd en heet nog versie 1. Verhoog 'version' op de kaart."
        ]
        assert not policy.unversioned(SET, changed(irregular="not in_use", version=2))
        assert not policy.unversioned(SET, changed(weight=9.0, rationale="Beter uitgelegd."))


class TestChoosing:
    def test_the_first_run_uses_what_is_there(self):
        assert policy.choose(SET, None, approved()) == (SET, "")

    def test_an_unchanged_set_needs_nobody(self):
        assert policy.choose(SET, SET.suspending({"adres_in_bag"}), approved()) == (SET, "")

    def test_a_changed_set_waits_and_the_report_says_so(self):
        used, note = policy.choose(changed(weight=9.0), SET, approved())
        assert used is SET
        assert "nog niet aanvaard" in note
        assert "gewicht 2 wordt 9" in note
        assert "theseus rules accept" in note

    def test_after_its_acceptance_it_counts(self):
        new = changed(weight=9.0)
        used, note = policy.choose(new, SET, approved(new))
        assert used is new
        assert note == "De regels zijn veranderd; aanvaard door An op 01-11-2026: Gezien en goed."

    def test_an_acceptance_of_another_set_does_not_help(self):
        assert policy.choose(changed(weight=9.0), SET, approved(changed(weight=8.0)))[0] is SET

    def test_to_go_back_is_a_change_too(self):
        first, second = changed(weight=8.0), changed(weight=9.0)
        given = approved(first, second)  # first was accepted, then second was, and published
        assert policy.choose(first, second, given)[0] is second
        assert policy.choose(first, second, approved(first, second, first))[0] is first

    def test_the_order_of_acceptances_is_that_of_their_moments(self):
        first, second = changed(weight=8.0), changed(weight=9.0)
        shuffled = approved(first, second).iloc[::-1]
        assert policy.choose(first, second, shuffled)[0] is second

    @pytest.mark.parametrize("now", [None, {"type": "number"}, {"choices": ("ja", "nee", "soms")}])
    def test_a_kept_set_that_asks_what_is_no_longer_asked_cannot_stay(self, now):
        asked = dict(ASKED)
        was = asked.pop("bag_address_known")
        if now is not None:
            asked["bag_address_known"] = dataclasses.replace(was, **now)
        new = policy.of(CARDS, asked, LIMITS)
        with pytest.raises(RuleError, match=r"'bag_address_known'.*theseus rules accept"):
            policy.choose(new, SET, approved())
        assert policy.choose(new, SET, approved(new))[0] is new
