"""Looking up rows by position, where some positions are unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

Table = TypeVar("Table", pd.DataFrame, pd.Series)


def rows_at(table: Table, position: pd.Series) -> Table:
    """Return the rows of a table at these positions; an empty position gives an empty row.

    Parameters
    ----------
    table
        A frame or column with index 0, 1, ….
    position
        Nullable integers.

    Returns
    -------
    pandas.DataFrame or pandas.Series
        Like ``table``, with the index of ``position``.
    """
    return table.reindex(position.fillna(-1).to_numpy(dtype="int64")).set_axis(position.index)


def distinct(values: pd.Series, spell: Callable[[str], str]) -> pd.Series:
    """Rewrite every distinct text once; a country has far more addresses than streets or additions.

    Returns
    -------
    pandas.Series
        Text, same index; empty where ``values`` is.
    """
    codes, met = pd.factorize(values)
    spelt = pd.array([*(spell(text) for text in met), pd.NA], dtype="string")
    return pd.Series(spelt.take(codes), index=values.index)
