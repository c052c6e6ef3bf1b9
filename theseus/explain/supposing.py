"""Supposing other answers about one occupancy: what all rules say to them, judged in one go."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import FACT
from theseus.explain.search import Problem, Sayings
from theseus.model import Answers, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from theseus.explain.search import State
    from theseus.explain.setting import Setting
    from theseus.model import Step, Verdicts

COMBINATIONS = 4000  # of answers to one rule; beyond that the longest lists of values are cut
SUPPOSED = "gesteld"  # stands for the source of an answer that nobody gave

Key = tuple[str | None, ...]


def row_id(row: int) -> str:
    """Name a supposition, so that the names are in the order of the rows."""
    return f"{row:08}"


def stated(facts: pd.DataFrame, states: Sequence[State], as_of: pd.Timestamp) -> pd.DataFrame:
    """Write the facts of one occupancy once per supposition, each with its own answers in their place.

    Returns
    -------
    pandas.DataFrame
        Contract ``fact``, of the occupancies ``row_id(0)`` and on.
    """
    rows = [row for row in range(len(states)) for _ in range(len(facts))]
    many = facts.iloc[np.tile(np.arange(len(facts)), len(states))]
    changed = [{question for question, _ in state} for state in states]
    kept = [name not in changed[row] for name, row in zip(many["question"], rows, strict=True)]
    told = [
        (row_id(row), question, value)
        for row, state in enumerate(states)
        for question, value in sorted(state)
    ]
    supposed = pd.DataFrame(told, columns=["occupancy_id", "question", "value"])
    supposed = supposed.assign(source=SUPPOSED, observed_on=as_of, expired=False)
    before = many.assign(occupancy_id=[row_id(row) for row in rows])[np.array(kept, dtype=bool)]
    return tables.stack([tables.conform(part, FACT) for part in (before, supposed)], FACT)


def problem(
    setting: Setting,
    answers: Answers,
    tried: Mapping[str, tuple[str, ...]],
    prices: Mapping[str, tuple[Step, float]],
) -> tuple[Problem, bool]:
    """Ask every rule what it says to all combinations of supposed answers, in one go.

    Parameters
    ----------
    answers
        Of one occupancy.
    tried
        Per question the answers that are supposed.
    prices
        Per question the cheapest way to ask it, and euro.

    Returns
    -------
    tuple
        The problem, and False if there were too many combinations to try them all.
    """
    rules = setting.policy.rules
    asks = {name: tuple(q for q in card.questions if q in tried) for name, card in rules.items()}
    few = _fewer(tried, list(asks.values()))
    keys = {name: list(product(*([None, *few[q]] for q in questions))) for name, questions in asks.items()}
    verdicts = setting.verdicts(_supposed(answers, [(asks[name], keys[name]) for name in rules]))
    said, first = {}, 0
    for name, card in rules.items():
        outcomes = _outcomes(verdicts, name, slice(first, first + len(keys[name])))
        said[name] = Sayings(asks[name], dict(zip(keys[name], outcomes, strict=True)), card.weight)
        first += len(keys[name])
    gates = frozenset(name for name, card in rules.items() if card.gate)
    return Problem(said, gates, setting.policy.limits.known_share, prices), few == dict(tried)


def _fewer(
    tried: Mapping[str, tuple[str, ...]], asked: Sequence[tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Cut the longest lists of values until no rule has too many combinations of them."""
    few = dict(tried)
    for questions in asked:
        while prod(len(few[question]) + 1 for question in questions) > COMBINATIONS:
            longest = max(questions, key=lambda question: len(few[question]))
            few[longest] = few[longest][:-1]
    return few


def _supposed(answers: Answers, blocks: Sequence[tuple[tuple[str, ...], list[Key]]]) -> Answers:
    """Lay out one occupancy as many times as there are suppositions, each with its own answers."""
    told = [value for _, keys in blocks for key in keys for value in key if value is not None]
    texts = list(dict.fromkeys([*answers.texts, *told]))
    place: dict[str | None, int] = {text: at for at, text in enumerate(texts)}
    size = sum(len(keys) for _, keys in blocks)
    same = np.zeros(size, dtype=np.intp)
    text = answers.text[same]
    first = 0
    for questions, keys in blocks:
        for at, question in enumerate(questions):
            column = answers.column(question)
            now = int(answers.text[0, column])
            codes = [now if key[at] is None else place[key[at]] for key in keys]
            text[first : first + len(keys), column] = codes
        first += len(keys)
    ids = pd.Index([row_id(row) for row in range(size)], dtype="string")
    return Answers(
        ids,
        answers.questions,
        texts,
        answers.witnesses,
        answers.days,
        text,
        answers.witness[same],
        answers.day[same],
        answers.expired[same],
    )


def _outcomes(verdicts: Verdicts, rule: str, rows: slice) -> list[Outcome]:
    column = verdicts.rules.index(rule)
    irregular, fine = verdicts.irregular[rows, column].tolist(), verdicts.fine[rows, column].tolist()
    return [
        Outcome.IRREGULAR if wrong else Outcome.FINE if well else Outcome.UNKNOWN
        for wrong, well in zip(irregular, fine, strict=True)
    ]
