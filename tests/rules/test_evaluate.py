"""Findings: one per occupancy and rule, with a sentence that data cannot bend."""

import json
from pathlib import Path

import pandas as pd
import pytest

from theseus import tables
from theseus.contracts import FACT, FINDING
from theseus.errors import RuleError
from theseus.facts.catalogue import questions
from theseus.model import Question
from theseus.rules import evaluate
from theseus.rules.catalogue import RuleCard, rules

ASKED = {name: card.noun() for name, card in questions().items()}
RULES = rules(ASKED)
HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))


def fact(occupancy_id, question, value, source="kvk", on="2026-11-01", *, expired=False):
    return {
        "occupancy_id": occupancy_id,
        "question": question,
        "value": value,
        "source": source,
        "observed_on": pd.Timestamp(on),
        "expired": expired,
    }


def table(*facts):
    return tables.conform(pd.DataFrame(list(facts), columns=FACT.names), FACT)


def judged(*facts, ids=("a",), titles=None, of=RULES, asked=ASKED):
    return evaluate(of, asked, table(*facts), pd.Series(list(ids), dtype="string"), titles)


def of_rule(findings, rule, occupancy_id="a"):
    found = findings[(findings["rule"] == rule) & (findings["occupancy_id"] == occupancy_id)]
    return found.iloc[0]


def test_every_occupancy_meets_every_rule_once_also_when_nothing_is_known():
    findings = judged(fact("a", "in_use", "ja"), ids=("a", "b", "b"))
    assert list(findings.columns) == FINDING.names
    assert len(findings) == 2 * len(RULES)
    assert not findings.duplicated(["occupancy_id", "rule"]).any()
    nothing = findings[findings["occupancy_id"] == "b"]
    assert set(nothing["outcome"]) == {"onbekend"}
    assert nothing["sources"].isna().all()
    assert nothing["observed_on"].isna().all()


def test_sources_and_oldest_date_are_those_of_the_answers_used():
    finding = of_rule(
        judged(
            fact("a", "in_use", "ja", "straatbeeld", "2026-10-03"),
            fact("a", "registered", "ja", "kvk", "2026-11-01"),
            fact("a", "registration_active", "nee", "kvk", "2026-11-01"),
            fact("a", "users_on_unit", "1", "kvk", "2026-11-01"),
            fact("a", "pand_status", "pand gesloopt", "bag", "2020-01-01"),
            titles={"kvk": "Handelsregister"},
        ),
        "uitgeschreven_maar_in_gebruik",
    )
    assert finding["outcome"] == "aandachtspunt"
    assert finding["sources"] == "Handelsregister (01-11-2026); straatbeeld (03-10-2026)"
    assert finding["observed_on"] == pd.Timestamp("2026-10-03")


def test_an_expired_answer_does_not_take_part():
    finding = of_rule(judged(fact("a", "bag_address_known", "ja", expired=True)), "adres_in_bag")
    assert finding["outcome"] == "onbekend"
    assert pd.isna(finding["sources"])


def test_a_sentence_is_filled_in_and_an_unknown_answer_says_so():
    found = judged(fact("a", "users_on_unit", "30"), fact("a", "floor_area_m2", "100"))
    assert of_rule(found, "veel_gebruikers_weinig_ruimte")["sentence"] == (
        "Er staan 30 gebruikers ingeschreven op 100 m2."
    )


def one_rule(sentence):
    card = RULES["adres_in_bag"]
    asked = {"naam": Question("naam", "Hoe heet het?", "text", (), frozenset({"x"}), ())}
    changed = {
        "irregular": "naam <> 'x'",
        "questions": ("naam",),
        "settled_by": "naam",
        "sentences": card.sentences.model_copy(update={"irregular": sentence}),
    }
    return {"adres_in_bag": card.model_copy(update=changed)}, asked


@pytest.mark.parametrize(
    "value", [*HOSTILE, "{naam}", "{{naam}}", "{", "}", "{0}", "%s", "$1", "'||'", 'a"b']
)
def test_a_value_is_never_read_as_a_template_or_as_sql(value):
    of, asked = one_rule("Hij {{heet}} '{naam}' en niet anders; -- {naam}")
    found = judged(fact("a", "naam", value), of=of, asked=asked)
    assert found["sentence"].item() == f"Hij {{heet}} '{value}' en niet anders; -- {value}"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("in_use", "misschien"),
        ("in_use", "true"),
        ("floor_area_m2", "groot"),
        ("floor_area_m2", "inf"),
        ("floor_area_m2", "nan"),
        ("floor_area_m2", "1e13"),
        ("pand_status", "luchtkasteel"),
    ],
)
def test_an_answer_that_is_not_of_its_type_is_refused_not_forgotten(question, value):
    with pytest.raises(RuleError, match=question):
        judged(fact("a", question, value))


def test_two_answers_to_one_question_are_refused():
    with pytest.raises(RuleError, match="twee antwoorden"):
        judged(fact("a", "in_use", "ja"), fact("a", "in_use", "nee"))


def test_facts_of_other_questions_and_occupancies_are_left_aside():
    with_more = judged(fact("a", "in_use", "ja"), fact("z", "in_use", "ja"), fact("a", "kleur", "rood"))
    pd.testing.assert_frame_equal(with_more, judged(fact("a", "in_use", "ja")))


def test_the_order_of_facts_and_ids_makes_no_difference():
    facts = [fact(i, q, "ja") for i in "abc" for q in ("in_use", "registered", "dwelling_seen")]
    there = judged(*facts, ids="abc")
    pd.testing.assert_frame_equal(there, judged(*reversed(facts), ids="cba"))


def test_no_rules_give_an_empty_table():
    assert judged(of={}).empty


def test_no_occupancies_give_an_empty_table():
    assert judged(fact("a", "in_use", "ja"), ids=()).empty


def test_a_rule_card_is_what_evaluate_takes():
    assert all(isinstance(card, RuleCard) for card in RULES.values())
