"""A delivery lands whole or not at all: a hidden draft, everything on disk, one rename."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from theseus import atomic
from theseus.errors import FetchError
from theseus.fetch import previous
from theseus.model import FetchState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from theseus.fetch.page import Page
    from theseus.fetch.previous import Previous, Validators
    from theseus.model import Order

PARTS = ".deel"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_OLD_PART = dt.timedelta(days=14)
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Landed:
    """One file of a delivery, as its manifest tells; ``kept`` if it is the one of the last delivery."""

    name: str
    url: str
    sha256: str
    bytes: int
    rows: int
    kept: bool


@dataclass
class Draft:
    """A delivery in the making; use it in a ``with``: what has not landed at the end is removed.

    Attributes
    ----------
    folder
        The folder of the source, ``data/raw/<source>/``.
    now
        The moment that gives the delivery its name.
    last
        The delivery before this one, whose files may come again.
    """

    folder: Path
    now: dt.datetime
    last: Previous | None = None
    files: list[Landed] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """Where it is made: hidden, and named so that ``atomic.sweep`` knows it for a draft."""
        return self.folder / f".{self.now:%Y-%m-%d}.{os.getpid()}"

    @property
    def rows(self) -> int:
        """Records so far, as the service counts them."""
        return sum(file.rows for file in self.files)

    @property
    def bytes(self) -> int:
        """Bytes so far."""
        return sum(file.bytes for file in self.files)

    @property
    def state(self) -> FetchState:
        """Unchanged if it is, file by file, the delivery before it, as the service itself says."""
        if self.last is None or not all(file.kept for file in self.files):
            return FetchState.NEW
        before = {kept.page.name for kept in self.last.files.values()}
        return FetchState.UNCHANGED if {file.name for file in self.files} == before else FetchState.NEW

    def __enter__(self) -> Self:
        self.path.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def add(self, page: Page, url: str) -> None:
        """Take in one page; ``url`` is its url without any secret.

        Raises
        ------
        FetchError
            If its name cannot be a file name, or is taken.
        """
        # Two names that differ in capitals only are one file on Windows and macOS.
        taken = {file.name.lower() for file in self.files} | {previous.MANIFEST}
        if not is_name(page.name) or page.name.lower() in taken:
            raise FetchError(f"De naam '{page.name[:60]}' kan niet (nog eens) in één levering. Meld dit ons.")
        path = self.path / page.name
        kept = False
        if isinstance(page.content, bytes):
            path.write_bytes(page.content)
        elif page.content.parent.name == PARTS:
            page.content.replace(path)
        else:
            kept = _again(page.content, path)
        if not kept:
            _sync(path)
        self.files.append(
            Landed(page.name, url, _digest(page, path), path.stat().st_size, page.rows, kept=kept)
        )

    def land(self, order: Order, service: str, validators: Mapping[str, Validators]) -> Path:
        """Give the delivery its dated name.

        Parameters
        ----------
        service
            Url of the service, without any secret.
        validators
            What the service recognises its versions by, per url.

        Returns
        -------
        Path
            ``data/raw/<source>/<date>/``, with the time of day behind it if that day has one already.
        """
        told = self._manifest(order, service, validators)
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        atomic.write_bytes(self.path / previous.MANIFEST, content)
        _protect(self.path)
        _sync(self.path)
        target = self._place()
        self.path.rename(target)
        _sync(self.folder)
        return target

    def _manifest(self, order: Order, service: str, validators: Mapping[str, Validators]) -> dict[str, Any]:
        none = previous.Validators()
        equals = self.last.folder.name if self.last and self.state is FetchState.UNCHANGED else None
        return {
            "source": order.source,
            "title": order.title,
            "licence": order.licence,
            "retrieved_at": self.now.astimezone(dt.UTC).isoformat(timespec="seconds"),
            "state": self.state.value,
            **({"confirmed": True, "equals": equals} if equals else {}),
            "protocol": order.protocol,
            "service": service,
            "files": [
                {
                    "name": file.name,
                    "url": file.url,
                    "sha256": file.sha256,
                    "bytes": file.bytes,
                    "rows": file.rows,
                    "etag": validators.get(file.url, none).etag,
                    "last_modified": validators.get(file.url, none).last_modified,
                }
                for file in self.files
            ],
            "rows": self.rows,
            "bytes": self.bytes,
        }

    def _place(self) -> Path:
        """Find a name that is free: the day, else the day and the minute, or a minute later."""
        target = self.folder / f"{self.now:%Y-%m-%d}"
        moment = self.now
        while target.exists():
            if moment.date() != self.now.date():
                raise FetchError(
                    f"{self.folder}: vandaag is er al te vaak opgehaald. Probeer het morgen weer."
                )
            target = self.folder / f"{moment:%Y-%m-%dT%H%M}"
            moment += _MINUTE
        return target


def is_name(name: str) -> bool:
    """Tell whether a file of a delivery may be called this, on any disk."""
    return _NAME.fullmatch(name) is not None


def sweep(folder: Path, now: dt.datetime) -> None:
    """Remove what killed fetches left: drafts, and parts of downloads that nobody finishes any more.

    Call it only where no other process fetches this source.
    """
    atomic.sweep(folder)
    for part in (folder / PARTS).glob("*"):
        if dt.datetime.fromtimestamp(part.stat().st_mtime, dt.UTC) < now - _OLD_PART:
            part.unlink()


def _again(old: Path, new: Path) -> bool:
    """Let a file of the last delivery come again: the same bytes under a second name, or a copy."""
    try:
        os.link(old, new)
    except OSError:  # no hard links on this disk, or between these
        shutil.copyfile(old, new)
        _sync(new)
    return True


def _digest(page: Page, path: Path) -> str:
    return (
        hashlib.sha256(page.content).hexdigest() if isinstance(page.content, bytes) else previous.sha256(path)
    )


def _protect(folder: Path) -> None:
    """Make files read-only, so that no editor changes a delivery; the folder can still be removed.

    Not on Windows, where a read-only file cannot be removed.
    """
    if os.name != "nt":
        for path in folder.iterdir():
            with contextlib.suppress(PermissionError):  # a kept file of another user was protected by him
                path.chmod(0o444)


def _sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk itself."""
    with contextlib.suppress(OSError):  # Windows cannot open a folder, and some network disks cannot sync
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
