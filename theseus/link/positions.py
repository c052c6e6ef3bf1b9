"""Looking up rows by position, where some positions are unknown."""

from __future__ import annotations

from typing import TypeVar

import pandas as pd

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
