"""The policy: findings and reviews to one label per occupancy. All of it stands in ``_decide``.

Red asks for enough irregular gate rules, one of them hard, that no single source family carries: leave
any one family out and something irregular remains. That is at least two independent families, and it
is stricter than counting families. Green asks for every gate rule and for enough known. The rest is
white. A red that nobody confirmed is white too, and says that it waits for a second person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import LABEL
from theseus.label.judged import Judged, judge
from theseus.label.reviews import standing
from theseus.label.wording import because, in_order, next_step
from theseus.model import Label

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.model import Policy, Rule


def _decide(judged: Judged, rules: Sequence[Rule], policy: Policy) -> tuple[NDArray[np.bool_], ...]:
    """Say for each occupancy whether it is green, whether red is proposed, and how much is known."""
    gate = np.array([rule.gate for rule in rules])
    hard = np.array([rule.hard for rule in rules])
    weight = np.array([rule.weight for rule in rules], dtype=float)
    families = sorted(set().union(*(rule.families for rule in rules)))
    rests_on = np.array([[family in rule.families for family in families] for rule in rules], dtype=int)

    wrong = judged.irregular & gate & rests_on.any(axis=1)
    count = wrong.sum(axis=1)
    one_family_carries_all = (wrong @ rests_on == count[:, None]).any(axis=1)
    red = (count >= policy.red_rules) & (wrong & hard).any(axis=1) & ~one_family_carries_all

    known_share = (judged.irregular | judged.fine) @ weight / weight.sum()
    green = judged.fine[:, gate].all(axis=1) & gate.any() & (known_share >= policy.known_share)
    return green, red, known_share


def label(
    findings: pd.DataFrame,
    rules: Sequence[Rule],
    policy: Policy,
    reviews: pd.DataFrame,
    as_of: dt.date,
    open_questions: pd.DataFrame,
) -> pd.DataFrame:
    """Give every occupancy its label, the reason in Dutch, and the next step.

    Parameters
    ----------
    findings
        Contract ``finding``. A rule without a finding counts as unknown.
    rules
        The rules that count; findings of other rules are left aside.
    policy
        The region's thresholds.
    reviews
        All decisions ever taken (contract ``review``).
    as_of
        The day of the labels.
    open_questions
        Contract ``open_question``, of the same findings.

    Returns
    -------
    pandas.DataFrame
        Contract ``label``, one row per occupancy in ``findings``, by occupancy.
    """
    judged = judge(findings, rules)
    green, red, known_share = _decide(judged, rules, policy)
    review = standing(reviews, as_of).reindex(judged.occupancy_ids)
    confirmed = red & review["confirmed"].fillna(value=False).to_numpy(bool)
    refused = red & review["refused"].fillna(value=False).to_numpy(bool)
    table = pd.DataFrame({"occupancy_id": judged.occupancy_ids})
    table["label"] = np.select([confirmed, green], [Label.RED, Label.GREEN], Label.WHITE)
    table["proposed_red"] = red & ~confirmed & ~refused
    table["known_share"] = known_share
    table["review"] = review["text"].array
    table["refused"] = refused
    asking = in_order(open_questions, judged, rules)
    table["because"] = because(table, judged.irregular, findings, rules, asking)
    return tables.conform(next_step(table, asking), LABEL)
