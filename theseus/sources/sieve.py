"""Rows of one kind on their way to a table: every check sets aside the rows that fail it, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.sources.delivery import LONGEST, Defect

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from theseus.sources.delivery import OutOfScope, Quarantine

_LOST = "\ufffd"  # what a decoder leaves behind for a character that it could not read


class Sieve:
    """A frame that loses rows to quarantine, never in silence.

    Attributes
    ----------
    rows
        What is still in: text as the source wrote it, with the columns ``file`` and ``row`` (1-based
        record number in that file) that say where each row stood.
    """

    def __init__(self, rows: pd.DataFrame, quarantine: Quarantine, key: str) -> None:
        self.rows = rows.reset_index(drop=True)
        self._quarantine = quarantine
        self._key = key

    def set_aside(self, bad: pd.Series, why: Defect | OutOfScope, column: str | None = None) -> None:
        """Quarantine the rows where ``bad`` is true; NA counts as false.

        Parameters
        ----------
        bad
            Truth per row, on the index of ``rows``.
        why
            The reason, the same for all these rows.
        column
            The column that is wrong; its value goes along.
        """
        wrong = bad.to_numpy(dtype=bool, na_value=False)
        if not wrong.any():
            return
        lost = self.rows[wrong]
        values = [_known(value) for value in lost[column]] if column in lost else None
        self._quarantine.add_many(
            why,
            files=lost["file"].tolist(),
            rows=lost["row"].astype(int).tolist(),
            record_ids=[_known(key) for key in lost[self._key]],
            column=column,
            values=values,
        )
        self.rows = self.rows[~wrong]

    def check_text(self, columns: Iterable[str]) -> None:
        """Set aside rows with a field that is longer than any register's, or that lost characters."""
        for column in columns:
            self.set_aside(self.rows[column].str.len() > LONGEST, Defect.TOO_LONG, column)
            self.set_aside(self.rows[column].str.contains(_LOST, regex=False), Defect.BAD_ENCODING, column)

    def check_key(self, pattern: str) -> None:
        """Set aside rows without a key, or with one that has not the register's form."""
        self.set_aside(self.rows[self._key].isna(), Defect.MISSING_KEY, self._key)
        self.set_aside(~self.rows[self._key].str.fullmatch(pattern), Defect.BAD_KEY, self._key)

    def check_code(self, column: str, allowed: Iterable[str], *, required: bool = True) -> None:
        """Set aside rows whose value is not on a closed list."""
        if required:
            self.check_present(column)
        written = self.rows[column]
        self.set_aside(written.notna() & ~written.isin(list(allowed)), Defect.UNKNOWN_CODE, column)

    def check_present(self, column: str) -> None:
        """Set aside rows without a value that they must have."""
        self.set_aside(self.rows[column].isna(), Defect.MISSING_VALUE, column)

    def check_number(self, column: str, low: int | None = None, high: int | None = None) -> None:
        """Set aside rows where something else than a whole number is written, or one beyond the limits."""
        self.set_aside(~self.rows[column].str.fullmatch("-?[0-9]{1,18}"), Defect.BAD_NUMBER, column)
        number = self.rows[column].astype("Int64")
        if low is not None:
            self.set_aside(number < low, Defect.OUT_OF_RANGE, column)
            number = self.rows[column].astype("Int64")
        if high is not None:
            self.set_aside(number > high, Defect.OUT_OF_RANGE, column)

    def check_first(self) -> None:
        """Set aside rows whose key came before; call this last, so that the first *good* row stays."""
        self.set_aside(self.rows[self._key].duplicated(), Defect.DUPLICATE_KEY, self._key)


def _known(value: object) -> str | None:
    """Text of a value, or None for what pandas calls missing."""
    return value if isinstance(value, str) else None
