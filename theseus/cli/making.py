"""Commands that make something to start from: a workspace, the fictional region, a form to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import app, as_of_option, day
from theseus.cli.entering import at_the_door
from theseus.workspace import Workspace

if TYPE_CHECKING:
    import datetime as dt

# Those of theseus.sources.templates, named here so that help answers at once.
FORMS = ("alcoholvergunning", "dor", "lisa", "lrza", "milieumelding", "straatbeeld", "waadi")


@app.command()
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Maak een werkmap met een theseus.toml waarin elke waarde is uitgelegd."""
    from theseus import starter

    workspace = Workspace(folder)
    starter.make(workspace, starter.example_region())
    console.say(f"Werkmap gemaakt. Vul {workspace.config} in.")
    console.say("Haal daarna de open bronnen op met theseus fetch, en draai theseus refresh.")
    console.say(f"Eigen bestanden zet u in {workspace.raw}/<bron>/<datum>/.")


@app.command()
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", default=2026, show_default=True, metavar="GETAL", help="Zelfde getal, zelfde regio.")
@as_of_option
def demo(folder: Path, seed: int, as_of: dt.datetime | None) -> None:
    """Maak een verzonnen regio (VOORBEELD) in de bestandsformaten van de echte bronnen."""
    from theseus import demo as made_up
    from theseus import starter

    workspace, today = Workspace(folder), day(as_of)
    starter.make(workspace, made_up.region())
    made = made_up.make(folder, today, seed)
    entered = made_up.decide(workspace.desk_url, today, at_the_door(), seed)
    console.say(f"Verzonnen regio gemaakt in {folder}: {made.summary}")
    if entered:
        console.say(f"Aan het bureau staan {entered} verzonnen besluiten en bezoeken.")
    console.say(f"Verder met: theseus --workspace {folder} refresh")


@app.command()
@click.argument("source", metavar="BRON", type=click.Choice(FORMS))
@click.argument("path", metavar="BESTAND", type=click.Path(path_type=Path, dir_okay=False))
def template(source: str, path: Path) -> None:
    """Schrijf een leeg invulbestand voor een bron die u zelf bijhoudt (.csv, .xlsx of .gpkg)."""
    from theseus.sources import templates

    templates.write(source, path)
    console.say(f"Invulbestand voor {source} geschreven: {path}")
