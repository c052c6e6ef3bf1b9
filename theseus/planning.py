"""From a published run to the plan of the coming period: dates, who may be visited, and who is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theseus import timetable
from theseus.errors import PlanError
from theseus.grounds import could_look, grounds
from theseus.model import Kind, Label, PlanProblem
from theseus.plan import judge, keeping, late, network, replan, routes, spending
from theseus.plan.candidates import candidates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import pandas as pd

    from theseus.config import Region
    from theseus.ledger import Run
    from theseus.model import Pin, Pinned, Plan, Roads, Session, Spent
    from theseus.plan.dates.calendar import Calendar
    from theseus.plan.orienteering import Limit

BRAKE = (
    "Noodrem: alleen het lot kiest de bezoeken (random_only in theseus.toml); labels spelen in dit plan geen "
    "rol."
)


@dataclass(frozen=True)
class Before:
    """What there was before a plan is made: it keeps to that where it can.

    Attributes
    ----------
    last
        The plan before; None for a first one.
    decided
        What people pinned and released.
    paid
        What was spent besides inspections.
    notes
        Dutch: what is to be told of that.
    roads
        Travel by road, as far as it was asked.
    """

    last: Plan | None = None
    decided: Pinned = keeping.NOBODY
    paid: tuple[Spent, ...] = ()
    notes: tuple[str, ...] = ()
    roads: tuple[Roads, ...] = ()


NOTHING_BEFORE = Before()


@dataclass(frozen=True)
class Dates:
    """The inspections that there are to plan, and those that were.

    Attributes
    ----------
    calendar
        Where the sessions are from, with the budget.
    sessions
        What can be planned: what stands, and what is far enough away to be announced.
    over
        Sessions of this calendar year whose day is over.
    begun
        Those of them that were held in a week that goes on: what they cost is planned with that week.
    notes
        Dutch: of which inspections nothing came back.
    """

    calendar: Calendar
    sessions: tuple[Session, ...]
    over: tuple[Session, ...]
    begun: tuple[Session, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What the planner is asked, with what is known about it.

    Attributes
    ----------
    kept
        The problem, with what stays in it.
    dates
        The sessions that it is about.
    known
        What explains differences with the plan before.
    notes
        Dutch: what must be told with the plan.
    unpinned
        Dutch: which visits are not where a person pinned them, why, and what helps.
    made
        Visits of inspections that were held since the run.
    """

    kept: keeping.Kept
    dates: Dates
    before: Before
    known: replan.Known
    notes: tuple[str, ...]
    unpinned: tuple[str, ...]
    made: tuple[Pin, ...]


def make(
    region: Region,
    run: Run,
    before: Before = NOTHING_BEFORE,
    *,
    today: dt.date | None = None,
    until: dt.date | None = None,
    limit: Limit = routes.STANDARD,
) -> Plan:
    """Plan the inspections of the coming period.

    Parameters
    ----------
    run
        What is known, as of its day.
    today
        The day of planning: what is before it is over, and what is near it was announced. Without one the
        day of the run.
    until
        The last ideal date that is planned, if that is later than the months that the region says.
    limit
        How long is searched, per municipality.

    Returns
    -------
    Plan
        With Dutch notes on all that must be told, such as rounds that could not be dated.

    Raises
    ------
    PlanError
        If the plan breaks a hard rule; then it does not leave the room.
    """
    return answer(ask(region, run, before, today=today, until=until), limit)


def ask(
    region: Region,
    run: Run,
    before: Before = NOTHING_BEFORE,
    *,
    today: dt.date | None = None,
    until: dt.date | None = None,
) -> Asked:
    """Put together what the planner is asked: dates, candidates, what stays; see :func:`make`."""
    last, visits, today = before.last, run.table("visit"), today or run.as_of
    dates = _dates(region, run, before, visits, today, until)
    made = keeping.made(last, before.decided, run.as_of, today)
    told = no_ground(region, run, made)
    bare = _without(problem(region, run, today, dates.sessions, visits, dates.over), made)
    bare = replace(bare, roads=network.among(before.roads, bare))
    kept = keeping.keep(bare, last, before.decided, timetable.announced_before(region, today), told)
    brake = (BRAKE,) if region.rhythm.random_only else ()
    by_road = network.told(bare) if region.router else ()
    return Asked(
        kept,
        dates,
        before,
        replan.Known(before.decided, kept.let_go, told),
        (*brake, *dates.notes, *keeping.not_again(made), *before.notes, *by_road),
        tuple(_not_where_pinned(who, kept.let_go[who][1]) for who in kept.unpinned),
        made,
    )


def _dates(
    region: Region, run: Run, before: Before, visits: pd.DataFrame, today: dt.date, until: dt.date | None
) -> Dates:
    """Date the sessions: what stands keeps its day, and what was held is paid for."""
    last, horizon = before.last, timetable.announced_before(region, today)
    over = spending.over(last, today)
    held, others = spending.held(over, visits, _municipalities(run, visits))
    stood = keeping.stood(last, before.decided, today, horizon)
    begun = spending.begun(held, stood, {one.name: one.days or 0 for one in region.rhythms})
    paid = spending.spent((one for one in held if one not in begun), region.budget[0].name)
    spent = (*paid, *before.paid)
    calendar = timetable.timetable(region, run, today, before=stood, spent=spent, until=until)
    stands = {one.session_id for one in stood}
    open_ = (one for one in calendar.sessions if one.date >= horizon or one.session_id in stands)
    return Dates(calendar, tuple(open_), over, begun, spending.unproved(others))


def _municipalities(run: Run, visits: pd.DataFrame) -> dict[str, str]:
    """In which municipality each was visited; without what the run no longer has or could not place."""
    visited = run.of("occupancy", visits["occupancy_id"]).dropna(subset="municipality_code")
    return dict(zip(visited["occupancy_id"], visited["municipality_code"], strict=True))


def _without(asked: PlanProblem, made: Sequence[Pin]) -> PlanProblem:
    """Leave out who was visited since the run."""
    gone = {pin.occupancy_id for pin in made}
    return replace(asked, candidates=tuple(one for one in asked.candidates if one.occupancy_id not in gone))


def _not_where_pinned(who: str, why: str) -> str:
    return (
        f"Het vastgezette bezoek aan {who} kan niet blijven waar het is vastgezet: {why}. Laat het los met "
        f"theseus plan release {who}, of zorg dat het weer past; de rest is gepland."
    )


def answer(asked: Asked, limit: Limit = routes.STANDARD) -> Plan:
    """Fill the sessions, check the plan, and tell how it differs from the one before; see :func:`make`."""
    plan = routes.solve(asked.kept.problem, limit, settled=asked.kept.settled)
    broken = judge.violations(plan)
    if broken:
        raise PlanError(f"Het plan houdt zich niet aan de regels: {broken[0]}")
    last, visited = asked.before.last, (item.session for item in plan.inspections if item.visits)
    costing = {one.session_id for one in (*visited, *asked.dates.begun)}
    unneeded = (one for one in asked.dates.calendar.sessions if one.session_id not in costing)
    return replace(
        plan,
        notes=(*asked.unpinned, *asked.notes, *plan.notes, *late.late(plan), *asked.dates.calendar.notes),
        budget=spending.freed(asked.dates.calendar.budget, unneeded),
        changes=replan.changes(last, plan, asked.known) if last else (),
        over=asked.dates.over,
        unpinned=asked.unpinned,
        made=asked.made,
    )


def no_ground(region: Region, run: Run, made: Sequence[Pin] = ()) -> Callable[[str], str]:
    """Return what says in Dutch why an occupancy is no candidate.

    Parameters
    ----------
    made
        Visits of inspections that were held since the run.
    """
    days = {pin.occupancy_id: pin.day for pin in made}

    def told(occupancy_id: str) -> str:
        if day := days.get(occupancy_id):
            return f"het stond op de looplijst van {day:%d-%m-%Y}; na theseus refresh is de uitslag bekend"
        labels = run.of("label", occupancy_id)["label"]
        if labels.empty:
            return "dit gebruik is er niet meer"
        if region.rhythm.random_only:
            return "noodrem: alleen het lot kiest de bezoeken"
        return f"het label is {labels.iloc[0]} en er is geen hercontrole nodig"

    return told


def problem(
    region: Region,
    run: Run,
    today: dt.date,
    sessions: tuple[Session, ...],
    visits: pd.DataFrame,
    over: Sequence[Session] = (),
) -> PlanProblem:
    """Put together what the planner is asked.

    Parameters
    ----------
    today
        The day of planning; what is known is as of the run.
    visits
        Contract ``visit``, of the run.
    over
        Sessions whose day is over: who was drawn for one and was not visited since still is to be.
    """
    rhythm, kept = region.rhythm, run.tables("occupancy", "label", "open_question")
    found = candidates(
        kept["occupancy"],
        kept["label"],
        kept["open_question"],
        could_look(visits),
        minutes={Label.WHITE: rhythm.minutes_white, Label.RED: rhythm.minutes_red},
        as_of=run.as_of,
        cooldown_weeks=rhythm.cooldown_weeks,
        grounds=grounds(region, run, sessions, visits, over),
    )
    if rhythm.random_only:
        found = tuple(one for one in found if one.kind == Kind.RANDOM)
    return PlanProblem(
        as_of=today,
        sessions=sessions,
        candidates=found,
        speed_kmh=rhythm.speed_kmh,
        detour=rhythm.detour,
        cooldown_weeks=rhythm.cooldown_weeks,
        stay=rhythm.stay,
        partners=tuple(timetable.partners(region).values()),
    )
