"""Commands for objections of companies, and for the corrections that may follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import Commands, app, day, now, published
from theseus.cli.entering import (
    DAY,
    alone,
    given,
    one,
    questions,
    until_option,
    user_option,
    who,
    withdraw_option,
)
from theseus.errors import DeskError

if TYPE_CHECKING:
    import datetime as dt

    from theseus.workspace import Workspace


@app.group(cls=Commands, subcommand_metavar="STAP …")
def objection() -> None:
    """Leg een bezwaar van een bedrijf vast, en elke stap in de behandeling ervan."""


@objection.command("nieuw")
@click.argument("wanted", metavar="ID")
@click.option("--tekst", "text", required=True, metavar="TEKST", help="Wat volgens het bedrijf niet klopt.")
@click.option("--op", "received_on", type=DAY, metavar="DATUM", help="Dag van ontvangst; standaard vandaag.")
@user_option
@click.pass_context
def new(
    context: click.Context, wanted: str, *, text: str, received_on: dt.datetime | None, user: str | None
) -> None:
    """Leg een nieuw bezwaar vast."""
    from theseus.desk import objections

    received = objections.Objection(
        occupancy_id=one(published(context.obj), wanted),
        received_on=day(received_on),
        text=text,
        entered_by=who(user),
        entered_at=now(),
    )
    about = received.occupancy_id
    number = objections.receive(context.obj.desk_url, received, day(None))
    console.say(f"Bezwaar {number} vastgelegd, over {about}.")


@objection.command("lijst")
@click.option("--alle", "everything", is_flag=True, help="Ook de bezwaren die zijn afgehandeld.")
@click.pass_context
def list_(context: click.Context, *, everything: bool) -> None:
    """Toon de bezwaren met hun nummer en hun stand; de afgehandelde alleen met --alle."""
    from theseus.desk import objections

    found = objections.objections(context.obj.desk_url)
    shown = found if everything else found[~found["state"].isin(objections.SETTLED)]
    for row in shown.itertuples(index=False):
        console.say(f"{row.objection_id}  {row.state} sinds {row.state_since:%d-%m-%Y}  {row.occupancy_id}")
        console.say(f"    {row.text}")
    console.say(f"{len(shown)} bezwaren.")


def _step(name: str, state: str, told: str) -> None:
    """Add the command for one step of an objection."""

    @objection.command(name, help=told)
    @click.argument("number", metavar="NUMMER", type=int)
    @click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarom deze stap.")
    @user_option
    @click.pass_context
    def step(context: click.Context, number: int, *, reason: str, user: str | None) -> None:
        from theseus.desk import objections

        event = objections.ObjectionEvent(
            objection_id=number,
            state=state,
            state_since=day(None),
            state_by=who(user),
            state_because=reason,
            entered_at=now(),
        )
        objections.step(context.obj.desk_url, event)
        console.say(f"Bezwaar {number} is {state}.")


_step("in-behandeling", "in behandeling", "Neem een bezwaar in behandeling.")
_step("toekennen", "toegekend", "Ken een bezwaar toe; leg daarna de correctie vast.")
_step("afwijzen", "afgewezen", "Wijs een bezwaar af.")
_step("intrekken", "ingetrokken", "Leg vast dat het bedrijf zijn bezwaar intrekt.")


@app.command()
@click.argument("wanted", metavar="[ID]", required=False)
@click.argument("question", metavar="[VRAAG]", required=False)
@click.argument("value", metavar="[WAARDE]", required=False)
@click.option("--vanaf", "valid_from", type=DAY, metavar="DATUM", help="Eerste dag waarop zij geldt.")
@until_option("Eerste dag waarop zij niet meer geldt.")
@click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarop de correctie rust.")
@click.option("--bezwaar", "objection_id", type=int, metavar="NUMMER", help="Het bezwaar dat is toegekend.")
@withdraw_option("Trek de correctie met dit nummer in.")
@user_option
@click.pass_context
def correction(  # noqa: PLR0913 - click hands over every option by its name
    context: click.Context,
    wanted: str | None,
    question: str | None,
    value: str | None,
    *,
    valid_from: dt.datetime | None,
    until: dt.datetime | None,
    reason: str,
    objection_id: int | None,
    withdraw: int | None,
    user: str | None,
) -> None:
    """Zet een antwoord in de plaats van wat de bronnen zeggen, voor een bepaalde tijd."""
    others = (wanted, question, value, valid_from, until, objection_id)
    if (number := alone(withdraw, *others)) is not None:
        _withdraw(context.obj, number, reason, who(user))
        return
    from theseus.desk import corrections

    if valid_from is None or until is None:
        raise DeskError("Een correctie vraagt om een begin (--vanaf DATUM) en een einde (--tot DATUM).")
    granted = corrections.Correction(
        objection_id=objection_id,
        occupancy_id=one(published(context.obj), given(wanted, "Het ID")),
        question=given(question, "De vraag"),
        value=given(value, "De waarde"),
        valid_from=valid_from.date(),
        until=until.date(),
        reason=reason,
        granted_by=who(user),
        granted_at=now(),
    )
    about = granted.occupancy_id
    number = corrections.grant(context.obj.desk_url, granted, questions(), day(None))
    console.say(f"Correctie {number} vastgelegd: {about}, {question}. Draai theseus refresh.")
    _tell_recipients(context.obj, about)


def _tell_recipients(workspace: Workspace, occupancy_id: str) -> None:
    """Say who has to hear of a correction: those on whose rosters the old label stood (article 19 AVG)."""
    from theseus import artefacts
    from theseus.report import dossier

    console.say("Wie het label tot nu toe kreeg:")
    for line in dossier.received(artefacts.recipients_of(workspace, occupancy_id, day(None))):
        console.say(f"  {line}")


def _withdraw(workspace: Workspace, number: int, reason: str, user: str) -> None:
    from theseus.desk import corrections

    taken = corrections.CorrectionWithdrawal(
        of=number,
        withdrawn_by=user,
        withdrawn_on=day(None),
        withdrawn_because=reason,
        entered_at=now(),
    )
    corrections.withdraw(workspace.desk_url, taken)
    console.say(f"Correctie {number} is ingetrokken. Draai theseus refresh.")
