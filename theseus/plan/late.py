"""Who is visited after the last day on which that is on time, or not at all, and why (F36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.plan.tasks import BEFORE_TURN, CLOSED, LACKS_PARTNERS, NOTHING, TOO_EARLY, barriers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.model import Candidate, Plan

NO_SESSION = "voor die dag is er geen controle in deze gemeente"
REASONS = {
    LACKS_PARTNERS: "in geen controle voor die dag zijn alle partners die nodig zijn",
    TOO_EARLY: "voor die dag is het nog te kort na het vorige bezoek",
    BEFORE_TURN: "het lot koos dit bezoek voor een latere controle",
    CLOSED: "de controles voor die dag vallen buiten de openingstijden",
}
OTHER = "geen controle voor die dag past bij thema of terrein"
PINNED = "daar is het door een medewerker vastgezet"
FULL = "in de controles voor die dag gingen andere bezoeken voor, of was er te weinig tijd"


def late(plan: Plan) -> tuple[str, ...]:
    """Name everybody with a due date that the plan does not meet, with the reason, in Dutch; by due date."""
    found = sorted(_late(plan), key=lambda item: (item[0].due, item[0].occupancy_id))
    return tuple(told for _, told in found)


def _late(plan: Plan) -> Iterator[tuple[Candidate, str]]:
    days = {visit.occupancy_id: item.session.date for item in plan.inspections for visit in item.visits}
    left = {one.occupancy_id: one.reason for one in plan.unplanned}
    for one in plan.problem.candidates:
        day = days.get(one.occupancy_id)
        if one.due is None or (day is not None and day <= one.due):
            continue
        what = f"{one.occupancy_id} ({one.kind}) moet uiterlijk {one.due:%d-%m-%Y} worden bezocht"
        if day is None:
            yield one, f"{what} en is niet ingepland: {left[one.occupancy_id]}."
        else:
            yield one, f"{what} en staat op {day:%d-%m-%Y}: {_why(plan, one)}."


def _why(plan: Plan, one: Candidate) -> str:
    """Say what stood in the way in the sessions that would have been on time.

    Of several reasons the one of the session that came nearest: the barriers are tried in order.
    """
    if any(pin.day and pin.occupancy_id == one.occupancy_id for pin in plan.problem.pins):
        return PINNED
    sessions = [
        item.session
        for item in plan.inspections
        if item.session.municipality_code == one.municipality_code
        and one.due is not None
        and item.session.date <= one.due
    ]
    if not sessions:
        return NO_SESSION
    met = set(barriers(plan.problem, sessions, [one])[:, 0].tolist())
    if NOTHING in met:
        return FULL
    return REASONS.get(max(met), OTHER)
