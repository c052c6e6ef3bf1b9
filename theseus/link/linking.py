"""The whole of link, top to bottom."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import JUDGEMENT_USE, RECORDS
from theseus.link import outcomes, readings
from theseus.link.applied import applied, late
from theseus.link.attached import of_attached, with_geocodes
from theseus.link.homes import SIGHTINGS
from theseus.link.judging import standing
from theseus.link.municipalities import boundaries
from theseus.link.occupancies import finish
from theseus.link.outcomes import Round
from theseus.link.places import points
from theseus.link.publications import of_publications
from theseus.link.register import occupy
from theseus.link.rounds import World, settle_kind
from theseus.link.settings import Linked, LinkSettings
from theseus.link.terreinen import choose, chosen, overlaps
from theseus.link.units import describe
from theseus.tables import conform, empty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from theseus.link.judging import Judged

_ADDRESSED = ("vestiging", *SIGHTINGS, "publication")


def link(
    records: Mapping[str, pd.DataFrame],
    settings: LinkSettings,
    *,
    unit_sources_complete: bool,
    judgements: pd.DataFrame | None = None,
) -> Linked:
    """Bring the records of all sources together as occupancies, and account for every record.

    Parameters
    ----------
    records
        Tables of ``contracts.RECORDS`` by name; a missing one is empty. The order of their rows
        plays no part.
    settings
        The region's municipalities, preferences and thresholds.
    unit_sources_complete
        True if the BAG delivery held verblijfsobjecten at all. If not, an address cannot be
        said to be missing from the BAG.
    judgements
        What people said of links (contract ``link_judgement``). Those that stand win over the matcher.

    Returns
    -------
    Linked
        Tables sorted by their keys; equal records and judgements give equal tables.

    Raises
    ------
    ContractError
        If a table breaks its contract.
    """
    known = {name: _in_order(records.get(name), name) for name in RECORDS}
    judged = standing(judgements)
    linked = _linked(known, settings, judged, unit_sources_complete=unit_sources_complete)
    follows = late(judged, known, linked, linked.judgements)
    if follows.empty:
        return linked
    # The occupancy of a judgement can be founded after its record was settled: then who comes last follows.
    judged = dataclasses.replace(judged, follows=follows)
    return _linked(known, settings, judged, unit_sources_complete=unit_sources_complete)


def _linked(
    known: Mapping[str, pd.DataFrame], settings: LinkSettings, judged: Judged, *, unit_sources_complete: bool
) -> Linked:
    borders = boundaries(known["area"])
    parks = choose(known["terrein"], borders, settings)
    units = with_geocodes(describe(known, parks.table), known["geocode"])
    places = readings.places(units)
    # A frame that looks after its geometry is slow in all that has nothing to do with it.
    read = {name: readings.read(pd.DataFrame(known[name]), units, places) for name in _ADDRESSED}
    register = occupy(
        read["vestiging"][0], units, parks, settings, judged, unit_sources_complete=unit_sources_complete
    )
    world = World(units, parks, settings, judged, register.users, unit_sources_complete)
    state = _told(register.round, read["vestiging"][1])
    for table in SIGHTINGS:
        state = _after(state, settle_kind(read[table][0], table, state, world), read[table][1])
    published = of_publications(read["publication"][0], state, register.users, units, parks, judged)
    state = _after(state, published, read["publication"][1])
    uses = state.uses
    links = [*state.links, outcomes.of_terreinen(parks), outcomes.of_areas(known["area"], borders)]
    links += [*outcomes.of_bag(known, units, uses), *of_attached(known, units, uses)]
    linked = Linked(
        terreinen=chosen(parks),
        overlaps=overlaps(parks, points(units.table["geometry"])),
        occupancies=finish(uses, parks, borders),
        links=outcomes.gather(links),
        near_misses=outcomes.gather(state.near),
        judgements=empty(JUDGEMENT_USE),
    )
    return dataclasses.replace(linked, judgements=applied(judged, known, linked, units.table["unit_id"]))


def _told(turn: Round, notes: pd.DataFrame) -> Round:
    """Tell how addresses were read, and once where a record went that has several."""
    links = pd.concat([part for part in turn.links if len(part)] or turn.links)
    return Round(turn.uses, [outcomes.once(outcomes.with_notes(links, notes))], turn.near)


def _after(before: Round, turn: Round, notes: pd.DataFrame) -> Round:
    turn = _told(turn, notes) if turn.links else turn
    return Round(turn.uses, before.links + turn.links, before.near + turn.near)


def _in_order(table: pd.DataFrame | None, name: str) -> pd.DataFrame:
    """Conform a record table and sort it by its key, so that row order cannot matter."""
    if table is None or table.empty:
        return empty(RECORDS[name])
    return conform(table, RECORDS[name]).sort_values(["source", "record_id"], ignore_index=True)
