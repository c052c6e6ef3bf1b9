"""What stays where it is when a plan is made again: pins of people, and visits of announced sessions.

A pin stays until somebody releases it, there is no ground for a visit any more, or it cannot be: its session
is not held, or is too short for all that is tied to it. An announced visit stays too, but it was never a
person's word: what may not be visited in its session any more (since partners are needed that do not come
along, or another service was there) is let go, and goes first where there is no room for all. The plan says
why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from theseus.model import Pin, Pinned, Why
from theseus.plan.crowded import crowded
from theseus.plan.tasks import BEFORE_TURN, LACKS_PARTNERS, NOTHING, TOO_EARLY, barriers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from theseus.model import Candidate, Plan, PlanProblem, Session

NOBODY = Pinned()
_LetGo = dict[str, tuple[Why, str]]


@dataclass(frozen=True)
class Kept:
    """A problem with what stays in it.

    Attributes
    ----------
    problem
        With its pins, and where the search begins.
    let_go
        Per occupancy that was tied and is no longer: why, with a Dutch sentence.
    unpinned
        The occupancies among them that a person had pinned.
    settled
        Municipalities about which nothing else is asked than in the plan before.
    """

    problem: PlanProblem
    let_go: Mapping[str, tuple[Why, str]] = field(default_factory=dict)
    unpinned: tuple[str, ...] = ()
    settled: frozenset[str] = frozenset()


def stood(
    last: Plan | None, decided: Pinned, today: dt.date, announced_before: dt.date
) -> tuple[Session, ...]:
    """Sessions of the plan before that are yet to come and stand.

    One that visits nobody was not announced. While it is far away it keeps its date; once it is too near to
    invite anybody, only a pin of a person keeps it.
    """
    pinned = {pin.session_id for pin in decided.pins}
    ahead = [one for one in last.inspections if one.session.date >= today] if last else []
    return tuple(
        one.session
        for one in ahead
        if one.visits or one.session.date >= announced_before or one.session.session_id in pinned
    )


def made(last: Plan | None, decided: Pinned, known: dt.date, today: dt.date) -> tuple[Pin, ...]:
    """Visits of inspections that are over, of which nothing can be known yet, by occupancy.

    Parameters
    ----------
    decided
        Who a person pinned to an inspection that is yet to come is visited there, whatever was before.
    known
        The day of the run: what was before it is in its evidence, or was not made.
    """
    over = (item for item in last.inspections if item.session.date < today) if last else ()
    found = {
        visit.occupancy_id: Pin(visit.occupancy_id, item.session.session_id, day=item.session.date)
        for item in over
        for visit in item.visits
    }
    for pin in last.made if last else ():
        found.setdefault(pin.occupancy_id, pin)
    again = {pin.occupancy_id for pin in decided.pins if pin.day and pin.day >= today}
    return tuple(
        pin for who, pin in sorted(found.items()) if who not in again and pin.day and pin.day >= known
    )


def not_again(visits: Sequence[Pin]) -> tuple[str, ...]:
    """Tell in Dutch of visits that were made since the run, if there are any."""
    if not visits:
        return ()
    told = (
        f"{len(visits)} bezoeken van controles die sinds de verversing zijn geweest, komen in dit plan "
        "niet terug. Voer de uitslagen in en draai theseus refresh: dan is bekend wat er nog moet."
    )
    return (told,)


def keep(
    problem: PlanProblem,
    last: Plan | None,
    decided: Pinned,
    announced_before: dt.date,
    no_ground: Callable[[str], str],
) -> Kept:
    """Tie what stays.

    Parameters
    ----------
    problem
        Without pins.
    last
        The plan before; None if there is none.
    decided
        What people pinned and released.
    announced_before
        Sessions before this day were announced with their visits.
    no_ground
        Says in Dutch why an occupancy is no candidate.

    Returns
    -------
    Kept
        Each occupancy is tied once at most, a person's pin before what was announced.
    """
    known = {one.occupancy_id: one for one in problem.candidates}
    sessions = {one.session_id: one for one in problem.sessions}
    before = tuple(pin for pin in _stood(last) if pin.session_id in sessions and pin.occupancy_id in known)
    asked, let_go = _asked(problem, last, decided, no_ground)
    taken, free = {pin.occupancy_id for pin in asked}, {_key(pin) for pin in decided.released}
    announced = []
    for pin in _announced(sessions, last, announced_before):
        session = sessions[pin.session_id]
        if pin.occupancy_id in taken or _key(pin) in free:
            continue
        if told := _groundless(pin, session, known, no_ground) or _barred(problem, session, known, pin):
            let_go[pin.occupancy_id] = told
        else:
            announced.append(pin)
    announced.sort(key=lambda pin: -known[pin.occupancy_id].value)
    asked_for = replace(problem, pins=(*asked, *announced), before=before)
    full = crowded(asked_for)
    kept = replace(asked_for, pins=tuple(pin for pin in asked_for.pins if pin.occupancy_id not in full))
    let_go |= {who: (Why.BARRED, told) for who, told in full.items()}
    stand = {_key(pin) for pin in kept.pins}
    unpinned = tuple(
        pin.occupancy_id for pin in decided.pins if pin.occupancy_id in let_go and _key(pin) not in stand
    )
    return Kept(kept, let_go, unpinned, frozenset(_settled(kept, last)))


def _asked(
    problem: PlanProblem, last: Plan | None, decided: Pinned, no_ground: Callable[[str], str]
) -> tuple[list[Pin], _LetGo]:
    """Sort out what people pinned: what can stand, and what cannot with the reason."""
    known = {one.occupancy_id: one for one in problem.candidates}
    sessions = {one.session_id: one for one in problem.sessions}
    past = (*last.over, *last.problem.sessions) if last else ()
    over = {one.session_id for one in past if one.date < problem.as_of}
    stands: list[Pin] = []
    let_go: _LetGo = {}
    for pin in decided.pins:
        session = sessions.get(pin.session_id)
        if session is None:
            if pin.day is not None and pin.day >= problem.as_of and pin.session_id not in over:
                told = f"controle {pin.session_id} van {pin.day:%d-%m-%Y} staat niet in dit plan"
                let_go[pin.occupancy_id] = Why.SESSION, told
        elif told_why := _groundless(pin, session, known, no_ground):
            let_go[pin.occupancy_id] = told_why
        else:
            stands.append(pin)
    return stands, let_go


def _announced(
    sessions: Mapping[str, Session], last: Plan | None, announced_before: dt.date
) -> Iterator[Pin]:
    """Where announced visits stood."""
    for pin in _stood(last):
        session = sessions.get(pin.session_id)
        if session is not None and session.date < announced_before:
            yield Pin(*_key(pin))


def _key(pin: Pin) -> tuple[str, str]:
    return pin.occupancy_id, pin.session_id


def _stood(last: Plan | None) -> Iterator[Pin]:
    """Where visits stood, in order."""
    for item in last.inspections if last else ():
        for visit in item.visits:
            yield Pin(visit.occupancy_id, item.session.session_id, visit.team)


def _groundless(
    pin: Pin, session: Session, known: Mapping[str, Candidate], no_ground: Callable[[str], str]
) -> tuple[Why, str] | None:
    """Say why there is nothing to visit in a session, whoever tied it."""
    one = known.get(pin.occupancy_id)
    if one is None:
        return Why.NO_GROUND, no_ground(pin.occupancy_id)
    if not (math.isfinite(one.x) and math.isfinite(one.y)):
        return Why.NO_GROUND, "de plaats is niet meer bekend"
    if one.municipality_code != session.municipality_code:
        return Why.NO_GROUND, "het ligt nu in een andere gemeente"
    return None


def _barred(
    problem: PlanProblem, session: Session, known: Mapping[str, Candidate], pin: Pin
) -> tuple[Why, str] | None:
    """Say what stands in the way of an announced visit that no person pinned."""
    one = known[pin.occupancy_id]
    found = int(barriers(problem, [session], [one])[0, 0])
    if found == BEFORE_TURN:  # the lot has no say over what was announced
        return None
    if found == TOO_EARLY and one.not_before is not None:
        return Why.VISITED, f"inmiddels bezocht; weer aan de beurt vanaf {one.not_before:%d-%m-%Y}"
    if found == LACKS_PARTNERS:
        return Why.BARRED, f"hier zijn nu {', '.join(one.needs)} bij nodig, en die gaan niet allemaal mee"
    if found != NOTHING:
        return Why.BARRED, "het past niet meer bij thema, terrein of tijd van de controle"
    return None


def _settled(problem: PlanProblem, last: Plan | None) -> Iterator[str]:
    """Municipalities whose sessions, candidates and pins are those of the plan before."""
    if last is None or _travel(problem) != _travel(last.problem):
        return
    stood = {_key(pin) for pin in _stood(last)}
    for code in {one.municipality_code for one in problem.sessions}:
        here = {one.session_id for one in problem.sessions if one.municipality_code == code}
        pinned = all(_key(pin) in stood for pin in problem.pins if pin.session_id in here)
        if pinned and _part(problem, code) == _part(last.problem, code):
            yield code


def _travel(problem: PlanProblem) -> tuple[float, float, int]:
    return problem.speed_kmh, problem.detour, problem.cooldown_weeks


def _part(problem: PlanProblem, code: str) -> tuple[list[Session], list[Candidate]]:
    """What is asked about one municipality; in which words is no matter."""
    sessions = [one for one in problem.sessions if one.municipality_code == code]
    own = [one for one in problem.candidates if one.municipality_code == code]
    return sessions, [replace(one, reasons=()) for one in own]
