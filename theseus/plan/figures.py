"""A plan in figures, to lay beside another one: visits by kind, worth, travel, costs."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from theseus.model import Inspection, Plan, PlanProblem

_Place = tuple[float, float] | None


@dataclass(frozen=True)
class Figures:
    """What a plan comes to.

    Attributes
    ----------
    inspections
        Those with visits.
    kinds
        Visits by ``Kind``.
    worth
        What the visits bring, with due dates and travel, without what staying is worth.
    travel_minutes
        Of all teams together.
    costs_eur
        By post of the budget; an inspection without visits costs nothing.
    left_out
        Candidates that are not visited.
    """

    inspections: int
    visits: int
    kinds: Mapping[str, int]
    worth: float
    travel_minutes: int
    costs_eur: Mapping[str, float]
    left_out: int


def figures(plan: Plan) -> Figures:
    """Count and add up one plan."""
    kinds = {one.occupancy_id: one.kind for one in plan.problem.candidates}
    visits = [visit for item in plan.inspections for visit in item.visits]
    cents: Counter[str] = Counter()
    for item in filter(attrgetter("visits"), plan.inspections):
        for post, euros in item.session.costs:
            cents[post] += round(euros * 100)
    return Figures(
        sum(bool(item.visits) for item in plan.inspections),
        len(visits),
        Counter(kinds[visit.occupancy_id] for visit in visits),
        plan.brings or 0.0,
        _travel(plan),
        {post: amount / 100 for post, amount in cents.items()},
        len(plan.unplanned),
    )


def _travel(plan: Plan) -> int:
    places = {one.occupancy_id: (one.x, one.y) for one in plan.problem.candidates}
    return sum(_of(item, places, plan.problem) for item in plan.inspections)


def _of(item: Inspection, places: Mapping[str, tuple[float, float]], problem: PlanProblem) -> int:
    """Minutes of travel of one inspection, each leg in whole minutes."""
    session, total = item.session, 0
    for team in {visit.team for visit in item.visits}:
        stops: list[_Place] = [places[one.occupancy_id] for one in item.visits if one.team == team]
        way = [session.depot, *stops, session.finish or session.depot]
        total += sum(_leg(here, there, problem) for here, there in pairwise(way))
    return total


def _leg(here: _Place, there: _Place, problem: PlanProblem) -> int:
    if here is None or there is None:
        return 0
    return math.ceil(math.dist(here, there) / 1000 * problem.detour / problem.speed_kmh * 60 - 1e-9)
