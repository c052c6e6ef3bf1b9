"""Occupancies that a sighting founds: a use of an address that nobody registered.

Sightings of one place with one name are one use. The first of them takes over the occupancy of
nobody known, if the place has one; every other name founds an occupancy of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import NO_UNIT
from theseus.link.addresses import ADDRESS
from theseus.link.likeness import similarity
from theseus.link.occupancies import describe
from theseus.link.positions import rows_at
from theseus.link.score import ADDRESS_FEATURES, FEATURES, SAME_NAME, weigh
from theseus.tables import is_in

if TYPE_CHECKING:
    from theseus.link.units import Units

_SHARED_PAND = "De plaats is een pand met meerdere adressen; welk adres is niet bekend."


@dataclass(frozen=True)
class Founded:
    """What is founded.

    Attributes
    ----------
    uses
        New occupancies under way.
    takers
        Rows of sightings that take over the occupancy of nobody known.
    founders, followers
        ``row`` and ``occupancy_id`` of sightings that founded it, or have the name of one that did
        or took over; followers also have the score columns.
    lapsed
        Rows that found nothing: what they tell has ended, and others are registered there.
    """

    uses: pd.DataFrame
    takers: pd.Series
    founders: pd.DataFrame
    followers: pd.DataFrame
    lapsed: pd.Series


def found(
    placed: pd.DataFrame,
    free: pd.DataFrame,
    seen: pd.DataFrame,
    uses: pd.DataFrame,
    units: Units,
    *,
    by_name: bool,
) -> Founded:
    """Found occupancies.

    Parameters
    ----------
    placed
        Pairs (row, use) of sightings at an occupancy of nobody known.
    free
        Sightings on a park that belong to no occupancy yet.
    seen
        All sightings of this kind.
    by_name
        False if sightings of one place are one use whatever their names.
    """
    if placed.empty and free.empty:
        return _nothing(uses)
    asked = _asked(placed, free, uses)
    asked["leader"] = _leaders(asked, seen, by_name=by_name)
    has_users = is_in(asked["place"], uses.loc[uses["active"], "place"])
    past = has_users & seen["lapsed"].reindex(asked["leader"]).to_numpy(dtype=bool)
    groups = asked[~past]
    leaders = groups[groups["row"] == groups["leader"]]
    takes = leaders["use"].notna() & ~leaders.duplicated("place")
    takers, founders = leaders[takes], leaders[~takes]
    new = _new_uses(founders, seen, units)
    ids = pd.concat(
        [_ids(takers, rows_at(uses["occupancy_id"], takers["use"])), _ids(founders, new["occupancy_id"])]
    )
    followers = groups[groups["row"] != groups["leader"]]
    told = followers[["row", "leader"]].assign(occupancy_id=followers["leader"].map(ids))
    return Founded(
        uses=new,
        takers=takers["row"],
        founders=founders[["row"]].assign(occupancy_id=new["occupancy_id"].to_numpy()).reset_index(drop=True),
        followers=_scored(told.reset_index(drop=True), seen),
        lapsed=asked.loc[past, "row"],
    )


def _nothing(uses: pd.DataFrame) -> Founded:
    row = pd.Series([], dtype="int64", name="row")
    founders = pd.DataFrame({"row": row, "occupancy_id": pd.Series([], dtype="string")})
    return Founded(uses.iloc[:0], row, founders, founders.assign(leader=row), row)


def _ids(leaders: pd.DataFrame, occupancy_id: pd.Series) -> pd.Series:
    return pd.Series(occupancy_id.to_numpy(), index=leaders["row"].to_numpy(), dtype="string")


def _asked(placed: pd.DataFrame, free: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    """Rows with the place they are at, and the occupancy of nobody known there, if any."""
    at_use = placed[["row", "use"]].assign(place=uses["place"].reindex(placed["use"]).to_numpy())
    own = NO_UNIT + "@" + free["source"] + "-" + free["record_id"]
    at_home = pd.DataFrame({"row": free.index, "use": pd.NA, "place": free["home"].fillna(own)})
    asked = pd.concat([at_use, at_home], ignore_index=True)
    asked = asked.astype({"row": "int64", "use": "Int64", "place": "string"})
    return asked.sort_values("row", ignore_index=True)


def _leaders(asked: pd.DataFrame, seen: pd.DataFrame, *, by_name: bool) -> pd.Series:
    """The first row of each place, or of each name at each place."""
    if not by_name:
        return asked.groupby("place")["row"].transform("min")
    named = asked[["row", "place"]].assign(title=seen["title"].reindex(asked["row"]).to_numpy())
    named["title"] = named["title"].astype("string")
    both = named.merge(named, on="place", suffixes=("", "_first"))
    both = both[both["row_first"] < both["row"]]
    both = both[similarity(both["title"], both["title_first"]) >= SAME_NAME]
    leader = pd.Series(asked["row"].to_numpy(), index=asked["row"].to_numpy())
    leader.update(both.groupby("row")["row_first"].min())
    while not leader.equals(further := leader.map(leader)):  # A is like B, B is like C
        leader = further
    return pd.Series(leader.to_numpy(), index=asked.index)


def _new_uses(founders: pd.DataFrame, seen: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Make an occupancy per founder, on its unit, in its pand, or at its own place."""
    first = seen.loc[founders["row"]].assign(place=founders["place"].to_numpy())
    unit_id = rows_at(units.table["unit_id"], first["unit"])
    building = first["pand"].where(first["shared"])
    sighting = first["source"] + "-" + first["record_id"]
    reason = first["no_match_reason"].mask(first["shared"], _SHARED_PAND)
    uses = first[["place", "unit", "park", "geometry", "precise", *ADDRESS]].assign(
        occupancy_id=unit_id.fillna(building).fillna(NO_UNIT) + "@" + sighting,
        pand_id_bag=building,
        name=first["title"],
        name_source=first["source"].where(first["title"].notna()),
        names=first["names"],
        activity=first["activity"],
        no_match_reason=reason,
        base=False,
        active=False,
    )
    return describe(uses.reset_index(drop=True), units)


def _scored(followers: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """Score followers against their leader: one place, and how alike their names are."""
    via = seen["via"].reindex(followers["row"]).to_numpy()
    shares = pd.DataFrame(0.0, index=followers.index, columns=list(FEATURES))
    shares["key"] = (via == "sleutel").astype(float)
    shares["distance"] = (via == "plaats").astype(float)
    shares.loc[via == "adres", ADDRESS_FEATURES] = 1.0
    title, first = (
        seen["title"].reindex(followers[column]).reset_index(drop=True) for column in ("row", "leader")
    )
    known = title.notna() & first.notna()
    shares["name"] = pd.Series(pd.NA, index=followers.index, dtype="Float64")
    shares.loc[known, "name"] = similarity(title[known], first[known])
    return pd.concat([followers, weigh(shares)], axis=1)
