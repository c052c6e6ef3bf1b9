"""The nouns of the calendar: how often a municipality inspects, with whom, from which money. Plain data."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - plans are read back from JSON by these annotations
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from theseus.model.planning import Ketenpartner

SIX_WEEKLY = "integrale controle"
TOTAL = "totaal"
CENTS = 100
WEEK_DAYS, YEAR_MONTHS, MONTH_DAYS = 7, 12, 30


@dataclass(frozen=True)
class BudgetPost:
    """A post of a municipality's budget, for one calendar year.

    Attributes
    ----------
    cap_eur
        The most that may be spent on it; None if only the total limits it.
    reserved_eur
        What is planned on it besides inspections, such as look-ups in a register.
    """

    name: str
    cap_eur: float | None = None
    reserved_eur: float = 0.0


@dataclass(frozen=True)
class Spent:
    """Money that a municipality has spent on a post in a calendar year.

    Attributes
    ----------
    besides
        True if it comes off what the post has planned besides inspections (``BudgetPost.reserved_eur``).
    """

    municipality_code: str
    year: int
    post: str
    eur: float
    besides: bool = False


@dataclass(frozen=True)
class BudgetLine:
    """One line of the budget ledger: a post of a municipality in a calendar year, or their total."""

    municipality_code: str
    year: int
    post: str
    cap_eur: float | None
    planned_eur: float
    spent_eur: float

    @property
    def left_eur(self) -> float | None:
        """What is still free, in euro; None if nothing limits the post itself."""
        if self.cap_eur is None:
            return None
        return round(self.cap_eur - self.planned_eur - self.spent_eur, 2)


@dataclass(frozen=True, kw_only=True)
class MunicipalityRhythm:
    """One rhythm of one municipality. How often is one of ``cycle_weeks``, ``times_per_year`` and ``days``.

    Attributes
    ----------
    code
        CBS code, ``GM0226``.
    first_on
        Ideal date of the first round of a cycle; no session falls before it.
    rhythm
        Its name, one per municipality.
    cycle_weeks
        Weeks between two rounds.
    times_per_year
        Rounds per calendar year.
    days
        Working days in a row, once per calendar year: an action week.
    phase
        Where in its part of the year a round should fall, from 0 to 1. Different for municipalities that
        share partners, so that they do not all want the same day.
    themes
        Dealt to the sessions in turn; empty: no theme.
    max_visits
        Of all teams together.
    weekdays
        ISO weekdays (1 = Monday) on which a session may fall.
    months
        Months (1 to 12) in which it may fall; empty: all.
    area
        Ids of the parks that it keeps to.
    depot
        RD point (EPSG:28992, metres) where the teams start and end.
    budget
        Posts of the municipality; a partner that names none is paid from the first.
    budget_total_eur
        The most that all posts together may cost in a calendar year; None if nothing limits it.
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
    rhythm: str = SIX_WEEKLY
    cycle_weeks: int | None = None
    times_per_year: int | None = None
    days: int | None = None
    phase: float = 0.5
    themes: tuple[str, ...] = ()
    teams: int = 1
    pause: tuple[dt.time, int] | None = None
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    months: tuple[int, ...] = ()
    area: tuple[str, ...] = ()
    depot: tuple[float, float] | None = None
    budget: tuple[BudgetPost, ...] = ()
    budget_total_eur: float | None = None
    school_region: str | None = None
    school_holidays: tuple[tuple[dt.date, dt.date, str], ...] = ()

    @property
    def spacing_days(self) -> int:
        """The least number of days between two rounds: half of what lies between them on average."""
        if self.cycle_weeks:
            return self.cycle_weeks * WEEK_DAYS // 2
        months = len(set(self.months)) or YEAR_MONTHS
        return months * MONTH_DAYS // (self.times_per_year or 1) // 2

    @property
    def cents(self) -> dict[str, int]:
        """What one day of inspection costs per post, in whole cents (sums of floats would drift)."""
        first = self.budget[0].name if self.budget else SIX_WEEKLY
        found: Counter[str] = Counter()
        for partner in self.partners:
            found[partner.post or first] += round(partner.cost_eur * CENTS)
        return {post: cents for post, cents in found.items() if cents}
