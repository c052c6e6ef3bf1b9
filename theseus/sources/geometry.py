"""Vector files into RD New: encoding, coordinate systems, valid areas, inside the Netherlands or not.

What all readers of maps share. A file whose coordinates do not fit the coordinate system it declares is
refused as a whole, with the mend; a single shape that is missing or unusable is a flaw of its record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from theseus.contracts import CRS
from theseus.errors import SourceError
from theseus.sources.delivery import Defect
from theseus.sources.systems import LONLAT, declared

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    Shapes = npt.NDArray[np.object_]
    Mask = npt.NDArray[np.bool_]
    Points = npt.NDArray[np.float64]

# West, south, east, north. RD New: the area for which the projection is defined (EPSG:28992).
RD_BOX = (-7_000.0, 289_000.0, 300_000.0, 629_000.0)
LONLAT_BOX = (3.0, 50.5, 7.5, 54.0)

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7  # shapely's type ids


@dataclass(frozen=True)
class Layer:
    """One vector file, read but not yet judged.

    Attributes
    ----------
    file
        Name of the file.
    records
        The properties of each feature as the file has them; ``{}`` where there are none.
    ids
        The feature's own ``id`` member, or None.
    geometry
        Shapes in RD New, 2D; None where ``flaw`` tells why there is none.
    flaw
        What is wrong with the shape of each feature, or None.
    document
        The whole GeoJSON object without its features; empty for a GeoPackage.
    """

    file: str
    records: list[dict[str, Any]]
    ids: list[object]
    geometry: Shapes
    flaw: list[Defect | None]
    document: dict[str, Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """All field names met, in order of appearance."""
        return tuple(dict.fromkeys(name for record in self.records for name in record))


def read_layer(path: Path) -> Layer:
    """Read a GeoJSON or GeoPackage file into RD New.

    Raises
    ------
    SourceError
        If the file is not what its name says, is not UTF-8, has a coordinate system we don't know, or has
        coordinates that do not fit the system it declares.
    """
    if path.suffix.lower() == ".gpkg":
        return _read_geopackage(path)
    return from_geojson(load_json(path), path.name)


def load_json(path: Path) -> Any:  # noqa: ANN401 - JSON may be anything; the caller tells what it needs
    """Read a JSON file in UTF-8, with or without a byte order mark.

    Raises
    ------
    SourceError
        If the file is missing, is not UTF-8, is no JSON, or stops half way.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, parse_constant=_refuse_constant)
    except OSError as error:
        raise SourceError(f"{path.name}: kan het bestand niet lezen ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path.name}: de tekst is niet in UTF-8 (byte {error.start + 1}). Sla het bestand op als UTF-8."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"{path.name}: dit is geen (volledige) JSON ({error}). Haal het bestand opnieuw op."
        ) from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is geen getal")


def from_geojson(document: object, file: str) -> Layer:
    """Make a layer of a parsed GeoJSON FeatureCollection.

    Raises
    ------
    SourceError
        If it is no FeatureCollection, or its coordinates do not fit its coordinate system.
    """
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(features, list):
        raise SourceError(
            f"{file}: dit is geen GeoJSON met een lijst 'features'. Exporteer de kaartlaag als GeoJSON."
        )
    crs = declared(document, file)
    parsed = [feature if isinstance(feature, dict) else None for feature in features]
    written = [(feature or {}).get("geometry") for feature in parsed]
    shapes = shapely.from_geojson([json.dumps(shape) for shape in written], on_invalid="ignore")
    flaw = [
        Defect.NOT_AN_OBJECT
        if feature is None or not isinstance(feature.get("properties") or {}, dict)
        else _flaw(given, shape)
        for feature, given, shape in zip(parsed, written, shapes, strict=True)
    ]
    properties = [(feature or {}).get("properties") for feature in parsed]
    records = [item if isinstance(item, dict) else {} for item in properties]
    ids = [(feature or {}).get("id") for feature in parsed]
    rest = {key: value for key, value in document.items() if key != "features"}
    return make_layer(file, records, ids, shapes, flaw, crs=crs, document=rest)


def make_layer(
    file: str,
    records: list[dict[str, Any]],
    ids: list[object],
    shapes: Shapes,
    flaw: list[Defect | None],
    *,
    crs: object = LONLAT,
    document: dict[str, Any] | None = None,
) -> Layer:
    """Project shapes to RD New and mark those outside the Netherlands.

    Parameters
    ----------
    crs
        Anything pyproj understands; coordinates are x, y or lon, lat.

    Raises
    ------
    SourceError
        If more shapes fit another reading of the coordinates than the declared one.
    """
    flat = shapely.force_2d(_where_sound(shapes, flaw))
    projected = np.asarray(gpd.GeoSeries(flat, crs=crs).to_crs(CRS), dtype=object)
    inside = in_netherlands(projected)
    _require_fit(flat, inside, str(crs), file)
    judged = [
        found or (None if ok else Defect.OUTSIDE_NETHERLANDS) for found, ok in zip(flaw, inside, strict=True)
    ]
    return Layer(file, records, ids, _where_sound(projected, judged), judged, document or {})


def _where_sound(shapes: Shapes, flaw: list[Defect | None]) -> Shapes:
    kept = np.array(shapes, dtype=object)
    kept[[found is not None for found in flaw]] = None
    return kept


def in_netherlands(shapes: Shapes | Sequence[object]) -> Mask:
    """True for shapes in RD New that lie wholly within the area for which RD New is defined."""
    return _within(shapely.bounds(np.asarray(shapes, dtype=object)), RD_BOX)


def areas(shapes: Shapes) -> Shapes:
    """Make shapes valid and keep their polygons; None where no area is left.

    A bow-tie becomes its two triangles, parts that overlap become one.
    """
    valid = shapely.make_valid(shapely.force_2d(shapes), method="structure", keep_collapsed=False)
    return np.array([*(_polygons(shape) for shape in valid), None], dtype=object)[:-1]


def _polygons(shape: Any) -> object:  # noqa: ANN401 - shapely carries no types
    if shape is None or shape.is_empty:
        return None
    kind = shapely.get_type_id(shape)
    if kind == _COLLECTION:
        parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2]  # noqa: PLR2004 - an area has two dimensions
        return shapely.union_all(parts) if parts else None
    return shape if kind in (_POLYGON, _MULTIPOLYGON) else None


def _flaw(given: object, shape: Any) -> Defect | None:  # noqa: ANN401 - shapely carries no types
    if shape is None:
        return Defect.NO_GEOMETRY if given is None else Defect.BAD_GEOMETRY
    return Defect.NO_GEOMETRY if shape.is_empty else None


def _require_fit(shapes: Shapes, inside: Mask, crs: str, file: str) -> None:
    """Refuse a file of which more shapes fit another reading of the coordinates than the declared."""
    bounds = shapely.bounds(shapes)
    swapped = bounds[:, [1, 0, 3, 2]]
    degrees = crs == LONLAT
    other, mend = (
        (RD_BOX, "de coördinaten zijn meters (RD New), maar het bestand geeft lengte en breedte aan. Zet")
        if degrees
        else (LONLAT_BOX, "de coördinaten zijn graden, maar het bestand geeft een stelsel in meters aan. Zet")
    )
    readings = (
        (_within(bounds, other), f"{mend} het juiste coördinatenstelsel (crs) in het bestand."),
        (
            _within(swapped, LONLAT_BOX) | _within(swapped, RD_BOX),
            "de coördinaten zijn verwisseld. Exporteer opnieuw met eerst de lengte (x), dan de breedte (y).",
        ),
    )
    for fits, message in readings:
        if fits.sum() > inside.sum():
            raise SourceError(f"{file}: {message}")


def _within(bounds: Points, box: tuple[float, float, float, float]) -> Mask:
    # Comparisons with NaN (no shape) are false, so what has no place is never inside.
    west, south, east, north = box
    found: Mask = (
        (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    )
    return found


def _read_geopackage(path: Path) -> Layer:
    layers = geopackage_layers(path)
    if len(layers) != 1:
        raise SourceError(
            f"{path.name}: {len(layers)} kaartlagen gevonden, verwacht er één. "
            "Sla alleen de laag met de gebieden op."
        )
    return read_geopackage(path, layers[0])


def geopackage_layers(path: Path) -> list[str]:
    """Names of the map layers of a GeoPackage.

    Raises
    ------
    SourceError
        If it is none.
    """
    try:
        return [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except pyogrio.errors.DataSourceError as error:
        raise SourceError(f"{path.name}: dit is geen leesbare GeoPackage. Exporteer opnieuw.") from error


def read_geopackage(path: Path, layer: str) -> Layer:
    """Read one layer of a GeoPackage into RD New.

    Raises
    ------
    SourceError
        If it cannot be read, has no coordinate system, or coordinates that do not fit it.
    """
    try:
        frame = pyogrio.read_dataframe(path, layer=layer)
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name}: de tekst is niet in UTF-8. Sla het bestand opnieuw op.") from error
    except pyogrio.errors.DataSourceError as error:
        raise SourceError(f"{path.name}: dit is geen leesbare GeoPackage. Exporteer opnieuw.") from error
    if frame.crs is None:
        raise SourceError(
            f"{path.name}: het coördinatenstelsel ontbreekt. Sla de laag op in RD New (EPSG:28992)."
        )
    shapes = np.asarray(frame.geometry, dtype=object)
    plain = frame.drop(columns=frame.geometry.name).astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    flaw = [_flaw(shape, shape) for shape in shapes]
    crs = LONLAT if frame.crs == LONLAT else frame.crs
    return make_layer(path.name, records, [None] * len(shapes), shapes, flaw, crs=crs)
