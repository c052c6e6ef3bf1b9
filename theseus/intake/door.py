"""One delivery at the door: found as it landed, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theseus import tables
from theseus.check import check, hint
from theseus.contracts import QUARANTINE
from theseus.errors import SourceError
from theseus.intake import files as raw
from theseus.model import Check, Freshness, Severity, SourceReport
from theseus.sources import accepted, registry
from theseus.sources.delivery import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from theseus.sources.accepted import Entry
    from theseus.sources.card import Card
    from theseus.sources.delivery import Delivery, RawFile
    from theseus.workspace import Workspace


@dataclass(frozen=True)
class Case:
    """All that decides whether deliveries of one source may enter.

    Attributes
    ----------
    previous
        Records of the last accepted delivery; empty if there is none.
    notes
        What persons accepted before.
    """

    workspace: Workspace
    card: Card
    as_of: dt.date
    previous: Mapping[str, pd.DataFrame]
    notes: tuple[Entry, ...] = ()

    @property
    def complete(self) -> bool:
        """True if a delivery holds all the register has for the region, by the card or the region."""
        configured = self.workspace.region.sources.get(self.card.id)
        if configured is None or configured.complete is None:
            return self.card.complete
        return configured.complete


@dataclass(frozen=True)
class Tried:
    """One delivery that was tried at the door.

    Attributes
    ----------
    entry
        What to note if a person accepted it now; None if nobody did, or nothing had to be accepted.
    """

    files: Sequence[RawFile]
    records: Mapping[str, pd.DataFrame]
    quarantine: pd.DataFrame
    report: SourceReport
    entry: Entry | None = None

    @property
    def good(self) -> bool:
        """True if it may enter."""
        return not any(item.severity is Severity.FAIL for item in self.report.checks)

    @property
    def digest(self) -> str:
        """SHA-256 of the newest delivery as a whole."""
        return accepted.digest(self._newest)

    @property
    def digests(self) -> frozenset[str]:
        """SHA-256 of the newest delivery as a whole, and of each of its files."""
        return frozenset([*self._newest, self.digest])

    @property
    def _newest(self) -> list[str]:
        known = [str(item["sha256"]) for item in self.report.files]
        return known[-len(raw.newest_of(self.files)) :]


def enter(case: Case, files: Sequence[RawFile]) -> Tried:
    """Try one delivery at the door."""
    card = case.card
    delivered_on = max(file.delivered_on for file in files)
    report = SourceReport(card.id, card.title, Freshness.FRESH, delivered_on, complete=case.complete)
    checks = [*_ahead(card, delivered_on, case.as_of), *raw.passed_over(card, files)]
    try:
        described, changed = raw.described(card.id, files)
        checks += changed
        report = replace(report, files=described)
        delivery = registry.read(card.id, files, case.as_of)
    except (SourceError, OSError) as error:
        told = f"{unreadable(card, error)} {hint(*_look(case, files))}".strip()
        checks.append(Check(card.id, "lezen", Severity.FAIL, told))
        return Tried(files, {}, tables.empty(QUARANTINE), replace(report, checks=tuple(checks)))
    checks += _checked(case, files, delivery)
    report = replace(_counted(_whole(report, delivery, case), delivery), checks=tuple(checks))
    return Tried(files, delivery.tables, delivery.quarantine, report)


def _whole(report: SourceReport, delivery: Delivery, case: Case) -> SourceReport:
    """What was bought bit by bit since renews no silence: that is of the newest whole delivery, and ages."""
    day = delivery.whole_on
    if day is None or day == report.delivered_on:
        return report
    recent = (case.as_of - day).days < case.card.half_life_days
    return replace(report, complete=report.complete and recent, whole_on=day if recent else None)


def unreadable(card: Card, error: SourceError | OSError) -> str:
    """Say in one Dutch line why nothing could be read."""
    if isinstance(error, SourceError):
        return str(error)
    return f"{error.filename or card.id}: niet te lezen ({error.strerror}). Controleer bestand en rechten."


def _look(case: Case, files: Sequence[RawFile]) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    return raw.values(case.workspace, case.card, files, case.as_of)


def _ahead(card: Card, delivered_on: dt.date, as_of: dt.date) -> list[Check]:
    """Fail a delivery dated after the reference date.

    It is a slip, or the run is about an earlier day, on which this delivery was not there. Either way its
    records would be passed over as not yet true, so that it looks consulted and says nothing.
    """
    if delivered_on <= as_of:
        return []
    told = f"De dag van levering ({delivered_on}) ligt na de peildatum ({as_of}). Klopt delivered_on?"
    return [Check(card.id, "dag", Severity.FAIL, told)]


def _counted(report: SourceReport, delivery: Delivery) -> SourceReport:
    kinds = counted(delivery.quarantine, "kind")
    return replace(
        report,
        rows_read=delivery.rows_read,
        rows_kept=sum(len(table) for table in delivery.tables.values()),
        rows_merged=delivery.rows_merged,
        rows_defect=kinds.get("defect", 0),
        rows_out_of_scope=kinds.get("out_of_scope", 0),
        reasons=counted(delivery.quarantine, "reason"),
    )


def _checked(case: Case, files: Sequence[RawFile], delivery: Delivery) -> Iterable[Check]:
    broken = delivery.quarantine[delivery.quarantine["kind"] == "defect"]
    yield from (Check(case.card.id, "volledig", Severity.FAIL, doubt) for doubt in delivery.doubts)
    yield from check(
        case.card.door,
        delivery.tables,
        columns=delivery.columns,
        rows_read=delivery.rows_read,
        defects=counted(broken, "code"),
        previous=case.previous,
        files=[file.path.name for file in raw.newest_of(files)],
        look=lambda: _look(case, files),
    )
