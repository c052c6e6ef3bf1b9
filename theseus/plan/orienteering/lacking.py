"""What visits and legs that are not in a linear program could bring, by the prices of its rows.

A program with all legs would be far too large, so it begins with few; those that could bring something come
in, and what the others could bring is added to the bound, which so holds at any time [1]_. The rows of a stop
that is not in the program have no price yet. Whatever price they are given, the bound holds; here it is the
least at which none of the legs of that stop brings anything, so that all it could bring is told by its visit.

.. [1] G. Desaulniers, J. Desrosiers, M.M. Solomon (eds), "Column Generation", Springer, 2005, chapter 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.plan.orienteering.stream import Stream

    Reals = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_SMALL = 1e-7


@dataclass(frozen=True)
class Lacking:
    """What could come into the program; ``n`` stops, of which ``o`` are in it.

    Attributes
    ----------
    visits
        What each visit could bring, 0 if it is in the program, shape (k, n).
    opened
        The stops that are in the program, shape (o,).
    legs
        What each leg between those could bring, 0 if it is in the program, shape (o, o).
    before, after
        From where one would best come to each stop that is not in the program, and go on from it, shape (n,).
    """

    visits: Reals
    opened: Numbers
    legs: Reals
    before: Numbers
    after: Numbers


def lacking(stream: Stream, worth: Reals, price: float, prices: Reals) -> Lacking:
    """Price what is not in the program.

    Parameters
    ----------
    worth
        What each visit is worth, less what it asks of other rows than those of its two legs, shape (k, n).
    price
        What a unit of travel takes off the value.
    prices
        Of the rows of the program.
    """
    inside = stream.arrive >= 0
    opened, closed = np.flatnonzero(inside), np.flatnonzero(~inside)
    per = price + prices[stream.clock]
    arrive, leave = np.zeros(len(inside)), np.zeros(len(inside))
    arrive[opened], leave[opened] = prices[stream.arrive[opened]], prices[stream.leave[opened]]
    before, after = np.zeros_like(stream.arrive), np.zeros_like(stream.arrive)
    legs, enter = _among(stream, opened, prices)
    legs -= per * stream.length[np.ix_(opened, opened)] + arrive[opened] + leave[opened, None]
    legs[stream.known[np.ix_(opened, opened)]] = 0.0
    if len(closed):
        onward = enter - arrive[opened] - per * stream.length[np.ix_(closed, opened)]
        home = -per * stream.back[closed] - prices[stream.end]
        leave[closed], after[closed] = np.maximum(onward.max(axis=1), home), opened[onward.argmax(axis=1)]
        hither = -per * stream.length[:, closed] - leave[:, None]
        hither[closed, np.arange(len(closed))] = -np.inf
        out = -per * stream.out[closed] - prices[stream.start]
        arrive[closed], before[closed] = np.maximum(hither.max(axis=0), out), hither.argmax(axis=0)
    visits = np.where(stream.may & (stream.visits < 0), worth + arrive + leave, 0.0)
    return Lacking(np.maximum(visits, 0.0), opened, np.maximum(legs, 0.0), before, after)


def _among(stream: Stream, opened: Numbers, prices: Reals) -> tuple[Reals, Reals]:
    """What it brings to enter sets: by legs between stops that are in the program, and from the others."""
    legs, enter = np.zeros((len(opened), len(opened))), np.zeros(len(opened))
    for row, inside in stream.rules:
        if prices[row] < -_SMALL:
            among = inside[opened]
            enter[among] -= prices[row]
            legs[np.ix_(~among, among)] -= prices[row]
    return legs, enter
