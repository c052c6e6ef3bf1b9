"""A refresh: label the region, publish a new run if anything changed, and make what people use."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from theseus import __version__, artefacts, ledger, policy, provenance
from theseus.atomic import sweep
from theseus.errors import TheseusError
from theseus.intake import remember
from theseus.labelling import Labelled, Progress, label_region, silent
from theseus.report import alarm
from theseus.report.page import as_markdown
from theseus.report.queue import not_applied
from theseus.report.run import RunReport, summarise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from theseus.config import Region
    from theseus.intake import Intake
    from theseus.ledger import Run
    from theseus.model import SourceReport
    from theseus.workspace import Workspace

STAGES = ("bronnen", "koppelen", "gegevens", "labels", "publiceren", "kaart en roosters")


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
                told = artefacts.make_all(workspace, run, as_of)
                report = dataclasses.replace(report, notes=(*report.notes, *told))
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
    written = [ledger.fingerprint(labelled.results), labelled.used.policy, *stands]
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
    last = ledger.published(workspace.runs)
    report = summarise(
        region=workspace.region.name,
        as_of=as_of,
        run_id=run_id,
        published=published,
        sources=[item.report for item in labelled.taken],
        results=labelled.results,
        changes=labelled.changes,
        notes=[
            *labelled.notes,
            *_unmatched_choices(workspace.region, labelled.taken),
            *not_applied(labelled.results["judgement_use"]),
        ],
        since=last.as_of if last else None,
    )
    return dataclasses.replace(report, alarm=_alarm(report, last, workspace.region.thresholds.share_jump))


def _alarm(report: RunReport, last: Run | None, limit: float) -> tuple[str, ...]:
    """Compare with the run before; the alarm of a run stands until another run is published."""
    if last is None:
        return ()
    if report.run_id == last.run_id:
        return tuple(last.manifest.get("alarm", ()))
    return alarm.jumps(last.report["shares"], report.shares, limit)


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
        "policy": labelled.used.policy,
        "desk_since": labelled.desk_since.isoformat(),
        "alarm": list(report.alarm),
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
        {
            "verslag.md": as_markdown(report),
            ledger.REPORT: report.as_json(),
            policy.FILE_NAME: policy.to_json(labelled.used),
        },
    )


def _plain(report: SourceReport) -> dict[str, Any]:
    """Turn a source report into what JSON can hold."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(report), default=str))
    return plain
