"""Where the search begins: the routes of the plan before, as far as they still hold, with room for pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.clockwork import holds, timed
from theseus.plan.orienteering import FREE, Limit, part, usable
from theseus.plan.tasks import fitted

if TYPE_CHECKING:
    from theseus.model import PlanProblem
    from theseus.plan.orienteering import Routes, Task
    from theseus.plan.tasks import Fitted

_Tours = list[list[int]]
ORDERING = Limit(1000)  # steps to find an order in which tied visits fit


def begin(problem: PlanProblem, fit: Fitted) -> Routes:
    """Lay out the visits of the plan before in the routes of one municipality.

    What may not be visited there any more is left out. A pinned visit that is not in its session yet is put
    in where it costs least time; where that is too much, visits that nobody tied make room, the least
    valuable first. Where the tied ones are in each other's way still, a search brings them into order.

    Returns
    -------
    tuple
        Routes in time, with no more stops than allowed. Empty ones if there was no plan before.
    """
    tours = _laid_out(problem, fit)
    for group, session in enumerate(fit.sessions):
        tied = np.flatnonzero(fit.task.tied == group)
        if not set(tied.tolist()) <= {stop for stops in tours for stop in stops}:
            alone = fitted(problem, [session], [fit.candidates[stop] for stop in tied])
            own = [r for r, route in enumerate(fit.routes) if route.group == group]
            for r, stops in zip(own, together(problem, alone), strict=True):
                tours[r] = [int(tied[stop]) for stop in stops]
    return tuple(tuple(stops) for stops in tours)


def together(problem: PlanProblem, fit: Fitted) -> Routes:
    """Order the visits that are tied to one session, of which there are no others.

    Returns
    -------
    tuple
        Routes in time; with all visits if an order was found in which they fit.
    """
    tours = tuple(tuple(stops) for stops in _laid_out(problem, fit))
    if all_tied(fit, tours):
        return tours
    every = np.arange(len(fit.candidates))
    return usable().engine()(part(fit.task, every), ORDERING, problem.seed).routes


def all_tied(fit: Fitted, routes: Routes) -> bool:
    """Tell whether every tied visit is in a route."""
    return set(np.flatnonzero(fit.task.tied != FREE).tolist()) <= {stop for stops in routes for stop in stops}


def _laid_out(problem: PlanProblem, fit: Fitted) -> _Tours:
    task, tours = fit.task, _as_before(problem, fit)
    met = {stop for stops in tours for stop in stops}
    for stop, group in enumerate(task.tied):
        if group != FREE and stop not in met:
            _put(task, tours, stop, int(group))
    for group in range(len(fit.sessions)):
        _make_room(task, tours, group)
    return tours


def _as_before(problem: PlanProblem, fit: Fitted) -> _Tours:
    stops = {one.occupancy_id: number for number, one in enumerate(fit.candidates)}
    routes = {(route.session.session_id, route.team): r for r, route in enumerate(fit.routes)}
    tours: _Tours = [[] for _ in fit.routes]
    met: set[int] = set()
    for pin in problem.before:
        stop, r = stops.get(pin.occupancy_id), routes.get((pin.session_id, pin.team))
        if stop is None or r is None or stop in met or fit.task.value[r, stop] <= 0:
            continue
        if fit.task.tied[stop] in (FREE, fit.task.shared[r]):
            tours[r].append(stop)
            met.add(stop)
    return tours


def _put(task: Task, tours: _Tours, stop: int, group: int) -> None:
    """Put a stop where its group is over the soonest with it."""
    places = [
        (timed(task, r, [*tours[r][:at], stop, *tours[r][at:]]).over - timed(task, r, tours[r]).over, r, at)
        for r in range(len(tours))
        if task.shared[r] == group
        for at in range(len(tours[r]) + 1)
    ]
    _, r, at = min(places)
    tours[r].insert(at, stop)


def _make_room(task: Task, tours: _Tours, group: int) -> None:
    """Take stops out until the routes of a group are in time; those that are tied go last."""
    own = [r for r in range(len(tours)) if task.shared[r] == group]
    while crowded := _crowded(task, tours, own, group):
        r, stop = min(
            ((r, stop) for r in crowded for stop in tours[r]),
            key=lambda item: (task.tied[item[1]] != FREE, task.value[item[0], item[1]], item[1]),
        )
        tours[r].remove(stop)


def _crowded(task: Task, tours: _Tours, own: list[int], group: int) -> list[int]:
    """The routes of a group that have to lose a stop."""
    if sum(len(tours[r]) for r in own) > task.most_shared[group]:
        return [r for r in own if tours[r]]
    return [r for r in own if not holds(task, r, tours[r])]
