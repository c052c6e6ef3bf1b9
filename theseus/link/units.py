"""Units: the places that can be in use. A verblijfsobject, or a pand that has none.

A pand without any verblijfsobject is a unit nobody has described: its unit id is its pand id, and
a point inside it is its place, also where it straddles the edge of a park. A pand that does not stand
there according to its status is a unit only through its verblijfsobjecten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.contracts import PAND_GONE
from theseus.link.addresses import ADDRESS, keys, written
from theseus.link.places import park_of, points
from theseus.tables import is_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd


@dataclass(frozen=True)
class Units:
    """All units of the BAG delivery, on a park or not.

    Attributes
    ----------
    table
        ``unit_id``, ``vbo_id_bag`` (empty for a pand), ``pand_id_bag``, the main address, ``address``
        as text, ``park`` (position of the park, empty if on none) and ``geometry`` (a point or
        None), by unit_id.
    addresses
        Every address of every unit: position ``unit``, ``is_main`` and the keys of ``addresses.keys``.
    panden
        ``pand_id_bag`` with the position ``unit`` of each unit in it.
    shapes
        One row per pand with a unit: ``pand_id_bag``, ``geometry`` and ``units``, their number.
    """

    table: pd.DataFrame
    addresses: pd.DataFrame
    panden: pd.DataFrame
    shapes: gpd.GeoDataFrame


def describe(records: Mapping[str, pd.DataFrame], parks: gpd.GeoDataFrame) -> Units:
    """Make the units from the BAG records and assign them to parks.

    Parameters
    ----------
    records
        Tables ``pand``, ``verblijfsobject`` and ``adres``.
    parks
        Chosen parks, smallest first.
    """
    objects = newest(records["verblijfsobject"], ["vbo_id_bag"]).sort_values("vbo_id_bag", ignore_index=True)
    shapes = newest(records["pand"], ["pand_id_bag"]).sort_values("pand_id_bag", ignore_index=True)
    held = _panden_of(objects)
    gone = shapes["status"].isin(PAND_GONE)
    bare = shapes[~is_in(shapes["pand_id_bag"], held["pand_id_bag"]) & ~gone]
    table = _stack(objects, held, bare)
    table["park"] = park_of(points(table["geometry"]), parks)
    position = pd.Series(table.index, index=table["unit_id"])
    panden = _positions(pd.concat([held, bare.assign(unit_id=bare["pand_id_bag"])]), position)
    addresses = _addresses(records["adres"], position)
    main = addresses.drop_duplicates("unit").set_index("unit")[ADDRESS].reindex(table.index)
    table = pd.concat([table, main], axis=1)
    table["address"] = written(table)
    shapes["units"] = shapes["pand_id_bag"].map(panden.groupby("pand_id_bag").size())
    standing = shapes[shapes["units"].notna()].astype({"units": int})
    return Units(table, addresses.drop(columns=ADDRESS), panden, standing.reset_index(drop=True))


def newest(records: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Keep the newest record of each object of a register, whatever source brought it."""
    order = records.sort_values(["observed_on", "source", "record_id"], ascending=[False, True, True])
    return order.drop_duplicates(key)


def _panden_of(objects: pd.DataFrame) -> pd.DataFrame:
    """Rows of unit_id and pand_id_bag; the main pand of each unit first."""
    lists = objects["pand_ids_bag"].str.replace(" ", "").str.split(",")
    held = pd.DataFrame({"unit_id": objects["vbo_id_bag"], "pand_id_bag": lists}).explode("pand_id_bag")
    held["pand_id_bag"] = held["pand_id_bag"].astype("string")
    return held[held["pand_id_bag"].str.len() > 0].drop_duplicates()


def _stack(objects: pd.DataFrame, held: pd.DataFrame, bare: pd.DataFrame) -> pd.DataFrame:
    """Put verblijfsobjecten and bare panden under each other as units, by unit_id."""
    main = held.drop_duplicates("unit_id").set_index("unit_id")["pand_id_bag"]
    described = pd.DataFrame(
        {
            "unit_id": objects["vbo_id_bag"],
            "vbo_id_bag": objects["vbo_id_bag"],
            "pand_id_bag": objects["vbo_id_bag"].map(main),
            "geometry": np.array(objects["geometry"], dtype=object),
        }
    )
    undescribed = pd.DataFrame(
        {
            "unit_id": bare["pand_id_bag"],
            "vbo_id_bag": pd.NA,
            "pand_id_bag": bare["pand_id_bag"],
            "geometry": np.array(bare.geometry.representative_point(), dtype=object),
        }
    )
    table = pd.concat([described, undescribed], ignore_index=True)
    text = ["unit_id", "vbo_id_bag", "pand_id_bag"]
    table[text] = table[text].astype("string")
    return table.sort_values("unit_id", ignore_index=True)


def _positions(held: pd.DataFrame, position: pd.Series) -> pd.DataFrame:
    panden = pd.DataFrame({"pand_id_bag": held["pand_id_bag"], "unit": held["unit_id"].map(position)})
    return panden.astype({"unit": "int64"}).sort_values(["pand_id_bag", "unit"], ignore_index=True)


def _addresses(records: pd.DataFrame, position: pd.Series) -> pd.DataFrame:
    """All addresses with the position of their unit, the main address of each unit first."""
    known = records[is_in(records["vbo_id_bag"], position.index)]
    table = pd.concat([known[["is_main", "observed_on", *ADDRESS]], keys(known)], axis=1)
    table["unit"] = known["vbo_id_bag"].map(position).astype("int64")
    order = ["unit", "is_main", "observed_on", "key"]
    table = table.sort_values(order, ascending=[True, False, False, True], kind="stable")
    return table.drop_duplicates(["unit", "key"]).drop(columns="observed_on").reset_index(drop=True)
