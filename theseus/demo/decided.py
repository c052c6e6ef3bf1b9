"""What fictional people decided about the demo region and saw there, entered at the desk as people do.

Which places look odd is known here from the stories, as an inspector knows it from the street: no label is
looked at. A decision about a place that is no proposed red in the end changes nothing.
"""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import TYPE_CHECKING

from theseus.contracts import CONFIRMED, FOUND_NOTHING, FOUND_VIOLATION, NOBODY_THERE, PROPOSED, REFUSED
from theseus.demo import stories
from theseus.demo.specialties import decent, spread
from theseus.desk import reviews, visits
from theseus.model import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.demo.companies import Businesses, Occupied
    from theseus.model import Question

AN, BO = "An (VOORBEELD)", "Bo (VOORBEELD)"
# The steps about each odd place in turn; about some nobody decided yet.
_COURSES = ((PROPOSED, CONFIRMED), (PROPOSED, CONFIRMED), (PROPOSED,), (PROPOSED, REFUSED), ())
_PROPOSED, _DECIDED, _VISITED = 14, 12, 40  # days ago
_HOLDS = dt.timedelta(weeks=10)
_REASONS = {
    PROPOSED: "Meer dan een bron geeft reden voor een controle.",
    CONFIRMED: "De gegevens kloppen; een controle met partners is op zijn plaats.",
    REFUSED: "Bij navraag bleek een van de gegevens achterhaald.",
}
_AT_RANDOM, _EMPTY = 12, 8  # places that are visited


def enter(url: str, businesses: Businesses, as_of: dt.date, questions: Mapping[str, Question]) -> int:
    """Enter decisions and visits; a desk that has decisions already is left as it is.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    as_of
        The demo's day: all dates are counted back from it.
    questions
        The questions that a visit may answer, by id.

    Returns
    -------
    int
        How many entries were made.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    if len(reviews.reviews(url)):
        return 0
    made = 0
    for review in _reviews(businesses, as_of):
        reviews.decide(url, review)
        made += 1
    for visit, answers in _visits(businesses, as_of):
        visits.enter(url, visit, answers, questions, as_of)
        made += 1
    return made


def _reviews(businesses: Businesses, as_of: dt.date) -> Iterator[reviews.Review]:
    for one, course in zip(_odd(businesses), cycle(_COURSES)):
        for decision in course:
            by, ago = (AN, _PROPOSED) if decision == PROPOSED else (BO, _DECIDED)
            on = as_of - dt.timedelta(days=ago)
            yield reviews.Review(
                occupancy_id=_place(one),
                decision=decision,
                reason=_REASONS[decision],
                decided_by=by,
                decided_on=on,
                until=on + _HOLDS,
                entered_at=_at_noon(on),
            )


def _visits(businesses: Businesses, as_of: dt.date) -> Iterator[tuple[visits.Visit, dict[str, str]]]:
    """Visits drawn at random, and to units that nobody is known to use."""
    on = as_of - dt.timedelta(days=_VISITED)

    def visit(one: Occupied, result: str, step: Step, *, at_random: bool) -> visits.Visit:
        return visits.Visit(
            occupancy_id=_place(one),
            visited_on=on,
            result=result,
            step=step.value,
            at_random=at_random,
            entered_by=AN,
            entered_at=_at_noon(on),
        )

    for number, one in enumerate(spread(decent(businesses), _AT_RANDOM)):
        result = FOUND_VIOLATION if number == 0 else FOUND_NOTHING
        yield visit(one, result, Step.JOINT, at_random=True), {}
    for number, one in enumerate(spread(_unseen(businesses), _EMPTY)):
        somebody = number % 2 == 0
        result = FOUND_NOTHING if somebody else NOBODY_THERE
        yield visit(one, result, Step.STREET, at_random=False), ({"in_use": "nee"} if somebody else {})


def _odd(businesses: Businesses) -> list[Occupied]:
    """Places with a story of which no single source tells all."""
    return [one for one in businesses.occupied if one.unit.park and one.story in stories.SEVERAL]


def _unseen(businesses: Businesses) -> list[Occupied]:
    return [one for one in businesses.occupied if one.unit.park and one.story is stories.UNREGISTERED[0]]


def _place(one: Occupied) -> str:
    """Id of the occupancy, as link makes it of a unit and a vestiging."""
    user = one.companies[0].vestiging_id if one.companies else "onbekend"
    return f"{one.unit.vbo_id}@{user}"


def _at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
