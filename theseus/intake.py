"""From raw files to accepted records: find, read and check every source, and say how it went.

A source that cannot be read or fails its checks does not enter. If the published run still has
records of it, those stay in use, marked stale; otherwise the source counts as not consulted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from theseus import tables
from theseus.check import check
from theseus.contracts import QUARANTINE, RECORDS
from theseus.errors import ConfigError, SourceError
from theseus.model import Check, Consulted, Freshness, Severity, SourceReport
from theseus.sources import deliveries, registry
from theseus.sources.card import Card, cards
from theseus.sources.delivery import counted
from theseus.workspace import expand

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from theseus.ledger import Run
    from theseus.sources.delivery import Delivery, RawFile
    from theseus.workspace import Workspace


@dataclass(frozen=True)
class Intake:
    """What one source brought: its records (perhaps of the last run), quarantine and report."""

    card: Card
    records: Mapping[str, pd.DataFrame]
    quarantine: pd.DataFrame
    report: SourceReport
    complete: bool = False

    @property
    def consulted(self) -> Consulted:
        """How far the source was consulted, for the stages after this one."""
        spare = self.report.freshness is Freshness.NOT_NEEDED
        return Consulted(
            source=self.card.id,
            family=self.card.family,
            freshness=Freshness.ABSENT if spare else self.report.freshness,
            complete=self.complete and self.report.freshness is Freshness.FRESH,
            delivered_on=self.report.delivered_on,
        )


def take_in(
    workspace: Workspace,
    as_of: dt.date,
    *,
    last: Run | None,
    accept: frozenset[str] = frozenset(),
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Intake, ...]:
    """Take in every source that has a card.

    Parameters
    ----------
    last
        The published run, to compare with and to fall back on.
    accept
        Ids of sources whose failed checks a person accepts.
    progress
        Called with the title of each source before it is read.

    Raises
    ------
    ConfigError
        If the region or ``accept`` names a source without a card, or prefers one without parks.
    """
    region = workspace.region
    _require_known((*region.sources, *accept), list(cards()))
    parks = [card.id for card in cards().values() if "terrein" in card.tables]
    _require_known((*region.terreinen.prefer, *region.terreinen.choice.values()), parks, " van terreinen")
    taken = []
    for card in cards().values():
        progress(card.title)
        taken.append(_one(workspace, card, as_of, last, accept=card.id in accept))
    return _mark_spare(taken)


def _require_known(names: Iterable[str], known: list[str], kind: str = "") -> None:
    for name in names:
        if name not in known:
            raise ConfigError(f"Onbekende bron{kind} '{name}'. Bekend zijn: {', '.join(known)}.")


def _mark_spare(taken: list[Intake]) -> tuple[Intake, ...]:
    """Call an absent source not needed if another of its family was consulted."""
    met = {item.card.family for item in taken if item.report.freshness is not Freshness.ABSENT}
    return tuple(
        replace(item, report=replace(item.report, freshness=Freshness.NOT_NEEDED))
        if item.report.freshness is Freshness.ABSENT and item.card.family in met
        else item
        for item in taken
    )


def _one(workspace: Workspace, card: Card, as_of: dt.date, last: Run | None, *, accept: bool) -> Intake:
    try:
        files = files_of(workspace, card, as_of)
        if not files:
            return _without(card, Freshness.ABSENT)
        delivery = registry.read(card.id, files, as_of)
    except SourceError as error:
        return _halted(card, last, Check(card.id, "lezen", Severity.FAIL, str(error)))
    except OSError as error:
        told = (
            f"{error.filename or card.id}: niet te lezen ({error.strerror}). Controleer bestand en rechten."
        )
        return _halted(card, last, Check(card.id, "lezen", Severity.FAIL, told))
    previous = last.records(card.id) if last else {}
    report = _report(card, files, delivery, previous, as_of)
    if not accept and any(item.severity is Severity.FAIL for item in report.checks):
        return _halted(card, last, *report.checks, report=report, quarantine=delivery.quarantine)
    configured = workspace.region.sources.get(card.id)
    complete = card.complete if configured is None or configured.complete is None else configured.complete
    return Intake(card, delivery.tables, delivery.quarantine, report, complete)


def files_of(workspace: Workspace, card: Card, as_of: dt.date) -> list[RawFile]:
    """Find the raw files of a source: at its configured path, or in its dated folders."""
    configured = workspace.region.sources.get(card.id)
    if configured and not configured.enabled:
        return []
    if configured and configured.path:
        path = expand(configured.path, workspace.root)
        return deliveries.at_path(path, card, configured.delivered_on, as_of)
    return deliveries.in_folder(workspace.raw / card.id, card, as_of)


def _report(
    card: Card, files: list[RawFile], delivery: Delivery, previous: Mapping[str, pd.DataFrame], as_of: dt.date
) -> SourceReport:
    kinds = counted(delivery.quarantine, "kind")
    broken = delivery.quarantine[delivery.quarantine["kind"] == "defect"]
    delivered_on = max(file.delivered_on for file in files)
    stale = (as_of - delivered_on).days >= card.half_life_days
    return SourceReport(
        source=card.id,
        title=card.title,
        freshness=Freshness.STALE if stale else Freshness.FRESH,
        delivered_on=delivered_on,
        rows_read=delivery.rows_read,
        rows_kept=sum(len(table) for table in delivery.tables.values()),
        rows_merged=delivery.rows_merged,
        rows_defect=kinds.get("defect", 0),
        rows_out_of_scope=kinds.get("out_of_scope", 0),
        reasons=counted(delivery.quarantine, "reason"),
        checks=(
            *_ahead(card, delivered_on, as_of),
            *(Check(card.id, "volledig", Severity.FAIL, doubt) for doubt in delivery.doubts),
            *check(
                card.door,
                delivery.tables,
                columns=delivery.columns,
                rows_read=delivery.rows_read,
                defects=counted(broken, "code"),
                previous=previous,
                files=[file.path.name for file in files],
            ),
        ),
        files=tuple(_describe(file.path, file.delivered_on) for file in files),
    )


def _ahead(card: Card, delivered_on: dt.date, as_of: dt.date) -> list[Check]:
    """Warn of a day of delivery after the reference date: a slip in it would keep old records fresh."""
    if delivered_on <= as_of:
        return []
    told = f"De dag van levering ({delivered_on}) ligt na de peildatum ({as_of}). Klopt delivered_on?"
    return [Check(card.id, "dag", Severity.WARN, told)]


def _describe(path: Path, delivered_on: dt.date) -> dict[str, Any]:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return {
        "file": path.name,
        "delivered_on": delivered_on.isoformat(),
        "sha256": digest,
        "bytes": path.stat().st_size,
    }


def _without(card: Card, freshness: Freshness, *checks: Check) -> Intake:
    report = SourceReport(card.id, card.title, freshness, checks=checks)
    return Intake(card, {}, tables.empty(QUARANTINE), report)


def _halted(
    card: Card,
    last: Run | None,
    *checks: Check,
    report: SourceReport | None = None,
    quarantine: pd.DataFrame | None = None,
) -> Intake:
    """Keep a delivery out; fall back on the records of the last run if it has any."""
    kept = last.records(card.id) if last else {}
    base = report or SourceReport(card.id, card.title, Freshness.HALTED, checks=checks)
    filled = [table["observed_on"].max() for table in kept.values() if len(table)]
    halted = replace(base, freshness=Freshness.HALTED, delivered_on=max(filled).date() if filled else None)
    rows = tables.empty(QUARANTINE) if quarantine is None else quarantine
    return Intake(card, kept, rows, halted)


def gather(taken: tuple[Intake, ...]) -> dict[str, pd.DataFrame]:
    """Stack the records of all sources into one table per kind."""
    return {
        name: tables.stack((item.records[name] for item in taken if name in item.records), contract)
        for name, contract in RECORDS.items()
    }
