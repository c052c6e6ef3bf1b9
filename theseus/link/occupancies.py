"""Occupancies while they are being made: one row per use of an address, by somebody or by nobody known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from theseus.contracts import OCCUPANCY
from theseus.link.addresses import ADDRESS, written
from theseus.link.places import municipality_of, points
from theseus.link.positions import rows_at
from theseus.tables import conform

if TYPE_CHECKING:
    import geopandas as gpd

    from theseus.link.terreinen import Parks
    from theseus.link.units import Units

NOBODY = "onbekend"
NEAR_M = 100.0  # an address so far away still helps to find a pand without one

# What an occupancy under way knows besides the columns of its contract:
#   place    unit id, pand id, address key or own id: uses with one place share it
#   unit     position of the unit, empty without one
#   park     position of the park
#   names    all names of the user, joined with |
#   activity of the user
#   base     made by the register or by nobody, not by a sighting
#   active   a user whose registration stands
#   precise  the point is a place, not the centre of several units
COLUMNS = [
    *("occupancy_id", "place", "unit", "park", "vbo_id_bag", "pand_id_bag", "vestiging_id_kvk", "kvk_number"),
    *("name", "name_source", "names", "activity", *ADDRESS, "address", "no_match_reason"),
    *("base", "active", "precise", "geometry"),
]
_KINDS = {
    **{column: "string" for column in COLUMNS if column not in {"base", "active", "precise", "geometry"}},
    **dict.fromkeys(("unit", "park", "huisnummer"), "Int64"),
    **dict.fromkeys(("base", "active", "precise"), bool),
    "geometry": object,
}
_TYPES = {column: pd.api.types.pandas_dtype(kind) for column, kind in _KINDS.items()}
BARE_PAND = "Dit pand heeft geen verblijfsobject in de BAG."
NO_BAG = "De BAG is niet of niet volledig geraadpleegd."


def typed(uses: pd.DataFrame) -> pd.DataFrame:
    """Give occupancies under way their columns and types; missing columns are empty."""
    table = uses.reindex(columns=COLUMNS)
    wrong = {column: kind for column, kind in _TYPES.items() if table[column].dtype != kind}
    return table.astype(wrong) if wrong else table


def describe(uses: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Fill in the keys and address of the unit, and an address to read where there is none.

    Parameters
    ----------
    uses
        Rows with ``unit`` (empty for none) and the address columns of their own record.
    """
    if uses.empty:
        return typed(uses)
    taken = rows_at(units.table, uses["unit"])
    described = uses.assign(vbo_id_bag=taken["vbo_id_bag"])
    pand = (
        uses["pand_id_bag"] if "pand_id_bag" in uses else pd.Series(pd.NA, index=uses.index, dtype="string")
    )
    described["pand_id_bag"] = taken["pand_id_bag"].fillna(pand)
    has_bag = taken["address"].notna()
    described[ADDRESS] = taken[ADDRESS].where(has_bag, uses[ADDRESS])
    address = written(described)
    nowhere = address.isna()
    bare = (
        "Pand "
        + described["pand_id_bag"]
        + " (geen adres bekend"
        + _near(uses["geometry"][nowhere], units)
        + ")"
    )
    described["address"] = address.fillna(bare).fillna("Geen adres bekend")
    described["no_match_reason"] = uses["no_match_reason"].where(described["vbo_id_bag"].isna())
    return typed(described)


def _near(places: pd.Series, units: Units) -> pd.Series:
    """Name the nearest address on a park, to find by what has none itself; empty if there is none near."""
    told = pd.Series("", index=places.index, dtype="string")
    known = units.table[units.table["address"].notna() & units.table["park"].notna()]
    if len(places) and len(known):
        tree = shapely.STRtree(points(known["geometry"]))
        at, found = tree.query_nearest(points(places), max_distance=NEAR_M, all_matches=False)
        told.iloc[at] = ("; bij " + known["address"].iloc[found]).to_numpy()
    return told


def by_nobody(units: Units, taken: pd.Series, *, unit_sources_complete: bool) -> pd.DataFrame:
    """Make the occupancies of units on a park on which nobody is registered.

    Parameters
    ----------
    taken
        Positions of the units that have a user.
    """
    table = units.table
    left = table[table["park"].notna() & ~table.index.isin(taken.dropna().astype(int))]
    uses = left[["park", "geometry", *ADDRESS]].assign(
        occupancy_id=left["unit_id"] + "@" + NOBODY,
        place=left["unit_id"],
        unit=left.index,
        no_match_reason=BARE_PAND if unit_sources_complete else NO_BAG,
        base=True,
        active=False,
        precise=True,
    )
    return describe(uses, units)


def finish(uses: pd.DataFrame, parks: Parks, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Turn occupancies under way into the table of contract ``occupancy``, by occupancy_id."""
    table = uses.sort_values("occupancy_id", ignore_index=True)
    park = rows_at(parks.table, table["park"])
    mapped = municipality_of(points(table["geometry"]), municipalities)
    first = park["municipality_codes"].str.split(",").str[0]
    users = table[table["active"]].groupby("place").size()
    table = table.assign(
        terrein_id=park["terrein_id"],
        terrein_name=park["name"],
        municipality_code=mapped.astype("string").fillna(first),
        users_on_unit=table["place"].map(users).fillna(0).astype(int),
        geometry=np.array(table["geometry"], dtype=object),
    )
    return conform(table, OCCUPANCY)
