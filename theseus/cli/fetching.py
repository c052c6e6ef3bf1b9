"""Commands that get raw deliveries in: fetch, and buying look-ups in the trade register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import HALTED, app, now
from theseus.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theseus.model import Fetched
    from theseus.supply import Wanted
    from theseus.workspace import Workspace

TRAVEL = "reistijden"  # of the router of the region; no source of facts


@app.command()
@click.argument("sources", metavar="[BRON]...", nargs=-1)
@click.option("--only", multiple=True, metavar="BRON", help="Alleen deze bron of soort bron. Mag vaker.")
@click.option("--dry-run", is_flag=True, help="Toon wat er gevraagd zou worden, zonder iets op te halen.")
@click.option(
    "--budget", type=click.FloatRange(min=0), metavar="EURO", help="Bij kvk: geef hoogstens zoveel uit."
)
@click.option("--test", is_flag=True, help="Bij kvk: vraag de openbare testomgeving; kost niets.")
@click.option("--yes", "-y", is_flag=True, help="Bij kvk: koop zonder eerst te vragen of het goed is.")
@click.pass_context
def fetch(
    context: click.Context,
    sources: tuple[str, ...],
    only: tuple[str, ...],
    *,
    dry_run: bool,
    budget: float | None,
    test: bool,
    yes: bool,
) -> None:
    """Haal de open bronnen op: alles wat aan de beurt is, of alleen de genoemde bronnen."""
    named = (*sources, *only)
    if TRAVEL in named:
        if set(named) - {TRAVEL} or test or budget is not None:
            raise ConfigError(f"{TRAVEL} vraagt de eigen router; haal andere bronnen apart op.")
        _travel(context, dry_run=dry_run)
        return
    if test or budget is not None or "kvk" in named:
        if set(named) - {"kvk"}:
            raise ConfigError("--budget en --test horen bij kvk alleen; haal andere bronnen apart op.")
        if test:
            _rehearse(context)
        elif budget is None:
            raise ConfigError("Zeg hoeveel de KVK mag kosten: theseus fetch kvk --budget EURO (of --test).")
        else:
            _buy(context, budget, dry_run=dry_run, yes=yes)
    elif dry_run:
        _preview(context, named)
    else:
        _fetch(context, named)


def _travel(context: click.Context, *, dry_run: bool) -> None:
    """Ask the router, or show what it would be asked."""
    from theseus import bars
    from theseus.fetch import preview
    from theseus.supply import travelling

    if dry_run:
        url, questions = preview(travelling.order(context.obj))
        console.say(f"{TRAVEL}: {questions} vragen aan {url}.")
        return
    with bars.downloads() as show:
        met = travelling.ask(context.obj, now(), progress=show)
    _told(context, [met])


def _preview(context: click.Context, named: tuple[str, ...]) -> None:
    from theseus import supply
    from theseus.fetch import preview

    console.orders(supply.wanted(context.obj, now().date(), named), preview)


def _told(context: click.Context, met: Sequence[Fetched | Wanted]) -> None:
    """Say how it went; where something failed the command ends with 3."""
    from theseus.model import Fetched, FetchState

    console.fetched(met)
    if any(isinstance(item, Fetched) and item.state is FetchState.FAILED for item in met):
        context.exit(HALTED)


def _fetch(context: click.Context, named: tuple[str, ...]) -> None:
    from theseus import bars, supply

    with bars.downloads() as show:
        met = list(supply.fetch_all(context.obj, now(), named, progress=show))
    _told(context, met)


def _rehearse(context: click.Context) -> None:
    from theseus.supply import buying

    met = buying.rehearse(context.obj, now())
    _told(context, [met])


def _buy(context: click.Context, budget: float, *, dry_run: bool, yes: bool) -> None:
    """Show the list, ask, and only then spend."""
    from theseus import bars
    from theseus.supply import buying

    workspace: Workspace = context.obj
    moment = now()
    chosen = buying.offer(workspace, budget, moment.date())
    console.purchase(chosen, budget)
    if dry_run or chosen.empty or not (yes or click.confirm("Deze opzoekingen kopen?")):
        return
    with bars.downloads() as show:
        met = buying.buy(workspace, chosen, budget, moment, progress=show)
    _told(context, [met])
