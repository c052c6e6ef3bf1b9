"""RDW: what follows from a business or a recognition that is in an older delivery and not in a newer one.

That it is gone is a conclusion from what is missing, so only a delivery that looks whole may give it. A
delivery with many rows fewer than another one of the year before may be half: what it holds is used,
what it lacks says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.sources import address

if TYPE_CHECKING:
    from collections.abc import Mapping

YEAR = pd.Timedelta(days=365)
KEY = ["day", "record_id"]


def half_days(days: pd.Series, max_drop: float) -> dict[pd.Timestamp, tuple[int, int]]:
    """Find the deliveries that may be half.

    Parameters
    ----------
    days
        The day of delivery of each row of one data set.
    max_drop
        Share (0 to 1) of rows that may be gone since the largest delivery of the year before.

    Returns
    -------
    dict
        Rows of that delivery, and of the largest one before it, by day.
    """
    sizes = days.value_counts().sort_index()
    found = {}
    for day, size in sizes.items():
        before = sizes[(sizes.index < day) & (sizes.index >= day - YEAR)]
        if len(before) and size < before.max() * (1 - max_drop):
            found[day] = (int(size), int(before.max()))
    return found


def doubts(
    newest: pd.Timestamp, halves: Mapping[str, Mapping[pd.Timestamp, tuple[int, int]]]
) -> tuple[str, ...]:
    """Say in Dutch why the newest delivery may not be whole, per kind of row."""
    return tuple(
        f"De levering van {newest:%d-%m-%Y} heeft {found[newest][0]} {what}, een eerdere {found[newest][1]}: "
        "te veel minder om volledig te zijn. Haal haar opnieuw op; klopt het, neem haar dan aan met --accept."
        for what, found in halves.items()
        if newest in found
    )


def joined(grants: pd.DataFrame) -> pd.Series:
    """Recognitions joined with |, per business and delivery (index ``record_id``, ``day``)."""
    named = grants.assign(erkenning=address.text(grants["erkenning"]).str.replace("|", "/", regex=False))
    unique = named.drop_duplicates([*KEY, "erkenning"]).sort_values("erkenning")
    return unique.groupby(["record_id", "day"])["erkenning"].agg("|".join)


def standing(
    last: pd.DataFrame,
    grants: pd.DataFrame,
    seen: pd.DataFrame,
    half_firms: Mapping[pd.Timestamp, object],
    half_grants: Mapping[pd.Timestamp, object],
) -> pd.DataFrame:
    """Tell of each business whether its recognition stands, and since when we know.

    Parameters
    ----------
    last
        The newest usable row of each business: columns ``record_id`` and ``day``.
    grants
        Usable recognitions of all deliveries.
    seen
        ``volgnummer`` and ``day`` of every row of a business, broken ones too: a row that cannot be used
        is no absence.
    half_firms, half_grants
        Days whose deliveries may be half (:func:`half_days`).

    Returns
    -------
    DataFrame
        Columns ``kind`` (the recognitions last known), ``status`` and ``observed_on``, on the index of
        ``last``.
    """
    held = last["record_id"].map(joined(grants).sort_index().groupby("record_id").last()).astype("string")
    whole = max(day for day in seen["day"].unique() if day not in half_firms) if len(seen) else pd.NaT
    listed = last["record_id"].isin(set(seen.loc[seen["day"] >= whole, "volgnummer"]))
    told = max((day for day in grants["day"].unique() if day not in half_grants), default=pd.NaT)
    has_now = last["record_id"].isin(set(grants.loc[grants["day"] >= told, "record_id"]))
    lost = listed & (last["day"] >= told) & held.notna() & ~has_now
    status = pd.Series("geldig", index=last.index, dtype="string").mask(~listed | lost, "vervallen")
    observed = last["day"].mask(lost, told).mask(~listed, whole)
    return pd.DataFrame({"kind": held, "status": status, "observed_on": observed}, index=last.index)
