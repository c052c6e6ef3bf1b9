"""What there is to visit for besides the label, as a run knows it: findings, the lot, dates, themes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from theseus import theming
from theseus.contracts import CONFIRMED, COULD_LOOK
from theseus.plan import lot
from theseus.plan.candidates import Grounds
from theseus.plan.rechecks import rechecks
from theseus.plan.unseen import long_unseen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from theseus.config import Region
    from theseus.ledger import Run
    from theseus.model import Session

SEEN = "seen_from_street"  # the question that tells when somebody last looked from the street
RED_WITHIN = 2  # cycles; partners are invited for the first one, the second has them


def grounds(
    region: Region, run: Run, sessions: Sequence[Session], visits: pd.DataFrame, over: Sequence[Session] = ()
) -> Grounds:
    """Put together what there is to visit for in these sessions.

    Parameters
    ----------
    visits
        Contract ``visit``.
    over
        Sessions whose day is over: who was drawn for one and was not visited since still is to be.
    """
    rhythm, looked = region.rhythm, could_look(visits)
    return Grounds(
        rechecks(visits, run.find("visit_finding"), as_of=run.as_of, weeks=rhythm.recheck_weeks),
        _drawn(region, run.table("occupancy"), (*over, *sessions), looked),
        {item.code: item.partners for item in region.municipalities},
        _red_due(run, RED_WITHIN * dt.timedelta(weeks=rhythm.cycle_weeks)),
        _themes(region, run, sessions),
        frozenset(theme.name for theme in region.every_theme.values() if theme.green_too),
        _long_unseen(run, looked, rhythm.stale_weeks),
    )


def could_look(visits: pd.DataFrame) -> pd.DataFrame:
    """Return the visits that stand and after which nobody comes again soon: somebody could look."""
    return visits[visits["withdrawn_on"].isna() & visits["result"].isin(COULD_LOOK)]


def _drawn(
    region: Region, occupancies: pd.DataFrame, sessions: Sequence[Session], visits: pd.DataFrame
) -> dict[str, dt.date]:
    """Draw the random share of every inspection that is for all, among what has a place and does not rest."""
    placed = occupancies[~(occupancies.geometry.isna() | occupancies.geometry.is_empty)]
    eligible = dict(zip(placed["occupancy_id"], placed["municipality_code"].fillna(""), strict=True))
    for_all = [one for one in sessions if one.theme is None and not one.area]
    share = 1.0 if region.rhythm.random_only else region.rhythm.random_share
    seen: defaultdict[str, list[dt.date]] = defaultdict(list)
    for name, day in zip(visits["occupancy_id"], visits["visited_on"].dt.date, strict=True):
        seen[name].append(day)
    rests = partial(_rests, seen, dt.timedelta(weeks=region.rhythm.cooldown_weeks))
    turns = lot.turns(eligible, for_all, share, region.name, rests)
    return {name: day for name, day in turns.items() if max(seen.get(name, ()), default=dt.date.min) < day}


def _rests(seen: Mapping[str, Sequence[dt.date]], rest: dt.timedelta, name: str, day: dt.date) -> bool:
    """Tell whether an occupancy was visited too short before a day; a visit on that day is the one drawn."""
    return any(day - rest < met < day for met in seen.get(name, ()))


def _red_due(run: Run, within: dt.timedelta) -> dict[str, dt.date]:
    """Until when a visit to a confirmed red is on time: counted from the first decision that still holds."""
    reviews, today = run.table("review"), pd.Timestamp(run.as_of)
    holds = (reviews["decided_on"] <= today) & (today < reviews["until"])
    confirmed = reviews[holds & (reviews["decision"] == CONFIRMED)]
    since = confirmed.groupby("occupancy_id")["decided_on"].min()
    return {str(name): day.date() + within for name, day in since.items()}


def _themes(region: Region, run: Run, sessions: Sequence[Session]) -> dict[str, tuple[str, ...]]:
    """Which themes of these sessions each occupancy belongs to."""
    names = sorted({session.theme for session in sessions if session.theme is not None})
    return theming.of_run(run, (region.every_theme[name] for name in names))


def _long_unseen(run: Run, looked: pd.DataFrame, weeks: int) -> dict[str, dt.date]:
    """Who was last looked at long ago, at a visit or from the street."""
    seen = run.of("fact", SEEN, "question").rename(columns={"observed_on": "seen_on"})
    visited = looked.rename(columns={"visited_on": "seen_on"})
    return long_unseen((seen, visited), as_of=run.as_of, weeks=weeks)
