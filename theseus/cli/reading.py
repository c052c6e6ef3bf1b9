"""Commands that show what was published: an explanation, the map, the plan and the rosters."""

from __future__ import annotations

import click

from theseus import console
from theseus.cli.app import app, published


@app.command()
@click.argument("wanted", metavar="ID")
@click.pass_context
def explain(context: click.Context, wanted: str) -> None:
    """Leg een label uit. ID is het nummer van een gebruik, vestiging, adres, pand of KVK."""
    from theseus.report import explain as explanation

    run = published(context.obj)
    results = run.tables("occupancy", "label", "finding", "open_question")
    found = explanation.find(results["occupancy"], wanted)
    texts = (explanation.as_text(explanation.explain(results, item), run.as_of) for item in found)
    console.say("\n\n".join(texts))


@app.command("map")
@click.pass_context
def map_(context: click.Context) -> None:
    """Teken de kaart van de gepubliceerde run."""
    from theseus import artefacts

    console.say(f"Kaart: {artefacts.draw_map(context.obj, published(context.obj))}")


@app.command()
@click.pass_context
def plan(context: click.Context) -> None:
    """Plan de zeswekelijkse controles: wanneer, met wie en hoeveel bezoeken."""
    from theseus import artefacts

    region = context.obj.region
    made, notes = artefacts.make_plan(region, published(context.obj))
    console.plan(made, {item.code: item.name for item in region.municipalities}, notes)


@app.command()
@click.pass_context
def roster(context: click.Context) -> None:
    """Schrijf van elke geplande controle een rooster (xlsx), en een agenda (ics)."""
    from theseus import artefacts

    run = published(context.obj)
    made, notes = artefacts.make_plan(context.obj.region, run)
    for note in notes:
        console.say(note)
    console.say(f"Roosters: {artefacts.write_rosters(context.obj, run, made)}")
