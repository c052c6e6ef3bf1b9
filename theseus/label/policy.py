"""The policy: findings and decisions of people to one label per occupancy. All of it stands in ``decide``.

Red asks for enough irregular gate rules, one of them hard, that no single source family carries: leave
any one family out and something irregular remains. That is at least two independent families, and it
is stricter than counting families. Green asks for every gate rule and for enough known. The rest is
white. A red that nobody confirmed is white too, and says that it waits for a second person.

A rule that its scorecard suspended makes no red; it keeps green away as before. Only a person's override
goes above all this: to green or to white, never to red, until the day that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import LABEL
from theseus.label.order import in_order, next_step
from theseus.label.reviews import overriding, standing
from theseus.label.wording import because
from theseus.model import Label

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from theseus.label.asking import Asked
    from theseus.label.reviews import Decisions
    from theseus.model import Policy, Rule, Verdicts


def decide(
    verdicts: Verdicts, rules: Sequence[Rule], policy: Policy, suspended: Collection[str] = ()
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
    """Say for each occupancy whether it is green, whether red is proposed, and how much is known (0 to 1).

    What people decided is not in it; see :func:`label` for the rest of the parameters.
    """
    columns = [verdicts.rules.index(rule.id) for rule in rules]
    irregular, fine = verdicts.irregular[:, columns], verdicts.fine[:, columns]
    gate = np.array([rule.gate for rule in rules])
    hard = np.array([rule.hard for rule in rules])
    weight = np.array([rule.weight for rule in rules], dtype=float)
    may = np.array([rule.gate and bool(rule.families) and rule.id not in suspended for rule in rules])
    families = sorted(set().union(*(rule.families for rule in rules)))

    wrong = irregular & may
    count = wrong.sum(axis=1)
    one_family_carries_all = np.zeros(len(wrong), dtype=bool)
    for family in families:
        without = np.array([family not in rule.families for rule in rules])
        one_family_carries_all |= ~wrong[:, without].any(axis=1)
    red = (count >= policy.red_rules) & wrong[:, hard].any(axis=1) & ~one_family_carries_all

    known_share = (irregular | fine) @ weight / weight.sum()
    green = fine[:, gate].all(axis=1) & gate.any() & (known_share >= policy.known_share)
    return green, red, known_share


def label(
    verdicts: Verdicts,
    told: pd.DataFrame,
    rules: Sequence[Rule],
    policy: Policy,
    as_of: dt.date,
    asked: Asked,
    decisions: Decisions,
) -> pd.DataFrame:
    """Give every occupancy its label, the reason in Dutch, and the next step.

    Parameters
    ----------
    told
        Contract ``finding``, of the same verdicts; at least the irregular ones.
    asked
        The open questions of the same verdicts.
    rules, policy, as_of, decisions
        See :func:`settle`.

    Returns
    -------
    pandas.DataFrame
        Contract ``label``, one row per occupancy of the verdicts, by occupancy.
    """
    table = settle(verdicts, rules, policy, as_of, decisions)
    ordered = in_order(asked, verdicts, rules)
    table["because"] = because(table, verdicts, told, rules, ordered)
    step, cost = next_step(ordered, table["label"], table["proposed_red"])
    table = table.assign(next_step=step, next_step_cost_eur=cost)
    return tables.conform(table, LABEL)


def settle(
    verdicts: Verdicts, rules: Sequence[Rule], policy: Policy, as_of: dt.date, decisions: Decisions
) -> pd.DataFrame:
    """Give every occupancy its label by rules and people, without a word of why.

    Parameters
    ----------
    rules
        The rules that count, each among the verdicts.
    policy
        The region's thresholds.
    as_of
        The day of the labels.

    Returns
    -------
    pandas.DataFrame
        One row per row of the verdicts: columns occupancy_id, label, proposed_red, known_share, review,
        overridden and refused.
    """
    green, red, known_share = decide(verdicts, rules, policy, decisions.suspended)
    review = standing(decisions.reviews, as_of).reindex(verdicts.occupancy_ids)
    override = overriding(decisions.overrides, as_of).reindex(verdicts.occupancy_ids)
    confirmed = red & review["confirmed"].fillna(value=False).to_numpy(bool)
    refused = red & review["refused"].fillna(value=False).to_numpy(bool)
    decided = pd.Series(np.select([confirmed, green], [Label.RED, Label.GREEN], Label.WHITE), dtype="string")
    set_by_hand = override["label"].notna().to_numpy(bool)
    table = pd.DataFrame({"occupancy_id": verdicts.occupancy_ids})
    table["label"] = decided.mask(set_by_hand, pd.Series(override["label"].array, dtype="string"))
    table["proposed_red"] = red & ~confirmed & ~refused & ~set_by_hand
    table["known_share"] = known_share
    table["review"] = review["text"].array
    table["overridden"] = override["text"].array
    table["refused"] = refused
    return table
