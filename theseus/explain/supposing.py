"""Supposing other answers about one occupancy: what all rules say to them, judged in one go."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from theseus.explain.search import Problem, Sayings
from theseus.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from theseus.explain.setting import Setting
    from theseus.model import Answers, Step, Verdicts

COMBINATIONS = 4000  # of answers to one rule; beyond that the longest lists of values are cut

Key = tuple[str | None, ...]
Supposed = Iterable[tuple[str, str | None]]
"""Questions, each with the answer that it is supposed to have; None for none."""


def supposed(answers: Answers, states: Sequence[Supposed]) -> Answers:
    """Lay one occupancy out once per supposition, each with its own answers in their place.

    What is supposed has no source and no day: only rules and policy may look at it.
    """
    told = [(row, *pair) for row, state in enumerate(states) for pair in state]
    texts = list(dict.fromkeys([*answers.texts, *(value for *_, value in told if value is not None)]))
    place: dict[str | None, int] = {text: at for at, text in enumerate(texts)} | {None: -1}
    column = {question: at for at, question in enumerate(answers.questions)}
    same = np.zeros(len(states), dtype=np.intp)
    text = answers.text[same]
    text[[row for row, *_ in told], [column[question] for _, question, _ in told]] = [
        place[value] for *_, value in told
    ]
    return dataclasses.replace(
        answers,
        occupancy_ids=answers.occupancy_ids.take(same),
        texts=texts,
        text=text,
        witness=answers.witness[same],
        day=answers.day[same],
        expired=answers.expired[same],
    )


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
    verdicts = setting.verdicts(
        supposed(answers, [one for name in rules for one in _said(asks[name], keys[name])])
    )
    said, first = {}, 0
    for name, card in rules.items():
        outcomes = _outcomes(verdicts, name, slice(first, first + len(keys[name])))
        said[name] = Sayings(asks[name], dict(zip(keys[name], outcomes, strict=True)), card.weight)
        first += len(keys[name])
    gates = frozenset(name for name, card in rules.items() if card.gate)
    return Problem(said, gates, setting.policy.limits.known_share, prices), few == dict(tried)


def _said(asks: tuple[str, ...], keys: Iterable[Key]) -> Iterator[Supposed]:
    """Leave out what stays as it is."""
    for key in keys:
        yield [(name, value) for name, value in zip(asks, key, strict=True) if value is not None]


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


def _outcomes(verdicts: Verdicts, rule: str, rows: slice) -> list[Outcome]:
    column = verdicts.rules.index(rule)
    irregular, fine = verdicts.irregular[rows, column].tolist(), verdicts.fine[rows, column].tolist()
    return [
        Outcome.IRREGULAR if wrong else Outcome.FINE if well else Outcome.UNKNOWN
        for wrong, well in zip(irregular, fine, strict=True)
    ]
