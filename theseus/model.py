"""The nouns of the work, as enums and frozen dataclasses. Imports nothing of ours.

Names follow ``docs/glossary.md``: Dutch where a register, a law or a partner owns the word, English
where we invented it. The columns of each table stand in ``contracts.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt


class Label(StrEnum):
    """The label of an occupancy; the values are what a user reads."""

    GREEN = "groen"
    WHITE = "wit"
    RED = "rood"


class Outcome(StrEnum):
    """What one rule says of one occupancy (Kleene's three values)."""

    FINE = "in orde"
    IRREGULAR = "aandachtspunt"
    UNKNOWN = "onbekend"


class Step(StrEnum):
    """How an open question can be answered, cheapest first (the order of this enum)."""

    DESK = "bureau"
    STREET = "gevelcheck"
    THEME = "themacontrole"
    JOINT = "integrale controle"


class WhyOpen(StrEnum):
    """Why a question is open. The first two are about us, never about the business.

    ``TO_CONFIRM`` has an answer: it makes a gate rule irregular, so somebody has to ask whether it
    is right.
    """

    NOT_CONSULTED = "bron niet geraadpleegd"
    INCOMPLETE = "bron niet volledig geraadpleegd"
    EXPIRED = "antwoord te oud"
    SILENT = "geen antwoord in de bron"
    TO_CONFIRM = "antwoord te bevestigen"


class LinkOutcome(StrEnum):
    """Where one source record went. Every record has one, so that nothing is lost in silence."""

    LINKED = "gekoppeld"
    OWN_OCCUPANCY = "eigen gebruik"
    NEAR_MISS = "mogelijke koppeling"
    OUTSIDE_TERREIN = "buiten de terreinen"
    NO_LOCATION = "geen plaats bekend"
    OVERTAKEN = "door andere bron vervangen"


class Severity(StrEnum):
    """How one check of a delivery ended. ``FAIL`` keeps the delivery out."""

    OK = "in orde"
    WARN = "waarschuwing"
    FAIL = "tegengehouden"


class Freshness(StrEnum):
    """What the run could do with a source."""

    FRESH = "geraadpleegd"
    STALE = "verouderd"
    ABSENT = "niet geraadpleegd"
    HALTED = "tegengehouden"


class Cause(StrEnum):
    """Why a label changed between two runs: exactly one cause per change."""

    NEW = "nieuw in beeld"
    GONE = "niet meer in beeld"
    PERSON = "besluit van een medewerker"
    RULE = "gewijzigde regel"
    DATA = "gewijzigd gegeven"
    TIME = "antwoord te oud geworden"


@dataclass(frozen=True)
class Check:
    """One check of one delivery at the door."""

    source: str
    name: str
    severity: Severity
    message: str


@dataclass(frozen=True)
class Consulted:
    """How far one source was consulted in a run.

    Attributes
    ----------
    complete
        True if the delivery holds everything the register has for the region, so that "not found"
        is an answer. A source that is absent or halted is never complete.
    """

    source: str
    family: str
    freshness: Freshness
    complete: bool = False
    delivered_on: dt.date | None = None


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


@dataclass(frozen=True)
class SourceReport:
    """What one source brought to a run. The counts add up:
    ``rows_read == rows_kept + rows_merged + rows_defect + rows_out_of_scope``.
    """

    source: str
    title: str
    freshness: Freshness
    delivered_on: dt.date | None = None
    rows_read: int = 0
    rows_kept: int = 0
    rows_merged: int = 0
    rows_defect: int = 0
    rows_out_of_scope: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    files: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Door:
    """What a delivery must look like to enter: the limits of its card.

    ``max_drop`` and ``max_fill_drop`` are shares (0 to 1) of loss since the last accepted delivery.
    """

    source: str
    min_rows: int = 1
    max_rows: int | None = None
    max_drop: float = 0.2
    max_fill_drop: float = 0.2
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question about an occupancy, as its card puts it.

    Attributes
    ----------
    steps
        The steps that can answer it, each with its cost in euro, cheapest first.
    families
        Source families that its answers rest on.
    sources
        Card ids of the sources that can answer it, in order of trust.
    values
        The closed list of answers to a question of type text; empty for other types.
    """

    id: str
    text: str
    type: str
    steps: tuple[tuple[Step, float], ...]
    families: frozenset[str]
    sources: tuple[str, ...]
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule, as its card puts it.

    Attributes
    ----------
    gate
        Must answer *fine* for green. Only a gate rule can make red.
    hard
        More than a mismatch between registers; red needs at least one.
    families
        The source families of its questions; derived, never declared.
    settled_by
        The question that has to be asked again when the rule answers *irregular*.
    """

    id: str
    version: int
    statement: str
    gate: bool
    hard: bool
    weight: float
    families: frozenset[str]
    questions: tuple[str, ...]
    settled_by: str = ""


@dataclass(frozen=True)
class Policy:
    """The thresholds of the label, from the region's configuration.

    ``known_share`` is the weighted share of rules with a known answer that green needs (0 to 1);
    ``red_rules`` the number of irregular gate rules that red needs.
    """

    known_share: float = 0.6
    red_rules: int = 2
