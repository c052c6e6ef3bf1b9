"""RDW: recognised businesses (5k74-3jha) with their recognitions (nmwb-dqkz), over all dated deliveries.

The data set holds only what is valid today. A business of an older delivery that is gone from the newest, or
has lost all its recognitions there, has status ``vervallen``, with the newest delivery's day: the day of
which we know it. That is a difference between two deliveries and no statement of the RDW.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import REGISTRATION
from theseus.errors import SourceError
from theseus.sources import address, jsontext
from theseus.sources.delimited import Rows, header_of, read_delimited
from theseus.sources.deliveries import last_of_each_day
from theseus.sources.delivery import Defect, Delivery, Quarantine, RawFile
from theseus.sources.rdw_standing import KEY, doubts, half_days, standing
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card

_FIELDS = {
    "bedrijven": (
        "volgnummer",
        "naam_bedrijf",
        "gevelnaam",
        "straat",
        "huisnummer",
        "huisnummer_toevoeging",
        "postcode_numeriek",
        "postcode_alfanumeriek",
        "plaats",
    ),
    "erkenningen": ("volgnummer", "erkenning"),
}
_SIGN = {"bedrijven": "naam_bedrijf", "erkenningen": "erkenning"}
FIRMS, GRANTS = "erkende bedrijven", "erkenningen"  # as a message calls them


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - a reader's form
    """Read Socrata JSON or CSV of both data sets, told apart by their fields, to ``recognition``.

    Of two deliveries on one day the last one is read. Rows of older deliveries and rows of recognitions
    become part of a business and count as merged. If the newest delivery has so many rows fewer than an older
    one (``card.max_drop``) that it may be half, that is a doubt for the door, and nothing expires by what it
    lacks.

    Raises
    ------
    SourceError
        If a file cannot be read, or a dated delivery has no businesses.
    """
    quarantine = Quarantine(card.id)
    parts = [(file, *_rows(file, quarantine)) for file in last_of_each_day(files)]
    firms = _stack(parts, "bedrijven")
    grants = _stack(parts, "erkenningen")
    _require_firms(parts, firms)
    half = {what: half_days(rows["day"], card.max_drop) for what, rows in ((FIRMS, firms), (GRANTS, grants))}
    seen = firms[["day", "volgnummer"]].copy()
    sieve = Sieve(firms, quarantine, "record_id")
    _judge_firms(sieve)
    granted = Sieve(grants, quarantine, "record_id")
    _judge_grants(granted, sieve.rows)
    table = conform(_table(sieve.rows, granted.rows, seen, half, card.id), REGISTRATION)
    return Delivery(
        tables={"registration": table},
        quarantine=quarantine.table(),
        rows_read=sum(rows.rows_read for _, _, rows in parts),
        rows_merged=len(sieve.rows) - len(table) + len(granted.rows),
        columns={kind: names for _, _, rows in parts for kind, names in rows.columns.items()},
        doubts=doubts(seen["day"].max(), half),
    )


def _rows(file: RawFile, quarantine: Quarantine) -> tuple[str | None, Rows]:
    """Kind of a file (None if it is empty) and its rows."""
    if file.path.suffix.lower() == ".csv":
        met = header_of(file, sum(_FIELDS.values(), ()))
        kind = _kind(set(met), file.path.name)
        return kind, read_delimited(file, quarantine, kind=kind, required=_FIELDS[kind])
    return _json_rows(file, quarantine)


def _json_rows(file: RawFile, quarantine: Quarantine) -> tuple[str | None, Rows]:
    found = list(enumerate(jsontext.load(file.path), start=1))
    for number, record in found:
        if not isinstance(record, dict):
            quarantine.add(Defect.NOT_AN_OBJECT, file=file.path.name, row=number)
        elif jsontext.is_error(record):
            said = jsontext.text_of(record.get("message"))
            quarantine.add(Defect.ERROR_ANSWER, file=file.path.name, row=number, value=said)
    dicts = [(number, item) for number, item in found if isinstance(item, dict)]
    good = [(number, item) for number, item in dicts if not jsontext.is_error(item)]
    met = {name for _, record in good for name in record}
    if not good:
        return None, Rows(pd.DataFrame(columns=["file", "row"]), len(found))
    kind = _kind(met, file.path.name)
    # A service leaves out a field that is empty in a row, so a field counts as there if any row has it.
    cells = {name: [jsontext.text_of(item.get(name)) for _, item in good] for name in _FIELDS[kind]}
    frame = pd.DataFrame(cells, dtype="string")
    frame["file"] = file.path.name
    frame["row"] = pd.Series([number for number, _ in good], dtype="Int64")
    return kind, Rows(frame, len(found), {kind: tuple(sorted(met))})


def _kind(met: set[str], name: str) -> str:
    for kind, sign in _SIGN.items():
        if sign in met:
            return kind
    raise SourceError(
        f"Bestand {name}: geen kolom 'naam_bedrijf' (bedrijven) of 'erkenning' (erkenningen). Lever het "
        "bestand aan met de veldnamen van de RDW."
    )


def _stack(parts: list[tuple[RawFile, str | None, Rows]], kind: str) -> pd.DataFrame:
    frames = [
        rows.frame.assign(day=pd.Timestamp(file.delivered_on)) for file, found, rows in parts if found == kind
    ]
    columns = [*_FIELDS[kind], "file", "row", "day"]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    frame = frame.astype(dict.fromkeys(_FIELDS[kind], "string"))
    frame["volgnummer"] = address.text(frame["volgnummer"]).str.removesuffix(".0")
    frame["record_id"] = frame["volgnummer"]
    return frame


def _require_firms(parts: list[tuple[RawFile, str | None, Rows]], firms: pd.DataFrame) -> None:
    """Refuse a delivery without businesses."""
    days = {pd.Timestamp(file.delivered_on) for file, _, _ in parts}
    for day in sorted(days - set(firms["day"])):
        raise SourceError(
            f"Levering {day.date()} van de RDW heeft geen bestand met erkende bedrijven (5k74-3jha)."
        )


def _judge_firms(sieve: Sieve) -> None:
    sieve.check_text(_FIELDS["bedrijven"])
    _judge_key(sieve)
    sieve.set_aside(sieve.rows.duplicated(KEY), Defect.DUPLICATE_KEY, "volgnummer")
    sieve.set_aside(address.text(sieve.rows["naam_bedrijf"]).isna(), Defect.MISSING_VALUE, "naam_bedrijf")
    bad = address.bad_house_number(sieve.rows["huisnummer"])
    sieve.set_aside(bad, Defect.BAD_NUMBER, "huisnummer")
    sieve.rows["postcode"] = _postcode(sieve.rows)
    sieve.set_aside(address.bad_postcode(sieve.rows["postcode"]), Defect.BAD_POSTCODE, "postcode")


def _judge_key(sieve: Sieve) -> None:
    sieve.set_aside(sieve.rows["volgnummer"].isna(), Defect.MISSING_KEY, "volgnummer")
    wrong = ~sieve.rows["volgnummer"].str.fullmatch("[0-9]{1,12}")
    sieve.set_aside(wrong, Defect.BAD_KEY, "volgnummer")


def _judge_grants(sieve: Sieve, firms: pd.DataFrame) -> None:
    sieve.check_text(_FIELDS["erkenningen"])
    _judge_key(sieve)
    sieve.set_aside(address.text(sieve.rows["erkenning"]).isna(), Defect.MISSING_VALUE, "erkenning")
    known = pd.MultiIndex.from_frame(firms[KEY])
    stray = pd.Series(~pd.MultiIndex.from_frame(sieve.rows[KEY]).isin(known), index=sieve.rows.index)
    sieve.set_aside(stray, Defect.UNKNOWN_REFERENCE, "volgnummer")


def _postcode(frame: pd.DataFrame) -> pd.Series:
    digits = address.text(frame["postcode_numeriek"]).str.removesuffix(".0").fillna("")
    return digits + address.text(frame["postcode_alfanumeriek"]).fillna("")


def _table(
    firms: pd.DataFrame,
    grants: pd.DataFrame,
    seen: pd.DataFrame,
    half: dict[str, dict[pd.Timestamp, tuple[int, int]]],
    source: str,
) -> pd.DataFrame:
    """One record per business: its newest row, the recognitions last known, and whether they stand."""
    last = firms.sort_values("day").drop_duplicates("record_id", keep="last").sort_values("record_id")
    number = last.rename(columns={"plaats": "woonplaats"})
    number[["huisletter", "toevoeging"]] = pd.NA
    number["huisnummer"], number["toevoeging"] = _number(last)
    return pd.DataFrame(
        {
            "source": source,
            "record_id": last["record_id"],
            "name": address.text(last["naam_bedrijf"]),
            "facade_name": address.text(last["gevelnaam"]),
            **standing(last, grants, seen, half[FIRMS], half[GRANTS]),
            **address.assemble(number),
        }
    )


def _number(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """House number with its addition where the two have a known form, else the addition apart."""
    number, addition = address.text(frame["huisnummer"]), address.text(frame["huisnummer_toevoeging"])
    whole = number.str.removesuffix(".0") + ("-" + addition).fillna("")
    odd = address.bad_house_number(whole)
    return whole.mask(odd, number), addition.where(odd, pd.NA)
