"""How long a label lasts, and what would end it: green by age or by another answer, red by its end date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.explain.outcome import NOT_RED, WHITE, Counterfactual
from theseus.model import Label

if TYPE_CHECKING:
    from theseus.explain.bench import Search
    from theseus.explain.case import Case


def losses(case: Case) -> Search[list[Counterfactual]]:
    """Say when a green label is lost if nobody asks again, and which other answer would lose it at once."""
    if pd.notna(case.label["overridden"]):
        return (yield from _override_ends(case))
    return [*(yield from _too_old(case)), *(yield from _otherwise(case))]


def decision_ends(case: Case) -> Search[list[Counterfactual]]:
    """Say when a red label goes because its confirmation ends."""
    for day in _ends(case, _of(case, case.setting.decisions.reviews)["until"]):
        if (yield from _on(case, day)) != Label.RED:
            return [Counterfactual(NOT_RED, on=day.date())]
    return []


def _override_ends(case: Case) -> Search[list[Counterfactual]]:
    ends = _ends(case, _of(case, case.setting.decisions.overrides)["until"])
    days = sorted(
        {*ends, *(day for day in _ends(case, _valid(case)["expires_on"]) if ends and day > ends[0])}
    )
    for day in days:
        if (yield from _on(case, day)) != Label.GREEN:
            return [Counterfactual(WHITE, on=day.date())]
    return []


def _of(case: Case, decisions: pd.DataFrame) -> pd.DataFrame:
    return decisions[decisions["occupancy_id"] == case.occupancy_id]


def _ends(case: Case, days: pd.Series) -> list[pd.Timestamp]:
    return sorted(set(days[days > pd.Timestamp(case.setting.as_of)]))


def _on(case: Case, day: pd.Timestamp) -> Search[str]:
    """The label on a later day, if nobody says anything until then."""
    (then,) = yield from case.becoming([_too_old_by(case, day)], day.date())
    return then.label


def _valid(case: Case) -> pd.DataFrame:
    return case.facts[~case.facts["expired"].astype(bool)]


def _too_old_by(case: Case, day: pd.Timestamp) -> frozenset[tuple[str, None]]:
    """Return the questions that a rule asks, of which the answer is too old on a day."""
    valid = _valid(case)
    ended = valid.loc[(valid["expires_on"] <= day).fillna(value=False), "question"]
    return frozenset((question, None) for question in ended if question in case.questions)


def _too_old(case: Case) -> Search[list[Counterfactual]]:
    """Find the first day on which what is left is too little for green."""
    days = _ends(case, _valid(case)["expires_on"])
    labels = yield from case.becoming([_too_old_by(case, day) for day in days])
    lost = [day for day, label in zip(days, labels, strict=True) if not label.green]
    if not lost:
        return []
    ending = case.facts.loc[case.facts["expires_on"] == lost[0], "question"]
    asked = {name for card in case.rules.values() for name in card.questions}
    state = frozenset((name, case.known[name]) for name in ending if name in asked and name in case.known)
    return [Counterfactual(WHITE, case.told(state, ()), on=lost[0].date())]


def _otherwise(case: Case) -> Search[list[Counterfactual]]:
    """Name the questions of which another answer, by itself, loses green."""
    gates = {q for card in case.rules.values() if card.gate for q in card.questions if q in case.known}
    tried = case.tried(gates)
    states = [frozenset({(name, value)}) for name, values in tried.items() for value in values]
    labels = yield from case.becoming(states)
    lost = [state for state, label in zip(states, labels, strict=True) if not label.green]
    first = {question: state for state in reversed(lost) for question, _ in state}
    each = tuple(case.told(state, lost)[0] for _, state in sorted(first.items()))
    return [Counterfactual(WHITE, each, one_of=True)] if each else []
