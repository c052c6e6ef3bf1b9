"""The command line: one command per task, no logic. Help is Dutch; an error is one line.

Exit codes: 0 done, 1 a fault of ours, 2 something the user can mend, 3 done but a source was kept
out at the door.
"""

from __future__ import annotations

import datetime as dt
import getpass
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from theseus import __version__, console
from theseus.dutch import speak_dutch
from theseus.errors import TheseusError, mend_of
from theseus.workspace import Workspace

if TYPE_CHECKING:
    from theseus.ledger import Run

OURS, THEIRS, HALTED = 1, 2, 3
DEBUG = "--debug"

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


@app.command()
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Maak een werkmap met een theseus.toml waarin elke waarde is uitgelegd."""
    from theseus import starter

    workspace = Workspace(folder)
    starter.make(workspace, starter.example_region())
    console.say(f"Werkmap gemaakt. Vul {workspace.config} in.")
    console.say(f"Zet daarna de bestanden in {workspace.raw}/<bron>/<datum>/ en draai theseus refresh.")


@app.command()
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", default=2026, show_default=True, metavar="GETAL", help="Zelfde getal, zelfde regio.")
@as_of_option
def demo(folder: Path, seed: int, as_of: dt.datetime | None) -> None:
    """Maak een verzonnen regio (VOORBEELD) in de bestandsformaten van de echte bronnen."""
    from theseus import demo as made_up
    from theseus import starter

    starter.make(Workspace(folder), made_up.region())
    made = made_up.make(folder, _day(as_of), seed)
    console.say(f"Verzonnen regio gemaakt in {folder}: {made.summary}")
    console.say(f"Verder met: theseus --workspace {folder} refresh")


@app.command()
@click.argument("source", metavar="BRON", type=click.Choice(["straatbeeld"]))
@click.argument("path", metavar="BESTAND", type=click.Path(path_type=Path, dir_okay=False))
def template(source: str, path: Path) -> None:
    """Schrijf een leeg invulbestand voor een bron die u zelf bijhoudt (.csv of .gpkg)."""
    from theseus.sources import straatbeeld

    straatbeeld.template(path)
    console.say(f"Invulbestand voor {source} geschreven: {path}")


@app.command()
@as_of_option
@accept_option
@click.pass_context
def check(context: click.Context, as_of: dt.datetime | None, accept: tuple[str, ...]) -> None:
    """Lees en controleer alle bronnen, zonder iets te publiceren."""
    from theseus import ledger
    from theseus.intake import take_in
    from theseus.model import Freshness

    workspace: Workspace = context.obj
    with console.progress(("bronnen",)) as show:
        taken = take_in(
            workspace,
            _day(as_of),
            last=ledger.published(workspace.runs),
            accept=frozenset(accept),
            progress=lambda title: show("bronnen", title),
        )
    console.sources(item.report for item in taken)
    if any(item.report.freshness is Freshness.HALTED for item in taken):
        context.exit(HALTED)


@app.command()
@as_of_option
@accept_option
@click.pass_context
def label(context: click.Context, as_of: dt.datetime | None, accept: tuple[str, ...]) -> None:
    """Bepaal de labels op proef: toon de verdeling en wat er zou veranderen, zonder te publiceren."""
    from theseus import refresh as stages

    with console.progress(stages.STAGES) as show:
        report = stages.rehearse(context.obj, _day(as_of), accept=frozenset(accept), progress=show)
    console.shares(report)
    console.changes(report)
    if report.halted:
        context.exit(HALTED)


@app.command()
@as_of_option
@accept_option
@click.pass_context
def refresh(context: click.Context, as_of: dt.datetime | None, accept: tuple[str, ...]) -> None:
    """Ververs alles: bronnen, labels, kaart, plan en roosters. Publiceert alleen wat veranderd is."""
    from theseus import artefacts
    from theseus import refresh as stages

    workspace: Workspace = context.obj
    with console.progress(stages.STAGES) as show:
        report = stages.refresh(workspace, _day(as_of), accept=frozenset(accept), progress=show)
    console.attention(report)
    console.shares(report)
    console.changes(report)
    console.published(workspace, report, artefacts.map_of(workspace))
    if report.halted:
        context.exit(HALTED)


@app.command()
@click.argument("wanted", metavar="ID")
@click.pass_context
def explain(context: click.Context, wanted: str) -> None:
    """Leg een label uit. ID is het nummer van een gebruik, vestiging, adres, pand of KVK."""
    from theseus.report import explain as explanation

    run = _published(context.obj)
    results = run.tables("occupancy", "label", "finding", "open_question")
    found = explanation.find(results["occupancy"], wanted)
    texts = (explanation.as_text(explanation.explain(results, item), run.as_of) for item in found)
    console.say("\n\n".join(texts))


@app.command("map")
@click.pass_context
def map_(context: click.Context) -> None:
    """Teken de kaart van de gepubliceerde run."""
    from theseus import artefacts

    console.say(f"Kaart: {artefacts.draw_map(context.obj, _published(context.obj))}")


@app.command()
@click.pass_context
def plan(context: click.Context) -> None:
    """Plan de zeswekelijkse controles: wanneer, met wie en hoeveel bezoeken."""
    from theseus import artefacts

    region = context.obj.region
    made, notes = artefacts.make_plan(region, _published(context.obj))
    console.plan(made, {item.code: item.name for item in region.municipalities}, notes)


@app.command()
@click.pass_context
def roster(context: click.Context) -> None:
    """Schrijf van elke geplande controle een rooster (xlsx), en een agenda (ics)."""
    from theseus import artefacts

    run = _published(context.obj)
    made, notes = artefacts.make_plan(context.obj.region, run)
    for note in notes:
        console.say(note)
    console.say(f"Roosters: {artefacts.write_rosters(context.obj, run, made)}")


@app.command()
@click.argument("wanted", metavar="ID")
@click.argument("decision", metavar="BESLUIT", type=click.Choice(["bevestigd", "afgewezen"]))
@click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarom u dit besluit.")
@click.option(
    "--voorgesteld-door", "proposed_by", required=True, metavar="NAAM", help="Wie het voorstel deed."
)
@click.option(
    "--tot", "until", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATUM", help="Einddatum."
)
@click.option(
    "--user", "user", default=None, metavar="NAAM", help="Wie besluit; standaard de aangemelde gebruiker."
)
@click.pass_context
def review(
    context: click.Context,
    wanted: str,
    decision: str,
    *,
    reason: str,
    proposed_by: str,
    until: dt.datetime,
    user: str | None,
) -> None:
    """Bevestig of wijs een voorstel rood af, als tweede persoon en met een reden."""
    from theseus.desk.reviews import Review, decide
    from theseus.report import explain as explanation

    proposed = _published(context.obj).tables("occupancy", "label")
    for occupancy_id in explanation.find_proposed(proposed, wanted):
        taken = Review(
            occupancy_id=occupancy_id,
            decision=decision,
            reason=reason,
            proposed_by=proposed_by,
            decided_by=user or getpass.getuser(),
            decided_on=_day(None),
            until=until.date(),
            entered_at=dt.datetime.now(dt.UTC),
        )
        decide(context.obj.desk_url, taken)
        console.say(f"Besluit vastgelegd: {occupancy_id} {decision}. Draai theseus refresh.")


@app.command()
@click.pass_context
def schedule(context: click.Context) -> None:
    """Ververs elke week op de ingestelde dag en tijd, tot u het programma stopt."""
    from theseus import schedule as weekly

    wanted = context.obj.region.schedule
    console.say(f"Verversing elke week op {wanted.weekday} om {wanted.time:%H:%M}. Stoppen met Ctrl+C.")
    weekly.run_forever(context.obj)


def _day(moment: dt.datetime | None) -> dt.date:
    return moment.date() if moment else dt.datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def _published(workspace: Workspace) -> Run:
    from theseus import ledger

    run = ledger.published(workspace.runs)
    if run is None:
        raise TheseusError(f"In {workspace.root} is nog niets gepubliceerd. Draai eerst theseus refresh.")
    return run


def main() -> None:
    """Run the command line; turn errors into one Dutch line and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a name that the terminal cannot show stops no work
    try:
        app(prog_name="theseus")
    except Exception as error:  # the last stop before the user: any fault of ours ends here
        if DEBUG in sys.argv:
            raise
        mend = mend_of(error)
        if mend is not None:
            console.complain(mend)
            sys.exit(THEIRS)
        console.complain(f"Er ging iets mis in Theseus zelf ({type(error).__name__}: {error}).")
        console.complain("Draai dezelfde opdracht met --debug en meld wat er dan staat.")
        sys.exit(OURS)


if __name__ == "__main__":
    main()
