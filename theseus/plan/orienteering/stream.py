"""Kinds of routes whose legs are one flow, and where it stands in a linear program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from theseus.plan.orienteering.kinds import Kind
    from theseus.plan.orienteering.knapsack import Packed
    from theseus.plan.orienteering.task import Task

    Reals = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Chosen = NDArray[np.bool_]

ABSENT = -1  # of a row or column that is not in the program


@dataclass
class Stream:
    """Kinds of routes that start and end at the same places. ``n`` stops may be in them, of ``k`` kinds.

    Attributes
    ----------
    length, out, back
        Of the legs between the stops, from the start and to the end; shapes (n, n), (n,) and (n,).
    may, worth, to, away
        Per kind: which stops may be in it, what they are worth, their least time each way; shape (k, n).
    start
        Row of the legs from the start; those of the legs to the end and of time follow.
    arrive, leave
        Rows of the legs to and from each stop, shape (n,).
    first, last
        Columns of the legs from the start to each stop, and from it to the end, shape (n,).
    visits
        Columns of the visits, shape (k, n).
    known
        Which legs are in the program, shape (n, n); ``legs`` their columns, from where and to where.
    rules
        The row of each rule that a set of stops is to be reached, and the set.
    """

    kinds: tuple[int, ...]
    stops: Numbers
    length: Reals
    out: Reals
    back: Reals
    may: Chosen
    worth: Reals
    to: Reals
    away: Reals
    start: int = ABSENT
    arrive: Numbers = field(init=False)
    leave: Numbers = field(init=False)
    first: Numbers = field(init=False)
    last: Numbers = field(init=False)
    visits: Numbers = field(init=False)
    known: Chosen = field(init=False)
    legs: list[tuple[Numbers, Numbers, Numbers]] = field(default_factory=list)
    rules: list[tuple[int, Chosen]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing in the program; a leg from a stop to itself never comes in."""
        self.arrive, self.leave, self.first, self.last = np.full((4, len(self.stops)), ABSENT)
        self.visits, self.known = np.full(self.may.shape, ABSENT), np.eye(len(self.stops), dtype=bool)

    @property
    def end(self) -> int:
        """Row of the legs to the end."""
        return self.start + 1

    @property
    def clock(self) -> int:
        """Row of time."""
        return self.start + 2

    def all_legs(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return the columns of all legs that are in the program, from where and to where they lead."""
        none = np.zeros((3, 0), dtype=np.int64)
        columns, one, other = np.concatenate([none, *map(np.stack, self.legs)], axis=1)
        return columns, one, other


def streams(
    task: Task, alike: Sequence[Kind], packed: Sequence[Packed], apart: Collection[int]
) -> Iterator[Stream]:
    """Put kinds that share their places into one stream, except those that are to be apart."""
    found: dict[tuple[int, bytes], list[int]] = {}
    for k, kind in enumerate(alike):
        if len(kind.stops):
            places = task.out[kind.r].tobytes() + task.back[kind.r].tobytes()
            found.setdefault((k if k in apart else ABSENT, places), []).append(k)
    for members in found.values():
        yield _stream(task, alike, packed, tuple(members))


def _stream(task: Task, alike: Sequence[Kind], packed: Sequence[Packed], members: tuple[int, ...]) -> Stream:
    stops = np.unique(np.concatenate([alike[k].stops for k in members]))
    r, shape = alike[members[0]].r, (len(members), len(stops))
    may, worth, to, away = np.zeros(shape, dtype=bool), np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for j, k in enumerate(members):
        one, at = packed[k], np.searchsorted(stops, packed[k].stops)
        may[j, at], worth[j, at] = True, task.value[alike[k].r, one.stops]
        to[j, at], away[j, at] = one.to, one.away
    places = task.travel[np.ix_(stops, stops)], task.out[r, stops], task.back[r, stops]
    return Stream(members, stops, *places, may, worth, to, away)
