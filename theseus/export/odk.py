"""The roster as XLSForm for ODK: choose a visit, then fill in its outcome, findings and answers.

The three sheets and their headings are those of the XLSForm standard (xlsform.org). Labels are read as
Markdown and ``${name}`` as a reference there, so text from outside is made plain first. Companies are not
named: who stands at the door knows the address.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING

import xlsxwriter

from theseus.atomic import write_bytes
from theseus.contracts.returning import (
    EDITION,
    EDITION_NOW,
    FINDING_KINDS,
    FINDINGS,
    FORM_FINDINGS,
    FORM_QUESTIONS,
    FORM_TEXT,
    NOT_NEEDED,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    OUTCOMES,
    QUESTION,
    RUN,
    SESSION,
    form_name,
)
from theseus.export.cells import clean
from theseus.export.texts import one_line
from theseus.export.words import TRUTH, stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from theseus.export.need_to_know import Roster
    from theseus.model import Question

SURVEY = (
    *("type", "name", "label", "required", "relevant", "calculation", "appearance"),
    *("constraint", "constraint_message"),
)
CHOICES = ("list_name", "name", "label", OCCUPANCY)
SETTINGS = ("form_title", "form_id", "version")
VISIT, YES = "bezoek", "yes"
LONGEST_NAME = 60
_PLAIN = str.maketrans({"$": "\N{FULLWIDTH DOLLAR SIGN}", "<": "‹", ">": "›", "[": "(", "]": ")"})
_STRANGE = re.compile(r"[^A-Za-z0-9_-]")  # in an id; none of ours has any
_MARKED = re.compile(r"([\\*_#])")


def write(path: Path, roster: Roster) -> None:
    """Write the form of a roster that may be filled in, whole or not at all.

    The same roster gives the same bytes.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        made = dt.datetime.combine(roster.session.date, dt.time(), tzinfo=dt.UTC)
        book.set_properties({"author": "Theseus", "created": made})
        sheets = {
            "survey": (SURVEY, _survey(roster)),
            "choices": (CHOICES, _choices(roster)),
            "settings": (SETTINGS, [_settings(roster)]),
        }
        for name, (headings, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate([headings, *rows]):
                for column, text in enumerate(row):
                    sheet.write_string(number, column, clean(text))
    write_bytes(path, buffer.getvalue())


def _survey(roster: Roster) -> Iterator[tuple[str, ...]]:
    yield _row("start", "start")
    told = {SESSION: roster.session.session_id, RUN: roster.heading.run, EDITION: EDITION_NOW}
    for field, value in told.items():
        yield _row("calculate", field, calculation=f"'{_STRANGE.sub('_', value)}'")
    yield _row(f"select_one {VISIT}", VISIT, "Welk bezoek?", required=YES, appearance="minimal")
    item = f"instance('{VISIT}')/root/item[name = ${{{VISIT}}}]/{OCCUPANCY}"
    yield _row("calculate", OCCUPANCY, calculation=item)
    outcome = OUTCOME.casefold()
    yield _row("select_one uitkomst", outcome, OUTCOME, required=YES)
    visited = f"${{{outcome}}} != '{form_name(NOT_NEEDED)}'"
    yield _row("begin_group", FORM_QUESTIONS, "Vragen", relevant=visited)
    yield from _asked(roster)
    yield _row("end_group", "")
    yield _row(
        "select_multiple bevinding",
        FORM_FINDINGS,
        "Bevindingen (hoogstens drie)",
        relevant=visited,
        constraint=f"count-selected(.) <= {len(FINDINGS)}",
        constraint_message=f"Kies er hoogstens {len(FINDINGS)}.",
    )
    yield _row("text", NOTE.casefold(), NOTE, appearance="multiline")


def _asked(roster: Roster) -> Iterator[tuple[str, ...]]:
    """Every question once; one that is not asked everywhere shows only at its visits."""
    known = {question.id: question for question in roster.heading.questions}
    everywhere = len(roster.visits)
    texts = 0
    for (name, text), rows in roster.questions.groupby([QUESTION, "vraag"], sort=False):
        places = [f"${{{VISIT}}} = '{_visit(row)}'" for row in rows.index]
        relevant = "" if len(places) == everywhere else " or ".join(places)
        if name in known:
            yield _row(_type(known[name]), name, plain(text), relevant=relevant)
        else:
            texts += 1
            yield _row("text", _in_words(texts, text), plain(text), relevant=relevant)


def _type(question: Question) -> str:
    if question.type == "number":
        return "decimal"
    return f"select_one {'ja_nee' if question.type == 'truth' else question.id}"


def _choices(roster: Roster) -> Iterator[tuple[str, ...]]:
    several = roster.session.teams > 1
    for index, row in zip(roster.visits.index, roster.visits.to_dict("records"), strict=True):
        number = f"{stop(row['volgnummer'], row['team'], several=several)}. " if "volgnummer" in row else ""
        yield (VISIT, _visit(index), plain(number + row.get("adres", "")), row[OCCUPANCY])
    lists: dict[str, Sequence[str]] = {"ja_nee": TRUTH, "uitkomst": tuple(OUTCOMES)}
    lists["bevinding"] = FINDING_KINDS
    lists |= {item.id: item.choices for item in roster.heading.questions if item.choices}
    for name, options in lists.items():
        for option in options:
            yield (name, form_name(option), option, "")


def _settings(roster: Roster) -> tuple[str, ...]:
    title = f"{roster.title}, {roster.session.date:%d-%m-%Y}"
    form = form_name(f"looplijst {roster.session.session_id}")
    return (plain(title), form, form_name(roster.heading.run))


def _in_words(number: int, text: str) -> str:
    """Name the field of an answer in words after its question: a submission holds nothing else to tell."""
    return f"{FORM_TEXT}_{number}_{form_name(text)[:LONGEST_NAME]}".rstrip("_")


def _row(type_: str, name: str, label: str = "", **more: str) -> tuple[str, ...]:
    """Lay out one row of the survey; what is not named stays empty."""
    told = {"type": type_, "name": name, "label": label, **more}
    return tuple(told.get(heading, "") for heading in SURVEY)


def _visit(row: int) -> str:
    return f"b{row + 1}"


def plain(text: str) -> str:
    """Make a label of a text: no reference, no mark-up."""
    return _MARKED.sub(r"\\\1", one_line(text).translate(_PLAIN))
