"""What the rows of a filled-in roster mean: visits with their result, and the cells that cannot be taken.

A row without an outcome is a place that was not visited. Of a row that was visited the good cells are taken
and the bad ones named; only where a bad cell would make the visit say what nobody saw (an unreadable finding
would become *nothing found*) the whole visit stays out.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from theseus.contracts.returning import (
    ANSWER,
    ENTERED,
    FINDING_KINDS,
    FINDINGS,
    NOT_NEEDED,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    OUTCOMES,
    QUESTION,
    RESULT_OF_ENTERING,
)
from theseus.decency import FINE_IN_NOTES, refusal
from theseus.returns.rows import ASKED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from theseus.returns.rows import Cell, Returned, Row

Judge: TypeAlias = "Callable[[str, str, str], str | None]"


@dataclass(frozen=True)
class Visited:
    """One place that was visited.

    Attributes
    ----------
    where
        The row of the roster.
    answers
        As they were given, by question id.
    """

    occupancy_id: str
    where: str
    result: str
    findings: tuple[str, ...]
    note: str
    answers: dict[str, str]


@dataclass
class Filled:
    """What a filled-in roster says.

    Attributes
    ----------
    not_visited
        How many rows have nothing filled in.
    not_needed
        Per row that was not needed any more its place and the remark, if there is one.
    refused
        One Dutch line per cell that cannot be taken: where, what and the mend.
    """

    visits: list[Visited] = field(default_factory=list)
    not_visited: int = 0
    not_needed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def refuse(self, cell: Cell, why: str) -> None:
        """Name a cell that cannot be taken."""
        self.refused.append(f"{cell.where}: {why}")


def understand(returned: Returned, planned: Collection[str], wrong_answer: Judge) -> Filled:
    """Say what the rows of a roster mean.

    Parameters
    ----------
    planned
        Ids of the occupancies on this roster.
    wrong_answer
        Says in Dutch why a text is no answer to a question (by id) at a visit with a result; None if it is
        one. It is called with question, text and result.
    """
    filled = Filled()
    asked = _asked(returned.questions, planned, filled)
    listed: dict[str, Row] = {}
    for row in returned.visits:
        name = row[OCCUPANCY].text
        if not _touched(row):
            if name in planned and name not in listed:
                listed[name] = row
        elif _is_known(row, planned, filled) and _is_first(row, listed, filled):
            listed[name] = row
    for name, row in listed.items():
        _read_visit(row, asked.pop(name, []), wrong_answer, filled)
    for orphans in asked.values():
        for row in orphans:
            filled.refuse(row[ANSWER], "dit adres staat niet op de lijst met bezoeken; zet de regel terug.")
    return filled


def _asked(rows: Iterable[Row], planned: Collection[str], filled: Filled) -> dict[str, list[Row]]:
    """Rows with an answer, by occupancy."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row[ANSWER].text and _is_known(row, planned, filled):
            found.setdefault(row[OCCUPANCY].text, []).append(row)
    return found


def _filled_in(row: Row) -> list[Cell]:
    return [row[name] for name in (OUTCOME, *FINDINGS, NOTE) if row[name].text]


def _touched(row: Row) -> bool:
    return bool(_filled_in(row))


def _is_known(row: Row, planned: Collection[str], filled: Filled) -> bool:
    cell = row[OCCUPANCY]
    if cell.text in planned and not cell.fault:
        return True
    what = f"'{cell.text[:60]}' hoort niet bij deze controle" if cell.text else "hier staat geen gebruik"
    filled.refuse(cell, f"{what}, dus de regel is niet gelezen. Voer het bezoek in met theseus visit.")
    return False


def _is_first(row: Row, listed: dict[str, Row], filled: Filled) -> bool:
    before = listed.get(row[OCCUPANCY].text)
    if before is None or not _touched(before):
        return True
    filled.refuse(row[OCCUPANCY], f"dit adres is al ingevuld op {before.where}; laat een van de twee staan.")
    return False


def _read_visit(row: Row, asked: list[Row], wrong_answer: Judge, filled: Filled) -> None:
    """Read one row with its answers into a visit, or say why it is none."""
    if not (row[OUTCOME].text or _touched(row) or asked):
        filled.not_visited += 1
        return
    outcome = _choice(row[OUTCOME], tuple(OUTCOMES), "uitkomst", filled)
    remarks, answers = _remarks(row, asked, filled), [item for item in asked if item[QUESTION].text]
    if outcome == NOT_NEEDED:
        _leave(row, answers, remarks, filled)
        return
    kinds = _findings(row, filled)
    result = (OUTCOMES[outcome] or RESULT_OF_ENTERING[bool(kinds)]) if outcome else ""
    given = _answers(answers, result, wrong_answer, filled)
    if outcome is None:
        if not row[OUTCOME].text:
            what = f"leeg, maar er is wel iets ingevuld ({_first(row, asked)})"
            filled.refuse(row[OUTCOME], f"{what}. Kies een uitkomst, of maak de regel leeg.")
    elif outcome == ENTERED and not kinds and any(row[name].text for name in FINDINGS):
        told = "het bezoek is niet ingevoerd, want zonder de bevinding zou er staan dat er niets is gevonden"
        filled.refuse(row[OUTCOME], f"{told}. Herstel de bevinding.")
    else:
        name, note = row[OCCUPANCY].text, "\n".join(remarks)
        filled.visits.append(Visited(name, row.where, result, kinds, note, given))


def _findings(row: Row, filled: Filled) -> tuple[str, ...]:
    found = [_choice(row[name], FINDING_KINDS, "bevinding", filled) for name in FINDINGS]
    return tuple(dict.fromkeys(kind for kind in found if kind))


def _first(row: Row, asked: list[Row]) -> str:
    return next((cell.where for cell in (*_filled_in(row), *(item[ANSWER] for item in asked))), "")


def _choice(cell: Cell, choices: tuple[str, ...], what: str, filled: Filled) -> str | None:
    """Return the choice that a cell names; None if it is empty or names none."""
    if cell.fault:
        filled.refuse(cell, f"{cell.fault}.")
    if cell.fault or not cell.text:
        return None
    words = {" ".join(choice.casefold().split()): choice for choice in choices}
    said = " ".join(cell.text.casefold().split())
    if said in words:
        return words[said]
    close = difflib.get_close_matches(said, words, n=1)
    mend = f"Bedoelde u '{words[close[0]]}'?" if close else f"Kies uit: {', '.join(choices)}."
    filled.refuse(cell, f"{what} '{cell.text[:60]}' bestaat niet. {mend}")
    return None


def _remarks(row: Row, asked: list[Row], filled: Filled) -> list[str]:
    """What is a remark about the visit: its note, and answers to what no fact is made of."""
    told = [(row[NOTE], row[NOTE].text)]
    told += [
        (item[ANSWER], f"{item[ASKED].text} {item[ANSWER].text}".strip())
        for item in asked
        if not item[QUESTION].text
    ]
    found = []
    for cell, text in told:
        if cell.fault:
            filled.refuse(cell, f"{cell.fault}.")
        elif reason := refusal(text, frozenset(FINE_IN_NOTES)):
            filled.refuse(cell, f"{reason}. Schrijf op wat er is gezien, zonder dit woord.")
        elif text:
            found.append(text)
    return found


def _leave(row: Row, answers: list[Row], remarks: list[str], filled: Filled) -> None:
    """What was not needed any more was no visit, so nothing can have been found or answered."""
    filled.not_needed.append(row.where + (f" ({' '.join(remarks)})" if remarks else ""))
    for cell in (*(row[name] for name in FINDINGS), *(item[ANSWER] for item in answers)):
        if cell.text:
            filled.refuse(cell, f"de uitkomst is '{NOT_NEEDED}'; haal dit weg of kies een andere uitkomst.")


def _answers(asked: list[Row], result: str, wrong_answer: Judge, filled: Filled) -> dict[str, str]:
    given: dict[str, str] = {}
    for item in asked:
        cell, name = item[ANSWER], item[QUESTION].text
        if cell.fault or item[QUESTION].fault:
            filled.refuse(cell, f"{cell.fault or item[QUESTION].fault}.")
        elif name in given:
            if given[name].casefold() != cell.text.casefold():
                filled.refuse(
                    cell, "deze vraag is bij dit adres al anders beantwoord; laat een antwoord staan."
                )
        elif why := wrong_answer(name, cell.text, result):
            filled.refuse(cell, why)
        else:
            given[name] = cell.text
    return given
