"""Facts laid out for judging: one row per occupancy, one column per question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from theseus import tables
from theseus.errors import RuleError
from theseus.model import Answers
from theseus.rules.language import LARGEST, NUMBER, TRUTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from theseus.model import Question

# The columns of contract ``fact`` that judging takes.
NEEDED = ("occupancy_id", "question", "value", "source", "observed_on", "expired")
_TRUTHS = {"ja": True, "nee": False}


def lay_out(
    facts: pd.DataFrame,
    occupancy_ids: pd.Series,
    questions: Mapping[str, Question],
    source_titles: Mapping[str, str] | None = None,
) -> Answers:
    """Lay facts out by occupancy and question.

    Parameters
    ----------
    facts
        Contract ``fact``, or its columns ``NEEDED``. Facts of other occupancies or questions are left aside.
    occupancy_ids
        The occupancies to judge, also those of which nothing is known.
    source_titles
        What a reader calls each source, by card id; the id itself where there is none.

    Raises
    ------
    RuleError
        If a fact's value is not of its question's type, or a question has two answers.
    """
    ids = pd.Index(pd.Series(occupancy_ids, dtype="string").drop_duplicates().sort_values())
    asked = tuple(sorted(questions))
    cell = tables.positions(facts["occupancy_id"], ids) * len(asked)
    column = tables.positions(facts["question"], pd.Index(asked, dtype="string"))
    here = (cell >= 0) & (column >= 0)
    cell, old = (cell + column)[here], facts["expired"].to_numpy(bool)[here]
    valid = np.flatnonzero(here)[~old]
    shape = (len(ids), len(asked))
    text, texts = pd.factorize(facts["value"].iloc[valid])
    witness, witnesses, day, days = _witnesses(facts.iloc[valid], source_titles or {})
    expired = np.zeros(shape, dtype=bool)
    expired.reshape(-1)[cell[old]] = True
    answers = Answers(
        ids,
        asked,
        list(texts),
        witnesses,
        days,
        _scattered(text, cell[~old], shape),
        _scattered(witness, cell[~old], shape),
        _scattered(day, cell[~old], shape),
        expired,
    )
    _refuse_two(answers, len(valid))
    return answers


def _scattered(codes: NDArray[np.intp], cells: NDArray[np.intp], shape: tuple[int, int]) -> NDArray[np.int32]:
    found = np.full(shape, -1, dtype=np.int32)
    found.reshape(-1)[cells] = codes
    return found


def _witnesses(
    facts: pd.DataFrame, source_titles: Mapping[str, str]
) -> tuple[NDArray[np.intp], list[str], NDArray[np.intp], pd.DatetimeIndex]:
    """Write source and date of each fact as a person reads them; there are few different ones."""
    source, sources = pd.factorize(facts["source"])
    day, days = pd.factorize(facts["observed_on"], sort=True)
    texts = [f"{source_titles.get(name, name)} ({when:%d-%m-%Y})" for name in sources for when in days]
    return source * max(len(days), 1) + day, texts, day, pd.DatetimeIndex(days)


def _refuse_two(answers: Answers, told: int) -> None:
    """Two answers to one question would make the label depend on their order."""
    if int(answers.known.sum()) != told:
        raise RuleError("Een gebruik heeft twee antwoorden op dezelfde vraag; er kan er één gelden.")


def typed(answers: Answers, questions: Mapping[str, Question]) -> pa.Table:
    """Give every answer its question's type: one column per question, empty where it is unknown.

    Raises
    ------
    RuleError
        If an answer is not of its type: it must not pass for a missing one.
    """
    columns = {
        name: _column(answers.text[:, place], answers.texts, questions[name])
        for place, name in enumerate(answers.questions)
    }
    return pa.table(columns)


def _column(codes: NDArray[np.int32], texts: list[str], question: Question) -> pa.Array:
    """Type the few different answers, and give each row its own."""
    met = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(texts)))
    values = [_value(texts[place], question) for place in met]
    places = np.full(len(texts) + 1, -1)  # the last for code -1
    places[met] = np.arange(len(met))
    kind = {TRUTH: pa.bool_(), NUMBER: pa.float64()}.get(question.type, pa.string())
    rows = places[codes]
    return pa.array(values, kind).take(pa.array(rows, pa.int64(), mask=rows < 0))


def _value(text: str, question: Question) -> bool | float | str:
    value: bool | float | str | None
    if question.type == TRUTH:
        value = _TRUTHS.get(text)
    elif question.type == NUMBER:
        value = _number(text)
    else:
        value = text if text in question.choices or not question.choices else None
    if value is None:
        raise RuleError(f"Gegeven '{question.id}' heeft waarde '{text}', en dat past niet bij de vraag.")
    return value


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST else None
