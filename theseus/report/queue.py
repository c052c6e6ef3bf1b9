"""The queue of possible links, for people: what a record says, what it looks like, who judged it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What a record is called, per table: the first of these columns that is filled.
NAMED = {
    "vestiging": ("name",),
    "registration": ("name", "facade_name"),
    "street_note": ("facade_name",),
    "poi": ("name",),
    "publication": ("title",),
}
_PAIR = ["source", "record_id", "occupancy_id"]
COLUMNS = [
    *("source", "record_id", "table", "name", "address"),
    *("occupancy_id", "occupancy_name", "occupancy_address"),
    *("score", "reason", "verdict", "judged_by", "judgement_id"),
]


def queue(
    near_misses: pd.DataFrame,
    occupancies: pd.DataFrame,
    records: Mapping[str, pd.DataFrame],
    judgements: pd.DataFrame,
) -> pd.DataFrame:
    """List the pairs that a person may settle, the likeliest first.

    Parameters
    ----------
    near_misses, occupancies
        Tables of the published run (contracts ``link`` and ``occupancy``).
    records
        Accepted records of the run by table; a missing table leaves name and address empty.
    judgements
        Contract ``link_judgement``; those that stand are shown with their pair. One that was given after
        the run is shown too: it counts from the next run on.

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``: the record and what it calls itself, the candidate occupancy, the score and its
        explanation, and ``verdict``, ``judged_by`` and ``judgement_id`` of the standing judgement, if any.
    """
    told = pd.concat([_described(name, records[name]) for name in NAMED if name in records] or [_nothing()])
    uses = occupancies[["occupancy_id", "name", "address"]].add_prefix("occupancy_")
    uses = uses.rename(columns={"occupancy_occupancy_id": "occupancy_id"})
    said = judgements[judgements["standing"].astype(bool)]
    listed = near_misses.merge(told, how="left", on=["table", "source", "record_id"])
    listed = listed.merge(uses, how="left", on="occupancy_id")
    listed = listed.merge(said[[*_PAIR, "verdict", "judged_by", "judgement_id"]], how="left", on=_PAIR)
    order = ["score", *_PAIR]
    return listed.sort_values(order, ascending=[False, True, True, True], ignore_index=True)[COLUMNS]


def _nothing() -> pd.DataFrame:
    columns = ["table", "source", "record_id", "name", "address"]
    return pd.DataFrame({column: pd.array([], dtype="string") for column in columns})


def _described(table: str, records: pd.DataFrame) -> pd.DataFrame:
    """Say of each record what it is called and where it says it is."""
    first, *others = NAMED[table]
    name = records[first]
    for other in others:
        name = name.fillna(records[other])
    return records[["source", "record_id"]].assign(table=table, name=name, address=_address(records))


def _address(records: pd.DataFrame) -> pd.Series:
    door = records["huisnummer"].astype("string") + records["huisletter"].fillna("")
    door = door + (" " + records["toevoeging"]).fillna("")
    street = (records["straat"].fillna("") + " " + door.fillna("")).str.strip()
    town = (records["postcode"].fillna("") + " " + records["woonplaats"].fillna("")).str.strip()
    text = (street + ", " + town).str.strip(", ")
    return text.where(text != "").astype("string")


def not_applied(uses: pd.DataFrame) -> Iterator[str]:
    """Tell in Dutch which standing judgements did nothing in a run, and why.

    Parameters
    ----------
    uses
        Contract ``judgement_use``.
    """
    missed = uses[~uses["applied"].astype(bool)]
    for row in missed.itertuples(index=False):
        pair = f"{row.source} {row.record_id} en {row.occupancy_id}"
        yield f"Oordeel {row.judgement_id} ({row.verdict}: {pair}) is niet toegepast. {row.told}"
