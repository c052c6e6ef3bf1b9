"""How QGIS shows the layers of a published GeoPackage: labels as on the map, in QML and in SLD for others.

Element names of QML are those that QGIS 3 writes (QgsFeatureRenderer::save), those of SLD are of the OGC's
Symbology Encoding 1.1.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from theseus.export.qgis import DOCTYPE, VERSION, option
from theseus.model.looks import LOOKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from theseus.model.looks import Look

SIZE = 3.2  # millimetres
PARK_FACE, PARK_EDGE, INK = "#d3deea", "#3f5871", "#1d2733"
_SLD, _SE, _OGC = "http://www.opengis.net/sld", "http://www.opengis.net/se", "http://www.opengis.net/ogc"
# SLD knows no diamond: it is a square on its point.
_WELL_KNOWN = {
    "circle": ("circle", 0),
    "square": ("square", 0),
    "diamond": ("square", 45),
    "triangle": ("triangle", 0),
}


def labels(field: str) -> str:
    """Return the QML of a layer of points with a label each, the more urgent on top.

    Parameters
    ----------
    field
        The column that holds a key of ``LOOKS``.
    """
    root = _style()
    about = {"type": "categorizedSymbol", "attr": field, "symbollevels": "1", "enableorderby": "0"}
    renderer = ET.SubElement(root, "renderer-v2", about)
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, (value, look) in enumerate(LOOKS.items()):
        kept = {"symbol": str(number), "value": value, "label": look.name, "render": "true", "type": "string"}
        ET.SubElement(categories, "category", kept)
        symbol = ET.SubElement(symbols, "symbol", type="marker", name=str(number), alpha="1")
        _marker(symbol, look.shape, look.face, look.edge, SIZE, level=number)
        if look.mark:
            _marker(symbol, "circle", look.mark, look.mark, SIZE / 3, level=number)
    return _written(root)


def parks(told: str) -> str:
    """Return the QML of a layer of parks, with an expression that says what stands on each."""
    root = _style()
    renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol")
    symbol = ET.SubElement(ET.SubElement(renderer, "symbols"), "symbol", type="fill", name="0", alpha="0.6")
    look = {
        "color": _rgba(PARK_FACE),
        "outline_color": _rgba(PARK_EDGE),
        "outline_width": "0.5",
        "style": "solid",
    }
    option(ET.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1"}), None, look)
    _text(root, told)
    return _written(root)


def visits(told: str) -> str:
    """Return the QML of a layer of planned visits: a ring around the label, with an expression beside it."""
    root = _style()
    renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol")
    symbol = ET.SubElement(ET.SubElement(renderer, "symbols"), "symbol", type="marker", name="0", alpha="1")
    look = {
        "name": "circle",
        "color": "255,255,255,0",
        "outline_color": _rgba(INK),
        "outline_width": "0.5",
        "size": str(2 * SIZE),
    }
    option(ET.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1"}), None, look)
    _text(root, told)
    return _written(root)


def labels_sld(layer: str, field: str) -> str:
    """Return the same as :func:`labels` for programs that read SLD."""
    for prefix, address in {"": _SLD, "se": _SE, "ogc": _OGC}.items():
        ET.register_namespace(prefix, address)
    root = ET.Element(f"{{{_SLD}}}StyledLayerDescriptor", version="1.1.0")
    named = ET.SubElement(root, f"{{{_SLD}}}NamedLayer")
    ET.SubElement(named, f"{{{_SE}}}Name").text = layer
    style = ET.SubElement(ET.SubElement(named, f"{{{_SLD}}}UserStyle"), f"{{{_SE}}}FeatureTypeStyle")
    for value, look in LOOKS.items():
        _rule(style, field, value, look)
    return ET.tostring(root, encoding="unicode")


def _rule(style: ET.Element, field: str, value: str, look: Look) -> None:
    rule = ET.SubElement(style, f"{{{_SE}}}Rule")
    ET.SubElement(rule, f"{{{_SE}}}Name").text = look.name
    same = ET.SubElement(ET.SubElement(rule, f"{{{_OGC}}}Filter"), f"{{{_OGC}}}PropertyIsEqualTo")
    ET.SubElement(same, f"{{{_OGC}}}PropertyName").text = field
    ET.SubElement(same, f"{{{_OGC}}}Literal").text = value
    graphic = ET.SubElement(ET.SubElement(rule, f"{{{_SE}}}PointSymbolizer"), f"{{{_SE}}}Graphic")
    mark = ET.SubElement(graphic, f"{{{_SE}}}Mark")
    name, turned = _WELL_KNOWN[look.shape]
    ET.SubElement(mark, f"{{{_SE}}}WellKnownName").text = name
    _parameters(ET.SubElement(mark, f"{{{_SE}}}Fill"), [("fill", look.face)])
    _parameters(ET.SubElement(mark, f"{{{_SE}}}Stroke"), [("stroke", look.edge), ("stroke-width", "1.5")])
    ET.SubElement(graphic, f"{{{_SE}}}Size").text = "11"
    if turned:
        ET.SubElement(graphic, f"{{{_SE}}}Rotation").text = str(turned)


def _parameters(parent: ET.Element, pairs: Iterable[tuple[str, str]]) -> None:
    for name, value in pairs:
        ET.SubElement(parent, f"{{{_SE}}}SvgParameter", name=name).text = value


def _style() -> ET.Element:
    return ET.Element("qgis", version=VERSION, styleCategories="Symbology|Labeling")


def _marker(symbol: ET.Element, shape: str, face: str, edge: str, size: float, *, level: int) -> None:
    look = {
        "name": shape,
        "color": _rgba(face),
        "outline_color": _rgba(edge),
        "outline_width": "0.4",
        "size": f"{size:.2f}",
    }
    part = ET.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1", "pass": str(level)})
    option(part, None, look)


def _text(root: ET.Element, told: str) -> None:
    """Put the outcome of an expression beside every shape."""
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    style = {
        "fieldName": told,
        "isExpression": "1",
        "fontSize": "9",
        "textColor": _rgba(INK),
        "multilineAlign": "1",
    }
    text = ET.SubElement(settings, "text-style", style)
    halo = {"bufferDraw": "1", "bufferSize": "0.8", "bufferColor": "255,255,255,255"}
    ET.SubElement(text, "text-buffer", halo)
    ET.SubElement(settings, "placement", placement="1", dist="2")


def _rgba(colour: str) -> str:
    """Write ``#rrggbb`` as QGIS does."""
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def _written(root: ET.Element) -> str:
    return DOCTYPE + ET.tostring(root, encoding="unicode")
