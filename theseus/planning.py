"""From a published run to the plan of the coming period: dates, who may be visited, and who is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from theseus import theming, timetable
from theseus.errors import PlanError
from theseus.model import Kind, Label, PlanProblem
from theseus.plan import judge, lot, routes
from theseus.plan.candidates import Grounds, candidates
from theseus.plan.rechecks import COULD_LOOK, rechecks
from theseus.plan.unseen import long_unseen

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from theseus.config import Region
    from theseus.ledger import Run
    from theseus.model import Plan, Session
    from theseus.plan.orienteering import Limit

SEEN = "seen_from_street"  # the question that tells when somebody last looked from the street
RED_WITHIN = 2  # cycles; partners are invited for the first one, the second has them
BRAKE = (
    "Noodrem: alleen het lot kiest de bezoeken (random_only in theseus.toml); labels spelen in dit plan geen "
    "rol."
)


def make(
    region: Region, run: Run, *, before: Sequence[Session] = (), limit: Limit = routes.STANDARD
) -> tuple[Plan, tuple[str, ...]]:
    """Plan the inspections of the coming period.

    Parameters
    ----------
    before
        Sessions of an earlier plan: announced dates stay where they can.
    limit
        How long is searched, per municipality.

    Returns
    -------
    tuple
        The plan, and Dutch notes on rounds that could not be planned.

    Raises
    ------
    PlanError
        If the plan breaks a hard rule; then it does not leave the room.
    """
    dated = timetable.timetable(region, run, before=before)
    plan = replace(routes.solve(problem(region, run, dated.sessions), limit), budget=dated.budget)
    if region.rhythm.random_only:
        plan = replace(plan, notes=(BRAKE, *plan.notes))
    broken = judge.violations(plan)
    if broken:
        raise PlanError(f"Het plan houdt zich niet aan de regels: {broken[0]}")
    return plan, dated.notes


def problem(region: Region, run: Run, sessions: tuple[Session, ...]) -> PlanProblem:
    """Put together what the planner is asked."""
    rhythm, kept = region.rhythm, run.tables("occupancy", "label", "open_question")
    visits = run.table("visit")
    found = candidates(
        kept["occupancy"],
        kept["label"],
        kept["open_question"],
        _could_look(visits),
        minutes={Label.WHITE: rhythm.minutes_white, Label.RED: rhythm.minutes_red},
        as_of=run.as_of,
        cooldown_weeks=rhythm.cooldown_weeks,
        grounds=Grounds(
            rechecks(visits, run.find("visit_finding"), as_of=run.as_of, weeks=rhythm.recheck_weeks),
            _drawn(region, run, kept["occupancy"], sessions),
            {item.code: item.partners for item in region.municipalities},
            run.as_of + RED_WITHIN * dt.timedelta(weeks=rhythm.cycle_weeks),
            _themes(region, run, sessions),
            frozenset(theme.name for theme in region.every_theme.values() if theme.green_too),
            _long_unseen(run, visits, rhythm.stale_weeks),
        ),
    )
    if rhythm.random_only:
        found = tuple(one for one in found if one.kind == Kind.RANDOM)
    return PlanProblem(
        as_of=run.as_of,
        sessions=sessions,
        candidates=found,
        speed_kmh=rhythm.speed_kmh,
        detour=rhythm.detour,
        cooldown_weeks=rhythm.cooldown_weeks,
        partners=tuple(timetable.partners(region).values()),
    )


def _themes(region: Region, run: Run, sessions: Sequence[Session]) -> dict[str, tuple[str, ...]]:
    """Which themes of these sessions each occupancy belongs to."""
    names = sorted({session.theme for session in sessions if session.theme is not None})
    return theming.of_run(run, (region.every_theme[name] for name in names))


def _long_unseen(run: Run, visits: pd.DataFrame, weeks: int) -> dict[str, dt.date]:
    """Who was last looked at long ago, at a visit or from the street."""
    seen = run.of("fact", SEEN, "question").rename(columns={"observed_on": "seen_on"})
    visited = _could_look(visits).rename(columns={"visited_on": "seen_on"})
    return long_unseen((seen, visited), as_of=run.as_of, weeks=weeks)


def _could_look(visits: pd.DataFrame) -> pd.DataFrame:
    """The visits that stand and after which nobody comes again soon: somebody could look."""
    return visits[visits["withdrawn_on"].isna() & visits["result"].isin(COULD_LOOK)]


def _drawn(
    region: Region, run: Run, occupancies: pd.DataFrame, sessions: Sequence[Session]
) -> frozenset[str]:
    """Draw the random share among all that have a place; for the same year it is the same draw."""
    placed = occupancies[~(occupancies.geometry.isna() | occupancies.geometry.is_empty)]
    eligible = dict(zip(placed["occupancy_id"], placed["municipality_code"].fillna(""), strict=True))
    room: Counter[str] = Counter()
    for session in sessions:
        if session.theme is None and not session.area:
            room[session.municipality_code] += session.max_visits
    share = 1.0 if region.rhythm.random_only else region.rhythm.random_share
    return lot.drawn(eligible, room, share, f"{region.name} {run.as_of.year}")
