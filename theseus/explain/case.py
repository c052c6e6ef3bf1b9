"""One occupancy under one setting: what is known, what is doubted, and its labels under suppositions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.explain.bench import Supposing
from theseus.explain.outcome import Supposition
from theseus.explain.values import worth_trying
from theseus.model import Label

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from theseus.explain.bench import Bench, Search
    from theseus.explain.search import State
    from theseus.model import Step

_Answers = frozenset[tuple[str, str | None]]  # what is supposed of questions; None: no answer any more


@dataclass(frozen=True)
class Becomes:
    """The label under a supposition."""

    label: str
    proposed_red: bool

    @property
    def green(self) -> bool:
        """True if it is green."""
        return self.label == Label.GREEN

    @property
    def red(self) -> bool:
        """True if it is red, also where that is only proposed."""
        return self.proposed_red or self.label == Label.RED


class Case:
    """One occupancy of a bench.

    Parameters
    ----------
    facts, label
        Of this occupancy.

    Attributes
    ----------
    row
        Its place on the bench.
    known
        Valid answers by question.
    irregular, unknown
        Ids of the rules that say so.
    """

    def __init__(self, bench: Bench, facts: pd.DataFrame, label: pd.Series) -> None:
        self.setting = bench.setting
        self.facts = facts
        self.label = label
        self.occupancy_id = str(label["occupancy_id"])
        self.row = int(bench.answers.occupancy_ids.get_loc(self.occupancy_id))
        self.questions = self.setting.policy.questions
        self.rules = self.setting.policy.rules
        valid = facts[~facts["expired"].astype(bool)]
        self.known = {str(q): str(v) for q, v in zip(valid["question"], valid["value"], strict=True)}
        said = bench.verdicts
        self.irregular = {name for at, name in enumerate(said.rules) if said.irregular[self.row, at]}
        self.unknown = {name for at, name in enumerate(said.rules) if said.unknown[self.row, at]}
        self._labels: dict[tuple[_Answers, dt.date], Becomes] = {}

    def becoming(self, states: Sequence[_Answers], on: dt.date | None = None) -> Search[list[Becomes]]:
        """Judge the occupancy under suppositions; what was judged before is not judged again.

        Parameters
        ----------
        on
            Another day than that of the run.
        """
        day = on or self.setting.as_of
        new = [state for state in dict.fromkeys(states) if (state, day) not in self._labels]
        if new:
            labels = (yield Supposing(self.row, new, day)).labels
            told = zip(new, labels["label"], labels["proposed_red"], strict=True)
            self._labels |= {(state, day): Becomes(str(label), bool(red)) for state, label, red in told}
        return [self._labels[state, day] for state in states]

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
