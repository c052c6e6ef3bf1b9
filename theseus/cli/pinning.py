"""Commands with which a planner ties a visit to an inspection, or lets it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import Command, day, now, planning_day, published
from theseus.cli.entering import only, user_option, who
from theseus.cli.planning import plan
from theseus.contracts import PINNED, RELEASED

if TYPE_CHECKING:
    import datetime as dt

    from theseus.ledger import Run
    from theseus.workspace import Workspace

_NEXT = "Draai theseus roster: dan staat het zo in plan en looplijsten."

_reason = click.option("--reden", "reason", default="", metavar="TEKST", help="Waarom; verplicht.")


@plan.command(cls=Command)
@click.argument("wanted", metavar="ID")
@click.argument("session_id", metavar="CONTROLE")
@_reason
@user_option
@click.pass_context
def pin(context: click.Context, wanted: str, session_id: str, reason: str, user: str | None) -> None:
    """Zet een bezoek vast in een controle; het blijft daar tot u het loslaat."""
    from theseus import pinning

    workspace, run = context.obj, published(context.obj)
    occupancy_id = _one(run, wanted)
    today = planning_day(run)
    session = pinning.to_pin(workspace, run, occupancy_id, session_id, today)
    to_mind = pinning.to_mind(workspace, session, occupancy_id, today)
    _keep(workspace, PINNED, occupancy_id, (session_id, session.date), (reason, who(user)))
    console.say(f"Vastgezet: {occupancy_id} in controle {session_id} op {session.date:%d-%m-%Y}. {_NEXT}")
    for told in to_mind:
        console.say(told)


@plan.command(cls=Command)
@click.argument("wanted", metavar="ID")
@_reason
@user_option
@click.pass_context
def release(context: click.Context, wanted: str, reason: str, user: str | None) -> None:
    """Laat een vastgezet of aangekondigd bezoek los; een volgend plan mag het verplaatsen."""
    from theseus import pinning

    workspace, run = context.obj, published(context.obj)
    occupancy_id = _released(workspace, run, wanted)
    where = pinning.to_release(workspace, occupancy_id, planning_day(run))
    _keep(workspace, RELEASED, occupancy_id, where, (reason, who(user)))
    console.say(f"Losgelaten: {occupancy_id} uit controle {where[0]}. {_NEXT}")


def _one(run: Run, wanted: str) -> str:
    from theseus.explain import explaining

    return only(explaining.occupancies_of(run, wanted), wanted)


def _released(workspace: Workspace, run: Run, wanted: str) -> str:
    """Find what is released; a pin may outlive the occupancy that it is about."""
    from theseus.desk import pins

    if any(pin.occupancy_id == wanted for pin in pins.standing(pins.pins(workspace.desk_url)).pins):
        return wanted
    return _one(run, wanted)


def _keep(
    workspace: Workspace,
    decision: str,
    occupancy_id: str,
    session: tuple[str, dt.date],
    said: tuple[str, str],
) -> None:
    from theseus.desk import pins

    reason, user = said
    pins.decide(
        workspace.desk_url,
        pins.VisitPin(
            occupancy_id=occupancy_id,
            session_id=session[0],
            session_on=session[1],
            decision=decision,
            reason=reason,
            decided_by=user,
            decided_on=day(None),
            entered_at=now(),
        ),
    )
