"""The nouns of planning: partners, sessions, candidates, visits. Plain data."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - plans are read back from JSON by these annotations
from dataclasses import dataclass
from enum import StrEnum

from theseus.model.dating import BudgetLine  # noqa: TC001 - plans are read back from JSON by it
from theseus.model.replanning import Change, Pin  # noqa: TC001 - plans are read back from JSON by these


@dataclass(frozen=True)
class Competence:
    """What an attendee may do at the door, and by which law.

    Attributes
    ----------
    task
        Dutch: what the attendee looks at or asks.
    legal_basis
        The article that says so.
    may_enter
        True if the attendee may enter without leave.
    """

    task: str
    legal_basis: str
    may_enter: bool = False


@dataclass(frozen=True)
class Ketenpartner:
    """A chain partner that can take part in an inspection.

    Attributes
    ----------
    weekdays
        ISO weekdays (1 = Monday) on which the partner is available.
    absent
        Closed intervals of dates on which the partner is not available.
    cost_eur
        What one inspection with this partner costs the municipality, in euro.
    competences
        What the partner may do at the door; one without any may not come along.
    columns
        Columns of the roster that the agreement with this partner allows.
    teams
        How many municipalities it can serve on one day.
    max_per_week
        The most days of inspection in one ISO week, over all municipalities; None if nothing limits it.
    post
        Post of the budget that its costs are booked on; None for the first.
    """

    name: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    absent: tuple[tuple[dt.date, dt.date], ...] = ()
    cost_eur: float = 0.0
    competences: tuple[Competence, ...] = ()
    columns: tuple[str, ...] = ()
    teams: int = 1
    max_per_week: int | None = None
    post: str | None = None


@dataclass(frozen=True)
class Candidate:
    """An occupancy that may be visited, and what a visit is worth.

    Attributes
    ----------
    x, y
        RD New (EPSG:28992), metres; ``nan`` where the place is unknown.
    value
        What a visit is worth, before dates count.
    minutes
        Service time.
    kind
        Why it is visited: a value of ``Kind``.
    needs
        Partners that have to be there.
    themes
        Themes that it belongs to; a session with a theme visits no others. Of kind ``Kind.THEME`` these are
        its ground: no other session visits it.
    not_before
        First day on which it may be visited: the end of a cool-down.
    due
        Last day on which a visit is on time.
    opens
        When somebody is there: ISO weekday, from, to. Empty: always.
    turn
        Day of the inspection that it was drawn for; before that it is not visited.
    """

    occupancy_id: str
    municipality_code: str
    x: float
    y: float
    value: float
    minutes: float
    reasons: tuple[str, ...] = ()
    terrein_id: str | None = None
    kind: str = "wit"
    needs: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    not_before: dt.date | None = None
    due: dt.date | None = None
    opens: tuple[tuple[int, dt.time, dt.time], ...] = ()
    turn: dt.date | None = None


class Kind(StrEnum):
    """Why an occupancy is visited; the value is Dutch, for the desk and never on a roster."""

    RED = "rood"
    PROPOSED = "voorstel rood"
    WHITE = "wit"
    RECHECK = "hercontrole"
    THEME = "thema"
    STALE = "lang niet bezocht"
    RANDOM = "steekproef"


@dataclass(frozen=True)
class Session:
    """One dated inspection that can be filled with visits.

    Attributes
    ----------
    start, end
        Local times (Europe/Amsterdam).
    max_visits
        Of all teams together.
    depot, finish
        RD points where the teams start and end; without ``depot`` each starts at its first visit and ends
        at its last, without ``finish`` it ends where it started.
    teams
        How many work side by side, each with all partners' powers.
    pause
        From when on there is a break, and its minutes.
    rhythm
        Name of the rhythm that it belongs to.
    area
        Ids of the parks that it keeps to; empty for the whole municipality.
    costs
        What ``cost_eur`` is booked on: post of the budget and euro; empty in plans from before it was told.
    """

    session_id: str
    municipality_code: str
    date: dt.date
    start: dt.time
    end: dt.time
    partners: tuple[str, ...]
    max_visits: int
    cost_eur: float = 0.0
    theme: str | None = None
    depot: tuple[float, float] | None = None
    finish: tuple[float, float] | None = None
    teams: int = 1
    pause: tuple[dt.time, int] | None = None
    rhythm: str = "integrale controle"
    area: tuple[str, ...] = ()
    costs: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Roads:
    """How long it takes by road between places of a municipality, as a router told.

    Attributes
    ----------
    places
        RD New (EPSG:28992), whole metres.
    minutes
        From each place to each of them, the longer of there and back; None where there is no way.
    told
        How one goes, and of which day it is, in Dutch.
    """

    municipality_code: str
    places: tuple[tuple[int, int], ...]
    minutes: tuple[tuple[float | None, ...], ...]
    told: str = ""


@dataclass(frozen=True)
class PlanProblem:
    """What the planner is asked: sessions to fill from candidates. Plain data.

    Attributes
    ----------
    speed_kmh, detour
        Turn a straight line in metres into minutes of travel.
    roads
        Travel by road, at most once per municipality; where it is not told, the straight line counts.
    pins
        Announced visits: they stay.
    partners
        Who takes part: how many teams each has, and what it may do at the door.
    before
        Where visits stood in the plan before, in order of visit: the search begins there, and each that
        stays in its session adds ``stay`` to the value.
    """

    as_of: dt.date
    sessions: tuple[Session, ...]
    candidates: tuple[Candidate, ...]
    speed_kmh: float = 15.0
    detour: float = 1.3
    cooldown_weeks: int = 26
    pins: tuple[Pin, ...] = ()
    before: tuple[Pin, ...] = ()
    stay: float = 0.0
    seed: int = 1
    partners: tuple[Ketenpartner, ...] = ()
    roads: tuple[Roads, ...] = ()


@dataclass(frozen=True)
class Visit:
    """One stop of a team of an inspection."""

    occupancy_id: str
    sequence: int
    arrival: dt.datetime
    departure: dt.datetime
    value: float
    team: int = 1


@dataclass(frozen=True)
class Inspection:
    """A session with its visits in order."""

    session: Session
    visits: tuple[Visit, ...]

    @property
    def theme(self) -> str | None:
        """The theme of the inspection; an attribute, not a class."""
        return self.session.theme


@dataclass(frozen=True)
class Unplanned:
    """A candidate that is in no inspection, with the constraint that binds."""

    occupancy_id: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """What the planner answers. Plain data.

    Attributes
    ----------
    method
        The engine, in Dutch.
    worth
        What the plan collects as the planner reckons it: with due dates, travel and what stays; None if the
        method does not reckon.
    bound
        No plan for this problem is worth more than this; None if nobody proved anything.
    budget
        What the inspections cost per municipality, calendar year and post.
    changes
        How it differs from the plan before; empty for a first plan. Once written, from the plan of the run
        before: what differed in earlier rosters of the same run comes first.
    over
        Sessions of this calendar year, from plans before, whose day is over.
    unpinned
        Dutch: which visits are not where a person pinned them, why, and what helps.
    made
        Visits of inspections that were held since the run: until a next run knows how they went, they are
        taken as made and nobody goes there again.
    """

    problem: PlanProblem
    inspections: tuple[Inspection, ...]
    unplanned: tuple[Unplanned, ...]
    method: str
    notes: tuple[str, ...] = ()
    bound: float | None = None
    worth: float | None = None
    budget: tuple[BudgetLine, ...] = ()
    changes: tuple[Change, ...] = ()
    over: tuple[Session, ...] = ()
    unpinned: tuple[str, ...] = ()
    made: tuple[Pin, ...] = ()

    @property
    def stayed(self) -> int:
        """How many visits are in the session in which they stood before."""
        before = {(pin.session_id, pin.occupancy_id) for pin in self.problem.before}
        return sum(
            (item.session.session_id, visit.occupancy_id) in before
            for item in self.inspections
            for visit in item.visits
        )

    @property
    def staying(self) -> float:
        """The points in ``worth`` that are for staying: no visit brings them."""
        return self.problem.stay * self.stayed

    @property
    def brings(self) -> float | None:
        """What the plan is worth without the points for staying."""
        return None if self.worth is None else self.worth - self.staying
