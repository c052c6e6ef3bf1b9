"""Linear programs that grow, as the bounds use them: maximised by HiGHS, silent, on one thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Reals = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Entry = tuple[Numbers | int, Numbers | Reals | float]
    Entries = Sequence[Entry]

ANY = highspy.kHighsInf


class StalledError(RuntimeError):
    """The solver had no end within the iterations that it was given."""


@dataclass(frozen=True)
class Solution:
    """What was found.

    Attributes
    ----------
    value
        Of what is maximised.
    prices
        Per row what one more of it would bring.
    amounts
        Per column how much of it there is.
    """

    value: float
    prices: Reals
    amounts: Reals


class Program:
    """A linear program. HiGHS refuses another number of threads than elsewhere in the same process.

    Parameters
    ----------
    iterations
        The most of one solution: where many bases are equally good, HiGHS can go round without end.
    """

    def __init__(self, iterations: int | None = None) -> None:
        self.rows = self.columns = 0
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", "off")
        self._solver.setOptionValue("threads", 1)
        if iterations is not None:
            self._solver.setOptionValue("simplex_iteration_limit", iterations)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def add_rows(self, lower: Reals | float, upper: Reals | Numbers) -> int:
        """Add rows without columns, and return the first."""
        count, first = len(upper), self.rows
        limits = np.array(np.broadcast_to(lower, count), dtype=float), np.asarray(upper, dtype=float)
        none = np.zeros(0, dtype=np.int32)
        self._solver.addRows(count, *limits, 0, np.zeros(count, dtype=np.int32), none, np.zeros(0))
        self.rows += count
        return first

    def add_columns(self, cost: Reals, most: float, entries: Entries) -> int:
        """Add columns from 0 to ``most``, and return the first.

        Parameters
        ----------
        entries
            Rows and coefficients, one for all columns or one for each.
        """
        count, each, first = len(cost), len(entries), self.columns
        rows = np.column_stack([np.broadcast_to(row, count) for row, _ in entries]).astype(np.int32)
        values = np.column_stack([np.broadcast_to(value, count) for _, value in entries]).astype(float)
        starts = np.arange(0, rows.size, each, dtype=np.int32)
        limits = np.zeros(count), np.full(count, most)
        cost = np.ascontiguousarray(cost, dtype=float)
        self._solver.addCols(count, cost, *limits, rows.size, starts, rows.ravel(), values.ravel())
        self.columns += count
        return first

    def add_rule(self, columns: Numbers, values: Reals) -> int:
        """Add a row that may not be below 0, and return it."""
        self._solver.addRow(0.0, ANY, len(columns), columns.astype(np.int32), values)
        self.rows += 1
        return self.rows - 1

    def change(self, row: int, column: int, value: float) -> None:
        """Change one coefficient."""
        self._solver.changeCoeff(row, column, value)

    def solve(self) -> Solution:
        """Find the most.

        Raises
        ------
        StalledError
            If it had no end within the iterations given.
        RuntimeError
            If it could not be solved, which should not be.
        """
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kIterationLimit:
            raise StalledError(status)
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS: {status}")
        found = self._solver.getSolution()
        value = float(self._solver.getInfo().objective_function_value)
        return Solution(value, np.array(found.row_dual), np.array(found.col_value))
