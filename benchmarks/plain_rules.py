"""The same rules in the plainest vectorised pandas: nullable booleans, outcomes only, nothing explained."""

import operator

import pandas as pd
import sqlglot
from sqlglot import exp

COMPARED = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}
JOINED = {exp.And: operator.and_, exp.Or: operator.or_}
COUNTED = {exp.Add: operator.add, exp.Sub: operator.sub, exp.Mul: operator.mul, exp.Div: operator.truediv}


def outcomes(facts, cards, questions):
    """True, False or empty per occupancy (row) and rule (column)."""
    wide = facts.pivot(index="occupancy_id", columns="question", values="value")  # noqa: PD010 - one answer per cell
    typed = {name: _typed(wide[name], questions[name].type) for name in wide}
    return pd.DataFrame({name: _said(_parsed(card.irregular), typed) for name, card in cards.items()})


def _parsed(text):
    return sqlglot.parse_one(text, dialect="duckdb")


def _typed(column, kind):
    if kind == "truth":
        return (column == "ja").astype("boolean").mask(column.isna())
    return column.astype("Float64" if kind == "number" else "string")


def _said(node, known):
    kind = type(node)
    if kind in ONE:
        return ONE[kind](node, known)
    left, right = _said(node.this, known), _said(node.expression, known)
    if kind in COUNTED:
        return COUNTED[kind](left, right)
    return JOINED[kind](left, right) if kind in JOINED else COMPARED[kind](left, right).astype("boolean")


def _among(node, known):
    asked = _said(node.this, known)
    listed = [_said(item, known) for item in node.expressions]
    return asked.isin(listed).astype("boolean").mask(asked.isna())


def _between(node, known):
    asked = _said(node.this, known)
    low, high = (_said(node.args[end], known) for end in ("low", "high"))
    return ((asked >= low) & (asked <= high)).astype("boolean")


ONE = {
    exp.Paren: lambda node, known: _said(node.this, known),
    exp.Column: lambda node, known: known[node.name],
    exp.Literal: lambda node, _: node.name if node.is_string else float(node.name),
    exp.Neg: lambda node, known: -_said(node.this, known),
    exp.Not: lambda node, known: ~_said(node.this, known),
    exp.In: _among,
    exp.Between: _between,
}
