"""Commands about the plan: the coming inspections, why somebody is not in them, and their rosters."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import Command, Commands, app, planning_day, published
from theseus.errors import PlanError

if TYPE_CHECKING:
    from theseus.model import Plan
    from theseus.workspace import Workspace

_YEARS_AHEAD = 2


@app.group(
    cls=Commands, invoke_without_command=True, options_metavar="[OPTIES]", subcommand_metavar="[OPDRACHT]"
)
@click.option(
    "--year", type=int, metavar="JAAR", help="Plan zo nodig verder vooruit, en toon alleen dit kalenderjaar."
)
@click.option("--region", metavar="NAAM", help="De regio; moet die van de werkmap zijn (zie --workspace).")
@click.pass_context
def plan(context: click.Context, year: int | None, region: str | None) -> None:
    """Plan de controles van het komende jaar: wanneer, met wie en hoeveel bezoeken."""
    from theseus import artefacts, rosters, timetable
    from theseus.cli import plan_tables

    workspace = context.obj
    if region is not None:
        _refuse_other_region(workspace, region)
    if context.invoked_subcommand is not None:
        return
    run = published(workspace)
    today = planning_day(run)
    made = artefacts.plan(workspace, run, today, _end_of(year, today))
    names = rosters.names(workspace.region)
    plan_tables.plan(made, names, year)
    if told := timetable.without_school_holidays(workspace.region):
        console.say(told)
    if year is None and artefacts.last_plan(workspace) is not None:
        plan_tables.changes(made.changes)
    plan_tables.budget(made.budget, names, year)


@plan.command(cls=Command)
@click.option("--session", metavar="CONTROLE", help="Alleen deze controle, met haar bezoeken.")
@click.option("--municipality", metavar="GEMEENTE", help="Alleen de controles in deze gemeente.")
@click.option("--json", "as_json", is_flag=True, help="Geef alles als JSON.")
@click.pass_context
def show(context: click.Context, session: str | None, municipality: str | None, *, as_json: bool) -> None:
    """Toon het plan zoals het er ligt: per controle partners, bezoeken, waarde en kosten."""
    from theseus import pinning, rosters
    from theseus.cli import plan_tables
    from theseus.report import planned

    workspace, names = context.obj, rosters.names(context.obj.region)
    last = pinning.plan_as_it_stands(workspace)
    whole = planned.shown(last, names, published(workspace).table("occupancy"))
    told = (
        planned.only(whole, session=session, municipality=municipality) if session or municipality else whole
    )
    if as_json:
        click.echo(planned.as_json(told))
        return
    plan_tables.shown(told, names)


@plan.command(cls=Command)
@click.argument("wanted", metavar="ID")
@click.pass_context
def why(context: click.Context, wanted: str) -> None:
    """Vertel wanneer een gebruik wordt bezocht, of welke voorwaarde dat in de weg staat."""
    from theseus import artefacts, planning
    from theseus.explain import explaining

    run = published(context.obj)
    found = explaining.occupancies_of(run, wanted)
    made = artefacts.plan(context.obj, run, planning_day(run))
    no_ground = planning.no_ground(context.obj.region, run, made.made)
    for occupancy_id in found:
        told = _told(made, occupancy_id) or f"geen kandidaat: {no_ground(occupancy_id)}"
        console.say(f"{occupancy_id}: {told}")


def _told(made: Plan, occupancy_id: str) -> str | None:
    for item in made.inspections:
        for visit in item.visits:
            if visit.occupancy_id == occupancy_id:
                when = f"{item.session.date:%d-%m-%Y}, {visit.arrival:%H:%M} uur"
                return f"bezoek {visit.sequence} van de controle op {when}"
    reason = next((one.reason for one in made.unplanned if one.occupancy_id == occupancy_id), None)
    return None if reason is None else f"niet ingepland: {reason}"


@app.command()
@click.pass_context
def roster(context: click.Context) -> None:
    """Schrijf van elke geplande controle de looplijsten, per partner, en de agenda's."""
    from theseus import artefacts, rosters

    run = published(context.obj)
    today = planning_day(run)
    made = artefacts.plan(context.obj, run, today)
    for note in made.notes:
        console.say(note)
    folder = rosters.write(context.obj, run, made)
    console.say(f"Roosters: {folder}")
    if over := rosters.over(folder, today):
        console.say(f"Niet opnieuw geschreven, want de controle is geweest: {', '.join(over)}.")


def _end_of(year: int | None, as_of: dt.date) -> dt.date | None:
    """Return until which ideal date to plan, to have all inspections of a calendar year."""
    from theseus.plan.dates.rounds import LONGEST_SLACK

    if year is None:
        return None
    if not as_of.year <= year <= as_of.year + _YEARS_AHEAD:
        raise PlanError(f"Kies met --year een jaar van {as_of.year} tot en met {as_of.year + _YEARS_AHEAD}.")
    # A round of early January may be held in December.
    return dt.date(year, 12, 31) + dt.timedelta(days=LONGEST_SLACK)


def _refuse_other_region(workspace: Workspace, name: str) -> None:
    """A workspace is one region; another one has a folder of its own."""
    own = workspace.region.name
    if name.casefold() != own.casefold():
        raise PlanError(
            f"Deze werkmap is van de regio '{own}', niet van '{name}'. Kies de andere werkmap met "
            "theseus --workspace MAP plan."
        )
