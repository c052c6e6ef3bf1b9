"""The whole of link, top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.contracts import RECORDS
from theseus.link import outcomes
from theseus.link.homes import SIGHTINGS
from theseus.link.municipalities import boundaries
from theseus.link.occupancies import finish
from theseus.link.places import points
from theseus.link.register import occupy
from theseus.link.settings import Linked, LinkSettings
from theseus.link.sightings import settle
from theseus.link.terreinen import choose, chosen, overlaps
from theseus.link.units import describe
from theseus.tables import conform, empty

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def link(
    records: Mapping[str, pd.DataFrame], settings: LinkSettings, *, unit_sources_complete: bool
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

    Returns
    -------
    Linked
        Tables sorted by their keys; equal records give equal tables.

    Raises
    ------
    ContractError
        If a table breaks its contract.
    """
    known = {name: _in_order(records.get(name), name) for name in RECORDS}
    borders = boundaries(known["area"])
    parks = choose(known["terrein"], borders, settings)
    units = describe(known, parks.table)
    register = occupy(known["vestiging"], units, parks, settings, unit_sources_complete=unit_sources_complete)
    uses, links, near = register.uses, register.links, register.near
    for table in SIGHTINGS:
        turn = settle(
            known[table], table, uses, units, parks, settings, unit_sources_complete=unit_sources_complete
        )
        uses, links, near = turn.uses, links + turn.links, near + turn.near
    links += [outcomes.of_terreinen(parks), outcomes.of_areas(known["area"], borders)]
    links += outcomes.of_bag(known, units, uses)
    return Linked(
        terreinen=chosen(parks),
        overlaps=overlaps(parks, points(units.table["geometry"])),
        occupancies=finish(uses, parks, borders),
        links=outcomes.gather(links),
        near_misses=outcomes.gather(near),
    )


def _in_order(table: pd.DataFrame | None, name: str) -> pd.DataFrame:
    """Conform a record table and sort it by its key, so that row order cannot matter."""
    if table is None or table.empty:
        return empty(RECORDS[name])
    return conform(table, RECORDS[name]).sort_values(["source", "record_id"], ignore_index=True)
