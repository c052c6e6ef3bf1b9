"""Overpass: objects of OpenStreetMap within boxes, one question per box.

Options of the service: ``filters``, a list of Overpass QL statements without their box (such as
``nwr["name"]["shop"]``); ``timeout`` and ``maxsize``, what a question may cost the server, in seconds
and bytes; ``max_lag_days``, how old the server's copy of the map may be.

Language: the manual of Overpass QL. An answer that was broken off has status 200 and a ``remark``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from pyproj import Transformer

from theseus.errors import FetchError
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.fetch.web import Web
    from theseus.model import Order
    from theseus.model.fetching import Box

# Seconds: less than our patience with a silent server, so that it is the server that gives up and says so.
TIMEOUT = 50
MAXSIZE = 256 * 1024 * 1024  # bytes; half of what a public server gives by default
MAX_LAG_DAYS = 30
_BROKEN_OFF = ("error", "timed out", "out of memory")


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask the objects of every box.

    Parameters
    ----------
    order
        ``boxes`` in RD New; an object on two boxes comes twice.

    Yields
    ------
    Page
        The answer of one box.

    Raises
    ------
    FetchError
        If there is no box, or if the server broke a question off, does not answer as documented, or has
        a copy of the map that is older than ``max_lag_days``. A few days behind is no harm, since each
        record carries the day of the map; a month behind is a server that stopped, and then the next
        service or the last delivery is better.
    """
    if not order.boxes:
        raise FetchError(
            f"{order.title}: er is geen gebied om naar te vragen. Haal eerst gemeentegrenzen op."
        )
    for number, box in enumerate(order.boxes, start=1):
        answer = web.post(order.url, data={"data": question(order, box)})
        elements = _elements(order, answer.json())
        yield Page(f"osm-{number:03d}.json", answer.content, len(elements), order.url)


def preview(order: Order) -> tuple[str, int]:
    """First address, and how many questions."""
    return order.url, len(order.boxes)


def question(order: Order, box: Box) -> str:
    """Write the question for one box, with the whole shape of every object (``out geom``)."""
    options = order.options
    edges = _degrees(box)
    statements = "".join(f"{statement}({edges});" for statement in options["filters"])
    settings = (
        f"[out:json][timeout:{options.get('timeout', TIMEOUT)}][maxsize:{options.get('maxsize', MAXSIZE)}]"
    )
    return f"{settings};({statements});out geom qt;"


def _degrees(box: Box) -> str:
    """A box in RD New as Overpass wants it: south, west, north, east in degrees."""
    to_degrees = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*box)
    return f"{south:.6f},{west:.6f},{north:.6f},{east:.6f}"


def _elements(order: Order, document: Any) -> list[Any]:  # noqa: ANN401 - JSON holds anything
    """The objects of an answer that is whole and recent."""
    found = document.get("elements") if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise FetchError(f"{order.title}: {order.url} gaf geen lijst 'elements'. Probeer het later opnieuw.")
    remark = str(document.get("remark") or "").strip()
    if any(sign in remark.casefold() for sign in _BROKEN_OFF):
        raise FetchError(
            f"{order.title}: de dienst brak de vraag af ({remark[:120]!r}). Probeer het later opnieuw, of "
            "vraag een kleiner gebied."
        )
    _require_recent(order, document)
    return found


def _require_recent(order: Order, document: dict[str, Any]) -> None:
    state = document.get("osm3s")
    written = str(state.get("timestamp_osm_base")) if isinstance(state, dict) else ""
    try:
        day = dt.date.fromisoformat(written[:10])
    except ValueError as error:
        raise FetchError(
            f"{order.title}: het antwoord zegt niet van welke dag de kaart is ({written[:40]!r}). "
            "Probeer het later opnieuw."
        ) from error
    behind = (dt.datetime.now(dt.UTC).date() - day).days
    if behind > order.options.get("max_lag_days", MAX_LAG_DAYS):
        raise FetchError(
            f"{order.title}: de kaart van deze dienst is van {day:%d-%m-%Y}, {behind} dagen oud. Probeer het "
            "later opnieuw, of geef bij [sources.osm] het adres van een andere Overpass-dienst."
        )
