"""Rows of contract ``link``: one way to write them, and those of the BAG, park and border records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import LINK
from theseus.link.score import MATCHER_VERSION, SCORES
from theseus.model import LinkOutcome
from theseus.tables import is_in, stack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from theseus.link.terreinen import Parks
    from theseus.link.units import Units

SCORED = ["method", "score", *SCORES, "name_similarity"]
BY_KEY = {"method": "sleutel", "score": 1.0, **dict.fromkeys(SCORES, 0.0), "score_key": 1.0}
_REASONS = {
    "verblijfsobject": "Dit verblijfsobject is de plaats van het gebruik.",
    "pand": "Het gebruik is in dit pand.",
    "adres": "Dit is een adres van het verblijfsobject.",
}
_OFF_PARK = {
    "verblijfsobject": "Het verblijfsobject ligt niet op een bedrijventerrein van deze regio.",
    "pand": "Geen verblijfsobject in dit pand ligt op een bedrijventerrein van deze regio.",
    "adres": "Het verblijfsobject van dit adres ligt niet op een bedrijventerrein van deze regio.",
}


@dataclass(frozen=True)
class Round:
    """What the register or one kind of sightings gives: all occupancies so far, link rows, near misses."""

    uses: pd.DataFrame
    links: list[pd.DataFrame]
    near: list[pd.DataFrame]


def rows(
    records: pd.DataFrame,
    table: str,
    outcome: LinkOutcome,
    reason: str | pd.Series,
    *,
    scored: pd.DataFrame | None = None,
    occupancy_id: pd.Series | None = None,
) -> pd.DataFrame:
    """Write one link row per record.

    Parameters
    ----------
    records
        Records with ``source`` and ``record_id``.
    reason
        Dutch sentence, one for all or per record (same index).
    scored
        Score columns of ``score.weigh`` (same index); without it there is no score.
    occupancy_id
        Per record (same index).
    """
    if records.empty:
        return pd.DataFrame(columns=LINK.names)
    said = reason if isinstance(reason, str) else reason.reindex(records.index)
    row = {
        "source": records["source"],
        "record_id": records["record_id"],
        "table": table,
        "outcome": outcome.value,
        "reason": said,
        "occupancy_id": pd.NA if occupancy_id is None else occupancy_id.reindex(records.index),
        **({} if scored is None else {name: scored[name] for name in SCORED}),
        "matcher_version": MATCHER_VERSION,
    }
    return pd.DataFrame(row, index=records.index)


def gather(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put link rows together as one table of contract ``link``, sorted."""
    order = ["table", "source", "record_id", "occupancy_id"]
    return stack(parts, LINK).sort_values(order, kind="stable", ignore_index=True)


def with_notes(links: pd.DataFrame, notes: pd.DataFrame) -> pd.DataFrame:
    """Put before the reason of a link how the address of its record was read.

    Parameters
    ----------
    links
        Link rows of one record table.
    notes
        ``source``, ``record_id`` and ``note`` of records that were read otherwise than written.
    """
    if notes.empty:
        return links
    told = links[["source", "record_id"]].merge(notes, how="left", on=["source", "record_id"])["note"]
    told = told.where(links["occupancy_id"].notna().to_numpy()).fillna("").astype("string")
    return links.assign(reason=told.to_numpy() + links["reason"])


def once(links: pd.DataFrame) -> pd.DataFrame:
    """Say once where a record went that was looked up at several addresses.

    Linked anywhere, what it is not elsewhere is no outcome; linked nowhere, one reason will do. That
    something is of the place alone is always told.
    """
    who = ["table", "source", "record_id"]
    somewhere = links["occupancy_id"].notna().groupby([links[name] for name in who]).transform("any")
    of_place = links["outcome"] == LinkOutcome.PLACE_ONLY.value
    kept = links[links["occupancy_id"].notna() | of_place | ~somewhere]
    return kept.drop_duplicates([*who, "occupancy_id"])


def of_terreinen(parks: Parks) -> pd.DataFrame:
    """Outcomes of the park drawings: they stand, another one stands, or they lie elsewhere."""
    drawings = parks.drawings
    outside = "Dit terrein ligt buiten de gemeenten van deze regio."
    instead = "Een andere tekening staat voor dit terrein: " + drawings["instead"] + "."
    return pd.concat(
        [
            rows(
                _in_state(parks, "staat"),
                "terrein",
                LinkOutcome.LINKED,
                "Deze tekening staat voor het terrein.",
            ),
            rows(_in_state(parks, "vervangen"), "terrein", LinkOutcome.OVERTAKEN, instead),
            rows(_in_state(parks, "buiten"), "terrein", LinkOutcome.OUTSIDE_TERREIN, outside),
        ]
    )


def _in_state(parks: Parks, state: str) -> pd.DataFrame:
    return parks.drawings[parks.drawings["state"] == state]


def of_areas(areas: pd.DataFrame, boundaries: pd.DataFrame) -> pd.DataFrame:
    """Outcomes of the borders: the newest of each municipality is used, and so are all others."""
    known = areas.merge(
        boundaries[["source", "record_id"]].assign(used=True), how="left", on=["source", "record_id"]
    )
    older = (known["kind"] == "gemeente") & known["used"].isna()
    why = "Gebruikt om te bepalen in welk gebied terreinen en adressen liggen."
    newer = "Van deze gemeente is een nieuwere grens gebruikt."
    return pd.concat(
        [
            rows(known[~older], "area", LinkOutcome.LINKED, why),
            rows(known[older], "area", LinkOutcome.OVERTAKEN, newer),
        ]
    )


def of_bag(
    records: Mapping[str, pd.DataFrame], units: Units, occupancies: pd.DataFrame
) -> list[pd.DataFrame]:
    """Outcomes of the BAG records: each is linked to every occupancy of its unit or pand.

    Parameters
    ----------
    occupancies
        ``occupancy_id``, ``vbo_id_bag`` and ``pand_id_bag`` of all occupancies.
    """
    by_vbo = occupancies[["vbo_id_bag", "occupancy_id"]].dropna()
    unit_panden = units.panden.assign(
        vbo_id_bag=units.table["vbo_id_bag"].reindex(units.panden["unit"]).to_numpy()
    )
    by_pand = unit_panden[["pand_id_bag", "vbo_id_bag"]].merge(by_vbo, on="vbo_id_bag")[
        ["pand_id_bag", "occupancy_id"]
    ]
    own = occupancies.loc[occupancies["pand_id_bag"].notna(), ["pand_id_bag", "occupancy_id"]]
    by_pand = pd.concat([by_pand, own]).drop_duplicates()
    return [
        *_by_key(records["verblijfsobject"], "verblijfsobject", "vbo_id_bag", ["vbo_id_bag"], by_vbo),
        *_of_panden(records["pand"], units, by_pand),
        *_of_addresses(records["adres"], units, by_vbo),
    ]


def _of_panden(records: pd.DataFrame, units: Units, by_pand: pd.DataFrame) -> list[pd.DataFrame]:
    there = is_in(records["pand_id_bag"], units.panden["pand_id_bag"])
    gone = records[~there]
    reason = "Dit pand staat er niet en heeft geen verblijfsobject; status in de BAG: " + gone["status"] + "."
    return [
        rows(gone, "pand", LinkOutcome.NOT_THERE, reason),
        *_by_key(records[there], "pand", "pand_id_bag", ["pand_id_bag"], by_pand),
    ]


def _of_addresses(records: pd.DataFrame, units: Units, by_vbo: pd.DataFrame) -> list[pd.DataFrame]:
    known = is_in(records["vbo_id_bag"], units.table["vbo_id_bag"])
    orphan = "Het verblijfsobject van dit adres zit niet in de levering."
    columns = ["vbo_id_bag", "postcode", "huisnummer", "huisletter", "toevoeging"]
    return [
        rows(records[~known], "adres", LinkOutcome.NO_LOCATION, orphan),
        *_by_key(records[known], "adres", "vbo_id_bag", columns, by_vbo),
    ]


def _by_key(
    records: pd.DataFrame, table: str, key: str, identity: list[str], by_key: pd.DataFrame
) -> list[pd.DataFrame]:
    """Link the newest record of each object to the occupancies with its key."""
    order = records.sort_values(["observed_on", "source", "record_id"], ascending=[False, True, True])
    older = order.duplicated(identity)
    linked = order[~older].merge(by_key, on=key).assign(**BY_KEY, name_similarity=pd.NA)
    outside = order[~older & ~is_in(order[key], by_key[key])]
    return [
        rows(
            linked,
            table,
            LinkOutcome.LINKED,
            _REASONS[table],
            scored=linked,
            occupancy_id=linked["occupancy_id"],
        ),
        rows(
            order[older], table, LinkOutcome.OVERTAKEN, "Een nieuwer record van hetzelfde object is gebruikt."
        ),
        rows(outside, table, LinkOutcome.OUTSIDE_TERREIN, _OFF_PARK[table]),
    ]
