"""The open questions of every occupancy: what nobody has answered yet, why, and the cheapest step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import OPEN_QUESTION
from theseus.label.judged import Judged, judge
from theseus.model import Freshness, Step, WhyOpen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from theseus.model import Consulted, Question, Rule

# Steps at the door: what was seen from a desk or the street is settled there.
_AT_THE_DOOR = (Step.THEME, Step.JOINT)


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
    asks again what it rests on, at the door: with the partners if it is a hard one.

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
    judged = judge(findings, rules)
    asked = sorted(questions)
    described = _described([questions[name] for name in asked], consulted, source_titles)
    known, expired = _answered(facts, judged.occupancy_ids, asked)
    needs = np.array([[name in rule.questions for name in asked] for rule in rules], dtype=int)
    unanswered = (judged.unknown @ needs > 0) & ~known
    settles = np.array([[rule.gate and name == _settled_by(rule) for name in asked] for rule in rules], int)
    doubted = (judged.irregular @ settles > 0) & ~unanswered
    found = pd.concat(
        [
            _unanswered(np.nonzero(unanswered), described, expired),
            _to_confirm(np.nonzero(doubted), described, judged, rules, questions),
        ]
    ).sort_values(["row", "column"])
    found["occupancy_id"] = judged.occupancy_ids.array.take(found["row"].to_numpy(int))
    return tables.conform(found, OPEN_QUESTION)


def _answered(
    facts: pd.DataFrame, ids: pd.Index, asked: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Lay out, by occupancy and question, where there is a valid answer and where an expired one."""
    row = tables.positions(facts["occupancy_id"], ids)
    column = tables.positions(facts["question"], pd.Index(asked, dtype="string"))
    old = facts["expired"].to_numpy(bool)
    known, expired = (np.zeros((len(ids), len(asked)), dtype=bool) for _ in range(2))
    for cells, wanted in ((known, ~old), (expired, old)):
        here = wanted & (row >= 0) & (column >= 0)
        cells[row[here], column[here]] = True
    return known, expired


def _unanswered(
    cells: tuple[NDArray[np.intp], ...], described: pd.DataFrame, expired: NDArray[np.bool_]
) -> pd.DataFrame:
    row, column = cells
    found = described.iloc[column].reset_index(drop=True)
    too_old = pd.Series(expired[row, column]) & (found["why"] != WhyOpen.NOT_CONSULTED)
    return found.assign(row=row, column=column, why=found["why"].mask(too_old, WhyOpen.EXPIRED.value))


def _to_confirm(
    cells: tuple[NDArray[np.intp], ...],
    described: pd.DataFrame,
    judged: Judged,
    rules: Sequence[Rule],
    questions: Mapping[str, Question],
) -> pd.DataFrame:
    """Ask again what an irregular finding rests on; findings that one question settles share a row.

    The question is the neutral one of its card: a roster carries it, and what a rule found stays at
    the desk until a second person has confirmed it.
    """
    row, column = cells
    found = described.iloc[column].reset_index(drop=True)
    found = found.assign(
        row=row,
        column=column,
        why=WhyOpen.TO_CONFIRM.value,
        cost_eur=-1.0,
        sources=found["all"],
    )
    for place, rule in sorted(enumerate(rules), key=lambda numbered: numbered[1].id):
        mine = (
            (found["question"] == _settled_by(rule)).to_numpy(bool) & judged.irregular[row, place] & rule.gate
        )
        step, cost = _settling_step(questions[_settled_by(rule)], hard=rule.hard)
        dearer = mine & (found["cost_eur"] < cost).to_numpy(bool)
        found.loc[dearer, ["step", "cost_eur"]] = [step.value, cost]
    return found


def _settled_by(rule: Rule) -> str:
    return rule.settled_by or rule.questions[0]


def _settling_step(question: Question, *, hard: bool) -> tuple[Step, float]:
    wanted = (Step.JOINT,) if hard else _AT_THE_DOOR
    at_the_door = [found for found in question.steps if found[0] in wanted]
    return (at_the_door or list(question.steps))[0]


def _described(
    asked: Sequence[Question], consulted: Mapping[str, Consulted], source_titles: Mapping[str, str]
) -> pd.DataFrame:
    """Per question: its text, why it is open unless an answer expired, and its cheapest step."""
    rows = []
    for question in asked:
        why, families = _why(question, consulted)
        step, cost = question.steps[0]
        named = _titles(question, families, consulted, source_titles)
        everyone = _titles(question, question.families, consulted, source_titles)
        rows.append((question.id, question.text, why.value, named, everyone, step.value, cost))
    columns = ["question", "text", "why", "sources", "all", "step", "cost_eur"]
    kinds = dict.fromkeys(columns[:-1], "string") | {"cost_eur": "float64"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


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
