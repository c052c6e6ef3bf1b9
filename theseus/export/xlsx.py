"""The roster as an Excel file to print and fill in: A4 landscape, one page wide.

Text from outside is only ever written as text. The hidden first column names the occupancy, so that
a filled-in roster finds its way back.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter

from theseus.atomic import write_bytes
from theseus.export.roster import OUTCOMES
from theseus.export.words import listed, long_date, visits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from theseus.model import Inspection

A4 = 9
EXCEL_MAX_CHARS = 32_767  # per cell, counted in UTF-16 units
EXCEL_MAX_HEIGHT = 409.0  # points
LINE_HEIGHT = 13.0  # points, of a line of 10 points
LETTERS_PER_WIDTH = 1.1  # a column's width counts digits of 11 points; text of 10 points is narrower
MIN_HEIGHT = 54.0  # room to write by hand
FOOTER_NAME_CHARS = 60
# Control characters but tab and newline, lone surrogates, and what XML 1.0 cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
HINT = "Vul per bezoek de uitkomst in (keuzelijst) en de antwoorden onder hetzelfde nummer als de vraag."


@dataclass(frozen=True)
class _Column:
    """One column of the sheet; ``width`` in characters."""

    name: str
    title: str
    width: float
    style: str = "text"


COLUMNS = (
    _Column("occupancy_id", "occupancy_id", 12),
    _Column("volgnummer", "Nr.", 4, "middle"),
    _Column("aankomst", "Van", 6, "middle"),
    _Column("vertrek", "Tot", 6, "middle"),
    _Column("adres", "Adres", 18, "strong"),
    _Column("naam", "Naam", 19),
    _Column("terrein", "Terrein", 13),
    _Column("label", "Label", 6, "middle"),
    _Column("reden", "Reden", 20),
    _Column("vragen", "Vragen", 36),
    _Column("uitkomst", "Uitkomst", 14, "answer"),
    _Column("antwoorden", "Antwoorden en opmerkingen", 34, "answer"),
)
HEADER_ROW = 5
CHOICES = "Keuzes"


def write(
    path: Path,
    inspection: Inspection,
    rows: pd.DataFrame,
    *,
    region_name: str,
    municipality_name: str,
    troubled: Sequence[str] = (),
) -> None:
    """Write the roster of one inspection, whole or not at all.

    Parameters
    ----------
    rows
        What ``roster.rows`` makes.
    troubled
        Sources that were not as fresh as they should be, with how and since when (Dutch).

    Notes
    -----
    The same roster gives the same bytes: the file's creation date is the date of the inspection.
    Characters that a cell cannot hold become a space; a text that is too long ends in ``…``.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        styles = _styles(book)
        sheet = book.add_worksheet("Looplijst")
        title = f"Looplijst {_kind(inspection)} {municipality_name}"
        _describe(book, inspection, title)
        _set_page(sheet, inspection, municipality_name)
        _write_top(sheet, inspection, title, _where(region_name, troubled), styles)
        _write_rows(sheet, rows, styles)
        _offer_outcomes(book, sheet, len(rows))
    write_bytes(path, buffer.getvalue())


def _kind(inspection: Inspection) -> str:
    return f"themacontrole {inspection.theme}" if inspection.theme else "integrale controle"


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    cell = {"font_name": "Calibri", "font_size": 10, "text_wrap": True, "valign": "top", "border": 1}
    cell["border_color"] = "#9AA5B1"
    return {
        "text": book.add_format(cell),
        "strong": book.add_format({**cell, "bold": True}),
        "middle": book.add_format({**cell, "align": "center"}),
        "answer": book.add_format({**cell, "bg_color": "#FFFBEA"}),
        "header": book.add_format(
            {**cell, "bold": True, "valign": "vcenter", "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}
        ),
        "title": book.add_format({"font_name": "Calibri", "font_size": 16, "bold": True}),
        "top": book.add_format({"font_name": "Calibri", "font_size": 11}),
        "hint": book.add_format({"font_name": "Calibri", "font_size": 10, "italic": True}),
    }


def _describe(book: xlsxwriter.Workbook, inspection: Inspection, title: str) -> None:
    made = dt.datetime.combine(inspection.session.date, dt.time(), tzinfo=dt.UTC)
    book.set_properties({"title": clean(title), "author": "Theseus", "created": made})
    book.set_custom_property("session_id", clean(inspection.session.session_id), "text")


def _set_page(sheet: Worksheet, inspection: Inspection, municipality_name: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.hide_gridlines(2)
    name = clean(municipality_name).replace("\n", " ")[:FOOTER_NAME_CHARS].replace("&", "&&")
    day = f"{inspection.session.date:%d-%m-%Y}"
    sheet.set_footer(f"&L&9Vertrouwelijk&C&9Pagina &P van &N&R&9{name}, {day}")
    for number, column in enumerate(COLUMNS):
        hidden = {"hidden": True} if column.name == "occupancy_id" else {}
        sheet.set_column(number, number, column.width, None, hidden)


def _where(region_name: str, troubled: Sequence[str]) -> str:
    warning = f"   ·   let op, niet actueel: {'; '.join(troubled)}" if troubled else ""
    return f"Regio: {region_name}   ·   vertrouwelijk{warning}"


def _write_top(
    sheet: Worksheet, inspection: Inspection, title: str, where: str, styles: dict[str, Format]
) -> None:
    session = inspection.session
    when = f"{long_date(session.date)}, {session.start:%H:%M} tot {session.end:%H:%M} uur"
    partners = listed(session.partners) or "geen"
    sheet.set_row(0, 24)
    sheet.write_string(0, 1, clean(title), styles["title"])
    sheet.write_string(1, 1, clean(f"{when}   ·   {visits(len(inspection.visits))}"), styles["top"])
    sheet.write_string(2, 1, clean(f"Ketenpartners: {partners}"), styles["top"])
    sheet.write_string(3, 1, clean(where), styles["top"])
    sheet.write_string(4, 1, HINT, styles["hint"])
    sheet.set_row(HEADER_ROW, 22)
    for number, column in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW, number, column.title, styles["header"])


def _write_rows(sheet: Worksheet, rows: pd.DataFrame, styles: dict[str, Format]) -> None:
    filled = rows[[column.name for column in COLUMNS]].astype("string").fillna("")
    for offset, row in enumerate(filled.itertuples(index=False), start=HEADER_ROW + 1):
        texts = [clean(text) for text in row]
        sheet.set_row(offset, _height(texts))
        for number, (column, text) in enumerate(zip(COLUMNS, texts, strict=True)):
            if column.name == "volgnummer":
                sheet.write_number(offset, number, int(text), styles[column.style])
            else:
                sheet.write_string(offset, number, text, styles[column.style])


def _offer_outcomes(book: xlsxwriter.Workbook, sheet: Worksheet, count: int) -> None:
    """A list to choose from; on a sheet of its own, because an inline list splits at every comma."""
    choices = book.add_worksheet(CHOICES)
    choices.hide()
    choices.write_column(0, 0, OUTCOMES)
    column = [column.name for column in COLUMNS].index("uitkomst")
    sheet.data_validation(
        *(HEADER_ROW + 1, column, HEADER_ROW + max(count, 1), column),
        {
            "validate": "list",
            "source": f"={CHOICES}!$A$1:$A${len(OUTCOMES)}",
            "error_title": "Uitkomst",
            "error_message": "Kies een uitkomst uit de lijst.",
        },
    )


def _height(texts: list[str]) -> float:
    """Points that the tallest cell of a row needs: each paragraph wrapped at its column's width."""
    lines = 1
    for column, text in zip(COLUMNS[1:], texts[1:], strict=True):
        wrapped = sum(
            max(1, math.ceil(len(part) / (column.width * LETTERS_PER_WIDTH))) for part in text.split("\n")
        )
        lines = max(lines, wrapped)
    return min(max(lines * LINE_HEIGHT + 4, MIN_HEIGHT), EXCEL_MAX_HEIGHT)


def clean(text: str) -> str:
    """Make a text fit for a cell: no control characters, at most as long as Excel allows."""
    text = UNWRITABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * EXCEL_MAX_CHARS:
        return text
    return units[: 2 * (EXCEL_MAX_CHARS - 1)].decode("utf-16-le", errors="ignore") + "…"
