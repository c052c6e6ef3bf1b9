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
    """
    dated = sorted(
        (dt.date.fromisoformat(item.name), item)
        for item in (folder.iterdir() if folder.is_dir() else ())
        if item.is_dir() and _DATED.match(item.name)
    )
    known = [(day, item) for day, item in dated if day <= as_of]
    chosen = known if card.history else known[-1:]
    return [RawFile(path, day) for day, item in chosen for path in _files(item, card)]


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
        found = sorted(path.parent.glob(path.name))
    else:
        found = [path] if path.exists() else []
    if not found:
        raise SourceError(
            f"Bron {card.id}: geen bestand gevonden op {path}. Verwacht: {', '.join(card.formats)}."
        )
    return [RawFile(item, delivered_on or _day_of(item) or as_of) for item in found]


def _files(folder: Path, card: Card) -> list[Path]:
    endings = tuple(card.formats)
    return sorted(
        item
        for item in folder.iterdir()
        if item.is_file() and item.name != MANIFEST and item.name.lower().endswith(endings)
    )


def _day_of(path: Path) -> dt.date | None:
    name = path.parent.name
    return dt.date.fromisoformat(name) if _DATED.match(name) else None
