"""The last delivery of a source, and whether a service may be asked only for what changed since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Validators:
    """What a service says to recognise a version by (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Validators:
        """Take them from the headers of an answer."""
        return cls(headers.get("ETag"), headers.get("Last-Modified"))

    @property
    def condition(self) -> dict[str, str]:
        """Headers that ask for an answer only if it is another version."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}

    @property
    def for_range(self) -> str | None:
        """What may stand in ``If-Range``: never a weak etag (RFC 9110, section 13.1.5)."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


@dataclass(frozen=True)
class Kept:
    """One file of the last delivery."""

    page: Page
    path: Path
    validators: Validators
    sha256: str

    @property
    def intact(self) -> bool:
        """Whether it is still what was delivered; takes a few seconds per gigabyte."""
        try:
            return sha256(self.path) == self.sha256
        except OSError:
            return False


@dataclass(frozen=True)
class Previous:
    """The last delivery that was fetched; ``files`` by url."""

    folder: Path
    files: Mapping[str, Kept]

    def known(self, url: str, *, alone: bool = False) -> Kept | None:
        """Find the file that came from an url, if the service can tell whether it changed.

        A file that was changed or lost since is not known: it has to come again. With ``alone`` it
        must be the only one of its delivery.
        """
        kept = self.files.get(url)
        if kept is None or not kept.validators.condition or (alone and len(self.files) > 1):
            return None
        return kept if kept.intact else None


def of(folder: Path) -> Previous | None:
    """Find the newest delivery in the folder of a source that was fetched; None if there is none."""
    manifests = sorted(folder.glob(f"[0-9]*/{MANIFEST}"), reverse=True)
    return next((found for path in manifests if (found := _read(path)) is not None), None)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimals."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(manifest: Path) -> Previous | None:
    try:
        told = json.loads(manifest.read_text("utf-8"))
        files = {entry["url"]: _kept(manifest.parent, entry) for entry in told["files"]}
        whole = bool(files) and len(files) == len(told["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # somebody's own manifest, of a delivery by hand
    return Previous(manifest.parent, files) if whole else None


def _kept(folder: Path, entry: dict[str, Any]) -> Kept:
    name = Path(str(entry["name"])).name
    page = Page(name, folder / name, int(entry["rows"]), str(entry["url"]))
    return Kept(
        page, folder / name, Validators(entry.get("etag"), entry.get("last_modified")), str(entry["sha256"])
    )
