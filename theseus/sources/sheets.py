"""Excel workbooks: the one sheet with the expected columns, as raw text, before anything is believed."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from theseus.errors import SourceError
from theseus.sources.delimited import Rows, expect
from theseus.sources.delivery import Defect, Quarantine, RawFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LARGEST = 1_000_000_000  # bytes, unpacked; a workbook that pretends to be small would fill the memory
_DAMAGE = (AttributeError, KeyError, IndexError, OSError, SyntaxError, TypeError, ValueError)
_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number; a longer key has lost its end


def read_sheet(
    file: RawFile,
    quarantine: Quarantine,
    *,
    kind: str,
    required: Sequence[str],
    optional: Sequence[str] = (),
) -> Rows:
    """Read the sheet of a workbook that has the required columns in its first row.

    Dates come as ``2026-11-16``, whole numbers without a decimal point, truth as ``ja`` or ``nee``; formulas
    count as the value that was saved with them. A number of 16 digits or more comes as ``1.23401E+15``, which
    is no key: its last digits are gone. Rows without any value go to the quarantine, except those
    behind the last row with one: a spreadsheet has no end of its own.

    Parameters
    ----------
    kind, required, optional
        See :func:`theseus.sources.delimited.read_delimited`.

    Raises
    ------
    SourceError
        If the file is no workbook, misses a column, or has the columns on more than one sheet.
    """
    name = file.path.name
    wanted = (*required, *optional)
    (header, *records) = _chosen(file.path, required)
    names = [_plain(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    expect(names, name, required, optional)
    good = _whole_rows(records, len(names), name, quarantine)
    cells = {
        column: [None if column not in names else row[names.index(column)] for _, row in good]
        for column in wanted
    }
    frame = pd.DataFrame(cells, columns=list(wanted), dtype="string")
    frame["file"] = name
    frame["row"] = pd.Series([number for number, _ in good], dtype="Int64")
    return Rows(frame, len(records), {kind: tuple(names)})


def _chosen(path: Path, required: Sequence[str]) -> list[list[str | None]]:
    """Rows of the one sheet with the columns; of the first filled sheet if none has them all."""
    filled = [(title, rows) for title, rows in _sheets(path) if rows]
    if not filled:
        raise SourceError(f"Bestand {path.name} is leeg. Lever het bestand opnieuw aan.")
    fitting = [(title, rows) for title, rows in filled if {_plain(cell) for cell in rows[0]} >= set(required)]
    if len(fitting) > 1:
        titles = ", ".join(f"'{title}'" for title, _ in fitting)
        raise SourceError(
            f"Bestand {path.name}: de bladen {titles} hebben alle de kolommen. Laat er een over."
        )
    best = fitting or sorted(filled, key=lambda sheet: -_met(sheet[1][0], required))
    return best[0][1]


def _met(header: Sequence[str | None], required: Sequence[str]) -> int:
    return len({_plain(cell) for cell in header} & set(required))


def _sheets(path: Path) -> list[tuple[str, list[list[str | None]]]]:
    """Title and rows of each worksheet, up to its last row with a value."""
    return [(title, _to_the_end(rows)) for title, rows in _cells(path)]


def _to_the_end(cells: list[tuple[object, ...]]) -> list[list[str | None]]:
    rows = [[_text(cell) for cell in row] for row in cells]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _cells(path: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    _refuse_bombs(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and other things that are not read here
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            found = [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
            book.close()
    # openpyxl lets through whatever its parsers raise on a damaged workbook.
    except (InvalidFileException, zipfile.BadZipFile, *_DAMAGE) as error:
        raise _no_workbook(path) from error
    return found


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            size = sum(item.file_size for item in package.infolist())
    except zipfile.BadZipFile as error:
        raise _no_workbook(path) from error
    if size > LARGEST:
        raise SourceError(f"Bestand {path.name} is uitgepakt groter dan {LARGEST // 10**9} GB. Splits het.")


def _no_workbook(path: Path) -> SourceError:
    return SourceError(
        f"Bestand {path.name} is geen leesbare Excel-werkmap. Sla het op als .xlsx, zonder wachtwoord."
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, int | float) and abs(value) >= _DIGITS:
        return f"{value:.5E}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() or None


def _plain(cell: str | None) -> str:
    return (cell or "").strip().casefold().replace(" ", "_")


def _whole_rows(
    records: list[list[str | None]], width: int, name: str, quarantine: Quarantine
) -> list[tuple[int, list[str | None]]]:
    good = []
    for number, record in enumerate(records, start=1):
        filled = len(record) - next((at for at, cell in enumerate(reversed(record)) if cell), len(record))
        if not filled:
            quarantine.add(Defect.EMPTY_ROW, file=name, row=number)
        elif filled > width:
            said = f"{filled} in plaats van {width}"
            quarantine.add(Defect.WRONG_COLUMN_COUNT, file=name, row=number, value=said)
        else:
            good.append((number, [*record, *[None] * width][:width]))
    return good
