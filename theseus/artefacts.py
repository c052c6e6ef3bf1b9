"""From a published run to what people use: the map, the plan, the rosters and the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus import charting, draw, ledger, outlays, planning, rosters, sharing, travelling
from theseus.desk import pins
from theseus.errors import PlanError
from theseus.export import recipients
from theseus.plan import serialise
from theseus.rosters import PLAN_FILE, slug
from theseus.rosters import folder_of as rosters_of

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

    from theseus.ledger import Run
    from theseus.model import Inspection, Plan
    from theseus.workspace import Workspace


def draw_map(
    workspace: Workspace, run: Run, plan: Plan | None = None, supposed: int | None = charting.SUPPOSED
) -> Path:
    """Draw the map of a run to ``maps/<region>.html``.

    Parameters
    ----------
    plan
        Its visits are shown; without one those of the plan that rosters were made of.
    supposed
        Of how many labels the map tells what would change them; None for all.
    """
    path = map_of(workspace)
    draw.write(charting.map_data(workspace, run, plan, supposed=supposed), path)
    return path


def map_of(workspace: Workspace) -> Path:
    """Return where the map of a workspace stands."""
    return workspace.maps / f"{slug(workspace.region.name)}.html"


def make_all(workspace: Workspace, run: Run, today: dt.date) -> tuple[str, ...]:
    """Draw the maps and write plan, rosters and calendar of a run, unless they are there already.

    The folder ``data/rosters/<run>`` appears whole or not at all, so it also marks that all is made.

    Returns
    -------
    tuple
        What somebody has to do about visits that people pinned; see ``Plan.unpinned``.
    """
    if rosters_of(workspace, run).exists():
        last = last_plan(workspace)
        return last.unpinned if last else ()
    sharing.public_map(workspace, run)
    made = plan(workspace, run, today)
    draw_map(workspace, run, made)
    sharing.geopackage(workspace, run, made.inspections)
    rosters.write(workspace, run, made)
    return made.unpinned


def plan(workspace: Workspace, run: Run, today: dt.date, until: dt.date | None = None) -> Plan:
    """Make the plan of a run, from the plan before it and what people pinned; nothing is written.

    Parameters
    ----------
    today
        The day of planning; what is known is as of the run.
    until
        See ``planning.make``.
    """
    return planning.make(workspace.region, run, before(workspace, today), today=today, until=until)


def before(workspace: Workspace, today: dt.date, of_other_than: Run | None = None) -> planning.Before:
    """What a new plan keeps to: the newest plan, what people pinned and released, and what was spent."""
    decided, run = pins.standing(pins.pins(workspace.desk_url)), ledger.published(workspace.runs)
    paid, notes = outlays.spent(workspace, run, today.year) if run else ((), ())
    last, roads = last_plan(workspace, of_other_than), travelling.told(workspace)
    return planning.Before(last, decided, paid, notes, roads)


def last_plan(workspace: Workspace, of_other_than: Run | None = None) -> Plan | None:
    """Return the newest plan that rosters were made of; None if there is no plan yet.

    Parameters
    ----------
    of_other_than
        A run whose plan does not count.

    Raises
    ------
    PlanError
        If that plan is damaged.
    """
    order = {run.run_id: number for number, run in enumerate(ledger.runs(workspace.runs))}
    skipped = of_other_than.run_id if of_other_than else None
    found = (one for one in workspace.rosters.glob(f"[!.]*/{PLAN_FILE}") if one.parent.name != skipped)
    path = max(found, key=lambda one: (order.get(one.parent.name, -1), one.parent.name), default=None)
    if path is None:
        return None
    try:
        return serialise.plan_from_json(path.read_text("utf-8"))
    except PlanError as error:
        raise PlanError(
            f"{path}: {error} Zet het bestand terug, of verwijder de map {path.parent} als er nog niets is "
            "afgesproken."
        ) from error


def recipients_of(workspace: Workspace, occupancy_id: str, until: dt.date) -> pd.DataFrame:
    """Find who received which label of an occupancy, on rosters of any run.

    Parameters
    ----------
    until
        The last day that counts.

    Returns
    -------
    pandas.DataFrame
        Contract ``received``. Empty if the occupancy was on no roster.

    Raises
    ------
    TheseusError
        If what was written down about a run's rosters is damaged.
    """
    folders = sorted(path.parent for path in workspace.rosters.glob(f"[!.]*/{PLAN_FILE}"))
    return recipients.of((item for folder in folders for item in rosters.handed(folder)), occupancy_id, until)


def planned_visits(workspace: Workspace, run: Run, occupancy_id: str) -> tuple[Inspection, ...]:
    """Return the inspections in the plan of a run that visit an occupancy; none if there is no plan.

    Raises
    ------
    PlanError
        If the plan is damaged.
    """
    return tuple(
        one
        for one in rosters.planned(workspace, run)
        if any(visit.occupancy_id == occupancy_id for visit in one.visits)
    )
