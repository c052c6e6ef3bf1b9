"""What rest costs: the value of a plan against the number of visits that change, for several bonuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theseus.plan import routes
from theseus.plan.figures import figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theseus.model import PlanProblem
    from theseus.plan.orienteering import Limit

BONUSES = (0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)


@dataclass(frozen=True)
class Point:
    """One plan on the frontier.

    Attributes
    ----------
    stay
        The bonus in points for a visit that stays.
    worth
        Of the plan, without the bonus.
    changed
        Visits of the plan before that moved to another session or are not visited any more.
    """

    stay: float
    worth: float
    changed: int


def frontier(
    problem: PlanProblem,
    limit: Limit = routes.STANDARD,
    settled: frozenset[str] = frozenset(),
    bonuses: Sequence[float] = BONUSES,
) -> tuple[Point, ...]:
    """Plan once for every bonus, and for the one of the problem.

    Parameters
    ----------
    problem
        With the plan before in ``before``.
    settled
        See ``routes.solve``.
    """
    found = []
    for bonus in sorted({*bonuses, problem.stay}):
        plan = routes.solve(replace(problem, stay=bonus), limit, settled=settled)
        found.append(Point(bonus, figures(plan).worth, len(problem.before) - plan.stayed))
    return tuple(found)
