"""The one way out for a table as CSV that people open: one line per row, and no cell starts a formula.

Semicolons and a byte order mark, as Excel wants them in the Netherlands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas.api.types import is_numeric_dtype

from theseus.atomic import write_bytes
from theseus.export.texts import no_formula, one_line

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def write(path: Path, rows: pd.DataFrame) -> None:
    """Write a table under the names of its columns, whole or not at all."""
    shown = rows.copy()
    for name, column in rows.items():
        if not is_numeric_dtype(column):
            texts = column.astype("string").fillna("")
            shown[name] = [no_formula(one_line(text)) for text in texts]
    content = shown.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    write_bytes(path, content.encode("utf-8-sig"))
