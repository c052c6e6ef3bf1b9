"""Rechecks (*hercontroles*): what was found has to be seen once more, before a day.

A visit that found something asks for a recheck. It is settled by a later visit that could look: whoever stood
before a closed door has not seen whether anything was mended. What that later visit finds asks for a recheck
of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.contracts import COULD_LOOK, FOUND_VIOLATION, HANDED_OVER
from theseus.errors import PlanError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Recheck:
    """One occupancy that has to be visited again.

    Attributes
    ----------
    since
        Day of the visit that found something.
    due
        Last day on which the recheck is on time.
    findings
        Kinds of what was found, in the order in which they were entered; empty if none was told.
    reason
        Dutch, for the desk and the roster.
    tried
        Later days on which nobody could look.
    """

    occupancy_id: str
    since: dt.date
    due: dt.date
    findings: tuple[str, ...]
    reason: str
    tried: tuple[dt.date, ...] = ()


def rechecks(
    visits: pd.DataFrame, findings: pd.DataFrame | None, *, as_of: dt.date, weeks: int
) -> tuple[Recheck, ...]:
    """Find the rechecks that are still to be made.

    Parameters
    ----------
    visits
        Contract ``visit``. What was taken back and what came after ``as_of`` does not count.
    findings
        Contract ``visit_finding``; None in a run from before there were any.
    as_of
        The day for which the rechecks hold.
    weeks
        A recheck is due so many weeks after the visit that found something.

    Returns
    -------
    tuple of Recheck
        At most one per occupancy, those that are due first, first.

    Raises
    ------
    PlanError
        If ``weeks`` is less than one.
    """
    if weeks < 1:
        raise PlanError(f"Een hercontrole na {weeks} weken kan niet; kies minstens 1 (recheck_weeks).")
    found, term = _seen(visits, findings, as_of), dt.timedelta(weeks=weeks)
    due = (_due(occupancy, seen, term) for occupancy, seen in found.items())
    return tuple(sorted((item for item in due if item), key=lambda item: (item.due, item.occupancy_id)))


def were_rechecks(visits: pd.DataFrame, findings: pd.DataFrame | None, *, as_of: dt.date) -> frozenset[int]:
    """Find the visits that were rechecks: they could look at what was found before and still waited.

    Parameters
    ----------
    visits, findings, as_of
        See :func:`rechecks`.

    Returns
    -------
    frozenset of int
        Ids of visits.
    """
    return frozenset(
        item.visit_id
        for seen in _seen(visits, findings, as_of).values()
        for item in seen
        if item.result in COULD_LOOK and _pending([other for other in seen if other.day < item.day])
    )


@dataclass(frozen=True)
class _Seen:
    """One visit, as far as rechecks go."""

    visit_id: int
    day: dt.date
    result: str
    kinds: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """Tell whether it found something that has to be seen again; another team sees to its own."""
        return self.result == FOUND_VIOLATION or (bool(self.kinds) and self.result != HANDED_OVER)


def _seen(visits: pd.DataFrame, findings: pd.DataFrame | None, as_of: dt.date) -> dict[str, list[_Seen]]:
    """The visits that stand and were made by a day, per occupancy, oldest first."""
    stand = visits[visits["withdrawn_on"].isna() & (visits["visited_on"].dt.date <= as_of)]
    kinds = _kinds(findings)
    found: dict[str, list[_Seen]] = {}
    for row in stand.sort_values(["visited_on", "visit_id"]).itertuples(index=False):
        number = int(row.visit_id)
        seen = _Seen(number, row.visited_on.date(), row.result, kinds.get(number, ()))
        found.setdefault(str(row.occupancy_id), []).append(seen)
    return found


def _kinds(findings: pd.DataFrame | None) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    if findings is not None:
        for visit, kind in zip(findings["visit_id"], findings["kind"], strict=True):
            found[int(visit)] = (*found.get(int(visit), ()), str(kind))
    return found


def _pending(seen: list[_Seen]) -> list[_Seen]:
    """The visits of one occupancy, oldest first, whose findings nobody looked at on a later day.

    A visit of the same day settles nothing: teams of one day enter their own.
    """
    looked = max((item.day for item in seen if item.result in COULD_LOOK), default=dt.date.min)
    return [item for item in seen if item.asks and item.day >= looked]


def _due(occupancy_id: str, seen: list[_Seen], term: dt.timedelta) -> Recheck | None:
    """Give the recheck that the visits of one occupancy, oldest first, still ask for."""
    pending = _pending(seen)
    if not pending:
        return None
    since = pending[0].day
    due = since + term
    kinds = tuple(dict.fromkeys(kind for item in pending for kind in item.kinds))
    tried = tuple(dict.fromkeys(item.day for item in seen if item.day > since))
    return Recheck(occupancy_id, since, due, kinds, _reason(since, due, kinds, tried), tried)


def _reason(since: dt.date, due: dt.date, kinds: tuple[str, ...], tried: tuple[dt.date, ...]) -> str:
    what = f" ({', '.join(kinds)})" if kinds else ""
    again = f"; niemand gesproken op {', '.join(f'{day:%d-%m-%Y}' for day in tried)}" if tried else ""
    return f"hercontrole van de bevinding van {since:%d-%m-%Y}{what}, uiterlijk {due:%d-%m-%Y}{again}"
