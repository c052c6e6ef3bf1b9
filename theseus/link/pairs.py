"""Pairs of a sighting and an occupancy that may be one and the same, with their scores.

A pair is compared if both have one home or pand, if their addresses are neighbours, or if their
points are within reach. Nothing else is, so the number of pairs grows with the number of records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.link.addresses import keys
from theseus.link.homes import ABOUT_AN_ADDRESS
from theseus.link.lookup import address_pairs
from theseus.link.names import similarity
from theseus.link.places import within_reach
from theseus.link.score import FEATURES, REACH_M, distance_share, weigh

if TYPE_CHECKING:
    from theseus.link.units import Units

_PAIR = ["row", "use"]
_KEYS = ["zone", "number", "addition"]


def compare(seen: pd.DataFrame, uses: pd.DataFrame, units: Units, table: str) -> pd.DataFrame:
    """Score every pair of a sighting and an occupancy that may be the same.

    Parameters
    ----------
    seen
        Sightings from ``homes.prepare``.
    uses
        Occupancies under way, index 0, 1, ….
    table
        Record table of the sightings.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``use``, ``here`` (the occupancy is at the sighting's home), ``alone`` (it is the only
        one the register has there, or the register has none), the shares, and the columns of
        ``score.weigh``; sorted.
    """
    pairs = _candidates(seen, uses, units)
    pairs["here"] = _here(pairs, seen, uses)
    pairs["name"] = _name_shares(pairs, seen, uses)
    registered = uses[uses["base"]].groupby("place").size()
    count = uses["place"].map(registered).fillna(0)
    lonely = (count == 0) | ((count == 1) & uses["base"])
    pairs["alone"] = lonely.to_numpy()[pairs["use"]]
    pairs = pairs[_worth(pairs, seen, table)].reset_index(drop=True)
    by_name = pairs["name"].notna()
    if table == ABOUT_AN_ADDRESS:  # what stands on the facade of a lone user is a fact, not a doubt
        by_name &= ~(pairs["here"] & pairs["alone"])
    return pd.concat([pairs, weigh(pairs, by_name)], axis=1)


def _candidates(seen: pd.DataFrame, uses: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Pairs to compare, with the best share of each feature over all ways they were found."""
    found = [
        _at_home(seen, uses),
        _in_pand(seen, uses),
        address_pairs(seen[_KEYS], _addresses(uses, units), "use"),
        _nearby(seen, uses),
    ]
    pairs = pd.concat([part for part in found if len(part)] or [_at_home(seen, uses)], ignore_index=True)
    pairs = pairs.reindex(columns=[*_PAIR, *FEATURES]).astype(dict.fromkeys(FEATURES, float))
    return pairs.groupby(_PAIR, as_index=False).max()


def _at_home(seen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    left = seen[["home", "via"]].rename_axis("row").reset_index().dropna(subset="home")
    right = uses[["place"]].rename_axis("use").reset_index()
    pairs = left.merge(right, left_on="home", right_on="place")
    pairs["key"] = (pairs["via"] == "sleutel").astype(float)
    pairs["distance"] = (pairs["via"] == "plaats").astype(float)
    return pairs[[*_PAIR, "key", "distance"]]


def _in_pand(seen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    left = seen[["pand"]].rename_axis("row").reset_index().dropna(subset="pand")
    right = uses[["pand_id_bag"]].rename_axis("use").reset_index()
    pairs = left.merge(right, left_on="pand", right_on="pand_id_bag")
    return pairs[_PAIR].assign(distance=1.0)


def _addresses(uses: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Address keys of occupancies: all addresses of their unit, or their own."""
    on_unit = uses[["unit"]].rename_axis("use").reset_index().dropna(subset="unit")
    described = on_unit.merge(units.addresses[["unit", *_KEYS]], on="unit")
    alone = uses[uses["unit"].isna()]
    own = keys(alone)[_KEYS].rename_axis("use").reset_index()
    return pd.concat([described[["use", *_KEYS]], own], ignore_index=True)


def _nearby(seen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    precise = uses[uses["precise"]]
    found = within_reach(
        np.array(seen["own"], dtype=object), np.array(precise["geometry"], dtype=object), REACH_M
    )
    found = found.assign(
        row=seen.index.to_numpy()[found["point"]], use=precise.index.to_numpy()[found["other"]]
    )
    return found[_PAIR].assign(distance=distance_share(found["metres"]))


def _here(pairs: pd.DataFrame, seen: pd.DataFrame, uses: pd.DataFrame) -> pd.Series:
    """Whether the occupancy is at the sighting's home, or in the pand that is its home."""
    home, building = (
        seen["home"].reindex(pairs["row"]),
        seen["pand"].where(seen["shared"]).reindex(pairs["row"]),
    )
    place, pand = uses["place"].reindex(pairs["use"]), uses["pand_id_bag"].reindex(pairs["use"])
    at_home = home.fillna("-").to_numpy() == place.fillna("+").to_numpy()
    in_pand = building.fillna("-").to_numpy() == pand.fillna("+").to_numpy()
    return pd.Series(at_home | in_pand, index=pairs.index)


def _worth(pairs: pd.DataFrame, seen: pd.DataFrame, table: str) -> pd.Series:
    """Leave out what the home of a sighting rules out.

    A sighting with a unit or pand as home is compared elsewhere by name only; a street note is
    about its own address and is compared nowhere else.
    """
    housed = (seen["unit"].notna() | seen["shared"]).reindex(pairs["row"]).to_numpy(dtype=bool)
    if table == ABOUT_AN_ADDRESS:
        return pairs["here"] | ~housed
    return pairs["here"] | ~housed | pairs["name"].notna()


def _name_shares(pairs: pd.DataFrame, seen: pd.DataFrame, uses: pd.DataFrame) -> pd.Series:
    """Similarity of the names of each pair, of all their names the best; empty if one has none."""
    named = pairs[_PAIR].rename_axis("pair").reset_index()
    named = named.merge(_exploded(seen, "row", "one"), on="row").merge(
        _exploded(uses, "use", "other"), on="use"
    )
    best = pd.Series(similarity(named["one"], named["other"])).groupby(named["pair"].to_numpy()).max()
    return best.reindex(pairs.index).astype("Float64")


def _exploded(frame: pd.DataFrame, key: str, name: str) -> pd.DataFrame:
    """One row per distinct name."""
    names = frame["names"].str.split("|").rename(name).rename_axis(key).reset_index().explode(name).dropna()
    names[name] = names[name].astype("string").str.strip()
    return names[names[name].str.len() > 0].drop_duplicates()
