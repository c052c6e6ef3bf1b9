"""IBIS business parks: the national layer, and the files provinces and municipalities make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.contracts import TERREIN
from theseus.sources import naming, vector
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

# The names of each meaning: first the national layer's, then those of provinces and municipalities.
# Where each was seen stands in the card.
ALIASES: naming.Aliases = {
    "rin": ("RIN_NUMMER", "RINNUMMER", "RIN_NR", "RINNR", "RIN"),
    "name": ("PLAN_NAAM", "PLANNAAM", "A_PLANNAAM", "BEDRIJVENT", "BEDRIJVENTERREIN"),
    "year": ("JAAR", "PEILJAAR"),
    "start_year": ("START_JAAR", "STARTJAAR"),
    "municipality": ("GEM_CODES", "GEM_CODE", "GEM_CODE_CBS", "GEMEENTECODE", "CBSCODE"),
    "gross_ha": ("HA_BRUTO", "OPP_BRUTO_HA"),
    "net_ha": ("HA_NETTO", "OPP_NETTO_HA"),
    "gross_m2": ("OPPBRUTO", "OPPBRUTO_M2"),
    "net_m2": ("OPPNETTO", "OPPNETTO_M2"),
    "type_code": ("WLOC_TYPE", "WERKLOCATIE_TYPE_CODE", "A_TYPE"),
}
REQUIRED = ("rin", "name")

M2_PER_HA = 10_000
_NO_RIN = ("0", "-", "onbekend", "geen")  # how files write that a park has no number
_RIN = r"[0-9A-Za-z][0-9A-Za-z._/-]{0,39}"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}(?:\.0)?"
_MUNICIPALITY = r"(?<![0-9])([0-9]{3,4})(?![0-9])"
_NO_MUNICIPALITY = r"(?<![0-9])0{1,4}(?![0-9])"


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - every reader takes it
    """Read IBIS parks; several features of one RIN number are one park.

    Where one RIN has several years the highest counts. The shapes of a park are united; an area that each
    of them repeats is the area of the park, areas that all differ are added up, a mixture stays empty.

    Raises
    ------
    SourceError
        If a file is unreadable, has coordinates that do not fit, or lacks the RIN or the name.
    """
    quarantine = Quarantine(card.id)
    rows, met = vector.read_rows(files, ALIASES, REQUIRED)
    sieve = Sieve(rows, quarantine, "record_id")
    vector.check_records(sieve, ALIASES)
    sieve.set_aside(sieve.rows["rin"].str.lower().isin(_NO_RIN), Defect.MISSING_KEY, "rin")
    sieve.check_key(_RIN)
    vector.check_areas(sieve)
    _keep_latest(sieve)
    parks, merged = vector.dissolve(_interpret(sieve.rows))
    return Delivery(
        {"terrein": conform(parks.assign(source=card.id, terrein_id=parks["record_id"]), TERREIN)},
        quarantine.table(),
        rows_read=len(rows),
        rows_merged=merged,
        columns={"terrein": met} if met else {},
    )


def _keep_latest(sieve: Sieve) -> None:
    """Set aside the features of a park that a later year replaced; no year comes before any year."""
    year = _year(sieve.rows["year"]).fillna(0)
    latest = year.groupby(sieve.rows["record_id"]).transform("max")
    sieve.set_aside(year < latest, OutOfScope.NOT_CURRENT, "year")


def _interpret(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the fields of a park their types and units."""
    park = rows["record_id"]
    # A park nobody named is still a park; dropping it would lose the businesses on it.
    return rows.assign(
        name=naming.repair(rows["name"]).fillna("Naamloos (RIN " + park + ")"),
        municipality_code=_municipality(rows["municipality"]),
        area_gross_m2=_together(_square_metres(rows["gross_m2"], rows["gross_ha"]), park),
        area_net_m2=_together(_square_metres(rows["net_m2"], rows["net_ha"]), park),
        plan_year=_year(rows["start_year"]).fillna(_year(rows["year"])),
    )


def _square_metres(metres: pd.Series, hectares: pd.Series) -> pd.Series:
    return _number(metres).fillna((_number(hectares) * M2_PER_HA).round(2))


def _number(texts: pd.Series) -> pd.Series:
    """Numbers, with a point or a comma for decimals; what is no number, or negative, is empty."""
    numbers = pd.to_numeric(texts.str.replace(",", ".", regex=False), errors="coerce").astype("Float64")
    return numbers.where((numbers >= 0) & (numbers < np.inf))


def _year(texts: pd.Series) -> pd.Series:
    """Years of four digits; "v1900" (before 1900) is no year."""
    return texts.where(texts.str.fullmatch(_YEAR)).str.removesuffix(".0").astype("Int64")


def _municipality(texts: pd.Series) -> pd.Series:
    """The first municipality as GM0000, empty for none: a park on two is filed under its first."""
    known = texts.str.replace(_NO_MUNICIPALITY, "", regex=True)
    return "GM" + known.str.extract(_MUNICIPALITY, expand=False).astype("string").str.zfill(4)


def _together(area: pd.Series, park: pd.Series) -> pd.Series:
    """The area of a park (m2) from what each of its features says."""
    said = area.groupby(park)
    distinct = said.transform("nunique")
    in_parts = (distinct > 1) & (distinct == said.transform("count"))
    return said.transform("max").where(distinct == 1).fillna(said.transform("sum").where(in_parts))
