"""What would change a label: the smallest set of answers that does it, checked by judging them.

A white label can become green, a proposed or confirmed red can go, a green one can be lost (see
``theseus.explain.lasting``). What is supposed are answers to questions that are open or doubted: without a
valid answer where a rule needs one, or part of what makes a gate rule irregular. Only if these are not
enough an answer that stands is supposed to be another one.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import pandas as pd

from theseus.explain import lasting, search
from theseus.explain.outcome import GREEN, NOT_PROPOSED, NOT_RED, Counterfactual
from theseus.explain.supposing import problem
from theseus.model import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from theseus.explain.bench import Bench, Search
    from theseus.explain.case import Case
    from theseus.explain.search import Found, State

MOST = 3  # answers that are supposed together to take a red away
AT_ONCE = 2000  # suppositions that are judged at once
_NO_ANSWERS = "Geen enkele combinatie van antwoorden op de open vragen maakt dit label groen."
_NOT_AWAY = f"Met {MOST} andere antwoorden of minder blijven er genoeg aandachtspunten over."


def counterfactuals(bench: Bench, cases: Iterable[Case]) -> list[list[Counterfactual]]:
    """Find what would change the labels of occupancies of a bench."""
    return bench.together(_changes(case) for case in cases)


def _changes(case: Case) -> Search[list[Counterfactual]]:
    label = case.label
    if label["label"] == Label.GREEN:
        return (yield from lasting.losses(case))
    red = label["label"] == Label.RED
    green = _Green(case)
    yield from green.search()
    if not red and not label["proposed_red"]:
        return [(yield from green.found())]
    tried = case.tried(case.doubted())
    # At once: judging once takes as long as judging all.
    yield from case.becoming([*_ordered(case, tried, 1), *green.states])
    away = yield from _away_from_red(case, tried, NOT_RED if red else NOT_PROPOSED)
    ends = (yield from lasting.decision_ends(case)) if red else []
    return [away, *ends, (yield from green.found())]


def _away_from_red(case: Case, tried: Mapping[str, tuple[str, ...]], aim: str) -> Search[Counterfactual]:
    for size in range(1, MOST + 1):
        states = _ordered(case, tried, size)
        labels = yield from case.becoming(states)
        works = [state for state, label in zip(states, labels, strict=True) if not label.red]
        if works:
            return Counterfactual(aim, case.told(works[0], works))
    return Counterfactual(aim, why_not=_NOT_AWAY)


class _Green:
    """The search for the smallest set of answers that makes green."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.smallest = self.beyond_doubt = False
        self.state: State = frozenset()
        self.states: list[State] = []
        self.stuck: list[str] = []
        self.by_hand = pd.notna(case.label["overridden"])

    def search(self) -> Search[None]:
        """Search; what it finds still has to be judged."""
        if self.by_hand:
            return
        open_ = {q for name in self.case.unknown for q in self.case.rules[name].questions}
        asked = {q for q in open_ if q not in self.case.known} | self.case.doubted()
        if (yield from self._try(asked)):
            return
        self.beyond_doubt = True
        yield from self._try(_touched(self.case, asked))

    def _try(self, asked: Iterable[str]) -> Search[Found | None]:
        tried = self.case.tried(asked)
        wanted, whole = yield from problem(self.case, tried)
        found = search.smallest(wanted)
        self.stuck = search.stuck(wanted)
        if found and found.state:
            self.smallest = found.smallest and whole
            self.state = found.state
            self.states = [found.state, *_others(self.case, found.state, tried)]
        return found

    def found(self) -> Search[Counterfactual]:
        """Judge what was found."""
        if self.by_hand:
            by = self.case.label["overridden"]
            return Counterfactual(GREEN, why_not=f"Een medewerker heeft dit label gezet: {by}")
        labels = yield from self.case.becoming(self.states)
        works = [state for state, label in zip(self.states, labels, strict=True) if label.green]
        if self.state not in works:
            return Counterfactual(GREEN, why_not=self._why_not())
        told = self.case.told(self.state, works)
        return Counterfactual(GREEN, told, smallest=self.smallest, beyond_doubt=self.beyond_doubt)

    def _why_not(self) -> str:
        if not self.stuck:
            return _NO_ANSWERS
        named = "; ".join(self.case.rules[name].statement for name in self.stuck)
        return f"Geen antwoord op de open vragen brengt dit in orde: {named}"


def _touched(case: Case, asked: set[str]) -> set[str]:
    """Add what is known and doubted by nobody, of the gates that other answers may make irregular."""
    more = asked
    for card in case.rules.values():
        if card.gate and not asked.isdisjoint(card.questions):
            more = more | set(card.questions)
    return more if more == asked else _touched(case, more)


def _others(case: Case, state: State, tried: Mapping[str, tuple[str, ...]]) -> list[State]:
    """The same set with one other answer: any of a closed list, of a number any that was tried."""
    found = []
    for question, value in sorted(state):
        rest = state - {(question, value)}
        now = case.known.get(question)
        options = case.questions[question].choices or tried[question]
        found += [rest | {(question, other)} for other in options if other not in (value, now)]
    return found


def _ordered(case: Case, tried: Mapping[str, tuple[str, ...]], size: int) -> list[State]:
    """All ways to give some questions another answer, the cheapest first."""
    states = sorted(_sets(tried, size), key=lambda state: (case.euro(state), sorted(state)))
    return states[:AT_ONCE]


def _sets(tried: Mapping[str, tuple[str, ...]], size: int) -> Iterator[State]:
    for questions in combinations(sorted(tried), size):
        for chosen in product(*(tried[name] for name in questions)):
            yield frozenset(zip(questions, chosen, strict=True))
