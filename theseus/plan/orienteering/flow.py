"""A linear program of visits and the legs between them: routes as flows.

Each visit has a leg that leads to it and one that leads away; a route that is used has one from its start
and one to its end. The dearest kinds of routes have a flow of their own, the others one all together: it
looks away from who makes which leg, and no routes are worth more than it says [1]_, [2]_. Visits and legs
come in as they are needed, and so do the rules that a set of stops is to be reached from outside.

.. [1] M. Fischetti, J.J. Salazar González, P. Toth, "Solving the Orienteering Problem through
   Branch-and-Cut", INFORMS Journal on Computing 10(2), 1998.
.. [2] R. El-Hajj, D.-C. Dang, A. Moukrim, "Solving the Team Orienteering Problem with Cutting Planes",
   Computers & Operations Research 74, 2016.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.orienteering.lacking import lacking
from theseus.plan.orienteering.linear import ANY, Program
from theseus.plan.orienteering.reach import unreached
from theseus.plan.orienteering.stream import Stream, streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.plan.orienteering.kinds import Kind
    from theseus.plan.orienteering.knapsack import Packed
    from theseus.plan.orienteering.lacking import Lacking
    from theseus.plan.orienteering.linear import Entries, Solution
    from theseus.plan.orienteering.task import Task

    Reals = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_APART = 6  # kinds with a flow of their own: the more, the nearer, and the longer it takes
_NEAREST = 4  # legs to and from each stop that come with it
_MANY = 60  # visits of a kind that come in at once
_PATIENCE = 10_000  # iterations of the solver per round: some six thousand were seen, and no end at all
_SMALL = 1e-7
_ALL = slice(None)


class Flow:
    """The program: rows per stop and group, then number, to and away per kind, then those of each stream.

    Attributes
    ----------
    complete
        True if the last round found nothing to add: it comes no lower.
    """

    def __init__(self, task: Task, alike: Sequence[Kind], packed: Sequence[Packed], shares: Reals) -> None:
        """Begin with the visits that have a share; shape (kinds, n)."""
        self.task, self.alike = task, alike
        self._program = Program(_PATIENCE)
        self._stops = self._program.add_rows(-ANY, np.ones(len(task.service)))
        self._groups = self._program.add_rows(-ANY, task.most_shared)
        self._kinds = self._program.add_rows(-ANY, np.zeros(3 * len(alike)))
        self._most = np.array([_most(task, kind.r, one) for kind, one in zip(alike, packed, strict=True)])
        self._amounts, self.complete = np.zeros(0), False
        worth = (shares * [task.value[kind.r] for kind in alike]).sum(axis=1)
        dearest = np.argsort(-worth, kind="stable")[:_APART].tolist()
        self._streams = list(streams(task, alike, packed, dearest))
        for stream in self._streams:
            stream.start = self._program.add_rows(np.array([0.0, 0.0, -ANY]), np.zeros(3))
            for j, k in enumerate(stream.kinds):
                self._add_routes(stream, j)
                begun = shares[k, stream.stops] > 0
                begun[np.argmax(stream.worth[j])] = True
                self._add_visits(stream, j, np.flatnonzero(begun))
            self._add_nearest(stream, np.flatnonzero(stream.arrive >= 0))

    def bound(self) -> float:
        """Solve it, and add the visits, legs and rules that it lacks.

        Returns
        -------
        float
            What no routes exceed: with what is missing, each stop once, and one leg to each.

        Raises
        ------
        StalledError
            If the solver has no end.
        RuntimeError
            If it could not be solved, which should not be.
        """
        found, size = self._program.solve(), self._program.rows + self._program.columns
        self._amounts = found.amounts
        by_visit, by_leg = np.zeros(len(self.task.service)), np.zeros(len(self.task.service))
        for stream in self._streams:
            lacks = lacking(stream, self._worth(stream, found), self.task.price, found.prices)
            np.maximum.at(by_visit, stream.stops, lacks.visits.max(axis=0))
            np.maximum.at(by_leg, stream.stops[lacks.opened], lacks.legs.max(axis=0))
            for rule in unreached(stream, found.amounts, self._most[list(stream.kinds)]):
                stream.rules.append((self._program.add_rule(rule.columns, rule.values), rule.inside))
            self._add(stream, lacks)
        self.complete = size == self._program.rows + self._program.columns
        return found.value + float(by_visit.sum() + by_leg.sum())

    def shares(self) -> Reals:
        """How much of each stop each kind visits, shape (kinds, n). After ``bound``."""
        found = np.zeros((len(self.alike), len(self.task.service)))
        for stream in self._streams:
            for k, columns in zip(stream.kinds, stream.visits, strict=True):
                there = (columns >= 0) & (columns < len(self._amounts))
                found[k, stream.stops[there]] = self._amounts[columns[there]]
        return found

    def _add_routes(self, stream: Stream, j: int) -> None:
        """Add how many routes of a kind are used."""
        task, kind = self.task, self.alike[stream.kinds[j]]
        time, row = float(task.end[kind.r] - task.begin[kind.r]), self._kinds + 3 * stream.kinds[j]
        to, away = (float(legs[kind.r, kind.stops].min()) - time for legs in (task.back, task.out))
        rows: Entries = [(row, -self._most[stream.kinds[j]]), (row + 1, to), (row + 2, away)]
        ends: Entries = [(stream.start, -1.0), (stream.end, -1.0), (stream.clock, -time)]
        self._program.add_columns(np.zeros(1), float(len(kind.routes)), [*rows, *ends])

    def _asks(self, stream: Stream, j: int, at: Numbers | slice = _ALL) -> Entries:
        """What visits of a kind ask of rows, but for their legs."""
        stops = stream.stops[at]
        row, group = self._kinds + 3 * stream.kinds[j], int(self.task.shared[self.alike[stream.kinds[j]].r])
        return [
            (self._stops + stops, 1.0),
            (self._groups + group, 1.0),
            (row, 1.0),
            (row + 1, stream.to[j, at]),
            (row + 2, stream.away[j, at]),
            (stream.clock, self.task.service[stops]),
        ]

    def _worth(self, stream: Stream, found: Solution) -> Reals:
        """What visits are worth, less what they ask of rows; shape (k, n)."""
        worth = stream.worth.copy()
        for j in range(len(stream.kinds)):
            for rows, asked in self._asks(stream, j):
                worth[j] -= found.prices[rows] * asked
        return worth

    def _add(self, stream: Stream, lacks: Lacking) -> None:
        """Add the visits that could bring most, with the nearest legs, and the best leg to each stop."""
        closed = stream.arrive < 0
        for j, visits in enumerate(lacks.visits):
            best = np.argsort(-visits, kind="stable")[:_MANY]
            self._add_visits(stream, j, best[visits[best] > _SMALL])
        new = np.flatnonzero(closed & (stream.arrive >= 0))
        self._add_nearest(stream, new)
        other = np.flatnonzero(lacks.legs.max(axis=0) > _SMALL)
        one = lacks.legs.argmax(axis=0)[other]
        self._add_legs(stream, lacks.before[new], new)
        self._add_legs(stream, new, lacks.after[new])
        self._add_legs(stream, lacks.opened[one], lacks.opened[other])

    def _add_visits(self, stream: Stream, j: int, at: Numbers) -> None:
        at = at[(stream.visits[j, at] < 0) & stream.may[j, at]]
        if len(at):
            self._open(stream, at[stream.arrive[at] < 0])
            legs: Entries = [(stream.arrive[at], -1.0), (stream.leave[at], -1.0)]
            entries = [*self._asks(stream, j, at), *legs]
            first = self._program.add_columns(stream.worth[j, at], 1.0, entries)
            stream.visits[j, at] = first + np.arange(len(at))

    def _open(self, stream: Stream, at: Numbers) -> None:
        """Add rows for the legs of stops, and their legs from the start and to the end."""
        if len(at):
            number = np.arange(len(at))
            for rows, columns, length, end in (
                (stream.arrive, stream.first, stream.out[at], stream.start),
                (stream.leave, stream.last, stream.back[at], stream.end),
            ):
                rows[at] = self._program.add_rows(0.0, np.zeros(len(at))) + number
                entries: Entries = [(rows[at], 1.0), (end, 1.0), (stream.clock, length)]
                columns[at] = self._program.add_columns(-self.task.price * length, 1.0, entries) + number

    def _add_nearest(self, stream: Stream, at: Numbers) -> None:
        """Add the shortest legs to and from stops."""
        opened = np.flatnonzero(stream.arrive >= 0)
        few = min(_NEAREST, len(opened) - 1)
        if few < 1 or not len(at):
            return
        for length, onward in ((stream.length, True), (stream.length.T, False)):
            legs = length[np.ix_(at, opened)]
            legs[at[:, None] == opened] = np.inf
            near = opened[np.argpartition(legs, few - 1, axis=1)[:, :few]].ravel()
            pairs = (np.repeat(at, few), near) if onward else (near, np.repeat(at, few))
            self._add_legs(stream, *pairs)

    def _add_legs(self, stream: Stream, one: Numbers, other: Numbers) -> None:
        """Add legs between stops that are in the program, each once."""
        new = (stream.arrive[one] >= 0) & (stream.arrive[other] >= 0) & ~stream.known[one, other]
        if not new.any():
            return
        one, other = np.unique(np.stack([one[new], other[new]]), axis=1)
        stream.known[one, other] = True
        length = stream.length[one, other]
        rows: Entries = [(stream.arrive[other], 1.0), (stream.leave[one], 1.0), (stream.clock, length)]
        first = self._program.add_columns(-self.task.price * length, 1.0, rows)
        stream.legs.append((first + np.arange(len(one)), one, other))
        for row, inside in stream.rules:
            for column in np.flatnonzero(~inside[one] & inside[other]):
                self._program.change(row, first + int(column), 1.0)


def _most(task: Task, r: int, one: Packed) -> float:
    """The most stops of one route: as many as it may have, and as have time."""
    if not len(one.stops):
        return 1.0
    time = task.end[r] - task.begin[r] - task.back[r, one.stops].min() + _SMALL
    fit = np.searchsorted(np.cumsum(np.sort(one.to)), time, side="right")
    return float(max(min(task.most[r], fit), 1))
