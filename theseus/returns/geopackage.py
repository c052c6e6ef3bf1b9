"""A filled-in GeoPackage, as QField brings it back: two layers found by name, fields by the same names.

What the file is, is read from its first bytes: GDAL opens whatever it recognises, and other formats than this
one may point at other files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from theseus.contracts.returning import QUESTIONS_LAYER, VISITS_LAYER
from theseus.errors import ReturnError
from theseus.returns.rows import (
    QUESTIONS,
    VISITS,
    Cell,
    Layout,
    Returned,
    Row,
    columns_of,
    require_small,
    returned,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAGIC = b"SQLite format 3\0"
_DAMAGE = (DataLayerError, DataSourceError, FieldError, OSError, UnicodeDecodeError, ValueError)


def read(path: Path) -> Returned:
    """Read a filled-in GeoPackage.

    Raises
    ------
    ReturnError
        If it is no GeoPackage, has no layer of visits, or misses a field.
    """
    try:
        require_small(path, path.stat().st_size)
        with path.open("rb") as file:
            genuine = file.read(len(_MAGIC)) == _MAGIC
        layers = set(pyogrio.list_layers(path)[:, 0]) if genuine else set()
        if VISITS_LAYER not in layers:
            raise ReturnError(
                f"Bestand {path.name} is geen GeoPackage met een laag '{VISITS_LAYER}'. Lever het bestand "
                "aan dat Theseus maakte."
            )
        return _read(path, layers)
    except _DAMAGE as error:
        raise ReturnError(
            f"Bestand {path.name} is niet te lezen als GeoPackage. Haal het opnieuw van het apparaat."
        ) from error


def _read(path: Path, layers: set[str]) -> Returned:
    visits, notes = _layer(path, VISITS_LAYER, VISITS)
    if QUESTIONS_LAYER not in layers:
        notes = [*notes, f"Laag '{QUESTIONS_LAYER}' is er niet; er zijn geen antwoorden gelezen."]
        return returned(path, {}, visits, (), notes)
    asked, _ = _layer(path, QUESTIONS_LAYER, QUESTIONS)
    return returned(path, {}, visits, asked, notes)


def _layer(path: Path, name: str, layout: Layout) -> tuple[Iterator[Row], list[str]]:
    frame = pyogrio.read_dataframe(path, layer=name, read_geometry=False, fid_as_index=True)
    places, notes = columns_of(path, f"laag {name}", frame.columns, layout)
    plain = frame.astype(object).where(frame.notna(), None)
    rows = (_row(name, number, values, places) for number, *values in plain.itertuples(index=True, name=None))
    return (row for row in rows if any(cell.text for cell in row.cells.values())), notes


def _row(name: str, number: int, values: list[object], places: dict[int, str]) -> Row:
    where = f"{name}, object {number}"
    return Row(
        where,
        {
            column: Cell(f"{where}, veld {column.casefold().replace(' ', '_')}", text_of(values[at]))
            for at, column in places.items()
        },
    )
