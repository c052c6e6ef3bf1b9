"""What would change a label, in words of this room: answers that are supposed, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

GREEN, NOT_PROPOSED, NOT_RED, WHITE = "groen", "geen voorstel rood", "niet meer rood", "wit"


@dataclass(frozen=True)
class Supposition:
    """One answer that is supposed.

    Attributes
    ----------
    also
        Other answers to this question that do it as well, the rest being the same.
    step, cost_eur
        The cheapest way to ask, and what that costs.
    """

    question: str
    value: str
    also: tuple[str, ...]
    step: str
    cost_eur: float


@dataclass(frozen=True)
class Counterfactual:
    """What would change a label.

    Attributes
    ----------
    aim
        What it would become: one of the constants of this module.
    answers
        The set of answers that does it; where ``one_of`` each of them does it alone.
    on
        The day on which the label changes by itself, because these answers are too old by then.
    smallest
        True if no smaller set does it, and none of this size that is cheaper to ask.
    beyond_doubt
        True if open and doubted questions are not enough: an answer that stands is supposed to be another.
    why_not
        Dutch: why nothing was found.
    """

    aim: str
    answers: tuple[Supposition, ...] = ()
    on: dt.date | None = None
    one_of: bool = False
    smallest: bool = True
    beyond_doubt: bool = False
    why_not: str | None = None
