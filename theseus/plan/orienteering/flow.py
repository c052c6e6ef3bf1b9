"""A linear program of visits and the legs between them: all routes as one flow.

Each visit has a leg that leads to it and one that leads away; a route that is used has one from its start and
one to its end. What routes do one by one, they do here all together, so that the program stays small however
many there are: it looks away from who makes which leg, and no routes are worth more than it says [1]_, [2]_.
Legs come in as they are needed, and so does the rule that a set of stops is to be reached from outside: once
for whatever stop in it is visited, and once for as many visits as a route can have.

.. [1] M. Fischetti, J.J. Salazar González, P. Toth, "Solving the Orienteering Problem through
   Branch-and-Cut", INFORMS Journal on Computing 10(2), 1998.
.. [2] R. El-Hajj, D.-C. Dang, A. Moukrim, "Solving the Team Orienteering Problem with Cutting Planes",
   Computers & Operations Research 74, 2016.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import highspy
import numpy as np

from theseus.plan.orienteering.islands import islands
from theseus.plan.orienteering.knapsack import packed_in
from theseus.plan.orienteering.linear import solve, solver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.plan.orienteering.kinds import Kind
    from theseus.plan.orienteering.task import Task

    Reals = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Chosen = NDArray[np.bool_]
    Rule = Sequence[tuple[Chosen, float]]
    Entries = Sequence[tuple[Numbers | int, Reals | float]]

_NEAREST = 4  # legs to and from each stop that are there from the begin
_SMALL = 1e-7
_LACK = 0.05  # less than that is not worth a rule


@dataclass
class _Home:
    """Kinds of routes that start and end at the same places, and the columns of their flow.

    Attributes
    ----------
    row
        Of the legs to the first stop; then come those to the others, those away, start, end and clock.
    known
        Which legs are in the program, from where to where; ``legs`` their columns, and the same by number.
    first
        Column of the leg from the start to the first stop.
    visits
        Per kind the first column of its visits, and to which stops they are.
    rules
        The row of each rule that a set of stops is to be reached, and the set.
    """

    kinds: tuple[int, ...]
    stops: Numbers
    row: int
    length: Reals
    known: Chosen
    legs: list[tuple[Numbers, Numbers, Numbers]] = field(default_factory=list)
    first: int = 0
    visits: list[tuple[int, Numbers]] = field(default_factory=list)
    rules: list[tuple[int, Chosen]] = field(default_factory=list)

    @property
    def arrive(self) -> slice:
        return slice(self.row, self.row + len(self.stops))

    @property
    def leave(self) -> slice:
        return slice(self.row + len(self.stops), self.start)

    @property
    def start(self) -> int:
        return self.row + 2 * len(self.stops)

    @property
    def clock(self) -> int:
        return self.start + 2


class Flow:
    """The program: rows per stop, per group, then visits and time, to and away, per kind; then the flows."""

    def __init__(self, task: Task, alike: Sequence[Kind]) -> None:
        self.task, self.alike = task, alike
        self._groups = len(task.service)
        self._visits = self._groups + len(task.most_shared)
        self._to, self._away = self._visits + len(alike), self._visits + 2 * len(alike)
        self._rows, self._columns = self._away + len(alike), 0
        self._most = [_most(task, kind) for kind in alike]
        self._homes = self._by_home()
        self._solver = solver(self._limits())
        for home in self._homes:
            self._add_ends(home)
            for k in home.kinds:
                self._add_kind(home, k)
            self._add_legs(home, _nearest(home))

    def _by_home(self) -> list[_Home]:
        task, found = self.task, dict[bytes, list[int]]()
        for k, kind in enumerate(self.alike):
            if len(kind.stops):
                place = task.out[kind.r].tobytes() + task.back[kind.r].tobytes()
                found.setdefault(place, []).append(k)
        homes = []
        for kinds in found.values():
            stops = np.unique(np.concatenate([self.alike[k].stops for k in kinds]))
            length, known = task.travel[np.ix_(stops, stops)], np.eye(len(stops), dtype=bool)
            homes.append(_Home(tuple(kinds), stops, self._rows, length, known))
            self._rows = homes[-1].clock + 1
        return homes

    def _limits(self) -> highspy.HighsLp:
        """Rows, without columns yet."""
        model = highspy.HighsLp()
        model.sense_ = highspy.ObjSense.kMaximize
        lower, upper = np.full(self._rows, -highspy.kHighsInf), np.zeros(self._rows)
        upper[: self._groups], upper[self._groups : self._visits] = 1.0, self.task.most_shared
        for home in self._homes:
            lower[home.row : home.clock] = 0.0
        model.num_row_, model.row_lower_, model.row_upper_ = self._rows, lower, upper
        return model

    def _add(self, cost: Reals, most: float, entries: Entries) -> int:
        """Add columns and return the first; ``entries`` are rows and coefficients, one or one per column."""
        count, each, first = len(cost), len(entries), self._columns
        rows = np.column_stack([np.broadcast_to(row, count) for row, _ in entries]).astype(np.int32)
        values = np.column_stack([np.broadcast_to(value, count) for _, value in entries]).astype(float)
        starts = np.arange(0, rows.size, each, dtype=np.int32)
        limits = np.zeros(count), np.full(count, most)
        self._solver.addCols(count, cost, *limits, rows.size, starts, rows.ravel(), values.ravel())
        self._columns += count
        return first

    def _add_kind(self, home: _Home, k: int) -> None:
        """Add the visits of a kind, and how many of its routes are used."""
        task, kind = self.task, self.alike[k]
        r, one = kind.r, packed_in(task, kind)
        at = np.searchsorted(home.stops, one.stops)
        rows: Entries = [
            (one.stops, 1.0),
            (self._groups + int(task.shared[r]), 1.0),
            (self._visits + k, 1.0),
            (self._to + k, one.to),
            (self._away + k, one.away),
            (home.arrive.start + at, -1.0),
            (home.leave.start + at, -1.0),
            (home.clock, task.service[one.stops]),
        ]
        home.visits.append((self._add(task.value[r, one.stops], 1.0, rows), at))
        time = float(task.end[r] - task.begin[r])
        to, away = (float(legs[r, one.stops].min()) - time for legs in (task.back, task.out))
        rows = [(self._visits + k, -self._most[k]), (self._to + k, to), (self._away + k, away)]
        rows += [(home.start, -1.0), (home.start + 1, -1.0), (home.clock, -time)]
        self._add(np.zeros(1), float(len(kind.routes)), rows)

    def _add_ends(self, home: _Home) -> None:
        """Add the legs from a start, and to an end."""
        task, r, at = self.task, self.alike[home.kinds[0]].r, np.arange(len(home.stops))
        for legs, side, end in ((task.back, home.leave, home.start + 1), (task.out, home.arrive, home.start)):
            length = legs[r, home.stops]
            rows: Entries = [(side.start + at, 1.0), (end, 1.0), (home.clock, length)]
            home.first = self._add(-task.price * length, 1.0, rows)

    def _add_legs(self, home: _Home, new: Chosen) -> None:
        """Add legs; ``new`` tells from where to where."""
        one, other = np.nonzero(new)
        if len(one):
            home.known |= new
            length, to, away = home.length[new], home.arrive.start + other, home.leave.start + one
            rows: Entries = [(to, 1.0), (away, 1.0), (home.clock, length)]
            first = self._add(-self.task.price * length, 1.0, rows)
            home.legs.append((first + np.arange(len(one)), one, other))
            for row, inside in home.rules:
                for column in np.flatnonzero(~inside[one] & inside[other]):
                    self._solver.changeCoeff(row, first + int(column), 1.0)

    def bound(self) -> float:
        """Solve it, and add the legs and the rules that it lacks.

        Returns
        -------
        float
            What no routes exceed; with the legs that are missing, at most one to each stop.

        Raises
        ------
        RuntimeError
            If it could not be solved, which should not be.
        """
        found, solution = solve(self._solver), self._solver.getSolution()
        asked, self._mix = np.array(solution.row_dual), np.array(solution.col_value)
        for home in self._homes:
            told = len(home.rules)
            self._reach(home, self._mix)
            found += self._missing(home, asked, told)
        return found

    def shares(self) -> Reals:
        """How much of each stop each route visits, or one like it; shape (m, n). After ``bound``."""
        found = np.zeros_like(self.task.value)
        for home in self._homes:
            for k, (first, at) in zip(home.kinds, home.visits, strict=True):
                visited = self._mix[first : first + len(at)]
                for r in self.alike[k].routes:
                    found[r, home.stops[at]] = visited
        return found

    def _missing(self, home: _Home, asked: Reals, told: int) -> float:
        """Add the legs that could add most; return what all that are missing could add.

        Only the first rules, so many as ``told``, were in the program when it was solved.
        """
        arrive, leave, clock = asked[home.arrive], asked[home.leave], asked[home.clock]
        brings = -(self.task.price + clock) * home.length - arrive - leave[:, None]
        for row, inside in home.rules[:told]:
            if asked[row] < -_SMALL:
                brings[np.ix_(~inside, inside)] -= asked[row]
        brings[home.known] = 0.0
        most = brings.max(axis=0, initial=0.0)
        self._add_legs(home, (brings >= most) & (brings > _SMALL))
        return float(most.sum())

    def _reach(self, home: _Home, mix: Reals) -> None:
        """Add the rule for sets of stops that are hardly reached from outside."""
        if not home.legs:
            return
        columns, one, other = (np.concatenate(part) for part in zip(*home.legs, strict=True))
        flow, stops = mix[columns], len(home.stops)
        from_start = mix[home.first : home.first + stops]
        visited = np.zeros(stops)
        for first, at in home.visits:
            np.add.at(visited, at, mix[first : first + len(at)])
        for inside in islands(stops, one, other, flow):
            into = ~inside[one] & inside[other]
            best = np.arange(stops) == np.flatnonzero(inside)[np.argmax(visited[inside])]
            rules = [(best, 1.0) for _ in home.kinds], [(inside, 1 / self._most[k]) for k in home.kinds]
            asked = [self._visits_among(home, rule) for rule in rules]
            counts = [float(mix[columns] @ shares) for columns, shares in asked]
            reached = flow[into].sum() + from_start[inside].sum()
            if max(counts) - reached > _LACK:
                legs = np.concatenate([columns[into], home.first + np.flatnonzero(inside)])
                self._add_rule(home, inside, legs, *asked[int(np.argmax(counts))])

    def _visits_among(self, home: _Home, rule: Rule) -> tuple[Numbers, Reals]:
        """Return the columns of visits to some stops, by kind, and by how much each counts."""
        found, shares = [], []
        for (first, at), (who, share) in zip(home.visits, rule, strict=True):
            found.append(first + np.flatnonzero(who[at]))
            shares.append(np.full(len(found[-1]), share))
        return np.concatenate(found), np.concatenate(shares)

    def _add_rule(self, home: _Home, inside: Chosen, legs: Numbers, visits: Numbers, shares: Reals) -> None:
        """Ask for as many legs into a set as visits count."""
        columns = np.concatenate([legs, visits]).astype(np.int32)
        values = np.concatenate([np.ones(len(legs)), -shares])
        home.rules.append((self._solver.getNumRow(), inside))
        self._solver.addRow(0.0, highspy.kHighsInf, len(columns), columns, values)


def _most(task: Task, kind: Kind) -> float:
    """The most stops of one route: as many as it may have, and as have time."""
    if not len(kind.stops):
        return 1.0
    one, r = packed_in(task, kind), kind.r
    time = task.end[r] - task.begin[r] - task.back[r, one.stops].min() + _SMALL
    fit = np.searchsorted(np.cumsum(np.sort(one.to)), time, side="right")
    return float(max(min(task.most[r], fit), 1))


def _nearest(home: _Home) -> Chosen:
    """The shortest legs to and from each stop."""
    length = np.where(home.known, np.inf, home.length)
    few = min(_NEAREST, len(length) - 1)
    if few < 1:
        return np.zeros_like(home.known)
    to, away = (np.partition(length, few - 1, axis=side).take([few - 1], axis=side) for side in (0, 1))
    found: Chosen = ((length <= to) | (length <= away)) & ~home.known
    return found
