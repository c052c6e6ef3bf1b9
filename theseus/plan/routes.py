"""Who is visited when, in which order, by which team: each municipality is a team orienteering problem.

Sessions keep to one municipality, so each is solved by itself: searched for the best routes, and bounded.
They are solved side by side, in threads: what takes time (the search, the bound) runs outside Python's lock.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from theseus.errors import PlanError
from theseus.model import Inspection, Plan, Session, Unplanned, Visit
from theseus.plan.begin import begin
from theseus.plan.clockwork import timed
from theseus.plan.gather import gathered
from theseus.plan.order import shortened
from theseus.plan.orienteering import Found, Limit, Method, Routes, part, relaxed, rounded, usable, value_of
from theseus.plan.tasks import Fitted, after_break, fitted
from theseus.plan.whynot import NO_SESSION, left_out, useless

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from theseus.model import Candidate, PlanProblem

    Shares = NDArray[np.float64]

STEPS, ROUNDS = 400, 8  # of search and of bound, per municipality
TRIED, TURNS = 20, 3  # one step in so many tells where to begin, each turn with other chances
# Candidates that are looked at per visit that there is room for: the best per minute, of every park some.
PER_VISIT = 4
STANDARD = Limit(STEPS)


@dataclass(frozen=True)
class _Solved:
    """One municipality with its routes, what they are worth, and what none can exceed."""

    fit: Fitted
    routes: Routes
    worth: float
    bound: float
    cut_short: bool


def solve(
    problem: PlanProblem,
    limit: Limit = STANDARD,
    by: Method | None = None,
    settled: frozenset[str] = frozenset(),
) -> Plan:
    """Fill the sessions from the candidates.

    Parameters
    ----------
    limit
        Per municipality.
    by
        How is searched; the best that can be used here if None.
    settled
        Municipalities that keep the routes of the plan before, without a search.

    Returns
    -------
    Plan
        Every usable session is an inspection (perhaps without visits) and every candidate is visited once
        or is unplanned with the constraint that binds. The same problem, seed and number of steps give the
        same plan, in whatever order its sessions and candidates stand, unless time ran out; the method says
        if it did.

    Raises
    ------
    PlanError
        If an id occurs twice, a number cannot be used, or an announced visit fits in no way.
    """
    _refuse_impossible(problem)
    held, notes = _held(problem)
    ranked = sorted(problem.candidates, key=lambda one: one.occupancy_id)
    placed = [one for one in ranked if useless(one, problem) is None]
    by = by or usable()
    alone = partial(_solve, problem, placed, limit, by, settled)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        solved = list(threads.map(alone, _by_municipality(held)))
    inspections = [item for one in solved for item in _inspections(one)]
    inspections.sort(key=lambda item: (item.session.date, item.session.start, item.session.session_id))
    notes += _not_needed([item.session for item in inspections if not item.visits])
    return Plan(
        problem,
        tuple(inspections),
        _unplanned(problem, ranked, solved, inspections),
        _told(problem, limit, solved, by),
        tuple(notes),
        bound=sum(one.bound for one in solved),
        worth=sum(one.worth for one in solved),
    )


def _not_needed(sessions: Sequence[Session]) -> Iterator[str]:
    """Name the sessions that visit nobody, in one line."""
    named = ", ".join(f"{one.session_id} ({one.date:%d-%m-%Y})" for one in sessions)
    if named:
        why = "want geen kandidaat past erin; niemand wordt uitgenodigd, en het kost niets"
        yield f"Niet nodig, {why}: {named}."


def _told(problem: PlanProblem, limit: Limit, solved: Sequence[_Solved], by: Method) -> str:
    told = by.told.format(steps=limit.steps, seed=problem.seed)
    return f"{told}; de tijd was eerder op" if any(one.cut_short for one in solved) else told


def _refuse_impossible(problem: PlanProblem) -> None:
    for what, ids in (
        ("Controle", [s.session_id for s in problem.sessions]),
        ("Gebruik", [c.occupancy_id for c in problem.candidates]),
        ("Vastgezet bezoek", [pin.occupancy_id for pin in problem.pins]),
    ):
        twice = [name for name, count in Counter(ids).items() if count > 1]
        if twice:
            raise PlanError(f"{what} {twice[0]} staat twee keer in de planning; laat er één staan.")
    if not (0 < problem.speed_kmh < math.inf and 0 < problem.detour < math.inf):
        raise PlanError("Snelheid en omrijfactor moeten getallen boven 0 zijn; pas het ritme aan.")
    for c in problem.candidates:
        if not (math.isfinite(c.value) and 0 <= c.minutes < math.inf):
            raise PlanError(f"Gebruik {c.occupancy_id}: waarde of bezoektijd is geen bruikbaar getal.")
    for s in problem.sessions:
        if s.teams < 1:
            raise PlanError(f"Controle {s.session_id}: {s.teams} teams; er is er minstens één nodig.")


def _held(problem: PlanProblem) -> tuple[list[Session], list[str]]:
    """Sessions that can be held, by date; a note for each of the others."""
    kept: list[Session] = []
    notes: list[str] = []
    room = {partner.name: partner.teams for partner in problem.partners}
    for session in sorted(problem.sessions, key=lambda s: (s.date, s.start, s.session_id)):
        clash = _clash(session, kept, room)
        if session.date < problem.as_of:
            notes.append(f"Controle {session.session_id}: niet gevuld, want de datum is al voorbij.")
        elif clash:
            notes.append(f"Controle {session.session_id}: niet gevuld, want {clash}.")
        else:
            kept.append(session)
    return kept, notes


def _clash(session: Session, kept: Sequence[Session], room: dict[str, int]) -> str | None:
    """Say which partner would be in more places than it has teams."""
    for partner in session.partners:
        others = [
            other
            for other in kept
            if partner in other.partners and other.date == session.date and _at_once(session, other)
        ]
        elsewhere = {other.municipality_code for other in others} - {session.municipality_code}
        here = any(other.municipality_code == session.municipality_code for other in others)
        if here or len(elsewhere) >= room.get(partner, 1):
            return f"{partner} is die dag bij {others[0].session_id}"
    return None


def _at_once(one: Session, other: Session) -> bool:
    """Two places on one day, or in one municipality at one time."""
    together = one.start < other.end and other.start < one.end
    return together or one.municipality_code != other.municipality_code


def _by_municipality(sessions: Sequence[Session]) -> list[list[Session]]:
    codes = sorted({one.municipality_code for one in sessions})
    return [[one for one in sessions if one.municipality_code == code] for code in codes]


def _solve(
    problem: PlanProblem,
    placed: Sequence[Candidate],
    limit: Limit,
    by: Method,
    settled: frozenset[str],
    sessions: Sequence[Session],
) -> _Solved:
    own = [one for one in placed if one.municipality_code == sessions[0].municipality_code]
    fit = fitted(problem, sessions, own)
    best = relaxed(fit.task, Limit(ROUNDS, limit.expired))
    if sessions[0].municipality_code in settled:
        before = begin(problem, fit)
        found = Found(before, value_of(fit.task, before), 0, cut_short=False)
    else:
        found = _found(problem, fit, best.shares, limit, by)
    _keep_announced(problem, fit, found.routes)
    routes = tuple(shortened(fit, r, stops) for r, stops in enumerate(found.routes))
    return _Solved(fit, routes, value_of(fit.task, routes), best.bound, found.cut_short)


def _found(problem: PlanProblem, fit: Fitted, shares: Shares, limit: Limit, by: Method) -> Found:
    """Search what is promising from the plan before; without one, from where a few steps bring most."""
    engine, before, kept = by.engine(), begin(problem, fit), _promising(problem, fit)
    task, place = part(fit.task, kept), {int(stop): number for number, stop in enumerate(kept)}
    begun = tuple(tuple(place[stop] for stop in stops) for stops in before)
    if not any(before):
        few, likely = replace(limit, steps=max(limit.steps // TRIED, 1)), rounded(task, shares[:, kept])
        tried = [engine(task, few, problem.seed, begun)]
        tried += [engine(task, few, problem.seed + turn, likely) for turn in range(TURNS)]
        begun = max(tried, key=attrgetter("value")).routes
    found = engine(task, limit, problem.seed, begun)
    routes = tuple(tuple(int(kept[stop]) for stop in stops) for stops in found.routes)
    return replace(found, routes=gathered(fit, routes))


def _promising(problem: PlanProblem, fit: Fitted) -> NDArray[np.int64]:
    """Leave out what has no chance where there are many more candidates than visits."""
    size = PER_VISIT * sum(one.max_visits for one in fit.sessions)
    named = {pin.occupancy_id for pin in (*problem.pins, *problem.before)}
    worth = fit.task.value.max(axis=0, initial=0.0) / (fit.task.service + 1)
    met: Counter[str | None] = Counter()
    kept = []
    for place, at in enumerate(np.argsort(-worth, kind="stable")):
        one = fit.candidates[at]
        if place < size or met[one.terrein_id] <= size // 8 or one.occupancy_id in named:
            kept.append(at)
        met[one.terrein_id] += 1
    return np.sort(np.array(kept, dtype=np.int64))


def _keep_announced(problem: PlanProblem, fit: Fitted, routes: Routes) -> None:
    here = {session.session_id for session in fit.sessions}
    known = {one.occupancy_id for one in fit.candidates}
    planned = {fit.candidates[stop].occupancy_id for stops in routes for stop in stops}
    for pin in problem.pins:
        if pin.session_id in here and pin.occupancy_id in known and pin.occupancy_id not in planned:
            raise PlanError(
                f"Het vastgezette bezoek {pin.occupancy_id} past niet in {pin.session_id}, samen met "
                "de andere vastgezette bezoeken. Laat er een los met theseus plan release."
            )


def _inspections(solved: _Solved) -> Iterator[Inspection]:
    for group, session in enumerate(solved.fit.sessions):
        visits: list[Visit] = []
        for r, route in enumerate(solved.fit.routes):
            if route.group == group:
                visits += _visits(solved, r, len(visits))
        yield Inspection(session, tuple(visits))


def _visits(solved: _Solved, r: int, before: int) -> Iterator[Visit]:
    """The visits of one team, with their times on the clock."""
    task, route, stops = solved.fit.task, solved.fit.routes[r], solved.routes[r]
    day = dt.datetime.combine(route.session.date, dt.time())
    times = timed(task, r, stops).begins
    for number, (stop, begins) in enumerate(zip(stops, times, strict=True), start=before + 1):
        one = solved.fit.candidates[stop]
        arrival = after_break(route.session, begins)
        leaves = arrival + float(task.service[stop])
        span = day + dt.timedelta(minutes=arrival), day + dt.timedelta(minutes=leaves)
        yield Visit(one.occupancy_id, number, span[0], span[1], one.value, route.team)


def _unplanned(
    problem: PlanProblem,
    ranked: Sequence[Candidate],
    solved: Sequence[_Solved],
    inspections: Sequence[Inspection],
) -> tuple[Unplanned, ...]:
    planned = {visit.occupancy_id for item in inspections for visit in item.visits}
    rest = [one for one in ranked if one.occupancy_id not in planned]
    why = {one.occupancy_id: useless(one, problem) for one in rest}
    for item in solved:
        why |= left_out(item.fit, item.routes, _left(item))
    return tuple(Unplanned(one.occupancy_id, why[one.occupancy_id] or NO_SESSION) for one in rest)


def _left(solved: _Solved) -> dict[str, list[tuple[int, float]]]:
    """Per session and team how many visits and minutes are left."""
    left: dict[str, list[tuple[int, float]]] = {}
    task, routes = solved.fit.task, solved.fit.routes
    visits = Counter({route.group: 0 for route in routes})
    for route, stops in zip(routes, solved.routes, strict=True):
        visits[route.group] += len(stops)
    for r, route in enumerate(routes):
        spare = float(task.end[r]) - timed(task, r, solved.routes[r]).over
        more = route.session.max_visits - visits[route.group]
        left.setdefault(route.session.session_id, []).append((more, spare))
    return left
