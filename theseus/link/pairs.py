"""Pairs of a sighting and an occupancy that may be one and the same, with their scores.

A pair is compared if both have one home or pand, if their addresses are neighbours, if their points are
within reach, or if they have one number of the KVK. Nothing else is, so the number of pairs grows with the
number of records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.link.addresses import keys
from theseus.link.called import call
from theseus.link.homes import ABOUT_AN_ADDRESS
from theseus.link.matching import KEYS, PAIR, Activities, Addresses, batches, score
from theseus.link.places import within_reach
from theseus.link.score import FEATURES, REACH_M, distance_share
from theseus.link.settings import LinkSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.link.units import Units

EVERYPAIR = LinkSettings(municipality_codes=(), grey=0.0)


def compare(
    seen: pd.DataFrame, uses: pd.DataFrame, units: Units, table: str, settings: LinkSettings = EVERYPAIR
) -> pd.DataFrame:
    """Score every pair of a sighting and an occupancy that may be the same.

    Parameters
    ----------
    seen
        Sightings from ``homes.prepare``.
    uses
        Occupancies under way, index 0, 1, ….
    table
        Record table of the sightings.
    settings
        Thresholds: pairs of named rows that do not reach the grey band are left out.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``use``, ``here`` (the occupancy is at the sighting's home), ``alone`` (it is the only
        one the register has there, or the register has none), ``other_number`` (two numbers of the KVK),
        the shares, and the columns of ``score.weigh``; sorted.
    """
    towns = pd.concat([seen["woonplaats"], uses["woonplaats"]])
    called = call(_by_label(seen["names"]), uses["names"], towns)
    activity = Activities(_by_label(seen["activity"]), uses["activity"])
    alone = _alone(uses)
    scored = []
    with Addresses(_addresses(uses, units)) as addresses:
        for part in batches(seen):
            pairs = _candidates(part, uses, addresses)
            pairs["activity"] = activity.shares(pairs)
            pairs["here"] = _here(pairs, seen, uses)
            pairs["alone"] = alone[pairs["use"]]
            pairs = _numbers(pairs, seen, uses)
            pairs = pairs[_worth(pairs, seen, table, named=~np.isnan(called.at_most(*_positions(pairs))))]
            # What stands on the facade of a lone user is a fact, not a doubt.
            pairs["by_place"] = pairs["here"] & pairs["alone"] & (table == ABOUT_AN_ADDRESS)
            pairs["kept"] = pairs["here"]
            scored.append(score(pairs, called, settings))
    return pd.concat(scored, ignore_index=True)


def _by_label(column: pd.Series) -> pd.Series:
    """Put the value of label n at position n."""
    return column.reindex(range(column.index.max() + 1 if len(column) else 0))


def _positions(pairs: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return pairs["row"].to_numpy(), pairs["use"].to_numpy()


def _alone(uses: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each occupancy is the only one the register has at its place, or the register has none."""
    registered = uses[uses["base"]].groupby("place").size()
    count = uses["place"].map(registered).fillna(0)
    return np.asarray((count == 0) | ((count == 1) & uses["base"]), dtype=bool)


def _candidates(seen: pd.DataFrame, uses: pd.DataFrame, addresses: Addresses) -> pd.DataFrame:
    """Pairs to compare, with the best share of each feature over all ways they were found."""
    found = [
        _at_home(seen, uses),
        _in_pand(seen, uses),
        addresses.beside(seen),
        _nearby(seen, uses),
        _same_number(seen, uses),
    ]
    pairs = pd.concat([part for part in found if len(part)] or [_at_home(seen, uses)], ignore_index=True)
    pairs = pairs.reindex(columns=[*PAIR, *FEATURES]).astype(dict.fromkeys(FEATURES, float))
    return pairs.astype(dict.fromkeys(PAIR, "int64")).groupby(PAIR, as_index=False).max()


def _at_home(seen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    left = seen[["home", "via"]].rename_axis("row").reset_index().dropna(subset="home")
    right = uses[["place"]].rename_axis("use").reset_index()
    pairs = left.merge(right, left_on="home", right_on="place")
    pairs["key"] = (pairs["via"] == "sleutel").astype(float)
    pairs["distance"] = (pairs["via"] == "plaats").astype(float)
    return pairs[[*PAIR, "key", "distance"]]


def _in_pand(seen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    left = seen[["pand"]].rename_axis("row").reset_index().dropna(subset="pand")
    right = uses[["pand_id_bag"]].rename_axis("use").reset_index()
    pairs = left.merge(right, left_on="pand", right_on="pand_id_bag")
    return pairs[PAIR].assign(distance=1.0)


def _addresses(uses: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Address keys of occupancies: all addresses of their unit, or their own."""
    on_unit = uses[["unit"]].rename_axis("use").reset_index().dropna(subset="unit")
    described = on_unit.merge(units.addresses[["unit", *KEYS]], on="unit")
    alone = uses[uses["unit"].isna()]
    own = keys(alone)[KEYS].rename_axis("use").reset_index()
    return pd.concat([described[["use", *KEYS]], own], ignore_index=True)


def _nearby(seen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    precise = uses[uses["precise"]]
    found = within_reach(
        np.array(seen["own"], dtype=object), np.array(precise["geometry"], dtype=object), REACH_M
    )
    found = found.assign(
        row=seen.index.to_numpy()[found["point"]], use=precise.index.to_numpy()[found["other"]]
    )
    return found[PAIR].assign(distance=distance_share(found["metres"]))


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


def _same_number(seen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    left = seen[["vestiging_id_kvk"]].rename_axis("row").reset_index().dropna(subset="vestiging_id_kvk")
    right = uses[["vestiging_id_kvk"]].rename_axis("use").reset_index().dropna(subset="vestiging_id_kvk")
    return left.merge(right, on="vestiging_id_kvk")[PAIR].assign(key=1.0)


def _numbers(pairs: pd.DataFrame, seen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    """Compare the numbers of the KVK: one vestiging, or one company at one place; or two.

    A company can have several vestigingen, so its own number decides only at the place itself.
    """
    same, other = {}, {}
    for name in ("vestiging_id_kvk", "kvk_number"):
        one, two = seen[name].reindex(pairs["row"]).to_numpy(), uses[name].reindex(pairs["use"]).to_numpy()
        known = ~pd.isna(one) & ~pd.isna(two)
        same[name] = known & (np.where(known, one, "") == np.where(known, two, ""))
        other[name] = known & ~same[name]
    at_place = pairs["here"] | (pairs[["number", "addition"]] == 1).all(axis=1)
    by_company = same["kvk_number"] & ~other["vestiging_id_kvk"] & at_place
    by_number = same["vestiging_id_kvk"] | by_company
    return pairs.assign(
        by_number=by_number,
        other_number=~by_number & (other["vestiging_id_kvk"] | other["kvk_number"]),
        key=pairs["key"].mask(by_number, 1.0),
    )


def _worth(pairs: pd.DataFrame, seen: pd.DataFrame, table: str, named: NDArray[np.bool_]) -> pd.Series:
    """Leave out what the home of a sighting rules out.

    A sighting with a unit or pand as home is compared elsewhere by name only; a street note is
    about its own address and is compared nowhere else.
    """
    housed = (seen["unit"].notna() | seen["shared"]).reindex(pairs["row"]).to_numpy(dtype=bool)
    if table == ABOUT_AN_ADDRESS:
        return pairs["here"] | ~housed
    return pairs["here"] | ~housed | named | pairs["by_number"]
