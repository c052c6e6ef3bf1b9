"""The register: which unit each vestiging is registered on, and why not where it is on none.

First the BAG key, then postcode, number and addition together, then a pand without addresses that
holds the vestiging's own point. What is left is compared with the units at the same number with
another addition, and with the neighbours: those pairs are near misses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.link.addresses import house_number, is_postbus
from theseus.link.judging import SAME, UNSURE, explained, scored_by_person
from theseus.link.lookup import address_pairs, bare_pand_at, by_address, by_key
from theseus.link.occupancies import NO_BAG
from theseus.link.outcomes import SCORED
from theseus.link.places import points
from theseus.link.score import ADDRESS_FEATURES, FEATURES, accepted, in_grey_band, sentences, weigh

if TYPE_CHECKING:
    from theseus.link.settings import LinkSettings
    from theseus.link.units import Units


def match(
    vestigingen: pd.DataFrame, key: pd.DataFrame, units: Units, settings: LinkSettings, said: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Match vestigingen to units.

    Parameters
    ----------
    vestigingen
        Records of contract ``vestiging`` with the columns of ``judging.at_judged_units``; the index
        identifies them.
    key
        Their address keys, from ``addresses.keys``.
    units
        All units.
    said
        What people said of these vestigingen, from ``judging.units_of``.

    Returns
    -------
    tuple of pandas.DataFrame
        Per vestiging (same index) ``unit`` (position, empty if none) with its score columns and
        ``sentence``; and the pairs in the grey band: ``row``, ``unit``, score columns, ``sentence``.
    """
    bars = said[said["verdict"] != SAME]
    shares = pd.DataFrame(index=vestigingen.index, columns=list(FEATURES), dtype=float)
    unit = _unless(bars, by_key(vestigingen["vbo_id_bag"], units))
    shares.loc[unit.notna(), "key"] = 1.0
    address = _unless(bars, by_address(key, units))
    shares.loc[unit.isna() & address.notna(), ADDRESS_FEATURES] = 1.0
    unit = unit.fillna(address)
    pairs = _without(bars, _beside(key[unit.isna() & vestigingen["judged_unit"].isna()], units, settings))
    bare = bare_pand_at(points(vestigingen["geometry"]), units).set_axis(vestigingen.index)
    bare = _unless(bars, bare).where(unit.isna())
    shares.loc[bare.notna(), "distance"] = 1.0
    unit = unit.fillna(bare)
    found, near = _take_accepted(pd.concat([unit.rename("unit"), weigh(shares)], axis=1), pairs, settings)
    found["sentence"] = sentences(found)
    near = near.assign(sentence=sentences(near))
    unsure = bars[bars["verdict"] == UNSURE]
    if len(unsure):
        near = pd.concat([near, _judged_pairs(unsure, vestigingen, key, units)], ignore_index=True)
    return _by_person(found, vestigingen, key, units), near


def _unless(bars: pd.DataFrame, unit: pd.Series) -> pd.Series:
    """Units without those that a person kept a vestiging from."""
    asked = pd.DataFrame({"row": unit.index, "unit": unit.to_numpy()}).astype({"unit": "Int64"})
    return unit.mask(_is_in(bars, asked).to_numpy())


def _without(bars: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs[~_is_in(bars, pairs)]


def _is_in(bars: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    if bars.empty:
        return pd.Series(data=False, index=pairs.index)
    told = bars[["row", "unit"]].astype("Int64").assign(told=True)
    asked = pairs[["row", "unit"]].astype("Int64")
    return asked.merge(told, on=["row", "unit"], how="left")["told"].notna().set_axis(pairs.index)


def _by_person(
    found: pd.DataFrame, vestigingen: pd.DataFrame, key: pd.DataFrame, units: Units
) -> pd.DataFrame:
    """Put vestigingen on the unit that a person says is theirs, with the scores of that pair."""
    judged = vestigingen[["judged_unit", "says"]].dropna().rename(columns={"judged_unit": "unit"})
    if judged.empty:
        return found
    pairs = _judged_pairs(judged.rename_axis("row").reset_index(), vestigingen, key, units)
    taken = scored_by_person(pairs).set_index("row")[list(found.columns)]
    return pd.concat([found.drop(index=taken.index), taken.astype(found.dtypes)]).sort_index()


def _judged_pairs(
    said: pd.DataFrame, vestigingen: pd.DataFrame, key: pd.DataFrame, units: Units
) -> pd.DataFrame:
    """Score pairs that a person judged as the matcher would, and tell both."""
    pairs = said[["row", "unit", "says"]].reset_index(drop=True)
    asked, known = (
        key.loc[pairs["row"].unique()],
        units.addresses[units.addresses["unit"].isin(pairs["unit"])],
    )
    beside = address_pairs(asked, known, "unit")
    shares = pairs.merge(beside, on=["row", "unit"], how="left").reindex(columns=list(FEATURES))
    by_own_key = by_key(vestigingen["vbo_id_bag"].reindex(pairs["row"]), units).reset_index(drop=True)
    shares["key"] = (by_own_key == pairs["unit"]).fillna(value=False).astype(float).replace(0.0, np.nan)
    scored = weigh(shares)
    scored[SCORED] = scored[SCORED].mask(shares.isna().all(axis=1))
    told = pd.concat([pairs, scored], axis=1)
    return told.assign(sentence=explained(told)).drop(columns="says")


def _beside(key: pd.DataFrame, units: Units, settings: LinkSettings) -> pd.DataFrame:
    """Scored pairs with units at the same number or next to it, from the grey band up."""
    pairs = address_pairs(key, units.addresses, "unit")
    pairs = pd.concat([pairs, weigh(pairs)], axis=1)
    return pairs[accepted(pairs, settings) | in_grey_band(pairs, settings)]


def _take_accepted(
    found: pd.DataFrame, pairs: pd.DataFrame, settings: LinkSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Link what a low threshold accepts at the same number, if one unit stands out; the rest is near."""
    able = (
        accepted(pairs, settings)
        & (pairs["number"] == 1.0)
        & found["unit"].reindex(pairs["row"]).isna().to_numpy()
    )
    best = pairs["score"] == pairs["score"].where(able).groupby(pairs["row"]).transform("max")
    alone = able & best & ((able & best).groupby(pairs["row"]).transform("sum") == 1)
    columns = list(found.columns)
    taken = pairs[alone].set_index("row")[columns]
    found = pd.concat([found.drop(index=taken.index), taken.astype(found.dtypes)]).sort_index()
    near = pairs[~pairs["row"].isin(taken.index)]
    return found, near.drop(columns=ADDRESS_FEATURES).reset_index(drop=True)


def why_no_object(
    records: pd.DataFrame, key: pd.DataFrame, units: Units, *, unit_sources_complete: bool
) -> pd.Series:
    """Say in Dutch why a record has no verblijfsobject, for records that were matched to none.

    Parameters
    ----------
    key
        Address keys of the records, from ``addresses.keys``.
    """
    numbers = units.addresses[["zone", "number"]].dropna().drop_duplicates().assign(beside=True)
    beside = (
        key[["zone", "number"]].merge(numbers, on=["zone", "number"], how="left")["beside"].notna().to_numpy()
    )
    sought = "Postcode " + key["zone"] + " huisnummer " + house_number(records) + " staat niet in de BAG"
    other = "; huisnummer " + key["number"].astype("string") + " met een andere toevoeging wel."
    reason = (sought + ".").where(~beside, sought + other)
    has_address = key["key"].notna()
    some = records["straat"].notna() | key["zone"].notna()
    reason = reason.where(has_address, "Het adres heeft geen postcode of geen huisnummer.")
    reason = reason.where(has_address | some, "Geen bezoekadres bekend.")
    reason = reason.mask(is_postbus(records), "Een postbus is geen plaats waar een bedrijf werkt.")
    if "vbo_id_bag" in records:
        named = "Verblijfsobject " + records["vbo_id_bag"] + " staat niet in de BAG."
        reason = reason.where(has_address, named.fillna(reason))
        has_address |= records["vbo_id_bag"].notna()
    if not unit_sources_complete:
        reason = reason.where(~has_address, NO_BAG)
    if "address_shielded" in records:
        reason = reason.mask(records["address_shielded"], "Het adres is afgeschermd.")
    return reason.astype("string")
