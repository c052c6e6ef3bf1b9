"""A bound on what any routes are worth: the packing that is there at once, then the flow, round by round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.orienteering.engine import Limit
from theseus.plan.orienteering.flow import Flow
from theseus.plan.orienteering.kinds import kinds
from theseus.plan.orienteering.knapsack import SURE, WIDE, packing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from theseus.plan.orienteering.task import Task

ROUNDS, IN_VAIN = 20, 3  # the most rounds, and the most in a row that bring nothing
STANDARD = Limit(ROUNDS)


@dataclass(frozen=True)
class Relaxed:
    """What is best if visits may be made in shares.

    Attributes
    ----------
    bound
        A value that no routes exceed.
    shares
        How much of each stop is visited by each route, or by routes like it; shape (m, n). Nothing if there
        was no time to find out.
    """

    bound: float
    shares: NDArray[np.float64]


def relaxed(task: Task, limit: Limit = STANDARD) -> Relaxed:
    """Return the best bound, and the visits of the last round.

    Parameters
    ----------
    limit
        Rounds; whichever is the last, the bound holds.

    Raises
    ------
    RuntimeError
        If a linear program could not be solved, which should not be.
    """
    *_, (least, flow) = _rounds(task, limit)
    return Relaxed(least, np.zeros_like(task.value) if flow is None else flow.shares())


def bound(task: Task, limit: Limit = STANDARD) -> float:
    """Return a value that no routes exceed; see ``relaxed``."""
    *_, last = bounds(task, limit)
    return last


def bounds(task: Task, limit: Limit = STANDARD) -> Iterator[float]:
    """Yield values that no routes exceed, each no higher than the one before."""
    for least, _ in _rounds(task, limit):
        yield least


def _rounds(task: Task, limit: Limit) -> Iterator[tuple[float, Flow | None]]:
    alike = kinds(task)
    least = packing(task, alike)
    yield least, None
    if least <= 0 or limit.expired() or len(task.service) > WIDE:  # a flow of so many has no end
        return
    flow, in_vain = Flow(task, alike), 0
    for _ in range(limit.steps):
        found = flow.bound() * (1 + SURE) + SURE
        in_vain = 0 if found < least else in_vain + 1
        least = min(least, found)
        yield least, flow
        if in_vain == IN_VAIN or limit.expired():
            return
