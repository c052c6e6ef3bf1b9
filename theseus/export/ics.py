"""The inspections as a calendar file: when, with whom, how many visits; never which businesses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from theseus.atomic import write_bytes
from theseus.export.words import listed, visits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from theseus.model import Inspection

ZONE = ZoneInfo("Europe/Amsterdam")
PRODUCT = "-//Theseus//Controlekalender//NL"
DOMAIN = "theseus-bedrijventerreinen"
NEED_TO_KNOW = "De adressen staan op de looplijst, niet in deze agenda."


def write(
    path: Path,
    inspections: Sequence[Inspection],
    *,
    region_name: str,
    made_on: dt.date,
    municipality_names: Mapping[str, str] | None = None,
) -> None:
    """Write inspections as an iCalendar file (RFC 5545), whole or not at all.

    Parameters
    ----------
    inspections
        Each becomes one event. Its UID follows from the session, so a moved inspection replaces
        itself in the reader's calendar.
    made_on
        The day the plan was made; becomes the time stamp, so the same plan gives the same bytes.
    municipality_names
        Names by CBS code; a code that is not in it stands as the code.
    """
    names = municipality_names or {}
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"Integrale controles {_one_line(region_name)}")
    ordered = sorted(inspections, key=lambda i: (i.session.date, i.session.start, i.session.session_id))
    for inspection in ordered:
        where = names.get(inspection.session.municipality_code, inspection.session.municipality_code)
        calendar.add_component(_event(inspection, _one_line(where), made_on))
    if ordered:
        first, last = ordered[0].session.date, ordered[-1].session.date
        calendar.add_missing_timezones(dt.date(first.year, 1, 1), dt.date(last.year + 1, 1, 1))
    write_bytes(path, calendar.to_ical())


def _event(inspection: Inspection, where: str, made_on: dt.date) -> Event:
    session = inspection.session
    event = Event()
    event.add("uid", f"{_one_line(session.session_id)}@{DOMAIN}")
    event.add("dtstamp", dt.datetime.combine(made_on, dt.time(), tzinfo=dt.UTC))
    event.add("sequence", 0)
    event.add("class", "CONFIDENTIAL")
    event.add("dtstart", dt.datetime.combine(session.date, session.start, tzinfo=ZONE))
    event.add("dtend", dt.datetime.combine(session.date, session.end, tzinfo=ZONE))
    event.add("summary", f"{_kind(inspection)} {where}")
    event.add("description", _description(inspection))
    return event


def _kind(inspection: Inspection) -> str:
    return f"Themacontrole {_one_line(inspection.theme)}" if inspection.theme else "Integrale controle"


def _description(inspection: Inspection) -> str:
    partners = [_one_line(partner) for partner in inspection.session.partners]
    together = f"Samen met {listed(partners)}." if partners else "Zonder ketenpartners."
    return f"{visits(len(inspection.visits)).capitalize()}. {together}\n{NEED_TO_KNOW}"


def _one_line(text: str) -> str:
    """Text from outside on one line, without control characters; the library escapes the rest."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
