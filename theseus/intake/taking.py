"""Take in every source: its newest delivery if that passes the door, else the last good one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theseus import tables
from theseus.contracts import QUARANTINE, RECORDS
from theseus.errors import ConfigError, SourceError
from theseus.intake import accepting, door
from theseus.intake import files as raw
from theseus.intake.door import Case, Tried
from theseus.model import Check, Consulted, Freshness, Severity, SourceReport
from theseus.sources import accepted
from theseus.sources.card import Card, delivered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping

    import pandas as pd

    from theseus.ledger import Run
    from theseus.sources.accepted import Entry
    from theseus.workspace import Workspace


GROUND = {"area", "terrein"}  # what every region needs, from whatever source


@dataclass(frozen=True)
class Intake:
    """What one source brought: its records (perhaps of an earlier delivery), quarantine and report.

    Attributes
    ----------
    quarantine
        Rows of the newest delivery, also if that was halted.
    entry
        What :func:`remember` notes, if a person accepted the delivery now.
    """

    card: Card
    records: Mapping[str, pd.DataFrame]
    quarantine: pd.DataFrame
    report: SourceReport
    entry: Entry | None = None

    @property
    def consulted(self) -> Consulted:
        """How far the source was consulted, for the stages after this one.

        The last good delivery keeps its meaning until it is too old, whether the next one did not come
        or did not pass the door.
        """
        told = self.report
        spare = told.freshness is Freshness.NOT_NEEDED
        return Consulted(
            source=self.card.id,
            family=self.card.family,
            freshness=Freshness.FRESH if told.usable else Freshness.ABSENT if spare else told.freshness,
            complete=told.complete and told.usable,
            delivered_on=told.whole_on if told.complete and told.whole_on else told.delivered_on,
        )


def take_in(
    workspace: Workspace,
    as_of: dt.date,
    *,
    last: Run | None,
    accept: Mapping[str, str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Intake, ...]:
    """Take in every source that comes as files; what people answer at the desk is asked of the desk.

    Parameters
    ----------
    last
        The published run, to compare with and to fall back on.
    accept
        Per source (or family of sources) whose failed checks a person accepts, the reason. See
        :func:`remember`.
    progress
        Called with the title of each source before it is read.

    Raises
    ------
    ConfigError
        If the region, ``accept`` or a note on accepted deliveries names a source without a card, the
        region prefers one without parks, a reason is empty, or a note cannot be used.
    """
    accept = _by_source(accept or {})
    region = workspace.region
    noted = [path.stem for path in sorted(workspace.accepted.glob("*.toml"))]
    _require_known((*region.sources, *accept, *noted), list(delivered()))
    parks = [card.id for card in delivered().values() if "terrein" in card.tables]
    _require_known((*region.terreinen.prefer, *region.terreinen.choice.values()), parks, " van terreinen")
    _require_reasons(accept)
    notes = {name: accepted.entries(workspace.accepted / f"{name}.toml") for name in delivered()}
    taken = []
    for card in delivered().values():
        progress(card.title)
        previous = last.records(card.id) if last else {}
        case = Case(workspace, card, as_of, previous, notes[card.id])
        taken.append(_one(case, last.sources.get(card.id) if last else None, accept.get(card.id)))
    return _mark_spare(taken)


def remember(workspace: Workspace, taken: Iterable[Intake]) -> None:
    """Note what a person accepted now, so that the next run takes the same delivery in again."""
    for item in taken:
        if item.entry is not None:
            accepted.remember(workspace.accepted / f"{item.card.id}.toml", item.entry)


def gather(taken: tuple[Intake, ...]) -> dict[str, pd.DataFrame]:
    """Stack the records of all sources into one table per kind."""
    return {
        name: tables.stack((item.records[name] for item in taken if name in item.records), contract)
        for name, contract in RECORDS.items()
    }


def _by_source(accept: Mapping[str, str]) -> dict[str, str]:
    """Reasons per card id: who says "bag" means whatever the BAG comes from."""
    found: dict[str, str] = {}
    for name, reason in accept.items():
        family = [card.id for card in delivered().values() if card.family == name and name not in delivered()]
        found |= dict.fromkeys(family or [name], reason)
    return found


def _require_known(names: Iterable[str], known: list[str], kind: str = "") -> None:
    for name in names:
        if name not in known:
            raise ConfigError(f"Onbekende bron{kind} '{name}'. Bekend zijn: {', '.join(known)}.")


def _require_reasons(accept: Mapping[str, str]) -> None:
    for source, reason in accept.items():
        if not reason.strip():
            raise ConfigError(f"Zeg waarom u bron '{source}' toelaat: --accept {source} --reden \"…\".")


def without_unasked(taken: tuple[Intake, ...], asked: Collection[str]) -> tuple[Intake, ...]:
    """Call an absent source not needed if no question can be answered by it, and the ground is known.

    Parameters
    ----------
    asked
        Card ids of the sources that a question names.
    """
    met = {table for item in taken for table, rows in item.records.items() if len(rows)}
    return tuple(
        _spare(item)
        if item.card.id not in asked and (met & GROUND).issuperset(GROUND & {*item.card.tables})
        else item
        for item in taken
    )


def _mark_spare(taken: list[Intake]) -> tuple[Intake, ...]:
    """Call an absent source not needed if another of its family was consulted."""
    met = {item.card.family for item in taken if item.report.freshness is not Freshness.ABSENT}
    return tuple(_spare(item) if item.card.family in met else item for item in taken)


def _spare(item: Intake) -> Intake:
    if item.report.freshness is not Freshness.ABSENT:
        return item
    return replace(item, report=replace(item.report, freshness=Freshness.NOT_NEEDED))


def _one(case: Case, last: SourceReport | None, reason: str | None) -> Intake:
    card = case.card
    try:
        files = raw.files_of(case.workspace, card, case.as_of)
    except (SourceError, OSError) as error:
        told = Check(card.id, "lezen", Severity.FAIL, door.unreadable(card, error))
        report = SourceReport(card.id, card.title, Freshness.HALTED, checks=(told,))
        return _fall_back(case, Tried((), {}, tables.empty(QUARANTINE), report), last)
    late = tuple(raw.not_renewed(case.workspace, card, files, case.as_of))
    if not files:
        report = SourceReport(card.id, card.title, Freshness.ABSENT, checks=late)
        return Intake(card, {}, tables.empty(QUARANTINE), report)
    tried = accepting.accept(case, door.enter(case, files), reason)
    checks = (*late, *tried.report.checks, *accepting.stray(case, tried))
    tried = replace(tried, report=replace(tried.report, checks=checks))
    if not tried.good:
        return _fall_back(case, tried, last)
    return _used(case, tried, Freshness.OVERDUE if late else Freshness.FRESH)


def _used(case: Case, tried: Tried, freshness: Freshness) -> Intake:
    day = tried.report.delivered_on
    stale = day is not None and (case.as_of - day).days >= case.card.half_life_days
    report = replace(tried.report, freshness=Freshness.STALE if stale else freshness)
    return Intake(case.card, tried.records, tried.quarantine, report, tried.entry)


def _fall_back(case: Case, halted: Tried, last: SourceReport | None) -> Intake:
    """Go on with the last good delivery: an earlier one that passes the door, or what the last run has."""
    found = _earlier(case, halted, last)
    if found is None and last is not None and _usable(case, last):
        found = replace(halted, records=case.previous, report=last)
    if found is None:
        report = replace(halted.report, freshness=Freshness.HALTED, delivered_on=None, complete=False)
        return Intake(case.card, {}, halted.quarantine, report)
    report = replace(
        halted.report,
        delivered_on=found.report.delivered_on,
        files=found.report.files,
        complete=found.report.complete,
        whole_on=found.report.whole_on,
        accepted=found.report.accepted,
    )
    return _used(case, replace(halted, records=found.records, report=report, entry=None), Freshness.HALTED)


def _usable(case: Case, last: SourceReport) -> bool:
    return bool(case.previous) and last.delivered_on is not None and last.delivered_on <= case.as_of


def _earlier(case: Case, halted: Tried, last: SourceReport | None) -> Tried | None:
    """Find the newest delivery in the workspace that passes the door and that the last run had not seen."""
    seen = last.delivered_on if last is not None and _usable(case, last) else None
    for files in raw.earlier(case.workspace, case.card, case.as_of):
        if seen is not None and files[-1].delivered_on <= seen:
            return None
        if files == list(halted.files):
            continue
        tried = accepting.accept(case, door.enter(case, files), None)
        if tried.good:
            return tried
    return None
