"""Rule cards: their own examples hold, and a card without owner, basis or sense is refused."""

import importlib.resources
import json
from pathlib import Path

import pandas as pd
import pytest

from theseus import tables
from theseus.contracts import FACT
from theseus.errors import RuleError
from theseus.facts.catalogue import questions
from theseus.model import Outcome, Policy
from theseus.rules import evaluate
from theseus.rules.catalogue import RuleFile, parse, rules

ASKED = {name: card.noun() for name, card in questions().items()}
RULES = rules(ASKED)
FILE = importlib.resources.files("theseus.rules") / "cards" / "bewoning_zonder_woonfunctie.toml"
GOOD = FILE.read_text("utf-8")
NAME = "bewoning_zonder_woonfunctie.toml"


def facts_of(**answers):
    rows = [
        {
            "occupancy_id": "u@1",
            "question": question,
            "value": value,
            "source": "bron",
            "observed_on": pd.Timestamp("2026-11-01"),
            "expired": False,
        }
        for question, value in answers.items()
    ]
    return tables.conform(pd.DataFrame(rows, columns=FACT.names), FACT)


def outcome(rule, answers):
    found = evaluate({rule.id: rule}, ASKED, facts_of(**answers), pd.Series(["u@1"]))
    return found["outcome"].item()


def test_there_are_at_least_twenty_five_rules():
    assert len(RULES) >= 25


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_examples_on_the_card_hold(rule):
    assert outcome(rule, rule.example_irregular) == Outcome.IRREGULAR
    assert outcome(rule, rule.example_fine) == Outcome.FINE
    assert outcome(rule, {}) == Outcome.UNKNOWN


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_single_answer_of_the_irregular_example_can_be_missed(rule):
    for gone in rule.example_irregular:
        less = {name: value for name, value in rule.example_irregular.items() if name != gone}
        assert outcome(rule, less) == Outcome.UNKNOWN


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_example_value_is_an_answer_to_its_question(rule):
    for example in (rule.example_fine, rule.example_irregular):
        for name, value in example.items():
            allowed = {"truth": ("ja", "nee"), "text": ASKED[name].choices}.get(ASKED[name].type)
            assert value in allowed if allowed else float(value) >= 0


def test_every_question_is_asked_by_a_rule_or_says_that_it_is_for_the_file():
    folder = importlib.resources.files("theseus.facts") / "cards"
    on_file = {name for name in ASKED if "On the file only" in (folder / f"{name}.toml").read_text("utf-8")}
    assert {name for rule in RULES.values() for name in rule.questions} == set(ASKED) - on_file


def test_families_are_those_of_the_questions():
    for rule in RULES.values():
        assert rule.noun().families == frozenset().union(*(ASKED[name].families for name in rule.questions))


# Rules that repeat what an authority decided about the firm.
DECIDED = {"alcoholvergunning_vervallen", "lrk_inschrijving_vervallen", "rdw_erkenning_vervallen"}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_hard_rule_rests_on_more_than_a_mismatch_between_registers(rule):
    # Seen by somebody of ours, or an authority's own decision about the firm.
    if rule.hard:
        assert rule.gate
        assert "straatbeeld" in rule.families or rule.id in DECIDED


# What is known of a decent firm without lists of the municipality: BAG, trade register, RDW, street, visits.
OPEN_SOURCES = {
    "bag_address_known": "ja",
    "pand_status": "pand in gebruik",
    "vbo_status": "verblijfsobject in gebruik",
    "may_dwell": "nee",
    "may_gather": "nee",
    "may_industry": "ja",
    "may_lodge": "nee",
    "may_shop": "nee",
    "floor_area_m2": "200",
    "registered": "ja",
    "registration_active": "ja",
    "activity_registered": "groothandel",
    "persons_registered": "4",
    "users_on_unit": "1",
    "rdw_recognition": "afwezig",
    "in_use": "ja",
    "activity_seen": "groothandel",
    "facade_name_matches": "ja",
    "dwelling_seen": "nee",
    "violation_found": "nee",
} | {name: "nee" for name in ASKED if name.startswith(("needs_", "offers_"))}


def test_green_is_possible_without_any_list_that_is_not_open():
    found = {rule.id: outcome(rule, OPEN_SOURCES) for rule in RULES.values()}
    assert Outcome.IRREGULAR not in found.values()
    assert {found[rule.id] for rule in RULES.values() if rule.gate} == {Outcome.FINE}
    known = sum(rule.weight for rule in RULES.values() if found[rule.id] != Outcome.UNKNOWN)
    assert known / sum(rule.weight for rule in RULES.values()) > Policy().known_share


def test_the_gates_alone_are_known_enough_for_green():
    weights = [(rule.weight, rule.gate) for rule in RULES.values()]
    assert sum(w for w, gate in weights if gate) / sum(w for w, _ in weights) > Policy().known_share


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_register_that_an_activity_needs_is_asked_of_nobody_else(rule):
    needs = [name for name in rule.questions if name.startswith(("needs_", "offers_"))]
    for name in needs:
        assert outcome(rule, {"registered": "ja", name: "nee"}) == Outcome.FINE
    if needs:
        assert outcome(rule, {"registered": "nee"}) == Outcome.FINE


def test_absence_from_a_register_is_never_hard():
    absent = {name: "afwezig" for name, question in ASKED.items() if "afwezig" in question.choices}
    everything = dict.fromkeys((name for name in ASKED if name.startswith(("needs_", "offers_"))), "ja")
    answers = OPEN_SOURCES | everything | absent
    assert not [r.id for r in RULES.values() if r.hard and outcome(r, answers) == Outcome.IRREGULAR]


def test_a_host_parent_in_a_dwelling_is_not_asked_for_a_registration():
    rule = RULES["kinderopvang_in_lrk"]
    assert outcome(rule, rule.example_irregular | {"may_dwell": "ja"}) == Outcome.FINE


def test_an_empty_unit_that_was_seen_empty_passes_every_gate():
    empty = {
        "bag_address_known": "ja",
        "registered": "nee",
        "in_use": "nee",
        "rdw_recognition": "afwezig",
        "pand_status": "pand in gebruik",
        "vbo_status": "verblijfsobject in gebruik",
        "violation_found": "nee",
    }
    for rule in RULES.values():
        if rule.gate:
            assert outcome(rule, empty) == Outcome.FINE, rule.id


def test_an_unregistered_unit_whose_use_nobody_saw_stays_unknown():
    gates = [rule for rule in RULES.values() if rule.gate]
    found = {rule.id: outcome(rule, {"bag_address_known": "ja", "registered": "nee"}) for rule in gates}
    assert found["gebruik_zonder_inschrijving"] == Outcome.UNKNOWN
    assert Outcome.IRREGULAR not in found.values()


@pytest.mark.parametrize(
    ("seen", "registered", "irregular"),
    [
        ("automotive", "winkel", True),
        ("horeca", "industrie", True),
        ("kantoor", "groothandel", False),
        ("groothandel", "kantoor", False),
        ("automotive", "kantoor", False),  # a holding is registered as an office
        ("automotive", "opslag en vervoer", False),  # a haulier has a workshop
        ("horeca", "winkel", False),  # a bakery has a lunchroom
        ("horeca", "overig", False),
        ("winkel", "automotive", False),
    ],
)
def test_only_activities_that_one_firm_hardly_combines_count(seen, registered, irregular):
    answers = {"registered": "ja", "in_use": "ja", "users_on_unit": "1"} | {
        "activity_seen": seen,
        "activity_registered": registered,
    }
    rule = RULES["andere_activiteit_gezien"]
    assert (outcome(rule, answers) == Outcome.IRREGULAR) is irregular
    assert outcome(rule, answers | {"users_on_unit": "2"}) == Outcome.FINE


@pytest.mark.parametrize(
    "field",
    sorted(set(RuleFile.model_fields) - {"indicator", "sentences", "example_irregular", "example_fine"}),
)
def test_a_card_without_a_field_is_refused(field):
    lines = GOOD.splitlines()
    without = "\n".join(line for line in lines if not line.startswith(f"{field} ="))
    with pytest.raises(RuleError, match=rf"{NAME}.*'{field}'"):
        parse(without, NAME, ASKED)


@pytest.mark.parametrize(
    "field", ["owner", "legal_basis", "statement", "rationale", "not_a_proxy", "unknown"]
)
def test_an_empty_field_is_no_field(field):
    emptied = "\n".join(f'{field} = " "' if li.startswith(f"{field} =") else li for li in GOOD.splitlines())
    with pytest.raises(RuleError, match=field):
        parse(emptied, NAME, ASKED)


@pytest.mark.parametrize(
    "question", ["relevant", "verifiable_by_the_business", "not_a_proxy", "proportionate", "tested"]
)
def test_each_of_the_five_indicator_questions_must_be_answered(question):
    without = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{question} ="))
    with pytest.raises(RuleError, match=rf"indicator\.{question}"):
        parse(without, NAME, ASKED)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("gate = true", "gate = false", "poortregel"),
        ('settled_by = "dwelling_seen"', 'settled_by = "registered"', "settled_by"),
        ('dwelling_seen = "ja"', 'registered = "ja"', "example_"),
        ('fine = "', 'fine = "{registered} ', r"sentences\.fine"),
        ('fine = "', 'fine = "{in_use!r} ', "accolades"),
        ('fine = "', 'fine = "{in_use:>9} ', "accolades"),
        ('fine = "', 'fine = "{in_use.value} ', "accolades"),
        ('fine = "', 'fine = "{ ', "accolades"),
        ("version = 1", "version = 0", "version"),
        ("weight = 3", "weight = 0", "weight"),
        ("weight = 3", "weight = 3\nfamily = 'straatbeeld'", "family"),
        ('id = "bewoning', 'id = "Bewoning', "id"),
        ('id = "bewoning_zonder_woonfunctie"', 'id = "anders"', r"anders\.toml"),
        ("in_use and dwelling_seen and not may_dwell", "in_use is null", "laat onbekend onbekend"),
        ("gate = true", "gate = true\ngate = true", "TOML"),
    ],
)
def test_a_card_that_makes_no_sense_is_refused_by_name(old, new, message):
    assert old in GOOD
    with pytest.raises(RuleError, match=message) as refused:
        parse(GOOD.replace(old, new), NAME, ASKED)
    assert NAME in str(refused.value)


def test_a_card_as_json_is_the_same_every_time():
    again = rules(ASKED)
    for name, card in RULES.items():
        assert json.loads(card.model_dump_json()) == json.loads(again[name].model_dump_json())
        assert list(card.families) == sorted(card.families)


PAGE = (Path(__file__).parents[2] / "docs" / "labels.md").read_text("utf-8")
TABLE = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if line.startswith("|")
]


def test_the_documentation_lists_the_rules_as_they_are():
    asked = [
        [r.id, "yes" * r.gate, "yes" * r.hard, f"{r.weight:g}", ", ".join(r.families)] for r in RULES.values()
    ]
    start = TABLE.index(["rule", "gate", "hard", "weight", "families"])
    assert TABLE[start + 2 : start + 2 + len(RULES)] == asked


def test_the_documentation_lists_the_questions_as_they_are():
    asks = {name: sum(name in rule.questions for rule in RULES.values()) for name in ASKED}
    told = [
        [q.id, q.text, ", ".join(sorted(q.families)), q.steps[0][0], str(asks[q.id] or "file only")]
        for q in ASKED.values()
    ]
    start = TABLE.index(["question", "asks", "families", "cheapest step", "rules"])
    assert TABLE[start + 2 : start + 2 + len(ASKED)] == told
