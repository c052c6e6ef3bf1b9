"""Sheets to print and fill in: A4 landscape, headings that repeat, answers in a colour of their own.

Text from outside is only ever written as text. Everything is locked (without a password) but the cells that
somebody fills in.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

A4 = 9
EXCEL_MAX_CHARS = 32_767  # per cell, counted in UTF-16 units
EXCEL_MAX_HEIGHT = 409.0  # points
LINE_HEIGHT = 13.0  # points, of a line of 10 points
LETTERS_PER_WIDTH = 1.2  # a column's width counts digits of 11 points; text of 10 points is narrower
FOOTER_NAME_CHARS = 60
MAY_STILL = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
}
# Control characters but tab and newline, lone surrogates, and what XML 1.0 cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
    field
        Column of the table; empty for one that is filled in.
    needs
        What an agreement has to allow, of ``contracts.returning.COLUMNS``.
    width
        In characters.
    """

    title: str
    field: str
    needs: str
    width: float
    style: str = "text"
    hidden: bool = False


@dataclass(frozen=True)
class Page:
    """What stands above and below the rows of a sheet."""

    title: str
    lines: tuple[str, ...]
    hint: str
    footer: str
    smallest_row: float

    @property
    def header_row(self) -> int:
        """The row of the headings, counted from 0."""
        return len(self.lines) + 2


def styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """Make the styles of a workbook, by name; only ``answer`` is not locked."""
    plain = {"font_name": "Calibri", "font_size": 10}
    cell = {**plain, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#9AA5B1"}
    dark = {"bg_color": "#1F3A5F", "font_color": "#FFFFFF", "valign": "vcenter"}
    return {
        "text": book.add_format(cell),
        "strong": book.add_format({**cell, "bold": True}),
        "middle": book.add_format({**cell, "align": "center"}),
        "quiet": book.add_format({**cell, "font_color": "#52606D", "font_size": 9}),
        "answer": book.add_format({**cell, "bg_color": "#FFFBEA", "locked": False}),
        "header": book.add_format({**cell, **dark, "bold": True}),
        "title": book.add_format({**plain, "font_size": 16, "bold": True}),
        "top": book.add_format({**plain, "font_size": 11}),
        "hint": book.add_format({**plain, "italic": True, "font_color": "#52606D"}),
    }


def write(
    sheet: Worksheet, page: Page, columns: Sequence[Column], rows: pd.DataFrame, looks: Mapping[str, Format]
) -> None:
    """Write one sheet, ready to print; a text that a cell cannot hold is cleaned or cut."""
    first = next((number for number, column in enumerate(columns) if not column.hidden), 0)
    _set_page(sheet, page, columns)
    sheet.set_row(0, 24)
    sheet.write_string(0, first, clean(page.title), looks["title"])
    for number, line in enumerate(page.lines, start=1):
        sheet.write_string(number, first, clean(line), looks["top"])
    sheet.write_string(page.header_row - 1, first, page.hint, looks["hint"])
    sheet.set_row(page.header_row, 22)
    for number, column in enumerate(columns):
        sheet.write_string(page.header_row, number, column.title, looks["header"])
    texts = [_texts(rows, column) for column in columns]
    for offset, row in enumerate(zip(*texts, strict=True), start=page.header_row + 1):
        sheet.set_row(offset, _height(row, columns, page.smallest_row))
        for number, (column, text) in enumerate(zip(columns, row, strict=True)):
            _write_cell(sheet, offset, number, text, looks[column.style])
    sheet.protect("", MAY_STILL)


def _texts(rows: pd.DataFrame, column: Column) -> list[str]:
    if not column.field:
        return [""] * len(rows)
    return [clean(text) for text in rows[column.field].astype("string").fillna("")]


def _write_cell(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    if text.isascii() and text.isdigit() and str(int(text)) == text and len(text) < 4:  # noqa: PLR2004 - counts
        sheet.write_number(row, column, int(text), style)
    elif text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def _set_page(sheet: Worksheet, page: Page, columns: Sequence[Column]) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(page.header_row)
    sheet.freeze_panes(page.header_row + 1, 0)
    sheet.hide_gridlines(2)
    name = clean(page.footer).replace("\n", " ")[:FOOTER_NAME_CHARS].replace("&", "&&")
    sheet.set_footer(f"&L&9Vertrouwelijk&C&9Pagina &P van &N&R&9{name}")
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width, None, {"hidden": True} if column.hidden else {})


def _height(texts: Iterable[str], columns: Sequence[Column], smallest: float) -> float:
    """Points that the tallest cell of a row needs: each paragraph wrapped at its column's width."""
    lines = 1
    for column, text in zip(columns, texts, strict=True):
        if not column.hidden:
            letters = column.width * LETTERS_PER_WIDTH
            lines = max(lines, sum(max(1, math.ceil(len(part) / letters)) for part in text.split("\n")))
    return min(max(lines * LINE_HEIGHT + 4, smallest), EXCEL_MAX_HEIGHT)


def clean(text: str) -> str:
    """Make a text fit for a cell: no control characters, at most as long as Excel allows."""
    text = UNWRITABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * EXCEL_MAX_CHARS:
        return text
    return units[: 2 * (EXCEL_MAX_CHARS - 1)].decode("utf-16-le", errors="ignore") + "…"
