"""OGC API - Features: whole collections, or what lies within boxes, page by page along the ``next`` links.

Options of the service: ``collections``, a list of their names; ``limit``, features per page;
``crs``, the coordinate system to ask for; ``params``, more parameters (such as a year); ``by_box``,
true if the collection is too large to be asked without boxes; ``filter``, a condition in CQL2, which is
asked once per item of the order if it names a field of it in braces.

The parameters are those of OGC API - Features part 1 (limit, bbox, next), part 2 (crs, bbox-crs) and
part 3 (filter). The service of PDOK allows 1,000 features per page and gives no ``numberMatched``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from theseus.errors import FetchError
from theseus.fetch.features import Tally, require_system
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.fetch.web import Web
    from theseus.model import Order
    from theseus.model.fetching import Box

LIMIT = 1000
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


@dataclass(frozen=True)
class Question:
    """One question: what its files are called, where it is asked, and with which parameters."""

    name: str
    url: str
    params: Mapping[str, str]


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask every collection, per box or per item where the order has those.

    Parameters
    ----------
    order
        ``boxes`` in RD New; a feature on two boxes comes twice.

    Yields
    ------
    Page
        One page of one collection, ``<collection>-<box>-<page>.geojson``.

    Raises
    ------
    FetchError
        If a page is no collection of features, is in another coordinate system, leads to another server
        or in a circle, or if less came than the service promised.
    """
    for question in questions(order):
        yield from _followed(order, web, question)


def preview(order: Order) -> tuple[str, int]:
    """First address, and the least number of questions: one page each."""
    asked = questions(order)
    return f"{asked[0].url}?{urlencode(asked[0].params, safe=':/,')}", len(asked)


def questions(order: Order) -> list[Question]:
    """Write out all questions of an order.

    Raises
    ------
    FetchError
        If the collections are too large to be asked without boxes, and there are none; or if there is no
        item to fill a condition with.
    """
    areas = [] if order.options.get("by_box") and not order.boxes else _areas(order)
    if not areas:
        raise FetchError(f"{order.title}: er is geen gebied om naar te vragen. Haal eerst de grenzen op.")
    return [
        Question(
            f"{collection}-{number:03d}",
            f"{order.url.rstrip('/')}/collections/{collection}/items",
            _common(order) | area,
        )
        for collection in order.options["collections"]
        for number, area in enumerate(areas, start=1)
    ]


def _common(order: Order) -> dict[str, str]:
    more: Mapping[str, Any] = order.options.get("params", {})
    return {
        "f": "json",
        "limit": str(order.options.get("limit", LIMIT)),
        "crs": str(order.options.get("crs", RD)),
        **{name: str(value) for name, value in more.items()},
    }


def _areas(order: Order) -> list[dict[str, str]]:
    """What each question adds to the common parameters: a condition, a box, or nothing."""
    condition = order.options.get("filter")
    if condition and "{" in condition:
        return [{"filter": _filled(condition, item), "filter-lang": "cql2-text"} for item in order.items]
    asked = {"filter": str(condition), "filter-lang": "cql2-text"} if condition else {}
    return [asked | {"bbox": _edges(box), "bbox-crs": RD} for box in order.boxes] or [asked]


def _filled(condition: str, item: Mapping[str, str]) -> str:
    """A condition about one item; a quote within a text is doubled (CQL2, characterLiteral)."""
    return condition.format_map({name: value.replace("'", "''") for name, value in item.items()})


def _edges(box: Box) -> str:
    return ",".join(f"{edge:.3f}".rstrip("0").rstrip(".") for edge in box)


def _followed(order: Order, web: Web, question: Question) -> Iterator[Page]:
    """Ask one question and follow its pages to the end."""
    tally = Tally(f"{order.title} ({question.name})")
    url: str | None = question.url
    params: Mapping[str, str] | None = question.params
    seen: set[str] = set()
    while url is not None:
        if url in seen:
            raise FetchError(
                f"{tally.what}: de bladzijden lopen in een kring. Controleer het adres van de bron."
            )
        seen.add(url)
        answer = web.get(url, params=params)
        document = answer.json()
        features = tally.take(document)
        require_system(answer, features, question.params["crs"], tally.what)
        yield Page(f"{question.name}-{len(seen):04d}.geojson", answer.content, len(features), answer.url)
        url, params = _next(document, url, tally.what), None
        if url is not None and not features:
            raise FetchError(f"{tally.what}: een lege bladzijde met een vervolg. Probeer het later opnieuw.")
    tally.close()


def _next(document: Mapping[str, Any], url: str, what: str) -> str | None:
    """The address of the next page, None at the end."""
    links = document.get("links")
    found = [
        link["href"]
        for link in (links if isinstance(links, list) else [])
        if isinstance(link, dict) and link.get("rel") == "next" and isinstance(link.get("href"), str)
    ]
    if not found:
        return None
    following: str = urljoin(url, found[0])
    if urlsplit(following)[:2] != urlsplit(url)[:2]:
        raise FetchError(
            f"{what}: de volgende bladzijde staat op een andere server ({urlsplit(following).netloc[:80]}). "
            "Die wordt niet gevolgd; controleer het adres van de bron."
        )
    return following
