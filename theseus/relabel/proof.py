"""The proof that labels follow from what their run kept: made again, and laid beside what was stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus.model import Outcome
from theseus.relabel.again import again, kept_of, policy_of

if TYPE_CHECKING:
    import datetime as dt

    from theseus.ledger import Run

# What decides a label, by what a reader calls it.
_DECIDED = {
    "label": "label",
    "proposed_red": "voorstel rood",
    "known_share": "bekend deel",
    "review": "besluit",
    "overridden": "met de hand",
}
_COLUMNS = ["occupancy_id", "what", "kept", "again"]
_DECIMALS = 9  # of the known share: sums of weights in another order differ beyond that


@dataclass(frozen=True)
class Proof:
    """What came out when the labels of a run were made again.

    Attributes
    ----------
    policy
        Hash of the set of rules.
    labels, findings
        How many were compared.
    differences
        Columns occupancy_id, what, kept, again; no rows if all is the same.
    touched
        Files of the run that are not as it wrote them, or are gone.
    """

    run_id: str
    as_of: dt.date
    policy: str
    labels: int
    findings: int
    differences: pd.DataFrame
    touched: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True if every label is the same, made from files that nobody touched."""
        return self.differences.empty and not self.touched


def prove(run: Run) -> Proof:
    """Make the labels of a run again from its facts, its rules and its decisions, and compare.

    Raises
    ------
    TheseusError
        If the run did not keep what that takes, or it is damaged.
    """
    kept, policy = kept_of(run), policy_of(run)
    labels, findings = run.table("label"), run.table("finding")
    made = again(kept, policy, [Outcome(text) for text in sorted(findings["outcome"].unique())])
    found = [compare_labels(labels, made["label"]), compare_findings(findings, made["finding"])]
    return Proof(
        run_id=run.run_id,
        as_of=run.as_of,
        policy=policy.policy,
        labels=len(labels),
        findings=len(findings),
        differences=pd.concat(found, ignore_index=True).sort_values(_COLUMNS[:2], ignore_index=True),
        touched=_touched(run),
    )


def compare_labels(kept: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """List what differs between two tables of labels (contract ``label``).

    Returns
    -------
    pandas.DataFrame
        Columns occupancy_id, what, kept and again, as text; empty where one of both has no such label.
    """
    sides = [_written(table) for table in (kept, made)]
    both = sides[0].merge(sides[1], on="occupancy_id", how="outer", suffixes=(".kept", ".again"))
    rows = []
    for column, name in _DECIDED.items():
        before, now = both[f"{column}.kept"], both[f"{column}.again"]
        other = (before.fillna("") != now.fillna("")).to_numpy(bool)
        rows.append(_rows(both["occupancy_id"][other], name, before[other], now[other]))
    return pd.concat(rows, ignore_index=True)


def compare_findings(kept: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """List what differs between two tables of findings (contract ``finding``): outcome, or only its words.

    Returns
    -------
    pandas.DataFrame
        As :func:`compare_labels`.
    """
    columns = ["occupancy_id", "rule", "outcome", "sentence"]
    both = kept[columns].merge(
        made[columns], on=columns[:2], how="outer", suffixes=(".kept", ".again"), validate="1:1"
    )
    rows = []
    for column in columns[2:]:
        before, now = both[f"{column}.kept"], both[f"{column}.again"]
        other = (before.fillna("") != now.fillna("")).to_numpy(bool)
        name = "regel " + both["rule"][other]
        rows.append(_rows(both["occupancy_id"][other], name, before[other], now[other]))
        both = both[~other]
    return pd.concat(rows, ignore_index=True)


def _written(labels: pd.DataFrame) -> pd.DataFrame:
    table = labels[["occupancy_id", *_DECIDED]]
    return table.assign(
        proposed_red=table["proposed_red"].map({True: "ja", False: "nee"}).astype("string"),
        known_share=table["known_share"].round(_DECIMALS).astype("string"),
    )


def _rows(ids: pd.Series, what: str | pd.Series, kept: pd.Series, made: pd.Series) -> pd.DataFrame:
    columns = {"occupancy_id": ids, "what": what, "kept": kept.fillna(""), "again": made.fillna("")}
    return pd.DataFrame(columns, columns=_COLUMNS).astype("string").reset_index(drop=True)


def _touched(run: Run) -> tuple[str, ...]:
    """Name the files whose hash is not that of the manifest; an older manifest has no hashes to compare."""
    told = run.manifest.get("files", {})
    now = run.hashes()
    return tuple(sorted(name for name, digest in told.items() if now.get(name) != digest))
