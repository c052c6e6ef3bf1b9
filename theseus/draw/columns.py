"""Columns of tables to what the browser reads: dictionaries of texts with codes, and details per occupancy.

A text column is ``{"texts": [...], "codes": array}``: the distinct texts and, per row, which one; 0 for none,
1 for the first. Details that every occupancy has at most one of per key (findings per rule, questions) are a
column of codes per key into a list of the distinct combinations. Details of which an occupancy has any number
(visits, links) come row after row, with how many each occupancy has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from theseus.draw.packing import small

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def dutch_date(day: dt.date) -> str:
    """Write a date as Dutch readers do: 16 november 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def plain(column: pd.Series) -> list[Any]:
    """Return values as JSON knows them; None where there is none."""
    values = column.astype(object)
    return list(values.where(column.notna(), None))


def dictionary(column: pd.Series) -> dict[str, Any]:
    """Return distinct values in order of appearance, and per row which one: 0 for none, 1 for the first."""
    codes, texts = pd.factorize(column)
    return {"texts": _texts(texts), "codes": small(codes + 1)}


def keyed(ids: pd.Index, table: pd.DataFrame, key: str, fields: Sequence[str], keys: Sequence[str]) -> Any:  # noqa: ANN401
    """Lay out details of which an occupancy has at most one per key.

    Parameters
    ----------
    ids
        The occupancies, in the order of the map; details of others are left out.
    keys
        The keys in the order in which they are shown; those that do not occur are left out, those that
        are not named come last.

    Returns
    -------
    dict
        ``keys``; per key ``codes`` (0 for none, otherwise 1 + the combination counted from ``base``); and
        ``fields``, each a dictionary column over the distinct combinations.
    """
    item = places(ids, table["occupancy_id"])
    here = item >= 0
    item, table = item[here], table[here]
    named = pd.Index([*keys, *sorted(set(table[key].unique()) - set(keys))])
    place = places(named, table[key])
    combo, first = _combined([place, *(_codes(table[name]) for name in fields)])
    # The combinations of one key stand together, so that a column of codes needs few bits.
    order = np.lexsort((np.arange(len(first)), place[first]))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    combo, distinct, of_key = rank[combo], table.iloc[first[order]], place[first[order]]
    used = np.unique(of_key)
    base = np.searchsorted(of_key, used)
    codes = [_column(len(ids), item, combo, place == at, start) for at, start in zip(used, base, strict=True)]
    return {
        "keys": named[used].tolist(),
        "base": base.tolist(),
        "codes": codes,
        "fields": {name: dictionary(readable(distinct[name])) for name in fields},
    }


def listed(ids: pd.Index, table: pd.DataFrame, fields: Sequence[str], order: Sequence[str]) -> dict[str, Any]:
    """Lay out details of which an occupancy has any number, sorted; those of others are left out."""
    table = table.assign(item=places(ids, table["occupancy_id"]))
    table = table[table["item"] >= 0].sort_values(["item", *order], kind="stable")
    return {
        "count": small(np.bincount(table["item"], minlength=len(ids))),
        "fields": {name: dictionary(readable(table[name])) for name in fields},
    }


def places(index: pd.Index, values: pd.Series) -> np.ndarray:
    """Return where each value stands in an index, -1 for nowhere; each value is looked up once."""
    codes, distinct = pd.factorize(values)
    return np.asarray(np.append(index.get_indexer(distinct), -1)[codes])


def readable(column: pd.Series) -> pd.Series:
    """Write dates as Dutch text; other columns stay as they are."""
    if not pd.api.types.is_datetime64_any_dtype(column):
        return column
    days = {day: dutch_date(day) for day in column.dropna().unique()}
    return column.map(days).astype("string")


def _column(number: int, item: np.ndarray, combo: np.ndarray, mine: np.ndarray, start: int) -> np.ndarray:
    codes = np.zeros(number, dtype=np.int64)
    codes[item[mine]] = combo[mine] - start + 1
    return small(codes)


def _codes(column: pd.Series) -> np.ndarray:
    return np.asarray(pd.factorize(column)[0])


def _combined(parts: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Number the distinct combinations of codes; also the first row of each."""
    combo = np.zeros(len(parts[0]), dtype=np.int64)
    for codes in parts:
        # Numbered again at every step, so that the product stays within 64 bits.
        combo, _ = pd.factorize(combo * (int(codes.max(initial=0)) + 2) + codes + 1)
    first = np.empty(int(combo.max(initial=-1)) + 1, dtype=np.int64)
    first[combo[::-1]] = np.arange(len(combo))[::-1]  # the last one that is written stays
    return combo, first


def _texts(texts: Any) -> list[Any]:  # noqa: ANN401  # what factorize found: an array or an index
    return plain(pd.Series(texts))
