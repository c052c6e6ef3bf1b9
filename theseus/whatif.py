"""What if: the region as it would be, so that its plan can be laid beside the one of today.

Each function turns a region into a changed one; they can follow one another. Nothing is kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from theseus import planning
from theseus.config import DOT, SIX_WEEKLY, Region
from theseus.config.examples import DOT_INSPECTORS
from theseus.errors import PlanError
from theseus.model import TOTAL
from theseus.plan import routes
from theseus.plan.figures import Figures, figures
from theseus.slips import first_problem, suggestion

if TYPE_CHECKING:
    from theseus.ledger import Run
    from theseus.plan.orienteering import Limit

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_Section = TypeVar("_Section", bound=BaseModel)


@dataclass(frozen=True)
class Compared:
    """Two plans in figures: as it is, and as it would be."""

    now: Figures
    then: Figures


def compare(
    region: Region,
    changed: Region,
    run: Run,
    before: planning.Before = planning.NOTHING_BEFORE,
    *,
    today: dt.date | None = None,
    limit: Limit = routes.STANDARD,
) -> Compared:
    """Plan a region as it is and as it would be, from the same plan before; see ``planning.make``.

    Raises
    ------
    PlanError
        If one of the two cannot be planned.
    """
    now, then = (planning.make(one, run, before, today=today, limit=limit) for one in (region, changed))
    return Compared(figures(now), figures(then))


def with_dot(region: Region) -> Region:
    """Let inspectors of the DOT come along on the integrated inspections, as one more team (F74).

    Raises
    ------
    PlanError
        If they do already.
    """
    if region.rhythm.dot:
        raise PlanError(f"Het DOT loopt al mee op elke {SIX_WEEKLY} (dot in [rhythm] van theseus.toml).")
    known = any(one.name == DOT for one in region.partners)
    partners = region.partners if known else (*region.partners, DOT_INSPECTORS)
    return _changed(region, partners=partners, rhythm=_changed(region.rhythm, dot=True))


def with_teams(region: Region, more: int) -> Region:
    """Add teams of one's own to the integrated inspections, each with as many visits as one has now.

    Raises
    ------
    PlanError
        If no team is left, or there are more than can be.
    """
    base = region.rhythm
    teams = base.teams + more
    if teams < 1:
        raise PlanError(f"Er loopt nu {base.teams} team; met {more:+d} blijft er geen over.")
    visits = max(1, base.max_visits * teams // base.teams)
    return _changed(region, rhythm=_changed(base, teams=teams, max_visits=visits))


def longer(region: Region, minutes: int) -> Region:
    """Let every inspection end so many minutes later, or sooner if below zero.

    Raises
    ------
    PlanError
        If an inspection would end after midnight or before it begins.
    """
    base = region.rhythm
    rhythms = tuple(
        one if one.end is None else _changed(one, end=_later(one.end, minutes)) for one in region.rhythms
    )
    return _changed(region, rhythm=_changed(base, end=_later(base.end, minutes)), rhythms=rhythms)


def _later(end: dt.time, minutes: int) -> dt.time:
    day = dt.date(2000, 1, 1)  # any
    moment = dt.datetime.combine(day, end) + dt.timedelta(minutes=minutes)
    if moment.date() != day:
        raise PlanError(f"{minutes:+d} minuten na {end:%H:%M} is een andere dag; kies minder.")
    return moment.time()


def without(region: Region, partner: str, weekday: str) -> Region:
    """Let a partner not come on one day of the week any more.

    Raises
    ------
    PlanError
        If there is no such partner or day, or the partner has no day left.
    """
    known = {one.name: one for one in region.partners}
    if partner not in known:
        raise PlanError(
            f"Ketenpartner '{partner}' staat niet in theseus.toml{suggestion(partner, set(known))}"
        )
    if weekday not in WEEKDAYS:
        raise PlanError(f"'{weekday}' is geen dag van de week{suggestion(weekday, set(WEEKDAYS))}")
    left = tuple(day for day in known[partner].weekdays if day != WEEKDAYS.index(weekday) + 1)
    if not left:
        raise PlanError(f"{partner} heeft zonder {weekday} geen dag meer over.")
    partners = tuple(_changed(one, weekdays=left) if one.name == partner else one for one in region.partners)
    return _changed(region, partners=partners)


def with_budget(region: Region, post: str, euros: float) -> Region:
    """Give every municipality another amount for a post of the budget, or for all together (``totaal``).

    Raises
    ------
    PlanError
        If there is no such post, or the amount cannot be used.
    """
    if post == TOTAL:
        return _changed(region, budget_total_eur=euros)
    known = [one.name for one in region.budget]
    if post not in known:
        names = {*known, TOTAL}
        raise PlanError(f"Post '{post}' staat niet onder [[budget]] in theseus.toml{suggestion(post, names)}")
    budget = tuple(_changed(one, cap_eur=euros) if one.name == post else one for one in region.budget)
    own = region.municipalities
    if post == known[0]:  # an amount of a municipality itself replaces that of the first post
        own = tuple(one.model_copy(update={"budget_eur": None}) for one in own)
    return _changed(region, budget=budget, municipalities=own)


def _changed(section: _Section, **values: Any) -> _Section:  # noqa: ANN401 - values of any field
    """Give back a section with other values, checked like one that was read."""
    try:
        return type(section).model_validate({**dict(section), **values})
    except ValidationError as error:
        raise PlanError(f"Zo kan het niet: {first_problem(error, type(section))}") from error
