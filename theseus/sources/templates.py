"""Empty forms for the sources that the user keeps, each with what belongs in its columns.

No example rows stand in a form: an example that is forgotten would become evidence.
"""

from __future__ import annotations

import csv
import importlib
from typing import TYPE_CHECKING, cast

import xlsxwriter

from theseus.errors import ConfigError, SourceError
from theseus.sources import straatbeeld
from theseus.sources.forms import EXPLAINED, EXPLANATION, SHEET, Form

if TYPE_CHECKING:
    from pathlib import Path

_LISTS = ("alcoholvergunning", "dor", "lisa", "lrza", "milieumelding", "waadi")
SOURCES = tuple(sorted((*_LISTS, "straatbeeld")))
_ROWS = 5_000  # rows of a new sheet that get a list to choose from


def write(source: str, path: Path) -> None:
    """Write an empty form for a source: ``.csv`` (for Excel, with ``;``) or ``.xlsx``.

    A CSV has one row with explanations, which the reader knows and leaves out; a workbook has a sheet with
    them, and lists to choose from. Street notes come as ``.csv`` or ``.gpkg``, without.

    Raises
    ------
    ConfigError
        If there is no form for this source.
    SourceError
        If the file name has another ending, the file is there already, or its folder is not.
    """
    if source == "straatbeeld":
        straatbeeld.template(path)
        return
    form = form_of(source)
    if not path.parent.is_dir():
        raise SourceError(f"De map {path.parent} bestaat niet. Maak die eerst.")
    if path.exists():
        raise SourceError(f"{path.name} bestaat al. Kies een andere naam, dan gaat er niets verloren.")
    if path.suffix.lower() == ".csv":
        _write_csv(form, path)
    elif path.suffix.lower() == ".xlsx":
        _write_workbook(form, path)
    else:
        raise SourceError(f"{path.name}: kies een bestandsnaam die eindigt op .csv of .xlsx.")


def form_of(source: str) -> Form:
    """Return the form of a list.

    Raises
    ------
    ConfigError
        If there is no form for this source.
    """
    if source not in _LISTS:
        raise ConfigError(f"Voor bron '{source}' is geen invulbestand. Wel voor: {', '.join(SOURCES)}.")
    return cast("Form", importlib.import_module(f"theseus.sources.{source}").FORM)


def _write_csv(form: Form, path: Path) -> None:
    says = {**form.columns, **form.spare}
    explained = [f"{EXPLAINED}: {says[form.key]}", *(text for name, text in says.items() if name != form.key)]
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle, delimiter=";").writerows([list(says), explained])


def _write_workbook(form: Form, path: Path) -> None:
    says = {**form.columns, **form.spare}
    with xlsxwriter.Workbook(path) as book:
        # As text a number keeps its leading zeros, and all of its digits.
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(says):
            sheet.set_column(place, place, max(12, len(name) + 2), text)
            sheet.write_string(0, place, name, bold)
            if name in form.closed and not (name == "soort" and len(form.kinds) > 1):
                choices = {"validate": "list", "source": list(form.closed[name])}
                sheet.data_validation(1, place, _ROWS, place, choices)
        _explain(book.add_worksheet(EXPLANATION), form, bold)


def _explain(sheet: xlsxwriter.worksheet.Worksheet, form: Form, bold: object) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 90)
    for place, title in enumerate(("kolomnaam", "verplicht", "wat er in hoort")):
        sheet.write_string(0, place, title, bold)
    for row, (name, text) in enumerate({**form.columns, **form.spare}.items(), start=1):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, "kolom" if name in form.columns else "nee")
        sheet.write_string(row, 2, text)
