"""The answers that moved between two runs, and who or what moved them: data, time or a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import CORRECTION_SOURCE, VISIT_SOURCE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

_KEY = ["occupancy_id", "question"]
_KEEP = [*_KEY, "value", "source", "record_id", "observed_on", "expires_on", "expired"]
_SIDES = (("source_new", "source_old"), ("record_id_new", "record_id_old"))
_BY_PEOPLE = (VISIT_SOURCE, CORRECTION_SOURCE)


def moved(
    before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame], ids: pd.Series, as_of: dt.date
) -> pd.DataFrame:
    """Find the answers about some occupancies that came, went, changed or expired.

    Parameters
    ----------
    before, now
        Table ``fact`` of the two runs; to tell what people took back also ``answer`` and ``visit``.
    as_of
        The day of the run ``now``.

    Returns
    -------
    pandas.DataFrame
        By occupancy and question the old and the new answer (columns of contract ``fact`` with ``_old`` and
        ``_new``), and of exactly one of three that it is the cause: ``by_time``, ``by_person``, ``by_data``.
    """
    old, new = (run["fact"].loc[run["fact"]["occupancy_id"].isin(ids), _KEEP] for run in (before, now))
    both = old.merge(new, on=_KEY, how="outer", suffixes=("_old", "_new"))
    for name in ("expired_old", "expired_new"):
        both[name] = both[name].astype("boolean").fillna(value=False).astype(bool)
    ended = (both["expires_on_old"] <= pd.Timestamp(as_of)).fillna(value=False) & ~both["expired_old"]
    lost = both["value_new"].isna() | both["expired_new"]
    both["by_time"] = (ended & lost).astype(bool)
    other = both["value_old"].fillna("\0") != both["value_new"].fillna("\0")
    both = _unanswered(both[(both["by_time"] | other).to_numpy(bool)], now)
    both["by_person"] = ~both["by_time"] & _taken_by_people(both, now)
    both["by_data"] = ~both["by_time"] & ~both["by_person"]
    return both.sort_values(_KEY, ignore_index=True)


def _unanswered(both: pd.DataFrame, now: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Name the visit that asked and got no answer, where the answer that there was is gone."""
    if "answer" not in now:
        return both
    asked = now["answer"]
    asked = asked[asked["value"].isna() & (asked["source"] == VISIT_SOURCE)].sort_values("observed_on")
    asked = asked.drop_duplicates(_KEY, keep="last")[[*_KEY, "record_id"]]
    both = both.merge(asked.rename(columns={"record_id": "silent"}), on=_KEY, how="left")
    gone = both["value_new"].isna() & both["silent"].notna()
    both["record_id_new"] = both["record_id_new"].mask(gone, both["silent"])
    both["source_new"] = both["source_new"].mask(gone, VISIT_SOURCE)
    return both


def _taken_by_people(both: pd.DataFrame, now: Mapping[str, pd.DataFrame]) -> pd.Series:
    """A correction came or went, or an answer of a visit was taken back."""
    sources = both[["source_old", "source_new"]]
    corrected = (sources == CORRECTION_SOURCE).any(axis=1)
    if "answer" not in now or "visit" not in now:
        return corrected.astype(bool)
    visits = now["visit"]
    made = VISIT_SOURCE + " " + visits.loc[visits["withdrawn_on"].isna(), "visit_id"].astype("string")
    standing = pd.concat([now["answer"]["record_id"], made])
    told = (both["source_old"] == VISIT_SOURCE) & both["record_id_old"].notna()
    return (corrected | (told & ~both["record_id_old"].isin(standing))).astype(bool)


def named(found: pd.DataFrame, titles: Mapping[str, str]) -> pd.Series:
    """Say of each moved answer which it is and from where; of one that grew too old how long it counts."""
    source, record = (found[name].mask(_about_old(found), found[old]) for name, old in _SIDES)
    question, origin = (
        ids.map(lambda name: titles.get(name, name)).astype("string") for ids in (found["question"], source)
    )
    # What people said is known by its number.
    origin = origin.mask(source.isin(_BY_PEOPLE) & record.notna(), record)
    origin = origin.mask(found["by_person"] & _about_old(found), origin + " is ingetrokken")
    days = (found["expires_on_old"] - found["observed_on_old"]).dt.days.astype("Int64").astype("string")
    seen = found["observed_on_old"].dt.strftime("%d-%m-%Y").astype("string")
    aged = origin + " van " + seen + ", telt " + days + " dagen"
    return question + " (" + origin.mask(found["by_time"], aged) + ")"


def sources(found: pd.DataFrame) -> pd.Series:
    """Name the source behind each moved answer by its id."""
    return found["source_new"].mask(_about_old(found), found["source_old"])


def _about_old(found: pd.DataFrame) -> pd.Series:
    """Tell where the old answer is what matters: it grew too old, was taken back, or nothing came for it."""
    came = (found["source_new"] == CORRECTION_SOURCE).fillna(value=False)
    return (found["by_time"] | (found["by_person"] & ~came) | found["source_new"].isna()).astype(bool)
