"""A bound on what any routes are worth: the packing that is there at once, then the flow, round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.plan.orienteering.engine import Limit
from theseus.plan.orienteering.flow import Flow
from theseus.plan.orienteering.kinds import kinds
from theseus.plan.orienteering.knapsack import SURE, packing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.plan.orienteering.task import Task

ROUNDS, IN_VAIN = 20, 3  # the most rounds, and the most in a row that bring nothing
STANDARD = Limit(ROUNDS)


def bound(task: Task, limit: Limit = STANDARD) -> float:
    """Return a value that no routes exceed.

    Parameters
    ----------
    limit
        Rounds; whichever is the last, the value holds.

    Raises
    ------
    RuntimeError
        If a linear program could not be solved, which should not be.
    """
    *_, last = bounds(task, limit)
    return last


def bounds(task: Task, limit: Limit = STANDARD) -> Iterator[float]:
    """Yield values that no routes exceed, each no higher than the one before."""
    alike = kinds(task)
    least = packing(task, alike)
    yield least
    if least <= 0 or limit.expired():
        return
    flow, in_vain = Flow(task, alike), 0
    for _ in range(limit.steps):
        found = flow.bound() * (1 + SURE) + SURE
        in_vain = 0 if found < least else in_vain + 1
        least = min(least, found)
        yield least
        if in_vain == IN_VAIN or limit.expired():
            return
