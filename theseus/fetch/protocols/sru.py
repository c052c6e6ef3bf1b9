"""SRU 2.0 (searchRetrieve): the records that a query finds, page by page.

Options of the service: ``query``, CQL with ``{municipality}`` and ``{since}``, filled from each item of
the order (``name`` and ``since``); ``name``, the first part of the file names; ``page_size``; ``params``,
more parameters of the request.

Protocol: OASIS searchRetrieve 2.0. A query that cannot be answered has status 200 and a diagnostic.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from lxml import etree

from theseus.errors import FetchError
from theseus.fetch.page import Page
from theseus.fetch.web import Expect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.fetch.web import Answer, Web
    from theseus.model import Order

PAGE_SIZE = 100
_BEYOND = "info:srw/diagnostic/1/61"  # first record position out of range
# A service may call its count an estimate (resultCountPrecision); then so much less is no shortage.
_SLACK = 0.02


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Fetch the records of every item to the end. An item without records gives a page without any.

    Raises
    ------
    FetchError
        If there is no item, or if an answer is no searchRetrieve answer, holds a diagnostic, repeats
        records, or fewer records came than the service counts.
    """
    if not order.items:
        raise FetchError(f"{order.title}: er is geen gemeente om naar te vragen. Vul die in theseus.toml in.")
    for item in order.items:
        yield from _Search(order, web, item).pages()


def preview(order: Order) -> tuple[str, int]:
    """First address, and the least number of questions."""
    return order.url, len(order.items)


class _Search:
    """One query and its pages."""

    def __init__(self, order: Order, web: Web, item: Mapping[str, str]) -> None:
        self.what = f"{order.title} van {item['name']}"
        self.url, self.web = order.url, web
        self.size = int(order.options.get("page_size", PAGE_SIZE))
        self.stem = f"{order.options.get('name', order.source)}-{item.get('code', item['name'])}"
        self.params = {
            "version": "2.0",
            "operation": "searchRetrieve",
            **{str(name): str(value) for name, value in order.options.get("params", {}).items()},
            "query": query(order, item),
            "maximumRecords": str(self.size),
        }
        self.met: set[str] = set()
        self.total = 0

    def pages(self) -> Iterator[Page]:
        """Ask page after page; the number of records may grow meanwhile, so the last count is the one."""
        start, number = 1, 0
        while True:
            number += 1
            answer = self.web.get(
                self.url, params={**self.params, "startRecord": str(start)}, expect=Expect.XML
            )
            root = self._root(answer)
            found = [_digest(record) for record in _all(root, "record")]
            self._note(found)
            yield Page(f"{self.stem}-{number:03d}.xml", answer.content, len(found), answer.url)
            start += len(found)
            if start > self.total or not found:
                break
        if len(self.met) < self.total * (1 - (_SLACK if _is_estimate(root) else 0)):
            raise FetchError(
                f"{self.what}: {len(self.met)} van de {self.total} publicaties ontvangen. "
                "Probeer het later opnieuw."
            )

    def _note(self, found: list[str]) -> None:
        if self.met.intersection(found) or len(set(found)) < len(found):
            raise FetchError(
                f"{self.what}: de dienst gaf dezelfde publicaties twee keer; er veranderde iets tijdens het "
                "ophalen. Probeer het later opnieuw."
            )
        self.met.update(found)

    def _root(self, answer: Answer) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(answer.content, parser)
        except etree.XMLSyntaxError as error:
            raise FetchError(
                f"{self.what}: het antwoord is geen volledige XML ({error.msg}). Probeer het later opnieuw."
            ) from error
        # Entities of its own have no place in an answer; a parser that knows none of them would keep holes.
        if _plain(root) != "searchRetrieveResponse" or root.getroottree().docinfo.doctype:
            raise FetchError(
                f"{self.what}: het antwoord is geen searchRetrieveResponse maar {_plain(root)[:40]!r}."
            )
        told = next(iter(_all(root, "diagnostic")), None)
        if told is None:
            self.total = self._counted(root)
        elif not (self.met and _text(told, "uri") == _BEYOND):  # the count judges an end that came too soon
            message = _text(told, "message")[:160]
            raise FetchError(f"{self.what}: de dienst weigert de vraag ({message!r}).")
        return root

    def _counted(self, root: etree._Element) -> int:
        written = _text(root, "numberOfRecords")
        if not written.isdecimal():
            raise FetchError(f"{self.what}: de dienst zegt niet hoeveel publicaties er zijn.")
        return int(written)


def query(order: Order, item: Mapping[str, str]) -> str:
    """Fill the query for one municipality; a quotation mark in its name cannot end the text."""
    name = item["name"].replace("\\", "\\\\").replace('"', '\\"')
    template: str = order.options["query"]
    return template.replace("{municipality}", name).replace("{since}", item["since"])


def _plain(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{{*}}{name}"))


def _text(root: etree._Element, name: str) -> str:
    return str(next((part.text or "" for part in _all(root, name)), "")).strip()


def _is_estimate(root: etree._Element) -> bool:
    return _text(root, "resultCountPrecision").endswith("estimate")


def _digest(record: etree._Element) -> str:
    """What makes a record itself: its data, whatever its place in the list."""
    data = next(iter(_all(record, "recordData")), record)
    return hashlib.sha256(etree.tostring(data, with_tail=False)).hexdigest()
