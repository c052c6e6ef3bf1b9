"""Records that hang on what is known already: by a key of the BAG or of the trade register, never by a name.

Energy labels and geocoded addresses reach every use of their verblijfsobject, insolvencies every use by their
company. School holidays are for the planner and belong to no occupancy.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd

from theseus.link.addresses import keys
from theseus.link.outcomes import BY_KEY, rows
from theseus.model import LinkOutcome
from theseus.tables import is_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from theseus.link.units import Units

_OFF = "Het verblijfsobject ligt niet op een bedrijventerrein van deze regio."
_NOT_DELIVERED = "Het verblijfsobject van dit record zit niet in de levering van de BAG."
_OLDER = "Een nieuwer record van hetzelfde object is gebruikt."
_LABEL = "Dit is het energielabel van het verblijfsobject."
_GEOCODE = "Dit adres wijst de Locatieserver aan als dit verblijfsobject."
_COMPANY = "KVK-nummer gelijk 1,00 = 1,00."
_NO_COMPANY = "Geen gebruik op een bedrijventerrein van deze regio heeft dit KVK-nummer."
_PLANNER = "Gebruikt voor de planning van bezoeken."


def with_geocodes(units: Units, geocodes: pd.DataFrame) -> Units:
    """Add addresses that a geocoder took for a unit to the addresses of that unit.

    An address that the BAG has itself stays what the BAG says it is.

    Parameters
    ----------
    geocodes
        Records of contract ``geocode``.
    """
    described = units.table["vbo_id_bag"].dropna()
    position = pd.Series(described.index, index=described)
    asked = geocodes[is_in(geocodes["vbo_id_bag"], described)]
    if asked.empty:
        return units
    asked = asked.sort_values(["observed_on", "source", "record_id"], ascending=[False, True, True])
    key = keys(asked)
    key["door"] = _door(key)
    key = key.assign(unit=asked["vbo_id_bag"].map(position).astype("int64"), is_main=False)
    known = is_in(key["key"], units.addresses["key"].dropna()) | is_in(key["door"], _door(units.addresses))
    fresh = ~known & (key["key"].notna() | key["door"].notna())
    added = key[fresh].drop_duplicates(["key", "door"]).reindex(columns=units.addresses.columns)
    if added.empty:
        return units
    added = added.astype(units.addresses.dtypes)
    return dataclasses.replace(units, addresses=pd.concat([units.addresses, added], ignore_index=True))


def _door(key: pd.DataFrame) -> pd.Series:
    """Street, town, number and addition as one text; empty where one is unknown."""
    return (key["street"] + " " + key["number"].astype("string") + " " + key["addition"]).astype("string")


def of_attached(
    records: Mapping[str, pd.DataFrame], units: Units, occupancies: pd.DataFrame
) -> list[pd.DataFrame]:
    """Outcomes of the records that hang on an object or a company.

    Parameters
    ----------
    occupancies
        ``occupancy_id``, ``vbo_id_bag`` and ``kvk_number`` of all occupancies.
    """
    return [
        *_on_object(records["energy_label"], "energy_label", _LABEL, units, occupancies, newest=True),
        *_on_object(records["geocode"], "geocode", _GEOCODE, units, occupancies, newest=False),
        *_on_company(records["insolvency"], occupancies),
        rows(records["school_holiday"], "school_holiday", LinkOutcome.LINKED, _PLANNER),
    ]


def _on_object(
    records: pd.DataFrame, table: str, reason: str, units: Units, occupancies: pd.DataFrame, *, newest: bool
) -> list[pd.DataFrame]:
    """Link records to every occupancy of their verblijfsobject; of energy labels only the newest of each."""
    if records.empty:
        return []
    first = ["observed_on", "recorded_on"] if newest else ["observed_on"]
    order = [*first, "source", "record_id"]
    records = records.sort_values(order, ascending=[name not in first for name in order])
    older = records.duplicated("vbo_id_bag") if newest else pd.Series(data=False, index=records.index)
    uses = occupancies[["vbo_id_bag", "occupancy_id"]].dropna()
    linked = records[~older].merge(uses, on="vbo_id_bag").assign(**BY_KEY, name_similarity=pd.NA)
    left = records[~older & ~is_in(records["vbo_id_bag"], uses["vbo_id_bag"])]
    known = is_in(left["vbo_id_bag"], units.table["vbo_id_bag"])
    return [
        rows(linked, table, LinkOutcome.LINKED, reason, scored=linked, occupancy_id=linked["occupancy_id"]),
        rows(records[older], table, LinkOutcome.OVERTAKEN, _OLDER),
        rows(left[known], table, LinkOutcome.OUTSIDE_TERREIN, _OFF),
        rows(left[~known], table, LinkOutcome.NO_LOCATION, _NOT_DELIVERED),
    ]


def _on_company(records: pd.DataFrame, occupancies: pd.DataFrame) -> list[pd.DataFrame]:
    if records.empty:
        return []
    uses = occupancies[["kvk_number", "occupancy_id"]].dropna()
    linked = records.merge(uses, on="kvk_number").assign(**BY_KEY, name_similarity=pd.NA)
    left = records[~is_in(records["kvk_number"], uses["kvk_number"])]
    ids = linked["occupancy_id"]
    return [
        rows(linked, "insolvency", LinkOutcome.LINKED, _COMPANY, scored=linked, occupancy_id=ids),
        rows(left, "insolvency", LinkOutcome.OUTSIDE_TERREIN, _NO_COMPANY),
    ]
