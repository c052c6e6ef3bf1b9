"""KVK: vestigingen from saved answers of the Handelsregister API or from a municipality's CSV export.

Answers are bought bit by bit, so every delivery of them counts, each with its own day. A CSV export is a
whole: only the newest one counts, or a firm that moved would linger from an older one.

Ended vestigingen stay in the table, with ``ended_on``: that a register says "uitgeschreven" is an answer. A
shielded address (indicatie afgeschermd) is never stored, from whichever answer it could be had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import ADDRESS, VESTIGING
from theseus.sources import address, fields, kvk_bought, sbi
from theseus.sources.delivery import NEVER, Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.kvk_csv import read_csv
from theseus.sources.kvk_json import COLUMNS, RICHNESS, read_json
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card
    from theseus.sources.delimited import Rows
    from theseus.sources.delivery import RawFile

_TEXT = (*COLUMNS, "sbi_versie")
_PLACE = [column.name for column in ADDRESS] + ["vbo_id_bag", "rd_x", "rd_y"]
_ADDRESS_FIELDS = (
    "straatnaam",
    "huisnummer",
    "huisletter",
    "toevoeging",
    "postcode",
    "plaats",
    "land",
    "bag_id",
    "rd_x",
    "rd_y",
)
_VBO = r"[0-9]{4}(?:01|02|03)[0-9]{10}"  # verblijfsobject, ligplaats or standplaats
_HERE = {"nederland", "nl"}


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - a reader's form
    """Read saved API answers (``.json``, ``.jsonl``) and CSV exports to the table ``vestiging``.

    Several answers about one vestiging become one record, and the others count as merged. The newest one
    stands, and of one day the richest (vestigingsprofiel, CSV, basisprofiel); a result of zoeken tells too
    little to push another answer aside. A legal form is taken from the newest basisprofiel of the company.
    A record without a vestiging is merged away when there is a vestiging of the same company. A CSV export
    of an earlier day than the newest one is not read.

    Raises
    ------
    SourceError
        If a file as a whole cannot be read.
    """
    quarantine = Quarantine(card.id)
    parts = [_rows(file, quarantine) for file in _standing(files)]
    sieve = Sieve(_forget_shielded(_stack(parts)), quarantine, "record_id")
    _keys(sieve)
    _judge(sieve)
    table = _merge(_table(sieve.rows, card.id))
    kept = conform(table, VESTIGING)
    return Delivery(
        tables={"vestiging": kept},
        quarantine=quarantine.table(),
        rows_read=sum(part.rows_read for part in parts),
        rows_merged=len(sieve.rows) - len(kept),
        columns=_columns(parts),
        whole_on=_whole_on(files),
    )


def _whole_on(files: Sequence[RawFile]) -> dt.date:
    """Day of the newest export, or of answers that somebody saved as a whole; bought answers are a part."""
    whole = [file.delivered_on for file in files if not kvk_bought.is_bought(file.path.name)]
    return max(whole, default=NEVER)


def _standing(files: Sequence[RawFile]) -> list[RawFile]:
    """Leave out the exports that a newer one took the place of."""
    newest = max((_moment(file) for file in files if _is_export(file)), default=None)
    return [file for file in files if not _is_export(file) or _moment(file) == newest]


def _moment(file: RawFile) -> tuple[dt.date, str]:
    """Day of a delivery, and its folder: a second delivery on a day has the time in its name."""
    return (file.delivered_on, str(file.path.parent))


def _is_export(file: RawFile) -> bool:
    return file.path.suffix.lower() == ".csv"


def _rows(file: RawFile, quarantine: Quarantine) -> Rows:
    found = (read_csv if _is_export(file) else read_json)(file, quarantine)
    found.frame["observed_on"] = pd.Timestamp(file.delivered_on)
    return found


def _stack(parts: list[Rows]) -> pd.DataFrame:
    frames = [part.frame for part in parts if len(part.frame)]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    frame = frame.reindex(columns=[*_TEXT, "file", "row", "observed_on"])
    return frame.astype(dict.fromkeys(_TEXT, "string"))


def _columns(parts: list[Rows]) -> dict[str, tuple[str, ...]]:
    met: dict[str, set[str]] = {}
    for part in parts:
        for kind, names in part.columns.items():
            met.setdefault(kind, set()).update(names)
    return {kind: tuple(sorted(names)) for kind, names in met.items()}


def _keys(sieve: Sieve) -> None:
    """Give every row its record id; a CSV that repeats a key keeps the first."""
    sieve.rows["record_id"] = address.text(sieve.rows["vestigingsnummer"]).fillna(sieve.rows["kvknummer"])
    sieve.check_text(_TEXT)
    for column, length in (("kvknummer", 8), ("vestigingsnummer", 12)):
        sieve.set_aside(fields.bad_digits(sieve.rows[column], length), Defect.BAD_KEY, column)
        sieve.rows[column] = fields.digits(sieve.rows[column], length)
    sieve.set_aside(sieve.rows["kvknummer"].isna(), Defect.MISSING_KEY, "kvknummer")
    sieve.rows["record_id"] = sieve.rows["vestigingsnummer"].fillna(sieve.rows["kvknummer"])
    repeated = (sieve.rows["kind"] == "csv") & sieve.rows.duplicated(["kind", "record_id"])
    sieve.set_aside(repeated, Defect.DUPLICATE_KEY, "vestigingsnummer")


def _judge(sieve: Sieve) -> None:
    """Set aside what breaks the form of its field."""
    sieve.set_aside(address.text(sieve.rows["handelsnaam"]).isna(), Defect.MISSING_VALUE, "handelsnaam")
    sieve.set_aside(
        fields.bad_truth(sieve.rows["indicatie_afgeschermd"]), Defect.BAD_TRUTH, "indicatie_afgeschermd"
    )
    for column in ("datum_aanvang", "datum_einde"):
        sieve.set_aside(fields.bad_day(sieve.rows[column]), Defect.BAD_DATE, column)
    start, end = fields.days(sieve.rows["datum_aanvang"]), fields.days(sieve.rows["datum_einde"])
    sieve.set_aside(end["last"] < start["first"], Defect.DATE_ORDER, "datum_einde")
    wrong = fields.bad_whole(sieve.rows["werkzame_personen"])
    sieve.set_aside(wrong, Defect.BAD_NUMBER, "werkzame_personen")
    country = address.text(sieve.rows["land"]).str.casefold()
    sieve.set_aside(country.notna() & ~country.isin(_HERE), OutOfScope.FOREIGN_ADDRESS, "land")
    sieve.set_aside(address.bad_postcode(sieve.rows["postcode"]), Defect.BAD_POSTCODE, "postcode")
    sieve.set_aside(address.bad_house_number(sieve.rows["huisnummer"]), Defect.BAD_NUMBER, "huisnummer")
    _judge_place(sieve)


def _forget_shielded(frame: pd.DataFrame) -> pd.DataFrame:
    """Empty the shielded addresses before anything of them can reach a table or the quarantine."""
    shielded = fields.truth(frame["indicatie_afgeschermd"]).fillna(value=False).astype(bool)
    frame.loc[shielded, list(_ADDRESS_FIELDS)] = pd.NA
    return frame


def _judge_place(sieve: Sieve) -> None:
    bag_id = fields.digits(sieve.rows["bag_id"], 16)
    wrong = address.text(sieve.rows["bag_id"]).notna() & ~bag_id.str.fullmatch(_VBO).fillna(value=False)
    sieve.set_aside(wrong, Defect.BAD_KEY, "bag_id")
    for column in ("rd_x", "rd_y"):
        sieve.set_aside(fields.bad_decimal(sieve.rows[column]), Defect.BAD_NUMBER, column)
    x, y = _coordinates(sieve.rows)
    sieve.set_aside(fields.outside_netherlands(x, y), Defect.OUTSIDE_NETHERLANDS, "rd_x")


def _coordinates(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """RD coordinates; the register's 0,0 means that it has none."""
    x, y = fields.decimal(frame["rd_x"]), fields.decimal(frame["rd_y"])
    nowhere = ((x == 0) & (y == 0)).fillna(value=False)
    return x.mask(nowhere), y.mask(nowhere)


def _table(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Turn judged rows into typed ones, not merged yet."""
    start, end = fields.days(frame["datum_aanvang"]), fields.days(frame["datum_einde"])
    started, ended = start["first"], end["first"]
    # An end in "2024, month unknown" is not before a start in the same year.
    ended = ended.mask(started > ended, started)
    name = address.text(frame["handelsnaam"])
    x, y = _coordinates(frame)
    return pd.DataFrame(
        {
            "source": source,
            "record_id": frame["record_id"],
            "observed_on": frame["observed_on"],
            "kind": frame["kind"],
            "vestiging_id_kvk": frame["vestigingsnummer"],
            "kvk_number": frame["kvknummer"],
            "name": name,
            "trade_names": _trade_names(name, address.text(frame["handelsnamen"])),
            "legal_form": address.text(frame["rechtsvorm"]),
            **sbi.classify(frame["sbi_codes"], frame["sbi_versie"]),
            "persons": fields.whole(frame["werkzame_personen"]),
            "started_on": started,
            "ended_on": ended,
            "address_shielded": fields.truth(frame["indicatie_afgeschermd"]).fillna(value=False),
            "vbo_id_bag": fields.digits(frame["bag_id"], 16),
            **address.assemble(frame.rename(columns={"straatnaam": "straat", "plaats": "woonplaats"})),
            "rd_x": x,
            "rd_y": y,
        }
    )


def _trade_names(name: pd.Series, others: pd.Series) -> pd.Series:
    """Names joined with |, the first of them ``name``."""
    pairs = zip(name.str.replace("|", "/", regex=False), others.fillna(""), strict=True)
    joined = ["|".join(dict.fromkeys(filter(None, [first, *rest.split("|")]))) for first, rest in pairs]
    return pd.Series(joined, index=name.index, dtype="string")


def _merge(table: pd.DataFrame) -> pd.DataFrame:
    """One record per vestiging: the newest answer, of one day the richest; zoeken only if alone."""
    told = table.dropna(subset="legal_form").sort_values("observed_on", ascending=False, kind="stable")
    told = told.drop_duplicates("kvk_number")
    forms = told.set_index("kvk_number")["legal_form"]
    table["legal_form"] = table["legal_form"].fillna(table["kvk_number"].map(forms).astype("string"))
    shielded = set(table.loc[table["address_shielded"], "record_id"])
    table["rank"] = table["kind"].map(RICHNESS)
    table["tells"] = table["kind"] != "zoeken"
    table["place"] = range(len(table))  # files come oldest first, also within a day
    table = table.sort_values(["tells", "observed_on", "rank", "place"], ascending=False)
    table = table.drop_duplicates("record_id")
    settled = set(table.loc[table["vestiging_id_kvk"].notna(), "kvk_number"])
    table = table[table["vestiging_id_kvk"].notna() | ~table["kvk_number"].isin(settled)].copy()
    table["address_shielded"] = table["record_id"].isin(shielded)
    table.loc[table["address_shielded"], _PLACE] = pd.NA
    table = table.sort_values("record_id")
    table["geometry"] = fields.points(table["rd_x"], table["rd_y"])
    return table
