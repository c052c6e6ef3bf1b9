"""A glance at raw files: the fields they have and some values of each, before any reader believes them.

It helps to say what a missing field is called now. So it never refuses a file: what it cannot see, it leaves
out, and it reads no more than the beginning. Values stay in memory and go into no message.
"""

from __future__ import annotations

import csv
import itertools
import json
from typing import TYPE_CHECKING, Any

import pyogrio
from pyogrio.errors import DataSourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

ROWS = 300  # records per file that are looked at
BYTES = 50_000_000  # a larger JSON file is not read: it can only be read whole
_DEPTH = 3  # how deep in an answer its list of records may stand


def glance(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Look at the beginning of raw files.

    Returns
    -------
    Some values, as texts, per field name. Names of delimited files are in lower case with ``_`` for a
    space, as :func:`theseus.sources.delimited.header_of` gives them.
    """
    seen: dict[str, list[str]] = {}
    for path in paths:
        for record in _records(path):
            for name, value in record.items():
                values = seen.setdefault(str(name), [])
                if isinstance(value, str | int | float) and str(value).strip():
                    values.append(str(value).strip())
    return seen


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    look = _LOOKS.get(path.suffix.lower())
    try:
        found = list(look(path)) if look else []
    except (OSError, ValueError, RecursionError, csv.Error, DataSourceError):
        return  # whoever reads the file says what is wrong with it
    yield from found


def _delimited(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        first = lines.readline()
        mark = max(";,\t", key=first.count)
        names = [
            cell.strip().casefold().replace(" ", "_") for cell in next(csv.reader([first], delimiter=mark))
        ]
        yield dict.fromkeys(names)
        for cells in itertools.islice(csv.reader(lines, delimiter=mark), ROWS):
            yield dict(zip(names, cells, strict=False))


def _json(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.stat().st_size > BYTES:
        return
    for item in itertools.islice(_list_in(json.loads(path.read_bytes()), _DEPTH), ROWS):
        if isinstance(item, dict):
            properties = item.get("properties")
            yield properties if isinstance(properties, dict) else item


def _list_in(written: Any, depth: int) -> list[Any]:  # noqa: ANN401 - JSON holds anything
    """The first list of objects in an answer; an answer that holds none is its own only record."""
    if isinstance(written, list):
        return written
    if isinstance(written, dict) and depth:
        for value in written.values():
            found = _list_in(value, depth - 1) if isinstance(value, list | dict) else []
            if found and isinstance(found[0], dict) and found != [value]:
                return found
    return [written]


def _json_lines(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in itertools.islice(lines, ROWS):
            item = json.loads(line)
            if isinstance(item, dict):
                yield item


def _geopackage(path: Path) -> Iterator[Mapping[str, Any]]:
    for layer in pyogrio.list_layers(path)[:, 0]:
        frame = pyogrio.read_dataframe(path, layer=layer, max_features=ROWS, read_geometry=False)
        yield dict.fromkeys(frame.columns)
        yield from frame.astype(object).to_dict("records")


_LOOKS = {
    ".csv": _delimited,
    ".json": _json,
    ".geojson": _json,
    ".jsonl": _json_lines,
    ".gpkg": _geopackage,
}
