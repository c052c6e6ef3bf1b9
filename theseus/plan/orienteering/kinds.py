"""Routes that are alike: what holds for one of a kind holds for all, so that it is worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.orienteering.task import FREE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.plan.orienteering.task import Task


@dataclass(frozen=True)
class Kind:
    """Routes that are alike.

    Attributes
    ----------
    routes
        Their numbers.
    stops
        What may be in one of them.
    """

    routes: tuple[int, ...]
    stops: NDArray[np.int64]

    @property
    def r(self) -> int:
        """One of them."""
        return self.routes[0]


def kinds(task: Task) -> list[Kind]:
    """Put routes together that ask the same of every stop."""
    alike: dict[bytes, list[int]] = {}
    for r in range(len(task.end)):
        rows = (task.out[r], task.back[r], task.opens[r], task.closes[r], task.value[r])
        row = np.concatenate([*rows, [task.begin[r], task.end[r], task.most[r], task.shared[r]]])
        alike.setdefault(row.tobytes(), []).append(r)
    return [Kind(tuple(routes), _stops(task, routes[0])) for routes in alike.values()]


def _stops(task: Task, r: int) -> NDArray[np.int64]:
    """Stops of value that are not tied elsewhere."""
    tied = (task.tied == FREE) | (task.tied == task.shared[r])
    return np.flatnonzero((task.value[r] > 0) & tied)
