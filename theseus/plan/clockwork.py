"""When a team is where: the times along one route of a task, worked out plainly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theseus.plan.orienteering import Task


@dataclass(frozen=True)
class Timed:
    """When each stop begins, and when the route is over; in the task's own time."""

    begins: tuple[float, ...]
    over: float


def timed(task: Task, r: int, stops: Sequence[int]) -> Timed:
    """Follow a route: each stop begins as soon as it can."""
    now, before = float(task.begin[r]), None
    begins = []
    for stop in stops:
        leg = task.out[r, stop] if before is None else task.travel[before, stop]
        now = max(now + float(leg), float(task.opens[r, stop]))
        begins.append(now)
        now += float(task.service[stop])
        before = stop
    return Timed(tuple(begins), now if before is None else now + float(task.back[r, before]))


def holds(task: Task, r: int, stops: Sequence[int]) -> bool:
    """Tell whether stops in this order can be a route: in time, and no more than it may have."""
    if len(stops) > task.most[r]:
        return False
    times = timed(task, r, stops)
    in_time = all(at <= task.closes[r, stop] for at, stop in zip(times.begins, stops, strict=True))
    return not stops or (in_time and times.over <= task.end[r])
