"""What the readers of administrative boundaries share: a code, a name and an area per feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.contracts import AREA
from theseus.sources import naming, vector
from theseus.sources.delivery import Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

REQUIRED = ("code", "name")
_YEAR = r"^((?:19|20)[0-9]{2})"


def read_boundaries(
    files: Sequence[RawFile], card: Card, kind: str, aliases: naming.Aliases, letters: str
) -> Delivery:
    """Read boundaries; several features of one code are one area.

    Parameters
    ----------
    kind
        Value of the column ``kind``, see the contract ``area``.
    aliases
        Field names for ``code``, ``name``, ``short`` (a short name that comes behind the name in
        brackets) and ``year``, which may have more behind it ("2026GM0226"). Only the newest year in a
        delivery counts: municipalities that were merged away must not come back.
    letters
        The two letters a code begins with; a code with other letters is another kind of area.

    Raises
    ------
    SourceError
        If a file is unreadable, has coordinates that do not fit, or lacks the code or the name.
    """
    quarantine = Quarantine(card.id)
    rows, met = vector.read_rows(files, aliases, REQUIRED)
    sieve = Sieve(rows, quarantine, "record_id")
    vector.check_records(sieve, aliases)
    _keep_newest(sieve)
    other = sieve.rows["code"].str.fullmatch("[A-Z]{2}.*") & ~sieve.rows["code"].str.startswith(letters)
    sieve.set_aside(other, OutOfScope.OTHER_OBJECT, "code")
    sieve.check_key(letters + r"\d{2,4}")
    sieve.check_present("name")
    vector.check_areas(sieve)
    good, merged = vector.dissolve(sieve.rows.assign(name=_names(sieve.rows)))
    table = good.assign(source=card.id, kind=kind, code=good["record_id"])
    return Delivery(
        {"area": conform(table, AREA)},
        quarantine.table(),
        rows_read=len(rows),
        rows_merged=merged,
        columns={"area": met} if met else {},
    )


def _keep_newest(sieve: Sieve) -> None:
    """Set aside the areas of an older year than the newest; an area without a year stays."""
    year = sieve.rows["year"].str.extract(_YEAR, expand=False).astype("Int64")
    sieve.set_aside(year < year.max(), OutOfScope.NOT_CURRENT, "year")


def _names(rows: pd.DataFrame) -> pd.Series:
    name = naming.repair(rows["name"])
    brief = rows["short"].notna() & (rows["short"] != name)
    return name.mask(brief, name + " (" + rows["short"] + ")")
