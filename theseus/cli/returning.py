"""Commands for what inspections brought: filled-in rosters that come back, and the year in visits."""

from __future__ import annotations

from pathlib import Path

import click

from theseus import console
from theseus.cli.app import Commands, app, day, now
from theseus.cli.entering import user_option, who
from theseus.errors import DeskError

REFUSED = 2  # exit code: something was not taken, and the user can mend it

_file = click.Path(path_type=Path, dir_okay=False, exists=True)


@app.group(cls=Commands, subcommand_metavar="STAP …")
def results() -> None:
    """Lees in wat controles opleverden, en tel het per jaar."""


@results.command("import")
@click.argument("files", metavar="BESTAND…", nargs=-1, required=True, type=_file)
@click.option("--dry-run", "rehearse", is_flag=True, help="Bewaar niets; toon wat er ingevoerd zou worden.")
@click.option(
    "--vervang", "replace", is_flag=True, help="Vervang bezoeken die er anders al staan; vraagt --reden."
)
@click.option("--reden", "reason", default="", metavar="TEKST", help="Waarom u bezoeken vervangt.")
@click.option(
    "--controle",
    "session",
    metavar="ID",
    help="Bij welke controle de looplijst hoort, als het bestand dat niet meer zegt.",
)
@user_option
@click.pass_context
def import_(
    context: click.Context,
    files: tuple[Path, ...],
    *,
    rehearse: bool,
    replace: bool,
    reason: str,
    session: str | None,
    user: str | None,
) -> None:
    """Voer ingevulde looplijsten in (.xlsx, .gpkg of uit ODK): uitkomsten, bevindingen, antwoorden."""
    from theseus.importing import import_results

    if bool(reason.strip()) != replace:
        raise DeskError("--vervang en --reden horen bij elkaar: noem waarom u bezoeken vervangt.")
    told = import_results(
        context.obj,
        files,
        by=who(user),
        at=now(),
        session=session,
        because=reason if replace else None,
        rehearse=rehearse,
    )
    for one in told:
        for line in one.lines():
            console.say(line)
    if not rehearse and any(one.entered or one.replaced for one in told):
        console.say("Draai theseus refresh: dan tellen de bezoeken mee in labels en planning.")
    if any(one.refused for one in told):
        context.exit(REFUSED)


@results.command("jaar")
@click.argument("year", metavar="JAAR", type=click.IntRange(2000, 2100))
@click.pass_context
def year_(context: click.Context, year: int) -> None:
    """Tel de bezoeken van een jaar: bevindingen bij een eerste bezoek naast die bij een hercontrole."""
    from theseus.desk import visits
    from theseus.plan import rechecks
    from theseus.report.year import summarise

    workspace, today = context.obj, day(None)
    made, found = visits.visits(workspace.desk_url), visits.findings(workspace.desk_url)
    told = summarise(made, found, rechecks.were_rechecks(made, found, as_of=today), year)
    console.table((str(year), "eerste bezoek", "hercontrole"), told.rows(), numbers_from=1)
    console.say(", ".join(f"{result}: {count}" for result, count in told.results.items()))
    weeks = workspace.region.rhythm.recheck_weeks
    waiting = rechecks.rechecks(made, found, as_of=today, weeks=weeks)
    late = sum(item.due < today for item in waiting)
    console.say(f"Hercontroles die nu nog moeten: {len(waiting)}, waarvan {late} te laat.")
