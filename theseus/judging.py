"""From facts to labels: rules and label in one step, for whoever has facts and a set of rules.

A refresh judges a region with it, ``relabel`` a run that was kept, ``rules diff`` a run under other rules,
and a counterfactual one occupancy with one answer more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theseus import rules
from theseus.label import Decisions, label, open_questions
from theseus.model import Outcome, Policy

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    import pandas as pd

    from theseus.model import Consulted, Question
    from theseus.rules.catalogue import RuleCard


@dataclass(frozen=True)
class Judge:
    """By what is judged: rules, questions, thresholds, and how far the sources were consulted.

    Attributes
    ----------
    rules, questions
        By id.
    consulted
        How far each source was consulted, by card id.
    titles
        What a reader calls each source, by card id.
    """

    rules: Mapping[str, RuleCard]
    questions: Mapping[str, Question]
    policy: Policy = field(default_factory=Policy)
    consulted: Mapping[str, Consulted] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def judge(
    by: Judge,
    facts: pd.DataFrame,
    occupancy_ids: pd.Series,
    decisions: Decisions,
    as_of: dt.date,
    outcomes: Collection[Outcome] = tuple(Outcome),
) -> dict[str, pd.DataFrame]:
    """Judge occupancies by their facts and by what people decided.

    Parameters
    ----------
    facts
        Contract ``fact``.
    occupancy_ids
        The occupancies to judge, also those of which nothing is known.
    as_of
        The day of the labels.
    outcomes
        The outcomes to tell of in ``finding``; the irregular ones are always needed.

    Returns
    -------
    dict
        Tables ``finding``, ``open_question`` and ``label`` by those names.

    Raises
    ------
    RuleError
        If a fact's value is not of its question's type, or a question has two answers.
    """
    nouns = [card.noun() for card in by.rules.values()]
    answers = rules.lay_out(facts, occupancy_ids, by.questions, by.titles)
    verdicts = rules.judge(by.rules, by.questions, answers)
    told = rules.tell(by.rules, answers, verdicts, outcomes)
    asked = open_questions(verdicts, answers, nouns, by.questions, by.consulted, by.titles)
    labels = label(verdicts, told, nouns, by.policy, as_of, asked, decisions)
    return {"finding": told, "open_question": asked.table(), "label": labels}
