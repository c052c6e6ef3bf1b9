"""The rules of a workspace: as its files have them now, which set is used, and how each rule scores.

Everybody who needs to know asks here, so that all mean the same set by the same hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus import ledger, scorecard
from theseus import policy as policies
from theseus.facts.catalogue import questions as question_cards
from theseus.rules.catalogue import RuleSet, rule_set

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from theseus.desk.said import Said
    from theseus.policy import PolicySet
    from theseus.workspace import Workspace


@dataclass(frozen=True)
class Book:
    """The rules of a workspace as its files have them now.

    Attributes
    ----------
    rules
        The cards, those that are left out, and who changed what.
    policy
        What decides a label, with the hash that a person accepts. Nothing is suspended in it.
    """

    rules: RuleSet
    policy: PolicySet


@dataclass(frozen=True)
class Scores:
    """How the rules score: contract ``score``, and what visits drawn at random found."""

    table: pd.DataFrame
    at_random: scorecard.Arm


def current(workspace: Workspace) -> Book:
    """Read the rules, questions and thresholds of a workspace.

    Raises
    ------
    RuleError
        If a rule of the region or an adjustment cannot be used.
    ConfigError
        If the configuration or a question card cannot be used.
    """
    asked = {name: card.noun() for name, card in question_cards().items()}
    found = rule_set(asked, workspace.rules)
    return Book(found, policies.of(found.cards, asked, workspace.region.thresholds.model_dump()))


def published(workspace: Workspace) -> PolicySet | None:
    """Return the set that the published run used; None if there is no run, or it kept none."""
    run = ledger.published(workspace.runs)
    return policies.read(run.folder) if run else None


def notes(rules: RuleSet, used: PolicySet) -> list[str]:
    """Tell, in Dutch, which gate rules of Theseus or the region a set does without, since when and why."""
    return [
        f"Poortregel '{item.rule}' staat uit sinds {item.since:%d-%m-%Y}: {item.reason} ({item.owner})"
        for item in rules.adjustments.uit
        if rules.left_out[item.rule].gate and item.rule not in used.rules
    ]


def scored(
    workspace: Workspace,
    said: Said,
    before: scorecard.Standing,
    used: PolicySet,
    fired: Mapping[str, int],
    as_of: dt.date,
) -> Scores:
    """Score the rules of a set by the visits and reviews of the period that the region set.

    Parameters
    ----------
    before
        What the published run had suspended.
    fired
        For how many occupancies each rule is irregular now.
    """
    limits = workspace.region.thresholds
    evidence = scorecard.gather(
        ledger.runs(workspace.runs),
        said.visits,
        said.reviews,
        as_of,
        limits.scorecard_months,
    )
    table = scorecard.score(
        used.nouns(),
        fired,
        evidence,
        said.rule_approvals,
        before,
        as_of,
        scorecard.Limits(limits.scorecard_months, limits.scorecard_min_visits),
    )
    return Scores(table, scorecard.at_random(evidence))
