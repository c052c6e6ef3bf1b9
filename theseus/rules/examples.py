"""The examples on a card, tried: a rule must say of them what its card says that it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus import tables
from theseus.contracts import FACT
from theseus.errors import RuleError
from theseus.model import Outcome
from theseus.rules.answers import lay_out
from theseus.rules.evaluate import judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from theseus.model import Question
    from theseus.rules.catalogue import RuleCard

_SOME_DAY = pd.Timestamp("2000-01-01")  # examples have no date, facts must have one
_WANTED = {
    "example_irregular": Outcome.IRREGULAR,
    "example_fine": Outcome.FINE,
    "zonder antwoorden": Outcome.UNKNOWN,
}


@dataclass(frozen=True)
class Tried:
    """How the examples of one rule came out; ``failures`` are Dutch, none if all is as the card says."""

    rule: str
    version: int
    failures: tuple[str, ...]


def tried(rules: Mapping[str, RuleCard], questions: Mapping[str, Question]) -> list[Tried]:
    """Try the examples of every rule: one that must be irregular, one fine, and no answers at all."""
    try:
        failures = _failures(rules, questions)
    except RuleError:  # an example holds what is no answer to its question: find out whose
        failures = {name: _alone(card, questions) for name, card in rules.items()}
    return [Tried(name, card.version, failures[name]) for name, card in rules.items()]


def _alone(card: RuleCard, questions: Mapping[str, Question]) -> tuple[str, ...]:
    try:
        return _failures({card.id: card}, questions)[card.id]
    except RuleError as error:
        return (str(error),)


def _failures(rules: Mapping[str, RuleCard], questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    """Judge all examples at once, each as an occupancy of its own."""
    ids = [f"{name} {example}" for name in rules for example in _WANTED]
    answers = lay_out(_facts(rules), pd.Series(ids, dtype="string"), questions)
    verdicts = judge(rules, questions, answers)
    said = {
        Outcome.IRREGULAR: verdicts.irregular,
        Outcome.FINE: verdicts.fine,
        Outcome.UNKNOWN: verdicts.unknown,
    }
    found = {}
    for name in rules:
        column, told = verdicts.rules.index(name), []
        for example, wanted in _WANTED.items():
            row = verdicts.occupancy_ids.get_loc(f"{name} {example}")
            outcome = next(outcome for outcome in Outcome if said[outcome][row, column])
            if outcome is not wanted:
                told.append(f"{example}: '{outcome}' in plaats van '{wanted}'")
        found[name] = tuple(told)
    return found


def _facts(rules: Mapping[str, RuleCard]) -> pd.DataFrame:
    rows = [
        (f"{name} {example}", question, value)
        for name, card in rules.items()
        for example in ("example_irregular", "example_fine")
        for question, value in getattr(card, example).items()
    ]
    facts = pd.DataFrame(rows, columns=["occupancy_id", "question", "value"], dtype="string")
    return tables.conform(facts.assign(source="kaart", observed_on=_SOME_DAY, expired=False), FACT)
