"""What the map shows besides labels and reasons: plan, visits, links, near misses, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pyproj import Transformer

from theseus.contracts import CRS
from theseus.draw.columns import dutch_date, keyed, listed, places
from theseus.draw.kinds import kinds
from theseus.draw.packing import small

if TYPE_CHECKING:
    from theseus.draw.data import MapData, PastLabels
    from theseus.model import Inspection

NEVER_THERE = 4  # the code of an occupancy that a past run did not have; 0 to 3 are the symbols
_DAYS = 7


def layers(data: MapData, ids: pd.Index) -> dict[str, Any]:
    """Lay out everything that a map may do without; what was left out is empty.

    Parameters
    ----------
    ids
        The occupancies, in the order of the map.
    """
    return {
        "besides": _besides(data, ids),
        "wouldChange": _listed(ids, data.would_change, ["line"], []),
        "links": _links(data, ids),
        "nearMisses": _near_misses(data, ids),
        "visits": _visits(data, ids),
        "changes": _changes(data, ids),
        "history": [_past(past, ids) for past in data.history],
        "since": _since(data, ids),
        "inspections": _inspections(data, ids),
    }


def _listed(ids: pd.Index, table: pd.DataFrame | None, fields: list[str], order: list[str]) -> dict[str, Any]:
    if table is None:
        table = pd.DataFrame({name: pd.Series(dtype="string") for name in ["occupancy_id", *fields, *order]})
    return listed(ids, table, fields, order)


def _besides(data: MapData, ids: pd.Index) -> dict[str, Any]:
    fields = ["text", "value", "source", "observed_on"]
    table = data.besides
    if table is None:
        table = pd.DataFrame(
            {name: pd.Series(dtype="string") for name in ["occupancy_id", "question", *fields]}
        )
    return dict(keyed(ids, table, "question", fields, sorted(table["question"].unique())))


def _links(data: MapData, ids: pd.Index) -> dict[str, Any]:
    table = data.links
    if table is not None:
        score = table["score"].astype("Float64").mul(100).round().astype("Int64")
        table = table.assign(score=score)
    return _listed(ids, table, ["source", "record_id", "outcome", "score", "reason"], ["source", "record_id"])


def _near_misses(data: MapData, ids: pd.Index) -> dict[str, Any]:
    """Records that may belong to an occupancy, with the occupancy that they are now counted with, if any."""
    table = data.near_misses
    if table is not None:
        other = _linked_now(table, data.links)
        place = ids.get_indexer(other.fillna(""))
        score = table["score"].astype("Float64").mul(100).round().astype("Int64")
        table = table.assign(score=score, other=place + 1)
    found = _listed(ids, table, ["source", "record_id", "score", "reason", "other"], ["source", "record_id"])
    other = found["fields"].pop("other")
    rows = np.array([0, *other["texts"]], dtype=np.int64)
    return found | {"other": small(rows[other["codes"]])}


def _linked_now(table: pd.DataFrame, links: pd.DataFrame | None) -> pd.Series:
    nowhere = pd.Series(pd.NA, index=table.index, dtype="string")
    if links is None:
        return nowhere
    now = links.loc[links["occupancy_id"].notna()].drop_duplicates(["source", "record_id"])
    by_record = now.set_index(["source", "record_id"])["occupancy_id"]
    keys = pd.MultiIndex.from_frame(table[["source", "record_id"]])
    return pd.Series(by_record.reindex(keys).array, index=table.index, dtype="string")


def _visits(data: MapData, ids: pd.Index) -> dict[str, Any]:
    """Visits that stand, the last one of each occupancy first."""
    table = data.visits
    if table is not None:
        table = table[table["withdrawn_by"].isna()]
        day = table["visited_on"]
        table = table.assign(back=-day.astype("int64"), day=day.dt.strftime("%Y-%m-%d").astype("string"))
    return _listed(ids, table, ["day", "visited_on", "result", "step", "theme"], ["back"])


def _changes(data: MapData, ids: pd.Index) -> dict[str, Any]:
    table = data.changes
    if table is not None:
        table = table.assign(on=pd.to_datetime(table["as_of"]))
    return _listed(ids, table, ["on", "old", "new", "detail"], ["on"] if table is not None else [])


def _past(past: PastLabels, ids: pd.Index) -> dict[str, Any]:
    """One kept run: what each occupancy of today was then, and how many of then are gone."""
    kind = np.full(len(ids), NEVER_THERE, dtype=np.uint8)
    place = places(ids, past.labels["occupancy_id"])
    kind[place[place >= 0]] = kinds(past.labels).to_numpy()[place >= 0]
    return {
        "day": past.as_of.isoformat(),
        "date": dutch_date(past.as_of),
        "kind": kind,
        "gone": int((place < 0).sum()),
    }


def _since(data: MapData, ids: pd.Index) -> dict[str, Any]:
    """Say what changed since a week ago: beside the newest run of at least seven days before."""
    old = [past for past in data.history if (data.as_of - past.as_of).days >= _DAYS]
    if not old:
        return {"date": "", "changed": np.zeros(len(ids), dtype=np.uint8)}
    then, now = _past(old[-1], ids)["kind"], _past(data.history[-1], ids)["kind"]
    changed = np.where(then == NEVER_THERE, 2, np.where(then != now, 1, 0))
    return {"date": dutch_date(old[-1].as_of), "changed": small(changed)}


def _inspections(data: MapData, ids: pd.Index) -> list[dict[str, Any]]:
    """The plan, in order of time; visits of occupancies that are not on this map are counted, not shown."""
    to_degrees = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    order = sorted(data.inspections, key=lambda one: (one.session.date, one.session.session_id))
    return [_inspection(one, ids, data, to_degrees) for one in order if one.visits]


def _inspection(one: Inspection, ids: pd.Index, data: MapData, to_degrees: Transformer) -> dict[str, Any]:
    session = one.session
    rows = ids.get_indexer([visit.occupancy_id for visit in one.visits])
    here = [(int(row), visit) for row, visit in zip(rows, one.visits, strict=True) if row >= 0]
    ends = [place and _degrees(place, to_degrees) for place in (session.depot, session.finish)]
    return {
        "date": dutch_date(session.date),
        "time": f"{session.start:%H:%M}–{session.end:%H:%M}",
        "municipality": data.municipalities.get(session.municipality_code, session.municipality_code),
        "rhythm": session.rhythm,
        "theme": session.theme or "",
        "partners": ", ".join(session.partners),
        "rows": [row for row, _ in here],
        "teams": [visit.team for _, visit in here],
        "arrivals": [f"{visit.arrival:%H:%M}" for _, visit in here],
        "elsewhere": len(one.visits) - len(here),
        "depot": ends[0],
        "finish": ends[1],
    }


def _degrees(place: tuple[float, float], to_degrees: Transformer) -> list[float]:
    lon, lat = to_degrees.transform(*place)
    return [round(lat, 6), round(lon, 6)]
