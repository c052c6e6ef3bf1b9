"""WFS 2.0: whole layers, or what lies within boxes, as GeoJSON; page by page or in one answer.

Options of the service: ``layers``, a list of names such as ``bag:pand``; ``crs``, the coordinate system
to ask for; ``page_size``, features per answer (without it a layer comes in one answer); ``sort_by``, the
field to sort on, so that pages do not shift; ``params``, more parameters; ``by_box``, true if a layer is
too large to be asked without boxes.

The parameters are those of WFS 2.0.2 (OGC 09-025r2): count, startIndex, sortBy, bbox and srsName. PDOK
gives at most 1,000 features per answer and begins paging only if ``startIndex`` is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from theseus.errors import FetchError
from theseus.fetch.features import RD, Tally, require_system
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.fetch.web import Web
    from theseus.model import Order
    from theseus.model.fetching import Box


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask every layer, per box if the order has boxes.

    Parameters
    ----------
    order
        ``boxes`` in RD New; a feature on two boxes comes twice.

    Yields
    ------
    Page
        One answer about one layer, ``<layer>-<box>-<page>.geojson``, the layer without its prefix.

    Raises
    ------
    FetchError
        If an answer is no collection of features, is in another coordinate system, was met before, or if
        less came than the service promised.
    """
    for layer, number, box in _asked(order):
        yield from _walk(order, web, layer, number, box)


def preview(order: Order) -> tuple[str, int]:
    """First address, and the least number of questions: one answer each."""
    asked = _asked(order)
    layer, _, box = asked[0]
    return f"{order.url}?{urlencode(_params(order, layer, box, 0), safe=':/,')}", len(asked)


def _asked(order: Order) -> list[tuple[str, int, Box | None]]:
    if order.options.get("by_box") and not order.boxes:
        raise FetchError(f"{order.title}: er is geen gebied om naar te vragen. Haal eerst de grenzen op.")
    boxes: tuple[Box | None, ...] = order.boxes or (None,)
    return [
        (layer, number, box) for layer in order.options["layers"] for number, box in enumerate(boxes, start=1)
    ]


def _params(order: Order, layer: str, box: Box | None, start: int) -> dict[str, str]:
    crs = str(order.options.get("crs", RD))
    params = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": layer,
        "outputFormat": "application/json",
        "srsName": crs,
    }
    if order.options.get("page_size"):
        params |= {"count": str(order.options["page_size"]), "startIndex": str(start)}
    if order.options.get("sort_by"):
        params["sortBy"] = str(order.options["sort_by"])
    if box is not None:
        params["bbox"] = ",".join([*(f"{edge:.3f}" for edge in box), RD])
    return params | {name: str(value) for name, value in order.options.get("params", {}).items()}


def _walk(order: Order, web: Web, layer: str, number: int, box: Box | None) -> Iterator[Page]:
    """Ask one layer within one box, to the last page."""
    name = f"{layer.rpartition(':')[2]}-{number:03d}"
    tally = Tally(f"{order.title} ({name})")
    start, page, more = 0, 0, True
    while more:
        page += 1
        answer = web.get(order.url, params=_params(order, layer, box, start))
        features = tally.take(answer.json())
        require_system(answer, features, str(order.options.get("crs", RD)), tally.what)
        if features or page == 1:
            yield Page(f"{name}-{page:04d}.geojson", answer.content, len(features), answer.url)
        start += len(features)
        # Where the service does not say how many there are, only an empty page is the end.
        more = bool(order.options.get("page_size")) and bool(features) and not tally.complete
    tally.close()
