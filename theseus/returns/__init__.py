"""Filled-in rosters that come back: read as plain rows, then as visits, with every cell that cannot be taken.

``read`` opens a workbook or a GeoPackage, whatever program it went through; ``understand`` says what its rows
mean. What is bad is named by sheet, row and column, and the rest is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.errors import ReturnError
from theseus.returns.meaning import Filled, Visited, understand
from theseus.returns.rows import Cell, Returned, Row

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Cell", "Filled", "Returned", "Row", "Visited", "read", "understand"]


def read(path: Path) -> Returned:
    """Read a filled-in roster by the layout of ``theseus.contracts.returning``.

    Raises
    ------
    ReturnError
        If the file is no workbook or GeoPackage that can be read, is larger than any roster, or misses a
        sheet or column without which nothing can be taken.
    """
    kind = path.suffix.casefold()
    if kind == ".xlsx":
        from theseus.returns import workbook  # noqa: PLC0415 - only one of the two is needed

        return workbook.read(path)
    if kind == ".gpkg":
        from theseus.returns import geopackage  # noqa: PLC0415 - idem

        return geopackage.read(path)
    raise ReturnError(f"Bestand {path.name} is geen ingevulde looplijst. Lever een .xlsx of een .gpkg aan.")
