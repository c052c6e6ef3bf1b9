"""The year in visits: what was found at first, and what was found again at rechecks.

The field counts so (project Theseus in Gelderland told of findings at first inspection and at re-inspection),
and it is what an evaluation at the end of the year asks for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.contracts import FOUND_VIOLATION, VISIT_RESULTS

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

NOT_NAMED = "soort niet genoemd"


@dataclass(frozen=True)
class Looked:
    """Visits of one sort.

    Attributes
    ----------
    visits
        How many there were.
    with_findings
        At how many something was found.
    findings
        How often each kind was found; a violation without a kind counts as ``NOT_NAMED``.
    """

    visits: int
    with_findings: int
    findings: dict[str, int]


@dataclass(frozen=True)
class Year:
    """The visits of one calendar year that stand.

    Attributes
    ----------
    results
        Number of visits by result, in the order of ``VISIT_RESULTS``.
    first, again
        Visits that were no recheck, and those that were.
    """

    year: int
    results: dict[str, int]
    first: Looked
    again: Looked

    def rows(self) -> list[tuple[str, int, int]]:
        """Tell it as rows: what, at first visits, at rechecks; kinds that were found most often first."""
        both = Counter(self.first.findings) + Counter(self.again.findings)
        kinds = sorted(both, key=lambda kind: (-both[kind], kind))
        first, again = self.first, self.again
        return [
            ("bezoeken", first.visits, again.visits),
            ("bezoeken met een bevinding", first.with_findings, again.with_findings),
            ("bevindingen", sum(first.findings.values()), sum(again.findings.values())),
            *((f"  {kind}", first.findings.get(kind, 0), again.findings.get(kind, 0)) for kind in kinds),
        ]


def summarise(visits: pd.DataFrame, findings: pd.DataFrame, again: Collection[int], year: int) -> Year:
    """Count the visits of a year.

    Parameters
    ----------
    visits, findings
        Contracts ``visit`` and ``visit_finding``. A visit that was taken back does not count.
    again
        Ids of the visits that were rechecks.
    """
    stand = visits[visits["withdrawn_on"].isna() & (visits["visited_on"].dt.year == year)]
    counted = stand["result"].value_counts()
    is_again = stand["visit_id"].isin(list(again))
    return Year(
        year,
        {result: int(counted.get(result, 0)) for result in VISIT_RESULTS},
        _looked(stand[~is_again], findings),
        _looked(stand[is_again], findings),
    )


def _looked(visits: pd.DataFrame, findings: pd.DataFrame) -> Looked:
    named = findings[findings["visit_id"].isin(visits["visit_id"])]
    bare = visits[(visits["result"] == FOUND_VIOLATION) & ~visits["visit_id"].isin(named["visit_id"])]
    kinds = {str(kind): int(count) for kind, count in named["kind"].value_counts().items()}
    if len(bare):
        kinds[NOT_NAMED] = len(bare)
    return Looked(len(visits), int(named["visit_id"].nunique()) + len(bare), kinds)
