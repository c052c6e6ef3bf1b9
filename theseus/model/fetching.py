"""The nouns of fetching: what is asked of a service, and how that went."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

Box = tuple[float, float, float, float]
"""West, south, east and north edge of an area, in metres RD New (EPSG:28992)."""


class FetchState(StrEnum):
    """How fetching one source ended."""

    NEW = "opgehaald"
    UNCHANGED = "ongewijzigd"  # the service says that the last delivery is still what it has
    SKIPPED = "overgeslagen"
    FAILED = "mislukt"


@dataclass(frozen=True)
class Order:
    """What is asked of one service for one source: plain data, made of its card and the region.

    Attributes
    ----------
    protocol
        How the service is asked; a module of ``theseus.fetch.protocols``.
    options
        What the protocol needs besides, from the card.
    per_second
        Questions per second that the service allows, or that is polite.
    secret
        Name of the environment variable, or of the keyring entry, that holds the key; None for an
        open service.
    boxes
        Areas to ask about, for a protocol that asks by area.
    items
        Things to ask about one by one (municipalities, addresses, objects, companies), each a
        mapping of names to texts.
    """

    source: str
    title: str
    licence: str
    protocol: str
    url: str
    options: Mapping[str, Any] = field(default_factory=dict)
    per_second: float = 5.0
    secret: str | None = None
    boxes: tuple[Box, ...] = ()
    items: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Fetched:
    """How fetching one source went.

    Attributes
    ----------
    folder
        The delivery, ``data/raw/<source>/<date>/``; None if there is none.
    rows
        Records as the service counts them.
    message
        One Dutch line: what came, or why nothing did.
    """

    source: str
    title: str
    state: FetchState
    at: dt.datetime
    message: str
    folder: Path | None = None
    rows: int = 0
    bytes: int = 0
