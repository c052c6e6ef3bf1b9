"""One occupancy under one setting: what is known, what is doubted, and its labels under suppositions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.explain.outcome import Supposition
from theseus.explain.supposing import supposed
from theseus.explain.values import worth_trying
from theseus.model import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from theseus.explain.search import State
    from theseus.explain.setting import Setting
    from theseus.model import Step


@dataclass(frozen=True)
class Becomes:
    """The label under a supposition; ``red`` also where it is only proposed."""

    green: bool
    red: bool


class Case:
    """One occupancy under one setting.

    Attributes
    ----------
    answers, verdicts
        Of the occupancy as it is.
    known
        Valid answers by question.
    irregular, unknown
        Ids of the rules that say so.
    """

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
        self.verdicts = verdicts = setting.verdicts(self.answers)
        self.irregular = {name for at, name in enumerate(verdicts.rules) if verdicts.irregular[0, at]}
        self.unknown = {name for at, name in enumerate(verdicts.rules) if verdicts.unknown[0, at]}
        self._labels: dict[State, Becomes] = {}

    def becoming(self, states: Sequence[State]) -> list[Becomes]:
        """Judge the occupancy under suppositions; what was judged before is not judged again."""
        new = [state for state in dict.fromkeys(states) if state not in self._labels]
        if new:
            labels = self.setting.labels(supposed(self.answers, new))
            red = labels["proposed_red"].astype(bool) | (labels["label"] == Label.RED)
            green = labels["label"] == Label.GREEN
            found = [
                Becomes(bool(is_green), bool(is_red)) for is_green, is_red in zip(green, red, strict=True)
            ]
            self._labels |= dict(zip(new, found, strict=True))
        return [self._labels[state] for state in states]

    def doubted(self) -> set[str]:
        """Questions that an irregular gate rule rests on."""
        return {q for name in self.irregular if self.rules[name].gate for q in self.rules[name].questions}

    def tried(self, questions: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return per question the answers that are worth supposing, of those that have any."""
        found = {}
        for name in sorted(questions):
            asking = [card.irregular for card in self.rules.values() if name in card.questions]
            if values := worth_trying(self.questions[name], asking, self.known, self.questions):
                found[name] = values
        return found

    def price(self, question: str) -> tuple[Step, float]:
        """Return the cheapest way to ask a question, with its cost in euro."""
        return self.questions[question].steps[0]

    def euro(self, state: State) -> float:
        """What it costs to ask all that is supposed; one visit or look-up answers all that it can."""
        return sum(cost for _, cost in {self.price(question) for question, _ in state})

    def told(self, state: State, works: Sequence[State]) -> tuple[Supposition, ...]:
        """Tell a set of answers, each with the others that do it as well."""
        found = []
        for question, value in sorted(state):
            rest = state - {(question, value)}
            also = dict.fromkeys(
                other
                for one in works
                for named, other in one - rest
                if rest < one and len(one) == len(state) and named == question and other != value
            )
            step, cost = self.price(question)
            found.append(Supposition(question, value, tuple(also), step.value, cost))
        return tuple(found)
