"""Whether the values of a table still look like those of the last accepted delivery."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from theseus.check.amounts import again
from theseus.contracts import RECORDS
from theseus.contracts.columns import TEXT
from theseus.model import Check, Door, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

SHORT_LIST = 60  # a column with more different values than this has no list of values
REPEATED = 5  # times that a value must come back on average for the column to have such a list
ENOUGH = 20  # filled rows; fewer say nothing about a list
MOST = 0.5  # if more than this is new, the column speaks another language
_SHOWN, _LONG = 3, 40
_JOINED = re.compile(r"[,|]")  # some columns hold several values of their list


def content(door: Door, name: str, now: pd.DataFrame, before: pd.DataFrame) -> Iterator[Check]:
    """Compare fill and values per column; both tables have rows."""
    yield from _fill(door, name, now, before)
    yield from _new_values(door, name, now, before)


def _fill(door: Door, name: str, now: pd.DataFrame, before: pd.DataFrame) -> Iterator[Check]:
    had, has = before.notna().mean(), now.notna().mean()
    loss = had - has
    for column in loss.index[loss > door.max_fill_drop]:
        told = (
            f"Tabel {name}, kolom '{column}': van {had[column]:.0%} naar {has[column]:.0%} gevuld; hoogstens "
            f"{door.max_fill_drop:.0%} minder mag. {again(door)}"
        )
        yield Check(door.source, "vulling", Severity.FAIL, told)


def _new_values(door: Door, name: str, now: pd.DataFrame, before: pd.DataFrame) -> Iterator[Check]:
    """Warn of new values in a column with a short list; fail if most are.

    A word that was never met is taken for what it is not: a new word for *in use* reads as *not in use*. A
    few may be news; most of them is another list.
    """
    for column in _texts(name, now, before):
        known = _listed(before[column])
        if known is None:
            continue
        counts = now[column].value_counts()
        if counts.sum() < ENOUGH:
            continue
        strange = counts[[not _values(text) <= known for text in counts.index]]
        share = strange.sum() / counts.sum()
        if share <= door.max_new_values:
            continue
        shown = ", ".join(f"'{str(text)[:_LONG]}'" for text in strange.index[:_SHOWN])
        told = (
            f"Tabel {name}, kolom '{column}': {share:.0%} heeft een waarde die er nog nooit in stond, zoals "
            f"{shown}; meer dan {door.max_new_values:.0%} is veel."
        )
        if share > MOST:
            yield Check(door.source, "waarden", Severity.FAIL, f"{told} {again(door)}")
        else:
            yield Check(door.source, "waarden", Severity.WARN, f"{told} Is de lijst van de bron gewijzigd?")


def _texts(name: str, now: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """Text columns whose list of values, if there is one, stands in no contract."""
    contract = RECORDS[name]
    fixed = {"source", *contract.key}
    return [
        column.name
        for column in contract.columns
        if column.dtype == TEXT and not column.allowed and column.name not in fixed
        if column.name in now and column.name in before
    ]


def _listed(column: pd.Series) -> frozenset[str] | None:
    """The list of values of a column; None if it has no short list."""
    counts = column.value_counts()
    if counts.sum() < ENOUGH or len(counts) * REPEATED > counts.sum():
        return None
    known: frozenset[str] = frozenset().union(*(_values(text) for text in counts.index))
    return known if len(known) <= SHORT_LIST else None


def _values(text: object) -> frozenset[str]:
    return frozenset(part.strip() for part in _JOINED.split(str(text)))
