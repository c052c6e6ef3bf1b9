"""Filled-in rosters for tests, written by the contract of theseus.contracts.returning."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.packaging.custom import StringProperty

from theseus.contracts.returning import (
    ANSWER,
    EDITION,
    EDITION_NOW,
    FINDINGS,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    QUESTION,
    QUESTIONS_SHEET,
    RUN,
    SESSION,
    VISITS_SHEET,
)

VISIT_COLUMNS = (OCCUPANCY, "Nr.", "Adres", OUTCOME, *FINDINGS, NOTE)
QUESTION_COLUMNS = (OCCUPANCY, QUESTION, "Nr.", "Vraag", ANSWER)
ABOVE = 5  # rows with title, day and partners
PROPERTIES = {SESSION: "GM0226-2026W47", RUN: "2026-11-16-00000000", EDITION: EDITION_NOW}


def workbook(
    path: Path,
    visits: Iterable[Mapping[str, Any]],
    questions: Iterable[Mapping[str, Any]] | None = (),
    *,
    properties: Mapping[str, str] = PROPERTIES,
    visit_columns: Iterable[str] = VISIT_COLUMNS,
    question_columns: Iterable[str] = QUESTION_COLUMNS,
) -> Path:
    """Write a workbook: rows as values by column; ``questions`` None leaves that sheet out."""
    book = openpyxl.Workbook()
    book.active.title = VISITS_SHEET
    fill(book.active, tuple(visit_columns), visits)
    if questions is not None:
        fill(book.create_sheet(QUESTIONS_SHEET), tuple(question_columns), questions)
    for name, value in properties.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    book.save(path)
    return path


def fill(sheet: Any, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    for number in range(1, ABOVE + 1):
        sheet.cell(number, 2, f"Regel {number} boven de lijst")
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column) for column in columns])


def visit(who: str, outcome: str | None = None, *found: str, note: str | None = None, **more: Any) -> dict:
    return {OCCUPANCY: who, OUTCOME: outcome, NOTE: note, **dict(zip(FINDINGS, found, strict=False)), **more}


def answer(who: str, question: str | None, said: Any, asked: str = "Vraag?") -> dict:
    return {OCCUPANCY: who, QUESTION: question, "Vraag": asked, ANSWER: said}
