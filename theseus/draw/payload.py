"""Tables to the data block of the map: columns, with dictionaries for texts that come back.

The browser gets column arrays. A text column is ``{"texts": [...], "codes": [...]}``: the distinct
texts and, per row, which one (-1 for none). Findings and questions are stored once per distinct
combination; ``count`` says how many each row of ``items`` has, ``combo`` which ones, row after row.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from theseus.errors import ContractError
from theseus.model import Label, Outcome

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from theseus.draw.data import MapData
    from theseus.model import SourceReport

LON_LAT = "EPSG:4326"
DECIMALS = 6  # of a degree; some 10 cm

# The position is the code of the symbol in the browser (symbols.js); more urgent is higher.
KINDS = (Label.GREEN.value, Label.WHITE.value, "voorstel rood", Label.RED.value)
PROPOSED_RED = 2

OUTCOMES = [Outcome.IRREGULAR.value, Outcome.UNKNOWN.value, Outcome.FINE.value]
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


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
    return {
        "region": data.region_name,
        "asOf": dutch_date(data.as_of),
        "parks": _parks(parks),
        "items": _items(rows),
        "findings": _details(
            rows["occupancy_id"],
            data.findings.assign(rank=data.findings["outcome"].map(OUTCOMES.index).astype("int64")),
            {"outcome": "outcome", "sentence": "sentence", "sources": "sources", "date": "observed_on"},
            order=["rank", "rule"],
        ),
        "questions": _details(
            rows["occupancy_id"],
            data.open_questions,
            {"text": "text", "why": "why", "sources": "sources", "step": "step", "cost": "cost_eur"},
            order=["cost_eur", "question"],
        ),
        "sources": [_source(report, data.as_of) for report in data.sources],
    }


def as_json(value: dict[str, Any]) -> str:
    """Write data so that nothing in it can end a script block: pure ASCII without ``<``."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def dutch_date(day: dt.date) -> str:
    """Write a date as Dutch readers do: 16 november 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _rows(data: MapData, parks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Occupancies with label, symbol and park number, the most urgent first."""
    rows = data.occupancies.merge(data.labels, on="occupancy_id", how="left", validate="one_to_one")
    rows["park"] = pd.Index(parks["terrein_id"]).get_indexer(rows["terrein_id"])
    _refuse(rows, rows["label"].isna(), "heeft geen label")
    _refuse(rows, pd.Series(rows["park"] < 0), "ligt op een terrein dat niet op de kaart staat")
    _refuse(rows, rows.geometry.isna() | rows.geometry.is_empty, "heeft geen plaats")
    # A proposal is never shown as a confirmed red, whatever the label column says.
    proposed = rows["proposed_red"].fillna(value=False).astype(bool)
    rows["kind"] = rows["label"].map(KINDS.index).astype("int64").mask(proposed, PROPOSED_RED)
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


def _items(rows: gpd.GeoDataFrame) -> dict[str, Any]:
    points = rows.geometry.to_crs(LON_LAT)
    known = (rows["known_share"].astype("Float64") * 100).round().astype("Int64")
    return {
        "id": rows["occupancy_id"].tolist(),
        "lat": points.y.round(DECIMALS).tolist(),
        "lon": points.x.round(DECIMALS).tolist(),
        "kind": rows["kind"].tolist(),
        "park": rows["park"].tolist(),
        "name": _plain(rows["name"]),
        "kvk": _plain(rows["kvk_number"]),
        "known": _plain(known),
        "users": _plain(rows["users_on_unit"]),
        "address": _dictionary(rows["address"]),
        "nameSource": _dictionary(rows["name_source"]),
        "noMatch": _dictionary(rows["no_match_reason"]),
        "because": _dictionary(rows["because"]),
        "step": _dictionary(rows["next_step"]),
        "cost": _dictionary(rows["next_step_cost_eur"]),
        "review": _dictionary(rows["review"]),
    }


def _plain(column: pd.Series) -> list[Any]:
    """Values as JSON knows them; None where there is none."""
    values = column.astype(object)
    return list(values.where(column.notna(), None))


def _dictionary(column: pd.Series) -> dict[str, list[Any]]:
    """Distinct values in order of appearance, and per row which one (-1 for none)."""
    codes, texts = pd.factorize(column)
    return {"texts": _plain(pd.Series(texts)), "codes": codes.tolist()}


def _details(
    ids: pd.Series, table: pd.DataFrame, columns: dict[str, str], *, order: list[str]
) -> dict[str, Any]:
    """Rows of a detail table per occupancy, each distinct combination stored once."""
    table = table.assign(item=pd.Index(ids).get_indexer(table["occupancy_id"]))
    table = table[table["item"] >= 0].sort_values(["item", *order], kind="stable")
    combo = np.zeros(len(table), dtype=np.int64)
    for name in columns.values():
        codes, texts = pd.factorize(table[name])
        # Factorised again at every step, so that the product stays within 64 bits.
        combo, _ = pd.factorize(combo * (len(texts) + 1) + codes + 1)
    first = np.unique(combo, return_index=True)[1]
    distinct = table.iloc[first]
    return {
        "count": np.bincount(table["item"], minlength=len(ids)).tolist(),
        "combo": combo.tolist(),
        **{short: _dictionary(_readable(distinct[name])) for short, name in columns.items()},
    }


def _readable(column: pd.Series) -> pd.Series:
    """Dates as Dutch text; other columns as they are."""
    if not pd.api.types.is_datetime64_any_dtype(column):
        return column
    days = {day: dutch_date(day) for day in column.dropna().unique()}
    return column.map(days).astype("string")


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
