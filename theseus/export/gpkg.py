"""The roster as GeoPackage, to fill in on a map in QField or QGIS.

Layers and fields have the names of ``contracts.returning``, by which it is read back. The lists to choose
from are in it as well, and the form stands in ``layer_styles``, where QGIS looks for the default style of a
layer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from theseus.atomic import write_bytes
from theseus.contracts import CRS
from theseus.contracts.returning import (
    ANSWER,
    EDITION,
    EDITION_NOW,
    FINDINGS,
    NOTE,
    OUTCOME,
    QUESTION,
    QUESTIONS_LAYER,
    RUN,
    SESSION,
    VISITS_LAYER,
)
from theseus.export import layers, qgis
from theseus.export.roster import BY_RED
from theseus.export.texts import one_line
from theseus.export.words import TRUTH

if TYPE_CHECKING:
    from pathlib import Path

    from theseus.export.base_map import Around
    from theseus.export.need_to_know import Roster
    from theseus.model import Question

ROUND = 200.0  # metres of room around the visits


def field(heading: str) -> str:
    """Return the field that a heading is: ``Bevinding 1`` is ``bevinding_1``."""
    return heading.casefold().replace(" ", "_")


TO_FILL = tuple(field(name) for name in (OUTCOME, *FINDINGS, NOTE))


def write(path: Path, roster: Roster, around: Around) -> None:
    """Write a roster that allows addresses, and a project beside it; what was written half is removed.

    Parameters
    ----------
    around
        Its buildings are shown below the visits.

    Notes
    -----
    A GeoPackage holds the time of writing, so the same roster does not give the same bytes. Questions that
    are answered in words are not in it where answers are chosen: the remark of the visit has room for them.
    """
    tables = {
        VISITS_LAYER: _visits(roster),
        QUESTIONS_LAYER: _questions(roster),
        qgis.CHOICES_LAYER: _choices(roster.heading.questions),
    }
    if not roster.allows("vragen"):
        del tables[QUESTIONS_LAYER]
    if not roster.allows("vragen", "uitkomst"):
        del tables[qgis.CHOICES_LAYER]
    buildings = _buildings(roster.visits, around)
    if len(buildings):
        tables[qgis.BUILDINGS_LAYER] = buildings
    fields = {name: list(table.columns) for name, table in tables.items()}
    layers.write(path, {name: _layer(path.name, name, table) for name, table in tables.items()})
    title = one_line(f"{roster.title}, {roster.session.date:%d-%m-%Y}")
    write_bytes(path.with_suffix(".qgs"), qgis.project(path.name, title, fields, _extent(roster.visits)))


def _layer(file: str, name: str, table: pd.DataFrame) -> layers.Layer:
    if name == qgis.CHOICES_LAYER:
        return layers.Layer(table)
    form = qgis.style(file, name, list(table.columns))
    about = "Panden" if name == qgis.BUILDINGS_LAYER else "Formulier van de looplijst"
    return layers.Layer(table, qgis.SHAPES.get(name, ""), form, about=about)


def _buildings(visits: pd.DataFrame, around: Around) -> gpd.GeoDataFrame:
    """Outlines of the buildings near the visits, with nothing about them."""
    points = shapely.multipoints(visits[["x", "y"]].dropna().to_numpy(dtype=float))
    near = around.standing(shapely.buffer(points, ROUND))
    parts = [shapely.multipolygons(shapely.get_parts(shape)) for shape in shapely.force_2d(near.to_numpy())]
    return gpd.GeoDataFrame(geometry=parts, crs=CRS)


def _extent(visits: pd.DataFrame) -> tuple[float, float, float, float] | None:
    """The piece of the Netherlands with all visits and some room around them."""
    known = visits.dropna(subset=["x", "y"])
    if known.empty:
        return None
    (west, south), (east, north) = (known[["x", "y"]].agg(end).astype(float) for end in ("min", "max"))
    return west - ROUND, south - ROUND, east + ROUND, north + ROUND


def _visits(roster: Roster) -> gpd.GeoDataFrame:
    table = roster.visits.drop(columns=["x", "y"])
    if roster.session.teams == 1:
        table = table.drop(columns="team", errors="ignore")
    for name in table.select_dtypes("string").columns:
        table[name] = table[name].map(one_line, na_action="ignore")
    if roster.allows("uitkomst"):
        table[list(TO_FILL)] = pd.NA
        table = table.astype(dict.fromkeys(TO_FILL, "string"))
    told = {SESSION: roster.session.session_id, RUN: roster.heading.run, EDITION: EDITION_NOW}
    table = table.assign(**told).astype(dict.fromkeys(told, "string"))
    points = [
        None if pd.isna(x) or pd.isna(y) else shapely.Point(x, y)
        for x, y in zip(roster.visits["x"], roster.visits["y"], strict=True)
    ]
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS)


def _questions(roster: Roster) -> pd.DataFrame:
    table = roster.questions.reset_index(drop=True).drop(columns=BY_RED, errors="ignore")
    if roster.session.teams == 1:
        table = table.drop(columns="team", errors="ignore")
    for name in table.select_dtypes("string").columns:
        table[name] = table[name].map(one_line, na_action="ignore")
    if roster.allows("uitkomst"):
        listed = {question.id for question in roster.heading.questions if options(question)}
        table = table[table[QUESTION].isin(listed)].reset_index(drop=True)
        table[field(ANSWER)] = pd.Series(pd.NA, index=table.index, dtype="string")
    return table


def options(question: Question) -> tuple[str, ...]:
    """Return what can be chosen as the answer to a question; nothing for a number."""
    return TRUTH if question.type == "truth" else question.choices


def _choices(questions: tuple[Question, ...]) -> pd.DataFrame:
    rows = [(question.id, option) for question in questions for option in options(question)]
    return pd.DataFrame(rows, columns=[QUESTION, field(ANSWER)]).astype("string")
