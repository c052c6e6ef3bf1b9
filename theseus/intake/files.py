"""Which raw files a source has in a workspace, where they came from, and whether they are as they landed."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from theseus import attempt
from theseus.errors import SourceError
from theseus.model import FETCHING, Check, Severity
from theseus.sources import deliveries
from theseus.sources.glance import glance
from theseus.workspace import expand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile
    from theseus.workspace import Workspace


def files_of(workspace: Workspace, card: Card, as_of: dt.date) -> list[RawFile]:
    """Find the raw files of a source, oldest delivery first; none if it is switched off or absent.

    Raises
    ------
    SourceError
        If something was delivered that cannot be used.
    """
    configured = workspace.region.sources.get(card.id)
    if configured and not configured.enabled:
        return []
    if card.needs_dpia and not workspace.region.fetch.dpia_reference:
        return []
    if configured and configured.path:
        path = expand(configured.path, workspace.root)
        return deliveries.at_path(path, card, configured.delivered_on, as_of)
    return deliveries.in_folder(workspace.raw / card.id, card, as_of)


def has_folder(workspace: Workspace, card: Card) -> bool:
    """Tell whether a source comes from the dated folders of the workspace."""
    configured = workspace.region.sources.get(card.id)
    return configured is None or (configured.enabled and not configured.path)


def earlier(workspace: Workspace, card: Card, as_of: dt.date) -> Iterator[list[RawFile]]:
    """Give the deliveries in the dated folders, the newest first, each with what its reader wants besides.

    One without a file of the card's formats is passed over.
    """
    if not has_folder(workspace, card):
        return
    known = deliveries.dated(workspace.raw / card.id, as_of)
    for count in range(len(known), 0, -1):
        chosen = known[:count] if card.history else known[count - 1 : count]
        try:
            yield [file for folder in chosen for file in deliveries.files_of(folder, card)]
        except SourceError:
            continue


def newest_of(files: Sequence[RawFile]) -> list[RawFile]:
    """Keep the files of the newest delivery."""
    return [file for file in files if file.path.parent == files[-1].path.parent]


def described(source: str, files: Sequence[RawFile]) -> tuple[tuple[dict[str, Any], ...], list[Check]]:
    """Describe raw files for the manifest of a run, and check them against the manifest they landed with.

    Returns
    -------
    Per file its name, day of delivery, sha256 and size, with url and moment of fetching where they are
    known and the file is still what was fetched. And a check for each file that is not.

    Raises
    ------
    SourceError
        If the manifest of a delivery is damaged.
    """
    found, checks = [], []
    manifests = {folder: deliveries.manifest(folder) for folder in {file.path.parent for file in files}}
    for file in files:
        landed = _landed(manifests[file.path.parent], file.path.name)
        entry = _facts(file)
        same = landed.pop("sha256", None) in {None, entry["sha256"]}
        if not same:
            checks.append(_changed(source, f"{file.path.name} is gewijzigd nadat het is binnengekomen"))
        found.append(entry | landed if same else entry)
    for folder, told in sorted(manifests.items()):
        gone = [item["name"] for item in told.get("files", ()) if not (folder / str(item["name"])).is_file()]
        checks += [_changed(source, f"{name} hoort bij de levering, maar is weg") for name in gone]
    return tuple(found), checks


def _facts(file: RawFile) -> dict[str, Any]:
    with file.path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return {
        "file": file.path.name,
        "delivered_on": file.delivered_on.isoformat(),
        "sha256": digest,
        "bytes": file.path.stat().st_size,
    }


def _landed(manifest: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a manifest says of one file: sha256, url and retrieved_at, as far as it does."""
    listed = next((item for item in manifest.get("files", ()) if item["name"] == name), None)
    if listed is None:
        return {}
    told = {key: listed.get(key) or manifest.get(key) for key in ("sha256", "url", "retrieved_at")}
    return {key: str(value) for key, value in told.items() if value}


def _changed(source: str, what: str) -> Check:
    mend = (
        "Haal de levering opnieuw op, of zet de bestanden zonder manifest.json in een map met een andere dag."
    )
    return Check(source, "ongewijzigd", Severity.FAIL, f"Bestand {what} (manifest.json). {mend}")


def passed_over(card: Card, files: Sequence[RawFile]) -> list[Check]:
    """Warn of what lies beside the files of the newest delivery and is not read."""
    met = deliveries.passed_over(newest_of(files), card)
    if not met:
        return []
    told = f"Niet gelezen: {', '.join(met)}. Deze bron leest {', '.join(card.formats)}. Hoort het erbij?"
    return [Check(card.id, "overgeslagen", Severity.WARN, told)]


def not_renewed(workspace: Workspace, card: Card, files: Sequence[RawFile], as_of: dt.date) -> list[Check]:
    """Warn if the last try to fetch a source failed after its newest delivery."""
    if not has_folder(workspace, card):
        return []
    tried = attempt.last(workspace.raw / card.id)
    if tried is None or tried.good or tried.at.date() > as_of:
        return []
    if files and tried.at <= _landed_at(files[-1]):
        return []
    told = f"Ophalen is op {tried.at:%d-%m-%Y} niet gelukt: {tried.message}"
    return [Check(card.id, FETCHING, Severity.WARN, told)]


def _landed_at(file: RawFile) -> dt.datetime:
    """Moment on which a delivery landed; for one brought by hand the end of its day."""
    try:
        written = str(deliveries.manifest(file.path.parent).get("retrieved_at", ""))
        moment = dt.datetime.fromisoformat(written)
    except (SourceError, ValueError):
        moment = dt.datetime.combine(file.delivered_on, dt.time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def values(
    workspace: Workspace, card: Card, files: Sequence[RawFile], as_of: dt.date
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Glance at the delivery before the newest one, and at the newest."""
    now = newest_of(files)
    others = (newest_of(found) for found in earlier(workspace, card, as_of))
    before = next((found for found in others if found[0].path.parent != now[0].path.parent), [])
    return glance(_paths(before)), glance(_paths(now))


def _paths(files: Sequence[RawFile]) -> list[Path]:
    return [file.path for file in files]
