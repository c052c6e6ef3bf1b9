"""What rules say to other answers about an occupancy: each rule to every combination of those it asks."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from theseus.explain.bench import Supposing
from theseus.explain.search import Problem, Sayings
from theseus.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from theseus.explain.bench import Search, Supposed
    from theseus.explain.case import Case
    from theseus.model import Verdicts

COMBINATIONS = 4000  # of answers to one rule; beyond that the longest lists of values are cut

Key = tuple[str | None, ...]


def problem(case: Case, tried: Mapping[str, tuple[str, ...]]) -> Search[tuple[Problem, bool]]:
    """Ask every rule what it says to all combinations of supposed answers, in one go.

    Parameters
    ----------
    tried
        Per question the answers that are supposed.

    Returns
    -------
    tuple
        The problem, and False if there were too many combinations to try them all.
    """
    rules = case.rules
    asks = {name: tuple(q for q in card.questions if q in tried) for name, card in rules.items()}
    few = _fewer(tried, list(asks.values()))
    keys = {name: list(product(*([None, *few[q]] for q in questions))) for name, questions in asks.items()}
    states = [one for name in rules for one in _said(asks[name], keys[name])]
    verdicts = (yield Supposing(case.row, states, case.setting.as_of)).verdicts
    said, first = {}, 0
    for name, card in rules.items():
        outcomes = _outcomes(verdicts, name, slice(first, first + len(keys[name])))
        said[name] = Sayings(asks[name], dict(zip(keys[name], outcomes, strict=True)), card.weight)
        first += len(keys[name])
    gates = frozenset(name for name, card in rules.items() if card.gate)
    prices = {question: case.price(question) for question in tried}
    return Problem(said, gates, case.setting.policy.limits.known_share, prices), few == dict(tried)


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
