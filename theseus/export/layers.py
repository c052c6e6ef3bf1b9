"""A GeoPackage of several layers, each with the style in which QGIS opens it.

A style stands in the table ``layer_styles``, where QGIS looks for the default style of a layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STYLES_LAYER = "layer_styles"
GEOMETRY = "geom"  # what GDAL calls the column of shapes
_WAIT_FOR_DISK = "OGR_SQLITE_SYNCHRONOUS"


@dataclass(frozen=True)
class Layer:
    """One layer of a GeoPackage.

    Attributes
    ----------
    table
        A GeoDataFrame, or a DataFrame for a table without shapes.
    kind
        Type of its shapes, e.g. ``Point``; empty for a table without shapes.
    qml, sld
        How it is shown, for QGIS and for others; without ``qml`` it has no style.
    about
        What the style is, Dutch.
    """

    table: pd.DataFrame
    kind: str = ""
    qml: str = ""
    sld: str = ""
    about: str = ""


def write(path: Path, layers: Mapping[str, Layer]) -> None:
    """Write layers and their styles to a new file; what was written half is removed.

    Notes
    -----
    A GeoPackage holds the time of writing, so the same layers do not give the same bytes.
    """
    tables = {name: (layer.table, layer.kind) for name, layer in layers.items()}
    tables[STYLES_LAYER] = (_styles(layers), "")
    # Four times as fast; nobody reads it meanwhile.
    pyogrio.set_gdal_config_options({_WAIT_FOR_DISK: "OFF"})
    try:
        for number, (name, (table, shapes)) in enumerate(tables.items()):
            kind = {"geometry_type": shapes} if shapes else {}
            pyogrio.write_dataframe(table, path, layer=name, driver="GPKG", append=number > 0, **kind)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        pyogrio.set_gdal_config_options({_WAIT_FOR_DISK: None})


def _styles(layers: Mapping[str, Layer]) -> pd.DataFrame:
    shown = {name: layer for name, layer in layers.items() if layer.qml}
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": list(shown),
            "f_geometry_column": [GEOMETRY if layer.kind else "" for layer in shown.values()],
            "styleName": "Theseus",
            "styleQML": [layer.qml for layer in shown.values()],
            "styleSLD": [layer.sld for layer in shown.values()],
            "useAsDefault": True,
            "description": [layer.about for layer in shown.values()],
        }
    )
