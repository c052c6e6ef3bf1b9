"""The command that keeps what became of a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import app, day, now, published
from theseus.cli.entering import DAY, alone, at_the_door, given, one, user_option, who, withdraw_option
from theseus.contracts import VISIT_RESULTS
from theseus.contracts.returning import FINDING_KINDS
from theseus.errors import DeskError
from theseus.model import Step

if TYPE_CHECKING:
    import datetime as dt

    from theseus.workspace import Workspace


def _typed(value: str) -> str:
    """Write a value as it is typed on a command line: without spaces."""
    return value.replace(" ", "-")


RESULTS = {_typed(result): result for result in VISIT_RESULTS}
STEPS = {_typed(step.value): step.value for step in Step if step is not Step.DESK}


KINDS = {_typed(kind): kind for kind in FINDING_KINDS}


class Spaced(click.Choice[str]):
    """A choice that may also be written as people do: between quotes, with spaces."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """Read a space as a dash."""
        return _typed(super().normalize_choice(choice, ctx))


@app.command()
@click.argument("wanted", metavar="[ID]", required=False)
@click.argument("result", metavar="[RESULTAAT]", required=False, type=Spaced(list(RESULTS)))
@click.option("--op", "visited_on", type=DAY, metavar="DATUM", help="Dag van het bezoek; standaard vandaag.")
@click.option("--stap", "step", type=Spaced(list(STEPS)), help="Wat voor bezoek het was; verplicht.")
@click.option(
    "--antwoord",
    "answers",
    multiple=True,
    metavar="VRAAG=WAARDE",
    help="Antwoord op een vraag; leeg na de = is gevraagd maar niet beantwoord. Mag vaker.",
)
@click.option(
    "--bevinding",
    "found",
    multiple=True,
    type=Spaced(list(KINDS)),
    help="Wat er is gevonden, bij elk resultaat behalve niets-gevonden. Mag vaker.",
)
@click.option("--aselect", "at_random", is_flag=True, help="Het adres is bij toeval gekozen (steekproef).")
@click.option("--thema", "theme", metavar="TEKST", help="Thema van de controle.")
@click.option("--notitie", "note", metavar="TEKST", help="Wat u zag, in neutrale woorden; niets over mensen.")
@withdraw_option("Trek het bezoek met dit nummer in, met zijn antwoorden; vraagt om --reden.")
@click.option("--reden", "reason", default="", metavar="TEKST", help="Waarom u het bezoek intrekt.")
@user_option
@click.pass_context
def visit(  # noqa: PLR0913 - click hands over every option by its name
    context: click.Context,
    wanted: str | None,
    result: str | None,
    *,
    visited_on: dt.datetime | None,
    step: str | None,
    answers: tuple[str, ...],
    found: tuple[str, ...],
    at_random: bool,
    theme: str | None,
    note: str | None,
    withdraw: int | None,
    reason: str,
    user: str | None,
) -> None:
    """Leg vast wat een bezoek opleverde, met de antwoorden die aan de deur gegeven zijn."""
    others = (
        wanted,
        result,
        visited_on,
        step,
        answers or None,
        found or None,
        at_random or None,
        theme,
        note,
    )
    if (number := alone(withdraw, *others)) is not None:
        _withdraw(context.obj, number, reason, who(user))
        return
    from theseus.desk import visits

    if reason:
        raise DeskError("--reden hoort bij --withdraw; schrijf bij een bezoek een --notitie.")
    entered = visits.Visit(
        occupancy_id=one(published(context.obj), given(wanted, "Het ID")),
        visited_on=day(visited_on),
        result=RESULTS[given(result, "Het resultaat")],
        step=STEPS[given(step, "De stap (--stap)")],
        theme=theme,
        at_random=at_random,
        note=note,
        entered_by=who(user),
        entered_at=now(),
    )
    named = f"{entered.occupancy_id} op {entered.visited_on:%d-%m-%Y}: {entered.result}"
    kinds = [KINDS[kind] for kind in found]
    number = visits.enter(context.obj.desk_url, entered, _pairs(answers), at_the_door(), day(None), kinds)
    console.say(f"Bezoek {number} vastgelegd: {named}. Draai theseus refresh.")


def _withdraw(workspace: Workspace, number: int, reason: str, user: str) -> None:
    from theseus.desk import visits

    taken = visits.VisitWithdrawal(
        of=number,
        withdrawn_by=user,
        withdrawn_on=day(None),
        withdrawn_because=reason,
        entered_at=now(),
    )
    visits.withdraw(workspace.desk_url, taken)
    console.say(f"Bezoek {number} is ingetrokken, met zijn antwoorden. Draai theseus refresh.")


def _pairs(answers: tuple[str, ...]) -> dict[str, str]:
    """Split what was typed as ``vraag=waarde``."""
    found: dict[str, str] = {}
    for typed in answers:
        name, equals, value = typed.partition("=")
        if not equals or name.strip() in found:
            wrong = "staat er twee keer in" if equals else "heeft geen ="
            raise DeskError(f"--antwoord '{typed}' {wrong}; schrijf elke vraag een keer, als vraag=waarde.")
        found[name.strip()] = value
    return found
