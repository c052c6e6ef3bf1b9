"""Days dealt in order: each turn takes the cheapest day that is still free.

The simple method. It is what the calendar falls back on, and where the integer program starts from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theseus.plan.dates.choice import Choice

METHOD = "eenvoudig: op volgorde van datum"


def deal(choice: Choice, order: Sequence[int]) -> frozenset[int]:
    """Deal turns in an order.

    Returns
    -------
    The options taken; they keep every limit.
    """
    left = [limit.cap for limit in choice.limits]
    taken: set[int] = set()
    for turn in order:
        for option in choice.options_of[turn]:
            uses = [(number, choice.limits[number].uses[option]) for number in choice.limits_of[option]]
            if all(left[number] >= amount for number, amount in uses):
                for number, amount in uses:
                    left[number] -= amount
                taken.add(option)
                break
    return frozenset(taken)
