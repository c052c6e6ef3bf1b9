"""From vector files to rows: what the readers of areas do alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from theseus.sources import address, naming
from theseus.sources.delivery import LONGEST, SHOWN, Defect
from theseus.sources.geometry import areas, read_layer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from theseus.sources.delivery import RawFile
    from theseus.sources.geometry import Layer
    from theseus.sources.sieve import Sieve

_PLACE = ("file", "row", "observed_on", "flaw", "geometry")


def read_rows(
    files: Sequence[RawFile], aliases: naming.Aliases, required: Sequence[str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read vector files to one frame of text columns.

    Parameters
    ----------
    aliases
        Per meaning the names its field may have.
    required
        Meanings that every file with records must have; the first is the key.

    Returns
    -------
    Frame with ``file``, ``row`` (1-based), ``observed_on``, ``flaw``, ``geometry`` (shapely, RD New), one
    ``string`` column per meaning, and ``record_id``, the key cut at what a message can show. Then the
    field names met, for the check at the door (see :func:`theseus.sources.naming.met`).

    Raises
    ------
    SourceError
        If a file is unreadable, has coordinates that do not fit, or lacks a required field.
    """
    return rows_of(((read_layer(file.path), file.delivered_on) for file in files), aliases, required)


def rows_of(
    layers: Iterable[tuple[Layer, dt.date]], aliases: naming.Aliases, required: Sequence[str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Put layers, each with its day of delivery, to one frame; for the rest like :func:`read_rows`."""
    frames: list[pd.DataFrame] = []
    met: set[str] = set()
    for layer, day in layers:
        found = naming.find(layer.columns, aliases, required if layer.columns else (), layer.file)
        met |= naming.met(layer.columns, found, aliases, required)
        frames.append(_rows(layer, found, day))
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    frame = frame.reindex(columns=[*_PLACE, *aliases]).astype(dict.fromkeys(aliases, "string"))
    frame["record_id"] = frame[required[0]].str.removesuffix(".0").str.slice(0, SHOWN)
    return frame, tuple(sorted(met))


def _rows(layer: Layer, found: Mapping[str, str], delivered_on: dt.date) -> pd.DataFrame:
    texts = {
        meaning: address.text(pd.Series([record.get(name) for record in layer.records], dtype=object))
        for meaning, name in found.items()
    }
    return pd.DataFrame(texts | places(layer, delivered_on), index=range(len(layer.records)))


def places(layer: Layer, day: dt.date) -> dict[str, object]:
    """Columns that say where each record of a layer stood, for which day it is true, and its shape."""
    return {
        "file": layer.file,
        "row": np.arange(1, len(layer.records) + 1),
        "observed_on": pd.Timestamp(day),
        "flaw": pd.Series(layer.flaw, dtype=object),
        "geometry": pd.Series(list(layer.geometry), dtype=object),
    }


def check_records(sieve: Sieve, texts: Iterable[str]) -> None:
    """Set aside rows that are no record, or have a field longer than any register's."""
    sieve.set_aside(sieve.rows["flaw"] == Defect.NOT_AN_OBJECT, Defect.NOT_AN_OBJECT)
    for column in texts:
        sieve.set_aside(sieve.rows[column].str.len() > LONGEST, Defect.TOO_LONG, column)


def check_places(sieve: Sieve) -> None:
    """Set aside rows whose shape is missing, unreadable or outside the Netherlands."""
    for why in (Defect.NO_GEOMETRY, Defect.BAD_GEOMETRY, Defect.OUTSIDE_NETHERLANDS):
        sieve.set_aside(sieve.rows["flaw"] == why, why, "geometry")


def check_areas(sieve: Sieve) -> None:
    """Mend the shapes to valid areas; set aside rows with no usable area."""
    check_places(sieve)
    shapes = list(areas(sieve.rows["geometry"].to_numpy()))
    sieve.rows = sieve.rows.assign(geometry=pd.Series(shapes, index=sieve.rows.index, dtype=object))
    sieve.set_aside(sieve.rows["geometry"].isna(), Defect.BAD_GEOMETRY, "geometry")


def dissolve(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Make rows with the same ``record_id`` one: shapes united, the first known value of each field.

    Returns
    -------
    The rows, one per ``record_id``, and how many were merged into another.
    """
    if not frame["record_id"].duplicated().any():
        return frame, 0
    groups = frame.groupby("record_id", sort=False)
    merged = groups.first()
    merged["geometry"] = groups["geometry"].agg(lambda shapes: shapely.union_all(list(shapes)))
    return merged.reset_index(), len(frame) - len(merged)
