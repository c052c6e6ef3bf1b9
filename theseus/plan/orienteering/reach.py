"""Rules that a flow breaks: a set of stops is to be reached from outside.

Once for whatever stop in it is visited [1]_, and once for as many visits as a route can have.

.. [1] M. Fischetti, J.J. Salazar González, P. Toth, "Solving the Orienteering Problem through
   Branch-and-Cut", INFORMS Journal on Computing 10(2), 1998.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.orienteering.islands import islands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from theseus.plan.orienteering.stream import Stream

    Reals = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Chosen = NDArray[np.bool_]

_LACK = 0.05  # less than that is not worth a rule


@dataclass(frozen=True)
class Rule:
    """The legs into a set, less the visits that they are to serve, are not below 0.

    Attributes
    ----------
    columns, values
        Of the row that says so.
    """

    inside: Chosen
    columns: Numbers
    values: Reals


def unreached(stream: Stream, amounts: Reals, most: Reals) -> Iterator[Rule]:
    """Yield the rules that are broken by more than a little.

    Parameters
    ----------
    amounts
        Of the columns of the program.
    most
        The most stops of a route of each kind, shape (k,).
    """
    columns, one, other = stream.all_legs()
    flow, first, visits = amounts[columns], _amounts(amounts, stream.first), _amounts(amounts, stream.visits)
    visited, routes = visits.sum(axis=0), (visits / most[:, None]).sum(axis=0)
    for inside in islands(len(stream.stops), one, other, flow):
        into = ~inside[one] & inside[other]
        reached = flow[into].sum() + first[inside].sum()
        best = np.flatnonzero(inside)[np.argmax(visited[inside])]
        if max(visited[best], routes[inside].sum()) - reached <= _LACK:
            continue
        once = visited[best] >= routes[inside].sum()
        served = np.zeros_like(visits)
        served[:, [best] if once else inside] = 1.0 if once else 1 / most[:, None]
        served[stream.visits < 0] = 0.0
        legs = np.concatenate([columns[into], stream.first[inside & (stream.first >= 0)]])
        values = np.concatenate([np.ones(len(legs)), -served[served > 0]])
        yield Rule(inside, np.concatenate([legs, stream.visits[served > 0]]), values)


def _amounts(amounts: Reals, columns: Numbers) -> Reals:
    """How much there is of each column, nothing of those that are not there."""
    found: Reals = np.where(columns >= 0, amounts[columns], 0.0)
    return found
