"""The nouns of delivering: sources, checks at the door, and where a record went."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt


class LinkOutcome(StrEnum):
    """Where one source record went. Every record has one, so that nothing is lost in silence."""

    LINKED = "gekoppeld"
    OWN_OCCUPANCY = "eigen gebruik"
    NEAR_MISS = "mogelijke koppeling"
    OUTSIDE_TERREIN = "buiten de terreinen"
    NO_LOCATION = "geen plaats bekend"
    OVERTAKEN = "door andere bron vervangen"
    NOT_THERE = "niet (meer) aanwezig"


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
    NOT_NEEDED = "niet nodig"  # another source of its family was consulted
    HALTED = "tegengehouden"


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
