"""Matching: which rows of two sides may be one and the same, however many there are.

Blocked and counted in DuckDB (same postcode, same or a neighbouring house number), bounded by letters in
common, and only what can still reach the grey band is compared letter by letter. Rows of the left side are
taken in batches, so that memory does not grow with their number. ``pairs`` does this for sightings and
occupancies; :func:`match` for any two tables of named addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from theseus.link.addresses import keys
from theseus.link.called import Called, call
from theseus.link.deciding import best, doubtful
from theseus.link.score import (
    MARGIN,
    NEIGHBOUR_SHARE,
    NEIGHBOURS,
    ONE_ADDITION_SHARE,
    highest,
    weigh,
)
from theseus.tables import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    from numpy.typing import NDArray

    from theseus.link.settings import LinkSettings

BATCH = 200_000  # rows of the left side that are compared at once
PAIR = ["row", "use"]
KEYS = ["zone", "number", "addition"]

# One number per pair: the best agreement over all addresses of the right row.
_SIDE_BY_SIDE = """
SELECT asked.row, known.use, max(
    CASE WHEN asked.number = known.number THEN $same ELSE 0 END
    + CASE WHEN asked.addition = known.addition THEN 2
           WHEN asked.addition = '' OR known.addition = '' THEN 1 ELSE 0 END) AS agreement
FROM asked JOIN known USING (zone)
WHERE known.number BETWEEN asked.number - $reach AND asked.number + $reach
GROUP BY ALL
"""
_SAME_NUMBER = 10  # more than an addition can add to it
_ADDITION = np.array([0.0, ONE_ADDITION_SHARE, 1.0])


@dataclass(frozen=True)
class Matches:
    """What matching two tables gives; columns ``row``, ``use`` (positions) and those of ``score.weigh``.

    Attributes
    ----------
    linked
        One pair per row of the left side that is linked.
    near
        Pairs in the grey band, and pairs good enough that could not be told apart.
    compared
        Number of pairs that were blocked together.
    """

    linked: pd.DataFrame
    near: pd.DataFrame
    compared: int


def match(left: pd.DataFrame, right: pd.DataFrame, settings: LinkSettings) -> Matches:
    """Match two tables of named addresses.

    Parameters
    ----------
    left, right
        ``names`` (joined with |), ``activity``, and the address columns of the contracts. Every row of
        the left is linked to one row of the right, or to none.
    """
    called = call(left["names"], right["names"], pd.concat([left["woonplaats"], right["woonplaats"]]))
    activity = Activities(left["activity"], right["activity"])
    sought = keys(left)[KEYS].reset_index(drop=True)
    linked, near, compared = [], [], 0
    with Addresses(keys(right)[KEYS].rename_axis("use").reset_index()) as addresses:
        for part in batches(sought):
            pairs = addresses.beside(part)
            compared += len(pairs)
            pairs["activity"] = activity.shares(pairs)
            scored = score(pairs, called, settings)
            scored = scored[scored["name"].notna()]
            chosen = best(scored, settings)
            linked.append(chosen)
            near.append(scored[doubtful(scored, chosen, settings)])
    return Matches(pd.concat(linked, ignore_index=True), pd.concat(near, ignore_index=True), compared)


def batches(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut a frame into parts of ``BATCH`` rows; an empty frame is one part."""
    for start in range(0, max(len(frame), 1), BATCH):
        yield frame.iloc[start : start + BATCH]


class Addresses:
    """Addresses to look up others beside; a context, for as long as its table stands in DuckDB."""

    def __init__(self, known: pd.DataFrame) -> None:
        """Take a table of ``use`` (an integer, may occur more than once) and the address keys."""
        self._connect = connect({"given": known.dropna(subset=["zone", "number"])})

    def __enter__(self) -> Self:
        self._duck: duckdb.DuckDBPyConnection = self._connect.__enter__()
        self._duck.execute("CREATE TABLE known AS FROM given")
        return self

    def __exit__(self, *error: object) -> None:
        self._connect.__exit__(None, None, None)

    def beside(self, sought: pd.DataFrame) -> pd.DataFrame:
        """Pair rows with every use at the same postcode and the same or a neighbouring number.

        Parameters
        ----------
        sought
            Address keys; the index (integers) identifies the rows.

        Returns
        -------
        pandas.DataFrame
            ``row``, ``use`` and the shares of postcode, number and addition, sorted; of several
            addresses of one use the best.
        """
        asked = sought[KEYS].dropna(subset=["zone", "number"]).rename_axis("row").reset_index()
        self._duck.register("asked", asked)
        found = self._duck.execute(_SIDE_BY_SIDE, {"reach": NEIGHBOURS, "same": _SAME_NUMBER}).fetchnumpy()
        order = np.lexsort((found["use"], found["row"]))
        agreement = found["agreement"][order]
        return pd.DataFrame(
            {
                "row": found["row"][order].astype(np.int64),
                "use": found["use"][order].astype(np.int64),
                "postcode": 1.0,
                "number": np.where(agreement >= _SAME_NUMBER, 1.0, NEIGHBOUR_SHARE),
                "addition": _ADDITION[agreement % _SAME_NUMBER],
            }
        )


class Activities:
    """What the rows of both sides do."""

    def __init__(self, left: pd.Series, right: pd.Series) -> None:
        codes, _ = pd.factorize(pd.concat([left, right], ignore_index=True))
        self.left, self.right = codes[: len(left)], codes[len(left) :]

    def shares(self, pairs: pd.DataFrame) -> NDArray[np.float64]:
        """Share of the feature activity: 1 where both are known and equal."""
        one, other = self.left[pairs["row"]], self.right[pairs["use"]]
        return np.asarray((one == other) & (one >= 0), dtype=float)


def score(pairs: pd.DataFrame, called: Called, settings: LinkSettings) -> pd.DataFrame:
    """Compare the names of pairs, and score them.

    Parameters
    ----------
    pairs
        ``row``, ``use`` (positions in ``called``), the shares of the other features, and if it applies
        ``by_place`` (the name does not count), ``by_number`` and ``kept`` (whatever its score).

    Returns
    -------
    pandas.DataFrame
        ``pairs`` with ``name`` and the columns of ``score.weigh``, without those that do not reach the grey
        band, index 0, 1, ….
    """
    row, use = pairs["row"].to_numpy(), pairs["use"].to_numpy()
    bound = pairs.assign(name=called.at_most(row, use))
    by_name, by_number = ~_flag(pairs, "by_place"), _flag(pairs, "by_number")
    worth = highest(bound, by_name, by_number) >= min(settings.grey, settings.accept - MARGIN)
    stays = worth | _flag(pairs, "kept") | by_number
    pairs = pairs[stays.to_numpy()]
    by_name, by_number = by_name[stays].reset_index(drop=True), by_number[stays].reset_index(drop=True)
    pairs = pairs.assign(name=called.alike(row[stays], use[stays])).reset_index(drop=True)
    return pd.concat([pairs, weigh(pairs, by_name, by_number)], axis=1)


def _flag(pairs: pd.DataFrame, name: str) -> pd.Series:
    return pairs[name].astype(bool) if name in pairs else pd.Series(data=False, index=pairs.index)
