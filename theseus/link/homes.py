"""Sightings (recognitions, street notes, points on the map) and the place each of them is about.

The home of a sighting is a unit (by BAG key, by address, or the only unit of the pand around its
point), else the pand around its point if that has several units, else its address, else unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.link.addresses import ADDRESS, keys
from theseus.link.lookup import by_address, by_key, only_unit_of, pand_at
from theseus.link.places import points
from theseus.link.placing import place
from theseus.link.positions import rows_at

if TYPE_CHECKING:
    from theseus.link.terreinen import Parks
    from theseus.link.units import Units

# In this order: who comes first names an occupancy of which nobody knows the user.
SIGHTINGS = ("registration", "street_note", "poi")
ABOUT_AN_ADDRESS = "street_note"
_NUMBERS = ("vbo_id_bag", "vestiging_id_kvk", "kvk_number")


def prepare(records: pd.DataFrame, table: str, units: Units, parks: Parks) -> pd.DataFrame:
    """Give sightings their home and place.

    Parameters
    ----------
    records
        Records of contract recognition, street_note or poi.
    table
        Which of the three.

    Returns
    -------
    pandas.DataFrame
        In order of precedence, index 0, 1, …: source, record_id, numbers, activity, address and its keys,
        plus
        ``title`` and ``names`` (joined with |; both may be empty), ``lapsed``, ``own`` (its own
        point or None), ``pand`` (around that point), ``unit`` and ``home`` (empty if unknown),
        ``shared`` (home is a pand with several units), ``via`` (sleutel, adres or plaats), and
        ``park``, ``placed``, ``precise``, ``geometry`` of ``placing.place``.
    """
    seen = _named(records, table)
    key = keys(seen)
    around = pand_at(np.array(seen["own"], dtype=object), units)
    steps = {
        "sleutel": by_key(seen["vbo_id_bag"], units),
        "adres": by_address(key, units),
        "plaats": only_unit_of(around["pand_id_bag"], units),
    }
    seen["unit"] = steps["sleutel"].fillna(steps["adres"]).fillna(steps["plaats"])
    seen["shared"] = seen["unit"].isna() & (around["units"] > 1).fillna(value=False)
    seen["pand"] = around["pand_id_bag"].astype("string")
    unit_id = rows_at(units.table["unit_id"], seen["unit"])
    home = unit_id.fillna(seen["pand"].where(seen["shared"]))
    seen["home"] = home.fillna("adres " + key["key"]).astype("string")
    by_point = (steps["sleutel"].isna() & steps["adres"].isna()) & home.notna()
    seen["via"] = np.select([steps["sleutel"].notna(), by_point], ["sleutel", "plaats"], "adres")
    placed = place(seen["unit"], seen["own"], key, units, parks.table)
    return pd.concat([seen, key, placed], axis=1)


def _named(records: pd.DataFrame, table: str) -> pd.DataFrame:
    """Put the three kinds of sightings in one form and in order of precedence."""
    seen = records[["source", "record_id", "observed_on", *ADDRESS]].copy()
    for column in _NUMBERS:
        seen[column] = records.get(column, pd.NA)
    seen["activity"] = records["activity"]
    seen["own"] = points(records["geometry"])
    seen["title"] = records["facade_name"] if table == ABOUT_AN_ADDRESS else records["name"]
    second = (
        records["facade_name"]
        if table == "registration"
        else pd.Series(pd.NA, index=records.index, dtype="string")
    )
    seen["names"] = seen["title"] + ("|" + second).fillna("")
    seen["lapsed"] = records["status"] == "vervallen" if table == "registration" else False
    seen = seen.astype({**dict.fromkeys(_NUMBERS, "string"), "lapsed": bool, "own": object})
    newest_first = table == ABOUT_AN_ADDRESS
    order = ["lapsed", *(["observed_on"] if newest_first else []), "source", "record_id"]
    return seen.sort_values(order, ascending=[c != "observed_on" for c in order], ignore_index=True)
