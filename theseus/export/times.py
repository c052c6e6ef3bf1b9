"""The times as they stand on paper: every visit of a team takes equally long there.

How long a visit is planned to take depends on why it is visited, so the planner's own times would tell that.
On paper the minutes of all visits of a team are shared out equally; travel, waiting and the break stay as
long as they are, and a team starts and ends when it was planned to.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.model import Visit


def on_paper(visits: Sequence[Visit]) -> list[tuple[Visit, dt.datetime, dt.datetime]]:
    """Give each visit with its arrival and departure on paper, by team and sequence."""
    ordered = sorted(visits, key=lambda visit: (visit.team, visit.sequence))
    teams = groupby(ordered, key=lambda visit: visit.team)
    return [timed for _, team in teams for timed in _of_a_team(list(team))]


def _of_a_team(visits: list[Visit]) -> Iterator[tuple[Visit, dt.datetime, dt.datetime]]:
    total = sum((visit.departure - visit.arrival for visit in visits), dt.timedelta())
    between = [later.arrival - earlier.departure for earlier, later in pairwise(visits)]
    arrival = visits[0].arrival
    for number, (visit, gap) in enumerate(zip(visits, [*between, dt.timedelta()], strict=True), start=1):
        # Shares of the whole, not a rounded share each: the last one ends when the team does.
        departure = (
            visits[0].arrival + total * number / len(visits) + sum(between[: number - 1], dt.timedelta())
        )
        yield visit, arrival, departure
        arrival = departure + gap
