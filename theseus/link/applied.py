"""What became of each standing judgement in this run: applied, or why not. Read from the result itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.contracts import JUDGEMENT_USE
from theseus.link.homes import SIGHTINGS
from theseus.link.judging import DIFFERENT, SAME
from theseus.model import LinkOutcome
from theseus.tables import conform, empty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from theseus.link.judging import Judged
    from theseus.link.settings import Linked

JUDGED_TABLES = ("vestiging", *SIGHTINGS, "publication")
_WHO = ["source", "record_id"]
_ABSENT = "Dit record zit niet in de leveringen van nu; het oordeel blijft staan."
_NO_TARGET = "Dit gebruik of deze plaats is er niet (meer); het oordeel blijft staan."
_OWN = "Niet uit te voeren: dit gebruik is er juist door dit record. Wijs een ander gebruik aan."
_NOT_DONE = {
    "zelfde": "Niet gekoppeld: hier zijn meerdere gebruiken, of het record gaat over wie er eerder was.",
    "verschillend": "Nog gekoppeld: een ander oordeel zegt dat dit hetzelfde is.",
    "onzeker": "Staat niet op de lijst: een ander oordeel beslist al over dit record.",
}
_DONE = {
    "zelfde": "Gekoppeld.",
    "verschillend": "Niet gekoppeld.",
    "onzeker": "Staat op de lijst van mogelijke koppelingen.",
}


def applied(
    judged: Judged, records: Mapping[str, pd.DataFrame], linked: Linked, unit_ids: pd.Series
) -> pd.DataFrame:
    """Tell of each standing judgement what it did.

    Parameters
    ----------
    records
        Record tables by name.
    unit_ids
        Ids of all units of the BAG.

    Returns
    -------
    pandas.DataFrame
        Contract ``judgement_use``.
    """
    said = judged.table
    if said.empty:
        return empty(JUDGEMENT_USE)
    tables = pd.concat([records[name][_WHO].assign(table=name) for name in JUDGED_TABLES])
    here = said.merge(tables.drop_duplicates(_WHO), on=_WHO, how="left")["table"].set_axis(said.index)
    # A vestiging is judged by its unit, and so is a record that was judged against a whole unit.
    by_unit = (said["whole"] | (here == "vestiging")).fillna(value=False).astype(bool)
    links = linked.links[linked.links["occupancy_id"].notna()]
    together = _holds(said, links, by_unit=by_unit) | _followed(judged, links)
    listed = _holds(said, linked.near_misses, by_unit=by_unit)
    verdict = said["verdict"]
    done = pd.Series(np.select([verdict == SAME, verdict == DIFFERENT], [together, ~together], listed))
    known = said["occupancy_id"].isin(linked.occupancies["occupancy_id"]) | together
    known |= by_unit & said["unit_id"].isin(unit_ids)
    use = said.assign(applied=done.astype(bool) & known & here.notna())
    told = said["verdict"].map(_NOT_DONE).mask(_is_own(said) & (verdict != SAME), _OWN)
    told = said["verdict"].map(_DONE).where(use["applied"], told)
    return conform(use.assign(told=told.mask(~known, _NO_TARGET).mask(here.isna(), _ABSENT)), JUDGEMENT_USE)


def _is_own(said: pd.DataFrame) -> pd.Series:
    """Whether a judgement is of a record and the occupancy that it founds itself."""
    return said["occupancy_id"].str.split("@").str[1] == said["source"] + "-" + said["record_id"]


def _holds(said: pd.DataFrame, links: pd.DataFrame, *, by_unit: pd.Series) -> pd.Series:
    """Whether links has the pair of each judgement, or one with the same unit."""
    units = links.assign(unit_id=links["occupancy_id"].str.split("@").str[0])
    exact = pd.MultiIndex.from_frame(said[[*_WHO, "occupancy_id"]]).isin(
        pd.MultiIndex.from_frame(links[[*_WHO, "occupancy_id"]])
    )
    same_unit = pd.MultiIndex.from_frame(said[[*_WHO, "unit_id"]]).isin(
        pd.MultiIndex.from_frame(units[[*_WHO, "unit_id"]])
    )
    return pd.Series(np.where(by_unit, same_unit, exact), index=said.index, dtype=bool)


def _followed(judged: Judged, links: pd.DataFrame) -> pd.Series:
    """Whether a judgement was applied by taking two records to one occupancy."""
    follows = judged.follows
    own = links[[*_WHO, "occupancy_id"]]
    lead = own.set_axis(["leader_source", "leader_record", "occupancy_id"], axis=1)
    both = follows.merge(own, on=_WHO).merge(lead, on=["leader_source", "leader_record", "occupancy_id"])
    return judged.table["judgement_id"].isin(both["judgement_id"])


def late(
    judged: Judged, records: Mapping[str, pd.DataFrame], linked: Linked, use: pd.DataFrame
) -> pd.DataFrame:
    """Find judgements that join a sighting with an occupancy founded in the same or a later round.

    Whoever comes last follows the other.

    Returns
    -------
    pandas.DataFrame
        As ``Judged.follows``.
    """
    if use["applied"].all():
        return judged.follows[:0]
    order = {name: turn for turn, name in enumerate(SIGHTINGS)}
    tables = pd.concat([records[name][_WHO].assign(turn=order[name]) for name in SIGHTINGS])
    missed = judged.table[(judged.table["verdict"] == SAME) & ~use["applied"].to_numpy(dtype=bool)]
    founders = linked.links[linked.links["outcome"] == LinkOutcome.OWN_OCCUPANCY.value]
    founders = founders[[*_WHO, "occupancy_id"]].merge(tables, on=_WHO)
    founders = founders.set_axis(["leader_source", "leader_record", "occupancy_id", "leader_turn"], axis=1)
    found = missed.merge(tables, on=_WHO).merge(founders, on="occupancy_id")
    turned = found["leader_turn"] > found["turn"]
    here, there = found[_WHO].copy(), found[["leader_source", "leader_record"]].copy()
    found[_WHO] = here.mask(turned, there.set_axis(_WHO, axis=1))
    found[["leader_source", "leader_record"]] = there.mask(turned, here.set_axis(there.columns, axis=1))
    return found[["judgement_id", *_WHO, "leader_source", "leader_record", "says"]].reset_index(drop=True)
