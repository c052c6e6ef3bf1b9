"""Verdicts in words: the sentence of each finding, the sources behind it, and the oldest of their days.

A sentence is written once for every different set of answers that it names.
"""

from __future__ import annotations

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
    found = []
    for place, name in enumerate(verdicts.rules):
        rows = {outcome: np.flatnonzero(met[outcome][:, place]) for outcome in outcomes}
        told = [_told(rules[name], outcome, here, answers) for outcome, here in rows.items() if len(here)]
        if told:
            found.append(pd.concat(told).sort_values("row"))
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*FINDING.names, "row"])
    who = verdicts.occupancy_ids.array.take(table["row"].to_numpy(int))
    return tables.conform(table.assign(occupancy_id=who), FINDING)


def _told(card: RuleCard, outcome: Outcome, rows: NDArray[np.intp], answers: Answers) -> pd.DataFrame:
    """Tell what one rule says where it says one thing."""
    asked = [answers.column(name) for name in card.questions]
    day = answers.day[rows][:, asked]
    oldest = np.where(day < 0, len(answers.days), day).min(axis=1)
    return pd.DataFrame(
        {
            "row": rows,
            "rule": pd.array([card.id], dtype="string").take(np.zeros(len(rows), dtype=int)),
            "outcome": pd.array([outcome.value], dtype="string").take(np.zeros(len(rows), dtype=int)),
            "sentence": _sentences(card, outcome, rows, answers),
            "sources": _written(answers.witness[rows][:, asked], _named(answers.witnesses)),
            "observed_on": answers.days.insert(len(answers.days), pd.NaT).take(oldest).array,
        }
    )


def _sentences(
    card: RuleCard, outcome: Outcome, rows: NDArray[np.intp], answers: Answers
) -> pd.api.extensions.ExtensionArray:
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


def _written(
    codes: NDArray[np.int32], write: Callable[[Sequence[int]], str | None]
) -> pd.api.extensions.ExtensionArray:
    """Write a text per row of codes, once per different row."""
    key = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        # Numbered anew per column, so that the key stays small.
        key = np.unique(key * (int(column.max(initial=0)) + 2) + column + 1, return_inverse=True)[1]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    texts = [write(row) for row in codes[first].tolist()]
    return pd.array(texts, dtype="string").take(which)
