"""The six-weekly dates: per municipality the rounds of a period, each on a day that everybody can.

A round has an ideal date (``first_on`` plus a whole number of cycles) and a window around it. It
falls on the nearest day in that window on which the municipality inspects, every partner is
available and nowhere else, nobody has a holiday, the schools of its region have none, and the budget of
that year allows it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import holidays

from theseus.errors import PlanError
from theseus.model import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.model import Ketenpartner

WINDOW = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
CENTS = 100
NO_INSPECTION_DAY = "geen dag waarop deze gemeente controleert"


@dataclass(frozen=True, kw_only=True)
class MunicipalityRhythm:
    """How often a municipality inspects, with whom, and what that may cost.

    Attributes
    ----------
    code
        CBS code, ``GM0226``.
    first_on
        Ideal date of the first round; no session falls before it.
    depot
        RD point (EPSG:28992, metres) where the team starts and ends.
    budget_odra_eur
        The most that the sessions of one calendar year may cost together, in euro.
    weekdays
        ISO weekdays (1 = Monday) on which the municipality inspects.
    school_region
        Holiday region (noord, midden, zuid) in whose school holidays no session falls; None if those do
        not matter here.
    school_holidays
        First day, last day and name of each holiday of that region that is known.
    """

    code: str
    name: str
    partners: tuple[Ketenpartner, ...]
    first_on: dt.date
    start: dt.time
    end: dt.time
    max_visits: int
    cycle_weeks: int = 6
    depot: tuple[float, float] | None = None
    budget_odra_eur: float = 1000.0
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    school_region: str | None = None
    school_holidays: tuple[tuple[dt.date, dt.date, str], ...] = ()

    @property
    def cost_cents(self) -> int:
        """What one session costs, in whole euro cents (sums of floats would drift past a cap)."""
        return sum(round(partner.cost_eur * CENTS) for partner in self.partners)


@dataclass(frozen=True)
class Round:
    """One turn of the rhythm: the first day it may fall on, the day it should, and the last day."""

    rhythm: MunicipalityRhythm
    ready: dt.date
    ideal: dt.date
    due: dt.date

    @property
    def session_id(self) -> str:
        """Names the round by the week of its ideal date, so that moving the day keeps the name."""
        year, week, _ = self.ideal.isocalendar()
        return f"{self.rhythm.code}-{year}W{week:02d}"

    def days(self) -> list[dt.date]:
        """The days of the window, nearest to the ideal first; of two equally near the earlier."""
        window = [self.ready + DAY * n for n in range((self.due - self.ready).days + 1)]
        return sorted(window, key=lambda day: (abs(day - self.ideal), day))


@dataclass
class _Book:
    """What is taken while the rounds are dealt: who is where, and what each year has cost."""

    busy: dict[tuple[dt.date, str], str] = field(default_factory=dict)
    spent: Counter[tuple[str, int]] = field(default_factory=Counter)


def sessions(
    rhythms: Sequence[MunicipalityRhythm], until: dt.date
) -> tuple[tuple[Session, ...], tuple[str, ...]]:
    """Give every round up to a date its day.

    Parameters
    ----------
    rhythms
        One per municipality.
    until
        The last ideal date that is planned.

    Returns
    -------
    The sessions by date, and a Dutch note for each round that could not be planned, with what
    stood in the way, and for school holidays that are not known. Rounds are dealt by ideal date; of
    the same date, those with the fewest possible days go first.

    Raises
    ------
    PlanError
        If a rhythm cannot be used as it is put.
    """
    _refuse_impossible(rhythms)
    book = _Book()
    planned: list[Session] = []
    notes: list[str] = []
    for turn in sorted(_all_rounds(rhythms, until), key=_order):
        day = next((day for day in turn.days() if not _obstacle(turn.rhythm, day, book)), None)
        if day is None:
            notes.append(_why_not(turn, book))
        else:
            _write_down(turn.rhythm, day, book)
            planned.append(_session(turn, day))
    notes += [
        f"{r.name}: geen rondes, want de eerste datum ({_nl(r.first_on)}) ligt na {_nl(until)}."
        for r in rhythms
        if r.first_on > until
    ]
    notes += [note for r in rhythms if (note := _unknown_holidays(r, until))]
    return tuple(sorted(planned, key=lambda s: (s.date, s.session_id))), tuple(notes)


def rounds(rhythm: MunicipalityRhythm, until: dt.date) -> tuple[Round, ...]:
    """The rounds of one municipality with their ready, ideal and due dates."""
    cycle = dt.timedelta(weeks=rhythm.cycle_weeks)
    count = max(0, (until - rhythm.first_on) // cycle + 1)
    ideals = (rhythm.first_on + n * cycle for n in range(count))
    return tuple(Round(rhythm, max(i - WINDOW, rhythm.first_on), i, i + WINDOW) for i in ideals)


def closed_days(year: int) -> dict[dt.date, str]:
    """Days on which nobody inspects, with their Dutch name.

    The public holidays of the Netherlands as the library ``holidays`` lists them (Good Friday
    among them; 5 May once in five years, in its other years it is no day off), and the last
    working days before Christmas and New Year, when many premises close early.
    """
    days = dict(_public_holidays(year))
    days.setdefault(dt.date(year, 12, 24), "dag voor Kerstmis")
    days.setdefault(dt.date(year, 12, 31), "oudejaarsdag")
    return days


@cache
def _public_holidays(year: int) -> dict[dt.date, str]:
    return dict(holidays.country_holidays("NL", years=year, language="nl"))


def _refuse_impossible(rhythms: Sequence[MunicipalityRhythm]) -> None:
    twice = [code for code, count in Counter(r.code for r in rhythms).items() if count > 1]
    if twice:
        raise PlanError(f"Gemeente {twice[0]} staat twee keer in het ritme; laat er één staan.")
    for rhythm in rhythms:
        where = f"Ritme van {rhythm.name}:"
        if rhythm.cycle_weeks < 1:
            raise PlanError(f"{where} cycle_weeks is {rhythm.cycle_weeks}; kies 1 of meer.")
        if rhythm.end <= rhythm.start:
            raise PlanError(f"{where} het einde ({rhythm.end:%H:%M}) ligt niet na het begin.")
        if not rhythm.budget_odra_eur >= 0:
            raise PlanError(f"{where} het budget is {rhythm.budget_odra_eur}; kies 0 of meer.")
        for partner in rhythm.partners:
            if not (math.isfinite(partner.cost_eur) and partner.cost_eur >= 0):
                raise PlanError(f"{where} de kosten van {partner.name} zijn geen bedrag van 0 of meer.")


def _all_rounds(rhythms: Sequence[MunicipalityRhythm], until: dt.date) -> Iterator[Round]:
    for rhythm in rhythms:
        yield from rounds(rhythm, until)


def _order(turn: Round) -> tuple[dt.date, int, str]:
    empty = _Book()
    free = sum(_obstacle(turn.rhythm, day, empty) is None for day in turn.days())
    return turn.ideal, free, turn.rhythm.code


def _obstacle(rhythm: MunicipalityRhythm, day: dt.date, book: _Book) -> str | None:
    """Say what stands in the way of this day, in Dutch; None if nothing does."""
    if day.isoweekday() not in rhythm.weekdays:
        return NO_INSPECTION_DAY
    holiday = closed_days(day.year).get(day) or _school_holiday(rhythm, day)
    if holiday:
        return holiday
    for partner in rhythm.partners:
        away = any(first <= day <= last for first, last in partner.absent)
        if away or day.isoweekday() not in partner.weekdays:
            return f"{partner.name} niet beschikbaar"
    for who in _participants(rhythm):
        if (day, who) in book.busy:
            return f"{who} is die dag al in {book.busy[day, who]}"
    if book.spent[rhythm.code, day.year] + rhythm.cost_cents > _cap_cents(rhythm):
        return f"het budget van {day.year} (€ {rhythm.budget_odra_eur:.2f}) is op"
    return None


def _school_holiday(rhythm: MunicipalityRhythm, day: dt.date) -> str | None:
    """Name the school holiday of the municipality's region that this day lies in."""
    if rhythm.school_region is None:
        return None
    names = (name for first, last, name in rhythm.school_holidays if first <= day <= last)
    return next((f"schoolvakantie regio {rhythm.school_region}: {name}" for name in names), None)


def _unknown_holidays(rhythm: MunicipalityRhythm, until: dt.date) -> str | None:
    """Say from when the school holidays are not known, so that nobody thinks they were kept free."""
    if rhythm.school_region is None:
        return None
    known = max((last for _, last, _ in rhythm.school_holidays), default=None)
    if known is not None and known >= until:
        return None
    since = "" if known is None else f" na {_nl(known)}"
    return (
        f"{rhythm.name}: de schoolvakanties van regio {rhythm.school_region}{since} zijn niet bekend; de "
        "planning houdt daar geen rekening mee. Haal ze op met: theseus fetch --only schoolvakanties"
    )


def _cap_cents(rhythm: MunicipalityRhythm) -> float:
    return rhythm.budget_odra_eur * CENTS + 1e-6  # 0.1 * 100 must still pay for ten cents


def _participants(rhythm: MunicipalityRhythm) -> tuple[str, ...]:
    """Who can be in one place only: the partners, and the municipality's own team."""
    return (*(partner.name for partner in rhythm.partners), f"het team van {rhythm.name}")


def _write_down(rhythm: MunicipalityRhythm, day: dt.date, book: _Book) -> None:
    for who in _participants(rhythm):
        book.busy[day, who] = rhythm.name
    book.spent[rhythm.code, day.year] += rhythm.cost_cents


def _session(turn: Round, day: dt.date) -> Session:
    rhythm = turn.rhythm
    return Session(
        session_id=turn.session_id,
        municipality_code=rhythm.code,
        date=day,
        start=rhythm.start,
        end=rhythm.end,
        partners=tuple(partner.name for partner in rhythm.partners),
        max_visits=rhythm.max_visits,
        cost_eur=rhythm.cost_cents / CENTS,
        depot=rhythm.depot,
    )


def _why_not(turn: Round, book: _Book) -> str:
    """One line: which round, which window, and what each day of it ran into, most frequent first."""
    found: dict[str, int] = defaultdict(int)
    for day in turn.days():
        found[_obstacle(turn.rhythm, day, book) or ""] += 1
    if len(found) > 1:
        found.pop(NO_INSPECTION_DAY, None)  # a weekend binds only where nothing else does
    reasons = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    told = "; ".join(f"{reason} ({days} {'dag' if days == 1 else 'dagen'})" for reason, days in reasons)
    return (
        f"{turn.rhythm.name}: de ronde van {_nl(turn.ideal)} kon niet tussen {_nl(turn.ready)} "
        f"en {_nl(turn.due)} worden gepland: {told}."
    )


def _nl(day: dt.date) -> str:
    return f"{day:%d-%m-%Y}"
