"""SODA (Socrata Open Data API): whole data sets, page by page along a key.

Options of the service: ``datasets``, a list of tables with ``id`` (such as ``5k74-3jha``), ``key`` (the
column to go along), ``name`` (for the file names) and ``many`` (true if rows share a key); and
``page_size``. The address of the service is that of its resources: ``https://…/resource``.

Each page asks for the rows beyond the last key met, so rows that come or go elsewhere in the set do not
shift what follows. Where rows share a key, a page begins again at the last key, which may have been cut.
A number of rows, asked for first, tells whether all came.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from theseus.errors import FetchError
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.fetch.web import Answer, Web
    from theseus.model import Order

PAGE_SIZE = 10_000  # the service allows 50,000
TOKEN = "X-App-Token"  # noqa: S105 - the name of a header
_TYPES, _FIELDS = "x-soda2-types", "x-soda2-fields"

Row = dict[str, Any]


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Fetch every data set to its end.

    An app token is sent if the order names one and it is set; without it the service answers too.

    Raises
    ------
    FetchError
        If an answer is no list of rows, if rows are not in the order asked for or come again, if a key is
        missing, or if fewer rows came than the service has.
    """
    for dataset in order.options["datasets"]:
        yield from _Walk(order, web, dataset).pages()


def preview(order: Order) -> tuple[str, int]:
    """First address, and the least number of questions: a count and a page per data set."""
    datasets = order.options["datasets"]
    return _address(order, datasets[0]), 2 * len(datasets)


def _address(order: Order, dataset: Mapping[str, Any]) -> str:
    return f"{order.url.rstrip('/')}/{dataset['id']}.json"


class _Walk:
    """One way through one data set."""

    def __init__(self, order: Order, web: Web, dataset: Mapping[str, Any]) -> None:
        self.what = f"{order.title} ({dataset['id']})"
        self.web = web
        self.url = _address(order, dataset)
        self.name, self.key, self.many = dataset["name"], dataset["key"], bool(dataset.get("many"))
        self.size = int(order.options.get("page_size", PAGE_SIZE))
        self.headers = _token(order, web)
        self.text = False  # whether the key is text; told by the first answer

    def pages(self) -> Iterator[Page]:
        """Walk from the first row to the last."""
        promised, met, last, shared = self._count(), 0, None, 0
        number = 0
        while True:
            answer = self._ask(last)
            rows = self._rows(answer)
            if number == 0:
                self.text = self._is_text(answer)
            keys = [self._key_of(row) for row in rows]
            self._require_order(keys, last)
            fresh = len(rows) - shared
            if fresh > 0 or number == 0:
                number += 1
                met += max(fresh, 0)
                yield Page(f"{self.name}-{number:03d}.json", answer.content, max(fresh, 0), answer.url)
            if len(rows) < self.size:
                break
            shared = self._shared(keys, last)
            last = keys[-1]
        if met < promised and met < self._count():
            raise FetchError(
                f"{self.what}: {met} van de {promised} rijen ontvangen. Probeer het later opnieuw."
            )

    def _count(self) -> int:
        found = self._rows(self._get({"$select": "count(*) AS aantal"}))
        try:
            return int(found[0]["aantal"])
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise FetchError(f"{self.what}: de dienst zegt niet hoeveel rijen er zijn.") from error

    def _ask(self, last: int | str | None) -> Answer:
        params = {"$order": self.key, "$limit": str(self.size)}
        if last is not None:
            written = "'" + last.replace("'", "''") + "'" if isinstance(last, str) else str(last)
            params["$where"] = f"{self.key} {'>=' if self.many else '>'} {written}"
        return self._get(params)

    def _get(self, params: dict[str, str]) -> Answer:
        return self.web.get(self.url, params=params, headers=self.headers)

    def _rows(self, answer: Answer) -> list[Row]:
        found = answer.json()
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise FetchError(f"{self.what}: het antwoord is geen lijst van rijen. Probeer het later opnieuw.")
        return found

    def _is_text(self, answer: Answer) -> bool:
        """Tell the type of the key from the headers; in the rows numbers come as text too."""
        headers = {name.lower(): value for name, value in answer.headers.items()}
        try:
            types = dict(zip(json.loads(headers[_FIELDS]), json.loads(headers[_TYPES]), strict=True))
        except (KeyError, TypeError, ValueError):
            return not all(str(row.get(self.key)).isdecimal() for row in self._rows(answer))
        return bool(types.get(self.key) == "text")

    def _key_of(self, row: Row) -> int | str:
        written = row.get(self.key)
        if isinstance(written, str | int) and not isinstance(written, bool):
            if self.text:
                return str(written)
            if str(written).removesuffix(".0").isdecimal():
                return int(str(written).removesuffix(".0"))
        raise FetchError(
            f"{self.what}: een rij heeft geen bruikbare sleutel '{self.key}' ({str(written)[:40]!r}). "
            "Is het veld hernoemd? Controleer de bronkaart."
        )

    def _require_order(self, keys: list[Any], last: Any) -> None:  # noqa: ANN401 - all numbers or all texts
        """Refuse rows that are not in order: pages would then leave rows out, or never end."""
        met = keys if last is None else [last, *keys]
        if any(later < sooner or (later == sooner and not self.many) for sooner, later in pairwise(met)):
            raise FetchError(
                f"{self.what}: de rijen staan niet op volgorde van {self.key} of komen terug. "
                "Probeer het later opnieuw."
            )

    def _shared(self, keys: list[Any], last: Any) -> int:  # noqa: ANN401 - as above
        """How many rows of this page the next one begins with again."""
        if not self.many:
            return 0
        if keys[-1] in {last, keys[0]}:
            raise FetchError(
                f"{self.what}: {self.size} rijen hebben dezelfde {self.key} ({keys[-1]}); zo komt er geen "
                "einde aan. Neem op de bronkaart een grotere page_size."
            )
        return keys.count(keys[-1])


def _token(order: Order, web: Web) -> dict[str, str] | None:
    if not order.secret:
        return None
    try:
        return {TOKEN: web.key}
    except FetchError:
        return None  # it only raises the limits of the service
