"""Commands that get raw deliveries in: fetch, and buying look-ups in the trade register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import HALTED, app, now

if TYPE_CHECKING:
    from theseus.workspace import Workspace


@app.command()
@click.argument("sources", metavar="[BRON]...", nargs=-1)
@click.option("--only", multiple=True, metavar="BRON", help="Alleen deze bron of soort bron. Mag vaker.")
@click.option("--dry-run", is_flag=True, help="Toon wat er gevraagd zou worden, zonder iets op te halen.")
@click.pass_context
def fetch(context: click.Context, sources: tuple[str, ...], only: tuple[str, ...], *, dry_run: bool) -> None:
    """Haal de open bronnen op: alles wat aan de beurt is, of alleen de genoemde bronnen."""
    from theseus import supply
    from theseus.fetch import preview
    from theseus.model import Fetched, FetchState

    workspace: Workspace = context.obj
    if dry_run:
        console.orders(supply.wanted(workspace, now().date(), (*sources, *only)), preview)
        return
    with console.downloads() as show:
        met = list(supply.fetch_all(workspace, now(), (*sources, *only), progress=show))
    console.fetched(met)
    if any(isinstance(item, Fetched) and item.state is FetchState.FAILED for item in met):
        context.exit(HALTED)
