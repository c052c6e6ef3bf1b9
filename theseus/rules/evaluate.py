"""Facts to findings: every rule about every occupancy, in one pass of DuckDB.

A question without a valid answer is NULL, and SQL's NULL *is* "unknown": the rules' SQL needs nothing
else for Kleene's three values. Answers that have expired do not take part.
"""

# ruff: noqa: S608 - the SQL is put together from checked expressions of reviewed cards

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from theseus import tables
from theseus.contracts import FINDING
from theseus.model import Answers, Question, Verdicts
from theseus.rules.answers import lay_out, typed
from theseus.rules.language import parse
from theseus.rules.telling import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from theseus.rules.catalogue import RuleCard
    from theseus.rules.language import Checked

_UNKNOWN, _FINE, _IRREGULAR = -1, 0, 1


def evaluate(
    rules: Mapping[str, RuleCard],
    questions: Mapping[str, Question],
    facts: pd.DataFrame,
    occupancy_ids: pd.Series,
    source_titles: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Let every rule judge every occupancy, and tell it in words.

    Parameters
    ----------
    facts, occupancy_ids, source_titles
        As for :func:`theseus.rules.answers.lay_out`.

    Returns
    -------
    pandas.DataFrame
        Contract ``finding``, one row per occupancy and rule, by rule and then occupancy.

    Raises
    ------
    RuleError
        If a fact's value is not of its question's type, or a question has two answers.
    """
    if not rules:
        return tables.empty(FINDING)
    asked = {name: questions[name] for card in rules.values() for name in card.questions}
    answers = lay_out(facts, occupancy_ids, asked, source_titles)
    return tell(rules, answers, judge(rules, asked, answers))


def judge(rules: Mapping[str, RuleCard], questions: Mapping[str, Question], answers: Answers) -> Verdicts:
    """Let every rule judge every occupancy.

    Returns
    -------
    Verdicts
        Its columns are the rules in alphabetical order.

    Raises
    ------
    RuleError
        If an answer is not of its question's type.
    """
    names = tuple(sorted(rules))
    said = _answered([_of_rule(rules[name], questions) for name in names], questions, answers)
    return Verdicts(answers.occupancy_ids, names, said == _IRREGULAR, said == _FINE, said == _UNKNOWN)


def holds(
    expressions: Sequence[Checked], questions: Mapping[str, Question], answers: Answers
) -> NDArray[np.bool_]:
    """Tell of which occupancies expressions are true; what is unknown is not.

    Returns
    -------
    numpy.ndarray
        Truths of shape (occupancies, expressions).

    Raises
    ------
    RuleError
        If an answer is not of its question's type.
    """
    found: NDArray[np.bool_] = _answered([one.sql for one in expressions], questions, answers) == _IRREGULAR
    return found


def _answered(
    expressions: Sequence[str], questions: Mapping[str, Question], answers: Answers
) -> NDArray[np.int8]:
    """Evaluate SQL of type truth for every occupancy: no, yes, or unknown."""
    said = np.full((len(answers.occupancy_ids), len(expressions)), _UNKNOWN, dtype=np.int8)
    if expressions and len(said):
        known = typed(answers, {name: questions[name] for name in answers.questions})
        columns = ", ".join(
            f"CAST(coalesce(CAST({sql} AS TINYINT), {_UNKNOWN}) AS TINYINT) AS c{place}"
            for place, sql in enumerate(expressions)
        )
        with tables.connect({"known": known}) as connection:
            found = connection.execute(f"SELECT {columns} FROM known").to_arrow_table()
        for place in range(len(expressions)):
            said[:, place] = found.column(place).to_numpy()
    return said


def _of_rule(card: RuleCard, questions: Mapping[str, Question]) -> str:
    return _sql(card.irregular, card.id, tuple(questions[name] for name in card.questions))


@lru_cache(maxsize=1000)
def _sql(irregular: str, rule: str, questions: tuple[Question, ...]) -> str:
    """Write a rule as SQL once; whoever supposes answers judges by the same rules again and again."""
    return parse(irregular, {question.id: question for question in questions}, f"{rule}.toml").sql
