"""Commands about the plan: the coming inspections, why somebody is not in them, and their rosters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import Command, Commands, app, day, published

if TYPE_CHECKING:
    from theseus.model import Plan
    from theseus.workspace import Workspace


@app.group(
    cls=Commands, invoke_without_command=True, options_metavar="[OPTIES]", subcommand_metavar="[OPDRACHT]"
)
@click.pass_context
def plan(context: click.Context) -> None:
    """Plan de controles van het komende jaar: wanneer, met wie en hoeveel bezoeken."""
    if context.invoked_subcommand is None:
        made, notes = _made(context.obj)
        names = {item.code: item.name for item in context.obj.region.municipalities}
        console.plan(made, names, notes)
        console.budget(made.budget, names)


@plan.command(cls=Command)
@click.argument("wanted", metavar="ID")
@click.pass_context
def why(context: click.Context, wanted: str) -> None:
    """Vertel wanneer een gebruik wordt bezocht, of welke voorwaarde dat in de weg staat."""
    from theseus.explain import explaining

    found = explaining.occupancies_of(published(context.obj), wanted)
    made, _ = _made(context.obj)
    for occupancy_id in found:
        console.say(f"{occupancy_id}: {_told(made, occupancy_id)}")


def _told(made: Plan, occupancy_id: str) -> str:
    for item in made.inspections:
        for visit in item.visits:
            if visit.occupancy_id == occupancy_id:
                when = f"{item.session.date:%d-%m-%Y}, {visit.arrival:%H:%M} uur"
                return f"bezoek {visit.sequence} van de controle op {when}"
    reason = next((one.reason for one in made.unplanned if one.occupancy_id == occupancy_id), None)
    if reason is None:
        return "geen kandidaat: het label is groen en er is geen hercontrole nodig"
    return f"niet ingepland: {reason}"


@app.command()
@click.pass_context
def roster(context: click.Context) -> None:
    """Schrijf van elke geplande controle de looplijsten, per partner, en de agenda's."""
    from theseus import artefacts

    made, notes = _made(context.obj)
    for note in notes:
        console.say(note)
    console.say(f"Roosters: {artefacts.write_rosters(context.obj, published(context.obj), made, day(None))}")


def _made(workspace: Workspace) -> tuple[Plan, tuple[str, ...]]:
    from theseus import artefacts, planning

    return planning.make(workspace.region, published(workspace), before=artefacts.announced(workspace))
