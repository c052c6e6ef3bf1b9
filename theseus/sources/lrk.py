"""LRK: the national register of childcare, as its open export (CSV with ``;``, UTF-8 or Windows-1252).

A host parent (VGO) minds children in a private home. Of such a row nothing is kept: it is emptied before
anything else looks at it, and the quarantine holds only its number. The same goes for a row whose kind is
not known, since that may be a home. Names and addresses of holders and contacts are never read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import REGISTRATION
from theseus.sources import address, fields
from theseus.sources.delimited import read_delimited
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card
    from theseus.sources.delimited import Rows
    from theseus.sources.delivery import RawFile

REQUIRED = (
    "lrk_id",
    "type_oko",
    "actuele_naam_oko",
    "status",
    "inschrijfdatum",
    "opvanglocatie_adres",
    "opvanglocatie_postcode",
    "opvanglocatie_woonplaats",
    "bag_id",
    "kvk_nummer_houder",
)
OPTIONAL = ("uitschrijfdatum",)
KINDS = {
    "KDV": "dagopvang",
    "BSO": "buitenschoolse opvang",
    "GO": "gastouderbureau",
    "GOB": "gastouderbureau",
    "PSZ": "peuterspeelzaal",
}
HOME = "VGO"
STATUSES = {"Ingeschreven": "geldig", "Uitgeschreven": "vervallen"}
_BAG = r"[0-9]{16}"
_VBO = r"[0-9]{4}01[0-9]{10}"
# Latin-1 reads any byte, and leaves the signs that only Windows-1252 has as control characters.
_ENCODINGS = ("utf-8-sig", "latin-1")
_CONTROL = "[\x80-\x9f]"
# Greedy: the street takes all but the last number, so that "Plein 1944 12" is number 12.
_STREET = (
    r"^(?P<straat>.*[A-Za-z0-9.'’)](?<![ -][0-9])(?<![ -][0-9]{2}))\s+"
    r"(?P<huisnummer>[1-9][0-9]{0,4}(?![0-9])(?:\s?-?\s?[0-9A-Za-z]{1,6})?)$"
)


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - a reader's form
    """Read childcare centres, out-of-school care and agencies to ``registration``.

    Raises
    ------
    SourceError
        If a file is no such export or misses a column.
    """
    quarantine = Quarantine(card.id)
    parts = [_rows(file, quarantine) for file in files]
    frames = [
        part.frame.assign(day=pd.Timestamp(file.delivered_on))
        for file, part in zip(files, parts, strict=True)
    ]
    columns = [*REQUIRED, *OPTIONAL, "file", "row", "day"]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    sieve = Sieve(rows.astype(dict.fromkeys((*REQUIRED, *OPTIONAL), "string")), quarantine, "lrk_id")
    _leave_homes(sieve)
    _judge(sieve)
    return Delivery(
        tables={"registration": conform(_table(sieve.rows, card.id), REGISTRATION)},
        quarantine=quarantine.table(),
        rows_read=sum(part.rows_read for part in parts),
        columns={kind: names for part in parts for kind, names in part.columns.items()},
    )


def _rows(file: RawFile, quarantine: Quarantine) -> Rows:
    found = read_delimited(
        file, quarantine, kind="lrk", required=REQUIRED, optional=OPTIONAL, encodings=_ENCODINGS
    )
    for column in (*REQUIRED, *OPTIONAL):
        found.frame[column] = _windows(address.text(found.frame[column]))
    return found


def _windows(values: pd.Series) -> pd.Series:
    """Read the signs of Windows-1252, such as curled quotes, in text that was read as Latin-1."""
    odd = values.str.contains(_CONTROL).fillna(value=False).astype(bool)
    return values.mask(
        odd, values[odd].map(lambda text: text.encode("latin-1", "replace").decode("cp1252", "replace"))
    )


def _leave_homes(sieve: Sieve) -> None:
    """Empty rows about private homes, and rows that might be, and set them aside."""
    kind = sieve.rows["type_oko"].str.upper()
    public = kind.isin(list(KINDS)).fillna(value=False).astype(bool)
    home = (kind == HOME).fillna(value=False).astype(bool)
    sieve.rows.loc[~public, [*REQUIRED, *OPTIONAL]] = pd.NA
    sieve.rows["type_oko"] = kind.where(public, pd.NA)
    sieve.set_aside(home, OutOfScope.PRIVATE_HOME)
    sieve.set_aside(sieve.rows["type_oko"].isna(), Defect.UNKNOWN_CODE)


def _judge(sieve: Sieve) -> None:
    sieve.check_text((*REQUIRED, *OPTIONAL))
    sieve.check_key("[0-9]{1,12}")
    sieve.check_code("status", STATUSES)
    sieve.check_present("actuele_naam_oko")
    for column in ("inschrijfdatum", "uitschrijfdatum"):
        sieve.set_aside(fields.bad_day(sieve.rows[column]), Defect.BAD_DATE, column)
    bad = address.bad_postcode(sieve.rows["opvanglocatie_postcode"])
    sieve.set_aside(bad, Defect.BAD_POSTCODE, "opvanglocatie_postcode")
    wrong = sieve.rows["bag_id"].notna() & ~fields.digits(sieve.rows["bag_id"], 16).str.fullmatch(
        _BAG
    ).fillna(value=False)
    sieve.set_aside(wrong, Defect.BAD_KEY, "bag_id")
    sieve.set_aside(
        fields.bad_digits(sieve.rows["kvk_nummer_houder"], 8), Defect.BAD_KEY, "kvk_nummer_houder"
    )
    sieve.check_first()


def _table(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    bag = fields.digits(rows["bag_id"], 16)
    doors = rows["opvanglocatie_adres"].str.extract(_STREET).astype("string")
    doors["postcode"] = rows["opvanglocatie_postcode"]
    doors["woonplaats"] = rows["opvanglocatie_woonplaats"]
    doors[["huisletter", "toevoeging"]] = pd.array([pd.NA], dtype="string")[0]
    return pd.DataFrame(
        {
            "source": source,
            "record_id": rows["lrk_id"],
            "observed_on": rows["day"],
            "name": rows["actuele_naam_oko"],
            "kvk_number": fields.digits(rows["kvk_nummer_houder"], 8),
            # A berth, a pitch or an address of the BAG is no verblijfsobject.
            "vbo_id_bag": bag.where(bag.str.fullmatch(_VBO), pd.NA),
            "kind": rows["type_oko"].map(KINDS).astype("string"),
            "activity": "zorg en onderwijs",
            "status": rows["status"].map(STATUSES).astype("string"),
            "valid_from": fields.days(rows["inschrijfdatum"])["first"],
            "valid_until": fields.days(rows["uitschrijfdatum"])["last"],
            **address.assemble(doors),
        },
        index=rows.index,
    )
