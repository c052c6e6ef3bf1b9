"""KVK Handelsregister API: who is registered at an address (free), then the profile of each (paid).

All free questions come first, so that what can go wrong goes wrong before money is spent. Every paid
question is counted before it is asked, and the sum never passes ``options["budget_eur"]``. Each one ends
as exactly one file of the delivery, also when the register did not deliver: so the files tell what was
spent. Once something was bought, a fault ends the round and never throws away what was paid for.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import stamina

from theseus.errors import FetchError
from theseus.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from theseus.fetch.web import Answer, Web
    from theseus.model import Order

TEST_URL = "https://api.kvk.nl/test/api"
# Public, no secret: KVK gives it to everybody on https://developers.kvk.nl/documentation/testing
TEST_KEY = "l7xx1f2691f2520d487b902f4e0b57a0b197"
TEST_ITEMS = tuple(
    {"kind": "zoeken", "kvk_number": number} for number in ("69599084", "68750110", "90001354")
)
STOPPED = "ophalen-gestopt.json"
_PER_PAGE = 100  # the most that Zoeken allows
_SHOWN = 1000  # results of one question that Zoeken shows at most
_NOTHING = "IPD5200"  # no registration meets the question
_NOT_YET = frozenset({"IPD1002", "IPD1003"})  # being processed; try again, in five minutes
_DOWN = frozenset({500, 502, 503, 504})
_KINDS = {"vestigingsprofiel": r"\d{12}", "basisprofiel": r"\d{8}"}
_FIELDS = {
    "kvk_number": ("kvkNummer", r"\d{8}"),
    "postcode": ("postcode", r"[1-9]\d{3}[A-Z]{2}"),
    "huisnummer": ("huisnummer", r"[1-9]\d{0,4}"),
    "huisletter": ("huisletter", r"[A-Za-z]"),
}


@dataclass(frozen=True)
class _Profile:
    """One paid question."""

    kind: str
    number: str


class _NotYetError(Exception):
    """The register says that it will know later."""


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask who is registered at each address, then buy profiles as far as the budget reaches.

    Parameters
    ----------
    order
        ``items``: ``kind`` "zoeken" and ``postcode``, ``huisnummer`` and perhaps ``huisletter`` (or
        ``kvk_number``); ``vestigingen`` may name establishments, comma-joined, whose profile is bought
        whether they are still found there or not. ``options``: ``budget_eur`` (default 0: nothing is
        bought) and ``price_eur`` per kind of profile.

    Raises
    ------
    FetchError
        If a search fails or gives less than it promised, or the first paid question is refused.
    """
    wanted: dict[_Profile, None] = {}
    asked: set[tuple[str, ...]] = set()
    for item in order.items:
        question = _question(item)
        results: list[dict[str, Any]] = []
        if tuple(question.values()) not in asked:
            for page, found in _search(question, order, web):
                results += found
                yield page
        asked.add(tuple(question.values()))
        known = (number for number in item.get("vestigingen", "").split(",") if number)
        wanted |= dict.fromkeys(_profiles(results, known))
    yield from _buy(_affordable(wanted, order), order, web)


def preview(order: Order) -> tuple[str, int]:
    """Return the first url, and the number of free questions; the paid ones depend on the answers."""
    first = _question(order.items[0]) if order.items else {}
    asked = "&".join(f"{key}={value}" for key, value in first.items())
    return f"{_base(order)}/v2/zoeken?{asked}", len(order.items)


def _base(order: Order) -> str:
    return order.url.rstrip("/")


def _headers(order: Order, web: Web) -> dict[str, str]:
    """Send the key; an order that names none is one for the test environment."""
    public = order.secret is None or _base(order) == TEST_URL
    return {"apikey": TEST_KEY if public else web.key}


def _question(item: Mapping[str, str]) -> dict[str, str]:
    """Parameters of Zoeken for an item; what has not the form of its field is not asked."""
    asked = {}
    for key, (name, form) in _FIELDS.items():
        if value := item.get(key):
            if not re.fullmatch(form, value):
                raise FetchError(f"KVK: {key} '{value[:20]}' heeft niet de juiste vorm. Herstel het adres.")
            asked[name] = value.upper()
    if not ("kvkNummer" in asked or {"postcode", "huisnummer"} <= asked.keys()):
        raise FetchError("KVK: een zoekvraag heeft een postcode met huisnummer nodig, of een KVK-nummer.")
    return asked


def _search(question: dict[str, str], order: Order, web: Web) -> Iterator[tuple[Page, list[dict[str, Any]]]]:
    """Follow the pages of one search to the end; question and answer are kept together."""
    seen = 0
    for number in range(1, _SHOWN // _PER_PAGE + 1):
        params = question | {"pagina": str(number), "resultatenPerPagina": str(_PER_PAGE)}
        answer = _searched(f"{_base(order)}/v2/zoeken", params, order, web)
        told = answer.json()
        results, total = _results(told, answer)
        kept = json.dumps({"vraag": question, "antwoord": told}, ensure_ascii=False).encode()
        name = "-".join(["zoeken", *question.values(), f"p{number}"])
        yield Page(f"{name}.json", kept, len(results), answer.url), results
        seen += len(results)
        if seen >= min(total, _SHOWN):
            return
        if not results:
            raise FetchError(f"KVK beloofde {total} inschrijvingen, maar gaf er {seen}. Probeer het later.")
    raise FetchError(f"KVK blijft pagina's geven zonder einde ({seen} inschrijvingen). Probeer het later.")


def _searched(url: str, params: dict[str, str], order: Order, web: Web) -> Answer:
    """Ask one page; wait and ask again while the register says that it will know later."""
    tries = stamina.retry_context(on=_NotYetError, attempts=4, timeout=None, wait_initial=5.0, wait_max=60.0)
    try:
        for attempt in tries:
            with attempt:
                answer = web.get(url, params=params, headers=_headers(order, web), also=(404,))
                _require_ready(ready=_code(answer) not in _NOT_YET)
                return answer
    except _NotYetError:
        raise FetchError(
            "KVK werkt gegevens bij en kan nog niet zoeken. Probeer het later opnieuw."
        ) from None
    raise AssertionError("a try returns or raises")


def _results(told: Any, answer: Answer) -> tuple[list[dict[str, Any]], int]:  # noqa: ANN401 - JSON holds anything
    """Results and their promised number; a 404 that says that nobody is registered is an answer."""
    if answer.status == 404:  # noqa: PLR2004 - a status is best read as its number
        if _code(answer) == _NOTHING:
            return [], 0
        raise FetchError(f"KVK zoekt niet: {_said(answer)}. Controleer het adres van de bron.")
    results = told.get("resultaten") if isinstance(told, dict) else None
    total = told.get("totaal") if isinstance(told, dict) else None
    if not isinstance(results, list) or not isinstance(total, int):
        raise FetchError(
            "KVK gaf een antwoord zonder resultaten of totaal. De dienst is misschien veranderd."
        )
    return [item for item in results if isinstance(item, dict)], total


def _profiles(results: Iterable[Mapping[str, Any]], known: Iterable[str]) -> Iterator[_Profile]:
    """What to buy: a profile per vestiging; of a legal person only if it has none at this address.

    The basisprofiel of a vestiging's company is left alone: it holds the owner, and no question needs it.
    """
    listed = list(results)
    numbers = [*(str(item.get("vestigingsnummer") or "") for item in listed), *known]
    yield from (_Profile("vestigingsprofiel", number) for number in numbers if number)
    housed = {item.get("kvkNummer") for item in listed if item.get("vestigingsnummer")}
    alone = [item.get("kvkNummer") for item in listed if item.get("kvkNummer") not in housed]
    yield from (_Profile("basisprofiel", str(number)) for number in alone)


def _affordable(wanted: Iterable[_Profile], order: Order) -> Iterator[_Profile]:
    """Count every paid question before it is asked, and stop counting at the budget."""
    left = Decimal(str(order.options.get("budget_eur", 0)))
    prices = order.options.get("price_eur", {})
    for profile in wanted:
        if not re.fullmatch(_KINDS[profile.kind], profile.number):
            continue  # a number that is none: the search result says so in the delivery
        if profile.kind not in prices:
            raise FetchError(f"KVK: de bronkaart noemt geen tarief voor {profile.kind} (price_eur).")
        price = Decimal(str(prices[profile.kind]))
        if price <= left:
            left -= price
            yield profile


def _buy(profiles: Iterable[_Profile], order: Order, web: Web) -> Iterator[Page]:
    """Ask for each profile; those that are not ready come again after the others, with patience."""
    late: dict[_Profile, Answer] = {}
    paid = False
    try:
        for profile in profiles:
            answer = _ask(profile, order, web)
            paid = True
            if _is_temporary(answer):
                late[profile] = answer
            else:
                yield _page(profile, answer)
        yield from _again(late, order, web)
    except FetchError as error:
        if not paid:
            raise
        yield from (_page(profile, answer) for profile, answer in late.items())
        yield Page(STOPPED, _fault("GESTOPT", str(error)), 0, _base(order))


def _again(late: dict[_Profile, Answer], order: Order, web: Web) -> Iterator[Page]:
    """Ask again what was not ready, four times over some seven minutes; it was counted already."""
    tries = stamina.retry_context(
        on=_NotYetError, attempts=4, timeout=None, wait_initial=60.0, wait_max=300.0
    )
    try:
        for attempt in tries:
            with attempt:
                for profile in list(late):
                    late[profile] = _ask(profile, order, web)
                    if not _is_temporary(late[profile]):
                        yield _page(profile, late.pop(profile))
                _require_ready(ready=not late)
    except _NotYetError:
        yield from (_page(profile, answer) for profile, answer in late.items())


def _require_ready(*, ready: bool) -> None:
    if not ready:
        raise _NotYetError


def _ask(profile: _Profile, order: Order, web: Web) -> Answer:
    url = f"{_base(order)}/v1/{profile.kind}en/{profile.number}"
    return web.get(url, params={"geoData": "true"}, headers=_headers(order, web), also={400, 404, *_DOWN})


def _is_temporary(answer: Answer) -> bool:
    return answer.status in _DOWN or _code(answer) in _NOT_YET


def _page(profile: _Profile, answer: Answer) -> Page:
    """Keep an answer as it came; an error that is no error of the register's own is written as one."""
    delivered = answer.status == 200  # noqa: PLR2004 - a status is best read as its number
    content = (
        answer.content if delivered or _code(answer) else _fault(f"HTTP {answer.status}", "Niet geleverd.")
    )
    return Page(f"{profile.kind}-{profile.number}.json", content, int(delivered), answer.url)


def _fault(code: str, says: str) -> bytes:
    return json.dumps({"fout": [{"code": code, "omschrijving": says}]}, ensure_ascii=False).encode()


def _fout(answer: Answer) -> dict[str, Any]:
    """Return the first error that an answer tells, in the register's own form."""
    if answer.status == 200:  # noqa: PLR2004 - a status is best read as its number
        return {}
    try:
        told = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    first = told.get("fout") if isinstance(told, dict) else None
    return first[0] if isinstance(first, list) and first and isinstance(first[0], dict) else {}


def _code(answer: Answer) -> str | None:
    code = _fout(answer).get("code")
    return code if isinstance(code, str) else None


def _said(answer: Answer) -> str:
    return f"{_code(answer) or f'status {answer.status}'} {_fout(answer).get('omschrijving', '')}".strip()[
        :120
    ]
