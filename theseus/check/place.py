"""Whether a delivery is about the same part of the world as before.

A reader sets single rows aside whose place is not in the Netherlands. What the door has to see is a delivery
that is elsewhere as a whole: in another coordinate system, or of another region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from theseus.check.amounts import again
from theseus.model import Check, Door, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

MARGIN_M = 2_000.0  # how far from all that was there before a record may lie and still be of the region
MOST = 0.5


def outside(door: Door, rows_read: int, defects: Mapping[str, int]) -> Iterator[Check]:
    """Fail a delivery of which too many rows lie outside the Netherlands."""
    rows = defects.get("outside_netherlands", 0)
    if rows_read and rows / rows_read > door.max_outside:
        told = (
            f"{rows} van {rows_read} rijen ({rows / rows_read:.0%}) liggen buiten Nederland; hoogstens "
            f"{door.max_outside:.0%} mag. Controleer het coördinatenstelsel van het bestand. {again(door)}"
        )
        yield Check(door.source, "ligging", Severity.FAIL, told)


def place(door: Door, name: str, now: pd.DataFrame, before: pd.DataFrame) -> Iterator[Check]:
    """Fail a table that lies wholly outside the extent of the last accepted delivery; warn if most does."""
    here, there = _middles(now), _middles(before)
    if not len(here) or not len(there):
        return
    low, high = there.min(axis=0) - MARGIN_M, there.max(axis=0) + MARGIN_M
    away = 1 - float(((here >= low) & (here <= high)).all(axis=1).mean())
    if away <= MOST:
        return
    told = (
        f"Tabel {name}: {away:.0%} van de {len(here)} plaatsen ligt meer dan {MARGIN_M / 1000:.0f} km buiten "
        "het gebied van de vorige levering. Is dit de levering voor uw regio?"
    )
    if away == 1:
        yield Check(door.source, "ligging", Severity.FAIL, f"{told} {again(door)}")
    else:
        yield Check(door.source, "ligging", Severity.WARN, told)


def _middles(table: pd.DataFrame) -> NDArray[np.float64]:
    """Middle of the bounds of every shape, metres RD New, shape (n, 2)."""
    if not isinstance(table, gpd.GeoDataFrame):
        return np.empty((0, 2))
    bounds = shapely.bounds(table.geometry.to_numpy())
    middles: NDArray[np.float64] = (bounds[:, :2] + bounds[:, 2:]) / 2
    return middles[~np.isnan(middles).any(axis=1)]
