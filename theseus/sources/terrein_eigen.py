"""Business parks that the municipality drew itself; the format is ours (docs/formats/terrein_eigen.md)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from theseus.contracts import TERREIN
from theseus.sources import naming, vector
from theseus.sources.delivery import SHOWN, Defect, Delivery, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

ALIASES: naming.Aliases = {
    "name": ("naam", "name"),
    "terrein_id": ("terrein_id",),
    "municipality_code": ("gemeente_code",),
}
REQUIRED = ("name",)

_ID = r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}"
_MUNICIPALITY = r"GM[0-9]{4}"


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - every reader takes it
    """Read parks drawn by the municipality; strict, because the format is ours.

    Raises
    ------
    SourceError
        If a file is unreadable, has coordinates that do not fit, or has no field ``naam``.
    """
    quarantine = Quarantine(card.id)
    rows, met = vector.read_rows(files, ALIASES, REQUIRED)
    given = rows["terrein_id"].str.removesuffix(".0")
    rows = rows.assign(record_id=given.fillna(_made_id(rows["name"])).str.slice(0, SHOWN))
    sieve = Sieve(rows, quarantine, "record_id")
    vector.check_records(sieve, ALIASES)
    sieve.check_present("name")
    sieve.check_key(_ID)
    code = sieve.rows["municipality_code"]
    sieve.set_aside(~code.str.fullmatch(_MUNICIPALITY), Defect.UNKNOWN_CODE, "municipality_code")
    vector.check_areas(sieve)
    sieve.check_first()
    parks = sieve.rows.assign(source=card.id, terrein_id=sieve.rows["record_id"])
    return Delivery(
        {"terrein": conform(parks, TERREIN)},
        quarantine.table(),
        rows_read=len(rows),
        columns={"terrein": met} if met else {},
    )


def _made_id(names: pd.Series) -> pd.Series:
    """An id from a name: "’t Röntgen 2" becomes "eigen-t-rontgen-2"."""
    plain = names.str.slice(0, SHOWN).map(_without_accents, na_action="ignore").astype("string").str.lower()
    slug = plain.str.replace(r"[^a-z0-9]+", "-", regex=True).str.strip("-").str.slice(0, 58)
    return "eigen-" + slug.mask(slug == "")


def _without_accents(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
