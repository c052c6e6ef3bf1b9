"""Write whole or not at all: a hidden draft in the same folder, then one rename."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


_DRAFT = re.compile(r"\..+\.\d+(\.tmp)?")  # hidden, and named after the process that wrote it


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    Parameters
    ----------
    path
        Where the file comes; its folder is made if need be. What was there is replaced.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the hidden drafts that a killed process left; call it only where nobody else writes."""
    for draft in folder.glob(".*"):
        if not _DRAFT.fullmatch(draft.name):
            continue
        if draft.is_dir():
            shutil.rmtree(draft)
        else:
            draft.unlink()
