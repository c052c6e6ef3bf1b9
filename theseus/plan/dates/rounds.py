"""The rounds of a rhythm, each with its ready, ideal and due date and the days it could take.

A cycle has its ideal dates on a fixed grid (``first_on`` plus whole cycles) and a window around each. A
rhythm of so many times per year cuts the days of each calendar year that it may use into as many equal parts;
a round belongs to one part, and the ideal date lies at the rhythm's ``phase`` in it. An action week is one
round of several days in a row.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import count, takewhile
from typing import TYPE_CHECKING

from theseus.model import SIX_WEEKLY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.model import MunicipalityRhythm

DAY = dt.timedelta(days=1)
WEEK_DAYS = 7
LOOK_BACK = dt.timedelta(weeks=8)  # an announced round can be that long past its ideal date
LONGEST_SLACK = 14  # days before and after the ideal date of a cycle; a third of a shorter cycle


@dataclass(frozen=True)
class Round:
    """One turn of a rhythm: the first day it may begin, the day it should, and the last day.

    Attributes
    ----------
    label
        What tells this round from the others of its rhythm; the same whenever it is planned.
    number
        Its place in the rhythm, by which themes are dealt.
    agreed
        The days that it stands on because they are too near to be moved; empty if it is still free.
    """

    rhythm: MunicipalityRhythm
    label: str
    number: int
    ready: dt.date
    ideal: dt.date
    due: dt.date
    agreed: tuple[dt.date, ...] = ()

    @property
    def key(self) -> tuple[dt.date, str, str, str]:
        """Sorts rounds by date, then by municipality, in whatever order they came."""
        return self.ideal, self.rhythm.code, self.rhythm.rhythm, self.label

    @property
    def session_ids(self) -> tuple[str, ...]:
        """The ids of its sessions; moving a day keeps them."""
        own = "" if self.rhythm.rhythm == SIX_WEEKLY else f"-{slug(self.rhythm.rhythm)}"
        stem = f"{self.rhythm.code}{own}-{self.label}"
        if self.rhythm.days is None:
            return (stem,)
        return tuple(f"{stem}-{number}" for number in range(1, self.rhythm.days + 1))

    def stood(self, before: Mapping[str, dt.date]) -> dt.date | None:
        """The first day that it had, told from any of its days that is yet to come; None if it had none."""
        return next((before[one] - DAY * n for n, one in enumerate(self.session_ids) if one in before), None)

    def theme(self, day: int) -> str | None:
        """The theme of its so-maniest day, counted from 0."""
        themes = self.rhythm.themes
        return themes[(self.number + day) % len(themes)] if themes else None

    def blocks(self) -> list[tuple[dt.date, ...]]:
        """The days it could take, nearest to the ideal first; of two equally near the earlier."""
        if self.agreed:
            return [self.agreed]
        window = [self.ready + DAY * n for n in range((self.due - self.ready).days + 1)]
        window.sort(key=lambda day: (abs(day - self.ideal), day))
        return [tuple(day + DAY * n for n in range(self.rhythm.days or 1)) for day in window]


def rounds(
    rhythm: MunicipalityRhythm,
    start: dt.date,
    until: dt.date,
    before: Mapping[str, dt.date] | None = None,
) -> tuple[Round, ...]:
    """List the rounds of one rhythm.

    Parameters
    ----------
    start, until
        The first and last ideal date that count; nothing is planned before ``start``.
    before
        Dates that were announced, by session id. Such a round is kept, also when its ideal date is past; one
        that stands before ``start`` is agreed and stays where it is.
    """
    announced = before or {}
    if rhythm.cycle_weeks:
        made = _cycle(rhythm, rhythm.cycle_weeks, start, until)
    else:
        made = _yearly(rhythm, start, until)
    settled = (_settled(turn, start, announced) for turn in made)
    return tuple(
        turn for turn in settled if turn.ready <= turn.due and (turn.ideal >= start or turn.stood(announced))
    )


def _settled(turn: Round, start: dt.date, announced: Mapping[str, dt.date]) -> Round:
    first = turn.stood(announced)
    if first is None or first >= start:
        return turn
    days = tuple(announced.get(name, first + DAY * n) for n, name in enumerate(turn.session_ids))
    return replace(turn, agreed=days, ready=first, due=first)


def _cycle(rhythm: MunicipalityRhythm, weeks: int, start: dt.date, until: dt.date) -> Iterator[Round]:
    step = dt.timedelta(weeks=weeks)
    slack = DAY * min(LONGEST_SLACK, weeks * WEEK_DAYS // 3)
    first = max(0, -((rhythm.first_on + LOOK_BACK - start) // step))
    ideals = ((n, rhythm.first_on + n * step) for n in count(first))
    for number, ideal in takewhile(lambda item: item[1] <= until, ideals):
        year, week, _ = ideal.isocalendar()
        ready = max(ideal - slack, start, rhythm.first_on)
        yield Round(rhythm, f"{year}W{week:02d}", number, ready, ideal, ideal + slack)


def _yearly(rhythm: MunicipalityRhythm, start: dt.date, until: dt.date) -> Iterator[Round]:
    times = rhythm.times_per_year or 1
    for year in range((start - LOOK_BACK).year, until.year + 1):
        days = _days_of(rhythm, year)
        for number in range(times):
            part = days[len(days) * number // times : len(days) * (number + 1) // times]
            ideal = part[min(int(rhythm.phase * len(part)), len(part) - 1)]
            if ideal <= until:
                ready = max(part[0], start, rhythm.first_on)
                label = f"{year}-{number + 1}" if rhythm.times_per_year else str(year)
                yield Round(rhythm, label, number, ready, ideal, min(part[-1], until))


def _days_of(rhythm: MunicipalityRhythm, year: int) -> list[dt.date]:
    """The days of a year in the months that the rhythm may use."""
    first = dt.date(year, 1, 1)
    days = (first + DAY * n for n in range((dt.date(year, 12, 31) - first).days + 1))
    return [day for day in days if not rhythm.months or day.month in rhythm.months]


def slug(name: str) -> str:
    """Make the part of an id of a name: lower case, plain letters and digits, hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "ritme"
