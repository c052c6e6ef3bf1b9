"""The nouns of planning: partners, sessions, candidates, visits. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


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
    """

    name: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    absent: tuple[tuple[dt.date, dt.date], ...] = ()
    cost_eur: float = 0.0


@dataclass(frozen=True)
class Candidate:
    """An occupancy that may be visited, and what a visit is worth.

    ``x`` and ``y`` are RD New (EPSG:28992) in metres, ``minutes`` is the service time.
    """

    occupancy_id: str
    municipality_code: str
    x: float
    y: float
    value: float
    minutes: float
    reasons: tuple[str, ...] = ()
    terrein_id: str | None = None


@dataclass(frozen=True)
class Session:
    """One dated inspection that can be filled with visits.

    ``start`` and ``end`` are local times (Europe/Amsterdam); ``depot`` is the RD point where the
    team starts and ends, or None to start at the first visit.
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


@dataclass(frozen=True)
class PlanProblem:
    """What the planner is asked: sessions to fill from candidates. Plain data.

    ``speed_kmh`` and ``detour`` turn a straight line in metres into minutes of travel.
    """

    as_of: dt.date
    sessions: tuple[Session, ...]
    candidates: tuple[Candidate, ...]
    speed_kmh: float = 15.0
    detour: float = 1.3
    cooldown_weeks: int = 26


@dataclass(frozen=True)
class Visit:
    """One stop of an inspection."""

    occupancy_id: str
    sequence: int
    arrival: dt.datetime
    departure: dt.datetime
    value: float


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
    """What the planner answers. Plain data; ``method`` names the engine."""

    problem: PlanProblem
    inspections: tuple[Inspection, ...]
    unplanned: tuple[Unplanned, ...]
    method: str
    notes: tuple[str, ...] = ()
