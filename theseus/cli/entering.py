"""What the commands share with which people enter something at the desk: who, about what, until when."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from theseus.errors import DeskError, TheseusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from theseus.ledger import Run
    from theseus.model import Question

    _Command = TypeVar("_Command", bound=Callable[..., object])

DAY = click.DateTime(["%Y-%m-%d"])

user_option = click.option(
    "--user", default=None, metavar="NAAM", help="Wie dit invoert; standaard de aangemelde gebruiker."
)


def until_option(help_: str, *, required: bool = False) -> Callable[[_Command], _Command]:
    """Return the option for an end date."""
    return click.option("--tot", "until", type=DAY, required=required, metavar="DATUM", help=help_)


def withdraw_option(help_: str) -> Callable[[_Command], _Command]:
    """Return the option that takes an entry back by its number."""
    return click.option("--withdraw", type=int, metavar="NUMMER", help=help_)


def who(user: str | None) -> str:
    """Return who enters this: the name that was given, else the account of the system."""
    return getpass.getuser() if user is None else user


def only(found: Iterable[str], wanted: str) -> str:
    """Return the one occupancy that was found.

    Raises
    ------
    DeskError
        If there are several: what people say is about one.
    """
    first, *others = found
    if others:
        named = ", ".join((first, *others))
        raise DeskError(f"'{wanted}' hoort bij {1 + len(others)} gebruiken; noem er een: {named}.")
    return first


def one(run: Run, wanted: str) -> str:
    """Find the one occupancy of a run that an id means; see :func:`only`."""
    from theseus.report import explain as explanation

    return only(explanation.find(run.table("occupancy"), wanted), wanted)


def given(value: str | None, name: str) -> str:
    """Return an argument that may only be left out together with all others.

    Raises
    ------
    TheseusError
        If it was left out.
    """
    if value is None:
        raise TheseusError(f"{name} ontbreekt. Zie --help.")
    return value


def alone(withdraw: int | None, *others: object) -> int | None:
    """Return the number to withdraw, if that is all that was asked.

    Raises
    ------
    TheseusError
        If something else was given as well.
    """
    if withdraw is not None and any(other is not None for other in others):
        raise TheseusError("Bij --withdraw NUMMER hoort alleen --reden.")
    return withdraw


def questions() -> dict[str, Question]:
    """Return all questions, by id."""
    from theseus.facts.catalogue import questions as cards

    return {name: card.noun() for name, card in cards().items()}


def at_the_door() -> dict[str, Question]:
    """Return the questions that a visit may answer: those that are answered from the pavement already."""
    from theseus.facts import catalogue

    return catalogue.at_the_door()
