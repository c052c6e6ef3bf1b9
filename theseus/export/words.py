"""Dutch words that rosters and calendars share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.model import Session

_HOUSE = re.compile(r"^[^(]*?\s(\d{1,5}(?:[^\d\s]\S{0,7})?(?: t/m \d{1,5})?)$")
TRUTH = ("ja", "nee")
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def long_date(day: dt.date) -> str:
    """Write a date as a person says it: ``dinsdag 17 november 2026``."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def visits(count: int) -> str:
    """Count visits: ``1 bezoek``, ``18 bezoeken``."""
    return "1 bezoek" if count == 1 else f"{count} bezoeken"


def listed(names: Sequence[str]) -> str:
    """Join names as in a sentence: ``politie, ODRA en brandweer``."""
    if len(names) < 2:  # noqa: PLR2004 - one name needs no "en"
        return "".join(names)
    return f"{', '.join(names[:-1])} en {names[-1]}"


def when(session: Session) -> str:
    """Tell the day, the hours, the break and the teams of an inspection."""
    parts = [f"{long_date(session.date)}, {session.start:%H:%M} tot {session.end:%H:%M} uur"]
    if session.pause:
        parts.append(f"pauze vanaf {session.pause[0]:%H:%M} uur, {session.pause[1]} minuten")
    if session.teams > 1:
        parts.append(f"{session.teams} teams")
    return "   ·   ".join(parts)


def stop(number: int, team: int, *, several: bool) -> str:
    """Name a stop: ``7``, or ``2.7`` for the second team where there are several."""
    return f"{team}.{number}" if several else f"{number}"


def house_number(address: str) -> str:
    """Return what stands on the door, of an address as Theseus writes it; empty if that is not known."""
    found = _HOUSE.search(address.partition(",")[0])
    return found[1] if found else ""
