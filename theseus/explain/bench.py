"""Occupancies that are judged together: what several searches suppose next is judged in one go.

Judging one supposition takes about as long as judging a thousand. So a search judges nothing by itself: it is
a generator that yields what it supposes, and is sent what comes of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from theseus.explain.setting import Setting
    from theseus.model import Answers, Verdicts

Supposed = Iterable[tuple[str, str | None]]
"""Questions, each with the answer that it is supposed to have; None for none."""


@dataclass(frozen=True)
class Supposing:
    """What a search wants to have judged.

    Attributes
    ----------
    row
        The place of the occupancy on the bench.
    on
        The day of the labels.
    """

    row: int
    states: Sequence[Supposed]
    on: dt.date


@dataclass(frozen=True)
class Judged:
    """What comes of suppositions, a row of each; the labels are as ``theseus.label.settle`` has them."""

    verdicts: Verdicts
    labels: pd.DataFrame


T = TypeVar("T")
Search = Generator[Supposing, Judged, T]


class Bench:
    """Some occupancies under one setting.

    Attributes
    ----------
    answers, verdicts
        Of the occupancies as they are.
    """

    def __init__(self, setting: Setting, facts: pd.DataFrame, occupancy_ids: pd.Series) -> None:
        self.setting = setting
        self.answers = setting.answers(facts, occupancy_ids)
        self.verdicts = setting.verdicts(self.answers)

    def together(self, searches: Iterable[Search[T]]) -> list[T]:
        """Let searches go on side by side until each has found what it looks for."""
        going = dict(enumerate(searches))
        judged: Mapping[int, Judged] = {}
        found: dict[int, T] = {}
        while going:
            asked = {}
            for at, search in going.items():
                try:
                    asked[at] = search.send(judged[at]) if at in judged else next(search)
                except StopIteration as end:
                    found[at] = end.value
            going = {at: going[at] for at in asked}
            judged = self._judged(asked) if asked else {}
        return [found[at] for at in sorted(found)]

    def _judged(self, asked: Mapping[int, Supposing]) -> dict[int, Judged]:
        rows = [(one.row, state) for one in asked.values() for state in one.states]
        verdicts = self.setting.verdicts(supposed(self.answers, rows))
        days = {one.on for one in asked.values()}
        labels = {day: self.setting.on(day).labels(verdicts) for day in days}
        judged, first = {}, 0
        for at, one in asked.items():
            end = first + len(one.states)
            judged[at] = Judged(verdicts.between(first, end), labels[one.on].iloc[first:end])
            first = end
        return judged


def supposed(answers: Answers, states: Sequence[tuple[int, Supposed]]) -> Answers:
    """Lay occupancies out once per supposition, each with its own answers in their place.

    What is supposed has no source and no day: only rules and policy may look at it.

    Parameters
    ----------
    states
        Each with the row of the occupancy that it is about.
    """
    told = [(at, *pair) for at, (_, state) in enumerate(states) for pair in state]
    texts = list(dict.fromkeys([*answers.texts, *(value for *_, value in told if value is not None)]))
    place: dict[str | None, int] = {text: at for at, text in enumerate(texts)} | {None: -1}
    column = {question: at for at, question in enumerate(answers.questions)}
    rows = np.array([row for row, _ in states], dtype=np.intp)
    text = answers.text[rows]
    text[[at for at, *_ in told], [column[question] for _, question, _ in told]] = [
        place[value] for *_, value in told
    ]
    nothing = np.broadcast_to(np.int32(-1), text.shape)
    return dataclasses.replace(
        answers,
        occupancy_ids=answers.occupancy_ids.take(rows),
        texts=texts,
        text=text,
        witness=nothing,
        day=nothing,
        expired=np.broadcast_to(np.bool_(0), text.shape),
    )
