"""What people said of links, and how it binds the matcher: pure functions over tables.

"zelfde" forces a link, "verschillend" forbids it, "onzeker" keeps the pair on the list of possible links. A
judgement is of a record and an occupancy, or of a record and a unit (an id without "@"). Of a vestiging it is
always the unit that is judged: a registered user is its own occupancy wherever it is.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import LINK_JUDGEMENT, NO_UNIT
from theseus.link.score import SCORES, sentences
from theseus.tables import conform

if TYPE_CHECKING:
    from theseus.link.deciding import Decision

SAME, DIFFERENT, UNSURE = "zelfde", "verschillend", "onzeker"
BY_PERSON = "persoon"
_WHO = ["source", "record_id"]
_NOT_COMPARED = "Dit paar is niet vergeleken."


@dataclass(frozen=True)
class Judged:
    """The judgements that stand.

    Attributes
    ----------
    table
        Contract ``link_judgement``, the standing rows, with ``unit_id`` (what stands before the "@"),
        ``whole`` (it is of a unit, not of one occupancy) and ``says`` (who said it when and why).
    follows
        Records that go where another record goes: ``judgement_id``, ``source``, ``record_id``,
        ``leader_source``, ``leader_record`` and ``says``.
    """

    table: pd.DataFrame
    follows: pd.DataFrame


def standing(judgements: pd.DataFrame | None) -> Judged:
    """Prepare the judgements that stand.

    Parameters
    ----------
    judgements
        Contract ``link_judgement``; None for no judgements.
    """
    table = conform(
        pd.DataFrame(columns=LINK_JUDGEMENT.names) if judgements is None else judgements, LINK_JUDGEMENT
    )
    table = table[table["standing"].astype(bool)].sort_values("judgement_id", ignore_index=True)
    day = table["judged_at"].dt.strftime("%d-%m-%Y").astype("string")
    says = table["verdict"].str.capitalize() + " volgens " + table["judged_by"] + " op " + day + ": "
    table["says"] = says + table["reason"].str.strip().str.rstrip(".") + "."
    table["unit_id"] = table["occupancy_id"].str.split("@").str[0]
    table["whole"] = ~table["occupancy_id"].str.contains("@", regex=False).astype(bool)
    follows = table[["judgement_id", *_WHO, "says"]].assign(leader_source=pd.NA, leader_record=pd.NA)
    return Judged(table, follows[:0].astype({"leader_source": "string", "leader_record": "string"}))


def of(judged: Judged, records: pd.DataFrame, *verdicts: str) -> pd.DataFrame:
    """Judgements of these records: ``row`` (their index) with the columns of ``Judged.table``."""
    said = judged.table[judged.table["verdict"].isin(verdicts)]
    if said.empty:
        return said.assign(row=pd.Series(dtype="int64"))
    asked = records[_WHO].rename_axis("row").reset_index()
    return said.merge(asked, on=_WHO).sort_values(["row", "judgement_id"], ignore_index=True)


def barred(judged: Judged, seen: pd.DataFrame) -> pd.DataFrame:
    """Judgements that keep these records from an occupancy or unit."""
    return of(judged, seen, DIFFERENT, UNSURE)


def by_hand(judged: Judged, records: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    """Pairs of sightings and occupancies that are the same by judgement: ``row``, ``use``, ``says``.

    A unit stands for its occupancy where it has one only.
    """
    said = of(judged, records, SAME)
    if said.empty:
        return said.assign(use=said["row"])[["row", "use", "says"]]
    ids = pd.Series(uses.index, index=uses["occupancy_id"].to_numpy())
    units = uses["occupancy_id"].str.split("@").str[0]
    single = units[~units.duplicated(keep=False)]
    alone = pd.Series(single.index, index=single.to_numpy())
    use = said["occupancy_id"].map(ids).fillna(said["occupancy_id"].map(alone))
    return said.assign(use=use).dropna(subset="use").astype({"use": "int64"})[["row", "use", "says"]]


def allowed(pairs: pd.DataFrame, uses: pd.DataFrame, bars: pd.DataFrame) -> pd.DataFrame:
    """Leave out the pairs (``row``, ``use``) that a judgement forbids or leaves open."""
    return pairs[~_is_barred(pairs, uses, bars)]


def _is_barred(pairs: pd.DataFrame, uses: pd.DataFrame, bars: pd.DataFrame) -> pd.Series:
    if bars.empty or pairs.empty:
        return pd.Series(data=False, index=pairs.index)
    occupancy_id = uses["occupancy_id"].reindex(pairs["use"]).to_numpy()
    asked = pairs[["row"]].assign(occupancy_id=occupancy_id).astype({"occupancy_id": "string"})
    unit_id = asked["occupancy_id"].str.split("@").str[0]
    one = pd.MultiIndex.from_frame(asked).isin(pd.MultiIndex.from_frame(bars[["row", "occupancy_id"]]))
    whole = pd.MultiIndex.from_frame(bars.loc[bars["whole"], ["row", "unit_id"]])
    unit = pd.MultiIndex.from_frame(asked.assign(occupancy_id=unit_id)).isin(whole)
    return pd.Series(one | unit, index=pairs.index)


def unhoused(seen: pd.DataFrame, unit_ids: pd.Series, bars: pd.DataFrame) -> pd.DataFrame:
    """Take sightings off the unit that a judgement says they are not at.

    Parameters
    ----------
    seen
        Sightings from ``homes.prepare``.
    unit_ids
        ``unit_id`` of each sighting's unit (same index, empty if it has none).

    Returns
    -------
    pandas.DataFrame
        ``seen`` with ``says``: why they have no unit; empty where no judgement took it.
    """
    if bars.empty:
        return seen.assign(says=pd.Series(pd.NA, index=seen.index, dtype="string"))
    whole = bars[bars["whole"] & (bars["unit_id"] == unit_ids.reindex(bars["row"]).to_numpy())]
    off = seen.index.isin(whole["row"])
    said = whole.drop_duplicates("row").set_index("row")["says"].reindex(seen.index)
    seen = seen.assign(says=said.astype("string"))
    seen["unit"] = seen["unit"].mask(off)
    seen["home"] = seen["home"].mask(off)
    return seen


def kept_open(decision: Decision, pairs: pd.DataFrame, uses: pd.DataFrame, bars: pd.DataFrame) -> Decision:
    """Add the pairs that somebody is unsure of to the near misses.

    Parameters
    ----------
    pairs
        All compared pairs, those of ``bars`` too.
    """
    unsure = bars[bars["verdict"] == UNSURE]
    if unsure.empty:
        return decision
    ids = uses[["occupancy_id"]].rename_axis("use").reset_index()
    open_pairs = unsure[["row", "occupancy_id", "says"]].merge(ids, on="occupancy_id")
    told = open_pairs.merge(pairs, on=["row", "use"], how="left").drop(columns="occupancy_id")
    near = told.assign(reason=explained(told)).drop(columns="says")
    return dataclasses.replace(decision, near=pd.concat([decision.near, near], ignore_index=True))


def explained(said: pd.DataFrame) -> pd.Series:
    """Write what a person said, and behind it what was computed: columns ``says`` and the scores."""
    computed = said["score"].notna()
    text = sentences(said[computed]).reindex(said.index).fillna(_NOT_COMPARED)
    return (said["says"] + " " + text).astype("string")


def scored_by_person(scored: pd.DataFrame) -> pd.DataFrame:
    """Give pairs the method of a judgement; their scores stay as computed, empty if they were not."""
    return scored.reindex(
        columns=[*scored.columns.union(["score", *SCORES, "name_similarity"], sort=False)]
    ).assign(method=BY_PERSON)


def units_of(judged: Judged, vestigingen: pd.DataFrame, unit_ids: pd.Series) -> pd.DataFrame:
    """Judgements of vestigingen with the position of the unit: ``row``, ``unit``, ``verdict``, ``says``."""
    said = of(judged, vestigingen, SAME, DIFFERENT, UNSURE)
    position = pd.Series(unit_ids.index, index=unit_ids.to_numpy())
    said["unit"] = said["unit_id"].map(position).astype("Int64")
    known = said[said["unit"].notna() & (said["unit_id"] != NO_UNIT)]
    return known.drop_duplicates(["row", "unit"], keep="last")[["row", "unit", "verdict", "says"]]


def at_judged_units(vestigingen: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Put vestigingen on the units that people say are theirs, one row per unit.

    Parameters
    ----------
    said
        From :func:`units_of`.

    Returns
    -------
    pandas.DataFrame
        Index 0, 1, …; with ``judged_unit`` (position) and ``says``, empty where nobody said anything.
    """
    same = said.loc[said["verdict"] == SAME, ["row", "unit", "says"]]
    if same.empty:
        table = vestigingen.assign(judged_unit=pd.NA, says=pd.NA).sort_values(_WHO, kind="stable")
        return table.reset_index(drop=True).astype({"judged_unit": "Int64", "says": "string"})
    who = vestigingen[_WHO].rename_axis("row").reset_index()
    same = same.merge(who, on="row").drop_duplicates([*_WHO, "unit"]).rename(columns={"unit": "judged_unit"})
    judged = pd.MultiIndex.from_frame(vestigingen[_WHO]).isin(pd.MultiIndex.from_frame(same[_WHO]))
    rest = vestigingen[~judged].assign(judged_unit=pd.NA, says=pd.NA)
    first = vestigingen[judged].drop_duplicates(_WHO).merge(same[[*_WHO, "judged_unit", "says"]], on=_WHO)
    table = pd.concat([rest, first]).sort_values(_WHO, kind="stable", ignore_index=True)
    return table.astype({"judged_unit": "Int64", "says": "string"})
