"""Asking a service: one question, one answer that can be trusted, or one Dutch line why not."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx
import stamina
from stamina.instrumentation import set_on_retry_hooks

from theseus.errors import FetchError
from theseus.fetch import body, faults, guard, redirects, secrets
from theseus.fetch.client import bundle_variable, connect, patience
from theseus.fetch.guard import Expect
from theseus.fetch.limits import Deadline, Limits
from theseus.fetch.pace import Pace
from theseus.fetch.previous import Validators
from theseus.fetch.question import Answer, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from theseus.fetch.previous import Kept, Previous
    from theseus.model import Order

__all__ = ["Answer", "Expect", "Web"]
_LOG = logging.getLogger(__name__)
_ERROR_BYTES = 2**16  # more of an error message nobody reads
_GOOD = {200, 201, 203}  # 202 and 204 hold no data, 206 holds a part
T = TypeVar("T")
_LOCAL = {"127.0.0.1", "::1", "localhost"}

# Left alone, stamina writes each retry to the user's screen as a warning in English.
set_on_retry_hooks(())


class Web:
    """The way to one service, for one order; close it, or use it in a ``with``.

    Parameters
    ----------
    order
        What is asked of which service.
    contact
        Mail address that services get to see.
    folder
        Where a download is kept until it is whole.
    last
        The last delivery, for asking only what changed since.
    tell
        Is told how many bytes of a download came in.
    limits
        How long we wait and how much we take.
    clock, sleep
        A clock that never goes back, and a way to wait between questions; tests give their own.
    """

    def __init__(
        self,
        order: Order,
        *,
        contact: str | None = None,
        folder: Path | None = None,
        last: Previous | None = None,
        tell: Callable[[int], None] = lambda _: None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.order = order
        self.limits = limits or Limits()
        self.folder = folder
        self.tell = tell
        self.seen: dict[str, Validators] = {}
        self._last = last
        self.deadline = Deadline(clock)
        self.scrubber = secrets.Scrubber()
        self._pace = Pace(order.per_second, clock, sleep)
        self._client = connect(order, self.limits, self.deadline, contact)
        self.scrubber.watch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self.scrubber.leave()

    @cached_property
    def key(self) -> str:
        """The key of the service; a FetchError says what to set if there is none."""
        found = secrets.key(self.order)
        self.scrubber.learn(found)
        return found

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        expect: Expect = Expect.JSON,
        also: Collection[int] = (),
        conditional: bool = False,
    ) -> Answer:
        """Ask with GET.

        Parameters
        ----------
        params
            Come after those in the url.
        expect
            What the answer must be.
        also
            Statuses that are an answer too, such as 404; those are not held against ``expect``.
        conditional
            Ask only for what differs from the last delivery.

        Raises
        ------
        FetchError
            After several tries, if there is no answer that can be trusted.
        Unchanged
            Only if ``conditional``.
        """
        question = Question("GET", url, params, headers or {})
        kept = self.known(self.plain(question), alone=True) if conditional else None
        if kept is None:
            return self._ask(question, expect, also)
        condition = {**question.headers, **kept.validators.condition}
        answer = self._ask(replace(question, headers=condition), expect, {304, *also})
        if answer.status == 304:  # noqa: PLR2004  a status is best read as its number
            self.seen[answer.url] = kept.validators
            raise faults.Unchanged(kept.page)
        return answer

    def post(
        self,
        url: str,
        *,
        data: Mapping[str, Any] | None = None,
        content: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        expect: Expect = Expect.JSON,
        also: Collection[int] = (),
    ) -> Answer:
        """Ask with POST: ``data`` as a form, or ``content`` as it is. For the rest like ``get``."""
        return self._ask(Question("POST", url, None, headers or {}, data, content), expect, also)

    def _ask(self, question: Question, expect: Expect, also: Collection[int]) -> Answer:
        def once() -> Answer:
            with self.answering(question, also) as response:
                content = body.whole(response, self.limits.memory, self.deadline)
                status, host, told = response.status_code, response.url.host, None
                if status not in also:
                    told = guard.check(content, expect, host, self.scrubber.text)
                url = self.plain(question)
                self.seen[url] = Validators.of(response.headers)
                return Answer(url, status, response.headers, content, told)

        return self.trying(once)

    def trying(self, once: Callable[[], T]) -> T:
        """Ask at the pace of the service, and again after a fault that may pass: backoff and jitter."""
        tries = stamina.retry_context(
            on=self._again, attempts=self.limits.attempts, timeout=None, wait_initial=1.0, wait_max=60.0
        )
        for attempt in tries:
            with attempt:
                self._pace.wait()
                return once()
        raise AssertionError("a try returns or raises")

    @contextmanager
    def answering(self, question: Question, also: Collection[int] = ()) -> Iterator[httpx.Response]:
        """Send a question once and give the answer, its body unread.

        Raises
        ------
        FetchError
            If it does not arrive, breaks off while it is read, or has a status that is no answer.
        """
        host = question.host
        self.deadline.start(max(self.limits.total, 2 * patience(self.order)))
        try:
            response = self._sent(question)
            host = response.url.host
            with contextlib.closing(response):
                if response.status_code not in _GOOD and response.status_code not in also:
                    raise self._refused(response)
                yield response
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            _LOG.debug("%s: %s", host, self.scrubber.text(repr(error)))
            # The cause is not shown: it may quote an url, and with it the key.
            raise faults.of_network(error, host, bundle_variable(self.order)) from None

    def known(self, url: str, *, alone: bool = False) -> Kept | None:
        """Find the file of the last delivery that came from an url, if the service can confirm it."""
        return self._last.known(url, alone=alone) if self._last else None

    def plain(self, question: Question) -> str:
        """Return the url of a question without any secret."""
        return self.scrubber.text(str(question.address))

    def _sent(self, question: Question) -> httpx.Response:
        request = self._client.build_request(
            question.method,
            question.address,
            headers=dict(question.headers),
            data=dict(question.data) if question.data is not None else None,
            content=question.content,
        )
        for _ in range(redirects.MOST + 1):
            self._refuse_open_line(request)
            response = self._client.send(request, stream=True)
            _LOG.debug(
                "%s %s: %d", request.method, self.scrubber.text(str(request.url)), response.status_code
            )
            if not response.has_redirect_location:
                return response
            response.close()
            request = redirects.follow(request, response, self.scrubber)
        raise FetchError(f"{request.url.host} blijft doorverwijzen. Controleer het adres van de bron.")

    def _refuse_open_line(self, request: httpx.Request) -> None:
        """Refuse to send the key where everybody on the way can read it."""
        if request.url.scheme == "https" or request.url.host in _LOCAL:
            return
        sent = (str(request.url), *request.headers.values(), request.content.decode("utf-8", "replace"))
        if any(self.scrubber.holds(text) for text in sent):
            raise FetchError(
                f"{request.url.host}: de sleutel gaat alleen over https. Pas het adres van de bron aan."
            )

    def _refused(self, response: httpx.Response) -> FetchError:
        host, now = response.url.host, dt.datetime.now(dt.UTC)
        wait = faults.retry_after(response.headers.get("Retry-After"), now)
        if wait is not None and wait > self.limits.longest_wait and response.status_code in faults.TEMPORARY:
            return faults.too_busy(host, wait, now)
        told = b""
        try:
            for piece in body.unpacked(response):
                told += piece
                if len(told) > _ERROR_BYTES or self.deadline.passed:
                    break
        except (FetchError, httpx.HTTPError):
            told = b""  # an error message that cannot be read is no other error than the one it is about
        return faults.of_status(response.status_code, host, guard.excerpt(told, self.scrubber.text), wait)

    def _again(self, error: Exception) -> bool | float:
        if not isinstance(error, faults.Temporary):
            return False
        _LOG.info("another try: %s", error)
        return True if error.wait is None else error.wait
