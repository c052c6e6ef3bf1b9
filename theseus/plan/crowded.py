"""Which of the visits that are tied to a session find no room there beside the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from theseus.plan.begin import all_tied, together
from theseus.plan.tasks import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from theseus.model import Candidate, Pin, PlanProblem, Session


def crowded(problem: PlanProblem) -> dict[str, str]:
    """Find the pins that cannot all be kept.

    Parameters
    ----------
    problem
        Its pins stand in order of weight: of those that do not fit together, the last gives way.

    Returns
    -------
    dict
        Why they do not fit, in Dutch, by occupancy id.
    """
    known = {one.occupancy_id: one for one in problem.candidates}
    found: dict[str, str] = {}
    for session in problem.sessions:
        own = [pin for pin in problem.pins if pin.session_id == session.session_id]
        if own and not _fit(problem, session, own, known):
            found |= dict(_in_turn(problem, session, own, known))
    return found


def _in_turn(
    problem: PlanProblem, session: Session, own: Sequence[Pin], known: Mapping[str, Candidate]
) -> Iterator[tuple[str, str]]:
    """Take the pins of a session one after another, and name each that does not fit any more."""
    kept: list[Pin] = []
    for pin in own:
        if _fit(problem, session, [*kept, pin], known):
            kept.append(pin)
        else:
            yield pin.occupancy_id, _told(session, len(kept))


def _fit(problem: PlanProblem, session: Session, pins: Sequence[Pin], known: Mapping[str, Candidate]) -> bool:
    alone = replace(problem, sessions=(session,), pins=tuple(pins))
    fit = fitted(alone, [session], [known[pin.occupancy_id] for pin in pins])
    return all_tied(fit, together(alone, fit))


def _told(session: Session, others: int) -> str:
    where = f"{session.session_id} op {session.date:%d-%m-%Y}"
    if others >= session.max_visits:
        return f"in {where} is plaats voor {session.max_visits} bezoeken, en die staan al vast"
    hours = f"{session.start:%H:%M}-{session.end:%H:%M}"
    if others:
        return f"in {where} ({hours}) is te weinig tijd naast de {others} andere bezoeken die daar vaststaan"
    return f"in {where} ({hours}) is te weinig tijd voor dit bezoek met de reis erheen"
