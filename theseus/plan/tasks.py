"""One municipality's part of a planning problem as a team orienteering problem.

A team of a session is a route, a candidate a stop. Times are minutes of the day, whole, without the break:
what comes after a break stands earlier by its length, so that a break costs its time and nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from theseus.model import Kind
from theseus.plan.network import PER_HOUR, travel
from theseus.plan.orienteering import FREE, Task
from theseus.plan.straight import minutes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.model import Candidate, PlanProblem, Session
    from theseus.plan.network import Network
    from theseus.plan.straight import Straight

# What a minute of travel takes off the value: routes stay compact where that costs little.
TRAVEL_PRICE = 0.2
# Each session later a visit is worth so much less, so that nothing waits without reason.
LATER = 0.01
# What is visited after its due date is worth this share, if there was an inspection before it.
OVERDUE = 0.5
# Of that so much less for each session that it waits longer, down to a part: what is late is visited soon.
WAITING, NO_LESS = 0.1, 0.2
# In an inspection of its own theme a visit is worth so much more: what has no haste waits for that. Not where
# the theme is everybody's: then nothing would be visited before.
THEMED = 5.0
# The first so many of every park are worth more, so that no park is forgotten.
PARK_TURN, PER_PARK = 8.0, 2
# Of an announced visit, whatever it is worth now.
LEAST = 1.0


@dataclass(frozen=True)
class Route:
    """One team of a session; ``group`` is the number of the session."""

    session: Session
    team: int
    group: int


@dataclass(frozen=True)
class Fitted:
    """A task, with what its stops and routes are.

    Attributes
    ----------
    barred
        Why a candidate may not be in a session, one of the constants of this module; shape (sessions,
        candidates).
    """

    task: Task
    candidates: tuple[Candidate, ...]
    sessions: tuple[Session, ...]
    routes: tuple[Route, ...]
    barred: NDArray[np.int8]


# Why a candidate may not be in a session; the first that holds is told.
NOTHING, OTHER_AREA, OTHER_THEME, LACKS_PARTNERS, TOO_EARLY, CLOSED, BEFORE_TURN = range(7)


def fitted(problem: PlanProblem, sessions: Sequence[Session], candidates: Sequence[Candidate]) -> Fitted:
    """Lay out some sessions of one municipality with their candidates.

    Parameters
    ----------
    sessions
        By date.
    candidates
        Each with a place.
    """
    routes = tuple(
        Route(session, team, group)
        for group, session in enumerate(sessions)
        for team in range(1, session.teams + 1)
    )
    xy = np.array([(one.x, one.y) for one in candidates], dtype=float).reshape(-1, 2)
    ways = travel(problem, sessions[0].municipality_code, xy)
    windows, tied = _windows(sessions, candidates), _tied(problem, sessions, candidates)
    barred = _barriers(problem, sessions, candidates, windows)
    for stop in np.flatnonzero(tied != FREE):
        if windows[tied[stop], stop, 0] > windows[tied[stop], stop, 1]:  # closed that day, and yet agreed
            windows[tied[stop], stop] = 0.0, of_day(sessions[tied[stop]].end)
    group = np.array([route.group for route in routes], dtype=np.int64)
    value = np.where(barred == NOTHING, _values(problem, sessions, candidates, barred), 0.0)
    ends = [(one.depot, one.finish or one.depot) for one in sessions]
    out, back = (
        np.array([_legs(ways, end[side], len(xy)) for end in ends]).reshape(len(ends), len(xy))
        for side in (0, 1)
    )
    task = Task(
        # An engine is given ``part`` of this task, and so a table of the stops that it looks at only.
        travel=cast("NDArray[np.float64]", ways),
        out=out[group],
        back=back[group],
        service=minutes(np.array([one.minutes for one in candidates], dtype=float)),
        opens=windows[group, :, 0],
        closes=windows[group, :, 1],
        value=value[group],
        begin=np.array([of_day(route.session.start) for route in routes]),
        end=np.array([of_day(route.session.end) - _pause(route.session)[1] for route in routes]),
        most=np.array([route.session.max_visits for route in routes], dtype=np.int64),
        shared=group,
        most_shared=np.array([one.max_visits for one in sessions], dtype=np.int64),
        tied=tied,
        price=TRAVEL_PRICE,
    )
    return Fitted(task, tuple(candidates), tuple(sessions), routes, barred)


def barriers(
    problem: PlanProblem, sessions: Sequence[Session], candidates: Sequence[Candidate]
) -> NDArray[np.int8]:
    """Say per session and candidate what bars a visit; see ``Fitted.barred``."""
    return _barriers(problem, sessions, candidates, _windows(sessions, candidates))


def of_day(at: dt.time) -> float:
    """Minutes since midnight."""
    return at.hour * PER_HOUR + at.minute + at.second / PER_HOUR


def after_break(session: Session, at: float) -> float:
    """Turn minutes without the break into the time on the clock, for what begins then."""
    since, length = _pause(session)
    return at + length if at >= since else at


def _pause(session: Session) -> tuple[float, float]:
    """From when there is a break, and how long; never, without one."""
    return (math.inf, 0.0) if session.pause is None else (of_day(session.pause[0]), float(session.pause[1]))


def _legs(ways: Straight | Network, point: tuple[float, float] | None, count: int) -> NDArray[np.float64]:
    return np.zeros(count) if point is None else ways.from_place(point)


def _windows(sessions: Sequence[Session], candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    found = np.array([[_window(session, one) for one in candidates] for session in sessions])
    return found.reshape(len(sessions), len(candidates), 2)


def _window(session: Session, candidate: Candidate) -> tuple[float, float]:
    """Between which minutes, without the break, a visit may begin; an empty window if not that day."""
    if not candidate.opens:
        return 0.0, of_day(session.end)
    since, length = _pause(session)
    for weekday, opens, closes in candidate.opens:
        if weekday == session.date.isoweekday():
            first, last = of_day(opens), of_day(closes) - candidate.minutes
            if last < since:
                return first, last
            over_in_break = first < since and last < since + length
            begin = first if first < since else max(first - length, since)
            return begin, since - 1 if over_in_break else last - length
    return 0.0, -1.0


def _barriers(
    problem: PlanProblem,
    sessions: Sequence[Session],
    candidates: Sequence[Candidate],
    windows: NDArray[np.float64],
) -> NDArray[np.int8]:
    """Say per session and candidate what bars a visit; nothing bars an announced one."""
    found = np.full((len(sessions), len(candidates)), NOTHING, dtype=np.int8)
    announced = {(pin.session_id, pin.occupancy_id) for pin in problem.pins}
    for row, session in enumerate(sessions):
        partners, area = frozenset(session.partners), frozenset(session.area)
        for column, one in enumerate(candidates):
            if (session.session_id, one.occupancy_id) in announced:
                continue
            if area and one.terrein_id not in area:
                found[row, column] = OTHER_AREA
            elif _other_theme(session, one):
                found[row, column] = OTHER_THEME
            elif not partners.issuperset(one.needs):
                found[row, column] = LACKS_PARTNERS
            elif one.not_before is not None and session.date < one.not_before:
                found[row, column] = TOO_EARLY
            elif windows[row, column, 0] > windows[row, column, 1]:
                found[row, column] = CLOSED
            elif one.turn is not None and session.date < one.turn:
                found[row, column] = BEFORE_TURN
    return found


def _other_theme(session: Session, candidate: Candidate) -> bool:
    """Tell whether a session has another theme; what is visited for its theme only lets no other do."""
    if session.theme is None:
        return candidate.kind == Kind.THEME
    return session.theme not in candidate.themes


def _values(
    problem: PlanProblem,
    sessions: Sequence[Session],
    candidates: Sequence[Candidate],
    barred: NDArray[np.int8],
) -> NDArray[np.float64]:
    """What each visit is worth in each session: due dates, parks and the plan before count."""
    worth = np.array([one.value for one in candidates], dtype=float) + _turns(candidates)
    later = 1 - LATER * np.arange(len(sessions), dtype=float)
    value = worth[None, :] * np.maximum(later, OVERDUE)[:, None]
    overdue = _overdue(sessions, candidates, barred)
    waited = np.maximum(np.cumsum(overdue, axis=0) - 1, 0)
    value *= np.where(overdue, OVERDUE * np.maximum(1 - WAITING * waited, NO_LESS), 1.0)
    stays = {(pin.session_id, pin.occupancy_id) for pin in problem.before}
    announced = {(pin.session_id, pin.occupancy_id) for pin in problem.pins}
    special = _special(problem, sessions)
    for row, session in enumerate(sessions):
        for column, one in enumerate(candidates):
            here = (session.session_id, one.occupancy_id)
            if session.theme in special and session.theme in one.themes:
                value[row, column] += THEMED
            if here in stays:
                value[row, column] += problem.stay
            if here in announced:
                value[row, column] = max(value[row, column], LEAST)
    return value


def _overdue(
    sessions: Sequence[Session], candidates: Sequence[Candidate], barred: NDArray[np.int8]
) -> NDArray[np.bool_]:
    """Tell which visits come after their due date; the first that there can be never does, late as it is."""
    days = np.array([one.date.toordinal() for one in sessions], dtype=float)[:, None]
    due = np.array([math.inf if one.due is None else one.due.toordinal() for one in candidates])
    first = np.where(barred == NOTHING, days, math.inf).min(axis=0, initial=math.inf)
    found: NDArray[np.bool_] = days > np.maximum(due, first)
    return found


def _special(problem: PlanProblem, sessions: Sequence[Session]) -> set[str]:
    """Themes that not everybody belongs to."""
    themes = {session.theme for session in sessions if session.theme is not None}
    return {theme for theme in themes if any(theme not in one.themes for one in problem.candidates)}


def _turns(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Something more for the best of every park."""
    found = np.zeros(len(candidates))
    met: dict[str | None, int] = {}
    for place in sorted(
        range(len(candidates)), key=lambda at: (-candidates[at].value, candidates[at].occupancy_id)
    ):
        park = candidates[place].terrein_id
        if park is not None and met.get(park, 0) < PER_PARK:
            met[park] = met.get(park, 0) + 1
            found[place] = PARK_TURN
    return found


def _tied(
    problem: PlanProblem, sessions: Sequence[Session], candidates: Sequence[Candidate]
) -> NDArray[np.int64]:
    number = {session.session_id: group for group, session in enumerate(sessions)}
    pins = {pin.occupancy_id: number[pin.session_id] for pin in problem.pins if pin.session_id in number}
    return np.array([pins.get(one.occupancy_id, FREE) for one in candidates], dtype=np.int64)
