"""Which occupancies nobody has looked at for long: a green one among them may be visited where there is room.

A label says by itself when what it rests on is too old (an expired answer makes green white). This is about a
green that rests on registers and was once seen. Who was never seen is not among them: that is for the lot.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable


def long_unseen(looked: Iterable[pd.DataFrame], *, as_of: dt.date, weeks: int) -> dict[str, dt.date]:
    """Find who was last seen long ago.

    Parameters
    ----------
    looked
        Tables with columns ``occupancy_id`` and ``seen_on``: days on which somebody could look. Days after
        ``as_of`` do not count.
    weeks
        What was seen within so many weeks is not long ago.

    Returns
    -------
    dict
        The day on which it was last seen, by occupancy id.
    """
    every = pd.concat([table[["occupancy_id", "seen_on"]] for table in looked], ignore_index=True)
    days = pd.to_datetime(every["seen_on"]).astype("datetime64[us]")
    past = days <= pd.Timestamp(as_of)
    last = days[past].groupby(every.loc[past, "occupancy_id"].astype("string")).max()
    old = last[last < pd.Timestamp(as_of - dt.timedelta(weeks=weeks))]
    return {str(name): day.date() for name, day in old.items()}
