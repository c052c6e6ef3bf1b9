"""Sightings to occupancies: linked, listed as a near miss, or an occupancy of their own.

One kind of sighting after the other, in the order of ``homes.SIGHTINGS``: what one kind names or
founds, the next is compared with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.link.deciding import Decision, decide
from theseus.link.founding import Founded, found
from theseus.link.homes import ABOUT_AN_ADDRESS, prepare
from theseus.link.judging import allowed, barred, kept_open, unhoused
from theseus.link.occupancies import BARE_PAND, NO_BAG, typed
from theseus.link.outcomes import Round, rows
from theseus.link.pairs import compare
from theseus.link.positions import rows_at
from theseus.link.score import sentences
from theseus.link.vestigingen import why_no_object
from theseus.model import LinkOutcome

if TYPE_CHECKING:
    from theseus.link.judging import Judged
    from theseus.link.settings import LinkSettings
    from theseus.link.terreinen import Parks
    from theseus.link.units import Units

_OFF = "De plaats ligt niet op een bedrijventerrein van deze regio."
_LAPSED = "De erkenning is vervallen, en op dit adres zijn nu anderen ingeschreven."
_LISTED = "Lijkt op een of meer bekende gebruiken, maar niet zeker; zie de mogelijke koppelingen."
_FOUNDED = "Op deze plaats is geen gebruik met deze naam bekend; dit is een eigen gebruik."
_NO_POINT = "De bron geeft geen adres, en de plaats ligt niet in een pand uit de BAG."


def settle(
    records: pd.DataFrame,
    table: str,
    uses: pd.DataFrame,
    units: Units,
    parks: Parks,
    settings: LinkSettings,
    judged: Judged,
    *,
    unit_sources_complete: bool,
) -> Round:
    """Settle all sightings of one kind.

    Parameters
    ----------
    records
        Records of contract ``table``.
    uses
        Occupancies under way, index 0, 1, ….
    judged
        What people said of links: what they forbid or are unsure of is not linked.
    """
    if records.empty:
        return Round(uses, [], [])
    seen = prepare(records, table, units, parks)
    bars = barred(judged, seen)
    seen = unhoused(seen, rows_at(units.table["unit_id"], seen["unit"]), bars)
    why = _why_no_object(seen, units, unit_sources_complete=unit_sources_complete)
    seen["no_match_reason"] = seen["says"].fillna(why)
    off = seen["unit"].notna() & seen["park"].isna()
    pairs = compare(seen[~off], uses, units, table, settings)
    decision = decide(allowed(pairs, uses, bars), seen, table, settings)
    decision = kept_open(decision, pairs, uses, bars)
    settled = pd.concat([decision.named["row"], decision.placed["row"], decision.near["row"]])
    left = seen[~seen.index.isin(settled)]
    by_name = table != ABOUT_AN_ADDRESS
    at_nobody = decision.placed if by_name else decision.placed[:0]
    founded = found(at_nobody, left[left["park"].notna()], seen, uses, units, by_name=by_name)
    joined = _joined(decision, founded, by_name=by_name)
    links = [_linked(joined, seen, uses, table), *_founded(founded, seen, table)]
    links += _not_linked(left[left["park"].isna()], seen, joined, decision, founded, table)
    uses = typed(pd.concat([named(uses, seen, joined), founded.uses], ignore_index=True))
    return Round(uses, links, [_near(decision.near, seen, uses, table)])


def _why_no_object(seen: pd.DataFrame, units: Units, *, unit_sources_complete: bool) -> pd.Series:
    """Say in Dutch why an occupancy founded by a sighting has no verblijfsobject."""
    reason = why_no_object(seen, seen, units, unit_sources_complete=unit_sources_complete)
    no_address = seen["key"].isna() & seen["vbo_id_bag"].isna()
    reason = reason.mask(no_address, _NO_POINT if unit_sources_complete else NO_BAG)
    return reason.mask(seen["unit"].notna(), BARE_PAND if unit_sources_complete else NO_BAG)


def _joined(decision: Decision, founded: Founded, *, by_name: bool) -> pd.DataFrame:
    """Pairs that are linked: by name, and by place unless another name took that place over."""
    placed = decision.placed
    if by_name:
        placed = placed[placed["row"].isin(founded.takers)]
    return pd.concat([decision.named, placed], ignore_index=True)


def _linked(joined: pd.DataFrame, seen: pd.DataFrame, uses: pd.DataFrame, table: str) -> pd.DataFrame:
    records = seen.loc[joined["row"]].set_axis(joined.index)
    ids = uses["occupancy_id"].reindex(joined["use"]).set_axis(joined.index)
    return rows(records, table, LinkOutcome.LINKED, sentences(joined), scored=joined, occupancy_id=ids)


def _founded(founded: Founded, seen: pd.DataFrame, table: str) -> list[pd.DataFrame]:
    """Link rows of sightings that founded an occupancy, and of those with the same name."""
    founders, followers = founded.founders, founded.followers
    first = seen.loc[founders["row"]].set_axis(founders.index)
    same = seen.loc[followers["row"]].set_axis(followers.index)
    leader = seen.loc[followers["leader"]].set_axis(followers.index)
    reason = (
        "Zelfde plaats en naam als "
        + leader["source"]
        + " "
        + leader["record_id"]
        + ". "
        + sentences(followers)
    )
    return [
        rows(first, table, LinkOutcome.OWN_OCCUPANCY, _FOUNDED, occupancy_id=founders["occupancy_id"]),
        rows(
            same, table, LinkOutcome.LINKED, reason, scored=followers, occupancy_id=followers["occupancy_id"]
        ),
    ]


def _not_linked(
    off_park: pd.DataFrame,
    seen: pd.DataFrame,
    joined: pd.DataFrame,
    decision: Decision,
    founded: Founded,
    table: str,
) -> list[pd.DataFrame]:
    """Link rows of sightings without an occupancy."""
    near = seen.index.isin(decision.near["row"]) & ~seen.index.isin(joined["row"])
    near &= ~seen.index.isin(founded.founders["row"]) & ~seen.index.isin(founded.followers["row"])
    placed = off_park["placed"].astype(bool)
    lost = off_park[~placed]
    return [
        rows(seen[near], table, LinkOutcome.NEAR_MISS, _LISTED),
        rows(seen.loc[founded.lapsed], table, LinkOutcome.OVERTAKEN, _LAPSED),
        rows(off_park[placed], table, LinkOutcome.OUTSIDE_TERREIN, _OFF),
        rows(lost, table, LinkOutcome.NO_LOCATION, lost["no_match_reason"]),
    ]


def named(uses: pd.DataFrame, seen: pd.DataFrame, joined: pd.DataFrame) -> pd.DataFrame:
    """Give occupancies without a name that of the first sighting that has one.

    Parameters
    ----------
    joined
        Pairs ``row`` and ``use`` that are linked.
    """
    told = joined[["row", "use"]].assign(
        **seen.loc[joined["row"], ["title", "names", "source"]].reset_index(drop=True)
    )
    told = told[told["title"].notna()].sort_values("row").drop_duplicates("use").set_index("use")
    told = told[uses["name"].reindex(told.index).isna()]
    table = uses.copy()
    table.loc[told.index, ["name", "names", "name_source"]] = told[["title", "names", "source"]].to_numpy()
    return table


def _near(near: pd.DataFrame, seen: pd.DataFrame, uses: pd.DataFrame, table: str) -> pd.DataFrame:
    records = seen.loc[near["row"]].set_axis(near.index)
    ids = uses["occupancy_id"].reindex(near["use"]).set_axis(near.index)
    return rows(records, table, LinkOutcome.NEAR_MISS, near["reason"], scored=near, occupancy_id=ids)
