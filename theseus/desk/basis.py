"""What a proposed red rests on: the rules that decide, and the answers of people behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.contracts import CORRECTION_SOURCE, VISIT_SOURCE
from theseus.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from theseus.model import Rule


@dataclass(frozen=True)
class Basis:
    """What one label rests on.

    Attributes
    ----------
    rules
        Ids of the gate rules that are irregular.
    records
        Record ids of the visits and corrections that answer their questions.
    """

    rules: tuple[str, ...]
    records: tuple[str, ...]


def basis(occupancy_id: str, findings: pd.DataFrame, facts: pd.DataFrame, rules: Mapping[str, Rule]) -> Basis:
    """Find what the label of one occupancy rests on.

    A rule that is not among ``rules`` counts as a gate rule on every question: nobody may slip past the
    second person because a rule was removed since.

    Parameters
    ----------
    findings, facts
        Contracts ``finding`` and ``fact`` of one run.
    rules
        The rules of that run, by id.
    """
    found = findings[findings["occupancy_id"] == occupancy_id]
    irregular = sorted(found.loc[found["outcome"] == Outcome.IRREGULAR.value, "rule"])
    deciding = tuple(name for name in irregular if name not in rules or rules[name].gate)
    known = facts[facts["occupancy_id"] == occupancy_id]
    said = known[known["source"].isin([VISIT_SOURCE, CORRECTION_SOURCE]) & known["record_id"].notna()]
    if all(name in rules for name in deciding):
        asked = {question for name in deciding for question in rules[name].questions}
        said = said[said["question"].isin(asked)]
    return Basis(deciding, tuple(sorted(set(said["record_id"]))))
