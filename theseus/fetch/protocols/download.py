"""Files that a service offers as a whole: one url, one file.

Options of the card: ``files``, a list of tables with ``name``, optionally ``url`` (else that of the
service) and ``expect`` (JSON, XML, CSV, ZIP, GeoPackage); or ``name`` and ``expect`` for one file. Name
and url may hold ``{fields}`` of the order's items: then there is one file per item.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from theseus.errors import FetchError
from theseus.fetch import download
from theseus.fetch.web import Expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from theseus.fetch.page import Page
    from theseus.fetch.web import Web
    from theseus.model import Order

_COUNTED = 256 * 2**20  # bytes; larger files are counted by their reader


@dataclass(frozen=True)
class _File:
    name: str
    url: str
    expect: Expect


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Give each file of the order; one that did not change since the last delivery comes from there.

    Raises
    ------
    FetchError
        If one of them does not come, or is not what it should be.
    """
    for file in _files(order):
        page = download.fetch(web, file.url, file.name, expect=file.expect)
        yield page if page.rows else replace(page, rows=_rows(page, file.expect))


def preview(order: Order) -> tuple[str, int]:
    """Return the first url, and the number of files."""
    files = _files(order)
    return files[0].url, len(files)


def _files(order: Order) -> list[_File]:
    found = [
        _File(_filled(name, item, _as_name), _filled(url, item, _as_part_of_url), expect)
        for name, url, expect in _templates(order)
        # What does not depend on an item comes once, also where there are none.
        for item in (order.items if "{" in name + url else ({},))
    ]
    if not found:
        raise FetchError(
            f"{order.title}: er is niets om op te halen. Controleer de gemeenten in theseus.toml."
        )
    return found


def _templates(order: Order) -> Iterator[tuple[str, str, Expect]]:
    for told in order.options.get("files", [order.options]):
        url = str(told.get("url", order.url))
        name = str(told.get("name") or PurePosixPath(urlsplit(url).path).name)
        try:
            yield name, url, Expect(told.get("expect", Expect.ANY))
        except ValueError as error:
            raise FetchError(
                f"{order.title}: 'expect' op de bronkaart moet een van deze zijn: {', '.join(Expect)}."
            ) from error


def _filled(template: str, item: Mapping[str, str], write: Callable[[str], str]) -> str:
    try:
        return template.format_map({name: write(value) for name, value in item.items()})
    except (LookupError, ValueError, AttributeError) as error:
        raise FetchError(f"De bronkaart vraagt {template}, maar niet alles daarin is bekend.") from error


def _as_name(value: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "_", value)


def _as_part_of_url(value: str) -> str:
    return quote(value, safe="")


def _rows(page: Page, expect: Expect) -> int:
    """Count the records where that is cheap; 0 says that we don't know."""
    path = page.content
    if isinstance(path, bytes) or path.stat().st_size > _COUNTED:
        return 0
    if expect is Expect.JSON:
        return _rows_of_json(path)
    return _rows_of_csv(path) if expect is Expect.CSV else 0


def _rows_of_json(path: Path) -> int:
    told = json.loads(path.read_bytes())
    if isinstance(told, dict):
        lists = [value for value in told.values() if isinstance(value, list)]
        told = lists[0] if len(lists) == 1 else None
    return len(told) if isinstance(told, list) else 0


def _rows_of_csv(path: Path) -> int:
    """Count records, not lines: a quoted field may hold a line break."""
    with path.open(encoding="latin-1", newline="") as file:  # every byte is a letter of it
        header = file.readline()
        separator = max(";,\t", key=header.count)
        try:
            return sum(1 for row in csv.reader(file, delimiter=separator) if row)
        except csv.Error:
            return 0
