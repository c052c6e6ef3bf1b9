"""EP-Online: the energy labels of one object of the BAG at a time; question and answer are kept together.

The delivery is one file of JSON Lines, ``{"vraag": {"vbo_id_bag": …}, "antwoord": [...]}``; an object without
a label has an empty list. Of an answer only what the reader needs is kept: the service also names the
firm that made the label.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from theseus.errors import FetchError
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.fetch.web import Answer, Web
    from theseus.model import Order

KEPT = (
    "Registratiedatum",
    "Opnamedatum",
    "Geldig_tot",
    "Status",
    "IsVereenvoudigdLabel",
    "Op_basis_van_referentiegebouw",
    "Gebouwklasse",
    "Energieklasse",
    "BAGVerblijfsobjectID",
    "BAGLigplaatsID",
    "BAGStandplaatsID",
)
_NO_LABEL = 404
_OBJECT = re.compile(r"\d{16}")


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask about every object of the order.

    Parameters
    ----------
    order
        ``items``: ``vbo_id_bag``, 16 digits. ``secret``: the key, sent bare in ``Authorization``.

    Raises
    ------
    FetchError
        If the key is missing or refused, or the service does not answer in its own form.
    """
    lines = []
    found = 0
    for item in order.items:
        answer = web.get(_url(order, item), headers={"Authorization": web.key}, also=(_NO_LABEL,))
        labels = _labels(answer)
        found += len(labels)
        # Plain ASCII: some letters beyond it end a line.
        lines.append(json.dumps({"vraag": {"vbo_id_bag": item["vbo_id_bag"]}, "antwoord": labels}))
    content = "".join(f"{line}\n" for line in lines).encode()
    yield Page("antwoorden.jsonl", content, found, order.url)


def preview(order: Order) -> tuple[str, int]:
    """First address that is asked, and the number of questions: one per object."""
    return (_url(order, order.items[0]) if order.items else order.url), len(order.items)


def _url(order: Order, item: Mapping[str, str]) -> str:
    number = item.get("vbo_id_bag", "")
    if not _OBJECT.fullmatch(number):
        raise FetchError(f"EP-Online: '{number[:20]}' is geen object van de BAG (16 cijfers).")
    return f"{order.url.rstrip('/')}/PandEnergielabel/AdresseerbaarObject/{number}"


def _labels(answer: Answer) -> list[dict[str, Any]]:
    """Return the labels of an answer, without what nobody needs; none if the object has none."""
    if answer.status == _NO_LABEL:
        return []
    told = answer.json()
    if not isinstance(told, list) or not all(isinstance(label, dict) for label in told):
        raise FetchError(
            "EP-Online gaf iets anders dan een lijst van labels. De dienst is misschien veranderd."
        )
    if told and not any("Registratiedatum" in label for label in told):
        raise FetchError("EP-Online gaf labels zonder Registratiedatum. De dienst is misschien veranderd.")
    return [{name: label[name] for name in KEPT if name in label} for label in told]
