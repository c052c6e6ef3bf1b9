"""Delimited text: encoding, delimiter, header and field count, before anything is believed."""

from __future__ import annotations

import csv
import difflib
import io
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from theseus.errors import SourceError
from theseus.sources.delivery import SHOWN, Defect, Quarantine, RawFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DELIMITERS = (";", ",", "\t")
# Excel's own way to name the delimiter: a first line that is no row. Saved once more it is quoted, or
# gets the empty fields of its neighbours.
_NAMED = re.compile(r'\A"?sep=(?P<mark>[^"\r\n])"?[;,\t]*(?:\r?\n|\Z)', re.IGNORECASE)
UTF_8 = ("utf-8-sig",)
# What Excel in the Netherlands calls "CSV" is Windows-1252. Only lists that people keep by hand may be so.
WINDOWS = ("utf-8-sig", "cp1252")
# Letters of other old encodings read as Windows-1252 give these signs in the middle of a word.
_MISREAD = re.compile("[A-Za-z][\u201a\u0192\u201e\u2020\u2021\u02c6\u2030\u2039\u2018][a-z]|[a-z]\u017d")
# How alike (0 to 1) a strange name must be to be suggested for a missing column, and to be refused as a
# misspelt optional one.
_ALIKE, _MISSPELT = 0.6, 0.75


@dataclass(frozen=True)
class Rows:
    """The raw rows of one file, all text, before any judgement.

    Attributes
    ----------
    frame
        Text columns plus ``file`` (name) and ``row`` (1-based record number).
    rows_read
        Records met in the file, those already set aside included.
    columns
        Field names met, per kind of record.
    """

    frame: pd.DataFrame
    rows_read: int
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_delimited(
    file: RawFile,
    quarantine: Quarantine,
    *,
    kind: str,
    required: Sequence[str],
    optional: Sequence[str] = (),
    encodings: Sequence[str] = UTF_8,
) -> Rows:
    """Read a delimited file with a header; only the named columns are kept.

    The delimiter is what a first line ``sep=;`` names, else the one of ``;``, ``,`` and tab that finds
    most of the named columns. Names are compared without regard for capitals, and spaces count as ``_``.
    Rows without any text and rows with another number of fields than the header go to the quarantine.

    Parameters
    ----------
    kind
        Name of this kind of record in ``Rows.columns``.
    required, optional
        Column names. An optional column that is absent comes back empty.
    encodings
        Encodings that the source may come in, tried in this order.

    Returns
    -------
    Rows
        Columns ``required`` and ``optional`` as text (``string``).

    Raises
    ------
    SourceError
        If the file has another encoding, is empty, has an unclosed quotation mark, or misses a column
        (with the name it was probably given).
    """
    name = file.path.name
    wanted = (*required, *optional)
    lines, mark = _opened(file.path, wanted, encodings)
    header, *records = _split(lines, mark, name)
    names = [_plain(cell) for cell in header]
    expect(names, name, required, optional)
    good = _whole_rows(records, len(names), name, quarantine)
    cells = {column: _column(good, names, column) for column in wanted}
    frame = pd.DataFrame(cells, columns=list(wanted), dtype="string")
    frame["file"] = name
    frame["row"] = pd.Series([number for number, _ in good], dtype="Int64")
    return Rows(frame, len(records), {kind: tuple(names)})


def header_of(file: RawFile, wanted: Sequence[str]) -> tuple[str, ...]:
    """Column names of a delimited file, to tell what kind of file it is."""
    lines, mark = _opened(file.path, wanted, UTF_8)
    header = _split(lines.split("\n", 1)[0], mark, file.path.name)[0]
    return tuple(_plain(cell) for cell in header)


def decode(path: Path, encodings: Sequence[str] = UTF_8) -> str:
    """Text of a file in one of these encodings (a byte order mark is allowed) that is not empty.

    Raises
    ------
    SourceError
        If the file is empty or in another encoding; the message tells how to save it.
    """
    content = path.read_bytes()
    read = (_text(content, encoding) for encoding in encodings)
    found = next((text for text in read if text is not None), None)
    if found is None:
        raise SourceError(
            f"Bestand {path.name} is niet in UTF-8 opgeslagen (fout bij byte {_first_bad(content)}). Bewaar "
            "het opnieuw als UTF-8; in Excel heet dat 'CSV UTF-8 (door scheidingstekens gescheiden)'."
        )
    _not_empty(found, path)
    return found


def _text(content: bytes, encoding: str) -> str | None:
    """Text in one encoding; None if it is in another."""
    try:
        found = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    # Windows-1252 can read nearly any bytes, so what comes out has to look like text.
    odd = encoding == "cp1252" and ("\x00" in found or _MISREAD.search(found))
    return None if odd else found


def _first_bad(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1
    return 1


def _not_empty(found: str, path: Path) -> None:
    if not found.strip():
        raise SourceError(f"Bestand {path.name} is leeg. Lever het bestand opnieuw aan.")


def _opened(path: Path, wanted: Sequence[str], encodings: Sequence[str]) -> tuple[str, str]:
    """Text of a file from its header on, and its delimiter."""
    lines = decode(path, encodings)
    named = _NAMED.match(lines)
    if not named:
        return lines, _delimiter(lines, wanted)
    left = lines[named.end() :]
    _not_empty(left, path)
    # Another program may have changed the delimiter and left the line that names it.
    found = _delimiter(left, wanted)
    mark = named["mark"]
    return left, found if _names_met(left, found, wanted) > _names_met(left, mark, wanted) else mark


def _delimiter(lines: str, wanted: Sequence[str]) -> str:
    return max(DELIMITERS, key=lambda mark: _names_met(lines, mark, wanted))


def _names_met(lines: str, mark: str, wanted: Sequence[str]) -> int:
    first = lines.split("\n", 1)[0]
    return len({_plain(cell) for cell in first.split(mark)} & set(wanted))


def _plain(cell: str) -> str:
    return cell.strip().strip('"').strip().casefold().replace(" ", "_")


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lift the csv module's own limit for a while: too long is our judgement, not a crash."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _split(lines: str, delimiter: str, name: str) -> list[list[str]]:
    # Strict: a quotation mark that is never closed would swallow the rows behind it in silence.
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, strict=True)
    with _long_fields():
        try:
            return list(reader)
        except csv.Error as error:
            raise SourceError(
                f"Bestand {name}: een aanhalingsteken op of voor regel {reader.line_num} is niet gesloten of "
                "niet verdubbeld. Herstel die regel."
            ) from error


def expect(names: list[str], name: str, required: Sequence[str], optional: Sequence[str]) -> None:
    """Refuse a file that misses a column, has one twice, or has misspelt one.

    Raises
    ------
    SourceError
        With the name that the column was probably given.
    """
    double = sorted({column for column in names if names.count(column) > 1})
    if double:
        raise SourceError(f"Bestand {name}: kolom '{double[0]}' komt twee keer voor. Laat er een weg.")
    strange = [column for column in names if column not in (*required, *optional)]
    missing = [column for column in (*required, *optional) if column not in names]
    for column in missing:
        cutoff = _ALIKE if column in required else _MISSPELT
        alike = difflib.get_close_matches(column, strange, n=1, cutoff=cutoff)
        if column in required:
            there = ", ".join(strange)[:SHOWN] or "geen andere"
            mend = f"Bedoelde u '{alike[0]}'? Hernoem die." if alike else f"Voeg hem toe; over: {there}."
            raise SourceError(f"Bestand {name}: kolom '{column}' ontbreekt. {mend}")
        if alike:
            raise SourceError(f"Bestand {name}: kolom '{alike[0]}' is onbekend; bedoelde u '{column}'?")


def _whole_rows(
    records: list[list[str]], width: int, name: str, quarantine: Quarantine
) -> list[tuple[int, list[str]]]:
    good = []
    for number, record in enumerate(records, start=1):
        if not any(cell.strip() for cell in record):
            quarantine.add(Defect.EMPTY_ROW, file=name, row=number)
        elif len(record) != width:
            quarantine.add(
                Defect.WRONG_COLUMN_COUNT, file=name, row=number, value=f"{len(record)} in plaats van {width}"
            )
        else:
            good.append((number, record))
    return good


def _column(good: list[tuple[int, list[str]]], names: list[str], column: str) -> list[str | None]:
    if column not in names:
        return [None] * len(good)
    place = names.index(column)
    return [record[place] for _, record in good]
