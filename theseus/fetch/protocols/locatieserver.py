"""PDOK Locatieserver: one question per address; question and answer are kept together.

The delivery is one file of JSON Lines, ``{"vraag": {...}, "antwoord": {...}}``. Whether the answer is about
the address that was asked is for the reader to judge.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from theseus.errors import FetchError
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.fetch.web import Web
    from theseus.model import Order

FIELDS = ("straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats")
# What an answer must tell; the service knows much more of an address.
_TELL = (
    "type,weergavenaam,straatnaam,straatnaam_verkort,huisnummer,huisletter,huisnummertoevoeging,postcode,"
    "woonplaatsnaam,adresseerbaarobject_id,centroide_rd,score"
)
_SIGNS = re.compile(r"[^\w\s',.-]")  # the rest has a meaning in a search (Solr)


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask about every address of the order.

    Parameters
    ----------
    order
        ``items``: addresses, with the keys of ``FIELDS``. ``options["rows"]``: answers per question.

    Raises
    ------
    FetchError
        If the service does not answer in its own form.
    """
    lines = []
    for item in order.items:
        asked = {name: item[name] for name in FIELDS if item.get(name)}
        answer = web.get(_url(order), params=_params(order, asked))
        told = answer.json()
        response = told.get("response") if isinstance(told, dict) else None
        if not isinstance(response, dict) or not isinstance(response.get("docs"), list):
            raise FetchError(
                "De Locatieserver gaf een antwoord zonder response.docs. De dienst is misschien veranderd."
            )
        # Plain ASCII: some letters beyond it end a line.
        lines.append(json.dumps({"vraag": asked, "antwoord": told}))
    yield Page("antwoorden.jsonl", "".join(f"{line}\n" for line in lines).encode(), len(lines), _url(order))


def preview(order: Order) -> tuple[str, int]:
    """First address that is asked, and the number of questions: one per address."""
    return _url(order), len(order.items)


def _url(order: Order) -> str:
    return f"{order.url.rstrip('/')}/free"


def _params(order: Order, asked: Mapping[str, str]) -> dict[str, str]:
    return {"q": as_text(asked), "fq": "type:adres", "fl": _TELL, "rows": str(order.options.get("rows", 5))}


def as_text(asked: Mapping[str, str]) -> str:
    """Write an address on one line, as one writes it on an envelope, without signs that steer a search."""
    door = f"{asked.get('huisnummer', '')}{asked.get('huisletter', '')}"
    door = "-".join(filter(None, [door, asked.get("toevoeging")]))
    street = " ".join(filter(None, [asked.get("straat"), door]))
    place = " ".join(filter(None, [asked.get("postcode"), asked.get("woonplaats")]))
    return _SIGNS.sub(" ", ", ".join(filter(None, [street, place])))
