"""Answers of people as facts; who entered them; and on what a proposed red rests."""

import pandas as pd
from entries import LATER, QUESTIONS, TODAY, correction, visit, withdrawal

from theseus import tables
from theseus.contracts import ANSWER, FACT, FINDING
from theseus.desk.answers import answers, entered_by
from theseus.desk.basis import Basis, basis
from theseus.desk.corrections import CorrectionWithdrawal, grant, withdraw
from theseus.desk.visits import enter
from theseus.model import Rule


def test_visits_and_corrections_are_facts_of_one_form(desk_url: str):
    assert list(answers(desk_url).columns) == ANSWER.names
    seen = enter(desk_url, visit(entered_by="Carla"), {"in_use": "nee", "users": ""}, QUESTIONS, TODAY)
    given = grant(desk_url, correction("users", "3", valid_from=TODAY), QUESTIONS, TODAY)
    gone = grant(desk_url, correction("in_use", "ja"), QUESTIONS, TODAY)
    withdraw(desk_url, withdrawal(CorrectionWithdrawal, gone))
    table = answers(desk_url).sort_values(["source", "question"])
    assert table["record_id"].tolist() == [f"bezoek {seen}", f"bezoek {seen}", f"correctie {given}"]
    assert table["value"].fillna("").tolist() == ["nee", "", "3"]
    assert table["entered_by"].tolist() == ["Carla", "Carla", "Anna"]
    assert table["observed_on"].dt.date.tolist() == [TODAY] * 3
    assert table["until"].dt.date.tolist()[2] == LATER
    assert table["until"].isna().tolist() == [True, True, False]


def test_who_entered_an_answer_is_known_even_after_it_was_taken_back(desk_url: str):
    seen = enter(desk_url, visit(entered_by="Carla"), {"in_use": "ja"}, QUESTIONS, TODAY)
    given = grant(desk_url, correction(granted_by="Dirk"), QUESTIONS, TODAY)
    withdraw(desk_url, withdrawal(CorrectionWithdrawal, given))
    assert entered_by(desk_url, [f"bezoek {seen}"]) == {"Carla"}
    assert entered_by(desk_url, [f"correctie {given}", f"bezoek {seen}"]) == {"Carla", "Dirk"}
    assert entered_by(desk_url, []) == frozenset()
    assert entered_by(desk_url, ["bezoek 77"]) == frozenset()


def rule(name: str, *asked: str, gate: bool = True) -> Rule:
    return Rule(name, 1, "…", gate, gate, 1.0, frozenset({"straatbeeld"}), asked)


RULES = {
    item.id: item
    for item in (
        rule("bewoning", "in_use", "dwelling_seen"),
        rule("naam", "facade", gate=False),
        rule("orde", "users"),
    )
}
OUTCOMES = {"bewoning": "aandachtspunt", "naam": "aandachtspunt", "orde": "in orde"}
SAID = {
    "in_use": ("straatbeeld", "waarneming 1"),
    "dwelling_seen": ("bezoek", "bezoek 4"),
    "facade": ("bezoek", "bezoek 5"),
    "users": ("correctie", "correctie 2"),
}


def resting(outcomes: dict[str, str], rules: dict[str, Rule]) -> Basis:
    findings = pd.DataFrame(
        [
            {"occupancy_id": "a@b", "rule": name, "outcome": said, "sentence": "…"}
            for name, said in outcomes.items()
        ]
        + [{"occupancy_id": "c@d", "rule": "orde", "outcome": "aandachtspunt", "sentence": "…"}]
    )
    facts = pd.DataFrame(
        [
            {
                "occupancy_id": who,
                "question": name,
                "value": "ja",
                "source": source,
                "record_id": record if who == "a@b" else "bezoek 9",
                "observed_on": pd.Timestamp(TODAY),
                "expired": False,
            }
            for who in ("a@b", "c@d")
            for name, (source, record) in SAID.items()
        ]
    )
    return basis("a@b", tables.conform(findings, FINDING), tables.conform(facts, FACT), rules)


def test_a_red_rests_on_its_irregular_gate_rules_and_on_what_people_answered_for_them():
    assert resting(OUTCOMES, RULES) == Basis(("bewoning",), ("bezoek 4",))


def test_a_rule_that_nobody_knows_any_more_lets_nobody_past_the_second_person():
    found = resting(OUTCOMES, {name: item for name, item in RULES.items() if name != "bewoning"})
    assert found == Basis(("bewoning",), ("bezoek 4", "bezoek 5", "correctie 2"))


def test_where_nothing_is_irregular_nothing_decides():
    assert resting({"orde": "in orde"}, RULES) == Basis((), ())
