"""Sets of stops that a flow joins, and that it may hardly reach from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

_LEVELS = (1e-6, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def islands(
    count: int, one: Numbers, other: Numbers, flow: NDArray[np.float64]
) -> Iterator[NDArray[np.bool_]]:
    """Yield every set of two stops or more, but not of all, that legs join with more flow than some level.

    Parameters
    ----------
    count
        How many stops there are.
    one, other
        From where to where each leg leads.
    """
    met = set()
    for level in _LEVELS:
        lead = _joined(count, one[flow > level], other[flow > level])
        leads, sizes = np.unique(lead, return_counts=True)
        for first in leads[(sizes > 1) & (sizes < count)]:
            inside = lead == first
            if inside.tobytes() not in met:
                met.add(inside.tobytes())
                yield inside


def _joined(count: int, one: Numbers, other: Numbers) -> Numbers:
    """Per stop the first of those that it is joined with."""
    lead = np.arange(count)
    while True:
        least = lead.copy()
        np.minimum.at(least, one, lead[other])
        np.minimum.at(least, other, lead[one])
        least = least[least]
        if (least == lead).all():
            return lead
        lead = least
