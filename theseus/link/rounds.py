"""One kind of sighting after another: what people said first, then keys, then the matcher.

A sighting that somebody kept from an occupancy is settled after the others, so that it cannot be taken
together with them under a new name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus.link.homes import prepare
from theseus.link.judging import allowed, barred, by_hand, explained, scored_by_person
from theseus.link.keyed import by_register_key, link_rows
from theseus.link.outcomes import Round, rows
from theseus.link.pairs import compare
from theseus.link.sightings import named, settle
from theseus.model import LinkOutcome

if TYPE_CHECKING:
    from theseus.link.judging import Judged
    from theseus.link.settings import LinkSettings
    from theseus.link.terreinen import Parks
    from theseus.link.units import Units

_WHO = ["source", "record_id"]
_WITH_KEYS = "registration"


@dataclass(frozen=True)
class World:
    """What stays the same from round to round.

    Attributes
    ----------
    users
        Every registration in the trade register: ``kvk_number``, ``user``, ``place``.
    """

    units: Units
    parks: Parks
    settings: LinkSettings
    judged: Judged
    users: pd.DataFrame
    unit_sources_complete: bool


def settle_kind(records: pd.DataFrame, table: str, before: Round, world: World) -> Round:
    """Settle the sightings of one kind.

    Parameters
    ----------
    records
        Records of contract ``table``, index 0, 1, ….
    before
        The rounds so far.

    Returns
    -------
    Round
        All occupancies so far, and the links and near misses of this kind.
    """
    if records.empty:
        return Round(before.uses, [], [])
    state = _by_hand(records, table, before.uses, world)
    if table == _WITH_KEYS:
        state = _then(state, _by_key(_left(records, state), state.uses, world))
    left = _left(records, state)
    waits = _is_one_of(left, world.judged.follows)
    apart = left.index.isin(barred(world.judged, left)["row"]) & ~waits
    for group in [left[~apart & ~waits], *_batches(left[apart], world.judged)]:
        state = _then(state, _settled(group, table, state.uses, world))
    followed = _following(left[waits], table, [*before.links, *state.links], state.uses, world)
    state = _then(state, followed)
    return _then(state, _settled(_left(left[waits], state), table, state.uses, world))


def _settled(records: pd.DataFrame, table: str, uses: pd.DataFrame, world: World) -> Round:
    return settle(
        records.reset_index(drop=True),
        table,
        uses,
        world.units,
        world.parks,
        world.settings,
        world.judged,
        unit_sources_complete=world.unit_sources_complete,
    )


def _then(one: Round, other: Round) -> Round:
    return Round(other.uses, one.links + other.links, one.near + other.near)


def _left(records: pd.DataFrame, state: Round) -> pd.DataFrame:
    """Records of which no link row has been written yet."""
    told = [part[_WHO] for part in state.links if len(part)]
    return records[~_is_one_of(records, pd.concat(told))] if told else records


def _is_one_of(records: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    found = pd.MultiIndex.from_frame(records[_WHO]).isin(pd.MultiIndex.from_frame(others[_WHO]))
    return pd.Series(found, index=records.index)


def _by_hand(records: pd.DataFrame, table: str, uses: pd.DataFrame, world: World) -> Round:
    """Link what a person says is the same."""
    return _linked_by_person(by_hand(world.judged, records, uses), records, table, uses, world)


def _linked_by_person(
    hands: pd.DataFrame, records: pd.DataFrame, table: str, uses: pd.DataFrame, world: World
) -> Round:
    """Link pairs (``row``, ``use``, ``says``) with the scores that the matcher gives them."""
    if hands.empty:
        return Round(uses, [], [])
    seen = prepare(records.loc[hands["row"].unique()].drop_duplicates(_WHO), table, world.units, world.parks)
    who = records[_WHO].rename_axis("old").reset_index().merge(seen[_WHO].reset_index(names="row"), on=_WHO)
    pairs = hands.merge(who, left_on="row", right_on="old", suffixes=("_old", ""))[["row", "use", "says"]]
    pairs = pairs.drop_duplicates(["row", "use"], keep="last").sort_values(["row", "use"], ignore_index=True)
    judged_uses = uses.loc[sorted(pairs["use"].unique())]
    compared = compare(seen, judged_uses.reset_index(drop=True), world.units, table)
    compared["use"] = judged_uses.index.to_numpy()[compared["use"]]
    scored = scored_by_person(pairs.merge(compared, on=["row", "use"], how="left"))
    told = rows(
        seen.loc[pairs["row"], _WHO].set_axis(pairs.index),
        table,
        LinkOutcome.LINKED,
        explained(scored),
        scored=scored,
        occupancy_id=uses["occupancy_id"].reindex(pairs["use"]).set_axis(pairs.index),
    )
    return Round(named(uses, seen, pairs), [told], [])


def _by_key(records: pd.DataFrame, uses: pd.DataFrame, world: World) -> Round:
    """Link registrations that name their vestiging or company by number."""
    records = records.reset_index(drop=True)
    pairs = by_register_key(records, uses, world.users, world.units)
    pairs = allowed(pairs, uses, barred(world.judged, records)).reset_index(drop=True)
    return Round(uses, [link_rows(pairs, records, uses)], [])


def _batches(apart: pd.DataFrame, judged: Judged) -> list[pd.DataFrame]:
    """Group records that stand apart, so that no group holds two that are different by judgement."""
    if apart.empty:
        return []
    names = apart["source"] + "-" + apart["record_id"]
    bars = barred(judged, apart)
    user = bars["occupancy_id"].str.split("@", n=1).str[1]
    rivals = bars.loc[user.isin(names), "row"]
    alone = apart[apart.index.isin(rivals) | names.isin(user)]
    return [apart.drop(index=alone.index), *(alone.loc[[row]] for row in alone.index)]


def _following(
    waiting: pd.DataFrame, table: str, links: list[pd.DataFrame], uses: pd.DataFrame, world: World
) -> Round:
    """Link records to where the record went that a person says is the same."""
    if waiting.empty:
        return Round(uses, [], [])
    leaders = pd.concat([part[[*_WHO, "occupancy_id"]] for part in links if len(part)])
    leaders = leaders.dropna(subset="occupancy_id").set_axis(
        ["leader_source", "leader_record", "occupancy_id"], axis=1
    )
    asked = waiting[_WHO].rename_axis("row").reset_index().merge(world.judged.follows, on=_WHO)
    told = asked.merge(leaders, on=["leader_source", "leader_record"])
    told["use"] = told["occupancy_id"].map(pd.Series(uses.index, index=uses["occupancy_id"].to_numpy()))
    hands = told.dropna(subset="use").astype({"use": "int64"})[["row", "use", "says"]]
    return _linked_by_person(hands, waiting, table, uses, world)
