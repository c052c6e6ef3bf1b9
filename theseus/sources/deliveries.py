"""Where the raw files of a source lie: a configured path, or the dated folders of the workspace.

A delivery is a folder ``<date>``, or ``<date>T<HHMM>`` for a second one on the same day. Beside them may
stand a folder ``archief``: what lies in it is kept and never read.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from theseus.errors import SourceError
from theseus.sources.delivery import RawFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from theseus.sources.card import Card

MANIFEST = "manifest.json"
ARCHIVE = "archief"
NOTES = ("leesmij", "readme")
# Not delivered by people: macOS leaves "._name.json" beside every copied file, Excel "~$name.xlsx" beside an
# open one.
_HIDDEN = (".", "~$")
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})(T\d{4})?$")


def in_folder(folder: Path, card: Card, as_of: dt.date) -> list[RawFile]:
    """Find the files under ``data/raw/<source>/<date>/``, oldest delivery first.

    Only deliveries of ``as_of`` or earlier count. Without ``card.history`` only the newest is given.

    Raises
    ------
    SourceError
        If something was delivered that cannot be used: a file outside the dated folders, or a dated
        folder without a file of the card's formats. To pass over it would look like no delivery at all.
    """
    for item in _items(folder):
        if _moment(item) is None and item.name.casefold() != ARCHIVE and _holds(item, card):
            raise SourceError(
                f"Bron {card.id}: {item} ligt niet in een map met de dag van levering. Zet de bestanden in "
                f"{folder / 'JJJJ-MM-DD'}, met een bestaande datum, of in {folder / ARCHIVE} als ze niet "
                "meetellen."
            )
    known = dated(folder, as_of)
    chosen = known if card.history else known[-1:]
    return [file for item in chosen for file in files_of(item, card)]


def dated(folder: Path, as_of: dt.date) -> list[Path]:
    """Return the deliveries under ``data/raw/<source>/`` of ``as_of`` or earlier, the newest last."""
    met = [(moment, item) for item in _items(folder) if (moment := _moment(item)) is not None]
    return [item for moment, item in sorted(met) if moment.date() <= as_of]


def files_of(folder: Path, card: Card) -> list[RawFile]:
    """Find the files of one dated delivery.

    Raises
    ------
    SourceError
        If it has none of the card's formats.
    """
    found = _files(folder, card)
    day = _day(folder)
    if not found or day is None:
        raise _nothing(folder, card)
    return [RawFile(path, day) for path in found]


def last_of_each_day(files: Iterable[RawFile]) -> list[RawFile]:
    """Keep, of files with the oldest delivery first, those of the last delivery of every day.

    For a reader that compares a register day by day: two deliveries of one day are one state of it.
    """
    files = list(files)
    last = {file.delivered_on: file.path.parent for file in files}
    return [file for file in files if file.path.parent == last[file.delivered_on]]


def newest(folder: Path) -> dt.date | None:
    """Return the day of the newest delivery under ``data/raw/<source>/``; None if there is none."""
    return max((day for item in _items(folder) if (day := _day(item)) is not None), default=None)


def at_path(path: Path, card: Card, delivered_on: dt.date | None, as_of: dt.date) -> list[RawFile]:
    """Find the files of a configured path: a file, a folder, or a pattern with ``*``.

    The day of delivery is the configured one, else the newest date in the path's own folder name,
    else ``as_of``.

    Raises
    ------
    SourceError
        If nothing of the card's formats is there.
    """
    if path.is_dir():
        found = _files(path, card)
    elif "*" in path.name:
        found = sorted(item for item in path.parent.glob(path.name) if item.is_file())
    else:
        found = [path] if path.exists() else []
    if not found:
        raise _nothing(path, card)
    return [RawFile(item, delivered_on or _day(item.parent) or as_of) for item in found]


def passed_over(files: Iterable[RawFile], card: Card) -> list[str]:
    """Name what lies in the dated folders of some files and is not read: it may have been meant to be."""
    folders = sorted({file.path.parent for file in files if _moment(file.path.parent) is not None})
    return [
        f"{folder.name}/{item.name}"
        for folder in folders
        for item in _items(folder)
        if not _readable(item, card) and not _is_note(item)
    ]


def manifest(folder: Path) -> Mapping[str, Any]:
    """Read what a delivery says of itself; empty if nobody wrote that, as with files brought by hand.

    Raises
    ------
    SourceError
        If the manifest is damaged.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        written = json.loads(path.read_text("utf-8"))
    except ValueError:
        written = None
    files = written.get("files") if isinstance(written, dict) else None
    if not isinstance(files, list) or not all(isinstance(item, dict) and "name" in item for item in files):
        raise SourceError(f"{path} is beschadigd. Haal de levering opnieuw op, of haal dit bestand weg.")
    found: Mapping[str, Any] = written
    return found


def _nothing(path: Path, card: Card) -> SourceError:
    return SourceError(
        f"Bron {card.id}: geen bestand gevonden op {path}. Verwacht: {', '.join(card.formats)}."
    )


def _items(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _files(folder: Path, card: Card) -> list[Path]:
    return [item for item in _items(folder) if _readable(item, card)]


def _readable(item: Path, card: Card) -> bool:
    return (
        item.is_file()
        and item.name != MANIFEST
        and not item.name.startswith(_HIDDEN)
        and item.name.lower().endswith(tuple(card.formats))
    )


def _is_note(item: Path) -> bool:
    return item.name == MANIFEST or item.name.startswith(_HIDDEN) or item.name.casefold().startswith(NOTES)


def _holds(item: Path, card: Card) -> bool:
    """Tell whether this is a file of the card's formats, or a folder with one."""
    if item.name.startswith(_HIDDEN):
        return False
    return bool(_files(item, card)) if item.is_dir() else _readable(item, card)


def _day(folder: Path) -> dt.date | None:
    moment = _moment(folder)
    return None if moment is None else moment.date()


def _moment(folder: Path) -> dt.datetime | None:
    """Return the day and time a folder is named after; None if its name is no moment that exists."""
    try:
        named = folder.is_dir() and _DATED.match(folder.name)
        return dt.datetime.fromisoformat(folder.name) if named else None
    except ValueError:
        return None
