"""What is known and judged of many occupancies at once: rows are occupancies, columns questions or rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Answers:
    """The answers about occupancies, as positions in short lists of what occurs.

    Attributes
    ----------
    occupancy_ids
        The rows, in alphabetical order.
    questions
        The columns.
    texts, witnesses, days
        What answers occur, and from which source on which day; ``days`` from early to late.
    text, witness, day
        Per cell its place in those lists, -1 where there is no valid answer.
    expired
        True where the only answer is too old.
    """

    occupancy_ids: pd.Index
    questions: tuple[str, ...]
    texts: list[str]
    witnesses: list[str]
    days: pd.DatetimeIndex
    text: NDArray[np.int32]
    witness: NDArray[np.int32]
    day: NDArray[np.int32]
    expired: NDArray[np.bool_]

    @property
    def known(self) -> NDArray[np.bool_]:
        """True where there is a valid answer."""
        return self.text >= 0

    def column(self, question: str) -> int:
        """Column of a question."""
        return self.questions.index(question)


@dataclass(frozen=True)
class Verdicts:
    """What all rules say of all occupancies.

    Attributes
    ----------
    occupancy_ids
        The rows, in alphabetical order.
    rules
        Ids of the rules, the columns.
    irregular, fine, unknown
        True where a rule says so; exactly one of the three.
    """

    occupancy_ids: pd.Index
    rules: tuple[str, ...]
    irregular: NDArray[np.bool_]
    fine: NDArray[np.bool_]
    unknown: NDArray[np.bool_]

    def between(self, first: int, end: int) -> Verdicts:
        """Return some rows that follow each other, without the one at the end."""
        rows = slice(first, end)
        return Verdicts(
            self.occupancy_ids[rows], self.rules, self.irregular[rows], self.fine[rows], self.unknown[rows]
        )
