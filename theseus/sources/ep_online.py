"""EP-Online: energy labels per object of the BAG, for the day on which somebody was inside to measure.

A label that was given from a desk tells nothing of that kind: a simplified one, one after a reference
building, and one that goes with an application for a building that was still to be made. Those keep their
record, without the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.contracts import ENERGY_LABEL
from theseus.sources import address, fields, jsontext
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

_FIELDS = {
    "Registratiedatum": "registered_on",
    "Opnamedatum": "measured_on",
    "Geldig_tot": "valid_until",
    "Status": "status",
    "IsVereenvoudigdLabel": "simplified",
    "Op_basis_van_referentiegebouw": "reference",
    "Gebouwklasse": "building_class",
    "Energieklasse": "energy_class",
}
_KEYS = ("BAGVerblijfsobjectID", "BAGLigplaatsID", "BAGStandplaatsID")
_TEXT = [*_FIELDS.values(), "vbo_id_bag", "asked"]
_DAYS = ("registered_on", "measured_on", "valid_until")
_OBJECT = r"[0-9]{4}(?:01|02|03)[0-9]{10}"  # verblijfsobject, ligplaats or standplaats
_CLASS = r"A\+{0,5}|[B-G]"
_BUILDINGS = {"W": "woning", "U": "utiliteit"}


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - a reader's form
    """Read answers of the service, alone or with their question, to the table ``energy_label``.

    Of several labels of one object the one that was registered last stands; of several answers about it,
    the newest. The others count as merged. An answer without labels has no records.

    Raises
    ------
    SourceError
        If a file is no JSON.
    """
    quarantine = Quarantine(card.id)
    rows: list[dict[str, object]] = []
    met: set[str] = set()
    read_ = 0
    for file in files:
        for number, (question, label) in enumerate(_labels(jsontext.load(file.path)), start=1):
            read_ += 1
            if not isinstance(label, dict) or jsontext.is_error(label):
                why = Defect.ERROR_ANSWER if isinstance(label, dict) else Defect.NOT_AN_OBJECT
                quarantine.add(why, file=file.path.name, row=number)
                continue
            met.update(label)
            place = {"file": file.path.name, "row": number, "observed_on": file.delivered_on}
            rows.append({**_flat(label), "asked": question, **place})
    frame = pd.DataFrame(rows, columns=[*_TEXT, "file", "row", "observed_on"])
    sieve = Sieve(frame.astype(dict.fromkeys(_TEXT, "string")), quarantine, "vbo_id_bag")
    _judge(sieve)
    table = _table(sieve.rows, card.id)
    return Delivery(
        tables={"energy_label": table},
        quarantine=quarantine.table(),
        rows_read=read_,
        rows_merged=len(sieve.rows) - len(table),
        columns={"label": tuple(sorted(met))} if met else {},
    )


def _labels(found: list[Any]) -> list[tuple[str | None, Any]]:
    """Labels with the object that was asked about; None where the question is not told."""
    pairs: list[tuple[str | None, Any]] = []
    for record in found:
        if isinstance(record, dict) and "vraag" in record and isinstance(record.get("antwoord"), list):
            question = record["vraag"]
            asked = question.get("vbo_id_bag") if isinstance(question, dict) else None
            pairs += [(jsontext.text_of(asked), label) for label in record["antwoord"]]
        else:
            pairs.append((None, record))
    return pairs


def _flat(label: dict[str, Any]) -> dict[str, str | None]:
    """Texts of a label; true and false are told as ja and nee."""
    written = {name: _text(label.get(key)) for key, name in _FIELDS.items()}
    keys = (jsontext.text_of(label.get(key)) for key in _KEYS)
    return written | {"vbo_id_bag": next((key for key in keys if key), None)}


def _text(value: object) -> str | None:
    return ("ja" if value else "nee") if isinstance(value, bool) else jsontext.text_of(value)


def _judge(sieve: Sieve) -> None:
    sieve.rows["vbo_id_bag"] = address.text(sieve.rows["vbo_id_bag"]).fillna(sieve.rows["asked"])
    sieve.check_text(_TEXT)
    sieve.check_key(_OBJECT)
    other = sieve.rows["asked"].notna() & (sieve.rows["asked"] != sieve.rows["vbo_id_bag"])
    sieve.set_aside(other, OutOfScope.OTHER_ADDRESS, "vbo_id_bag")
    for column in _DAYS:
        # A moment: only its day counts.
        sieve.rows[column] = address.text(sieve.rows[column]).str.replace(r"[T ][0-9:.+Z-]+$", "", regex=True)
        sieve.set_aside(fields.bad_day(sieve.rows[column]), Defect.BAD_DATE, column)
    sieve.check_present("registered_on")
    for column in ("simplified", "reference"):
        sieve.set_aside(fields.bad_truth(sieve.rows[column]), Defect.BAD_TRUTH, column)
    sieve.rows["energy_class"] = address.text(sieve.rows["energy_class"]).str.upper()
    sieve.check_present("energy_class")
    sieve.set_aside(~sieve.rows["energy_class"].str.fullmatch(_CLASS), Defect.UNKNOWN_CODE, "energy_class")
    kind = address.text(sieve.rows["building_class"]).str[0].str.upper()
    sieve.set_aside(kind.notna() & ~kind.isin(list(_BUILDINGS)), Defect.UNKNOWN_CODE, "building_class")


def _table(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Typed records: per object the newest answer, and of that the label registered last."""
    days = {column: fields.days(frame[column])["first"] for column in _DAYS}
    made = pd.DataFrame(
        {
            "source": source,
            "record_id": frame["vbo_id_bag"],
            "observed_on": pd.to_datetime(frame["observed_on"]),
            "registered_on": days["registered_on"],
            "vbo_id_bag": frame["vbo_id_bag"],
            "energy_class": frame["energy_class"],
            "building_class": address.text(frame["building_class"]).str[0].str.upper().map(_BUILDINGS),
            "recorded_on": days["measured_on"].mask(_from_a_desk(frame)),
            "valid_until": days["valid_until"],
        }
    )
    made = made.sort_values(["observed_on", "registered_on"], kind="stable")
    made = made.drop_duplicates("record_id", keep="last").sort_values("record_id")
    return conform(made, ENERGY_LABEL)


def _from_a_desk(frame: pd.DataFrame) -> pd.Series:
    """Truth: nobody needed to be inside for this label."""
    desk = fields.truth(frame["simplified"]).fillna(value=False) | fields.truth(frame["reference"]).fillna(
        value=False
    )
    planned = address.text(frame["status"]).str.contains("vergunning", case=False).fillna(value=False)
    return (desk | planned).astype(bool)
