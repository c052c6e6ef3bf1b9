"""The one network room: an order of a source in, a delivery on disk or a Dutch reason out."""

from __future__ import annotations

import contextlib
import importlib
import logging
import pkgutil
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, cast

from filelock import FileLock, Timeout

from theseus import attempt
from theseus.errors import FetchError, mend_of
from theseus.fetch import landing, previous, protocols
from theseus.fetch.faults import Unchanged
from theseus.fetch.question import Question
from theseus.fetch.secrets import Scrubber
from theseus.fetch.web import Web
from theseus.model import Fetched, FetchState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from theseus.fetch.page import Page
    from theseus.model import Order

    Progress = Callable[[str, int, int], None]

__all__ = ["fetch", "preview"]
_LOG = logging.getLogger(__name__)
_LOCK = ".bezig"
# What a protocol meets when a service renames a field or nests it otherwise.
_OTHER_SHAPE = (AttributeError, LookupError, TypeError, ValueError, RecursionError)


class _Asking(Protocol):
    """What a module of ``theseus.fetch.protocols`` offers."""

    def pages(self, order: Order, web: Web) -> Iterator[Page]:
        """Ask everything, and give it file by file."""

    def preview(self, order: Order) -> tuple[str, int]:
        """Return the first url, and the least number of questions."""


def fetch(
    orders: Sequence[Order],
    raw: Path,
    now: dt.datetime,
    *,
    contact: str | None = None,
    progress: Progress = lambda _source, _bytes, _rows: None,
) -> Fetched:
    """Fetch one source: ask its services in turn until one gives a whole delivery.

    Parameters
    ----------
    orders
        At least one, all of one source, the preferred service first.
    raw
        The folder ``data/raw``; the delivery lands in ``<raw>/<source>/<date>/``.
    now
        The moment of fetching, with its time zone; its day names the delivery.
    contact
        Mail address that services get to see.
    progress
        Is told the source, and how many bytes and records came in so far.

    Returns
    -------
    Fetched
        ``FAILED`` with the reason in Dutch if no service gave a delivery; then nothing landed.
        ``SKIPPED`` if another process is fetching this source.
    """
    first = orders[0]
    folder = raw / first.source
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / _LOCK, timeout=0):
            landing.sweep(folder, now)
            fetched = _in_turn(orders, folder, now, contact, progress)
            with contextlib.suppress(OSError):  # what went wrong, such as a full disk, is told already
                good = fetched.state is not FetchState.FAILED
                attempt.note(folder, now, fetched.state.value, fetched.message, good=good)
            return fetched
    except Timeout:
        message = "Een andere opdracht haalt deze bron op dit moment op."
        return Fetched(first.source, first.title, FetchState.SKIPPED, now, message)


def preview(order: Order) -> tuple[str, int]:
    """Say what ``fetch`` would ask first, without any secret, and how many questions it takes at least.

    Raises
    ------
    FetchError
        If the protocol of the card does not exist, or cannot work with this order.
    """
    url, questions = _protocol(order.protocol).preview(order)
    return Scrubber().text(url), questions


def _in_turn(
    orders: Sequence[Order], folder: Path, now: dt.datetime, contact: str | None, progress: Progress
) -> Fetched:
    reasons: list[str] = []
    for order in orders:
        try:
            fetched = _delivery(order, folder, now, contact, progress)
        except FetchError as error:
            reasons.append(str(error))
        except _OTHER_SHAPE as error:
            _LOG.debug("%s", order.source, exc_info=error)
            reasons.append(
                f"{_host(order)} antwoordt in een andere vorm dan verwacht ({type(error).__name__}). "
                "Is de dienst veranderd? Meld dit ons."
            )
        except OSError as error:
            mend = mend_of(error)
            if mend is None:
                raise
            reasons.append(mend)
            break  # what is wrong with the disk is wrong for every service
        else:
            why = f" Eerst gevraagd, zonder resultaat: {' '.join(reasons)}" if reasons else ""
            return replace(fetched, message=fetched.message + why)
    first = orders[0]
    return Fetched(first.source, first.title, FetchState.FAILED, now, " Daarna: ".join(reasons))


def _delivery(
    order: Order, folder: Path, now: dt.datetime, contact: str | None, progress: Progress
) -> Fetched:
    """Fetch and land one order; nothing lands if anything fails."""
    protocol = _protocol(order.protocol)
    last = previous.of(folder)
    with landing.Draft(folder, now, last) as draft:
        streamed = _Streamed(lambda count: progress(order.source, draft.bytes + count, draft.rows))
        parts = folder / landing.PARTS
        with Web(order, contact=contact, folder=parts, last=last, tell=streamed) as web:
            for page in _pages(protocol, order, web):
                draft.add(page, web.scrubber.text(page.url))
                streamed.count = 0
                progress(order.source, draft.bytes, draft.rows)
            if not draft.files:
                raise FetchError(
                    f"{_host(order)} gaf niets. Controleer de bronkaart of probeer het later opnieuw."
                )
            state, landed = draft.state, draft.land(order, web.scrubber.text(order.url), web.seen)
        shutil.rmtree(parts, ignore_errors=True)  # nothing is half done any more
    message = _told(order, state, draft, last)
    return Fetched(order.source, order.title, state, now, message, landed, draft.rows, draft.bytes)


def _pages(protocol: _Asking, order: Order, web: Web) -> Iterator[Page]:
    """Give the pages of an order; for an answer that did not change, the file we have."""
    try:
        yield from protocol.pages(order, web)
    except Unchanged as same:
        yield same.page


@dataclass
class _Streamed:
    """Counts the bytes of a download that is under way."""

    tell: Callable[[int], None]
    count: int = 0

    def __call__(self, size: int) -> None:
        self.count += size
        self.tell(self.count)


def _told(order: Order, state: FetchState, draft: landing.Draft, last: previous.Previous | None) -> str:
    host = _host(order)
    if state is FetchState.UNCHANGED and last:
        return f"Ongewijzigd: {host} bevestigt de levering van {last.folder.name}."
    # Dutch writes 1.234,5 where Python writes 1,234.5.
    counted = f"{draft.rows:,} records ({draft.bytes / 1e6:,.1f} MB)".translate(str.maketrans(",.", ".,"))
    return f"{counted} van {host}."


def _host(order: Order) -> str:
    return Question("GET", order.url).host


def _protocol(name: str) -> _Asking:
    """Find the module of a protocol.

    Raises
    ------
    FetchError
        If there is none; names those that exist.
    """
    known = sorted(module.name for module in pkgutil.iter_modules(protocols.__path__))
    if name not in known:
        raise FetchError(f"Protocol '{name}' bestaat niet. Kies in de bronkaart uit: {', '.join(known)}.")
    return cast("_Asking", importlib.import_module(f"{protocols.__name__}.{name}"))
