"""An independent check of a plan: every hard rule, read from the plan alone.

Shares no code with the planner, so that one mistake cannot hide in both.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.model import Candidate, Inspection, Plan, PlanProblem, Session, Visit

SLACK = dt.timedelta(seconds=1)  # times are stored to the microsecond; travel is a float


def violations(plan: Plan) -> list[str]:
    """List every hard rule that a plan breaks, as Dutch sentences; an empty list for a sound plan.

    Rules: an inspection fills one session of the problem, not before ``as_of``; no partner is in two
    municipalities on one day or in two places at one time; no more visits than allowed; visits are
    numbered in order, to known candidates of the same municipality with a place and a value; time
    for travel and visit, within the session; no second visit within the cool-down; every candidate
    is either visited or unplanned with a reason.
    """
    known = {c.occupancy_id: c for c in plan.problem.candidates}
    found = [*_sessions(plan), *_partners(plan), *_repeats(plan), *_accounts(plan)]
    for inspection in plan.inspections:
        found += _visits(inspection, known)
        found += _times(inspection, known, plan.problem)
    return found


def _sessions(plan: Plan) -> Iterator[str]:
    counts = Counter(i.session.session_id for i in plan.inspections)
    yield from (f"{name}: {n} keer gevuld" for name, n in counts.items() if n > 1)
    for inspection in plan.inspections:
        session = inspection.session
        if session not in plan.problem.sessions:
            yield f"{session.session_id}: is geen controle van deze planning"
        if session.date < plan.problem.as_of:
            yield f"{session.session_id}: ligt voor {plan.problem.as_of}"
        if len(inspection.visits) > session.max_visits:
            yield f"{session.session_id}: {len(inspection.visits)} bezoeken, hoogstens {session.max_visits}"


def _partners(plan: Plan) -> Iterator[str]:
    for one, other in combinations([i.session for i in plan.inspections], 2):
        both = set(one.partners).intersection(other.partners)
        if both and one.date == other.date and _cannot_do_both(one, other):
            who = ", ".join(sorted(both))
            yield f"{one.session_id} en {other.session_id}: {who} op {one.date} op twee plaatsen"


def _cannot_do_both(one: Session, other: Session) -> bool:
    if one.municipality_code != other.municipality_code:
        return True
    return max(one.start, other.start) < min(one.end, other.end)


def _repeats(plan: Plan) -> Iterator[str]:
    pause = dt.timedelta(weeks=plan.problem.cooldown_weeks)
    days: dict[str, list[dt.date]] = {}
    for inspection in plan.inspections:
        ids = [visit.occupancy_id for visit in inspection.visits]
        yield from (f"{name}: twee keer in één controle" for name, n in Counter(ids).items() if n > 1)
        for name in set(ids):
            days.setdefault(name, []).append(inspection.session.date)
    for name, dates in sorted(days.items()):
        if any(later - sooner < pause for sooner, later in pairwise(sorted(dates))):
            yield f"{name}: opnieuw bezocht binnen {plan.problem.cooldown_weeks} weken"


def _accounts(plan: Plan) -> Iterator[str]:
    """Every candidate is either visited or unplanned, once, and for a reason."""
    asked = {c.occupancy_id for c in plan.problem.candidates}
    visited = {v.occupancy_id for i in plan.inspections for v in i.visits}
    told = Counter(u.occupancy_id for u in plan.unplanned)
    yield from (f"{name}: niet bezocht en niet verantwoord" for name in sorted(asked - visited - set(told)))
    yield from (f"{name}: bezocht en ook niet ingepland" for name in sorted(visited & set(told)))
    yield from (f"{name}: niet ingepland, maar geen kandidaat" for name in sorted(set(told) - asked))
    yield from (f"{name}: {n} keer niet ingepland" for name, n in told.items() if n > 1)
    yield from (
        f"{u.occupancy_id}: niet ingepland zonder reden" for u in plan.unplanned if not u.reason.strip()
    )


def _visits(inspection: Inspection, known: dict[str, Candidate]) -> Iterator[str]:
    for number, visit in enumerate(inspection.visits, start=1):
        where = f"{inspection.session.session_id}, bezoek {number}"
        candidate = known.get(visit.occupancy_id)
        if visit.sequence != number:
            yield f"{where}: heeft volgnummer {visit.sequence}"
        if candidate is None:
            yield f"{where}: {visit.occupancy_id} is geen kandidaat"
            continue
        if candidate.municipality_code != inspection.session.municipality_code:
            yield f"{where}: ligt in {candidate.municipality_code or 'een onbekende gemeente'}"
        if not (math.isfinite(candidate.x) and math.isfinite(candidate.y)):
            yield f"{where}: plaats onbekend"
        if candidate.value <= 0 or visit.value != candidate.value:
            yield f"{where}: waarde {visit.value} klopt niet"
        if visit.departure - visit.arrival < dt.timedelta(minutes=candidate.minutes) - SLACK:
            yield f"{where}: te kort voor {candidate.minutes} minuten"


def _times(inspection: Inspection, known: dict[str, Candidate], problem: PlanProblem) -> Iterator[str]:
    session, visits = inspection.session, inspection.visits
    if not visits:
        return
    first, last = visits[0], visits[-1]
    opening = dt.datetime.combine(session.date, session.start) + _from_depot(first, session, known, problem)
    closing = dt.datetime.combine(session.date, session.end) - _from_depot(last, session, known, problem)
    if first.arrival < opening - SLACK:
        yield f"{session.session_id}: het eerste bezoek begint te vroeg"
    if last.departure > closing + SLACK:
        yield f"{session.session_id}: het laatste bezoek eindigt te laat"
    for one, other in pairwise(visits):
        places = [_place(visit, known) for visit in (one, other)]
        if other.arrival - one.departure < _travel(places[0], places[1], problem) - SLACK:
            yield f"{session.session_id}: te weinig reistijd naar bezoek {other.sequence}"


def _from_depot(
    visit: Visit, session: Session, known: dict[str, Candidate], problem: PlanProblem
) -> dt.timedelta:
    return _travel(session.depot, _place(visit, known), problem)


def _place(visit: Visit, known: dict[str, Candidate]) -> tuple[float, float] | None:
    candidate = known.get(visit.occupancy_id)
    if candidate is None or not (math.isfinite(candidate.x) and math.isfinite(candidate.y)):
        return None  # reported by _visits
    return candidate.x, candidate.y


def _travel(
    here: tuple[float, float] | None, there: tuple[float, float] | None, problem: PlanProblem
) -> dt.timedelta:
    if here is None or there is None:
        return dt.timedelta(0)
    kilometres = math.dist(here, there) / 1000 * problem.detour
    return dt.timedelta(hours=kilometres / problem.speed_kmh)
