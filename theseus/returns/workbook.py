"""A filled-in workbook: two sheets found by name, columns by heading, the roster by its properties.

It may have come through Excel, LibreOffice or Numbers: rows and columns may have moved, others may have come,
and the properties may be gone. Formulas are read as formulas, so none passes for an answer.
"""

from __future__ import annotations

import io
import itertools
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from theseus.contracts.returning import OCCUPANCY, QUESTIONS_SHEET, VISITS_SHEET
from theseus.errors import ReturnError
from theseus.returns.rows import (
    QUESTIONS,
    VISITS,
    Cell,
    Layout,
    Returned,
    Row,
    columns_of,
    heading,
    is_told,
    require_small,
    returned,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LAST_ROW, MOST_COLUMNS = 1_048_576, 256  # rows are all that Excel has; no roster is that wide
FORM_SHEETS = {"survey", "choices", "settings"}  # of an XLSForm
SEARCHED = 60  # rows from the top in which the headings stand
# openpyxl lets through whatever its parsers raise on a damaged workbook; zipfile has its own.
_DAMAGE = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(AttributeError, KeyError, IndexError, OSError, SyntaxError, TypeError, ValueError),
)
# LibreOffice writes truth as a formula.
_TRUTH = {"=TRUE()": "ja", "=FALSE()": "nee"}
_FAULTS = {"f": "hier staat een formule; typ de waarde zelf", "e": "hier staat een fout van het programma"}


def read(path: Path) -> Returned:
    """Read a filled-in workbook.

    Raises
    ------
    ReturnError
        If it is no workbook, has no sheet of visits that a person can see, or misses a column.
    """
    try:
        require_small(path, path.stat().st_size)
        content = io.BytesIO(path.read_bytes())
        with zipfile.ZipFile(content) as package:
            require_small(path, sum(item.file_size for item in package.infolist()))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and other things that are not read here
            return _read(path, openpyxl.load_workbook(content, read_only=True, keep_links=False))
    except _DAMAGE as error:
        raise _no_workbook(path) from error


def _read(path: Path, book: Any) -> Returned:  # noqa: ANN401 - openpyxl has no types
    properties = {item.name: text_of(item.value) for item in book.custom_doc_props.props}
    visits, questions = (_sheet(path, book, name) for name in (VISITS_SHEET, QUESTIONS_SHEET))
    if visits is None and {heading(sheet.title) for sheet in book.worksheets} >= FORM_SHEETS:
        raise ReturnError(
            f"Bestand {path.name} is het lege formulier voor ODK. Haal wat ermee is ingevuld als .csv "
            "of .zip uit ODK Central."
        )
    if visits is None:
        raise ReturnError(
            f"Bestand {path.name} heeft geen blad '{VISITS_SHEET}'. Geef het blad die naam terug, of lever "
            "de looplijst aan zoals Theseus hem maakte."
        )
    seen, notes = _table(path, visits, VISITS_SHEET, VISITS)
    if questions is None:
        notes = [*notes, f"Blad '{QUESTIONS_SHEET}' is er niet; er zijn geen antwoorden gelezen."]
        return returned(path, properties, seen, (), notes)
    asked, _ = _table(path, questions, QUESTIONS_SHEET, QUESTIONS)
    return returned(path, properties, seen, asked, notes)


def _no_workbook(path: Path) -> ReturnError:
    return ReturnError(
        f"Bestand {path.name} is geen leesbare Excel-werkmap. Sla het op als .xlsx, zonder wachtwoord."
    )


def _sheet(path: Path, book: Any, name: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Find a sheet that a person can see; Numbers adds the name of the table to it."""
    wanted = heading(name)
    titled = [(heading(sheet.title), sheet) for sheet in book.worksheets]
    found = [sheet for title, sheet in titled if title == wanted]
    found = found or [sheet for title, sheet in titled if title.startswith((f"{wanted} -", f"{wanted}-"))]
    if len(found) > 1:
        raise ReturnError(f"Bestand {path.name} heeft meer dan een blad '{name}'. Laat er een over.")
    if found and found[0].sheet_state != "visible":
        raise ReturnError(
            f"Bestand {path.name}: blad '{name}' is verborgen. Maak het zichtbaar en kijk na wat erin staat."
        )
    return found[0] if found else None


def _table(path: Path, sheet: Any, name: str, layout: Layout) -> tuple[Iterator[Row], list[str]]:  # noqa: ANN401 - idem
    """Return the rows under the headings that have something in a column of the layout."""
    sheet.reset_dimensions()  # what a program writes there is not always so
    lines = _lines(path, sheet)
    places, notes = columns_of(path, f"blad {name}", _headings(lines), layout)
    rows = (_row(name, number, line, places) for number, line in lines if _is_filled_in(line))
    return (row for row in rows if any(cell.text for cell in row.cells.values())), notes


def _headings(lines: Iterator[tuple[int, tuple[Any, ...]]]) -> list[str]:
    """Read on up to the headings; those of a list to read are taken where there are no others."""
    told: list[str] = []
    for _, line in itertools.islice(lines, SEARCHED):
        texts = [text_of(cell.value) for cell in line]
        if heading(OCCUPANCY) in map(heading, texts):
            return texts
        told = told or (texts if is_told(texts) else [])
    return told


def _lines(path: Path, sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:  # noqa: ANN401 - idem
    """Number the rows as a person sees them; rows without anything are there too."""
    for number, line in enumerate(sheet.iter_rows(), start=1):
        if number > LAST_ROW:
            raise _no_workbook(path)
        yield number, line[:MOST_COLUMNS]


def _is_filled_in(line: tuple[Any, ...]) -> bool:
    """Tell quickly: between two rows there may be a million without anything."""
    return any(cell.value is not None for cell in line)


def _row(name: str, number: int, line: tuple[Any, ...], places: Mapping[int, str]) -> Row:
    where = f"{name}, rij {number}"
    cells = {}
    for at, column in places.items():
        named = f"{where}, kolom {column} ({get_column_letter(at + 1)}{number})"
        cells[column] = _cell(named, line[at] if at < len(line) else None)
    return Row(where, cells)


def _cell(where: str, cell: Any) -> Cell:  # noqa: ANN401 - idem
    if cell is None:
        return Cell(where)
    text = text_of(cell.value)
    if cell.data_type == "f" and text in _TRUTH:
        return Cell(where, _TRUTH[text])
    return Cell(where, text, _FAULTS.get(cell.data_type, ""))
