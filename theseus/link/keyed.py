"""Registrations that name their company by number: linked by that key before anything is compared.

What the matcher does with one number and one occupancy, this does for a company with several occupancies, and
for a registration that has no place of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.link.addresses import keys
from theseus.link.lookup import by_address, by_key
from theseus.link.outcomes import rows
from theseus.link.positions import rows_at
from theseus.link.score import sentences, weigh
from theseus.model import LinkOutcome

if TYPE_CHECKING:
    from theseus.link.units import Units

_ONLY = "Het bedrijf heeft maar één vestiging. "


def by_register_key(
    records: pd.DataFrame, uses: pd.DataFrame, users: pd.DataFrame, units: Units
) -> pd.DataFrame:
    """Pair registrations with the occupancies of the vestiging or company that they name.

    A vestigingsnummer names its occupancies, those at the registration's own address if it has any there. A
    KVK number names the company's occupancies at that address; without an address of its own, the only one
    that the company has anywhere.

    Parameters
    ----------
    records
        Records of contract ``registration``, index 0, 1, ….
    uses
        Occupancies under way, index 0, 1, ….
    users
        Every registration in the trade register, on a park or not: ``kvk_number`` and ``user``.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``use`` and ``before``, what to tell before the score; sorted.
    """
    asked = records[["vestiging_id_kvk", "kvk_number"]].rename_axis("row").reset_index()
    key = keys(records)
    unit = by_key(records["vbo_id_bag"], units).fillna(by_address(key, units))
    home = rows_at(units.table["unit_id"], unit).fillna("adres " + key["key"])
    asked["home"] = home.astype("string").to_numpy()
    told = uses[["vestiging_id_kvk", "kvk_number", "place"]].rename_axis("use").reset_index()
    of_vestiging = _at_home_first(
        asked.dropna(subset="vestiging_id_kvk").merge(told, on="vestiging_id_kvk")
    ).assign(before="")
    left = asked[~asked["row"].isin(of_vestiging["row"])].dropna(subset="kvk_number")
    of_company = left.merge(told, on="kvk_number")
    here = of_company[of_company["home"] == of_company["place"]].assign(before="")
    single = users.drop_duplicates(["kvk_number", "user"])["kvk_number"].drop_duplicates(keep=False)
    only = of_company[of_company["home"].isna() & of_company["kvk_number"].isin(single)].assign(before=_ONLY)
    pairs = pd.concat([of_vestiging, here, only])[["row", "use", "before"]]
    return pairs.sort_values(["row", "use"], ignore_index=True)


def _at_home_first(pairs: pd.DataFrame) -> pd.DataFrame:
    """Keep the pairs at the registration's own address, where there are any."""
    at_home = (pairs["home"] == pairs["place"]).fillna(value=False).astype(bool)
    return pairs[at_home | ~at_home.groupby(pairs["row"]).transform("any").astype(bool)]


def link_rows(pairs: pd.DataFrame, records: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    """Write the link rows of :func:`by_register_key`."""
    who = records.loc[pairs["row"], ["source", "record_id"]].set_axis(pairs.index)
    equal = pd.DataFrame({"key": 1.0}, index=pairs.index)
    scored = weigh(equal, by_number=pd.Series(data=True, index=pairs.index))
    reason = pairs["before"].astype("string") + sentences(scored)
    ids = uses["occupancy_id"].reindex(pairs["use"]).set_axis(pairs.index)
    return rows(who, "registration", LinkOutcome.LINKED, reason, scored=scored, occupancy_id=ids)
