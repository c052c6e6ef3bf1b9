"""What would change a label: the smallest set of answers that does it, checked by judging them.

A white label can become green, a proposed or confirmed red can go, a green one can be lost. What is
supposed are answers to questions that are open or doubted: without a valid answer where a rule needs
one, or part of what makes a gate rule irregular. Only if these are not enough an answer that stands is
supposed to be another one.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

import pandas as pd

from theseus.explain import search
from theseus.explain.supposing import problem, row_id, stated
from theseus.explain.values import worth_trying
from theseus.model import Label

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from theseus.explain.search import State
    from theseus.explain.setting import Setting

GREEN, NOT_PROPOSED, NOT_RED, WHITE = "groen", "geen voorstel rood", "niet meer rood", "wit"
MOST = 3  # answers that are supposed together to take a red away
AT_ONCE = 2000  # suppositions that are judged at once
_NO_ANSWERS = "Geen enkele combinatie van antwoorden op de open vragen maakt dit label groen."


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


def counterfactuals(setting: Setting, facts: pd.DataFrame, label: pd.Series) -> list[Counterfactual]:
    """Find what would change the label of one occupancy.

    Parameters
    ----------
    facts
        Contract ``fact``, of the occupancy.
    label
        Its row of contract ``label``.
    """
    return _Case(setting, facts, label).found()


def becoming(setting: Setting, facts: pd.DataFrame, states: Sequence[State]) -> pd.DataFrame:
    """Judge one occupancy under suppositions.

    Returns
    -------
    pandas.DataFrame
        Contract ``label``, one row per supposition, in their order.
    """
    ids = [row_id(row) for row in range(len(states))]
    told = stated(facts, states, pd.Timestamp(setting.as_of))
    return setting.deciding_about(ids).labels(told, ids)


class _Case:
    """One occupancy under one setting."""

    def __init__(self, setting: Setting, facts: pd.DataFrame, label: pd.Series) -> None:
        self.setting = setting
        self.facts = facts
        self.label = label
        self.occupancy_id = str(label["occupancy_id"])
        self.questions = setting.policy.questions
        self.rules = setting.policy.rules
        valid = facts[~facts["expired"].astype(bool)]
        self.known = {str(q): str(v) for q, v in zip(valid["question"], valid["value"], strict=True)}
        self.answers = setting.answers(facts, self.occupancy_id)
        verdicts = setting.verdicts(self.answers)
        self.irregular = {name for at, name in enumerate(verdicts.rules) if verdicts.irregular[0, at]}
        self.unknown = {name for at, name in enumerate(verdicts.rules) if verdicts.unknown[0, at]}

    def found(self) -> list[Counterfactual]:
        if self.label["label"] == Label.GREEN:
            return [*self.too_old(), *self.otherwise()]
        if self.label["label"] == Label.RED:
            return [self.away_from_red(NOT_RED), *self.decision_ends(), self.to_green()]
        return [*([self.away_from_red(NOT_PROPOSED)] if self.label["proposed_red"] else []), self.to_green()]

    def to_green(self) -> Counterfactual:
        if pd.notna(self.label["overridden"]):
            return Counterfactual(
                GREEN, why_not=f"Een medewerker heeft dit label gezet: {self.label['overridden']}"
            )
        open_ = {q for name in self.unknown for q in self.rules[name].questions if q not in self.known}
        asked = open_ | self.doubted()
        found = self.green_by(asked, beyond_doubt=False)
        return found if found.answers else self.green_by(self.touched(asked), beyond_doubt=True)

    def green_by(self, asked: set[str], *, beyond_doubt: bool) -> Counterfactual:
        """Find the smallest set of answers to some questions that makes green."""
        tried = self.tried(asked)
        cost = {name: self.questions[name].steps[0][1] for name in tried}
        wanted, whole = problem(self.setting, self.answers, tried, cost)
        found = search.smallest(wanted)
        if found is None or not found.state:
            return Counterfactual(GREEN, why_not=self.why_not(search.stuck(wanted)))
        states = [found.state, *self.others(found.state, tried)]
        green = becoming(self.setting, self.facts, states)["label"] == Label.GREEN
        works = [state for state, does in zip(states, green, strict=True) if does]
        if found.state not in works:
            return Counterfactual(GREEN, why_not=_NO_ANSWERS)
        told = self.told(found.state, works)
        return Counterfactual(GREEN, told, smallest=found.smallest and whole, beyond_doubt=beyond_doubt)

    def touched(self, asked: set[str]) -> set[str]:
        """Add what is known and doubted by nobody, of the gates that other answers may make irregular."""
        more = asked
        for card in self.rules.values():
            if card.gate and not asked.isdisjoint(card.questions):
                more = more | set(card.questions)
        return more if more == asked else self.touched(more)

    def away_from_red(self, aim: str) -> Counterfactual:
        tried = self.tried(self.doubted())
        for size in range(1, MOST + 1):
            states = sorted(_sets(tried, size), key=lambda state: (self.euro(state), sorted(state)))[:AT_ONCE]
            if not states:
                break
            labels = becoming(self.setting, self.facts, states)
            away = ~labels["proposed_red"].astype(bool) & (labels["label"] != Label.RED)
            works = [state for state, does in zip(states, away, strict=True) if does]
            if works:
                return Counterfactual(aim, self.told(works[0], works))
        return Counterfactual(
            aim, why_not=f"Met {MOST} andere antwoorden of minder blijven er genoeg aandachtspunten over."
        )

    def decision_ends(self) -> Iterator[Counterfactual]:
        """Say when red goes because its confirmation ends."""
        ends = self.setting.decisions.reviews["until"].max()
        if pd.isna(ends):
            return
        then = dataclasses.replace(self.setting, as_of=ends.date())
        if then.labels(self.facts, [self.occupancy_id])["label"].iloc[0] != Label.RED:
            yield Counterfactual(NOT_RED, on=ends.date())

    def too_old(self) -> Iterator[Counterfactual]:
        """Say when green is lost if nobody asks again: the first day on which what is left is too little."""
        ends = self.setting.decisions.overrides["until"] if pd.notna(self.label["overridden"]) else None
        first = pd.Timestamp(self.setting.as_of) if ends is None or ends.empty else ends.max()
        by_hand = ends is not None and not ends.empty
        expiring = self.facts.loc[~self.facts["expired"].astype(bool), "expires_on"].dropna()
        days = sorted({day for day in expiring if day > first} | ({first} if by_hand else set()))
        if not days:
            return
        old = [self.facts["expires_on"] <= day for day in days]
        aged = [
            self.facts.assign(
                occupancy_id=row_id(row), expired=self.facts["expired"] | gone.fillna(value=False)
            )
            for row, gone in enumerate(old)
        ]
        ids = [row_id(row) for row in range(len(days))]
        labels = self.setting.undecided().labels(pd.concat(aged), ids)
        lost = [row for row, label in enumerate(labels["label"]) if label != Label.GREEN]
        if lost:
            day = days[lost[0]]
            ending = self.facts.loc[self.facts["expires_on"] == day, "question"]
            asked = {name for card in self.rules.values() for name in card.questions}
            state = frozenset((name, self.known[name]) for name in ending if name in asked)
            yield Counterfactual(WHITE, self.told(state, ()), on=day.date())

    def otherwise(self) -> Iterator[Counterfactual]:
        """Name the questions of which another answer, by itself, loses green."""
        gates = {q for card in self.rules.values() if card.gate for q in card.questions if q in self.known}
        states = _ordered(_sets(self.tried(gates), 1))
        if not states or pd.notna(self.label["overridden"]):
            return
        lost = becoming(self.setting, self.facts, states)["label"] != Label.GREEN
        works = [state for state, does in zip(states, lost, strict=True) if does]
        firsts = {question: state for state in reversed(works) for question, _ in state}
        each = [self.told(state, works)[0] for _, state in sorted(firsts.items())]
        if each:
            yield Counterfactual(WHITE, tuple(each), one_of=True)

    def doubted(self) -> set[str]:
        return {q for name in self.irregular if self.rules[name].gate for q in self.rules[name].questions}

    def tried(self, questions: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found = {}
        for name in sorted(questions):
            asking = [card.irregular for card in self.rules.values() if name in card.questions]
            if values := worth_trying(self.questions[name], asking, self.known, self.questions):
                found[name] = values
        return found

    def others(self, state: State, tried: Mapping[str, tuple[str, ...]]) -> list[State]:
        """The same set with one other answer: any of a closed list, of a number any that was tried."""
        found = []
        for question, value in sorted(state):
            rest = state - {(question, value)}
            now = self.known.get(question)
            options = self.questions[question].choices or tried[question]
            found += [rest | {(question, other)} for other in options if other not in (value, now)]
        return found

    def told(self, state: State, works: Sequence[State]) -> tuple[Supposition, ...]:
        suppositions = []
        for question, value in sorted(state):
            rest = state - {(question, value)}
            also = [
                other
                for one in works
                for named, other in one - rest
                if rest < one and len(one) == len(state) and named == question and other != value
            ]
            step, cost = self.questions[question].steps[0]
            suppositions.append(Supposition(question, value, tuple(dict.fromkeys(also)), step.value, cost))
        return tuple(suppositions)

    def euro(self, state: State) -> float:
        return sum(self.questions[question].steps[0][1] for question, _ in state)

    def why_not(self, stuck: Sequence[str]) -> str:
        if not stuck:
            return _NO_ANSWERS
        named = "; ".join(self.rules[name].statement for name in stuck)
        return f"Geen antwoord op de open vragen brengt dit in orde: {named}"


def _sets(tried: Mapping[str, tuple[str, ...]], size: int) -> Iterator[State]:
    """All ways to give some questions another answer."""
    for questions in combinations(sorted(tried), size):
        for chosen in product(*(tried[name] for name in questions)):
            yield frozenset(zip(questions, chosen, strict=True))


def _ordered(states: Iterable[State]) -> list[State]:
    return sorted(states, key=sorted)
