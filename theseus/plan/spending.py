"""What inspections cost: those of which visits came back were held, those without visits cost nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from theseus.model import TOTAL, Spent, Step

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from theseus.model import BudgetLine, Plan, Session

_Held = tuple[str, "dt.date", str, str]


def over(last: Plan | None, as_of: dt.date) -> tuple[Session, ...]:
    """List the sessions of this calendar year with visits whose day is over, by date.

    Parameters
    ----------
    last
        The plan before; it knows those of the plans before it.
    """
    if last is None:
        return ()
    visited = (item.session for item in last.inspections if item.visits)
    known = {one.session_id: one for one in (*last.over, *visited)}
    past = [one for one in known.values() if one.date < as_of and one.date.year == as_of.year]
    return tuple(sorted(past, key=lambda one: (one.date, one.session_id)))


def held(
    sessions: Iterable[Session], visits: pd.DataFrame, municipalities: Mapping[str, str]
) -> tuple[tuple[Session, ...], tuple[Session, ...]]:
    """Tell the sessions that were held from those of which nothing came back.

    Parameters
    ----------
    visits
        Contract ``visit``. A visit that stands, whatever became of it, shows that the inspection of that day
        with that theme was held.
    municipalities
        Municipality code by occupancy.

    Returns
    -------
    tuple
        The held sessions, and the others.
    """
    stand = visits[visits["withdrawn_on"].isna()]
    rows = zip(stand["occupancy_id"], stand["visited_on"].dt.date, stand["step"], stand["theme"], strict=True)
    seen: set[_Held] = {
        (municipalities.get(who, ""), day, step, theme if isinstance(theme, str) else "")
        for who, day, step, theme in rows
    }
    known = tuple(sessions)
    proved = tuple(one for one in known if _as_seen(one) in seen)
    return proved, tuple(one for one in known if _as_seen(one) not in seen)


def _as_seen(session: Session) -> _Held:
    step = Step.THEME if session.theme else Step.JOINT
    return session.municipality_code, session.date, step.value, session.theme or ""


def spent(sessions: Iterable[Session], first_post: str) -> tuple[Spent, ...]:
    """Add up what sessions cost, per municipality, calendar year and post.

    Parameters
    ----------
    first_post
        Where the costs of a session belong that does not tell its posts.
    """
    cents: Counter[tuple[str, int, str]] = Counter()
    for one in sessions:
        for post, euros in one.costs or ((first_post, one.cost_eur),):
            cents[one.municipality_code, one.date.year, post] += round(euros * 100)
    return tuple(Spent(*key, amount / 100) for key, amount in sorted(cents.items()) if amount)


def begun(
    sessions: Iterable[Session], ahead: Sequence[Session], days: Mapping[str, int]
) -> tuple[Session, ...]:
    """List the sessions that are part of a week of which other days are yet to come.

    Parameters
    ----------
    ahead
        Sessions that are yet to come.
    days
        How many days a round has, of the rhythms that have several.
    """

    def goes_on(one: Session, other: Session) -> bool:
        same = (one.municipality_code, one.rhythm) == (other.municipality_code, other.rhythm)
        return same and (other.date - one.date).days < days.get(one.rhythm, 0)

    return tuple(one for one in sessions if any(goes_on(one, other) for other in ahead))


def freed(lines: Iterable[BudgetLine], unneeded: Iterable[Session]) -> tuple[BudgetLine, ...]:
    """Take what sessions that visit nobody would have cost off what is planned.

    Parameters
    ----------
    lines
        The budget with those sessions in it.
    """
    cents: Counter[tuple[str, int, str]] = Counter()
    for one in unneeded:
        for post, euros in one.costs:
            for name in (post, TOTAL):
                cents[one.municipality_code, one.date.year, name] += round(euros * 100)
    return tuple(
        replace(line, planned_eur=round(line.planned_eur - cents[key] / 100, 2))
        for line in lines
        for key in [(line.municipality_code, line.year, line.post)]
    )


def unproved(sessions: Sequence[Session]) -> tuple[str, ...]:
    """Say of which sessions no results came back, so that nobody thinks that they cost nothing."""
    return tuple(
        f"Controle {one.session_id} van {one.date:%d-%m-%Y}: er zijn geen uitslagen ingevoerd, dus de kosten "
        f"(€ {one.cost_eur:.2f}) tellen niet mee als uitgegeven. Voer ze in met theseus results import."
        for one in sessions
        if one.cost_eur
    )
