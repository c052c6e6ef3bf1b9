"""Verdicts in words: the sentence of each finding, the sources behind it, and the oldest of their days.

A sentence is written once for every different set of answers that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import FINDING
from theseus.model import Outcome
from theseus.rules.catalogue import placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from theseus.model import Answers, Verdicts
    from theseus.rules.catalogue import RuleCard

_UNANSWERED = "onbekend"


def tell(
    rules: Mapping[str, RuleCard],
    answers: Answers,
    verdicts: Verdicts,
    outcomes: Collection[Outcome] = tuple(Outcome),
) -> pd.DataFrame:
    """Write findings.

    Parameters
    ----------
    outcomes
        The outcomes to tell of. A country's findings that are fine or unknown can be told when somebody
        asks for them.

    Returns
    -------
    pandas.DataFrame
        Contract ``finding``, by rule and then occupancy.
    """
    met = {
        Outcome.FINE: verdicts.fine,
        Outcome.IRREGULAR: verdicts.irregular,
        Outcome.UNKNOWN: verdicts.unknown,
    }
    told = [
        _told(rules[name], place, outcome, rows, answers)
        for place, name in enumerate(verdicts.rules)
        for outcome in outcomes
        if len(rows := np.flatnonzero(met[outcome][:, place]))
    ]
    if not told:
        return tables.empty(FINDING)
    day = answers.days.insert(len(answers.days), pd.NaT)
    found = pd.DataFrame(
        {
            "occupancy_id": verdicts.occupancy_ids.array.take(np.concatenate([one.rows for one in told])),
            "rule": _repeated([verdicts.rules[one.rule] for one in told], told),
            "outcome": _repeated([one.outcome.value for one in told], told),
            "sentence": _joined([one.sentence for one in told]),
            "sources": _joined([one.sources for one in told]),
            "observed_on": day.take(np.concatenate([one.oldest for one in told])).array,
        }
    )
    order = np.lexsort([np.concatenate([one.rows for one in told]), _places(told)])
    return tables.conform(found.take(order), FINDING)


@dataclass(frozen=True)
class _Texts:
    """A text per row, as places among the few different ones."""

    texts: list[str | None]
    which: NDArray[np.intp]


@dataclass(frozen=True)
class _Told:
    """What one rule says where it says one thing; ``oldest`` is the place of a day, the last for none."""

    rule: int
    outcome: Outcome
    rows: NDArray[np.intp]
    sentence: _Texts
    sources: _Texts
    oldest: NDArray[np.intp]


def _told(card: RuleCard, place: int, outcome: Outcome, rows: NDArray[np.intp], answers: Answers) -> _Told:
    asked = [answers.column(name) for name in card.questions]
    day = answers.day[rows][:, asked]
    oldest = np.where(day < 0, len(answers.days), day).min(axis=1)
    sources = _written(answers.witness[rows][:, asked], _named(answers.witnesses))
    return _Told(place, outcome, rows, _sentences(card, outcome, rows, answers), sources, oldest)


def _places(told: Sequence[_Told]) -> NDArray[np.intp]:
    return np.repeat([one.rule for one in told], [len(one.rows) for one in told])


def _repeated(texts: list[str], told: Sequence[_Told]) -> pd.api.extensions.ExtensionArray:
    return pd.array(texts, dtype="string").take(
        np.repeat(np.arange(len(told)), [len(one.rows) for one in told])
    )


def _joined(parts: Sequence[_Texts]) -> pd.api.extensions.ExtensionArray:
    first = np.cumsum([0, *(len(part.texts) for part in parts[:-1])])
    which = np.concatenate([part.which + start for part, start in zip(parts, first, strict=True)])
    return pd.array([text for part in parts for text in part.texts], dtype="string").take(which)


def _sentences(card: RuleCard, outcome: Outcome, rows: NDArray[np.intp], answers: Answers) -> _Texts:
    template = {
        Outcome.FINE: card.sentences.fine,
        Outcome.IRREGULAR: card.sentences.irregular,
        Outcome.UNKNOWN: card.sentences.unknown,
    }[outcome]
    parts = placeholders(template, f"{card.id}.toml")
    named = [answers.column(question) for _, question in parts if question is not None]

    def write(codes: Sequence[int]) -> str:
        # An answer is joined, never read as a template.
        values = iter(answers.texts[code] if code >= 0 else _UNANSWERED for code in codes)
        return "".join(fixed + (next(values) if question else "") for fixed, question in parts)

    return _written(answers.text[rows][:, named], write)


def _named(witnesses: list[str]) -> Callable[[Sequence[int]], str | None]:
    def write(codes: Sequence[int]) -> str | None:
        told = dict.fromkeys(witnesses[code] for code in codes if code >= 0)
        return "; ".join(told) or None

    return write


def _written(codes: NDArray[np.int32], write: Callable[[Sequence[int]], str | None]) -> _Texts:
    """Write a text per row of codes, once per different row."""
    key = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        # Numbered anew per column, so that the key stays small.
        key = np.unique(key * (int(column.max(initial=0)) + 2) + column + 1, return_inverse=True)[1]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return _Texts([write(row) for row in codes[first].tolist()], which)
