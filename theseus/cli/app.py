"""The group of commands, and the options that several of them share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from theseus import __version__, console
from theseus.dutch import speak_dutch
from theseus.errors import TheseusError
from theseus.workspace import Workspace

if TYPE_CHECKING:
    from theseus.ledger import Run

HALTED = 3  # exit code: done, but with a source that was kept out or is stale
ALARM = 4  # exit code: done, but the share of a label jumped, so somebody has to look first
DEBUG = "--debug"
TIMEZONE = ZoneInfo("Europe/Amsterdam")

speak_dutch()

as_of_option = click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATUM",
    help="Peildatum (JJJJ-MM-DD); standaard vandaag.",
)
accept_option = click.option(
    "--accept",
    multiple=True,
    metavar="BRON",
    help="Laat deze bron toe, ook als de controle aan de deur hem tegenhoudt. Mag vaker.",
)
reason_option = click.option(
    "--reden", "reason", default="", metavar="TEKST", help="Waarom u de bron toelaat; verplicht bij --accept."
)


class Command(click.Command):
    """A command whose usage line is Dutch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on as they are
        kwargs.setdefault("options_metavar", "[OPTIES]")
        super().__init__(*args, **kwargs)


class Commands(click.Group):
    """The group of commands, with a Dutch usage line."""

    command_class = Command


@click.group(
    cls=Commands,
    options_metavar="[OPTIES]",
    subcommand_metavar="OPDRACHT …",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--workspace",
    "-w",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="MAP",
    help="De werkmap met theseus.toml; standaard deze map.",
)
@click.option("--verbose", "-v", is_flag=True, help="Schrijf elke stap in het log.")
@click.option("--log-json", is_flag=True, help="Schrijf het log als JSON, een regel per gebeurtenis.")
@click.option(DEBUG, is_flag=True, help="Toon bij een fout alle technische details.")
@click.version_option(__version__, prog_name="theseus")
@click.pass_context
def app(context: click.Context, workspace: Path, *, verbose: bool, log_json: bool, debug: bool) -> None:
    """Theseus: bedrijventerreinen in beeld, met uitgelegde labels en een plan voor controles."""
    context.obj = Workspace(workspace)
    console.start_log(as_json=log_json, verbose=verbose)
    del debug  # read by main(), which must know it even when parsing fails


def day(moment: dt.datetime | None) -> dt.date:
    """Return the day that was asked for, else today in the Netherlands."""
    return moment.date() if moment else now().date()


def planning_day(run: Run) -> dt.date:
    """Return the day that is today for a plan: the clock's, but never before what its run knows."""
    return max(day(None), run.as_of)


def accepting(accept: tuple[str, ...], reason: str) -> dict[str, str]:
    """Give every accepted source its reason.

    Raises
    ------
    TheseusError
        If there is a reason but nothing is accepted.
    """
    if reason and not accept:
        raise TheseusError("--reden hoort bij --accept BRON. Noem de bron die u toelaat.")
    return dict.fromkeys(accept, reason)


def now() -> dt.datetime:
    """Return this moment, in Dutch time."""
    return dt.datetime.now(TIMEZONE)


def published(workspace: Workspace) -> Run:
    """Return the published run.

    Raises
    ------
    TheseusError
        If nothing was published yet.
    """
    from theseus import ledger

    run = ledger.published(workspace.runs)
    if run is None:
        raise TheseusError(f"In {workspace.root} is nog niets gepubliceerd. Draai eerst theseus refresh.")
    return run
