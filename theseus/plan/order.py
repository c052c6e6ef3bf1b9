"""The order of the visits of a route: of those that take no more whole minutes, the shortest over the ground.

The engine counts whole minutes, so where all legs are short it may zigzag at no cost. Here some stops are
turned round or moved as long as that brings something: 2-opt and Or-opt [1]_.

.. [1] G. Babin, S. Deneault, G. Laporte, "Improvements to the Or-opt heuristic for the symmetric travelling
   salesman problem", Journal of the Operational Research Society 58(3), 2007.
"""

from __future__ import annotations

from itertools import accumulate, combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.clockwork import holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.plan.tasks import Fitted

    Order = tuple[int, ...]
    Lengths = list[list[float]]

MINUTE = 1e6  # metres: none are worth a minute
LITTLE = 0.5  # metres: less is no gain
FEW = 3  # stops that are moved together


def shortened(fit: Fitted, r: int, stops: Sequence[int]) -> tuple[int, ...]:
    """Return the stops of a route in an order that takes no longer, in which nothing can be turned or moved.

    Parameters
    ----------
    stops
        A route that is in time.
    """
    lengths, order = _lengths(fit, r, stops), tuple(range(1, len(stops) + 1))
    while True:
        better = (
            one for one in _shorter(lengths, order) if holds(fit.task, r, [stops[at - 1] for at in one])
        )
        found = next(better, None)
        if found is None:
            return tuple(stops[at - 1] for at in order)
        order = found


def _lengths(fit: Fitted, r: int, stops: Sequence[int]) -> Lengths:
    """From place to place: the start, the stops in this order, the end. Minutes first, then metres."""
    task, session, size = fit.task, fit.routes[r].session, len(stops)
    at = np.array(stops, dtype=np.int64)
    xy = np.array([(fit.candidates[stop].x, fit.candidates[stop].y) for stop in stops]).reshape(size, 2)
    found = np.zeros((size + 2, size + 2))
    inside = slice(1, size + 1)
    apart = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    found[inside, inside] = MINUTE * task.travel[np.ix_(at, at)] + apart
    for place, minutes, legs in (
        (session.depot, task.out[r, at], (0, inside)),
        (session.finish or session.depot, task.back[r, at], (inside, size + 1)),
    ):
        found[legs] = MINUTE * minutes + (0.0 if place is None else np.hypot(*(xy - place).T))
    lengths: Lengths = found.tolist()
    return lengths


def _shorter(lengths: Lengths, order: Order) -> Iterator[Order]:
    """Yield orders that are shorter: some stops turned round, or a few moved, as they are or turned round."""
    path = (0, *order, len(order) + 1)
    onward = [0.0, *accumulate(lengths[one][other] for one, other in pairwise(path))]
    inward = [0.0, *accumulate(lengths[other][one] for one, other in pairwise(path))]
    for first, over in combinations(range(1, len(path)), 2):
        before, head, tail, after = path[first - 1], path[first], path[over - 1], path[over]
        as_is, turned = onward[over - 1] - onward[first], inward[over - 1] - inward[first]
        gone = lengths[before][head] + as_is + lengths[tail][after]
        if lengths[before][tail] + turned + lengths[head][after] < gone - LITTLE:
            yield (*order[: first - 1], *order[first - 1 : over - 1][::-1], *order[over - 1 :])
        if over - first > FEW:
            continue
        some, rest = order[first - 1 : over - 1], (*order[: first - 1], *order[over - 1 :])
        gone -= lengths[before][after]
        for place, (one, other) in enumerate(pairwise((0, *rest, len(order) + 1))):
            open_ = lengths[one][other]
            if lengths[one][head] + as_is + lengths[tail][other] - open_ < gone - LITTLE:
                yield (*rest[:place], *some, *rest[place:])
            if lengths[one][tail] + turned + lengths[head][other] - open_ < gone - LITTLE:
                yield (*rest[:place], *some[::-1], *rest[place:])
