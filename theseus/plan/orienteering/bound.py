"""A bound on what any routes are worth: the packing that is there at once, then the flow, round by round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.orienteering.engine import Limit
from theseus.plan.orienteering.flow import Flow
from theseus.plan.orienteering.kinds import kinds
from theseus.plan.orienteering.knapsack import SURE, WIDE, packed_in, packing
from theseus.plan.orienteering.linear import StalledError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from theseus.plan.orienteering.kinds import Kind
    from theseus.plan.orienteering.task import Task

    Shares = NDArray[np.float64]

ROUNDS, IN_VAIN = 60, 15  # the most rounds, and the most in a row that bring next to nothing
LITTLE = 1e-5  # of the bound
STANDARD = Limit(ROUNDS)


@dataclass(frozen=True)
class Relaxed:
    """What is best if visits may be made in shares.

    Attributes
    ----------
    bound
        A value that no routes exceed.
    shares
        How much of each stop is visited by each route, or by routes like it; shape (m, n).
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
    alike = kinds(task)
    *_, (least, shares) = _rounds(task, alike, limit)
    by_route = np.zeros_like(task.value)
    for kind, visited in zip(alike, shares, strict=True):
        by_route[list(kind.routes)] = visited
    return Relaxed(least, by_route)


def bound(task: Task, limit: Limit = STANDARD) -> float:
    """Return a value that no routes exceed; see ``relaxed``."""
    *_, last = bounds(task, limit)
    return last


def bounds(task: Task, limit: Limit = STANDARD) -> Iterator[float]:
    """Yield values that no routes exceed, each no higher than the one before."""
    for least, _ in _rounds(task, kinds(task), limit):
        yield least


def _rounds(task: Task, alike: Sequence[Kind], limit: Limit) -> Iterator[tuple[float, Shares]]:
    """Yield the bound, and how much of each stop is visited by routes of each kind."""
    packed = packed_in(task, alike)
    least, shares = packing(task, alike, packed)
    yield least, shares
    if least <= 0 or limit.expired() or len(task.service) > WIDE:  # a flow of so many has no end
        return
    flow, best, in_vain = Flow(task, alike, packed, shares), np.inf, 0
    for _ in range(limit.steps):
        try:
            found = flow.bound() * (1 + SURE) + SURE
        except StalledError:  # what was found before holds
            return
        in_vain = 0 if found < best * (1 - LITTLE) else in_vain + 1
        best = min(best, found)
        least = min(least, found)
        yield least, flow.shares()
        if flow.complete or in_vain == IN_VAIN or limit.expired():
            return
