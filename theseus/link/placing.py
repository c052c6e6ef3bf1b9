"""A place on a park for records without one of their own: by the units around their address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from theseus.link.places import park_of, points
from theseus.link.positions import rows_at

if TYPE_CHECKING:
    import geopandas as gpd

    from theseus.link.units import Units


def place(
    unit: pd.Series, geometry: pd.Series, key: pd.DataFrame, units: Units, parks: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Place records: by their unit, else by their own point, else by their house number or postcode.

    A house number or postcode gives a place only if all its units lie on one park, or all on none.

    Parameters
    ----------
    unit
        Position of each record's unit, empty if it has none.
    geometry
        Own point of each record, or None.
    key
        Address keys of each record, from ``addresses.keys``.

    Returns
    -------
    pandas.DataFrame
        Same index: ``park`` (position, empty if on none), ``placed`` (whether its place is known),
        ``precise`` (False for a place that is the centre of several units) and ``geometry``.
    """
    own = points(geometry)
    table = _units_places(unit, units)
    table = _fill(table, _place_frame(park_of(own, parks), own, unit.index))
    for columns in (["zone", "number"], ["zone"]):
        if table["placed"].all():
            break
        table = _fill(table, _centres(key, columns, units), precise=False)
    return table


def _place_frame(park: pd.Series, found: np.ndarray, index: pd.Index) -> pd.DataFrame:
    placed = ~shapely.is_missing(found)
    return pd.DataFrame(
        {"park": park.to_numpy(), "placed": placed, "precise": placed, "geometry": found}, index=index
    ).astype({"park": "Int64", "geometry": object})


def _units_places(unit: pd.Series, units: Units) -> pd.DataFrame:
    taken = rows_at(units.table, unit)
    found = np.array(taken["geometry"], dtype=object)
    found[unit.isna()] = None
    table = _place_frame(taken["park"], found, unit.index)
    table["placed"] = table["placed"] | unit.notna().to_numpy(dtype=bool)
    return table


def _fill(table: pd.DataFrame, other: pd.DataFrame, *, precise: bool = True) -> pd.DataFrame:
    """Take the place of ``other`` where ``table`` has none yet."""
    open_rows = ~table["placed"] & other["placed"]
    other = other.assign(precise=precise)
    return pd.DataFrame({name: table[name].mask(open_rows, other[name]) for name in table})


def _centres(key: pd.DataFrame, columns: list[str], units: Units) -> pd.DataFrame:
    """Centre of the units that share these parts of an address, where they agree on the park."""
    held = units.addresses[[*columns, "unit"]].dropna().drop_duplicates()
    taken = units.table.loc[held["unit"]]
    found = points(taken["geometry"])
    held = held.assign(
        park=taken["park"].fillna(-1).to_numpy(dtype=int), x=shapely.get_x(found), y=shapely.get_y(found)
    )
    groups = held.groupby(columns).agg(
        low=("park", "min"), high=("park", "max"), x=("x", "mean"), y=("y", "mean")
    )
    agreed = groups[(groups["low"] == groups["high"]) & groups["x"].notna()].reset_index()
    asked = key[columns].reset_index(names="row").dropna().merge(agreed, on=columns)
    asked = asked.set_index("row").reindex(key.index)
    centre = np.full(len(key), None, dtype=object)
    known = asked["low"].notna().to_numpy()
    centre[known] = shapely.points(asked.loc[known, "x"], asked.loc[known, "y"])
    return _place_frame(asked["low"].where(asked["low"] >= 0).astype("Int64"), centre, key.index)
