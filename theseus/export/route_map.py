"""The maps of a route: one of the whole, and where that is too wide to find a door by, sheets of its parts.

They are plain figures in centimetres, from the upper left corner, for a typesetter to draw; no tiles, no
network. Every stop has its number and, where it is known, its house number.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import numpy as np

from theseus.export import base_map
from theseus.export.paper import Paper, rounded
from theseus.export.words import house_number, listed
from theseus.export.words import stop as named

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from theseus.export.base_map import Around

WIDTH_CM, HEIGHT_CM, SHEET_HEIGHT_CM = 16.6, 17.0, 10.6
SMALLEST_SPAN_M, SMALLEST_SHEET_M = 300.0, 180.0
DOOR_M = 45.0  # per centimetre: on a wider map than this nobody finds a door
SHEET_M = (420.0, 250.0)  # the stops of one sheet lie within this width and height
APART_CM = np.array([1.3, 0.6])  # between the middles of two numbers: beside each other, and above
ROUNDS = 150


def draw(visits: pd.DataFrame, around: Around, *, several: bool) -> list[dict[str, Any]]:
    """Draw the stops whose place is known.

    Parameters
    ----------
    visits
        Columns ``volgnummer``, ``team``, ``adres``, ``x`` and ``y`` (RD metres).
    several
        True if there is more than one team.

    Returns
    -------
    list of dict
        The map of the whole route, then its sheets, if it needs any; none if no place is known. Each has
        ``title`` (of a sheet), ``width`` and ``height``, what ``base_map.draw`` gives, ``lines`` per team,
        ``stops`` with the place of each number, ``sheets`` that lie on it and ``scale``.
    """
    known = visits.dropna(subset=["x", "y"]).reset_index(drop=True)
    papers = _papers(known[["x", "y"]].to_numpy(dtype=float))
    drawn = [_drawn(known, rows, paper, around, several=several) for paper, rows in papers]
    if drawn[1:]:  # there the house numbers can be read
        for stop in drawn[0]["stops"]:
            stop["house"] = ""
    for name, one, (paper, _) in zip(_letters(), drawn[1:], papers[1:], strict=False):
        drawn[0]["sheets"].append(_mark(name, paper, papers[0][0]))
        texts = tuple(stop["text"] for stop in one["stops"])
        one["title"] = f"Kaart {name}: {'bezoek' if len(texts) == 1 else 'bezoeken'} {listed(texts)}"
    return drawn


def reach(visits: pd.DataFrame) -> list[tuple[float, float, float, float]]:
    """Return the pieces of the Netherlands that the maps of a route show; none if no place is known."""
    points = visits[["x", "y"]].dropna().to_numpy(dtype=float)
    return [paper.box for paper, _ in _papers(points)]


def _papers(points: np.ndarray) -> list[tuple[Paper, np.ndarray]]:
    """The sheet of the whole route and those of its parts, each with the rows of its stops."""
    if not len(points):
        return []
    whole = Paper.around(points, WIDTH_CM, HEIGHT_CM, SMALLEST_SPAN_M)
    groups = list(_groups(points)) if whole.metres > DOOR_M else []
    parts = [(Paper.around(points[g], WIDTH_CM, SHEET_HEIGHT_CM, SMALLEST_SHEET_M), g) for g in groups]
    return [(whole, np.arange(len(points))), *parts]


def _drawn(
    known: pd.DataFrame, shown: np.ndarray, paper: Paper, around: Around, *, several: bool
) -> dict[str, Any]:
    """Draw one map with the stops at some rows; the route goes on where it leaves the paper."""
    points = known[["x", "y"]].to_numpy(dtype=float)
    at, teams = paper.at(points), known["team"].to_numpy(dtype=int)
    labels = _apart(at[shown], paper)
    rows = known.iloc[shown]
    return {
        "title": "",
        "width": paper.width,
        "height": paper.height,
        "lines": [rounded(at[teams == team]) for team in sorted(set(teams.tolist()))],
        "stops": [
            {
                "at": place,
                "label": label,
                "text": named(row["volgnummer"], row["team"], several=several),
                "house": house_number(row["adres"]),
                "team": row["team"],
            }
            for place, label, row in zip(
                rounded(at[shown]), rounded(labels), rows.to_dict("records"), strict=True
            )
        ],
        "sheets": [],
        "scale": paper.scale(),
        **base_map.draw(around, points[shown], paper),
    }


def _groups(points: np.ndarray) -> Iterator[np.ndarray]:
    """Put stops together that fit on one sheet: each time the first that is left, with what is near it."""
    left = np.arange(len(points))
    while len(left):
        near = left[np.argsort(np.linalg.norm(points[left] - points[left[0]], axis=1), kind="stable")]
        group: list[int] = []
        for row in near.tolist():
            span = np.ptp(points[[*group, row]], axis=0)
            if (span <= SHEET_M).all():
                group.append(row)
        yield np.array(sorted(group))
        left = np.setdiff1d(left, group)


def _letters() -> Iterator[str]:
    """A to Z, then AA and on."""
    letters = string.ascii_uppercase
    yield from letters
    yield from (one + other for one in letters for other in letters)


def _mark(name: str, sheet: Paper, whole: Paper) -> dict[str, Any]:
    """The outline of a sheet on the map of the whole."""
    west, south, east, north = sheet.box
    corners = whole.at(np.array([[west, north], [east, south]]))
    return {"name": name, "corners": rounded(corners)}


def _apart(at: np.ndarray, paper: Paper) -> np.ndarray:
    """Push the numbers apart until each can be read, as near to its place as there is room."""
    turn = np.arange(len(at)) * 2.4  # a golden angle: stops at one place leave it in different directions
    labels = at / APART_CM + 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])
    end = np.array([paper.width, paper.height]) / APART_CM - 0.5
    for _ in range(ROUNDS):
        between = labels[:, None] - labels[None, :]
        distance = np.linalg.norm(between, axis=2) + np.eye(len(at)) * 2
        push = np.clip(1 - distance, 0, None) / 2
        if not push.any():
            break
        labels = labels + (between / distance[..., None] * push[..., None]).sum(axis=1)
        labels = np.clip(labels, 0.5, end)
    placed: np.ndarray = labels * APART_CM
    return placed
