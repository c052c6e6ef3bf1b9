"""The nouns of delivering: sources, checks at the door, and where a record went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class LinkOutcome(StrEnum):
    """Where one source record went. Every record has one, so that nothing is lost in silence."""

    LINKED = "gekoppeld"
    OWN_OCCUPANCY = "eigen gebruik"
    NEAR_MISS = "mogelijke koppeling"
    OUTSIDE_TERREIN = "buiten de terreinen"
    NO_LOCATION = "geen plaats bekend"
    OVERTAKEN = "door andere bron vervangen"
    NOT_THERE = "niet (meer) aanwezig"
    # About who was there at the time: it never passes to another occupant of the place.
    PLACE_ONLY = "alleen de plaats"


class Severity(StrEnum):
    """How one check of a delivery ended. ``FAIL`` keeps the delivery out."""

    OK = "in orde"
    WARN = "waarschuwing"
    ACCEPTED = "toegelaten"  # failed, and a person took the delivery in all the same
    FAIL = "tegengehouden"


FETCHING = "ophalen"
"""Name of the check that tells that fetching failed; a warning, because what was there stays in use."""


class Freshness(StrEnum):
    """What the run could do with a source.

    A source that is overdue or halted goes on with its last good delivery, as if fresh, until that is older
    than the source's half-life; then it is stale. Halted without a day of delivery: there is none.
    """

    FRESH = "geraadpleegd"
    OVERDUE = "niet vernieuwd"  # the last try to fetch it failed
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
class Acceptance:
    """That a person took in a delivery which failed at the door: why, who, and which checks."""

    reason: str
    by: str
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Consulted:
    """How far one source was consulted in a run.

    Attributes
    ----------
    freshness
        Fresh also where the last good delivery is used because a newer one did not come or did not pass
        the door: what it says holds until it is too old.
    complete
        True if the delivery holds everything the register has for the region, so that "not found"
        is an answer. A source that is absent, stale, or halted without a good delivery is never complete.
    """

    source: str
    family: str
    freshness: Freshness
    complete: bool = False
    delivered_on: dt.date | None = None


@dataclass(frozen=True)
class Door:
    """What a delivery must look like to enter: the limits of its card, all ``max_`` ones shares.

    Attributes
    ----------
    max_drop, max_fill_drop
        Loss of rows, and of filled values per column, since the last accepted delivery (0 to 1).
    max_growth
        Growth of rows since the last accepted delivery (1 is twice as many).
    max_new_values
        Values of a column with a short list of values that the last accepted delivery did not have.
    max_bad_keys, max_defects, max_outside
        Rows with a broken or double key, broken rows of any kind, and rows outside the Netherlands, of all
        rows read.
    """

    source: str
    min_rows: int = 1
    max_rows: int | None = None
    max_drop: float = 0.2
    max_fill_drop: float = 0.2
    max_growth: float = 1.0
    max_new_values: float = 0.1
    max_bad_keys: float = 0.1
    max_defects: float = 0.25
    max_outside: float = 0.1
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceReport:
    """What one source brought to a run.

    Checks and counts are of the newest delivery, also if that was halted. The counts add up:
    ``rows_read == rows_kept + rows_merged + rows_defect + rows_out_of_scope``. The rest is about the
    delivery whose records are used.

    Attributes
    ----------
    delivered_on
        Day of delivery; None if there are no records to use.
    files
        Per raw file its name, day of delivery, sha256 and size; url and moment of fetching if known.
    complete
        True if the delivery holds all the register has for the region.
    whole_on
        Day of its newest files that can hold all of it, if that is another day than ``delivered_on``.
    accepted
        Who took it in although it failed, and why; None if nobody had to.
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
    complete: bool = False
    whole_on: dt.date | None = None
    accepted: Acceptance | None = None

    @property
    def usable(self) -> bool:
        """True if what the source says holds: a good delivery is there and not too old."""
        kept = self.freshness is Freshness.HALTED and self.delivered_on is not None
        return kept or self.freshness in {Freshness.FRESH, Freshness.OVERDUE}

    @property
    def troubled(self) -> bool:
        """True if people should know: too old, not renewed, kept out at the door, or never fetched yet."""
        never = self.freshness is Freshness.ABSENT and bool(self.problems)
        return never or self.freshness in {Freshness.HALTED, Freshness.STALE, Freshness.OVERDUE}

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the newest delivery is not used, or did not come; Dutch sentences."""
        return tuple(
            item.message for item in self.checks if item.severity is Severity.FAIL or item.name == FETCHING
        )

    def age_days(self, as_of: dt.date) -> int | None:
        """Return how old the delivery that is used is on a day; None if there is none."""
        return None if self.delivered_on is None else (as_of - self.delivered_on).days

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> SourceReport:
        """Make one of what JSON held: ``dataclasses.asdict`` with dates and enums as text.

        Fields that are not there, in an older manifest, have their default.
        """
        known = {item.name: plain[item.name] for item in fields(cls) if item.name in plain}
        day, whole, accepted = (known.get(name) for name in ("delivered_on", "whole_on", "accepted"))
        checks = [
            Check(**item | {"severity": Severity(item["severity"])}) for item in known.get("checks", ())
        ]
        parsed: dict[str, Any] = {
            "freshness": Freshness(known["freshness"]),
            "delivered_on": dt.date.fromisoformat(day) if day else None,
            "whole_on": dt.date.fromisoformat(whole) if whole else None,
            "checks": tuple(checks),
            "files": tuple(known.get("files", ())),
            "accepted": accepted and Acceptance(**accepted | {"checks": tuple(accepted["checks"])}),
        }
        return cls(**known | parsed)
