"""The command about themes: which there are, and who they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import Command, app, published
from theseus.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd


@app.command(cls=Command)
@click.argument("name", metavar="[THEMA]", required=False)
@click.pass_context
def themes(context: click.Context, name: str | None) -> None:
    """Toon de thema's van controles; met een THEMA erbij wie ertoe hoort, en door welke gegevens."""
    from theseus import theming
    from theseus.slips import suggestion

    every, run = context.obj.region.every_theme, published(context.obj)
    if name is not None and name not in every:
        raise ConfigError(f"Er is geen thema '{name}'{suggestion(name, set(every))}")
    known = theming.known(run, [every[name]] if name else every.values())
    if name is None:
        belonging = list(theming.belonging(every.values(), known).values())
        counts = ((own, sum(own in names for names in belonging)) for own in every)
        rows = ((own, count, every[own].description) for own, count in counts)
        console.table(("thema", "gebruiken", "waarover"), rows, numbers_from=3)
    else:
        console.say(every[name].description)
        _show(theming.listed(every[name], known))


def _show(listed: pd.DataFrame) -> None:
    """Show who a theme is about: a line per fact."""
    console.say(f"{listed['occupancy_id'].nunique()} gebruiken.")
    facts = listed.fillna({"name": "niet bekend"}).dropna(subset="value").itertuples(index=False)
    rows = [
        (row.address, row.name, row.question, row.value, row.source, f"{row.observed_on:%d-%m-%Y}")
        for row in facts
    ]
    if rows:
        console.table(("adres", "naam", "vraag", "gegeven", "bron", "datum"), rows, numbers_from=6)
