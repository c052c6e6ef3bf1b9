"""The roster as an Excel file to print and fill in: a sheet of visits and a sheet of questions.

Sheets and headings have the names of ``contracts.returning``, by which a filled-in roster is read back.
Hidden columns and properties say which visit, question and roster it is; only who may fill in has them.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, TypeAlias

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from theseus.atomic import write_bytes
from theseus.contracts.returning import (
    ANSWER,
    EDITION,
    EDITION_NOW,
    FINDING_KINDS,
    FINDINGS,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    OUTCOMES,
    QUESTION,
    QUESTIONS_SHEET,
    RUN,
    SESSION,
    VISITS_SHEET,
)
from theseus.export import cells
from theseus.export.cells import Column, Page, clean
from theseus.export.words import TRUTH, listed, visits, when

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from theseus.export.need_to_know import Roster
    from theseus.model import Question

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
VISIT_COLUMNS = (
    Column(OCCUPANCY, OCCUPANCY, "uitkomst", 12, hidden=True),
    Column("Nr.", "volgnummer", "volgnummer", 4, "middle"),
    Column("Team", "team", "volgnummer", 5.5, "middle"),
    Column("Van", "aankomst", "tijden", 6, "middle"),
    Column("Tot", "vertrek", "tijden", 6, "middle"),
    Column("Adres", "adres", "adres", 20, "strong"),
    Column("Naam", "naam", "naam", 20),
    Column("Terrein", "terrein", "terrein", 14),
    Column("Label", "label", "label", 6, "middle"),
    Column("Reden", "reden", "reden", 44),
    Column(OUTCOME, "", "uitkomst", 14, "answer"),
    *(Column(title, "", "uitkomst", 11, "answer") for title in FINDINGS),
    Column(NOTE, "", "uitkomst", 24, "answer"),
)
QUESTION_COLUMNS = (
    Column(OCCUPANCY, OCCUPANCY, "uitkomst", 12, hidden=True),
    Column(QUESTION, QUESTION, "uitkomst", 12, hidden=True),
    Column("Nr.", "volgnummer", "volgnummer", 5, "middle"),
    Column("Team", "team", "volgnummer", 5.5, "middle"),
    Column("Adres", "adres", "adres", 40, "strong"),
    Column("Vraag", "vraag", "vragen", 52),
    Column(ANSWER, "", "uitkomst", 30, "answer"),
    Column("Kies uit", "keuze", "uitkomst", 56, "quiet"),
)
CHOICES = "Keuzes"
VISIT_HINT = "Vul de gele vakken in; in elk vak is uit een lijst te kiezen, behalve bij Opmerking."
QUESTION_HINT = "Vul de gele vakken in. Een leeg vak betekent: niet gevraagd of geen antwoord."
READING_HINT = "Deze lijst is om te lezen; de gemeente vult in wat een bezoek opleverde."
_Range: TypeAlias = tuple[int, int, int, int]  # first row and column, last row and column


def write(path: Path, roster: Roster) -> None:
    """Write a roster, whole or not at all.

    Notes
    -----
    The same roster gives the same bytes: the file's creation date is the date of the inspection.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        looks = cells.styles(book)
        _describe(book, roster)
        sheet = book.add_worksheet(VISITS_SHEET)
        shown = _shown(VISIT_COLUMNS, roster)
        page = _page(roster, VISIT_HINT if roster.allows("uitkomst") else READING_HINT, 40.0)
        cells.write(sheet, page, shown, roster.visits, looks)
        asking = book.add_worksheet(QUESTIONS_SHEET) if roster.allows("vragen") else None
        if asking is not None:
            _write_questions(asking, roster, looks)
        if roster.allows("uitkomst"):
            _offer(book, roster, (sheet, shown, page), asking)
    write_bytes(path, buffer.getvalue())


def _shown(columns: Sequence[Column], roster: Roster) -> list[Column]:
    """The columns that may be read; the team only where there are several."""
    several = roster.session.teams > 1
    return [item for item in columns if roster.allows(item.needs) and (item.field != "team" or several)]


def _page(roster: Roster, hint: str, smallest_row: float) -> Page:
    session, heading = roster.session, roster.heading
    troubled = f"   ·   let op, niet actueel: {'; '.join(heading.troubled)}" if heading.troubled else ""
    made_for = f"   ·   gemaakt voor {roster.reader}" if roster.reader else ""
    lines = (
        f"{when(session)}   ·   {visits(len(roster.visits))}",
        f"Ketenpartners: {listed(session.partners) or 'geen'}",
        f"Regio: {heading.region}   ·   vertrouwelijk{made_for}{troubled}",
    )
    footer = f"{heading.municipality}, {session.date:%d-%m-%Y}"
    return Page(roster.title, lines, hint, footer, smallest_row)


def _describe(book: xlsxwriter.Workbook, roster: Roster) -> None:
    made = dt.datetime.combine(roster.session.date, dt.time(), tzinfo=dt.UTC)
    book.set_properties({"title": clean(roster.title), "author": "Theseus", "created": made})
    about = {SESSION: roster.session.session_id, RUN: roster.heading.run, EDITION: EDITION_NOW}
    for name, value in about.items():
        book.set_custom_property(name, clean(value), "text")


def _write_questions(sheet: Worksheet, roster: Roster, looks: dict[str, Format]) -> None:
    known = {question.id: _choices(question) for question in roster.heading.questions}
    rows = roster.questions
    if roster.allows("uitkomst"):
        rows = rows.assign(keuze=[_told(known.get(name, ())) for name in rows[QUESTION]])
    hint = QUESTION_HINT if roster.allows("uitkomst") else READING_HINT
    cells.write(sheet, _page(roster, hint, 18.0), _shown(QUESTION_COLUMNS, roster), rows, looks)


def _choices(question: Question) -> tuple[str, ...]:
    return TRUTH if question.type == "truth" else question.choices


def _told(choices: Sequence[str]) -> str:
    return " / ".join(choices)


def _offer(
    book: xlsxwriter.Workbook,
    roster: Roster,
    visited: tuple[Worksheet, list[Column], Page],
    asking: Worksheet | None,
) -> None:
    """Lists to choose from; on a sheet of their own, because an inline list splits at every comma."""
    choices = _Choices(book.add_worksheet(CHOICES))
    sheet, columns, page = visited
    first, last = page.header_row + 1, page.header_row + max(len(roster.visits), 1)
    titles = [column.title for column in columns]
    for title, options in {OUTCOME: tuple(OUTCOMES), **dict.fromkeys(FINDINGS, FINDING_KINDS)}.items():
        at = titles.index(title)
        choices.offer(sheet, [(first, at, last, at)], options)
    if asking is not None:
        _offer_answers(asking, roster, choices)


def _offer_answers(sheet: Worksheet, roster: Roster, choices: _Choices) -> None:
    first = _page(roster, "", 0).header_row + 1
    at = [column.title for column in _shown(QUESTION_COLUMNS, roster)].index(ANSWER)
    asked = list(roster.questions[QUESTION])
    for question in roster.heading.questions:
        places = [(first + row, at, first + row, at) for row, name in enumerate(asked) if name == question.id]
        if places and question.type == "number":
            _validate(sheet, places, {"validate": "decimal", "criteria": ">=", "value": 0})
        elif places:
            choices.offer(sheet, places, _choices(question))


class _Choices:
    """The hidden sheet with lists: each list is one column, written once."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.columns: dict[tuple[str, ...], int] = {}
        sheet.hide()
        sheet.protect()

    def offer(self, sheet: Worksheet, places: Sequence[_Range], options: tuple[str, ...]) -> None:
        """Offer options in cells."""
        column = self.columns.setdefault(options, len(self.columns))
        self.sheet.write_column(0, column, options)
        source = f"={CHOICES}!{xl_range_abs(0, column, len(options) - 1, column)}"
        _validate(sheet, places, {"validate": "list", "source": source})


def _validate(sheet: Worksheet, places: Sequence[_Range], rule: dict[str, object]) -> None:
    message = "Kies uit de lijst." if rule["validate"] == "list" else "Vul een getal in."
    told = {"error_title": "Past niet", "error_message": message}
    sheet.data_validation(*places[0], {**rule, **told, "other_cells": [list(place) for place in places[1:]]})
