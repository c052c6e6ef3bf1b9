"""What was sent with ODK, as ODK Central exports it: a table of submissions, alone (CSV) or in a ZIP.

The layout is that of Central's description of its export and of its server's own tests: one row per
submission; a field in a group is called ``group-field``, or ``field`` if paths were left out; several choices
stand in one cell with spaces between; if those were split, each choice has a column ``field/choice`` besides,
which says nothing more. Central adds columns of its own, among them whether a person there rejected a
submission. No server was at hand to try it on.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from theseus.contracts.returning import (
    ANSWER,
    EDITION,
    FINDING_KINDS,
    FINDINGS,
    FORM_FINDINGS,
    FORM_QUESTIONS,
    FORM_TEXT,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    OUTCOMES,
    QUESTION,
    RUN,
    SESSION,
    form_name,
)
from theseus.errors import ReturnError
from theseus.returns.rows import (
    ASKED,
    Cell,
    Layout,
    Returned,
    Row,
    columns_of,
    require_small,
    returned,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from theseus.model import Question

REVIEW, STATUS = "ReviewState", "Status"  # Central's own columns: what a person there said; encrypted or not
REJECTED = "rejected"
FORM = Layout((OCCUPANCY, OUTCOME, FORM_FINDINGS), (NOTE,), (SESSION, RUN, EDITION, REVIEW, STATUS))
_TABLE = re.compile(r"[^/]+\.csv", re.IGNORECASE)
_IN_WORDS = re.compile(rf"{FORM_TEXT}_\d+_?")
_DAMAGE = (
    *(csv.Error, zipfile.BadZipFile, zlib.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)


def read(path: Path, asked: Mapping[str, Question]) -> Returned:
    """Read the submissions of one form.

    Parameters
    ----------
    asked
        Questions that are asked at the door, by id.

    Raises
    ------
    ReturnError
        If it is no export with one table of visits, or misses a field.
    """
    try:
        require_small(path, path.stat().st_size)
        name, content = _packed(path) if path.suffix.casefold() == ".zip" else (path.name, path.read_bytes())
        return _read(path, name, _table(content), asked)
    except _DAMAGE as error:
        raise ReturnError(
            f"Bestand {path.name} is niet te lezen als export van ODK Central. Haal het daar opnieuw op."
        ) from error


def _packed(path: Path) -> tuple[str, bytes]:
    """Name and content of the table of submissions; photos lie in a folder beside it."""
    with zipfile.ZipFile(path) as package:
        tables = [item for item in package.infolist() if _TABLE.fullmatch(item.filename)]
        require_small(path, sum(item.file_size for item in tables))
        found = [(item.filename, package.read(item)) for item in tables]
    visits = [(name, content) for name, content in found if OCCUPANCY.encode() in content.partition(b"\n")[0]]
    if len(visits) != 1:
        raise ReturnError(
            f"Bestand {path.name} bevat {len(visits)} tabellen met bezoeken; er hoort er één in. Exporteer "
            "in ODK Central het formulier van één looplijst."
        )
    return visits[0]


def _table(content: bytes) -> list[list[str]]:
    """Rows of texts; a spreadsheet may have saved them with semicolons."""
    text = content.decode("utf-8-sig")
    first = text.partition("\n")[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))


def _read(path: Path, name: str, table: list[list[str]], asked: Mapping[str, Question]) -> Returned:
    named = table[0] if table else []
    headings = [_field(text) for text in named]
    places, notes = columns_of(path, f"tabel {name}", headings, FORM)
    answers = {at: field for at, field in enumerate(headings) if _is_answer(named[at], field, asked)}
    visits: list[Row] = []
    questions: list[Row] = []
    for number, line in enumerate(table[1:], start=2):
        if not any(text.strip() for text in line):
            continue
        row = _row(f"{name}, rij {number}", line, places)
        if why := _left_out(row):
            notes.append(f"{row.where}: {why}")
        else:
            visits.append(_visit(row))
            questions += _asked(row, line, answers, asked)
    return returned(path, {}, visits, questions, notes)


def _field(text: str) -> str:
    """Name of a field without its group; empty for the column of a single choice."""
    return "" if "/" in text else text.strip().rpartition("-")[2]


def _is_answer(text: str, field: str, asked: Mapping[str, Question]) -> bool:
    """Tell whether a column answers a question, be it one that is not asked any more."""
    grouped = text.strip().startswith(f"{FORM_QUESTIONS}-") and bool(field)
    return grouped or field in asked or bool(_IN_WORDS.match(field))


def _left_out(row: Row) -> str:
    if row[REVIEW].text == REJECTED:
        return "in ODK Central afgekeurd, dus niet gelezen."
    if row[STATUS].text:
        return "niet ontsleuteld, dus niet gelezen. Exporteer met het wachtwoord van het project."
    return ""


def _row(where: str, line: list[str], places: Mapping[int, str]) -> Row:
    return Row(
        where,
        {
            column: Cell(f"{where}, kolom {column}", text_of(line[at]))
            for at, column in places.items()
            if at < len(line)
        },
    )


def _visit(row: Row) -> Row:
    """The row as a roster has it: choices in words, each kind of finding in a cell of its own."""
    named = row[FORM_FINDINGS]
    chosen = [_word(text, FINDING_KINDS) for text in named.text.split()]
    found = {column: Cell(named.where, text) for column, text in zip(FINDINGS, chosen, strict=False)}
    if len(chosen) > len(FINDINGS):
        many = f"meer dan {len(FINDINGS)} bevindingen ({', '.join(chosen)}); laat er {len(FINDINGS)} staan"
        found = {FINDINGS[0]: Cell(named.where, named.text, many)}
    outcome = Cell(row[OUTCOME].where, _word(row[OUTCOME].text, OUTCOMES))
    return Row(row.where, {**row.cells, **found, OUTCOME: outcome})


def _asked(
    row: Row, line: list[str], answers: Mapping[int, str], asked: Mapping[str, Question]
) -> Iterator[Row]:
    """What was answered, with the question by its id, or in words where it has none."""
    for at, field in answers.items():
        text, where = text_of(line[at]) if at < len(line) else "", f"{row.where}, kolom {field}"
        if words := _IN_WORDS.match(field):
            name, told, given = "", _in_words(field[words.end() :]), text
        else:
            choices = asked[field].choices if field in asked else ()
            name, told, given = field, "", _word(text, choices)
        if text:
            cells = {QUESTION: Cell(where, name), ASKED: Cell(where, told), ANSWER: Cell(where, given)}
            yield Row(row.where, {OCCUPANCY: row[OCCUPANCY], **cells})


def _in_words(name: str) -> str:
    """The question that a field is named after, as far as its name has it."""
    return f"{name.replace('_', ' ')}?" if name else ""


def _word(name: str, choices: Iterable[str]) -> str:
    """The choice of this name; what is none stays as it is, and is refused by whoever knows the choices."""
    return next((choice for choice in choices if form_name(choice) == name), name)
