"""Commands that show what was published: an explanation, the map, the plan and the rosters."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import app, day, published
from theseus.errors import TheseusError

if TYPE_CHECKING:
    from theseus.ledger import Run


@app.command()
@click.argument("wanted", metavar="ID")
@click.option("--bron", "origin", is_flag=True, help="Toon van elk gegeven bron, record en levering.")
@click.pass_context
def explain(context: click.Context, wanted: str, *, origin: bool) -> None:
    """Leg een label uit. ID is het nummer van een gebruik, vestiging, adres, pand of KVK."""
    from theseus.report import explain as explanation

    run = published(context.obj)
    results = run.tables("occupancy", "label", "finding", "open_question")
    found = explanation.find(results["occupancy"], wanted)
    texts = [explanation.as_text(explanation.explain(results, item), run.as_of) for item in found]
    if origin:
        texts = _origins(run, found)
    console.say("\n\n".join(texts))


def _origins(run: Run, found: list[str]) -> list[str]:
    from theseus.facts.catalogue import questions
    from theseus.report import provenance
    from theseus.sources.card import cards

    results = run.tables("occupancy", "provenance", "delivery")
    asked = {name: card.text for name, card in questions().items()}
    titles = {name: card.title for name, card in cards().items()}
    rows = results["occupancy"].set_index("occupancy_id", drop=False)
    return [provenance.as_text(rows.loc[item], results, asked, titles) for item in found]


@app.command()
@click.argument("wanted", metavar="ID")
@click.pass_context
def history(context: click.Context, wanted: str) -> None:
    """Toon wat er aan een gebruik veranderde: per gegeven de oude en nieuwe waarde, de bron en de dag."""
    from theseus import ledger
    from theseus.facts.catalogue import questions
    from theseus.report import history as past
    from theseus.sources.card import cards

    newest = published(context.obj)
    made = ledger.runs(context.obj.runs)
    chapters = [
        past.Chapter(run.run_id, run.as_of, run.find("value_change"), run.table("label_change"))
        for run in made
    ]
    asked = {name: card.text for name, card in questions().items()}
    titles = {name: card.title for name, card in cards().items()}
    run, found = _last_seen(wanted, newest, made)
    results = run.tables("occupancy", "provenance")
    rows = results["occupancy"].set_index("occupancy_id", drop=False)
    texts = (past.as_text(rows.loc[item], chapters, results["provenance"], asked, titles) for item in found)
    console.say("\n\n".join(texts))


def _last_seen(wanted: str, newest: Run, made: list[Run]) -> tuple[Run, list[str]]:
    """Find the occupancies of an id in the newest run that has it."""
    from theseus.report import explain as explanation

    for run in reversed(made):
        with contextlib.suppress(TheseusError):
            return run, explanation.find(run.table("occupancy"), wanted)
    return newest, explanation.find(newest.table("occupancy"), wanted)


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
    console.say(f"Roosters: {artefacts.write_rosters(context.obj, run, made, day(None))}")
