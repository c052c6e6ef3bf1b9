"""Tables of a run to the plain data that the page reads; see ``columns`` and ``packing`` for its form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from theseus.draw import besides
from theseus.draw.columns import dictionary, dutch_date, keyed, plain
from theseus.draw.kinds import kinds
from theseus.draw.packing import small
from theseus.draw.sbi import section
from theseus.errors import ContractError

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from theseus.draw.data import MapData, RuleNote
    from theseus.model import SourceReport

LON_LAT = "EPSG:4326"
DECIMALS = 6  # of a degree; some 10 cm
_PER_DEGREE = 10**DECIMALS

# What the first picture is drawn from: everything else may come a moment later.
FIRST = ("region", "asOf", "day", "alarm", "parks", "sources")
FIRST_ITEMS = ("corner", "lat", "lon", "spot", "kind", "park")


def payload(data: MapData) -> dict[str, Any]:
    """Turn the tables of a run into the plain data that the page reads.

    Rows are sorted by urgency, park and name, so the same tables in any order give the same result.

    Raises
    ------
    ContractError
        If an occupancy has no point, no label, or no park on this map.
    """
    parks = data.terreinen.sort_values(["name", "terrein_id"], kind="stable").reset_index(drop=True)
    rows = _rows(data, parks)
    ids = pd.Index(rows["occupancy_id"])  # one for all: it remembers where each id is
    rules = sorted(data.rules, key=lambda rule: (not rule.hard, not rule.gate, -rule.weight, rule.id))
    return {
        "region": data.region_name,
        "asOf": dutch_date(data.as_of),
        "day": data.as_of.isoformat(),
        "madeWith": data.made_with,
        "alarm": list(data.alarm),
        "parks": _parks(parks),
        "items": _items(rows, data),
        "rules": [_rule(rule) for rule in rules],
        "findings": keyed(
            ids, data.findings, "rule", ["outcome", "sentence", "sources", "observed_on"],
            [rule.id for rule in rules] or sorted(data.findings["rule"].unique()),
        ),
        "questions": keyed(
            ids, data.open_questions, "question", ["text", "why", "sources", "step", "cost_eur"],
            sorted(data.open_questions["question"].unique()),
        ),
        **besides.layers(data, ids),
        "sources": [_source(report, data.as_of) for report in data.sources],
    }  # fmt: skip


def parted(whole: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part the data of a page into what its first picture needs, and the rest; ``items`` are in both."""
    first = {name: whole[name] for name in FIRST}
    rest = {name: part for name, part in whole.items() if name not in first}
    items = whole["items"]
    first["items"] = {name: items[name] for name in FIRST_ITEMS}
    rest["items"] = {name: part for name, part in items.items() if name not in FIRST_ITEMS}
    return first, rest


def _rows(data: MapData, parks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Occupancies with label, symbol and park number, the most urgent first."""
    rows = data.occupancies.merge(data.labels, on="occupancy_id", how="left", validate="one_to_one")
    rows["park"] = pd.Index(parks["terrein_id"]).get_indexer(rows["terrein_id"])
    _refuse(rows, rows["label"].isna(), "heeft geen label")
    _refuse(rows, pd.Series(rows["park"] < 0), "ligt op een terrein dat niet op de kaart staat")
    _refuse(rows, rows.geometry.isna() | rows.geometry.is_empty, "heeft geen plaats")
    rows["kind"] = kinds(rows)
    order = rows.assign(urgency=-rows["kind"]).sort_values(
        ["urgency", "park", "name", "occupancy_id"], kind="stable"
    )
    return order.reset_index(drop=True)


def _refuse(rows: pd.DataFrame, wrong: pd.Series, what: str) -> None:
    if wrong.any():
        first = rows.loc[wrong.to_numpy(dtype=bool), "occupancy_id"].iloc[0]
        raise ContractError(f"Kaart: gebruik {first} {what} (en {int(wrong.sum()) - 1} andere).")


def _parks(parks: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    shapes = shapely.transform(parks.geometry.to_crs(LON_LAT).to_numpy(), lambda xy: xy.round(DECIMALS))
    return [
        {"name": name, "area": round(area / 10_000, 1), "shape": json.loads(shape)}
        for name, area, shape in zip(
            parks["name"], parks["area_m2"].astype(float), shapely.to_geojson(shapes), strict=True
        )
    ]


def _items(rows: gpd.GeoDataFrame, data: MapData) -> dict[str, Any]:
    points = rows.geometry.to_crs(LON_LAT)
    lat, lon = (_whole(degrees.to_numpy()) for degrees in (points.y, points.x))
    corner = [int(part.min(initial=0)) if len(part) else 0 for part in (lat, lon)]
    known = (rows["known_share"].astype("Float64") * 100).round().astype("Int64")
    codes = rows["municipality_code"]
    names = codes.map(dict(data.municipalities)).astype("string")
    return {
        "corner": [part / _PER_DEGREE for part in corner],
        "lat": (lat - corner[0]).astype(np.uint32),
        "lon": (lon - corner[1]).astype(np.uint32),
        "spot": small(_spots(lat, lon)),
        "id": rows["occupancy_id"].tolist(),
        "kind": small(rows["kind"]),
        "park": small(rows["park"]),
        "name": plain(rows["name"]),
        "kvk": plain(rows["kvk_number"]),
        "known": small(known.fillna(0).to_numpy(dtype=np.int64)),
        "users": small(rows["users_on_unit"].fillna(0).to_numpy(dtype=np.int64)),
        "address": dictionary(rows["address"]),
        "municipality": dictionary(names.fillna(codes)),
        "nameSource": dictionary(rows["name_source"]),
        "noMatch": dictionary(rows["no_match_reason"]),
        "because": dictionary(rows["because"]),
        "step": dictionary(rows["next_step"]),
        "cost": dictionary(rows["next_step_cost_eur"]),
        "review": dictionary(rows["review"]),
        "overridden": dictionary(rows["overridden"]),
        **_activity(rows["occupancy_id"], data.activities),
    }


def _whole(degrees: np.ndarray) -> np.ndarray:
    return np.asarray(np.round(degrees * _PER_DEGREE), dtype=np.int64)


def _spots(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Number the places; rows come urgent first, so places do too."""
    return np.asarray(pd.factorize(lat * (1 << 32) + lon)[0])


def _activity(ids: pd.Series, activities: pd.DataFrame | None) -> dict[str, Any]:
    nothing = pd.DataFrame({"occupancy_id": [], "activity": [], "sbi": []}, dtype="string")
    table = (nothing if activities is None else activities).set_index("occupancy_id")
    mine = table.reindex(ids)
    sections = {codes: section(codes) for codes in mine["sbi"].dropna().unique()}
    return {
        "activity": dictionary(mine["activity"]),
        "sbi": dictionary(mine["sbi"].map(sections).astype("string")),
    }


def _rule(rule: RuleNote) -> dict[str, Any]:
    return {
        "id": rule.id,
        "statement": rule.statement,
        "gate": rule.gate,
        "hard": rule.hard,
        "suspended": rule.suspended,
        "meansNot": rule.means_not,
    }


def _source(report: SourceReport, as_of: dt.date) -> dict[str, Any]:
    day = report.delivered_on
    return {
        "id": report.source,
        "title": report.title,
        "freshness": report.freshness.value,
        "troubled": report.troubled,
        "reason": " ".join(report.problems) if report.troubled else "",
        "date": dutch_date(day) if day else "",
        "day": day.isoformat() if day else "",
        "age": report.age_days(as_of),
        "rows": report.rows_kept,
    }
