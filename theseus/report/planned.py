"""The plan as it stands, inspection by inspection, as a planner reads it: on screen and as JSON."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - written as JSON by these annotations
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from theseus.errors import PlanError
from theseus.model import BudgetLine, Change  # noqa: TC001 - written as JSON by these annotations

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from theseus.model import Inspection, Plan


@dataclass(frozen=True)
class Stop:
    """One visit; ``tied`` if it was announced or pinned when the plan was made."""

    number: int
    team: int
    arrival: dt.datetime
    departure: dt.datetime
    occupancy_id: str
    name: str | None
    address: str | None
    kind: str
    worth: float
    tied: bool


@dataclass(frozen=True)
class Held:
    """One inspection; ``worth`` is what its visits bring before dates and travel count."""

    session: str
    date: dt.date
    start: dt.time
    end: dt.time
    municipality: str
    rhythm: str
    theme: str | None
    partners: tuple[str, ...]
    teams: int
    most_visits: int
    worth: float
    costs_eur: tuple[tuple[str, float], ...]
    visits: tuple[Stop, ...]


@dataclass(frozen=True)
class Shown:
    """A plan, or the part of it that was asked for.

    Attributes
    ----------
    worth
        What the whole plan brings, without the points for visits that stay.
    staying
        Those points.
    bound, gap_percent
        No plan is worth more than the bound, such points included; how much could be added at most.
    changes
        How it differed from the plan before when it was made.
    """

    as_of: dt.date
    method: str
    worth: float | None
    staying: float
    bound: float | None
    gap_percent: float | None
    left_out: int
    inspections: tuple[Held, ...]
    budget: tuple[BudgetLine, ...]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


_SHOWN = TypeAdapter(Shown)


def shown(plan: Plan, names: Mapping[str, str], occupancies: pd.DataFrame) -> Shown:
    """Lay out a plan.

    Parameters
    ----------
    names
        Of the municipalities, by code.
    occupancies
        Contract ``occupancy``, for names and addresses.
    """
    visited = {visit.occupancy_id for item in plan.inspections for visit in item.visits}
    table = occupancies[occupancies["occupancy_id"].isin(visited)].set_index("occupancy_id")
    known = table[["name", "address"]].astype(object).where(table[["name", "address"]].notna(), None)
    texts = known.to_dict("index")
    return Shown(
        plan.problem.as_of,
        plan.method,
        plan.brings,
        plan.staying,
        plan.bound,
        gap_percent(plan),
        len(plan.unplanned),
        tuple(_held(item, plan, names, texts) for item in plan.inspections),
        plan.budget,
        plan.changes,
        plan.notes,
    )


def gap_percent(plan: Plan) -> float | None:
    """How much could be added to a plan at most, as a percentage of the bound; None if nothing was proved."""
    return 100 * (plan.bound - plan.worth) / plan.bound if plan.bound and plan.worth is not None else None


def only(whole: Shown, *, session: str | None = None, municipality: str | None = None) -> Shown:
    """Keep one inspection, or those of one municipality.

    Raises
    ------
    PlanError
        If the plan has no such inspection or municipality.
    """
    found = [
        item
        for item in whole.inspections
        if session in (None, item.session)
        and (municipality is None or item.municipality.casefold() == municipality.casefold())
    ]
    if not found:
        known = {item.municipality for item in whole.inspections}
        what = f"controle '{session}'" if session else f"gemeente '{municipality}'"
        choices = "theseus plan show noemt ze allemaal" if session else f"wel: {', '.join(sorted(known))}"
        raise PlanError(f"In het plan staat geen {what}; {choices}.")
    return replace(whole, inspections=tuple(found))


def as_json(told: Shown) -> str:
    """Write it as JSON."""
    return _SHOWN.dump_json(told, indent=1).decode()


def _held(
    item: Inspection, plan: Plan, names: Mapping[str, str], texts: Mapping[Any, Mapping[Any, Any]]
) -> Held:
    session = item.session
    kinds = {one.occupancy_id: one.kind for one in plan.problem.candidates}
    tied = {pin.occupancy_id for pin in plan.problem.pins}
    visits = tuple(
        Stop(
            visit.sequence,
            visit.team,
            visit.arrival,
            visit.departure,
            visit.occupancy_id,
            texts.get(visit.occupancy_id, {}).get("name"),
            texts.get(visit.occupancy_id, {}).get("address"),
            kinds[visit.occupancy_id],
            visit.value,
            visit.occupancy_id in tied,
        )
        for visit in item.visits
    )
    return Held(
        session.session_id,
        session.date,
        session.start,
        session.end,
        names.get(session.municipality_code, session.municipality_code),
        session.rhythm,
        session.theme,
        session.partners,
        session.teams,
        session.max_visits,
        sum(one.worth for one in visits),
        session.costs if visits else (),
        visits,
    )
