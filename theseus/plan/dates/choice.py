"""The choice of days as plain data: turns, each with options, and limits on what may be taken together.

Two methods answer it: an integer program (:mod:`theseus.plan.dates.program`) and dealing in order
(:mod:`theseus.plan.dates.dealing`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

ELSEWHERE = "{elsewhere}"


@dataclass(frozen=True)
class Option:
    """One way to take a turn: its days, and what it costs to take it there (a whole number)."""

    turn: int
    days: tuple[dt.date, ...]
    cost: int


@dataclass(frozen=True)
class Limit:
    """What the options taken may use together.

    Attributes
    ----------
    reason
        Dutch: what stands in the way when there is no room; ``ELSEWHERE`` stands for who has it.
    uses
        How much of it each option takes.
    """

    reason: str
    cap: int
    uses: dict[int, int]


@dataclass(frozen=True)
class Choice:
    """What is to be chosen: at most one option per turn, within every limit.

    The best choice costs least; a turn without an option costs its ``drop``, which is more than all
    options together can save.
    """

    options: tuple[Option, ...]
    drop: tuple[int, ...]
    limits: tuple[Limit, ...]

    @cached_property
    def options_of(self) -> tuple[tuple[int, ...], ...]:
        """The options of each turn, cheapest first."""
        found: list[list[int]] = [[] for _ in self.drop]
        for number, option in enumerate(self.options):
            found[option.turn].append(number)
        return tuple(tuple(sorted(numbers, key=lambda n: (self.options[n].cost, n))) for numbers in found)

    @cached_property
    def limits_of(self) -> tuple[tuple[int, ...], ...]:
        """The limits that each option touches."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, limit in enumerate(self.limits):
            for option in limit.uses:
                found[option].append(number)
        return tuple(tuple(found[number]) for number in range(len(self.options)))

    def cost(self, taken: Collection[int]) -> int:
        """What a choice costs, its dropped turns included."""
        kept = {self.options[number].turn for number in taken}
        dropped = sum(drop for turn, drop in enumerate(self.drop) if turn not in kept)
        return dropped + sum(self.options[number].cost for number in taken)

    def blocked(self, option: int, taken: Collection[int]) -> Limit | None:
        """The first limit that has no room for an option beside what is taken; None if it fits."""
        for limit in (self.limits[number] for number in self.limits_of[option]):
            used = sum(limit.uses.get(number, 0) for number in taken)
            if used + limit.uses[option] > limit.cap:
                return limit
        return None

    def sound(self, taken: Collection[int]) -> bool:
        """Tell whether a choice keeps every limit and takes no turn twice."""
        turns = [self.options[number].turn for number in taken]
        return len(set(turns)) == len(turns) and all(
            sum(limit.uses.get(number, 0) for number in taken) <= limit.cap for limit in self.limits
        )
