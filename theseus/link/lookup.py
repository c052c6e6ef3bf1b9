"""Finding the unit of a record: by BAG key, by address, by the pand around a point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.link.places import first_inside
from theseus.link.positions import rows_at
from theseus.link.score import ADDRESS_FEATURES, NEIGHBOURS, ONE_ADDITION_SHARE, number_share
from theseus.tables import connect

if TYPE_CHECKING:
    from theseus.link.units import Units

_SIDE_BY_SIDE = """
SELECT row, target, abs(asked.number - known.number) AS difference,
       CASE WHEN asked.addition = known.addition THEN 1.0
            WHEN asked.addition = '' OR known.addition = '' THEN $one_side ELSE 0.0 END AS addition
FROM asked JOIN known USING (zone) WHERE abs(asked.number - known.number) <= $reach
"""


def by_key(vbo_id_bag: pd.Series, units: Units) -> pd.Series:
    """Return the position of the unit with each key; empty if there is none."""
    known = units.table[units.table["vbo_id_bag"].notna()]
    position = pd.Series(known.index, index=known["vbo_id_bag"])
    return vbo_id_bag.map(position).astype("Int64")


def by_address(key: pd.DataFrame, units: Units) -> pd.Series:
    """Return the position of the unit at exactly each address; empty if there is none.

    Of several units with one address it is the one whose main address it is.

    Parameters
    ----------
    key
        Address keys, from ``addresses.keys``.
    """
    order = ["key", "is_main", "unit"]
    known = units.addresses.dropna(subset="key").sort_values(order, ascending=[True, False, True])
    first = known.drop_duplicates("key").set_index("key")["unit"]
    return key["key"].map(first).astype("Int64")


def pand_at(found: np.ndarray, units: Units) -> pd.DataFrame:
    """Return the pand around each point: ``pand_id_bag``, and ``units``, the number of units in it."""
    position = first_inside(found, np.array(units.shapes.geometry, dtype=object))
    panden = units.shapes[["pand_id_bag", "units"]].reset_index(drop=True)
    return rows_at(panden, position).astype({"units": "Int64"})


def only_unit_of(pand_id_bag: pd.Series, units: Units) -> pd.Series:
    """Return the position of the unit in each pand; empty where it has none or several."""
    alone = units.panden.drop_duplicates("pand_id_bag", keep=False).set_index("pand_id_bag")["unit"]
    return pand_id_bag.map(alone).astype("Int64")


def bare_pand_at(found: np.ndarray, units: Units) -> pd.Series:
    """Return the position of the pand without verblijfsobject around each point; empty if none."""
    unit = only_unit_of(pand_at(found, units)["pand_id_bag"], units)
    described = rows_at(units.table["vbo_id_bag"], unit).notna()
    return unit.mask(described)


def address_pairs(key: pd.DataFrame, addresses: pd.DataFrame, target: str) -> pd.DataFrame:
    """Pair records with addresses at the same postcode and the same or a neighbouring number.

    Parameters
    ----------
    key
        Address keys of records; the index (integers) identifies them.
    addresses
        Address keys with an integer column that says whose address it is.
    target
        Name of that column.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``target`` and the shares of postcode, number and addition, sorted; of several
        addresses of one target the best.
    """
    parts = ["zone", "number", "addition"]
    asked = key[parts].dropna().rename_axis("row").reset_index()
    known = addresses[[target, *parts]].dropna().rename(columns={target: "target"})
    with connect({"asked": asked, "known": known}) as duck:
        parameters = {"reach": NEIGHBOURS, "one_side": ONE_ADDITION_SHARE}
        pairs = duck.execute(_SIDE_BY_SIDE, parameters).df()
    pairs = pairs.astype({"row": "int64", "target": "int64", "difference": "int64", "addition": float})
    pairs["postcode"] = 1.0
    pairs["number"] = number_share(pairs["difference"])
    order = ["row", "target", "number", "addition"]
    pairs = pairs.sort_values(order, ascending=[True, True, False, False])
    best = pairs.drop_duplicates(["row", "target"]).rename(columns={"target": target})
    return best[["row", target, *ADDRESS_FEATURES]].reset_index(drop=True)
