"""Which decision of people stands on a day: the last one that counts, until it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.contracts import CONFIRMED, PROPOSED, REFUSED

if TYPE_CHECKING:
    import datetime as dt


# Whoever supposes answers settles the same label again and again, mostly where nobody decided anything.
_NOBODY = pd.Index([], dtype="string", name="occupancy_id")
_NO_REVIEW = pd.DataFrame(
    {"confirmed": np.zeros(0, bool), "refused": np.zeros(0, bool), "text": pd.array([], "string")}, _NOBODY
)
_NO_OVERRIDE = pd.DataFrame({"label": pd.array([], "string"), "text": pd.array([], "string")}, _NOBODY)


@dataclass(frozen=True)
class Decisions:
    """What people decided about labels and rules.

    Attributes
    ----------
    reviews, overrides
        All that were ever taken (contracts ``review`` and ``override``).
    suspended
        Ids of rules that may not make red, because visits did not bear them out.
    """

    reviews: pd.DataFrame
    overrides: pd.DataFrame
    suspended: frozenset[str] = frozenset()


def standing(reviews: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Find the decision on a proposed red that stands for each occupancy on a day.

    A decision counts if somebody else than the proposer took it, on or before the day. The last one
    replaces all before it for good: when it ends, no older one comes back. Of two on one day the
    refusal counts. Putting a proposal forward decides nothing.

    Parameters
    ----------
    reviews
        Contract ``review``.
    as_of
        The day of the labels.

    Returns
    -------
    pandas.DataFrame
        By occupancy_id: ``confirmed`` and ``refused`` (boolean), ``text`` (Dutch).
    """
    if reviews.empty:
        return _NO_REVIEW
    day = pd.Timestamp(as_of)
    somebody_else = _person(reviews["decided_by"]) != _person(reviews["proposed_by"])
    decided = somebody_else.fillna(value=False) & (reviews["decision"] != PROPOSED)
    counted = reviews[decided & (reviews["decided_on"] <= day)]
    counted = counted.assign(refusal=counted["decision"] == REFUSED)
    counted = counted.sort_values(["occupancy_id", "decided_on", "refusal", "until", "decided_by"])
    last = counted.drop_duplicates("occupancy_id", keep="last").set_index("occupancy_id")
    last = last[last["until"] > day]
    said = (
        last["decision"] + " door " + last["decided_by"] + " op " + last["decided_on"].dt.strftime("%d-%m-%Y")
    )
    return pd.DataFrame(
        {
            "confirmed": np.asarray(last["decision"] == CONFIRMED, dtype=bool),
            "refused": np.asarray(last["decision"] == REFUSED, dtype=bool),
            "text": said.astype("string"),
        },
        index=last.index,
    )


def overriding(overrides: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Find the override that stands for each occupancy on a day: the last one entered that nobody took back.

    Parameters
    ----------
    overrides
        Contract ``override``.

    Returns
    -------
    pandas.DataFrame
        By occupancy_id: ``label`` and ``text`` (Dutch).
    """
    if overrides.empty:
        return _NO_OVERRIDE
    day = pd.Timestamp(as_of)
    taken_back = (overrides["withdrawn_on"] <= day).fillna(value=False)
    counted = overrides[(overrides["decided_on"] <= day) & ~taken_back].sort_values("override_id")
    last = counted.drop_duplicates("occupancy_id", keep="last").set_index("occupancy_id")
    last = last[last["until"] > day]
    text = last["label"] + " tot " + last["until"].dt.strftime("%d-%m-%Y") + ", door " + last["decided_by"]
    text = text + " op " + last["decided_on"].dt.strftime("%d-%m-%Y") + ". Reden: " + last["reason"]
    return pd.DataFrame({"label": last["label"], "text": text.astype("string")}, index=last.index)


def _person(names: pd.Series) -> pd.Series:
    """Write a name so that one person is one text."""
    return names.astype("string").str.strip().str.casefold()
