"""The score of every rule, and which rules may not make red any more.

**What suspends a rule.** Visits to places that a rule called irregular should find more than visits drawn
at random do: that is what the rule is for. A rule is suspended from making red if, over the period, both
kinds of visit number at least ``min_visits``, and the share of the rule's visits that found something is not
above that of the random ones.

Why shares are compared, and not their intervals. *Suspend only who is shown to be worse* (upper bound of
the rule at or below the random share) would leave a rule that does exactly as well as chance in place: of
such rules it finds one in five. *Suspend who is not shown to be better* (lower bound at or below it) would
suspend half of the rules that do half as well again as chance; people would learn to approve without looking.
Comparing shares is in between, and as it is done again at every run it is no mild test. With 30 visits of
each kind, random ones that find something one time in three, and twice as many visits in the time that
follows, it suspends (4,000 simulated histories; ``tests/scorecard/test_scoring.py`` repeats them):

=============================== ==============
the rule finds                  suspended
=============================== ==============
half as often as chance         always
as often as chance              3 in 4
half as often again             1 in 6
twice as often                  1 in 100
=============================== ==============

The cost of a mistake is not the same on both sides. A rule that is suspended wrongly still keeps green away,
still explains, still sends an inspector, and one person with a reason restores it; one that stays wrongly
calls businesses red without knowing more than a dice. The interval (Wilson, 95 %) is shown beside each share
so that whoever approves a rule again sees how sure the figures are.

What it does not say: visits to places that a rule called irregular are chosen by people, for that rule and
others, so a share is about the rule *as it is used*. That is why the random visits are there.

**What restores it.** Once suspended, a version of a rule stays so until a person approves it again. From
then on only visits after that day count for it, until they are enough to suspend it anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from theseus import tables
from theseus.contracts import CONFIRMED, REFUSED, SCORE
from theseus.scorecard.telling import told
from theseus.scorecard.wilson import wilson

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from theseus.model import Rule
    from theseus.policy import PolicySet
    from theseus.scorecard.evidence import Evidence


@dataclass(frozen=True)
class Limits:
    """How much evidence it takes: the period in months, and the visits of each kind."""

    months: int = 24
    min_visits: int = 30


@dataclass(frozen=True)
class Standing:
    """What the published run had suspended: version by rule, and the day of that run."""

    suspended: Mapping[str, int] = field(default_factory=dict)
    since: dt.date | None = None

    @classmethod
    def of(cls, used: PolicySet | None, since: dt.date | None) -> Standing:
        """Take it from the set of rules that the published run used, and its day."""
        return cls({name: used.rules[name].version for name in used.suspended} if used else {}, since)


@dataclass(frozen=True)
class Arm:
    """One kind of visits: how many could look, how many found something, and the interval of that share."""

    visited: int
    found: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, visited: int, found: int) -> Arm:
        """Work out the share and its interval; there is none without visits."""
        if not visited:
            return cls(0, 0, None, None, None)
        low, high = wilson(found, visited)
        return cls(visited, found, found / visited, float(low), float(high))


def at_random(evidence: Evidence) -> Arm:
    """Return what visits drawn at random found."""
    return Arm.of(len(evidence.random), int(evidence.random["found"].sum()))


def score(
    rules: Sequence[Rule],
    fired: Mapping[str, int],
    evidence: Evidence,
    approvals: pd.DataFrame,
    before: Standing,
    as_of: dt.date,
    limits: Limits,
) -> pd.DataFrame:
    """Score every rule, and say which may not make red.

    Parameters
    ----------
    rules
        The rules as they are used now. What is known of another version does not count.
    fired
        For how many occupancies each is irregular now.
    evidence
        Of the period, see :func:`theseus.scorecard.evidence.gather`.
    approvals
        All approvals ever given (contract ``rule_approval``).
    before
        What was suspended already.
    as_of
        The day of the scores; later approvals do not count yet.

    Returns
    -------
    pandas.DataFrame
        Contract ``score``, by rule in alphabetical order.
    """
    chance = at_random(evidence)
    given = approvals[approvals["approved_on"] <= pd.Timestamp(as_of)]
    known = _Known(*(_PerRule(table) for table in (evidence.visited, evidence.reviewed, given)))
    rows = [
        _scored(rule, fired.get(rule.id, 0), known, before, chance, limits)
        for rule in sorted(rules, key=lambda rule: rule.id)
    ]
    return tables.conform(pd.DataFrame(rows, columns=SCORE.names), SCORE)


def suspended(scores: pd.DataFrame) -> frozenset[str]:
    """Return the ids of the rules that may not make red."""
    return frozenset(scores.loc[scores["suspended"].astype(bool), "rule"])


def no_better(own: Arm, chance: Arm, min_visits: int) -> bool:
    """Tell whether enough visits show that a rule does no better than chance (see this module's head)."""
    if min(own.visited, chance.visited) < max(min_visits, 1):
        return False
    return own.found * chance.visited <= chance.found * own.visited


class _PerRule:
    """The rows of a table, by the version of a rule that they are about."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.nothing = table.iloc[:0]
        self.parts = dict(iter(table.groupby(["rule", "version"])))

    def of(self, rule: Rule) -> pd.DataFrame:
        return self.parts.get((rule.id, rule.version), self.nothing)


@dataclass(frozen=True)
class _Known:
    visited: _PerRule
    reviewed: _PerRule
    approved: _PerRule


def _scored(
    rule: Rule,
    fired: int,
    known: _Known,
    before: Standing,
    chance: Arm,
    limits: Limits,
) -> dict[str, object]:
    mine = known.visited.of(rule)
    approved = known.approved.of(rule)["approved_on"].max()
    fresh = mine if pd.isna(approved) else mine[mine["visited_on"] > approved]
    own, counted = (Arm.of(len(part), int(part["found"].sum())) for part in (mine, fresh))
    decisions = known.reviewed.of(rule)["decision"].value_counts()
    still = before.suspended.get(rule.id) == rule.version and (
        pd.isna(approved) or before.since is None or approved < pd.Timestamp(before.since)
    )
    stopped = rule.gate and (still or no_better(counted, chance, limits.min_visits))
    return {
        "rule": rule.id,
        "version": rule.version,
        "fired": fired,
        "confirmed": int(decisions.get(CONFIRMED, 0)),
        "refused": int(decisions.get(REFUSED, 0)),
        "visited": own.visited,
        "found": own.found,
        "share": own.share,
        "low": own.low,
        "high": own.high,
        "suspended": stopped,
        "told": told(own, chance, limits.min_visits, approved, suspended=stopped),
    }
