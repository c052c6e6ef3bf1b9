"""No inspection is held for what earlier ones have room for: a day of all partners is dearer than travel.

To the engine an inspection costs nothing and travel does, so it may leave a few visits to a day of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.clockwork import holds
from theseus.plan.orienteering import FREE, route_value, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.plan.orienteering import Routes, Task
    from theseus.plan.tasks import Fitted

    Order = tuple[int, ...]

HOLDING = 20.0  # points that an inspection has to bring more than its visits would elsewhere


def gathered(fit: Fitted, routes: Routes) -> Routes:
    """Move the visits of late inspections to earlier ones where all of them fit; the last inspection first.

    One with a visit that is tied to it stays as it is. One with a theme has a reason of its own to be held.
    """
    for group, session in reversed(list(enumerate(fit.sessions))):
        fewer = None if session.theme else _without(fit.task, routes, group)
        if fewer is not None and value_of(fit.task, fewer) > value_of(fit.task, routes) - HOLDING:
            routes = fewer
    return routes


def _without(task: Task, routes: Routes, group: int) -> Routes | None:
    """Return the routes without those of a group, whose stops are in earlier ones; None if not all fit."""
    own = [r for r in range(len(routes)) if task.shared[r] == group]
    stops = sorted((stop for r in own for stop in routes[r]), key=lambda stop: -task.value[own, stop].max())
    if not stops or any(task.tied[stop] != FREE for stop in stops):
        return None
    found = [() if r in own else row for r, row in enumerate(routes)]
    for stop in stops:
        best = max(_places(task, found, stop, group), default=None)
        if best is None:
            return None
        _, r, found[r] = best
    return tuple(found)


def _places(
    task: Task, routes: Sequence[Order], stop: int, before: int
) -> Iterator[tuple[float, int, Order]]:
    """Yield where a stop fits in a group before another: what that brings, the route, and its stops then."""
    room = task.most_shared.copy()
    np.subtract.at(room, task.shared, [len(stops) for stops in routes])
    for r, stops in enumerate(routes):
        if task.shared[r] < before and task.value[r, stop] > 0 and room[task.shared[r]] > 0:
            for at in range(len(stops) + 1):
                longer = (*stops[:at], stop, *stops[at:])
                if holds(task, r, longer):
                    yield route_value(task, r, longer) - route_value(task, r, stops), r, longer
