"""OpenStreetMap objects out of Overpass JSON or GeoJSON: an id, tags and a shape each."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from theseus.errors import SourceError
from theseus.sources.delivery import Defect
from theseus.sources.geometry import Layer, from_geojson, load_json, make_layer

if TYPE_CHECKING:
    from pathlib import Path

_KINDS = ("node", "way", "relation")
_LETTERS = {"n": "node", "w": "way", "r": "relation"}
_TYPED_ID = re.compile(r"(node|way|relation|[nwra])/?([0-9]+)")
_FAILED = re.compile("error|timed out|out of memory", re.IGNORECASE)
_CIRCLE = 360.0

Place = tuple[float, float]


def read_elements(path: Path) -> Layer:
    """Read the objects of an Overpass JSON or GeoJSON file.

    Returns
    -------
    Layer
        ``records`` are the tags, ``ids`` texts like ``way-123`` (None if there is no id).

    Raises
    ------
    SourceError
        If the file is neither, or if Overpass broke off: half an answer is no answer.
    """
    document = load_json(path)
    if isinstance(document, dict):
        _refuse_failure(document, path.name)
        if isinstance(document.get("elements"), list):
            return _from_overpass(document, path.name)
    layer = from_geojson(document, path.name)
    found = [_identify(record, number) for record, number in zip(layer.records, layer.ids, strict=True)]
    tags = [record["tags"] if isinstance(record.get("tags"), dict) else record for record in layer.records]
    flaw = [why or _taint(record) for why, record in zip(layer.flaw, layer.records, strict=True)]
    return replace(layer, ids=list(found), records=tags, flaw=flaw)


def data_day(document: dict[str, Any], delivered_on: dt.date) -> dt.date:
    """The day of the map data: what the file says, if that is not after its delivery."""
    state = document.get("osm3s")
    written = state.get("timestamp_osm_base") if isinstance(state, dict) else document.get("timestamp")
    try:
        return min(dt.date.fromisoformat(str(written)[:10]), delivered_on)
    except ValueError:
        return delivered_on


def _refuse_failure(document: dict[str, Any], file: str) -> None:
    remark = document.get("remark")
    if isinstance(remark, str) and _FAILED.search(remark):
        raise SourceError(
            f"{file}: Overpass brak de vraag af ({remark.strip()[:120]!r}). "
            "Haal het bestand opnieuw op, zo nodig per kleiner gebied."
        )


def _taint(record: dict[str, Any]) -> Defect | None:
    """Overpass-turbo marks a shape of which a part is missing; a business in it still has a place."""
    tainted = record.get("@tainted") or record.get("tainted")
    return Defect.BAD_GEOMETRY if tainted and record.get("landuse") else None


def _identify(record: dict[str, Any], feature_id: object) -> str | None:
    """Find the id in the ways that overpass-turbo, osmtogeojson, osmium and QuickOSM write it."""
    for written in (record.get("@id"), record.get("full_id"), record.get("id"), feature_id):
        typed = _TYPED_ID.fullmatch(str(written))
        if typed:
            return _typed(typed[1], int(typed[2]))
    for kind, number in (
        (record.get("@type"), record.get("@id")),
        (record.get("type"), record.get("id")),
        (record.get("osm_type"), record.get("osm_id")),
    ):
        if kind in _KINDS and re.fullmatch("[0-9]+", str(number)):
            return f"{kind}-{number}"
    return None


def _typed(kind: str, number: int) -> str:
    if kind == "a":  # osmium numbers the areas it makes: twice the way, or twice the relation plus one
        return f"relation-{number // 2}" if number % 2 else f"way-{number // 2}"
    return f"{_LETTERS.get(kind, kind)}-{number}"


def _from_overpass(document: dict[str, Any], file: str) -> Layer:
    elements: list[Any] = document["elements"]
    objects = [item if isinstance(item, dict) and item.get("type") in _KINDS else {} for item in elements]
    tags = [item["tags"] if isinstance(item.get("tags"), dict) else {} for item in objects]
    ids = [f"{item['type']}-{item['id']}" if isinstance(item.get("id"), int) else None for item in objects]
    lines = _Lines(objects)
    # Only tagged objects can become a record; the bare nodes of ways need no shape of their own.
    drawn = [lines.shape(item) if tag else (None, None) for item, tag in zip(objects, tags, strict=True)]
    flaw = [
        found if isinstance(item, dict) else Defect.NOT_AN_OBJECT
        for item, (_, found) in zip(elements, drawn, strict=True)
    ]
    shapes = np.array([*(shape for shape, _ in drawn), None], dtype=object)[:-1]
    rest = {key: value for key, value in document.items() if key != "elements"}
    return make_layer(file, tags, list(ids), shapes, flaw, document=rest)


class _Lines:
    """The places of nodes and the lines of ways in one Overpass answer, to draw its objects with."""

    def __init__(self, objects: list[dict[str, Any]]) -> None:
        self.nodes = {item["id"]: place for item in objects if "id" in item and (place := _place(item))}
        self.ways = {item["id"]: item for item in objects if item.get("type") == "way" and "id" in item}

    def shape(self, item: dict[str, Any]) -> tuple[object, Defect | None]:
        """Draw one object in lon/lat: its own shape, else its centre."""
        if item["type"] == "node":
            return _point(_place(item))
        lines = [self.line(item)] if item["type"] == "way" else self.member_lines(item)
        known = [line for line in lines if line]
        if not known:
            return _point(_place(item.get("center")))
        if len(known) < len(lines) or any(None in line for line in known):
            return None, Defect.BAD_GEOMETRY  # a part is missing: no telling what the whole is
        return _area([shapely.linestrings(line) for line in known if len(line) > 1])

    def line(self, way: dict[str, Any]) -> list[Place | None]:
        """The line of a way; None for each place that the answer leaves out."""
        drawn = way.get("geometry")
        if isinstance(drawn, list):
            return [_place(point) for point in drawn]
        numbers = way.get("nodes")
        places = [self.nodes.get(number) for number in numbers] if isinstance(numbers, list) else []
        return places if any(places) else []

    def member_lines(self, relation: dict[str, Any]) -> list[list[Place | None]]:
        """The lines of a relation's ways, from the members themselves or from the ways beside it."""
        members = relation.get("members")
        ways = [
            member
            for member in (members if isinstance(members, list) else ())
            if isinstance(member, dict) and member.get("type") == "way"
        ]
        return [self.line(way if "geometry" in way else self.ways.get(way.get("ref"), {})) for way in ways]


def _place(point: object) -> Place | None:
    if not isinstance(point, dict):
        return None
    place = (_degrees(point.get("lon")), _degrees(point.get("lat")))
    return None if math.isnan(place[0] + place[1]) else place


def _degrees(value: object) -> float:
    """A coordinate as a number; NaN for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _CIRCLE:
        return math.nan
    return float(value)


def _point(place: Place | None) -> tuple[object, Defect | None]:
    return (None, Defect.NO_GEOMETRY) if place is None else (shapely.Point(place), None)


def _area(lines: list[Any]) -> tuple[object, Defect | None]:
    """The area within lines that form rings (holes included); a line that closes nothing stays a line."""
    if not lines:
        return None, Defect.BAD_GEOMETRY
    area = shapely.build_area(shapely.multilinestrings(lines))
    if area is not None and not area.is_empty:
        return area, None
    return shapely.multilinestrings(lines), None
