"""Visits that a person ties to an inspection, or lets go: what has to hold before the desk keeps it.

From a notebook::

    from theseus import pinning
    session = pinning.to_pin(workspace, run, "0226010000000012@onbekend", "GM0226-2027W06", today)
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from theseus import artefacts, planning, timetable
from theseus.contracts import PINNED
from theseus.desk import pins
from theseus.errors import PlanError
from theseus.model import Pin, PlanProblem
from theseus.plan import keeping
from theseus.slips import suggestion

if TYPE_CHECKING:
    import datetime as dt

    from theseus.ledger import Run
    from theseus.model import Plan, Session
    from theseus.workspace import Workspace


def to_pin(workspace: Workspace, run: Run, occupancy_id: str, session_id: str, today: dt.date) -> Session:
    """Find the session that a visit may be tied to.

    Raises
    ------
    PlanError
        If there is no such session in the plan as it stands, its day is over, it is in another municipality,
        there is no ground for a visit, or the visit does not fit beside the others that are tied.
    """
    last = plan_as_it_stands(workspace)
    session = _session(last, session_id)
    if session.date < today:
        raise PlanError(f"Controle {session_id} van {session.date:%d-%m-%Y} is al geweest; kies een latere.")
    one = next((item for item in last.problem.candidates if item.occupancy_id == occupancy_id), None)
    if one is None:
        why = planning.no_ground(workspace.region, run, last.made)(occupancy_id)
        raise PlanError(f"{occupancy_id} kan niet worden vastgezet, want {why}.")
    if one.municipality_code != session.municipality_code:
        raise PlanError(f"{occupancy_id} ligt niet in de gemeente van controle {session_id}.")
    if not math.isfinite(one.x):
        raise PlanError(f"Van {occupancy_id} is de plaats niet bekend; zo komt het in geen route.")
    _refuse_crowded(workspace, last, session, occupancy_id, today)
    return session


def to_mind(workspace: Workspace, session: Session, occupancy_id: str, today: dt.date) -> tuple[str, ...]:
    """Tell in Dutch which pin a new one replaces, and what speaks against it: it is up to the person."""
    decided = pins.standing(pins.pins(workspace.desk_url)).pins
    first = next((pin for pin in decided if pin.occupancy_id == occupancy_id), None)
    found = plan_as_it_stands(workspace).problem.candidates
    one = next(item for item in found if item.occupancy_id == occupancy_id)
    told = []
    if first and first.day and first.session_id != session.session_id and first.day >= today:
        told.append(f"Dit vervangt: vastgezet in controle {first.session_id} op {first.day:%d-%m-%Y}.")
    if missing := [name for name in one.needs if name not in session.partners]:
        told.append(f"Let op: bij dit bevestigde rood horen partners die niet meegaan: {', '.join(missing)}.")
    if one.due and session.date > one.due:
        told.append(f"Let op: het bezoek moet uiterlijk {one.due:%d-%m-%Y}; deze controle is later.")
    return tuple(told)


def to_release(workspace: Workspace, occupancy_id: str, today: dt.date) -> tuple[str, dt.date]:
    """Find the session that a visit is tied to, with its day: by a person, or because it was announced.

    Raises
    ------
    PlanError
        If it is not tied.
    """
    given = pins.pins(workspace.desk_url)
    own = given[given["occupancy_id"] == occupancy_id]
    if len(own) and own.iloc[-1]["decision"] == PINNED:
        return str(own.iloc[-1]["session_id"]), own.iloc[-1]["session_on"].date()
    last, announced = artefacts.last_plan(workspace), timetable.announced_before(workspace.region, today)
    for item in last.inspections if last else ():
        if item.session.date >= today and any(one.occupancy_id == occupancy_id for one in item.visits):
            if item.session.date < announced:
                return item.session.session_id, item.session.date
            raise PlanError(
                f"{occupancy_id} staat in {item.session.session_id}, maar niet vast: een volgend plan mag "
                "het al verplaatsen."
            )
    raise PlanError(f"{occupancy_id} is nergens vastgezet en staat in geen controle die nog komt.")


def plan_as_it_stands(workspace: Workspace) -> Plan:
    """Return the newest plan that rosters were made of.

    Raises
    ------
    PlanError
        If there is none yet, or it is damaged.
    """
    last = artefacts.last_plan(workspace)
    if last is None:
        raise PlanError("Er is nog geen plan. Draai theseus refresh, of theseus roster.")
    return last


def _session(last: Plan, session_id: str) -> Session:
    known = {one.session_id: one for one in (*last.over, *last.problem.sessions)}
    if session_id not in known:
        raise PlanError(f"Controle '{session_id}' staat niet in het plan{suggestion(session_id, set(known))}")
    return known[session_id]


def _refuse_crowded(
    workspace: Workspace, last: Plan, session: Session, occupancy_id: str, today: dt.date
) -> None:
    """Refuse a visit for which the visits that are tied to a session leave no room, by trying it."""
    decided = pins.standing(pins.pins(workspace.desk_url))
    others = replace(decided, pins=tuple(pin for pin in decided.pins if pin.occupancy_id != occupancy_id))
    asked = replace(others, pins=(*others.pins, Pin(occupancy_id, session.session_id, day=session.date)))
    alone: PlanProblem = replace(last.problem, sessions=(session,), pins=(), before=(), stay=0.0)
    horizon = timetable.announced_before(workspace.region, today)
    without, kept = (keeping.keep(alone, last, one, horizon, lambda _: "") for one in (others, asked))
    given_way = sorted(kept.let_go.keys() - without.let_go.keys())
    if given_way:
        told = kept.let_go.get(occupancy_id, kept.let_go[given_way[0]])[1]
        raise PlanError(
            f"{occupancy_id} past niet in {session.session_id}, samen met de bezoeken die daar al vaststaan: "
            f"{told}. Laat er eerst een los met theseus plan release."
        )
