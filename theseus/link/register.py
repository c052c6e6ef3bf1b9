"""Registered users: from the records of the register to the occupancies they make.

A vestiging that has ended makes way for one that is registered on the same place; the last one to
leave stays where nobody came after it. A legal person without a vestiging number is a user too,
unless one of its own vestigingen is registered on the same place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import NO_UNIT
from theseus.link.addresses import ADDRESS, keys
from theseus.link.judging import DIFFERENT, at_judged_units, units_of
from theseus.link.occupancies import by_nobody, describe, typed
from theseus.link.outcomes import Round, rows
from theseus.link.placing import place
from theseus.link.positions import rows_at
from theseus.link.vestigingen import match, why_no_object
from theseus.model import LinkOutcome
from theseus.tables import is_in

if TYPE_CHECKING:
    from theseus.link.judging import Judged
    from theseus.link.settings import LinkSettings
    from theseus.link.terreinen import Parks
    from theseus.link.units import Units

_TABLE = "vestiging"
_NO_PLACE = " Daardoor is niet bekend of dit op een bedrijventerrein is."


@dataclass(frozen=True)
class Register:
    """What the register gives.

    Attributes
    ----------
    round
        Occupancies, links and near misses.
    users
        ``place``, ``user``, ``kvk_number``, ``started_on``, ``ended_on`` and ``occupancy_id`` (empty
        without one) of every registration, the ended ones too.
    """

    round: Round
    users: pd.DataFrame


def occupy(
    vestigingen: pd.DataFrame,
    units: Units,
    parks: Parks,
    settings: LinkSettings,
    judged: Judged,
    *,
    unit_sources_complete: bool,
) -> Register:
    """Make the occupancies of registered users, and those of units without any."""
    user = vestigingen["vestiging_id_kvk"].fillna(vestigingen["kvk_number"])
    known = vestigingen.assign(user=user, legal_person=vestigingen["vestiging_id_kvk"].isna())
    older = _older(known)
    asked = at_judged_units(known[~older], units_of(judged, known[~older], units.table["unit_id"]))
    said = units_of(judged, asked, units.table["unit_id"])
    key = keys(asked)
    found, pairs = match(asked, key, units, settings, said)
    reason = why_no_object(asked, key, units, unit_sources_complete=unit_sources_complete)
    kept = said[said["verdict"] == DIFFERENT].drop_duplicates("row", keep="last").set_index("row")["says"]
    reason = kept.reindex(reason.index).fillna(reason)
    placed = place(found["unit"], asked["geometry"], key, units, parks.table)
    asked = pd.concat([asked.drop(columns="geometry"), placed, found], axis=1).assign(no_match_reason=reason)
    asked["place"] = _places(asked, key, units)
    left = _left(asked)
    staying = asked[asked["park"].notna() & ~left]
    uses, told = _uses(staying, units)
    nobody = by_nobody(units, uses["unit"], unit_sources_complete=unit_sources_complete)
    uses = typed(pd.concat([uses, nobody], ignore_index=True))
    near = _near(asked[~left], pairs, units, uses)
    outside = asked[asked["park"].isna() & ~left]
    links = [
        rows(
            known[older],
            _TABLE,
            LinkOutcome.OVERTAKEN,
            "Deze inschrijving staat nieuwer in een andere levering.",
        ),
        rows(asked[left], _TABLE, LinkOutcome.OVERTAKEN, _successor(asked[left])),
        *_linked(staying, told),
        *_not_linked(outside, set(near["row"])),
    ]
    return Register(Round(uses, links, _near_rows(near, asked)), _users(asked, told))


def _users(asked: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Every registration with its place, the ended ones and those off the parks too."""
    columns = ["place", "user", "kvk_number", "started_on", "ended_on"]
    return (
        asked[columns].rename_axis("row").reset_index().merge(told, on="row", how="left").drop(columns="row")
    )


def _older(known: pd.DataFrame) -> pd.Series:
    """Whether another source has a newer record of the same registration."""
    order = known.sort_values(["observed_on", "source", "record_id"], ascending=[False, True, True])
    best = order.drop_duplicates("user").set_index("user")["source"]
    return known["source"] != known["user"].map(best)


def _places(asked: pd.DataFrame, key: pd.DataFrame, units: Units) -> pd.Series:
    """What users of one place share: the unit, else the address, else nothing."""
    unit = rows_at(units.table["unit_id"], asked["unit"])
    address = "adres " + key["key"]
    return unit.fillna(address).fillna(NO_UNIT + "@" + asked["user"])


def _left(asked: pd.DataFrame) -> pd.Series:
    """Whether a registration has ended and its place has a later user."""
    ended = asked["ended_on"].notna()
    works = asked[~ended & ~asked["legal_person"]]
    order = asked[ended].sort_values(["ended_on", "user", "record_id"], ascending=[False, True, True])
    last = order.drop_duplicates("place").index
    return ended & (is_in(asked["place"], works["place"]) | ~asked.index.isin(last))


def _successor(left: pd.DataFrame) -> pd.Series:
    day = left["ended_on"].dt.strftime("%d-%m-%Y")
    return "Beëindigd op " + day + "; op dit adres staat een latere inschrijving."


def _uses(staying: pd.DataFrame, units: Units) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make one occupancy per user and place.

    Returns the occupancies, and for every row of ``staying`` (column ``row``) its occupancy ids.
    """
    unit = rows_at(units.table["unit_id"], staying["unit"]).fillna(NO_UNIT)
    staying = staying.assign(occupancy_id=unit + "@" + staying["user"])
    works = staying.loc[~staying["legal_person"], ["place", "kvk_number", "occupancy_id"]].drop_duplicates()
    persons = staying.loc[staying["legal_person"], ["place", "kvk_number"]].reset_index(names="row")
    through = persons.merge(works, on=["place", "kvk_number"])[["row", "occupancy_id"]]
    own = staying[~staying.index.isin(through["row"])]
    told = pd.concat([own[["occupancy_id"]].reset_index(names="row"), through], ignore_index=True)
    first = own.sort_values("record_id", kind="stable").drop_duplicates("occupancy_id").sort_index()
    uses = first[["occupancy_id", "place", "unit", "park", "geometry", "precise", *ADDRESS]].assign(
        vestiging_id_kvk=first["vestiging_id_kvk"],
        kvk_number=first["kvk_number"],
        name=first["name"],
        name_source=first["source"],
        names=first["name"] + ("|" + first["trade_names"]).fillna(""),
        no_match_reason=first["no_match_reason"],
        base=True,
        active=first["ended_on"].isna(),
    )
    return describe(uses, units), told


def _linked(staying: pd.DataFrame, told: pd.DataFrame) -> list[pd.DataFrame]:
    """Link rows of users on a park: on their unit, or by themselves if they have none."""
    linked = (
        staying.loc[told["row"]].assign(occupancy_id=told["occupancy_id"].to_numpy()).reset_index(drop=True)
    )
    on_unit = linked["unit"].notna()
    alone = linked[~on_unit]
    reason = alone["no_match_reason"] + " De plaats op het terrein is bekend uit de bron of de postcode."
    return [
        rows(
            linked[on_unit],
            _TABLE,
            LinkOutcome.LINKED,
            linked.loc[on_unit, "sentence"],
            scored=linked[on_unit],
            occupancy_id=linked.loc[on_unit, "occupancy_id"],
        ),
        rows(alone, _TABLE, LinkOutcome.OWN_OCCUPANCY, reason, occupancy_id=alone["occupancy_id"]),
    ]


def _not_linked(outside: pd.DataFrame, near: set[int]) -> list[pd.DataFrame]:
    """Link rows of users that are on no park: near a unit of one, elsewhere, or nobody knows where."""
    maybe = outside.index.isin(near)
    off = outside["placed"].to_numpy(dtype=bool) & ~maybe
    lost = outside[~maybe & ~off]
    listed = outside.loc[maybe, "no_match_reason"] + " Zie de mogelijke koppelingen."
    return [
        rows(outside[maybe], _TABLE, LinkOutcome.NEAR_MISS, listed),
        rows(
            outside[off],
            _TABLE,
            LinkOutcome.OUTSIDE_TERREIN,
            "De plaats ligt niet op een bedrijventerrein van deze regio.",
        ),
        rows(lost, _TABLE, LinkOutcome.NO_LOCATION, lost["no_match_reason"] + _NO_PLACE),
    ]


def _near(asked: pd.DataFrame, pairs: pd.DataFrame, units: Units, uses: pd.DataFrame) -> pd.DataFrame:
    """Pairs in the grey band of which the vestiging or the unit is on a park, with a use of that unit."""
    asked_here = asked["park"].notna().reindex(pairs["row"]).fillna(value=False).to_numpy(dtype=bool)
    unit_here = units.table["park"].notna().reindex(pairs["unit"]).to_numpy(dtype=bool)
    still = pairs["row"].isin(asked.index).to_numpy()
    near = pairs[(asked_here | unit_here) & still].copy()
    first = uses.dropna(subset="unit").groupby("unit")["occupancy_id"].min()
    near["occupancy_id"] = near["unit"].map(first).astype("string")
    near["unit_text"] = units.table["address"].reindex(near["unit"]).to_numpy()
    return near.astype({"unit_text": "string", "sentence": "string"})


def _near_rows(near: pd.DataFrame, asked: pd.DataFrame) -> list[pd.DataFrame]:
    records = asked[["source", "record_id"]].reindex(near["row"]).set_axis(near.index)
    reason = "Ingeschreven naast of bij " + near["unit_text"] + ". " + near["sentence"]
    return [
        rows(records, _TABLE, LinkOutcome.NEAR_MISS, reason, scored=near, occupancy_id=near["occupancy_id"])
    ]
