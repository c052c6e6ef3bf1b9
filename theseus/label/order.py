"""The order in which open questions are asked, and the step that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.model import Label, Step, WhyOpen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.label.asking import Asked
    from theseus.model import Rule, Verdicts

_STEPS = {step: place for place, step in enumerate(Step)}


@dataclass(frozen=True)
class Ordered:
    """Open questions in the order in which they are asked.

    Attributes
    ----------
    rank
        Per cell: the lower, the sooner; ``last`` where the question is not open.
    aside
        True where no gate rule that is not fine for this occupancy asks this question.
    """

    asked: Asked
    rank: NDArray[np.int32]
    last: int
    aside: NDArray[np.bool_]

    def first(self, where: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Column of the first question of each occupancy among some cells, -1 where there is none."""
        rank = np.where(where, self.rank, self.last)
        found = np.append(rank, np.full((len(rank), 1), self.last), axis=1).argmin(axis=1)
        return np.where((rank < self.last).any(axis=1), found, -1)


def in_order(asked: Asked, verdicts: Verdicts, rules: Sequence[Rule]) -> Ordered:
    """Order open questions: what keeps green away first, then cheap, then what most rules wait for."""
    waiting = np.zeros(asked.why.shape, dtype=np.int32)
    for rule in (rule for rule in rules if rule.gate):
        waits = ~verdicts.fine[:, verdicts.rules.index(rule.id)]
        for question in rule.questions:
            waiting[:, asked.questions.index(question)] += waits
    aside = waiting == 0
    most, many = len(rules) + 1, max(len(asked.questions), 1)
    rank = (aside * np.int32(len(asked.offers)) + asked.offer) * np.int32(most) + most - 1 - waiting
    rank = rank * np.int32(many) + np.arange(len(asked.questions), dtype=np.int32)
    last = 2 * max(len(asked.offers), 1) * most * many
    return Ordered(asked, np.where(asked.open, rank, last).astype(np.int32), last, aside)


def next_step(ordered: Ordered, label: pd.Series, proposed: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give every occupancy its next step and what that costs (euro); green is done.

    White asks the cheapest question, those that keep green away first. A proposed red first goes to a
    second person's desk. Red goes to the heaviest step that settles one of its irregularities.
    """
    asked = ordered.asked
    place = np.array([_STEPS[step] for step, _ in asked.offers] or [0])[asked.offer]
    doubted = asked.here(WhyOpen.TO_CONFIRM)
    heaviest = doubted & (place == np.where(doubted, place, -1).max(axis=1, initial=-1)[:, None])
    red = (label == Label.RED).to_numpy(bool)
    chosen = np.where(red, ordered.first(heaviest), ordered.first(asked.open))
    offer = (
        np.where(chosen >= 0, asked.offer[np.arange(len(chosen)), chosen], -1) if asked.questions else chosen
    )
    steps = pd.array([step.value for step, _ in asked.offers], dtype="string")
    step = pd.Series(steps.take(offer, allow_fill=True))
    cost = pd.Series(np.array([cost for _, cost in asked.offers] + [np.nan])[offer])
    green = label == Label.GREEN
    desk = proposed.to_numpy(bool)
    return step.mask(desk, Step.DESK.value).mask(green), cost.mask(desk, 0.0).mask(green)
