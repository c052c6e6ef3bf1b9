"""ArcGIS feature services: one layer as GeoJSON, page by page.

Options of the service: ``where``, a condition in SQL; ``page_size``, features per page; ``crs``, the code
of the coordinate system to ask for; ``order_by``, the field to go along; ``newest``, a table with the
``field`` that holds a year and how many years ``back`` still count: the highest year is asked first.

The address is that of a layer (``…/FeatureServer/0``), its ``query`` is asked. Parameters are those of
the ArcGIS REST API: returnCountOnly, outStatistics, resultOffset and resultRecordCount. A page that is
not the last has ``exceededTransferLimit``, in GeoJSON among the ``properties`` of the collection.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from theseus.errors import FetchError
from theseus.fetch.features import Tally, require_system
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.fetch.web import Web
    from theseus.model import Order

PAGE_SIZE = 1000
CRS = "28992"
EVERYTHING = "1=1"


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask the features of a layer.

    Yields
    ------
    Page
        One page, ``<source>-<page>.geojson``.

    Raises
    ------
    FetchError
        If an answer is no collection of features, is in another coordinate system, was met before, or if
        less came than the service counted.
    """
    where = _where(order, web)
    tally = Tally(order.title, promised=_count(order, web, where))
    crs = str(order.options.get("crs", CRS))
    start, number, more = 0, 0, True
    while more:
        number += 1
        answer = web.get(_address(order), params=_params(order, where) | {"resultOffset": str(start)})
        document = answer.json()
        features = tally.take(document)
        require_system(answer, features, crs, tally.what)
        if features or number == 1:
            yield Page(f"{order.source}-{number:04d}.geojson", answer.content, len(features), answer.url)
        start += len(features)
        more = bool(features) and (_cut(document) or not tally.complete)
    tally.close()


def preview(order: Order) -> tuple[str, int]:
    """First address, and the least number of questions: a count and a page, and the newest year if asked."""
    where = str(order.options.get("where", EVERYTHING))
    first = _year_params(order) if order.options.get("newest") else _count_params(where)
    return f"{_address(order)}?{urlencode(first)}", 3 if order.options.get("newest") else 2


def _address(order: Order) -> str:
    return f"{order.url.rstrip('/')}/query"


def _params(order: Order, where: str) -> dict[str, str]:
    return {
        "where": where,
        "outFields": "*",
        "returnGeometry": "true",
        "outSR": str(order.options.get("crs", CRS)),
        "orderByFields": str(order.options.get("order_by", "OBJECTID")),
        "resultRecordCount": str(order.options.get("page_size", PAGE_SIZE)),
        "f": "geojson",
    }


def _count_params(where: str) -> dict[str, str]:
    return {"where": where, "returnCountOnly": "true", "f": "json"}


def _count(order: Order, web: Web, where: str) -> int:
    told = web.get(_address(order), params=_count_params(where)).json()
    count = told.get("count") if isinstance(told, dict) else None
    if not isinstance(count, int):
        raise FetchError(f"{order.title}: de dienst telt haar objecten niet. Probeer het later opnieuw.")
    return count


def _year_params(order: Order) -> dict[str, str]:
    asked = {
        "statisticType": "max",
        "onStatisticField": order.options["newest"]["field"],
        "outStatisticFieldName": "newest",
    }
    where = str(order.options.get("where", EVERYTHING))
    return {"where": where, "outStatistics": json.dumps([asked]), "f": "json"}


def _where(order: Order, web: Web) -> str:
    """The condition, with the years that count if the order asks for the newest ones."""
    where = str(order.options.get("where", EVERYTHING))
    newest: Mapping[str, Any] | None = order.options.get("newest")
    if not newest:
        return where
    told = web.get(_address(order), params=_year_params(order)).json()
    try:
        found = told["features"][0]["attributes"]["newest"]
        since = int(found) - int(newest["back"])
    except (LookupError, TypeError, ValueError) as error:
        raise FetchError(
            f"{order.title}: de dienst noemt geen hoogste {newest['field']}. Probeer het later opnieuw."
        ) from error
    # A field of texts is compared with a text.
    year = f"'{since}'" if isinstance(found, str) else str(since)
    return f"({where}) AND {newest['field']} >= {year}"


def _cut(document: Mapping[str, Any]) -> bool:
    """Tell whether there is more than this page."""
    inner = document.get("properties")
    told = document.get("exceededTransferLimit") or (
        inner.get("exceededTransferLimit") if isinstance(inner, dict) else None
    )
    return told is True or told == "true"
