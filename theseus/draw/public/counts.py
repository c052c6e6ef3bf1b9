"""Which numbers may be public: k-anonymity per park, also for who subtracts, and for who knows this code.

Only parks of at least ``2 k`` uses have a row of their own; what is smaller is counted together, if together
it is large enough and no park in it is nearly all of it. Of a row three things can be told, the most that is
allowed:

- the number of each label, if each is at least ``k``;
- the number of green and of not (yet) green, if both are at least ``k``;
- the number of uses.

A zero is as telling as a one, so it is hidden like one. The total of the region tells more than its rows only
if the rows that hide something have room for every small number; otherwise it tells less. So, for whoever
knows the code, all that is published and how many uses each park has, every hidden number of a row can still
be any of ``k`` numbers. A test counts that out on small regions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from theseus.errors import ConfigError
from theseus.model import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

LEAST_K = 2


class Told(IntEnum):
    """How much a row tells."""

    USES = 0
    GREEN = 1
    ALL = 2


@dataclass(frozen=True)
class Row:
    """The figures of one park, of several small ones together, or of the region.

    Attributes
    ----------
    terrein_ids
        The parks that it counts.
    uses
        Number of uses of addresses.
    green, not_green, white, red
        Number of each label; None if hidden.
    """

    terrein_ids: tuple[str, ...]
    uses: int
    green: int | None = None
    not_green: int | None = None
    white: int | None = None
    red: int | None = None


@dataclass(frozen=True)
class Published:
    """All figures that are public, and what is left out of them.

    Attributes
    ----------
    k
        Nothing smaller is told.
    rows
        Parks with a row of their own.
    together
        The small parks together; None if there are too few.
    total
        Of all that is counted in ``rows`` and ``together``; None if that is nothing.
    left_out
        Parks that are in no figure at all.
    """

    k: int
    rows: tuple[Row, ...]
    together: Row | None
    total: Row | None
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """The true numbers of one park or several; they never leave this module."""

    ids: tuple[str, ...]
    green: int
    white: int
    red: int

    @property
    def not_green(self) -> int:
        """White and red."""
        return self.white + self.red

    @property
    def uses(self) -> int:
        """All of them."""
        return self.green + self.not_green


def count(terrein_ids: Sequence[str], labels: pd.DataFrame) -> tuple[Counts, ...]:
    """Count the labels of every park, also of those without uses.

    Parameters
    ----------
    labels
        Columns ``terrein_id`` and ``label``, one row per use. A proposed red is white, as it is outside.
    """
    found = labels.groupby(["terrein_id", "label"], observed=True).size().to_dict()
    return tuple(
        Counts((name,), *(int(found.get((name, label.value), 0)) for label in Label)) for name in terrein_ids
    )


def publish(parks: Sequence[Counts], k: int) -> Published:
    """Leave of the numbers of parks what may be public.

    Parameters
    ----------
    k
        The smallest number that may be told, at least 2.

    Raises
    ------
    ConfigError
        If ``k`` protects nobody.
    """
    if k < LEAST_K:
        raise ConfigError(f"public_k is {k}, maar moet minstens {LEAST_K} zijn: kleiner beschermt niemand.")
    own = [park for park in parks if park.uses >= 2 * k]
    small = [park for park in parks if park.uses < 2 * k]
    together = _sum(small)
    enough = together.uses >= 2 * k and together.uses - max(park.uses for park in small) >= k
    counted = [*own, together] if enough else own
    return Published(
        k,
        tuple(_row(park, _most(park, k)) for park in own),
        _row(together, _most(together, k)) if enough else None,
        _row(_sum(counted), _most_of_total(counted, k)) if counted else None,
        () if enough else together.ids,
    )


def _sum(parks: Iterable[Counts]) -> Counts:
    parks = tuple(parks)
    ids = tuple(name for park in parks for name in park.ids)
    return Counts(ids, *(sum(getattr(park, label) for park in parks) for label in ("green", "white", "red")))


def _most(counts: Counts, k: int) -> Told:
    """The most that these numbers by themselves allow."""
    if min(counts.green, counts.white, counts.red) >= k:
        return Told.ALL
    return Told.GREEN if min(counts.green, counts.not_green) >= k else Told.USES


def _most_of_total(rows: Sequence[Counts], k: int) -> Told:
    """The most that the total may tell beside its rows: subtracting these must not tell what they hide."""
    most = _most(_sum(rows), k)
    no_green = [row for row in rows if _most(row, k) is Told.USES]
    no_red = [row for row in rows if _most(row, k) is Told.GREEN]
    if most >= Told.GREEN and no_green and not _green_hidden_well(no_green, k):
        return Told.USES
    if most is Told.ALL and (no_green or no_red):
        hidden = _sum([*no_green, *no_red])
        # Only rows that hide nothing but white and red surely have room for either.
        if not k <= min(hidden.white, hidden.red) <= (len(no_red) - 1) * (k - 1):
            return Told.GREEN
    return most


def _green_hidden_well(rows: Sequence[Counts], k: int) -> bool:
    """Tell whether the sums over rows let the small number of each be anything from 0 to ``k - 1``.

    Each row has few green or few others. What one row has more or less, the others have to make up for: some
    with few green, some with few others, none with more than ``k - 1``.
    """
    hidden = _sum(rows)
    few_green = [row.green for row in rows if row.green < k]
    few_others = [row.not_green for row in rows if row.green >= k]
    more = sum(few_green) - sum(few_others)
    room = (1 - len(few_others)) * (k - 1) <= more <= (len(few_green) - 1) * (k - 1)
    return room and min(hidden.green, hidden.not_green) >= k


def _row(counts: Counts, told: Told) -> Row:
    if told is Told.USES:
        return Row(counts.ids, counts.uses)
    if told is Told.GREEN:
        return Row(counts.ids, counts.uses, counts.green, counts.not_green)
    return Row(counts.ids, counts.uses, counts.green, counts.not_green, counts.white, counts.red)
