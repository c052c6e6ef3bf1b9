"""Functional areas from the GML of TOP10NL, one object at a time.

The version of the schema is in the names of its namespaces, which changed more than once (1.1, 1.2, draft
and final); names of elements did not, so only those count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from lxml import etree

from theseus.contracts import CRS
from theseus.errors import SourceError
from theseus.sources.bag_shapes import from_gml
from theseus.sources.delivery import Defect
from theseus.sources.geometry import Layer, make_layer

if TYPE_CHECKING:
    from pathlib import Path

    import shapely

CLASS = "FunctioneelGebied"
_MEMBERS = frozenset({"featuremember", "featuremembers", "member"})
_FIELDS = frozenset(
    {"lokaalid", "identificatie", "typefunctioneelgebied", "naamnl", "naamfries", "objecteindtijd"}
)
_AGAIN = "Haal het bestand opnieuw op."


def read_gml(path: Path) -> Layer:
    """Read all objects of a GML file of TOP10NL.

    Objects of another class come along without a shape, so that they can be counted; their type is the
    name of the class.

    Raises
    ------
    SourceError
        If it is no XML, stops half way, or holds no objects of TOP10NL.
    """
    records: list[dict[str, Any]] = []
    shapes: list[shapely.Geometry | None] = []
    try:
        with path.open("rb") as file:
            for _, element in etree.iterparse(
                file, events=("end",), resolve_entities=False, no_network=True, load_dtd=False
            ):
                if _is_object(element):
                    record, shape = _object(element)
                    records.append(record)
                    shapes.append(shape)
                    _forget(element)
    except OSError as error:
        raise SourceError(f"{path.name}: kan het bestand niet lezen ({error.strerror}).") from error
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{path.name}: dit is geen (volledige) XML ({error.msg}). {_AGAIN}") from error
    if not records:
        raise SourceError(f"{path.name}: geen objecten van TOP10NL gevonden. Kies de GML van het Kadaster.")
    return _layer(path.name, records, shapes)


def _layer(file: str, records: list[dict[str, Any]], shapes: list[shapely.Geometry | None]) -> Layer:
    found = np.array([*shapes, None], dtype=object)[:-1]
    flaw = [_flaw(shape) for shape in shapes]
    return make_layer(file, records, [None] * len(records), found, flaw, crs=CRS)


def _flaw(shape: shapely.Geometry | None) -> Defect | None:
    if shape is None:
        return Defect.NO_GEOMETRY
    return Defect.BAD_GEOMETRY if shape.is_empty else None


def _is_object(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and _local(parent).lower() in _MEMBERS


def _object(element: etree._Element) -> tuple[dict[str, Any], shapely.Geometry | None]:
    """Fields of an object by the lower-case names of their elements, the first of each, and its shape."""
    record: dict[str, Any] = {}
    if _local(element) != CLASS:
        return {"typefunctioneelgebied": _local(element)}, None
    holder = None
    for node in element.iter():
        name = _local(node).lower()
        if name in _FIELDS:
            record.setdefault(name, (node.text or "").strip() or None)
        if name == "geometrie" and holder is None:
            holder = node
    if "identificatie" in record:  # before version 1.2 it held the key itself
        record.setdefault("lokaalid", record.pop("identificatie"))
    return record, from_gml(holder)


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _forget(element: etree._Element) -> None:
    """Free an object that has been read, and all that stood before it."""
    element.clear()
    for node in (element, element.getparent()):
        while node is not None and node.getprevious() is not None:
            del node.getparent()[0]
