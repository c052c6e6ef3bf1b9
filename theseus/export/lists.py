"""Lists for people as CSV: addresses without a user, links to settle, themes, what changed in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.export import csv_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from theseus.model import Change

_UNKNOWN = {
    "terrein_name": "terrein",
    "on_park": "aantal_op_dit_terrein",
    "address": "adres",
    "postcode": "postcode",
    "woonplaats": "plaats",
    "vbo_id_bag": "verblijfsobject",
    "pand_id_bag": "pand",
    "label": "label",
    "next_step": "volgende_stap",
    "occupancy_id": "gebruik",
}
_NEAR = {
    "source": "bron",
    "record_id": "record",
    "occupancy_id": "gebruik",
    "name": "naam_van_het_gebruik",
    "address": "adres",
    "score": "score",
    "reason": "uitleg",
}
QUEUE = {
    "source": "bron",
    "record_id": "record",
    "table": "soort",
    "name": "naam_in_de_bron",
    "address": "adres_in_de_bron",
    "occupancy_id": "gebruik",
    "occupancy_name": "naam_van_het_gebruik",
    "occupancy_address": "adres_van_het_gebruik",
    "score": "score",
    "reason": "uitleg",
    "verdict": "oordeel",
    "judged_by": "oordeel_van",
    "judgement_id": "oordeel_nummer",
}
_CHANGES = {
    "on": "datum",
    "occupancy_id": "gebruik",
    "name": "naam",
    "address": "adres",
    "before": "controle_eerst",
    "after": "controle_nu",
    "why": "oorzaak",
    "told": "uitleg",
}

_THEME = {
    "address": "adres",
    "name": "naam",
    "terrein_name": "terrein",
    "question": "vraag",
    "value": "gegeven",
    "source": "bron",
    "observed_on": "datum",
    "occupancy_id": "gebruik",
}


def without_user(path: Path, occupancies: pd.DataFrame, labels: pd.DataFrame) -> None:
    """Write the addresses of which nobody knows the user, by park and address, with their number per park.

    Parameters
    ----------
    occupancies, labels
        Contracts ``occupancy`` and ``label``.
    """
    unknown = occupancies[occupancies["name"].isna()].merge(labels, on="occupancy_id")
    unknown["on_park"] = unknown.groupby("terrein_id")["occupancy_id"].transform("size")
    order = ["terrein_name", "straat", "huisnummer", "huisletter", "toevoeging", "occupancy_id"]
    _write(path, unknown.sort_values(order), _UNKNOWN)


def near_misses(path: Path, pairs: pd.DataFrame, occupancies: pd.DataFrame) -> None:
    """Write the queue of possible links, the likeliest first.

    Parameters
    ----------
    pairs
        Near misses (contract ``link``).
    occupancies
        Contract ``occupancy``, for name and address of the candidate.
    """
    named = pairs.merge(occupancies[["occupancy_id", "name", "address"]], on="occupancy_id", how="left")
    order = ["score", "source", "record_id", "occupancy_id"]
    _write(path, named.sort_values(order, ascending=[False, True, True, True]), _NEAR)


def queue(path: Path, rows: pd.DataFrame) -> None:
    """Write the queue of possible links as people settle it.

    Parameters
    ----------
    rows
        From ``report.queue.queue``.
    """
    _write(path, rows, QUEUE)


def theme(path: Path, rows: pd.DataFrame) -> None:
    """Write who a theme is about, with the facts that say so.

    Parameters
    ----------
    rows
        From ``theming.listed``.
    """
    dated = rows.assign(observed_on=rows["observed_on"].dt.strftime("%d-%m-%Y"))
    _write(path, dated, _THEME)


def changes(path: Path, found: Iterable[Change], occupancies: pd.DataFrame) -> None:
    """Write what differs from the plan before; a row without an occupancy is about the inspection itself.

    Parameters
    ----------
    occupancies
        Contract ``occupancy``, for name and address; who is in it no more has none.
    """
    columns = ["on", "occupancy_id", "before", "after", "why", "told"]
    rows = [(one.on, one.occupancy_id, one.before, one.after, one.why.value, one.told) for one in found]
    table = pd.DataFrame(rows, columns=columns, dtype="string")
    named = table.merge(occupancies[["occupancy_id", "name", "address"]], on="occupancy_id", how="left")
    _write(path, named, _CHANGES)


def _write(path: Path, rows: pd.DataFrame, headings: dict[str, str]) -> None:
    """Write columns under Dutch headings."""
    csv_table.write(path, rows[list(headings)].rename(columns=headings))
