"""Throw away compiled functions that are older than any source file of this folder.

numba compiles a function anew when its own file changes, not when one does whose functions it calls.
"""

from __future__ import annotations

from pathlib import Path


def forget_stale(folder: Path = Path(__file__).parent) -> None:
    """Remove what was compiled before the newest source file was written, where that may be."""
    newest = max(path.stat().st_mtime for path in folder.glob("*.py"))
    for path in (folder / "__pycache__").glob("*.nb[ic]"):
        try:
            if path.stat().st_mtime < newest:
                path.unlink()
        except OSError:  # another process was first, or may not
            continue
