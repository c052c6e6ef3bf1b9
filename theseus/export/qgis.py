"""The form of a GeoPackage roster as QGIS and QField know it: a project, and a style per layer.

Fields to fill in offer their list, ids are hidden, the rest is shown and locked. Element names are those of
the project files that QGIS 3 writes (QgsProject, QgsVectorLayer::writeXml).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

from theseus.contracts import CRS
from theseus.contracts.returning import (
    ANSWER,
    EDITION,
    FINDING_KINDS,
    FINDINGS,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    OUTCOMES,
    QUESTION,
    QUESTIONS_LAYER,
    RUN,
    SESSION,
    VISITS_LAYER,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERSION = "3.34.0"
CHOICES_LAYER, BUILDINGS_LAYER = "keuzes", "panden"
SHAPES = {VISITS_LAYER: "Point", BUILDINGS_LAYER: "MultiPolygon"}
DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_KEPT = (OCCUPANCY, QUESTION, SESSION, RUN, EDITION)
_LISTS: dict[str, Sequence[str]] = {OUTCOME: tuple(OUTCOMES), **dict.fromkeys(FINDINGS, FINDING_KINDS)}
_HEADINGS = {name.casefold().replace(" ", "_"): name for name in (*_LISTS, NOTE, ANSWER)}


def style(file: str, layer: str, fields: Sequence[str]) -> str:
    """Return the default style of one layer, as QML.

    Parameters
    ----------
    file
        Name of the GeoPackage, beside which the project stands.
    """
    root = ET.Element("qgis", version=VERSION, styleCategories="Forms|Fields|Symbology|Labeling")
    _describe(root, file, layer, fields)
    return DOCTYPE + ET.tostring(root, encoding="unicode")


def project(
    file: str,
    title: str,
    layers: Mapping[str, Sequence[str]],
    extent: tuple[float, float, float, float] | None,
) -> bytes:
    """Return a project file that opens the layers of a GeoPackage beside it.

    Parameters
    ----------
    layers
        Fields per layer.
    extent
        West, south, east and north in RD metres; None if no place is known.
    """
    root = ET.Element("qgis", version=VERSION, projectname=title)
    ET.SubElement(root, "title").text = title
    _reference(ET.SubElement(root, "projectCrs"))
    tree = ET.SubElement(root, "layer-tree-group")
    shown = ET.SubElement(root, "projectlayers")
    for name, fields in layers.items():
        source = _source(file, name)
        about = {"id": name, "name": name, "source": source, "providerKey": "ogr"}
        ET.SubElement(tree, "layer-tree-layer", about | {"checked": "Qt::Checked", "expanded": "0"})
        shape = SHAPES.get(name, "No geometry")
        kind = {"type": "vector", "geometry": shape.removeprefix("Multi")}
        one = ET.SubElement(shown, "maplayer", kind)
        for tag, text in {"id": name, "datasource": source, "layername": name}.items():
            ET.SubElement(one, tag).text = text
        ET.SubElement(one, "provider", encoding="UTF-8").text = "ogr"
        if name in SHAPES:
            _reference(ET.SubElement(one, "srs"))
        _describe(one, file, name, fields)
    _relate(root, layers)
    _canvas(root, extent)
    paths = ET.SubElement(ET.SubElement(root, "properties"), "Paths")
    ET.SubElement(paths, "Absolute", type="bool").text = "false"
    return (DOCTYPE + ET.tostring(root, encoding="unicode")).encode()


def _describe(root: ET.Element, file: str, layer: str, fields: Sequence[str]) -> None:
    known = [name for name in fields if name != "geometry"]
    configured = ET.SubElement(root, "fieldConfiguration")
    aliases, editable = ET.SubElement(root, "aliases"), ET.SubElement(root, "editable")
    for number, name in enumerate(known):
        kind, settings = _widget(file, name)
        widget = ET.SubElement(ET.SubElement(configured, "field", name=name), "editWidget", type=kind)
        option(ET.SubElement(widget, "config"), None, settings)
        shown = _HEADINGS.get(name, name.capitalize())
        ET.SubElement(aliases, "alias", field=name, index=str(number), name=shown)
        ET.SubElement(editable, "field", name=name, editable=str(int(name in _HEADINGS)))
    ET.SubElement(root, "editorlayout").text = "generatedlayout"
    told = '"volgnummer" || \' \' || "adres"' if {"volgnummer", "adres"} <= set(known) else None
    told = '"vraag"' if layer == QUESTIONS_LAYER else told
    if told:
        ET.SubElement(root, "previewExpression").text = told
    if layer == VISITS_LAYER:
        _symbol(root, numbered="volgnummer" in known)
    if layer == BUILDINGS_LAYER:
        _outline(root)


def _widget(file: str, name: str) -> tuple[str, dict[str, Any]]:
    """Return the widget of a field, with its settings."""
    heading = _HEADINGS.get(name, name)
    if name in _KEPT:
        return "Hidden", {}
    if heading in _LISTS:
        return "ValueMap", {"map": [{option: option} for option in _LISTS[heading]]}
    if heading == ANSWER:
        return "ValueRelation", {
            "AllowMulti": False,
            "AllowNull": True,
            "FilterExpression": f"\"{QUESTION}\" = current_value('{QUESTION}')",
            "Key": name,
            "Value": name,
            "Layer": CHOICES_LAYER,
            "LayerName": CHOICES_LAYER,
            "LayerProviderName": "ogr",
            "LayerSource": _source(file, CHOICES_LAYER),
            "OrderByValue": False,
        }
    return "TextEdit", {"IsMultiline": heading == NOTE, "UseHtml": False}


def option(parent: ET.Element, name: str | None, value: Any) -> None:  # noqa: ANN401 - nested settings
    """Write a setting as QGIS writes a QVariant.

    Parameters
    ----------
    name
        Of the setting within its parent; None for the outermost one.
    value
        A dict, a list, a truth, or what is written as text.
    """
    named = {} if name is None else {"name": name}
    if isinstance(value, dict):
        own = ET.SubElement(parent, "Option", {"type": "Map", **named})
        for key, part in value.items():
            option(own, key, part)
    elif isinstance(value, list):
        own = ET.SubElement(parent, "Option", {"type": "List", **named})
        for part in value:
            option(own, None, part)
    elif isinstance(value, bool):
        ET.SubElement(parent, "Option", {"type": "bool", "value": str(value).lower(), **named})
    else:
        ET.SubElement(parent, "Option", {"type": "QString", "value": str(value), **named})


def _symbol(root: ET.Element, *, numbered: bool) -> None:
    """One dark dot for every visit, with its number beside it; no colour tells one from another."""
    renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol")
    symbol = ET.SubElement(ET.SubElement(renderer, "symbols"), "symbol", type="marker", name="0", alpha="1")
    look = {"name": "circle", "color": "31,58,95,255", "outline_color": "255,255,255,255", "size": "4"}
    option(ET.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1"}), None, look)
    if numbered:
        settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
        text = {"fieldName": "volgnummer", "fontSize": "11", "textColor": "31,41,51,255", "isExpression": "0"}
        ET.SubElement(settings, "text-style", text)
        ET.SubElement(settings, "placement", placement="1", dist="2")


def _outline(root: ET.Element) -> None:
    """Buildings in a quiet grey, below what is filled in."""
    renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol")
    symbol = ET.SubElement(ET.SubElement(renderer, "symbols"), "symbol", type="fill", name="0", alpha="1")
    look = {"color": "221,227,234,255", "outline_color": "154,165,177,255", "outline_width": "0.2"}
    option(ET.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1"}), None, look)


def _relate(root: ET.Element, layers: Mapping[str, Sequence[str]]) -> None:
    """Show with every visit its questions."""
    relations = ET.SubElement(root, "relations")
    if OCCUPANCY in layers.get(QUESTIONS_LAYER, ()):
        ends = {"referencedLayer": VISITS_LAYER, "referencingLayer": QUESTIONS_LAYER}
        about = {"id": QUESTIONS_LAYER, "name": "Vragen", "strength": "Association"}
        relation = ET.SubElement(relations, "relation", about | ends)
        ET.SubElement(relation, "fieldRef", referencingField=OCCUPANCY, referencedField=OCCUPANCY)


def _canvas(root: ET.Element, extent: tuple[float, float, float, float] | None) -> None:
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas")
    ET.SubElement(canvas, "units").text = "meters"
    if extent is not None:
        box = ET.SubElement(canvas, "extent")
        for tag, metres in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
            ET.SubElement(box, tag).text = f"{metres:.1f}"
    _reference(ET.SubElement(canvas, "destinationsrs"))


def _reference(parent: ET.Element) -> None:
    own = ET.SubElement(parent, "spatialrefsys")
    ET.SubElement(own, "authid").text = CRS
    ET.SubElement(own, "srid").text = CRS.split(":")[1]


def _source(file: str, layer: str) -> str:
    return f"./{file}|layername={layer}"
