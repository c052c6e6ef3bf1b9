"""Writes deliveries: dated folders under ``data/raw`` with their manifest, the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyproj import Transformer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from shapely import Polygon

MANIFEST = "manifest.json"
URL = "demo"  # what a manifest of the demo says instead of an address
LICENCE = "Fictieve gegevens (VOORBEELD), vrij te gebruiken: CC0 1.0"
_ZIP_DAY = (2020, 1, 1, 0, 0, 0)
_TO_LONLAT = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)


@dataclass(frozen=True)
class Delivery:
    """What one source delivered on one day: file names with their bytes."""

    source: str
    day: dt.date
    files: Mapping[str, bytes]


def write(raw: Path, delivery: Delivery) -> None:
    """Write a delivery to ``raw/<source>/<day>/`` with its manifest."""
    folder = raw / delivery.source / delivery.day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    for name, content in sorted(delivery.files.items()):
        (folder / name).write_bytes(content)
        listed.append({"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)})
    manifest = {
        "source": delivery.source,
        "delivered_on": delivery.day.isoformat(),
        "url": URL,
        "licence": LICENCE,
        "files": listed,
    }
    (folder / MANIFEST).write_bytes(json_bytes(manifest))


def clear(raw: Path) -> None:
    """Remove the deliveries of an earlier demo, and nothing else."""
    for manifest in sorted(raw.glob(f"*/*/{MANIFEST}")):
        if json.loads(manifest.read_text("utf-8")).get("url") == URL:
            shutil.rmtree(manifest.parent)


def json_bytes(value: object) -> bytes:
    """JSON in UTF-8, readable, always the same for the same value."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def csv_bytes(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Delimited text with ``;``, in UTF-8; lines may be of any length."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return buffer.getvalue().encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on its content only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def lonlat(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of an RD point, to the decimetre."""
    lon, lat = _TO_LONLAT.transform(x, y)
    return round(lon, 6), round(lat, 6)


def ring(shape: Polygon) -> list[tuple[float, float]]:
    """The boundary of a polygon in RD as closed ring of longitude and latitude."""
    return [lonlat(x, y) for x, y in shape.exterior.coords]


def feature(shape: Polygon, properties: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON feature of a polygon in RD."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring(shape)]},
    }


def collection(features: list[Any], **members: object) -> bytes:
    """A GeoJSON file."""
    return json_bytes({"type": "FeatureCollection", **members, "features": features})
