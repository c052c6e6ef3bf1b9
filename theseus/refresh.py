"""All stages, top to bottom: raw files to labels, and a new run if anything changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from filelock import FileLock, Timeout

from theseus import __version__, artefacts, facts, ledger, provenance, tables
from theseus.atomic import sweep
from theseus.contracts import FACT, LABEL, OVERRIDE, QUARANTINE
from theseus.desk.judgements import judgements
from theseus.desk.reviews import reviews
from theseus.errors import TheseusError
from theseus.facts.catalogue import questions as question_cards
from theseus.facts.catalogue import witnesses
from theseus.intake import Intake, gather, remember, take_in, without_unasked
from theseus.judging import Judge, judge
from theseus.label import Decisions
from theseus.link import Linked, LinkSettings, link
from theseus.model import Policy
from theseus.report.page import as_markdown
from theseus.report.queue import not_applied
from theseus.report.run import RunReport, summarise
from theseus.rules.catalogue import rules as rule_cards
from theseus.sources.card import cards

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from theseus.config import Region
    from theseus.model import SourceReport
    from theseus.workspace import Workspace

STAGES = ("bronnen", "koppelen", "gegevens", "labels", "publiceren", "kaart en roosters")


class Progress(Protocol):
    """Told which stage a run is in; what it shows is its own affair."""

    def __call__(self, stage: str, detail: str = "") -> None:
        """Report that ``stage`` has begun, or what in it is at hand."""


def silent(stage: str, detail: str = "") -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Labelled:
    """A region brought as far as labels, not yet published."""

    taken: tuple[Intake, ...]
    results: dict[str, pd.DataFrame]
    policy_version: str
    changes: pd.DataFrame


def label_region(
    workspace: Workspace,
    as_of: dt.date,
    *,
    accept: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Labelled:
    """Run every stage up to the labels; nothing is written.

    Parameters
    ----------
    as_of
        The day for which the labels hold.
    accept
        Per source whose failed checks a person accepts, the reason.
    """
    region = workspace.region
    last = ledger.published(workspace.runs)
    progress("bronnen")
    taken = take_in(
        workspace, as_of, last=last, accept=accept, progress=lambda title: progress("bronnen", title)
    )
    taken = without_unasked(
        taken, {name for card in question_cards().values() for name in card.noun().sources}
    )
    records = gather(taken)
    progress("koppelen")
    linked = link(
        records,
        _link_settings(region),
        unit_sources_complete=_has_units(taken),
        judgements=judgements(workspace.desk_url),
    )
    results = _judge(taken, records, linked, region, as_of, reviews(workspace.desk_url), progress)
    results |= provenance.origins(
        results,
        records,
        [item.report for item in taken],
        {name: card.model_dump(include={"licence", "regime", "history"}) for name, card in cards().items()},
        last.find("provenance") if last else None,
    )
    version = policy_version(region)
    return Labelled(taken, results, version, _changes(last, results, taken, version, as_of))


def _judge(
    taken: tuple[Intake, ...],
    records: Mapping[str, pd.DataFrame],
    linked: Linked,
    region: Region,
    as_of: dt.date,
    decisions: pd.DataFrame,
    progress: Progress,
) -> dict[str, pd.DataFrame]:
    """Facts, findings, labels and open questions of linked records."""
    cards_ = question_cards()
    asked = {name: card.noun() for name, card in cards_.items()}
    consulted = {item.card.id: item.consulted for item in taken}
    progress("gegevens")
    known = facts.collect(
        cards_,
        linked.occupancies,
        linked.links,
        records,
        consulted,
        {name: card.half_life_days for name, card in cards().items()},
        as_of,
        linked.near_misses,
    )
    progress("labels")
    by = Judge(
        rule_cards(asked),
        asked,
        Policy(region.thresholds.known_share, region.thresholds.red_rules),
        consulted,
        {name: card.title for name, card in cards().items()},
    )
    decided = Decisions(decisions, tables.empty(OVERRIDE))
    return {
        "chosen_terrein": linked.terreinen,
        "terrein_overlap": linked.overlaps,
        "occupancy": linked.occupancies,
        "link": linked.links,
        "near_miss": linked.near_misses,
        "judgement_use": linked.judgements,
        "fact": known,
        **judge(by, known, linked.occupancies["occupancy_id"], decided, as_of),
        "quarantine": tables.stack((item.quarantine for item in taken), QUARANTINE),
    }


def rehearse(
    workspace: Workspace,
    as_of: dt.date,
    *,
    accept: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> RunReport:
    """Label the region and report what would change; nothing is written."""
    labelled = label_region(workspace, as_of, accept=accept, progress=progress)
    return _report(workspace, as_of, labelled, "proef", published=False)


def refresh(
    workspace: Workspace,
    as_of: dt.date,
    *,
    accept: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> RunReport:
    """Label the region, publish the run if it differs from the last, and make what people use.

    Returns
    -------
    RunReport
        ``published`` is False if nothing changed.

    Raises
    ------
    TheseusError
        If another refresh of this workspace is running.
    """
    _ = workspace.region  # a folder without a theseus.toml is refused before anything is made in it
    workspace.lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(workspace.lock, timeout=0):
            for folder in (workspace.runs, workspace.rosters, workspace.maps):
                sweep(folder)
            report = _label_and_publish(workspace, as_of, accept, progress)
            progress("kaart en roosters")
            if run := ledger.published(workspace.runs):
                artefacts.make_all(workspace, run)
    except Timeout as error:
        raise TheseusError(f"In {workspace.root} loopt al een verversing; wacht tot die klaar is.") from error
    return report


def _label_and_publish(
    workspace: Workspace, as_of: dt.date, accept: Mapping[str, str] | None, progress: Progress
) -> RunReport:
    labelled = label_region(workspace, as_of, accept=accept, progress=progress)
    progress("publiceren")
    remember(workspace, labelled.taken)
    last = ledger.published(workspace.runs)
    # How a source stands is shown on map and rosters, so a change of it is a new run.
    stands = [f"{item.card.id} {item.report.freshness.value}" for item in labelled.taken]
    written = [ledger.fingerprint(labelled.results), labelled.policy_version, *stands]
    content = hashlib.sha256("\n".join(written).encode()).hexdigest()
    changed = last is None or last.manifest["content"] != content
    run_id = f"{as_of.isoformat()}-{content[:8]}" if last is None or changed else last.run_id
    report = _report(workspace, as_of, labelled, run_id, published=changed)
    if changed:
        _publish(workspace, run_id, content, labelled, report)
    return report


def _report(
    workspace: Workspace, as_of: dt.date, labelled: Labelled, run_id: str, *, published: bool
) -> RunReport:
    return summarise(
        region=workspace.region.name,
        as_of=as_of,
        run_id=run_id,
        published=published,
        sources=[item.report for item in labelled.taken],
        results=labelled.results,
        changes=labelled.changes,
        notes=[
            *_unmatched_choices(workspace.region, labelled.taken),
            *not_applied(labelled.results["judgement_use"]),
        ],
    )


def _unmatched_choices(region: Region, taken: tuple[Intake, ...]) -> list[str]:
    """Name the parks for which the region chose a drawing, but that no source has."""
    drawn = [item.records["terrein"] for item in taken if "terrein" in item.records]
    met = {text for park in drawn for name in ("terrein_id", "name") for text in park[name]}
    met |= {name.casefold() for park in drawn for name in park["name"]}
    return [
        f"De keuze voor terrein '{key}' in theseus.toml past bij geen enkel terrein."
        for key in region.terreinen.choice
        if key not in met and key.casefold() not in met
    ]


def _publish(workspace: Workspace, run_id: str, content: str, labelled: Labelled, report: RunReport) -> None:
    last = ledger.published(workspace.runs)
    manifest = {
        "run": run_id,
        "previous": last.run_id if last else None,
        "region": report.region,
        "as_of": report.as_of.isoformat(),
        "theseus": __version__,
        "content": content,
        "policy": labelled.policy_version,
        "sources": [_plain(item.report) for item in labelled.taken],
    }
    before = last.find("provenance") if last else None
    moved = provenance.changes(before, labelled.results["provenance"], report.as_of, run_id)
    ledger.publish(
        workspace.runs,
        run_id,
        {**labelled.results, "label_change": labelled.changes, "value_change": moved},
        {item.card.id: item.records for item in labelled.taken},
        manifest,
        {"verslag.md": as_markdown(report), "verslag.json": report.as_json()},
    )


def _plain(report: SourceReport) -> dict[str, Any]:
    """Turn a source report into what JSON can hold."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(report), default=str))
    return plain


def _changes(
    last: ledger.Run | None,
    results: Mapping[str, pd.DataFrame],
    taken: tuple[Intake, ...],
    version: str,
    as_of: dt.date,
) -> pd.DataFrame:
    if last is None:
        empty = {"label": tables.empty(LABEL), "fact": tables.empty(FACT)}
        return ledger.changes(empty, results, as_of, same_rules=True)
    before = last.tables("label", "fact", "occupancy", "chosen_terrein", "link")
    if (judged := last.find("judgement_use")) is not None:
        before["judgement_use"] = judged
    return ledger.changes(
        before,
        results,
        as_of,
        same_rules=last.manifest["policy"] == version,
        shifted=ledger.shifts(last.sources, {item.card.id: item.report for item in taken}),
        asked={name: card.noun().sources for name, card in question_cards().items()},
        titles={name: card.text for name, card in question_cards().items()}
        | {name: card.title for name, card in cards().items()},
    )


def policy_version(region: Region) -> str:
    """Hash everything people wrote that decides a label: questions, witnesses, rules, thresholds."""
    asked = question_cards()
    judges = rule_cards({name: card.noun() for name, card in asked.items()})
    written = [card.model_dump_json() for card in (*asked.values(), *judges.values())]
    text = "\n".join([*written, json.dumps(witnesses()), region.thresholds.model_dump_json()])
    return hashlib.sha256(text.encode()).hexdigest()


def _link_settings(region: Region) -> LinkSettings:
    return LinkSettings(
        municipality_codes=tuple(item.code for item in region.municipalities),
        prefer=region.terreinen.prefer,
        choice=region.terreinen.choice,
        accept=region.thresholds.link_accept,
        grey=region.thresholds.link_grey,
    )


def _has_units(taken: tuple[Intake, ...]) -> bool:
    """Tell whether a fresh, complete delivery described verblijfsobjecten at all."""
    return any(item.consulted.complete and len(item.records.get("verblijfsobject", ())) for item in taken)
