"""A numbered map of a route, drawn from geometry alone: outlines of parks, a line per team, numbered stops.

It gives plain figures in centimetres, from the upper left corner, for a typesetter to draw; no tiles, no
network.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from theseus.export.words import stop

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

WIDTH_CM, HEIGHT_CM = 16.6, 17.0
MARGIN = 0.12  # of the route's span, on each side
SMALLEST_SPAN_M = 300.0
APART_CM = 0.62  # between the middles of two numbers
ROUNDS = 120
SCALES_M = (50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)


def draw(visits: pd.DataFrame, parks: gpd.GeoDataFrame, *, several: bool) -> dict[str, Any] | None:
    """Draw the stops whose place is known.

    Parameters
    ----------
    visits
        Columns ``volgnummer``, ``team``, ``x`` and ``y`` (RD metres).
    parks
        Outlines with a column ``name``, RD New.
    several
        True if there is more than one team.

    Returns
    -------
    dict
        ``width`` and ``height``, ``parks`` with their rings and their northernmost edge, ``lines``,
        ``stops`` with the place of each number, ``scale``; None if no place is known.
    """
    known = visits.dropna(subset=["x", "y"])
    if known.empty:
        return None
    points = known[["x", "y"]].to_numpy(dtype=float)
    frame = _frame(points)
    at = _on_paper(points, frame)
    labels = _apart(at)
    teams = known["team"].to_numpy(dtype=int)
    return {
        "width": WIDTH_CM,
        "height": HEIGHT_CM,
        "parks": _parks(parks, frame),
        "lines": [_rounded(at[teams == team]) for team in sorted(set(teams.tolist()))],
        "stops": [
            {"at": place, "label": label, "text": stop(number, team, several=several), "team": team}
            for place, label, number, team in zip(
                _rounded(at), _rounded(labels), known["volgnummer"].tolist(), teams.tolist(), strict=True
            )
        ],
        "scale": _scale(frame),
    }


def _frame(points: np.ndarray) -> tuple[float, float, float, float]:
    """The piece of the Netherlands on the map, in the proportions of the paper."""
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.maximum((high - low) * (1 + 2 * MARGIN), SMALLEST_SPAN_M)
    per_cm = max(span[0] / WIDTH_CM, span[1] / HEIGHT_CM)
    half = np.array([WIDTH_CM, HEIGHT_CM]) * per_cm / 2
    west, south = (low + high) / 2 - half
    east, north = (low + high) / 2 + half
    return float(west), float(south), float(east), float(north)


def _on_paper(points: np.ndarray, frame: tuple[float, float, float, float]) -> np.ndarray:
    west, _, east, north = frame
    per_cm = (east - west) / WIDTH_CM
    return np.column_stack([(points[:, 0] - west) / per_cm, (north - points[:, 1]) / per_cm])


def _parks(parks: gpd.GeoDataFrame, frame: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    fine = (frame[2] - frame[0]) / 600
    found = []
    near = parks[parks.intersects(shapely.box(*frame))]
    for name, shape in zip(near["name"], near.geometry, strict=True):
        seen = shapely.clip_by_rect(shape.simplify(fine), *frame)
        rings = [np.array(part.exterior.coords) for part in _polygons(seen)]
        if rings:
            west, _, east, north = seen.bounds
            top = _on_paper(np.array([[(west + east) / 2, north]]), frame)
            shown = [_rounded(_on_paper(ring, frame)) for ring in rings]
            found.append({"name": name, "rings": shown, "top": _rounded(top)[0]})
    return found


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _apart(at: np.ndarray) -> np.ndarray:
    """Push the numbers apart until each can be read, as near to its place as there is room."""
    turn = np.arange(len(at)) * 2.4  # a golden angle: stops at one place leave it in different directions
    labels = at + 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])
    for _ in range(ROUNDS):
        between = labels[:, None] - labels[None, :]
        distance = np.linalg.norm(between, axis=2) + np.eye(len(at)) * 2 * APART_CM
        push = np.clip(APART_CM - distance, 0, None) / 2
        if not push.any():
            break
        labels = labels + (between / distance[..., None] * push[..., None]).sum(axis=1)
        labels = np.clip(labels, APART_CM / 2, np.array([WIDTH_CM, HEIGHT_CM]) - APART_CM / 2)
    return labels


def _scale(frame: tuple[float, float, float, float]) -> dict[str, float]:
    per_cm = (frame[2] - frame[0]) / WIDTH_CM
    metres = max((m for m in SCALES_M if m / per_cm <= WIDTH_CM / 4), default=SCALES_M[0])
    return {"metres": metres, "cm": round(metres / per_cm, 3)}


def _rounded(points: np.ndarray) -> list[list[float]]:
    return [[round(float(x), 2), round(float(y), 2)] for x, y in points if math.isfinite(x + y)]
