"""Findings as a matrix: one row per occupancy, one column per rule, whatever their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.model import Rule


@dataclass(frozen=True)
class Judged:
    """What all rules say of all occupancies.

    Attributes
    ----------
    occupancy_ids
        The rows, in alphabetical order.
    irregular, fine, unknown
        True where a rule (column) says so. A rule without a finding says none of the three.
    """

    occupancy_ids: pd.Index
    irregular: NDArray[np.bool_]
    fine: NDArray[np.bool_]
    unknown: NDArray[np.bool_]


def judge(findings: pd.DataFrame, rules: Sequence[Rule]) -> Judged:
    """Lay findings out by occupancy and rule; findings of other rules are left aside.

    Parameters
    ----------
    findings
        Contract ``finding``.
    rules
        The rules that count, in the order of the columns.
    """
    ids = pd.Index(findings["occupancy_id"].drop_duplicates().sort_values())
    row = tables.positions(findings["occupancy_id"], ids)
    column = tables.positions(findings["rule"], pd.Index([rule.id for rule in rules], dtype="string"))
    outcome = tables.positions(findings["outcome"], pd.Index([found.value for found in Outcome]))
    here = np.flatnonzero(column >= 0)
    cells = np.full((len(ids), len(rules)), -1)
    cells[row[here], column[here]] = here
    said = np.where(cells >= 0, outcome[cells] if len(outcome) else -1, -1)
    places = {found: place for place, found in enumerate(Outcome)}
    return Judged(
        occupancy_ids=ids,
        irregular=said == places[Outcome.IRREGULAR],
        fine=said == places[Outcome.FINE],
        unknown=said == places[Outcome.UNKNOWN],
    )
