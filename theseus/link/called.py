"""What the rows of two sides are called: each distinct name written once, any number of names per row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from theseus.link.likeness import Written, alike, at_most, write
from theseus.link.names import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    Compare = Callable[[Written, NDArray[np.intp], NDArray[np.intp]], NDArray[np.float64]]


@dataclass(frozen=True)
class Side:
    """Names of the rows of one side.

    Attributes
    ----------
    start
        Where the names of each row begin in ``name``; one longer than there are rows.
    name
        Positions of distinct names.
    """

    start: NDArray[np.int64]
    name: NDArray[np.intp]

    def count(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """Number of names of each row."""
        return np.asarray(self.start[rows + 1] - self.start[rows])


@dataclass(frozen=True)
class Called:
    """The names of two sides, ready to be compared."""

    names: Written
    left: Side
    right: Side

    def at_most(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
        """Bound the similarity of rows, pair by pair, from above; NaN where one has no name."""
        return self._best(at_most, left, right)

    def alike(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
        """Compare rows pair by pair, of all their names the two most alike; NaN where one has no name."""
        return self._best(alike, left, right)

    def _best(self, compare: Compare, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
        of_left, of_right = self.left.count(left), self.right.count(right)
        count = of_left * of_right
        pair = np.repeat(np.arange(len(left)), count)
        first = np.concatenate([[0], np.cumsum(count)])
        at = np.arange(len(pair)) - first[pair]  # 0, 1, … within each pair
        one = self.left.name[self.left.start[left][pair] + at // of_right[pair]]
        other = self.right.name[self.right.start[right][pair] + at % of_right[pair]]
        best = np.full(len(left), np.nan)
        known = count > 0
        if known.any():
            best[known] = np.maximum.reduceat(compare(self.names, one, other), first[:-1][known])
        return best


def call(left: pd.Series, right: pd.Series, towns: pd.Series) -> Called:
    """Write the names of two sides.

    Parameters
    ----------
    left, right
        Names joined with |, empty for none; rows are known by their position, 0, 1, ….
    towns
        Names of the towns they are in.
    """
    starts, flat = zip(*(_apart(side) for side in (left, right)), strict=True)
    both = pa.chunked_array(flat).combine_chunks().dictionary_encode()
    position = both.indices.to_numpy().astype(np.intp)
    names = write(both.dictionary.to_pandas().astype("string"), words_of(towns))
    cut = len(flat[0])
    return Called(names, Side(starts[0], position[:cut]), Side(starts[1], position[cut:]))


def _apart(joined: pd.Series) -> tuple[NDArray[np.int64], pa.Array]:
    """Split joined names; return where those of each row start, and all of them."""
    lists = pc.split_pattern(pc.fill_null(pa.array(joined.astype("string"), pa.string()), ""), "|")
    if isinstance(lists, pa.ChunkedArray):
        lists = lists.combine_chunks()
    flat = pc.utf8_trim_whitespace(lists.flatten())
    there = pc.not_equal(flat, "")
    before = np.concatenate([[0], np.cumsum(there.to_numpy(zero_copy_only=False))])
    return before[lists.offsets.to_numpy()], flat.filter(there)
