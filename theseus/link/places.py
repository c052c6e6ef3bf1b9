"""Points, and the shapes they lie in. All in metres, RD New (EPSG:28992)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from theseus.link.positions import rows_at

if TYPE_CHECKING:
    import geopandas as gpd


def points(geometry: pd.Series) -> np.ndarray:
    """Return the points of a column as shapely objects, None where the place is not known."""
    array = np.array(geometry, dtype=object)
    array[shapely.is_empty(array)] = None
    return array


def inside(found: np.ndarray, shapes: np.ndarray) -> pd.DataFrame:
    """Pair points with every shape they lie in or on the edge of.

    Parameters
    ----------
    found
        Points; None where not known.
    shapes
        Polygons.

    Returns
    -------
    pandas.DataFrame
        Positions ``point`` and ``shape``, sorted.
    """
    shape, point = shapely.STRtree(found).query(shapes, predicate="intersects")
    pairs = pd.DataFrame({"point": point, "shape": shape}).astype("int64")
    return pairs.sort_values(["point", "shape"], ignore_index=True)


def first_inside(found: np.ndarray, shapes: np.ndarray) -> pd.Series:
    """Return per point the position of the first shape that holds it, as Int64; empty if none."""
    first = inside(found, shapes).drop_duplicates("point").set_index("point")["shape"]
    return first.reindex(range(len(found))).astype("Int64")


def within_reach(found: np.ndarray, others: np.ndarray, metres: float) -> pd.DataFrame:
    """Pair points with all other points at most so many metres away.

    Returns
    -------
    pandas.DataFrame
        Positions ``point`` and ``other``, sorted, and ``metres`` between them.
    """
    point, other = shapely.STRtree(others).query(found, predicate="dwithin", distance=metres)
    pairs = pd.DataFrame({"point": point, "other": other}).astype("int64")
    pairs["metres"] = shapely.distance(found[pairs["point"]], others[pairs["other"]])
    return pairs.sort_values(["point", "other"], ignore_index=True)


def park_of(found: np.ndarray, parks: gpd.GeoDataFrame) -> pd.Series:
    """Return the park of each point, as the position of a row of ``parks``.

    ``parks`` stands smallest first, so a point in two parks belongs to the smaller one.
    """
    return first_inside(found, np.array(parks.geometry, dtype=object))


def municipality_of(found: np.ndarray, municipalities: gpd.GeoDataFrame) -> pd.Series:
    """Return the code of the municipality each point lies in; empty if none is known."""
    position = first_inside(found, np.array(municipalities.geometry, dtype=object))
    codes = municipalities["code"].reset_index(drop=True)
    return rows_at(codes, position)
