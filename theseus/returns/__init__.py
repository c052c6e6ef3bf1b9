"""Filled-in rosters that come back: read as plain rows, then as visits, with every cell that cannot be taken.

``read`` opens a workbook, a GeoPackage or what ODK Central exports, whatever program it went through;
``understand`` says what its rows mean. What is bad is named by sheet, row and column, and the rest is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.errors import ReturnError
from theseus.returns.meaning import Filled, Visited, understand
from theseus.returns.rows import Cell, Returned, Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from theseus.model import Question

__all__ = ["Cell", "Filled", "Returned", "Row", "Visited", "read", "understand"]


def read(path: Path, asked: Mapping[str, Question] | None = None) -> Returned:
    """Read a filled-in roster by the layout of ``theseus.contracts.returning``.

    Parameters
    ----------
    asked
        Questions that are asked at the door, by id: a form for ODK knows their answers by other names.

    Raises
    ------
    ReturnError
        If the file is no workbook, GeoPackage or export of ODK Central that can be read, is larger than any
        roster, or misses a sheet or column without which nothing can be taken.
    """
    kind = path.suffix.casefold()
    if kind == ".xlsx":
        from theseus.returns import workbook  # noqa: PLC0415 - only one of these is needed

        return workbook.read(path)
    if kind == ".gpkg":
        from theseus.returns import geopackage  # noqa: PLC0415 - idem

        return geopackage.read(path)
    if kind in (".csv", ".zip"):
        from theseus.returns import submissions  # noqa: PLC0415 - idem

        return submissions.read(path, asked or {})
    raise ReturnError(
        f"Bestand {path.name} is geen ingevulde looplijst. Lever een .xlsx, een .gpkg, of een .csv of .zip "
        "uit ODK Central aan."
    )
