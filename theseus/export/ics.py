"""The inspections as a calendar file: when, with whom, how many visits; never which businesses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from theseus.atomic import write_bytes
from theseus.export.texts import one_line
from theseus.export.words import listed, visits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from theseus.export.agenda import Announced

ZONE = ZoneInfo("Europe/Amsterdam")
PRODUCT = "-//Theseus//Controlekalender//NL"
DOMAIN = "theseus-bedrijventerreinen"
NEED_TO_KNOW = "De adressen staan op de looplijst, niet in deze agenda."
CALLED_OFF = "Deze controle gaat niet door."
NOBODY = "invalid:nomail"  # an organiser has to be there; nobody answers to a calendar


def write(
    path: Path,
    announced: Sequence[Announced],
    *,
    name: str,
    made_on: dt.date,
    municipality_names: Mapping[str, str] | None = None,
    method: str = "PUBLISH",
) -> None:
    """Write inspections as an iCalendar file (RFC 5545, RFC 5546), whole or not at all.

    Parameters
    ----------
    announced
        Each becomes one event. Its UID follows from the session and its SEQUENCE from what went out before,
        so a moved inspection replaces itself in the reader's calendar.
    name
        Of the calendar: the region, or the partner it is for.
    made_on
        The day the plan was made; becomes the time stamp, so the same plan gives the same bytes.
    municipality_names
        Names by CBS code; a code that is not in it stands as the code.
    method
        ``PUBLISH``, or ``CANCEL`` for a message with only what was cancelled.
    """
    names = municipality_names or {}
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("x-wr-calname", f"Integrale controles {one_line(name)}")
    ordered = sorted(announced, key=lambda item: (item.date, item.start, item.session_id))
    for item in ordered:
        where = names.get(item.municipality_code, item.municipality_code)
        calendar.add_component(_event(item, one_line(where), made_on))
    if ordered:
        first, last = ordered[0].date, ordered[-1].date
        calendar.add_missing_timezones(dt.date(first.year, 1, 1), dt.date(last.year + 1, 1, 1))
    write_bytes(path, calendar.to_ical())


def _event(item: Announced, where: str, made_on: dt.date) -> Event:
    event = Event()
    event.add("uid", f"{one_line(item.session_id)}@{DOMAIN}")
    event.add("dtstamp", dt.datetime.combine(made_on, dt.time(), tzinfo=dt.UTC))
    event.add("sequence", item.sequence)
    event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
    event.add("organizer", NOBODY)
    event.add("class", "CONFIDENTIAL")
    event.add("dtstart", dt.datetime.combine(item.date, item.start, tzinfo=ZONE))
    event.add("dtend", dt.datetime.combine(item.date, item.end, tzinfo=ZONE))
    kind = f"Themacontrole {one_line(item.theme)}" if item.theme else "Integrale controle"
    event.add("summary", f"Afgezegd: {kind} {where}" if item.cancelled else f"{kind} {where}")
    event.add("description", _description(item))
    return event


def _description(item: Announced) -> str:
    if item.cancelled:
        return CALLED_OFF
    partners = [one_line(partner) for partner in item.partners]
    together = f"Samen met {listed(partners)}." if partners else "Zonder ketenpartners."
    return f"{visits(item.visits).capitalize()}. {together}\n{NEED_TO_KNOW}"
