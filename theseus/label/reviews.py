"""Which decision about a proposed red stands on a day: the last one by a second person, until it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import datetime as dt

_CONFIRMED, _REFUSED = "bevestigd", "afgewezen"


def standing(reviews: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Find the decision that stands for each occupancy on a day.

    A decision counts if somebody else than the proposer took it, on or before the day. The last one
    replaces all before it for good: when it ends, no older one comes back. Of two on one day the
    refusal counts.

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
    day = pd.Timestamp(as_of)
    somebody_else = _person(reviews["decided_by"]) != _person(reviews["proposed_by"])
    counted = reviews[somebody_else.fillna(value=False) & (reviews["decided_on"] <= day)]
    counted = counted.assign(refusal=counted["decision"] == _REFUSED)
    counted = counted.sort_values(["occupancy_id", "decided_on", "refusal", "until", "decided_by"])
    last = counted.drop_duplicates("occupancy_id", keep="last").set_index("occupancy_id")
    last = last[last["until"] > day]
    said = (
        last["decision"] + " door " + last["decided_by"] + " op " + last["decided_on"].dt.strftime("%d-%m-%Y")
    )
    return pd.DataFrame(
        {
            "confirmed": np.asarray(last["decision"] == _CONFIRMED, dtype=bool),
            "refused": np.asarray(last["decision"] == _REFUSED, dtype=bool),
            "text": said.astype("string"),
        },
        index=last.index,
    )


def _person(names: pd.Series) -> pd.Series:
    """Write a name so that one person is one text."""
    return names.astype("string").str.strip().str.casefold()
