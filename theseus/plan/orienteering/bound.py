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

ROUNDS = 25
_STILL = 0.0  # a round that brings the bound no more than this share down is the last
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
    flow, before, waited = Flow(task, alike), least, 0
    for _ in range(limit.steps):
        found = flow.bound()
        least = min(least, found * (1 + SURE) + SURE)
        yield least
        waited = 0 if least < before * (1 - _STILL) else waited + 1
        before = least
        if waited > 3 or limit.expired():
            return
