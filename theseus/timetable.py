"""From the rhythms in ``theseus.toml`` to the dated sessions of the coming period."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import TYPE_CHECKING

from theseus.config import DOT, ExtraRhythm
from theseus.errors import PlanError
from theseus.model import SIX_WEEKLY, BudgetPost, Competence, Ketenpartner, MunicipalityRhythm
from theseus.plan.dates import calendar, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from theseus.config import Municipality, Region
    from theseus.ledger import Run
    from theseus.model import Session, Spent

# A rhythm without a date has its ideal dates on a grid that does not move with the day of planning.
GRID = dt.date(2024, 1, 2)
WEEK_DAYS, DAYS_PER_MONTH = 7, 365.25 / 12


def timetable(
    region: Region,
    run: Run,
    today: dt.date,
    *,
    before: Iterable[Session] = (),
    spent: Sequence[Spent] = (),
    until: dt.date | None = None,
) -> calendar.Calendar:
    """Date the inspections of the coming period.

    Parameters
    ----------
    run
        Knows the parks and the school holidays.
    today
        The day of planning.
    before
        Sessions of the plan before this one: those of the coming weeks stay, others move only for a reason.
    spent
        What municipalities spent already this year.
    until
        The last ideal date that is planned, if that is later than ``months`` from now: what is in the plan
        before is never left out because nobody asked for it.

    Raises
    ------
    PlanError
        If a rhythm cannot be planned as it is put, or its calendar breaks a hard rule.
    """
    start = announced_before(region, today)
    usual = start + dt.timedelta(days=round(region.rhythm.months * DAYS_PER_MONTH))
    until = max(until or usual, usual)
    rhythms = municipality_rhythms(region, run.table("chosen_terrein"), run.all_records("school_holiday"))
    announced = {item.session_id: item.date for item in before if item.date >= today}
    made = calendar.calendar(rhythms, start, until, before=announced, spent=spent)
    broken = judge.violations(made.sessions, rhythms, spent=spent, agreed_before=start)
    if broken:
        raise PlanError(f"De kalender houdt zich niet aan de regels: {broken[0]}")
    return made


def announced_before(region: Region, today: dt.date) -> dt.date:
    """The first day on which nothing is announced yet: partners are invited, so no new round is sooner."""
    return today + dt.timedelta(weeks=region.rhythm.announce_weeks)


def partners(region: Region) -> dict[str, Ketenpartner]:
    """The chain partners of a region by name, with what they may do and see."""
    return {
        item.name: Ketenpartner(
            item.name,
            item.weekdays,
            item.absences,
            item.cost_eur,
            tuple(Competence(own.task, own.legal_basis, own.may_enter) for own in item.competences),
            item.columns,
            item.teams,
            item.max_per_week,
            item.post,
        )
        for item in region.partners
    }


def without_school_holidays(region: Region) -> str | None:
    """Say in one Dutch line in which municipalities inspections may fall in a school holiday, if in any."""
    names = [item.name for item in region.municipalities if item.school_region is None]
    if not names:
        return None
    return (
        f"Schoolvakanties tellen niet mee in {', '.join(names)}. Zet daarvoor school_region (noord, midden "
        "of zuid) bij [[municipalities]] in theseus.toml."
    )


def municipality_rhythms(
    region: Region, terreinen: pd.DataFrame, holidays: pd.DataFrame
) -> tuple[MunicipalityRhythm, ...]:
    """List every rhythm of every municipality.

    Parameters
    ----------
    terreinen
        Contract ``chosen_terrein``: the parks that a rhythm may name.
    holidays
        Contract ``school_holiday``.

    Raises
    ------
    PlanError
        If a rhythm names a park that there is not.
    """
    given = (_six_weekly(region), *region.rhythms)
    return tuple(own for rhythm in given for own in _of(region, rhythm, terreinen, holidays))


def _six_weekly(region: Region) -> ExtraRhythm:
    """The rhythm of the integrated inspections, in the form of those beside it."""
    base = region.rhythm
    return ExtraRhythm(
        name=SIX_WEEKLY,
        cycle_weeks=base.cycle_weeks,
        dot=base.dot,
        pause_from=base.pause_from,
        pause_minutes=base.pause_minutes,
    )


def _of(
    region: Region, given: ExtraRhythm, terreinen: pd.DataFrame, holidays: pd.DataFrame
) -> Iterator[MunicipalityRhythm]:
    """One rhythm in each municipality that takes part; one with an area only where that lies."""
    hours, parks = given.hours(region.rhythm), _parks(given, terreinen)
    named = [item for item in region.municipalities if item.name in given.municipalities]
    own = [item for item in named or region.municipalities if not given.area or item.code in parks]
    for name in sorted({item.name for item in named} - {item.name for item in own}):
        raise PlanError(f"Ritme '{given.name}': geen van de terreinen in area ligt in {name}.")
    # The inspectors of the DOT are one more team (F74).
    teams, visits = hours.teams + given.dot, hours.max_visits + given.dot * hours.max_visits // hours.teams
    for place, municipality in enumerate(own):
        yield MunicipalityRhythm(
            code=municipality.code,
            name=municipality.name,
            partners=_partners(region, given, municipality),
            rhythm=given.name,
            cycle_weeks=given.cycle_weeks,
            times_per_year=given.times_per_year,
            days=given.days,
            phase=(place + 0.5) / len(own),
            first_on=_first_on(given, municipality, place / len(own)),
            start=hours.start,
            end=hours.end,
            teams=teams,
            max_visits=visits,
            pause=hours.pause,
            weekdays=hours.weekdays,
            months=given.months,
            themes=given.themes,
            area=parks.get(municipality.code, ()),
            depot=municipality.start_point,
            budget=_budget(region, municipality),
            budget_total_eur=region.budget_total_eur,
            school_region=municipality.school_region,
            school_holidays=_school_holidays(holidays, municipality.school_region),
        )


def _partners(region: Region, given: ExtraRhythm, municipality: Municipality) -> tuple[Ketenpartner, ...]:
    known = partners(region)
    names = municipality.partners if given.partners is None else given.partners
    return tuple(known[name] for name in dict.fromkeys((*names, *([DOT] if given.dot else []))))


def _first_on(given: ExtraRhythm, municipality: Municipality, phase: float) -> dt.date:
    """The date that the rhythm or the municipality names, else one on the grid; municipalities take turns."""
    own = municipality.first_on if given.name == SIX_WEEKLY else given.first_on
    return own or GRID + dt.timedelta(days=int((given.cycle_weeks or 0) * WEEK_DAYS * phase))


def _budget(region: Region, municipality: Municipality) -> tuple[BudgetPost, ...]:
    first, *others = region.budget
    cap = first.cap_eur if municipality.budget_eur is None else municipality.budget_eur
    return (
        BudgetPost(first.name, cap, first.reserved_eur),
        *(BudgetPost(post.name, post.cap_eur, post.reserved_eur) for post in others),
    )


def _parks(extra: ExtraRhythm, terreinen: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Ids of the parks that a rhythm names, by municipality."""
    found: dict[str, tuple[str, ...]] = {}
    by_name = terreinen["name"].str.casefold()
    for name in extra.area:
        rows = terreinen[(by_name == name.casefold()) | (terreinen["terrein_id"] == name)]
        if rows.empty:
            raise PlanError(
                f"Ritme '{extra.name}': er is geen bedrijventerrein '{name}'{_meant(name, terreinen['name'])}"
            )
        for terrein_id, codes in zip(rows["terrein_id"], rows["municipality_codes"].fillna(""), strict=True):
            for code in str(codes).split(","):
                found[code] = (*found.get(code, ()), str(terrein_id))
    return found


def _meant(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(set(known)), n=1, cutoff=0.5)
    return f" — bedoelde u '{close[0]}'?" if close else ". De namen staan op de kaart."


def _school_holidays(holidays: pd.DataFrame, region: str | None) -> tuple[tuple[dt.date, dt.date, str], ...]:
    """First day, last day and name of the school holidays of a region, in order."""
    own = holidays[holidays["region"] == region].sort_values(["first_on", "last_on", "name"])
    return tuple(
        (first.date(), last.date(), str(name))
        for first, last, name in zip(own["first_on"], own["last_on"], own["name"], strict=True)
    )
