"""One roster in every format that its reader has a use for, in one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.export import gpkg, gpx, odk, roster_csv, roster_pdf, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from theseus.export.base_map import Around
    from theseus.export.need_to_know import Roster

WORKBOOK, PAPER, TABLE, ROUTE = "looplijst.xlsx", "looplijst.pdf", "looplijst.csv", "route.gpx"
FIELD, FORM = "veldwerk.gpkg", "formulier-odk.xlsx"


def write(folder: Path, roster: Roster, around: Around) -> None:
    """Write a roster in all formats; what a reader may not read is in none of them.

    A route needs numbers and addresses, a map in QField addresses, and a form for ODK the right to fill in.

    Parameters
    ----------
    around
        What maps show around the stops.
    """
    folder.mkdir(parents=True)
    xlsx.write(folder / WORKBOOK, roster)
    roster_pdf.write(folder / PAPER, roster, around)
    roster_csv.write(folder / TABLE, roster)
    if roster.allows("volgnummer", "adres"):
        gpx.write(folder / ROUTE, roster)
    if roster.allows("adres"):
        gpkg.write(folder / FIELD, roster, around)
    if roster.allows("adres", "vragen", "uitkomst"):
        odk.write(folder / FORM, roster)
