"""The rounds of fetching: the country, the municipalities, the parks, and what lies on the parks.

Each round needs what the one before it brought: borders say where parks are, parks say which buildings
to ask for, and the published run says which addresses, objects and companies are still to be asked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from theseus import ledger
from theseus.config import Source
from theseus.errors import ConfigError
from theseus.fetch import fetch
from theseus.model import Order
from theseus.sources import deliveries
from theseus.sources.card import Card, Service, cards
from theseus.supply import areas, items

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from theseus.config import Region
    from theseus.model import Fetched
    from theseus.workspace import Workspace

ROUNDS = (("country",), ("municipality",), ("park",), ("address", "unit", "company"))
KVK = "kvk"  # bought by a command of its own, with a budget
YEARS_BACK = 5 * 365  # days; publications older than this say little of who is there now


@dataclass(frozen=True)
class Wanted:
    """One source to fetch: its orders, the preferred one first, or why there are none (Dutch)."""

    card: Card
    orders: tuple[Order, ...] = ()
    skipped: str | None = None


def wanted(
    workspace: Workspace, today: dt.date, only: Collection[str] = (), *, rounds: tuple[str, ...] | None = None
) -> Iterator[Wanted]:
    """Say per source what would be asked now, or why nothing.

    Parameters
    ----------
    today
        The day of the question.
    only
        Card ids or families; empty for everything that is due. What is named here is asked whatever
        its age.
    rounds
        Kinds of question (``Service.per``); by default all.

    Raises
    ------
    ConfigError
        If ``only`` names no source, or one that cannot be fetched.
    """
    named = _named(only)
    ground = areas.Ground(workspace, today)
    for per in rounds or tuple(kind for kinds in ROUNDS for kind in kinds):
        for card in cards().values():
            if card.services and card.services[0].per == per and (not only or card.id in named):
                yield _want(ground, card, asked=card.id in named)


def fetch_all(
    workspace: Workspace,
    now: dt.datetime,
    only: Collection[str] = (),
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Fetched | Wanted]:
    """Fetch every source that is due, round by round; a source that fails stops no other.

    Parameters
    ----------
    now
        The moment of fetching, with a time zone.
    progress
        Told the title of a source, and how many bytes and rows came so far.

    Yields
    ------
    Fetched or Wanted
        How each source went; a ``Wanted`` was skipped and says why.
    """
    _ = workspace.region  # a folder without a theseus.toml is refused before anything is asked
    for kinds in ROUNDS:
        for want in list(wanted(workspace, now.date(), only, rounds=kinds)):
            if want.skipped:
                yield want
                continue
            yield fetch(
                want.orders, workspace.raw, now, contact=workspace.region.fetch.contact, progress=progress
            )


def order(card: Card, service: Service, configured: Source | None, **asked: Any) -> Order:  # noqa: ANN401 - boxes and items of an Order
    """Make the order for one service of a source; the region may name another address for it."""
    return Order(
        source=card.id,
        title=card.title,
        licence=card.licence,
        protocol=service.protocol,
        url=configured.url if configured and configured.url else service.url,
        options=service.options,
        per_second=service.per_second,
        secret=service.secret,
        **asked,
    )


def _named(only: Collection[str]) -> set[str]:
    """Card ids for what a user calls a source: its id, or the family of sources that come by themselves."""
    found: set[str] = set()
    for name in only:
        own = {card.id for card in cards().values() if card.id == name}
        family = {card.id for card in cards().values() if card.family == name and card.by_default}
        ids = {name_ for name_ in own or family if cards()[name_].services}
        if not ids:
            able = ", ".join(card.id for card in cards().values() if card.services)
            raise ConfigError(f"Bron '{name}' kan niet worden opgehaald. Wel: {able}.")
        found |= ids
    return found


def _want(ground: areas.Ground, card: Card, *, asked: bool) -> Wanted:
    workspace, today = ground.workspace, ground.as_of
    reason = _why_not(workspace, card, today, asked=asked)
    if reason:
        return Wanted(card, skipped=reason)
    configured = workspace.region.sources.get(card.id)
    # Another address in theseus.toml stands in for the first service; its fallbacks would go round it.
    services = card.services[:1] if configured and configured.url else card.services
    orders = []
    for service in services:
        target = _target(ground, card, service)
        if isinstance(target, str):
            return Wanted(card, skipped=target)
        orders.append(order(card, service, configured, **target))
    return Wanted(card, tuple(orders))


def _why_not(workspace: Workspace, card: Card, today: dt.date, *, asked: bool) -> str | None:
    """Say in Dutch why a source is not fetched now; None if it is."""
    refused = _refused(workspace.region, card, asked=asked)
    return refused if refused or asked else _recent(workspace, card, today)


def _recent(workspace: Workspace, card: Card, today: dt.date) -> str | None:
    """Say that a delivery, or an edition of the same register, is still recent; None if there is none."""
    for other in cards().values():
        if other.family != card.family or set(other.tables) != set(card.tables):
            continue
        newest = deliveries.newest(workspace.raw / other.id)
        again = None if newest is None else newest + dt.timedelta(days=other.every_days)
        if newest is not None and again is not None and today < again:
            name = "is" if other.id == card.id else f"is er al als {other.id},"
            return f"{name} van {newest:%d-%m-%Y}; volgende keer vanaf {again:%d-%m-%Y}"
    return None


def _refused(region: Region, card: Card, *, asked: bool) -> str | None:
    """Say in Dutch why the region does not let a source be fetched; None if it does."""
    configured = region.sources.get(card.id, Source())
    allowed = card.by_default if configured.fetch is None else configured.fetch
    reasons = {
        "staat uit in theseus.toml": not configured.enabled,
        f"komt van {configured.path} (theseus.toml)": configured.path is not None,
        "kost geld; ophalen met theseus fetch kvk --budget EURO": card.id == KVK,
        "mag alleen als de DPIA het toestaat; vul dpia_reference in": card.needs_dpia
        and not region.fetch.dpia_reference,
        f"wordt niet vanzelf opgehaald; zet fetch = true bij [sources.{card.id}]": not (allowed or asked),
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def _target(ground: areas.Ground, card: Card, service: Service) -> dict[str, Any] | str:
    """What to ask about: boxes or items; a Dutch reason if that is not known, or nothing is left to ask."""
    today = ground.as_of
    if service.per == "country":
        return {"items": tuple(items.school_years(today))} if "{item}" in service.url else {}
    if service.per in {"municipality", "park"}:
        return _area(ground, card, service)
    run = ledger.published(ground.workspace.runs)
    asked = {
        "address": lambda: items.addresses(run),
        "unit": lambda: items.units(run, today, card.half_life_days),
        "company": lambda: items.companies(run),
    }[service.per]()
    if run is None:
        return "volgt na de eerste verversing, als de gebruiken bekend zijn"
    return {"items": tuple(asked)} if asked else "er is niets nieuws te vragen"


def _area(ground: areas.Ground, card: Card, service: Service) -> dict[str, Any] | str:
    if service.per == "park":
        boxes = ground.park_boxes
        return {"boxes": boxes} if boxes else "wacht op terreingrenzen (ibis, osm of een eigen tekening)"
    newest = deliveries.newest(ground.workspace.raw / card.id) if card.history else None
    since = items.since(newest, ground.as_of, YEARS_BACK)
    named = tuple(items.municipalities(ground.workspace.region, since))
    if service.options.get("by_name"):
        return {"items": named}
    boxes = ground.municipality_boxes
    return {"boxes": boxes, "items": named} if boxes else "wacht op de gemeentegrenzen (cbs_gemeenten)"
