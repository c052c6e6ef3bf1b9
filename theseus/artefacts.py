"""From a published run to what people use: the map, the plan, the rosters and the calendar."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from theseus import draw, timetable
from theseus.errors import PlanError
from theseus.export import ics, lists, recipients, roster, xlsx
from theseus.model import Freshness, Label, Plan, PlanProblem, SourceReport
from theseus.plan import judge, routes, serialise
from theseus.plan.candidates import candidates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from theseus.config import Region
    from theseus.ledger import Run
    from theseus.model import Inspection, Session
    from theseus.workspace import Workspace

PLAN_FILE = "plan.json"
CALENDAR_FILE = "kalender.ics"


def draw_map(workspace: Workspace, run: Run) -> Path:
    """Draw the map of a run to ``maps/<region>.html``."""
    region = workspace.region
    path = map_of(workspace)
    kept = run.tables("chosen_terrein", "occupancy", "label", "finding", "open_question")
    data = draw.MapData(
        region_name=region.name,
        as_of=run.as_of,
        terreinen=kept["chosen_terrein"],
        occupancies=kept["occupancy"],
        labels=kept["label"],
        findings=kept["finding"],
        open_questions=kept["open_question"],
        sources=sources(run),
        background=region.map.background == "brt",
    )
    draw.write(data, path)
    return path


def map_of(workspace: Workspace) -> Path:
    """Return where the map of a workspace stands."""
    return workspace.maps / f"{slug(workspace.region.name)}.html"


def sources(run: Run) -> tuple[SourceReport, ...]:
    """What each source brought to a run, from its manifest; spare sources left out."""
    return tuple(item for item in run.sources.values() if item.freshness is not Freshness.NOT_NEEDED)


def make_all(workspace: Workspace, run: Run) -> None:
    """Draw the map and write plan, rosters and calendar of a run, unless they are there already.

    The folder ``data/rosters/<run>`` appears whole or not at all, so it also marks that all is made.
    """
    if rosters_of(workspace, run).exists():
        return
    draw_map(workspace, run)
    plan, _ = make_plan(workspace.region, run, before=announced(workspace))
    write_rosters(workspace, run, plan)


def rosters_of(workspace: Workspace, run: Run) -> Path:
    """Return the folder of a run's plan and rosters."""
    return workspace.rosters / run.run_id


def announced(workspace: Workspace) -> tuple[Session, ...]:
    """Return the sessions of the newest plan that rosters were made of; none if there is no plan yet.

    Raises
    ------
    PlanError
        If that plan is damaged.
    """
    path = max(workspace.rosters.glob(f"[!.]*/{PLAN_FILE}"), default=None)
    if path is None:
        return ()
    try:
        plan = serialise.plan_from_json(path.read_text("utf-8"))
    except PlanError as error:
        raise PlanError(
            f"{path}: {error} Zet het bestand terug, of verwijder de map {path.parent} als er nog niets is "
            "afgesproken."
        ) from error
    return tuple(inspection.session for inspection in plan.inspections)


def make_plan(region: Region, run: Run, *, before: Sequence[Session] = ()) -> tuple[Plan, tuple[str, ...]]:
    """Plan the inspections of the coming period.

    Parameters
    ----------
    before
        Sessions of an earlier plan: announced dates stay where they can.

    Returns
    -------
    tuple
        The plan, and Dutch notes on rounds that could not be planned.

    Raises
    ------
    PlanError
        If the plan breaks a hard rule; then it does not leave the room.
    """
    dated = timetable.timetable(region, run, before=before)
    plan = replace(routes.solve(_problem(region, run, dated.sessions)), budget=dated.budget)
    broken = judge.violations(plan)
    if broken:
        raise PlanError(f"Het plan houdt zich niet aan de regels: {broken[0]}")
    return plan, dated.notes


def _problem(region: Region, run: Run, sessions: tuple[Session, ...]) -> PlanProblem:
    rhythm = region.rhythm
    kept = run.tables("occupancy", "label", "open_question")
    return PlanProblem(
        as_of=run.as_of,
        sessions=sessions,
        candidates=candidates(
            kept["occupancy"],
            kept["label"],
            kept["open_question"],
            None,
            minutes={Label.WHITE: rhythm.minutes_white, Label.RED: rhythm.minutes_red},
            as_of=run.as_of,
            cooldown_weeks=rhythm.cooldown_weeks,
        ),
        speed_kmh=rhythm.speed_kmh,
        detour=rhythm.detour,
        cooldown_weeks=rhythm.cooldown_weeks,
        partners=tuple(timetable.partners(region).values()),
    )


def write_rosters(workspace: Workspace, run: Run, plan: Plan, made_on: dt.date | None = None) -> Path:
    """Write plan, a roster (xlsx) per inspection, a calendar (ics) and lists (csv), as one folder.

    For whom each roster was made is written down too, and stays when the rosters of a run are made again.

    Parameters
    ----------
    made_on
        The day of writing; without one the day of the run.
    """
    folder = rosters_of(workspace, run)
    draft = folder.with_name(f".{run.run_id}.{os.getpid()}")
    draft.mkdir(parents=True)
    (draft / PLAN_FILE).write_text(serialise.plan_to_json(plan), "utf-8")
    kept = run.tables("occupancy", "label", "finding", "open_question", "near_miss")
    troubled, visited = _troubled(run), _visited(kept, plan)
    handed = [
        recipients.Handed(
            made_on or run.as_of, run.run_id, *_write_roster(draft, workspace.region, visited, one, troubled)
        )
        for one in plan.inspections
    ]
    recipients.write(draft / recipients.FILE, recipients.together(_handed(folder), handed))
    lists.without_user(draft / "adressen-zonder-gebruiker.csv", kept["occupancy"], kept["label"])
    lists.near_misses(draft / "mogelijke-koppelingen.csv", kept["near_miss"], kept["occupancy"])
    ics.write(
        draft / CALENDAR_FILE,
        plan.inspections,
        region_name=workspace.region.name,
        made_on=run.as_of,
        municipality_names=_names(workspace.region),
    )
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    return folder


def _visited(kept: dict[str, pd.DataFrame], plan: Plan) -> dict[str, pd.DataFrame]:
    """The rows of what is visited, so that no roster searches the whole region."""
    ids = {visit.occupancy_id for inspection in plan.inspections for visit in inspection.visits}
    wanted = ("occupancy", "label", "finding", "open_question")
    return {name: kept[name][kept[name]["occupancy_id"].isin(ids)] for name in wanted}


def _troubled(run: Run) -> tuple[str, ...]:
    """Name the sources that were not as fresh as they should be, with the day of what is used."""
    return tuple(
        f"{item.title} ({item.freshness.value}"
        + (f", van {item.delivered_on:%d-%m-%Y})" if item.delivered_on else ")")
        for item in sources(run)
        if item.troubled
    )


def _write_roster(
    folder: Path,
    region: Region,
    kept: dict[str, pd.DataFrame],
    inspection: Inspection,
    troubled: tuple[str, ...],
) -> tuple[str, tuple[str, ...], dict[str, str | None]]:
    """Write one roster; gives its name, for whom it is, and the label of each visit as it stands on it."""
    session = inspection.session
    municipality = _names(region)[session.municipality_code]
    rows = roster.rows(inspection, kept["occupancy"], kept["label"], kept["finding"], kept["open_question"])
    path = folder / f"{session.date.isoformat()}-{slug(municipality)}.xlsx"
    xlsx.write(
        path,
        inspection,
        rows,
        region_name=region.name,
        municipality_name=municipality,
        troubled=troubled,
    )
    labels = dict(zip(rows["occupancy_id"], rows["label"], strict=True))
    return path.name, (*session.partners, f"gemeente {municipality}"), labels


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
    return recipients.of((item for folder in folders for item in _handed(folder)), occupancy_id, until)


def planned_visits(workspace: Workspace, run: Run, occupancy_id: str) -> tuple[Inspection, ...]:
    """Return the inspections in the plan of a run that visit an occupancy; none if there is no plan.

    Raises
    ------
    PlanError
        If the plan is damaged.
    """
    path = rosters_of(workspace, run) / PLAN_FILE
    if not path.exists():
        return ()
    plan = serialise.plan_from_json(path.read_text("utf-8"))
    return tuple(
        one for one in plan.inspections if any(visit.occupancy_id == occupancy_id for visit in one.visits)
    )


def _handed(folder: Path) -> list[recipients.Handed]:
    """For whom the rosters in a folder were made; where that was not written down yet, its plan tells."""
    if (folder / recipients.FILE).exists() or not (folder / PLAN_FILE).exists():
        return recipients.read(folder / recipients.FILE)
    plan = serialise.plan_from_json((folder / PLAN_FILE).read_text("utf-8"))
    return [
        recipients.Handed(
            plan.problem.as_of,
            folder.name,
            PLAN_FILE,
            inspection.session.partners or (inspection.session.municipality_code,),
            {visit.occupancy_id: None for visit in inspection.visits},
        )
        for inspection in plan.inspections
    ]


def _names(region: Region) -> dict[str, str]:
    return {item.code: item.name for item in region.municipalities}


def slug(name: str) -> str:
    """Make a file name of a name: lower case, plain letters, hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "regio"
