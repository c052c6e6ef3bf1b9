"""Routes to begin with, from what a linear program would visit.

Where values differ from route to route, a search that looks at a few stops at a time hardly finds which goes
best where; the program weighs them all at once. It visits in shares [1]_, and looks away from who makes which
leg, so its visits are put in one by one, as far as they go together.

.. [1] As in the rounding heuristics of P. Raghavan, C.D. Thompson, "Randomized rounding: a technique for
   provably good algorithms and algorithmic proofs", Combinatorica 7(4), 1987; here without chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.orienteering.engine import Limit
from theseus.plan.orienteering.greedy import insert
from theseus.plan.orienteering.task import FREE, part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.plan.orienteering.task import Routes, Task

_SOME = 0.01  # of a visit: less is no wish


def rounded(task: Task, shares: NDArray[np.float64]) -> Routes:
    """Put in what is wished most per time it takes, until nothing fits.

    Parameters
    ----------
    shares
        How much of each stop would be visited by each route or by routes like it, shape (m, n).
    """
    wished = task._replace(value=np.where(shares > _SOME, task.value * shares, 0.0))
    kept = np.flatnonzero((wished.value > 0).any(axis=0) | (task.tied != FREE))
    found = insert(part(wished, kept), Limit())
    return tuple(tuple(int(kept[stop]) for stop in stops) for stops in found.routes)
