"""Small true-format map files, made where a test needs them."""

import datetime as dt
import json

import pytest

from theseus.sources.delivery import RawFile

DELIVERED = dt.date(2026, 11, 2)


def square(x=5.97, y=51.95, size=0.01):
    """A square near Westervoort, in lon/lat."""
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def rd_square(x=197_000.0, y=441_000.0, size=500.0):
    """A square near Westervoort, in RD New."""
    return square(x, y, size)


def collection(*features, **members):
    """A FeatureCollection of (properties, geometry) pairs."""
    made = [
        {"type": "Feature", "properties": properties, "geometry": geometry}
        for properties, geometry in features
    ]
    return {"type": "FeatureCollection", **members, "features": made}


def named_crs(name):
    return {"type": "name", "properties": {"name": name}}


@pytest.fixture
def shapes():
    """The makers of shapes, as one namespace."""

    class Shapes:
        square = staticmethod(square)
        rd_square = staticmethod(rd_square)
        collection = staticmethod(collection)
        named_crs = staticmethod(named_crs)

    return Shapes


@pytest.fixture
def drop(tmp_path):
    """Write text, bytes or an object as a delivered file."""

    def write(content, name="sample.geojson"):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return RawFile(path, DELIVERED)

    return write
