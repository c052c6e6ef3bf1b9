"""Which answers to a question are worth supposing: those that rules can tell apart, one of each kind."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import sqlglot
from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from theseus.model import Question

_NUMBERS = 8  # values that are tried for a number
_YES_NO = ("ja", "nee")


def worth_trying(
    question: Question, rules: Iterable[str], known: Mapping[str, str], questions: Mapping[str, Question]
) -> tuple[str, ...]:
    """Choose answers to a question; its answer now is not among them.

    Of a closed list that is one of each kind that the rules treat alike. Of a number it is each limit in
    the rules, just below and just above it, also times and divided by the numbers that it is compared
    with: for a number there may be an answer that does it and is not tried.

    Parameters
    ----------
    rules
        The expressions of the rules that ask it.
    known
        What is known of the occupancy, by question.
    """
    if question.type == "truth":
        found: Iterable[str] = _YES_NO
    elif question.type == "number":
        found = _numbers(question, rules, known, questions)
    else:
        found = _choices(question, rules, known)
    now = known.get(question.id)
    return tuple(value for value in dict.fromkeys(found) if value != now)


def _choices(question: Question, rules: Iterable[str], known: Mapping[str, str]) -> list[str]:
    lists: list[frozenset[str]] = []
    peers: list[str] = []
    for rule in rules:
        for column, literals, others in _compared(rule):
            if column == question.id:
                lists.append(literals)
                peers += others
    # What another question says now comes first: being the same may be what is asked.
    same = [known[name] for name in peers if known.get(name) in question.choices]
    if peers:
        return [*same, *question.choices]
    kinds = {tuple(choice in literals for literals in lists): choice for choice in reversed(question.choices)}
    return [choice for choice in question.choices if choice in kinds.values()]


@cache
def _compared(rule: str) -> tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]:
    """List what each question in a rule is compared with: fixed texts, and other questions."""
    found = []
    for node in _tree(rule).find_all(exp.In, exp.EQ, exp.NEQ):
        parts = [node.this, *(node.expressions if isinstance(node, exp.In) else [node.expression])]
        columns = tuple(part.name for part in parts if isinstance(part, exp.Column))
        literals = frozenset(part.name for part in parts if isinstance(part, exp.Literal))
        found += [(name, literals, tuple(set(columns) - {name})) for name in columns]
    return tuple(found)


@cache
def _tree(rule: str) -> exp.Expr:
    return sqlglot.parse_one(rule)


def _numbers(
    question: Question, rules: Iterable[str], known: Mapping[str, str], questions: Mapping[str, Question]
) -> list[str]:
    tried = {0.0, 1.0}
    for rule in rules:
        limits, names = _numbers_in(rule)
        peers = [
            float(known[name])
            for name in names
            if name in known and name != question.id and questions[name].type == "number"
        ]
        scaled = [
            part for peer in peers for limit in limits if limit for part in (peer * limit, peer / limit)
        ]
        tried |= {round(at) + side for at in (*limits, *peers, *scaled) for side in (-1.0, 0.0, 1.0)}
        tried |= set(limits)
    found = sorted(value for value in tried if value >= 0)
    return [f"{found[at]:.12g}" for at in _spread(found)]


@cache
def _numbers_in(rule: str) -> tuple[tuple[float, ...], tuple[str, ...]]:
    tree = _tree(rule)
    limits = {float(node.name) for node in tree.find_all(exp.Literal) if not node.args.get("is_string")}
    return tuple(sorted(limits)), tuple(sorted({node.name for node in tree.find_all(exp.Column)}))


def _spread(found: Sequence[float]) -> list[int]:
    if len(found) <= _NUMBERS:
        return list(range(len(found)))
    return sorted({round(at) for at in np.linspace(0, len(found) - 1, _NUMBERS)})
