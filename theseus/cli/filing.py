"""The command that makes the file of one business: what is held, decided and handed out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import app, as_of_option, day
from theseus.errors import TheseusError

if TYPE_CHECKING:
    import datetime as dt

    from theseus.report.dossier import Dossier
    from theseus.workspace import Workspace

_file = click.Path(path_type=Path, dir_okay=False)


@app.command()
@click.argument("wanted", metavar="ID")
@click.option("--pdf", type=_file, metavar="BESTAND", help="Schrijf alleen dit PDF-bestand (en --json).")
@click.option("--json", type=_file, metavar="BESTAND", help="Schrijf alleen dit JSON-bestand (en --pdf).")
@click.option(
    "--intern",
    "internal",
    is_flag=True,
    help="Met namen van medewerkers, bestanden en de dag van een bezoek; niet om te verstrekken.",
)
@as_of_option
@click.pass_context
def dossier(
    context: click.Context,
    wanted: str,
    *,
    pdf: Path | None,
    json: Path | None,
    internal: bool,
    as_of: dt.datetime | None,
) -> None:
    """Maak het dossier van een bedrijf: gegevens, bronnen, labels, besluiten, bezoeken en ontvangers."""
    from theseus import dossiers

    found = dossiers.dossiers(context.obj, wanted, day(as_of), internal=internal)
    named = pdf is not None or json is not None
    if named and len(found) > 1:
        told = ", ".join(item.who.occupancy_id for item in found)
        raise TheseusError(
            f"'{wanted}' hoort bij {len(found)} gebruiken ({told}), soms van verschillende bedrijven. Noem "
            "er één, of laat --pdf en --json weg: dan krijgt elk een eigen dossier."
        )
    for item in found:
        files = (pdf, json) if named else _own(context.obj, item)
        dossiers.write(item, pdf=files[0], json=files[1])
        for path in filter(None, files):
            console.say(f"Dossier: {path}")
        if item.contact is None:
            place = item.who.municipality or "de gemeente"
            console.say(
                f"Let op: in theseus.toml staat bij {place} geen contact, dus het dossier noemt er geen."
            )


def _own(workspace: Workspace, item: Dossier) -> tuple[Path, Path]:
    """Name the files of a dossier: day and number, and whether it is the internal one."""
    from theseus.rosters import slug

    name = f"{item.made_on}-{slug(item.who.occupancy_id)}" + ("-intern" if item.audience == "intern" else "")
    return workspace.dossiers / f"{name}.pdf", workspace.dossiers / f"{name}.json"
