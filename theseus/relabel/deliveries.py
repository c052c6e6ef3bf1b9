"""Whether the raw files that a run was made from are still there, as they were."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from theseus.workspace import expand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from theseus.model import SourceReport
    from theseus.workspace import Workspace


class State(StrEnum):
    """How a raw file stands beside what the run noted of it."""

    THERE = "aanwezig"
    CHANGED = "gewijzigd"
    GONE = "niet meer aanwezig"


@dataclass(frozen=True)
class RawFile:
    """One raw file that a run was made from."""

    source: str
    title: str
    file: str
    sha256: str
    state: State


def deliveries(workspace: Workspace, sources: dict[str, SourceReport]) -> list[RawFile]:
    """Look for the raw files of a run, and compare their hashes with those that the run noted.

    A file is sought by its name, in the folders of its source and where ``theseus.toml`` says that the
    source lies. A file of the same name with another content is told as changed.

    Parameters
    ----------
    sources
        What each source brought to the run, see ``ledger.Run.sources``.
    """
    return [
        RawFile(name, report.title, item["file"], item["sha256"], _state(workspace, name, item))
        for name, report in sorted(sources.items())
        for item in report.files
    ]


def _state(workspace: Workspace, source: str, noted: dict[str, str]) -> State:
    met = False
    for path in _places(workspace, source):
        if path.name == noted["file"]:
            met = True
            if _digest(path) == noted["sha256"]:
                return State.THERE
    return State.CHANGED if met else State.GONE


def _places(workspace: Workspace, source: str) -> Iterator[Path]:
    """All files of a source: in its dated folders, and at the path that the region configured."""
    yield from (path for path in sorted((workspace.raw / source).rglob("*")) if path.is_file())
    configured = workspace.region.sources.get(source)
    if configured is None or not configured.path:
        return
    path = expand(configured.path, workspace.root)
    folder = path if path.is_dir() else path.parent
    if folder.is_dir():
        yield from (item for item in sorted(folder.iterdir()) if item.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
