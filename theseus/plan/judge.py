"""An independent check of a plan: every hard rule, read from the plan alone.

Shares no code with the planner, so that one mistake cannot hide in both.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from theseus.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.model import Candidate, Inspection, Plan, PlanProblem, Session, Visit

    Place = tuple[float, float]
    Told = tuple[dict[Place, int], tuple[tuple[float | None, ...], ...]]

SLACK = dt.timedelta(seconds=1)  # times are stored to the microsecond; travel is a float


def violations(plan: Plan) -> list[str]:
    """List every hard rule that a plan breaks, as Dutch sentences; an empty list for a sound plan.

    Rules: an inspection fills one session of the problem, not before ``as_of``; no partner is in more
    municipalities on one day than it has teams, or in two places at one time; no more visits and teams than
    allowed; visits are numbered in order, to known candidates of the same municipality with a place and a
    value, where the session may go, with the partners that are needed, when somebody is there; time for
    travel, visit and break, within the session; announced visits stay; no second visit within the cool-down;
    every candidate is either visited or unplanned with a reason; no plan is worth more than its bound.
    """
    known = {c.occupancy_id: c for c in plan.problem.candidates}
    found = [*_sessions(plan), *_partners(plan), *_repeats(plan), *_accounts(plan), *_pins(plan)]
    announced = {(pin.session_id, pin.occupancy_id) for pin in plan.problem.pins}
    roads = _roads(plan.problem)
    for inspection in plan.inspections:
        found += _visits(inspection, known, announced)
        for team in sorted({visit.team for visit in inspection.visits}):
            visits = [visit for visit in inspection.visits if visit.team == team]
            found += _times(inspection.session, visits, known, plan.problem, roads)
    if plan.bound is not None and plan.worth is not None and plan.worth > plan.bound:
        found.append(f"het plan is meer waard ({plan.worth}) dan kan ({plan.bound})")
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
    room = {partner.name: partner.teams for partner in plan.problem.partners}
    busy: dict[tuple[dt.date, str], list[Session]] = {}
    for inspection in plan.inspections:
        for partner in set(inspection.session.partners):
            busy.setdefault((inspection.session.date, partner), []).append(inspection.session)
    for (day, partner), sessions in sorted(busy.items(), key=lambda item: item[0]):
        places = {session.municipality_code for session in sessions}
        if len(places) > room.get(partner, 1):
            yield f"{partner} is op {day} in {len(places)} gemeenten: {', '.join(sorted(places))}"
        for one, other in combinations(sessions, 2):
            together = max(one.start, other.start) < min(one.end, other.end)
            if together and one.municipality_code == other.municipality_code:
                yield f"{one.session_id} en {other.session_id}: {partner} op {day} op twee plaatsen"


def _pins(plan: Plan) -> Iterator[str]:
    held = {
        item.session.session_id: {visit.occupancy_id for visit in item.visits} for item in plan.inspections
    }
    known = {one.occupancy_id for one in plan.problem.candidates}
    for pin in plan.problem.pins:
        if (
            pin.session_id in held
            and pin.occupancy_id in known
            and pin.occupancy_id not in held[pin.session_id]
        ):
            yield f"{pin.occupancy_id}: vastgezet in {pin.session_id}, maar staat er niet in"


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


def _visits(
    inspection: Inspection, known: dict[str, Candidate], announced: set[tuple[str, str]]
) -> Iterator[str]:
    session = inspection.session
    for number, visit in enumerate(inspection.visits, start=1):
        where = f"{session.session_id}, bezoek {number}"
        candidate = known.get(visit.occupancy_id)
        if visit.sequence != number:
            yield f"{where}: heeft volgnummer {visit.sequence}"
        if not 1 <= visit.team <= session.teams:
            yield f"{where}: team {visit.team} van {session.teams}"
        if candidate is None:
            yield f"{where}: {visit.occupancy_id} is geen kandidaat"
            continue
        if candidate.municipality_code != session.municipality_code:
            yield f"{where}: ligt in {candidate.municipality_code or 'een onbekende gemeente'}"
        if not (math.isfinite(candidate.x) and math.isfinite(candidate.y)):
            yield f"{where}: plaats onbekend"
        if visit.departure - visit.arrival < dt.timedelta(minutes=candidate.minutes) - SLACK:
            yield f"{where}: te kort voor {candidate.minutes} minuten"
        if visit.value != candidate.value:
            yield f"{where}: waarde {visit.value} klopt niet"
        if (session.session_id, visit.occupancy_id) not in announced:
            yield from (f"{where}: {why}" for why in _not_here(session, visit, candidate))


def _not_here(session: Session, visit: Visit, candidate: Candidate) -> Iterator[str]:
    """Rules that a visit may only break if it was announced."""
    if candidate.value <= 0:
        yield "een bezoek heeft geen waarde"
    if session.area and candidate.terrein_id not in session.area:
        yield "ligt buiten de terreinen van deze controle"
    if session.theme is not None and session.theme not in candidate.themes:
        yield f"hoort niet bij het thema {session.theme}"
    if session.theme is None and candidate.kind == Kind.THEME:
        yield f"wordt alleen bezocht bij het thema {', '.join(candidate.themes)}"
    missing = sorted(set(candidate.needs) - set(session.partners))
    if missing:
        yield f"zonder {', '.join(missing)}"
    if candidate.not_before and session.date < candidate.not_before:
        yield f"voor {candidate.not_before}"
    if candidate.turn and session.date < candidate.turn:
        yield f"voor de beurt op {candidate.turn} die het lot gaf"
    if candidate.opens and not any(
        weekday == session.date.isoweekday()
        and first <= visit.arrival.time()
        and visit.departure.time() <= last
        for weekday, first, last in candidate.opens
    ):
        yield "niet in de openingstijden"


def _times(
    session: Session,
    visits: list[Visit],
    known: dict[str, Candidate],
    problem: PlanProblem,
    roads: dict[str, Told],
) -> Iterator[str]:
    first, last = visits[0], visits[-1]
    here = roads.get(session.municipality_code, ({}, ()))
    home = session.finish or session.depot
    opening = dt.datetime.combine(session.date, session.start)
    opening += _travel(session.depot, _place(first, known), problem, here)
    closing = dt.datetime.combine(session.date, session.end)
    closing -= _travel(home, _place(last, known), problem, here)
    if first.arrival < opening - SLACK:
        yield f"{session.session_id}: het eerste bezoek begint te vroeg"
    if last.departure > closing + SLACK:
        yield f"{session.session_id}: het laatste bezoek eindigt te laat"
    for one, other in pairwise(visits):
        travel = _travel(_place(one, known), _place(other, known), problem, here)
        if other.arrival - one.departure < travel + _break(session, one, other) - SLACK:
            between = f"{one.sequence} en {other.sequence}"
            yield f"{session.session_id}: te weinig tijd tussen de bezoeken {between}"


def _break(session: Session, one: Visit, other: Visit) -> dt.timedelta:
    """The break, if it lies between these two: what begins after its time comes after it."""
    if session.pause is None:
        return dt.timedelta(0)
    since = dt.datetime.combine(session.date, session.pause[0])
    return dt.timedelta(minutes=session.pause[1] if one.arrival < since <= other.arrival else 0)


def _place(visit: Visit, known: dict[str, Candidate]) -> Place | None:
    candidate = known.get(visit.occupancy_id)
    if candidate is None or not (math.isfinite(candidate.x) and math.isfinite(candidate.y)):
        return None  # reported by _visits
    return candidate.x, candidate.y


def _roads(problem: PlanProblem) -> dict[str, Told]:
    """Per municipality the number of each place, in whole metres, and the minutes from number to number."""
    return {
        roads.municipality_code: ({place: at for at, place in enumerate(roads.places)}, roads.minutes)
        for roads in problem.roads
    }


def _travel(here: Place | None, there: Place | None, problem: PlanProblem, told: Told) -> dt.timedelta:
    if here is None or there is None:
        return dt.timedelta(0)
    number, minutes = told
    one, other = (number.get((round(x), round(y))) for x, y in (here, there))
    by_road = None if one is None or other is None else minutes[one][other]
    if by_road is not None:
        return dt.timedelta(minutes=by_road)
    kilometres = math.dist(here, there) / 1000 * problem.detour
    return dt.timedelta(hours=kilometres / problem.speed_kmh)
