"""What visits and reviews say of rules: each laid beside the run whose labels people had before them.

A visit is laid beside the newest run of an earlier day. A run of the same day may know already what the
visit brought, and a rule must not be praised for foretelling what it was told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import policy as policies
from theseus.contracts import CONFIRMED, COULD_LOOK, FOUND_VIOLATION, HANDED_OVER, REFUSED
from theseus.model import Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.ledger import Run

_VIOLATION = (FOUND_VIOLATION, HANDED_OVER)


@dataclass(frozen=True)
class Evidence:
    """What people found out in a period.

    Attributes
    ----------
    visited
        Columns rule, version, visited_on and found (boolean): one row per visit that could look and rule
        that was irregular for the place that was visited.
    reviewed
        Columns rule, version and decision: one row per decision on a proposed red and rule behind it.
    random
        Columns visited_on and found: the visits that could look and were drawn at random.
    """

    visited: pd.DataFrame
    reviewed: pd.DataFrame
    random: pd.DataFrame


def gather(
    runs: Sequence[Run], visits: pd.DataFrame, reviews: pd.DataFrame, as_of: dt.date, months: int
) -> Evidence:
    """Find what visits and reviews of the last months say of rules.

    Parameters
    ----------
    runs
        All runs in the order in which they were made. One from before runs kept their rules says nothing:
        nobody can tell which version of a rule it used.
    visits, reviews
        Contracts ``visit`` and ``review``. A visit that was taken back does not count.
    as_of
        The last day of the period.
    months
        Its length.
    """
    versions = _Versions(runs)
    looked = _looked(_within(visits, "visited_on", as_of, months))
    decided = _within(reviews, "decided_on", as_of, months)
    decided = decided[decided["decision"].isin([CONFIRMED, REFUSED]) & decided["rules"].notna()]
    return Evidence(
        visited=_irregular_then(runs, looked, versions),
        reviewed=_behind(decided, versions),
        random=looked.loc[looked["at_random"].astype(bool), ["visited_on", "found"]],
    )


class _Versions:
    """Which version of each rule a run used, read once per run."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.days = np.array([run.as_of for run in runs], dtype="datetime64[D]")
        self.places = {run.run_id: place for place, run in enumerate(runs)}
        self._read: dict[int, dict[str, int]] = {}

    def before(self, days: pd.Series) -> NDArray[np.intp]:
        """Place of the newest run of an earlier day, -1 if there was none."""
        found: NDArray[np.intp] = np.searchsorted(self.days, days.to_numpy("datetime64[D]"), side="left") - 1
        return found

    def of(self, place: int) -> dict[str, int]:
        """Version by rule; empty if the run did not keep them."""
        if place not in self._read:
            kept = policies.read(self.runs[place].folder) if place >= 0 else None
            self._read[place] = {name: card.version for name, card in kept.rules.items()} if kept else {}
        return self._read[place]


def _within(table: pd.DataFrame, column: str, as_of: dt.date, months: int) -> pd.DataFrame:
    last = pd.Timestamp(as_of)
    return table[(table[column] <= last) & (table[column] > last - pd.DateOffset(months=months))]


def _looked(visits: pd.DataFrame) -> pd.DataFrame:
    """Leave the visits that stand and could look, with what they found."""
    seen = visits[visits["withdrawn_on"].isna() & visits["result"].isin(COULD_LOOK)]
    return seen.assign(found=seen["result"].isin(_VIOLATION).to_numpy(bool))


def _irregular_then(runs: Sequence[Run], looked: pd.DataFrame, versions: _Versions) -> pd.DataFrame:
    columns = ["rule", "version", "visited_on", "found"]
    place = versions.before(looked["visited_on"])
    parts = [pd.DataFrame(columns=columns)]
    for at in np.unique(place[place >= 0]):
        known = versions.of(int(at))
        if not known:
            continue
        here = looked[place == at]
        said = runs[at].of("finding", here["occupancy_id"])
        wrong = said[said["outcome"] == Outcome.IRREGULAR.value]
        met = here.merge(wrong[["occupancy_id", "rule"]], on="occupancy_id")
        parts.append(met.assign(version=met["rule"].map(known))[columns])
    return _typed(pd.concat(parts[1:] or parts, ignore_index=True))


def _behind(decided: pd.DataFrame, versions: _Versions) -> pd.DataFrame:
    """One row per decision and rule; the version is that of the run that was decided about."""
    named = decided["run"].map(versions.places)
    day_after = decided["decided_on"] + pd.Timedelta(days=1)
    place = named.fillna(pd.Series(versions.before(day_after), index=decided.index)).astype(int)
    each = decided.assign(place=place, rule=decided["rules"].str.split(",")).explode("rule")
    each["rule"] = each["rule"].str.strip().astype("string")
    version = [versions.of(at).get(rule) for at, rule in zip(each["place"], each["rule"], strict=True)]
    found = each.assign(version=pd.array(version, dtype="Int64"))[["rule", "version", "decision"]]
    return found.dropna().reset_index(drop=True)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    kinds = {"rule": "string", "version": "Int64", "visited_on": "datetime64[us]", "found": "bool"}
    return table.astype(kinds).dropna(subset=["version"]).reset_index(drop=True)
