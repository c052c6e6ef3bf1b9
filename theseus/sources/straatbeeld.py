"""Street view notes: our own form for what an inspector sees from the street, as CSV or GeoPackage.

Documented in docs/formats/straatbeeld.md. There is no free text, no inspector and no number plate in it, on
purpose: what has no column cannot be collected, and other columns are not read.
"""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyogrio

from theseus.contracts import ACTIVITIES, CRS, STREET_NOTE
from theseus.errors import SourceError
from theseus.sources import address, fields
from theseus.sources.delimited import Rows, expect, read_delimited
from theseus.sources.delivery import Defect, Delivery, Quarantine, RawFile
from theseus.sources.geometry import read_layer
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from theseus.sources.card import Card

REQUIRED = (
    "datum",
    "straat",
    "huisnummer",
    "huisletter",
    "toevoeging",
    "postcode",
    "plaats",
    "in_gebruik",
    "naam_op_gevel",
    "activiteit",
    "bewoning_gezien",
)
OPTIONAL = ("id", "vbo_id", "rd_x", "rd_y")
LAYER = "straatbeeld"
_OPEN = "onbekend"
_VBO = r"[0-9]{4}01[0-9]{10}"


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read street view notes to the table ``street_note``.

    All notes on one place are kept, each with its own day; which one counts is decided later. A note that
    comes again in another file is merged.

    Raises
    ------
    SourceError
        If a file cannot be read or misses a column.
    """
    quarantine = Quarantine(card.id)
    parts = [_rows(file, quarantine) for file in files]
    sieve = Sieve(_stack(parts), quarantine, "record_id")
    _judge(sieve, as_of)
    notes = sieve.rows.drop_duplicates("record_id", keep="last")
    table = conform(_table(notes, card.id), STREET_NOTE)
    return Delivery(
        tables={"street_note": table},
        quarantine=quarantine.table(),
        rows_read=sum(part.rows_read for part in parts),
        rows_merged=len(sieve.rows) - len(notes),
        columns={kind: names for part in parts for kind, names in part.columns.items()},
    )


def template(path: Path) -> None:
    """Write an empty form: ``.csv`` (for Excel, with ``;``) or ``.gpkg`` (for QGIS and QField, points).

    No example rows stand in it: an example that is forgotten would become evidence.

    Raises
    ------
    SourceError
        If the file name has another ending, the file is there already, or its folder is not.
    """
    if not path.parent.is_dir():
        raise SourceError(f"De map {path.parent} bestaat niet. Maak die eerst.")
    if path.exists():
        raise SourceError(f"{path.name} bestaat al. Kies een andere naam, dan gaat er niets verloren.")
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            csv.writer(handle, delimiter=";").writerow([*REQUIRED, *OPTIONAL])
    elif path.suffix.lower() == ".gpkg":
        _empty_layer(path)
    else:
        raise SourceError(f"{path.name}: kies een bestandsnaam die eindigt op .csv of .gpkg.")


def _empty_layer(path: Path) -> None:
    columns = [name for name in (*REQUIRED, *OPTIONAL) if name not in ("rd_x", "rd_y")]
    types = {"datum": pa.date32()}
    schema = pa.schema(
        [(name, types.get(name, pa.string())) for name in columns] + [("geometry", pa.binary())]
    )
    pyogrio.write_arrow(
        schema.empty_table(),
        path,
        layer=LAYER,
        driver="GPKG",
        geometry_name="geometry",
        geometry_type="Point",
        crs=CRS,
    )


def _rows(file: RawFile, quarantine: Quarantine) -> Rows:
    if file.path.suffix.lower() == ".csv":
        return read_delimited(file, quarantine, kind=LAYER, required=REQUIRED, optional=OPTIONAL)
    return _layer_rows(file)


def _layer_rows(file: RawFile) -> Rows:
    """Notes of a GeoPackage; the place of a point counts as its RD coordinates."""
    layer = read_layer(file.path)
    if layer.records:
        expect(list(layer.columns), file.path.name, REQUIRED, OPTIONAL)
    cells = {name: [_text(item.get(name)) for item in layer.records] for name in (*REQUIRED, *OPTIONAL)}
    frame = pd.DataFrame(cells, dtype="string")
    places = [None if shape is None else shape.centroid for shape in layer.geometry]
    frame["rd_x"] = pd.array([place and f"{place.x:.3f}" for place in places], dtype="string")
    frame["rd_y"] = pd.array([place and f"{place.y:.3f}" for place in places], dtype="string")
    frame["flaw"] = pd.Series([found and found.name for found in layer.flaw], dtype="string")
    frame["file"] = file.path.name
    frame["row"] = pd.Series(range(1, len(frame) + 1), dtype="Int64")
    return Rows(frame, len(frame), {LAYER: layer.columns} if layer.records else {})


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _stack(parts: list[Rows]) -> pd.DataFrame:
    frames = [part.frame.assign(part=number) for number, part in enumerate(parts) if len(part.frame)]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    columns = [*REQUIRED, *OPTIONAL, "flaw"]
    frame = frame.reindex(columns=[*columns, "file", "row", "part"]).astype(dict.fromkeys(columns, "string"))
    for column in (*REQUIRED, *OPTIONAL):
        frame[column] = address.text(frame[column])
    frame["record_id"] = _record_ids(frame)
    return frame


def _record_ids(frame: pd.DataFrame) -> pd.Series:
    """The note's own id, else a digest of its day, place and name: the same note has the same id again."""
    place = address.assemble(frame.rename(columns={"plaats": "woonplaats"})).astype("string")
    day = fields.days(frame["datum"])["first"].dt.strftime("%Y-%m-%d").astype("string")
    told = place.assign(day=day.fillna(frame["datum"]), vbo=frame["vbo_id"], name=frame["naam_op_gevel"])
    only_point = frame["vbo_id"].isna() & frame["huisnummer"].isna()
    told[["x", "y"]] = frame[["rd_x", "rd_y"]].where(only_point, pd.NA)
    lines = told.fillna("").to_numpy().tolist()
    digests = [
        hashlib.sha256("\x1f".join(line).encode("utf-8", "replace")).hexdigest()[:16] for line in lines
    ]
    return frame["id"].fillna(pd.Series(digests, index=frame.index, dtype="string"))


def _judge(sieve: Sieve, as_of: dt.date) -> None:
    for why in (Defect.BAD_GEOMETRY, Defect.OUTSIDE_NETHERLANDS):
        sieve.set_aside(sieve.rows["flaw"] == why.name, why)
    sieve.check_text((*REQUIRED, *OPTIONAL))
    _judge_day(sieve, as_of)
    for column in ("in_gebruik", "bewoning_gezien"):
        sieve.set_aside(fields.bad_truth(sieve.rows[column]), Defect.BAD_TRUTH, column)
    activity = sieve.rows["activiteit"].str.casefold()
    sieve.set_aside(
        activity.notna() & ~activity.isin([*ACTIVITIES, _OPEN]), Defect.UNKNOWN_CODE, "activiteit"
    )
    _judge_place(sieve)
    sieve.set_aside(sieve.rows.duplicated(["part", "record_id"]), Defect.DUPLICATE_KEY, "id")


def _judge_day(sieve: Sieve, as_of: dt.date) -> None:
    sieve.check_present("datum")
    days = fields.days(sieve.rows["datum"])
    # A look from the street has a day: a month or a year is not enough.
    sieve.set_aside(days["first"].isna() | (days["first"] != days["last"]), Defect.BAD_DATE, "datum")
    day = fields.days(sieve.rows["datum"])["first"]
    sieve.set_aside(day > pd.Timestamp(as_of), Defect.FUTURE_DATE, "datum")


def _judge_place(sieve: Sieve) -> None:
    vbo = fields.digits(sieve.rows["vbo_id"], 16)
    wrong = sieve.rows["vbo_id"].notna() & ~vbo.str.fullmatch(_VBO).fillna(value=False)
    sieve.set_aside(wrong, Defect.BAD_KEY, "vbo_id")
    sieve.set_aside(address.bad_postcode(sieve.rows["postcode"]), Defect.BAD_POSTCODE, "postcode")
    sieve.set_aside(address.bad_house_number(sieve.rows["huisnummer"]), Defect.BAD_NUMBER, "huisnummer")
    for column in ("rd_x", "rd_y"):
        sieve.set_aside(fields.bad_decimal(sieve.rows[column]), Defect.BAD_NUMBER, column)
    rows = sieve.rows
    x, y = fields.decimal(rows["rd_x"]), fields.decimal(rows["rd_y"])
    sieve.set_aside(fields.outside_netherlands(x, y), Defect.OUTSIDE_NETHERLANDS, "rd_x")
    rows = sieve.rows
    point = rows["rd_x"].notna() & rows["rd_y"].notna()
    number = rows["huisnummer"].notna() & (rows["postcode"].notna() | rows["straat"].notna())
    sieve.set_aside(~(point | number | rows["vbo_id"].notna()), Defect.NO_GEOMETRY)


def _table(notes: pd.DataFrame, source: str) -> pd.DataFrame:
    activity = notes["activiteit"].str.casefold()
    return pd.DataFrame(
        {
            "source": source,
            "record_id": notes["record_id"],
            "observed_on": fields.days(notes["datum"])["first"],
            "vbo_id_bag": fields.digits(notes["vbo_id"], 16),
            "in_use": fields.truth(notes["in_gebruik"]),
            "facade_name": notes["naam_op_gevel"],
            "activity": activity.mask(activity == _OPEN, pd.NA),
            "dwelling_seen": fields.truth(notes["bewoning_gezien"]),
            **address.assemble(notes.rename(columns={"plaats": "woonplaats"})),
            "geometry": fields.points(fields.decimal(notes["rd_x"]), fields.decimal(notes["rd_y"])),
        }
    )
