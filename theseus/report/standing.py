"""How a source stands, as one Dutch line: too old, not renewed, kept out, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.model import Freshness

if TYPE_CHECKING:
    import datetime as dt

    from theseus.model import SourceReport

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def standing(source: SourceReport, as_of: dt.date) -> str:
    """Say how a source stands and why, e.g. ``niet vernieuwd; de laatste goede levering is 12 dagen oud …``.

    Parameters
    ----------
    as_of
        The day of the run, from which the age counts.
    """
    parts = [f"{source.freshness.value}; {_last_good(source, as_of)}."]
    if source.freshness is Freshness.STALE:
        parts.append("De antwoorden zijn te oud en tellen niet meer mee.")
    if source.problems:
        parts.append(f"Reden: {' '.join(source.problems)}")
    return " ".join(parts)


def _last_good(source: SourceReport, as_of: dt.date) -> str:
    age = source.age_days(as_of)
    if source.delivered_on is None or age is None:
        return "er is nog geen goede levering"
    day = f"{source.delivered_on.day} {MONTHS[source.delivered_on.month - 1]} {source.delivered_on.year}"
    old = {0: "van vandaag", 1: "1 dag oud"}.get(age, f"{age} dagen oud")
    return f"de laatste goede levering is {old} ({day})"
