"""Lists of registrations in our own form, as CSV or Excel: one reader for every register without a service.

Each source says in a :class:`theseus.sources.forms.Form` which columns its list has; docs/formats/<id>.md
explains them. Other columns are not read: a list has no place for the name of a person, on purpose.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import REGISTRATION
from theseus.sources import address, fields, sbi
from theseus.sources.delimited import WINDOWS, Rows, read_delimited
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine, RawFile
from theseus.sources.forms import EXPLAINED, STATUSES, Form
from theseus.sources.sheets import read_sheet
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card

KIND = "registraties"
# What any list may have; a column that a form does not have is empty.
_ALL = (
    *("handelsnaam", "soort", "activiteiten", "sbi_code", "sbi_versie", "werkzame_personen", "grootteklasse"),
    *("kvknummer", "vestigingsnummer", "bag_id", "geldig_van", "geldig_tot_en_met", "status", "peildatum"),
    *("straat", "huisnummer", "huisletter", "toevoeging", "postcode", "plaats"),
)
_NUMBERS = {"kvknummer": 8, "vestigingsnummer": 12, "bag_id": 16}
_VBO = r"[0-9]{4}01[0-9]{10}"
_ERROR = r"#(?:REF!|N/A|N/B|VALUE!|WAARDE!|DIV/0!|DEEL/0!|NAME\?|NAAM\?|NUM!|GETAL!|NULL!|LEEG!)"
_BARS = r"\s*\|\s*"
_DAYS = ("geldig_van", "geldig_tot_en_met", "peildatum")


def read(files: Sequence[RawFile], card: Card, as_of: dt.date, form: Form) -> Delivery:
    """Read a list of registrations to the table ``registration``.

    Where the list gives no status, the period in which a registration holds decides; one that only begins
    after ``as_of`` is out of scope. A registration needs a number of the trade register or the BAG, or an
    address: without any it could never be put with an occupancy.

    Parameters
    ----------
    form
        The columns and closed lists of this source.

    Raises
    ------
    SourceError
        If a file cannot be read or misses a column.
    """
    quarantine = Quarantine(card.id)
    parts = [_rows(file, form, quarantine) for file in files]
    sieve = Sieve(_stack(parts, files, form), quarantine, "record_id")
    _judge(sieve, form, as_of)
    return Delivery(
        tables={"registration": conform(_table(sieve.rows, card.id, form, as_of), REGISTRATION)},
        quarantine=quarantine.table(),
        rows_read=sum(part.rows_read for part in parts),
        columns={KIND: tuple(dict.fromkeys(name for part in parts for name in part.columns[KIND]))},
    )


def _rows(file: RawFile, form: Form, quarantine: Quarantine) -> Rows:
    required, optional = tuple(form.columns), tuple(form.spare)
    if file.path.suffix.lower() == ".csv":
        return read_delimited(
            file, quarantine, kind=KIND, required=required, optional=optional, encodings=WINDOWS
        )
    return read_sheet(file, quarantine, kind=KIND, required=required, optional=optional)


def _stack(parts: list[Rows], files: Sequence[RawFile], form: Form) -> pd.DataFrame:
    columns = [form.key, *(name for name in _ALL if name != form.key)]
    frames = [
        part.frame.assign(day=pd.Timestamp(file.delivered_on))
        for part, file in zip(parts, files, strict=True)
        if len(part.frame)
    ]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    frame = frame.reindex(columns=[*columns, "file", "row", "day"]).astype(dict.fromkeys(columns, "string"))
    for column in columns:
        frame[column] = address.text(frame[column])
    frame["status"] = frame["status"].str.casefold()
    frame["soort"] = frame["soort"].str.casefold().str.replace(_BARS, "|", regex=True)
    frame["record_id"] = _record_ids(frame, form)
    return frame


def _record_ids(frame: pd.DataFrame, form: Form) -> pd.Series:
    """The register's own number, else a digest of what is registered, for whom and where."""
    number = frame[form.key]
    if form.key in _NUMBERS:
        number = fields.digits(number, _NUMBERS[form.key]).fillna(number)
    place = address.assemble(frame.rename(columns={"plaats": "woonplaats"})).astype("string")
    told = place.join(frame[["handelsnaam", "soort", "geldig_van", *_NUMBERS]])
    lines = told.fillna("").to_numpy().tolist()
    digests = [
        hashlib.sha256("\x1f".join(line).encode("utf-8", "replace")).hexdigest()[:16] for line in lines
    ]
    return number.fillna(pd.Series(digests, index=frame.index, dtype="string"))


def _judge(sieve: Sieve, form: Form, as_of: dt.date) -> None:
    explained = sieve.rows[form.key].str.casefold().str.startswith(EXPLAINED)
    sieve.set_aside(explained, OutOfScope.EXPLANATION, form.key)
    columns = [column for column in (form.key, *_ALL) if column in sieve.rows]
    sieve.check_text(columns)
    for column in columns:
        sieve.set_aside(sieve.rows[column].str.fullmatch(_ERROR), Defect.CELL_ERROR, column)
    if form.kinds:
        sieve.check_present("soort")
        sieve.set_aside(~sieve.rows["soort"].str.fullmatch(_several(form)), Defect.UNKNOWN_CODE, "soort")
    for column, length in _NUMBERS.items():
        sieve.set_aside(fields.bad_digits(sieve.rows[column], length), Defect.BAD_KEY, column)
    vbo = fields.digits(sieve.rows["bag_id"], 16)
    sieve.set_aside(vbo.notna() & ~vbo.str.fullmatch(_VBO), Defect.BAD_KEY, "bag_id")
    sieve.set_aside(address.bad_postcode(sieve.rows["postcode"]), Defect.BAD_POSTCODE, "postcode")
    sieve.set_aside(address.bad_house_number(sieve.rows["huisnummer"]), Defect.BAD_NUMBER, "huisnummer")
    sieve.set_aside(fields.bad_whole(sieve.rows["werkzame_personen"]), Defect.BAD_NUMBER, "werkzame_personen")
    _judge_period(sieve, as_of)
    sieve.set_aside(_nowhere(sieve.rows), Defect.NOWHERE)
    sieve.check_first()


def _several(form: Form) -> str:
    """One or more kinds of the closed list, joined with |."""
    one = "(?:" + "|".join(re.escape(kind) for kind in form.kinds) + ")"
    return rf"{one}(?:\|{one})*"


def _judge_period(sieve: Sieve, as_of: dt.date) -> None:
    for column in _DAYS:
        sieve.set_aside(fields.bad_day(sieve.rows[column]), Defect.BAD_DATE, column)
    day = _first(sieve.rows, "peildatum")
    sieve.set_aside(day > pd.Timestamp(as_of), Defect.FUTURE_DATE, "peildatum")
    sieve.check_code("status", STATUSES, required=False)
    begins, ends = _first(sieve.rows, "geldig_van"), _last(sieve.rows)
    sieve.set_aside(ends < begins, Defect.DATE_ORDER, "geldig_tot_en_met")
    contradicts = (_last(sieve.rows) < _true_on(sieve.rows)) & (sieve.rows["status"] == STATUSES[0])
    sieve.set_aside(contradicts, Defect.STATUS_AND_END, "status")
    later = (_first(sieve.rows, "geldig_van") > pd.Timestamp(as_of)) & sieve.rows["status"].isna()
    sieve.set_aside(later, OutOfScope.NOT_CURRENT, "geldig_van")


def _first(rows: pd.DataFrame, column: str) -> pd.Series:
    return fields.days(rows[column])["first"]


def _last(rows: pd.DataFrame) -> pd.Series:
    """Last day on which a registration holds; of an unknown day the end of the period it lies in."""
    return fields.days(rows["geldig_tot_en_met"])["last"]


def _true_on(rows: pd.DataFrame) -> pd.Series:
    """Day for which a row is true: its own, else that of the delivery."""
    return _first(rows, "peildatum").fillna(rows["day"])


def _nowhere(rows: pd.DataFrame) -> pd.Series:
    """Truth: neither a number nor an address that a registration could be found by."""
    numbered = rows[list(_NUMBERS)].notna().any(axis=1)
    street = rows["straat"].notna() & rows["plaats"].notna()
    return ~(numbered | (rows["huisnummer"].notna() & (rows["postcode"].notna() | street)))


def _table(rows: pd.DataFrame, source: str, form: Form, as_of: dt.date) -> pd.DataFrame:
    codes = sbi.classify(rows["sbi_code"], rows["sbi_versie"])
    ended = (_last(rows) < pd.Timestamp(as_of)).fillna(value=False)
    activity = rows["soort"].map({kind: means for kind, means in form.kinds.items() if means})
    fallback = codes["activity"] if form.activity is None else form.activity
    return pd.DataFrame(
        {
            "source": source,
            "record_id": rows["record_id"],
            "observed_on": _true_on(rows),
            "name": rows["handelsnaam"],
            "kvk_number": fields.digits(rows["kvknummer"], 8),
            "vestiging_id_kvk": fields.digits(rows["vestigingsnummer"], 12),
            "vbo_id_bag": fields.digits(rows["bag_id"], 16),
            "kind": _kind(rows, codes["sbi_codes"], form),
            "activity": activity.astype("string").fillna(fallback),
            "status": rows["status"].fillna(STATUSES[0]).mask(ended, STATUSES[1]),
            "valid_from": _first(rows, "geldig_van"),
            "valid_until": _last(rows),
            "persons": fields.whole(rows["werkzame_personen"]),
            **address.assemble(rows.rename(columns={"plaats": "woonplaats"})),
        }
    )


def _kind(rows: pd.DataFrame, codes: pd.Series, form: Form) -> pd.Series:
    """What is registered, joined with |: the kind, the activities, the SBI codes and the size class."""
    if form.constant_kind:
        return pd.Series(form.constant_kind, index=rows.index, dtype="string")
    joined = pd.Series("", index=rows.index, dtype="string")
    size = "grootteklasse " + rows["grootteklasse"]
    for part in (rows["soort"], rows["activiteiten"], "SBI " + codes, size):
        joined += ("|" + part.astype("string")).fillna("")
    return address.text(joined.str.removeprefix("|"))
