"""OSRM [1]_: how long it takes from each place of a municipality to each other, by the table service.

A router answers for so many places at once (``--max-table-size``, 100 unless its owner says otherwise), so a
table is asked in blocks and put together here. The delivery has one file for each municipality:
``{"gemeente": "GM0226", "profiel": "foot", "plaatsen": [[x, y], ...], "seconden": [[0, 81.4, null], ...]}``.

.. [1] https://project-osrm.org/docs/v5.24.0/api/#table-service
"""

from __future__ import annotations

import json
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pyproj import Transformer

from theseus.errors import FetchError
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.fetch.web import Web
    from theseus.model import Order

    Row = list[float | None]


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask for the table of each municipality.

    Parameters
    ----------
    order
        ``items``: places, each with ``gemeente`` and ``x`` and ``y`` (RD New, metres), by municipality.
        ``options``: ``profile`` (how one goes, as the router calls it) and ``at_once`` (places of one
        question, those it goes from and those it goes to together; 2 at least).

    Raises
    ------
    FetchError
        If the router does not answer in its own form.
    """
    for code, members in groupby(order.items, key=itemgetter("gemeente")):
        places = [(float(one["x"]), float(one["y"])) for one in members]
        table = _table(order, web, _degrees(places))
        told = {
            "gemeente": code,
            "profiel": order.options["profile"],
            "plaatsen": places,
            "seconden": table,
        }
        yield Page(f"{code}.json", json.dumps(told).encode(), len(places), order.url)


def preview(order: Order) -> tuple[str, int]:
    """First address, and how many questions: a table in blocks of places."""
    questions = 0
    for _, members in groupby(order.items, key=itemgetter("gemeente")):
        questions += len(_blocks([one["x"] for one in members], order)) ** 2
    return order.url, questions


def _table(order: Order, web: Web, places: Sequence[str]) -> list[Row]:
    found: list[Row] = []
    blocks = _blocks(places, order)
    for one in blocks:
        beside = [
            _durations(order, web.get(_question(order, one, other)).json(), one, other) for other in blocks
        ]
        found += [list(chain.from_iterable(rows)) for rows in zip(*beside, strict=True)]
    return found


def _blocks(places: Sequence[str], order: Order) -> list[Sequence[str]]:
    size = order.options["at_once"] // 2
    return [places[first : first + size] for first in range(0, len(places), size)]


def _question(order: Order, one: Sequence[str], other: Sequence[str]) -> str:
    """The numbers stand in the address itself: a parameter would have its semicolons escaped."""
    numbers = [str(number) for number in range(len(one) + len(other))]
    base = f"{order.url.rstrip('/')}/table/v1/{order.options['profile']}/{';'.join([*one, *other])}"
    ends = f"sources={';'.join(numbers[: len(one)])}&destinations={';'.join(numbers[len(one) :])}"
    return f"{base}?{ends}&annotations=duration&generate_hints=false"


def _degrees(places: Sequence[tuple[float, float]]) -> list[str]:
    """Places in RD New as OSRM wants them: longitude and latitude, to a decimetre."""
    to_degrees = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
    east, north = to_degrees.transform([x for x, _ in places], [y for _, y in places])
    return [f"{one:.6f},{other:.6f}" for one, other in zip(east, north, strict=True)]


def _durations(order: Order, told: Any, one: Sequence[str], other: Sequence[str]) -> list[Row]:  # noqa: ANN401 - JSON holds anything
    """Seconds from row to column; None where the router found no way."""
    rows = told.get("durations") if isinstance(told, dict) and told.get("code") == "Ok" else None
    if not isinstance(rows, list) or len(rows) != len(one) or not all(_row(row, len(other)) for row in rows):
        raise FetchError(
            f"{order.title}: {order.url} gaf geen tabel met reistijden zoals OSRM die geeft. Controleer het "
            "adres en het profiel onder [router] in theseus.toml."
        )
    return rows


def _row(told: object, count: int) -> bool:
    return isinstance(told, list) and len(told) == count and all(map(_seconds, told))


def _seconds(told: object) -> bool:
    return told is None or (isinstance(told, int | float) and not isinstance(told, bool) and told >= 0)
