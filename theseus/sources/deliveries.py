"""Where the raw files of a source lie: a configured path, or the dated folders of the workspace."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from theseus.errors import SourceError
from theseus.sources.delivery import RawFile

if TYPE_CHECKING:
    from pathlib import Path

    from theseus.sources.card import Card

MANIFEST = "manifest.json"
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def in_folder(folder: Path, card: Card, as_of: dt.date) -> list[RawFile]:
    """Find the files under ``data/raw/<source>/<date>/``, oldest delivery first.

    Only deliveries of ``as_of`` or earlier count. Without ``card.history`` only the newest is given.

    Raises
    ------
    SourceError
        If something was delivered that cannot be used: a file outside the dated folders, or a dated
        folder without a file of the card's formats. To pass over it would look like no delivery at all.
    """
    items = sorted(folder.iterdir()) if folder.is_dir() else []
    dated = sorted((day, item) for item in items if (day := _day(item)) is not None)
    for item in items:
        if _day(item) is None and _holds(item, card):
            raise SourceError(
                f"Bron {card.id}: {item} ligt niet in een map met de dag van levering. "
                f"Zet de bestanden in {folder / 'JJJJ-MM-DD'}, met een bestaande datum."
            )
    known = [(day, item) for day, item in dated if day <= as_of]
    chosen = known if card.history else known[-1:]
    return [RawFile(path, day) for day, item in chosen for path in _delivered(item, card)]


def newest(folder: Path) -> dt.date | None:
    """Return the day of the newest delivery under ``data/raw/<source>/``; None if there is none."""
    days = [_day(item) for item in folder.iterdir()] if folder.is_dir() else []
    return max((day for day in days if day is not None), default=None)


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


def _delivered(folder: Path, card: Card) -> list[Path]:
    found = _files(folder, card)
    if not found:
        raise _nothing(folder, card)
    return found


def _nothing(path: Path, card: Card) -> SourceError:
    return SourceError(
        f"Bron {card.id}: geen bestand gevonden op {path}. Verwacht: {', '.join(card.formats)}."
    )


def _files(folder: Path, card: Card) -> list[Path]:
    return sorted(item for item in folder.iterdir() if _readable(item, card))


def _readable(item: Path, card: Card) -> bool:
    # Hidden files are not delivered by people: macOS leaves "._name.json" beside every copied file.
    return (
        item.is_file()
        and item.name != MANIFEST
        and not item.name.startswith(".")
        and item.name.lower().endswith(tuple(card.formats))
    )


def _holds(item: Path, card: Card) -> bool:
    """Tell whether this is a file of the card's formats, or a folder with one."""
    if item.name.startswith("."):
        return False
    return bool(_files(item, card)) if item.is_dir() else _readable(item, card)


def _day(folder: Path) -> dt.date | None:
    """Return the day a folder is named after; None if its name is no date that exists."""
    try:
        return dt.date.fromisoformat(folder.name) if folder.is_dir() and _DATED.match(folder.name) else None
    except ValueError:
        return None
