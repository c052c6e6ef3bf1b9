"""Commands that show what was published: an explanation, the map, the plan and the rosters."""

from __future__ import annotations

import contextlib
import gc
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import app, published
from theseus.errors import TheseusError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from theseus.ledger import Run
    from theseus.policy import PolicySet
    from theseus.workspace import Workspace


_of_then = click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATUM",
    help="Het label van toen (JJJJ-MM-DD): van de nieuwste run op of voor die dag.",
)


@app.command()
@click.argument("wanted", metavar="ID")
@_of_then
@click.option("--json", "as_json", is_flag=True, help="Geef de uitleg als JSON, voor andere programma's.")
@click.option("--bron", "origin", is_flag=True, help="Toon van elk gegeven bron, record en levering.")
@click.pass_context
def explain(
    context: click.Context, wanted: str, as_of: dt.datetime | None, *, as_json: bool, origin: bool
) -> None:
    """Leg een label uit. ID is het nummer van een gebruik, vestiging, adres, pand of KVK."""
    with _uncollected():
        _explain(context.obj, wanted, as_of, as_json=as_json, origin=origin)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no cycles among what is made, nor at the end: that took a fifth of a command of a second."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _explain(
    workspace: Workspace, wanted: str, as_of: dt.datetime | None, *, as_json: bool, origin: bool
) -> None:
    from theseus.explain import explaining
    from theseus.report.explain import as_text

    run = _run_of(workspace, as_of)
    found = explaining.occupancies_of(run, wanted)
    if origin and not as_json:
        console.say("\n\n".join(_origins(run, found)))
        return
    told = [explaining.explain(run, item, partial(_rules_of_now, workspace)) for item in found]
    if as_json:
        plain = [item.model_dump(mode="json") for item in told]
        click.echo(json.dumps(plain, indent=1, ensure_ascii=False))
        return
    console.say("\n\n\n".join(as_text(item) for item in told))


@app.command()
@click.argument("wanted", metavar="ID")
@_of_then
@click.option(
    "--output",
    "-o",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="BESTAND",
    help="Schrijf het certificaat naar dit bestand; anders op het scherm.",
)
@click.pass_context
def certificate(context: click.Context, wanted: str, as_of: dt.datetime | None, path: Path | None) -> None:
    """Maak een certificaat van een label: alles waarop het rust, met hashes, om later na te rekenen."""
    from theseus.explain import certificate as certificates
    from theseus.explain import explaining

    run = _run_of(context.obj, as_of)
    found = explaining.occupancies_of(run, wanted)
    if len(found) > 1:
        raise TheseusError(f"Bij '{wanted}' horen meer gebruiken. Kies er een: {', '.join(found)}.")
    made = certificates.certify(run, found[0], partial(_rules_of_now, context.obj))
    if path is None:
        click.echo(made.as_json(), nl=False)
        return
    path.write_text(made.as_json(), "utf-8")
    console.say(f"Certificaat geschreven: {path} (hash {made.sha256})")


@app.command()
@click.argument("path", metavar="BESTAND", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_context
def verify(context: click.Context, path: Path) -> None:
    """Reken een certificaat na. Eindigt met 2 als iets niet klopt."""
    from theseus.cli import THEIRS
    from theseus.explain import verifying

    found = verifying.read(path)
    checks = verifying.verify(found, context.obj)
    for line in verifying.as_lines(found, checks):
        console.say(line)
    if any(check.answer is verifying.Answer.NO for check in checks):
        context.exit(THEIRS)


def _run_of(workspace: Workspace, as_of: dt.datetime | None) -> Run:
    """Return the published run, or the one that held on a day."""
    from theseus import ledger

    newest = published(workspace)
    if as_of is None:
        return newest
    run = ledger.known_on(workspace.runs, as_of.date())
    if run is None:
        first = ledger.runs(workspace.runs)[0].as_of
        raise TheseusError(f"Van voor {first:%d-%m-%Y} is geen run bewaard. Kies een latere dag met --as-of.")
    return run


def _rules_of_now(workspace: Workspace) -> PolicySet:
    from theseus import rulebook

    return rulebook.current(workspace).policy


def _origins(run: Run, found: list[str]) -> list[str]:
    from theseus.facts.catalogue import questions
    from theseus.report import provenance
    from theseus.sources.card import cards

    asked = {name: card.text for name, card in questions().items()}
    titles = {name: card.title for name, card in cards().items()}
    delivered = run.table("delivery")
    texts = []
    for item in found:
        results = {"provenance": run.of("provenance", item), "delivery": delivered}
        texts.append(provenance.as_text(run.of("occupancy", item).iloc[0], results, asked, titles))
    return texts


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
@click.option("--openbaar", "public", is_flag=True, help="Alleen de openbare kaart, zonder bedrijven.")
@click.option("--gpkg", "geopackage", is_flag=True, help="Alleen het GeoPackage voor QGIS.")
@click.option(
    "--gebied",
    "drawn",
    metavar="ADRES",
    help="Alleen een GeoPackage van het gebied in het adres van de kaart.",
)
@click.option(
    "--alles", "every", is_flag=True, help="Reken bij elk label uit wat het zou veranderen (traag)."
)
@click.pass_context
def map_(context: click.Context, *, public: bool, geopackage: bool, drawn: str | None, every: bool) -> None:
    """Teken van de gepubliceerde run de kaart, de openbare kaart en het GeoPackage voor QGIS."""
    from theseus import artefacts, charting, rosters, sharing

    area = None if drawn is None else sharing.area_of(drawn)
    workspace, run = context.obj, published(context.obj)
    everything = not (public or geopackage or area)
    if everything:
        supposed = None if every else charting.SUPPOSED
        console.say(
            f"Kaart:          {artefacts.draw_map(workspace, run, supposed=supposed)} (vertrouwelijk)"
        )
    if public or everything:
        console.say(f"Openbare kaart: {sharing.public_map(workspace, run)}")
    if geopackage or area or everything:
        made = sharing.geopackage(workspace, run, rosters.planned(workspace, run), area)
        console.say(f"Voor QGIS:      {made} (vertrouwelijk)")
