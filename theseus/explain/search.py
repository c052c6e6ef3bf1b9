"""The smallest set of answers that lets rules say what is wanted: a search over what few rules say.

Plain Python over small tables: which answers a rule asks, and what it says to each of their
combinations. Nothing here knows a table, a card or a label; who calls checks what is found with the
rules themselves.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from theseus.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

NODES = 20_000  # states that are looked at; after that the first set that works is good enough

State = frozenset[tuple[str, str]]
"""Answers that are supposed: question and value."""


@dataclass(frozen=True)
class Sayings:
    """What one rule says to every combination of supposed answers.

    Attributes
    ----------
    asks
        The questions of the rule that may get another answer.
    says
        Per combination of answers, in the order of ``asks``, the outcome; None leaves the answer as it is.
    weight
        What the rule counts for in the known share.
    """

    asks: tuple[str, ...]
    says: Mapping[tuple[str | None, ...], Outcome]
    weight: float = 0.0

    def key(self, supposed: Mapping[str, str]) -> tuple[str | None, ...]:
        """Return the part of supposed answers that the rule looks at."""
        return tuple(supposed.get(question) for question in self.asks)


@dataclass(frozen=True)
class Problem:
    """What is wanted of rules.

    Attributes
    ----------
    rules
        By id; each in its place in the known share.
    gates
        Ids of the rules that must be fine.
    known_share
        The weighted share of rules (0 to 1) whose outcome must be known.
    prices
        Per question the way to ask it and what that costs in euro; one visit or look-up answers all that
        it can.
    """

    rules: Mapping[str, Sayings]
    gates: frozenset[str]
    known_share: float
    prices: Mapping[str, tuple[Any, float]]

    def euro(self, state: State) -> float:
        """What it costs to ask everything that is supposed."""
        return sum(cost for _, cost in {self.prices[question] for question, _ in state})


@dataclass(frozen=True)
class Found:
    """A set of answers that does it; ``smallest`` if no smaller or cheaper one does."""

    state: State
    smallest: bool


def smallest(problem: Problem) -> Found | None:
    """Find the set with the fewest answers, of those the cheapest, of those the first by name.

    Best first: a state is looked at in the order of the answers it has plus those that it surely still
    needs. Each step answers one rule that is not as wanted, in the fewest ways that there are.

    Returns
    -------
    Found or None
        None if no set of answers does it.
    """
    return _Search(problem).run()


def stuck(problem: Problem) -> list[str]:
    """Name the gates that no answer makes fine."""
    return sorted(name for name in problem.gates if Outcome.FINE not in problem.rules[name].says.values())


class _Search:
    """One search; remembers what it worked out."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.gates = sorted(problem.gates)
        self.additions: dict[tuple[str, tuple[str | None, ...], bool], list[State]] = {}

    def run(self) -> Found | None:
        order = count()
        start: State = frozenset()
        waiting = [(self.rank(start), next(order), start)]
        met = {start}
        looked = 0
        while waiting:
            _, _, state = heapq.heappop(waiting)
            looked += 1
            steps = self.steps(state)
            if steps is None:
                return Found(state, smallest=looked <= NODES)
            for further in steps:
                if further not in met:
                    met.add(further)
                    fewest, *rest = self.rank(further)
                    # Too many to look at them all: go on with what needs least.
                    eager = fewest - len(further) if looked > NODES else fewest
                    heapq.heappush(waiting, ((eager, *rest), next(order), further))
        return None

    def rank(self, state: State) -> tuple[Any, ...]:
        return len(state) + self.surely_needed(state), self.problem.euro(state), sorted(state)

    def unsatisfied(self, state: State) -> list[str]:
        supposed = dict(state)
        rules = self.problem.rules
        return [
            name for name in self.gates if rules[name].says[rules[name].key(supposed)] is not Outcome.FINE
        ]

    def surely_needed(self, state: State) -> int:
        """Count rules that wait for different questions: each needs an answer more."""
        supposed = {question for question, _ in state}
        taken: set[str] = set()
        needed = 0
        free = (set(self.problem.rules[name].asks) - supposed for name in self.unsatisfied(state))
        for questions in sorted(free, key=len):
            if questions.isdisjoint(taken):
                taken |= questions
                needed += 1
        return needed

    def steps(self, state: State) -> list[State] | None:
        """Return the states that come next; none from a dead end, and None if all is as wanted."""
        ways = [self.ways(name, state, known=False) for name in self.unsatisfied(state)]
        if ways:
            return min(ways, key=len)
        supposed = dict(state)
        rules = self.problem.rules
        unknown = [name for name, rule in rules.items() if rule.says[rule.key(supposed)] is Outcome.UNKNOWN]
        # As the policy reckons it: the weight that is known, of the weight of all.
        known = sum(rule.weight for name, rule in rules.items() if name not in unknown)
        if known / sum(rule.weight for rule in rules.values()) >= self.problem.known_share:
            return None
        return [further for name in unknown for further in self.ways(name, state, known=True)]

    def ways(self, name: str, state: State, *, known: bool) -> list[State]:
        """Return the smallest additions to a state that make a rule fine, or at least known."""
        here = self.problem.rules[name].key(dict(state))
        if (name, here, known) not in self.additions:
            self.additions[name, here, known] = _least(self.problem.rules[name], here, known=known)
        return [state | one for one in self.additions[name, here, known]]


def _least(rule: Sayings, here: tuple[str | None, ...], *, known: bool) -> list[State]:
    added = [
        frozenset(
            (question, value)
            for question, value, now in zip(rule.asks, key, here, strict=True)
            if value is not None and now is None
        )
        for key, outcome in rule.says.items()
        if (outcome is Outcome.FINE or (known and outcome is Outcome.IRREGULAR))
        and all(now is None or now == value for now, value in zip(here, key, strict=True))
    ]
    least: list[State] = []
    for one in sorted(added, key=len):
        if not any(other < one for other in least):
            least.append(one)
    return sorted(least, key=sorted)
