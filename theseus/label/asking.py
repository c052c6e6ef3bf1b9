"""The open questions of every occupancy: what nobody has answered yet, why, and the cheapest step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus import tables
from theseus.contracts import OPEN_QUESTION
from theseus.model import Freshness, Outcome, Step, WhyOpen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from theseus.model import Consulted, Question, Rule

# Steps at the door: what was seen from a desk or the street is settled there.
_AT_THE_DOOR = (Step.THEME, Step.JOINT)

_OPEN = f"""
    WITH known AS (SELECT occupancy_id, question FROM fact WHERE NOT expired),
    expired AS (SELECT occupancy_id, question FROM fact WHERE expired),
    unanswered AS (
        SELECT DISTINCT f.occupancy_id, a.question
        FROM finding f JOIN asks a USING (rule)
        ANTI JOIN known k ON k.occupancy_id = f.occupancy_id AND k.question = a.question
        WHERE f.outcome = '{Outcome.UNKNOWN}'
    ),
    doubted AS (
        SELECT f.occupancy_id, c.question,
               'Klopt dit? ' || string_agg(f.sentence, ' ' ORDER BY f.rule) AS text,
               arg_max(c.step, c.cost_eur) AS step, max(c.cost_eur) AS cost_eur
        FROM finding f JOIN confirm c USING (rule)
        ANTI JOIN unanswered u ON u.occupancy_id = f.occupancy_id AND u.question = c.question
        WHERE f.outcome = '{Outcome.IRREGULAR}'
        GROUP BY ALL
    )
    SELECT u.occupancy_id, u.question, q.text,
           CASE WHEN q.why <> '{WhyOpen.NOT_CONSULTED}' AND e.question IS NOT NULL
                THEN '{WhyOpen.EXPIRED}' ELSE q.why END AS why,
           q.sources, q.step, q.cost_eur
    FROM unanswered u JOIN question q USING (question)
    LEFT JOIN expired e ON e.occupancy_id = u.occupancy_id AND e.question = u.question
    UNION ALL
    SELECT d.occupancy_id, d.question, d.text, '{WhyOpen.TO_CONFIRM}', q.heard, d.step, d.cost_eur
    FROM doubted d JOIN question q USING (question)
    ORDER BY 1, 2"""  # noqa: S608 - only values of our own enums are filled in


def open_questions(
    findings: pd.DataFrame,
    facts: pd.DataFrame,
    rules: Sequence[Rule],
    questions: Mapping[str, Question],
    consulted: Mapping[str, Consulted],
    source_titles: Mapping[str, str],
) -> pd.DataFrame:
    """List what has to be asked: unanswered questions, and irregular findings that keep green away.

    A question is open if a rule that needs it answers *unknown*. An irregular finding of a gate rule
    asks whether it is right, at the door: with the partners if it is a hard one.

    Parameters
    ----------
    consulted
        How far each source was consulted, by card id.
    source_titles
        What a reader calls each source, by card id.

    Returns
    -------
    pandas.DataFrame
        Contract ``open_question``, one row per occupancy and question.
    """
    asks = [(rule.id, question) for rule in rules for question in rule.questions]
    registered = {
        "finding": findings[["occupancy_id", "rule", "outcome", "sentence"]],
        "fact": facts[["occupancy_id", "question", "expired"]],
        "asks": pd.DataFrame(asks, columns=["rule", "question"], dtype="string"),
        "confirm": _confirmations(rules, questions),
        "question": _described(questions, consulted, source_titles),
    }
    with tables.connect(registered) as connection:
        return tables.query(connection, _OPEN, OPEN_QUESTION)


def _confirmations(rules: Sequence[Rule], questions: Mapping[str, Question]) -> pd.DataFrame:
    """Per gate rule: the question that settles it, and at which step."""
    rows = []
    for rule in rules:
        if rule.gate:
            asked = rule.settled_by or rule.questions[0]
            step, cost = _settling_step(questions[asked], hard=rule.hard)
            rows.append((rule.id, asked, step.value, cost))
    return pd.DataFrame(rows, columns=["rule", "question", "step", "cost_eur"])


def _settling_step(question: Question, *, hard: bool) -> tuple[Step, float]:
    wanted = (Step.JOINT,) if hard else _AT_THE_DOOR
    at_the_door = [found for found in question.steps if found[0] in wanted]
    return (at_the_door or list(question.steps))[0]


def _described(
    questions: Mapping[str, Question], consulted: Mapping[str, Consulted], source_titles: Mapping[str, str]
) -> pd.DataFrame:
    """Per question: its text, why it is open unless an answer expired, and its cheapest step."""
    rows = []
    for question in questions.values():
        why, families = _why(question, consulted)
        step, cost = question.steps[0]
        named = _titles(question, families, consulted, source_titles)
        everyone = _titles(question, question.families, consulted, source_titles)
        rows.append((question.id, question.text, why.value, named, everyone, step.value, cost))
    return pd.DataFrame(rows, columns=["question", "text", "why", "sources", "heard", "step", "cost_eur"])


def _why(question: Question, consulted: Mapping[str, Consulted]) -> tuple[WhyOpen, frozenset[str]]:
    """Say why nobody answered, and which families that is about."""
    sources = [consulted[name] for name in question.sources if name in consulted]
    heard = {source.family for source in sources if _is_heard(source)}
    if missing := question.families - heard:
        return WhyOpen.NOT_CONSULTED, missing
    whole = {s.family for s in sources if s.complete and s.freshness is Freshness.FRESH}
    if partly := question.families - whole:
        return WhyOpen.INCOMPLETE, partly
    return WhyOpen.SILENT, question.families


def _is_heard(source: Consulted) -> bool:
    """A halted delivery is heard if records of an earlier one stay in use."""
    if source.freshness is Freshness.HALTED:
        return source.delivered_on is not None
    return source.freshness is not Freshness.ABSENT


def _titles(
    question: Question,
    families: frozenset[str],
    consulted: Mapping[str, Consulted],
    source_titles: Mapping[str, str],
) -> str:
    """Name the sources of some families: those that were heard, else all that could have been."""
    mine = [name for name in question.sources if name not in consulted or consulted[name].family in families]
    heard = [name for name in mine if name in consulted and _is_heard(consulted[name])]
    return " of ".join(source_titles.get(name, name) for name in heard or mine)
