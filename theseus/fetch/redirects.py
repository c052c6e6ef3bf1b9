"""Where a redirect may lead: never from https to http, and never with a key to another host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from theseus.errors import FetchError

if TYPE_CHECKING:
    from theseus.fetch.secrets import Scrubber

MOST = 8
_KEEP_METHOD = {307, 308}
_ABOUT_BODY = ("content-length", "content-type", "transfer-encoding")
_NEVER_ALONG = ("authorization", "cookie", "proxy-authorization")


def follow(request: httpx.Request, response: httpx.Response, scrubber: Scrubber) -> httpx.Request:
    """Make the request that a redirect asks for.

    Raises
    ------
    FetchError
        If it leads nowhere, from https to http, or would take the key to another host.
    """
    host = request.url.host
    try:
        url = request.url.join(response.headers["Location"])
    except httpx.InvalidURL as error:
        raise FetchError(f"{host} verwijst door naar een onleesbaar adres. Controleer de bron.") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise FetchError(f"{host} verwijst door naar een adres dat geen webadres is. Controleer de bron.")
    if request.url.scheme == "https" and url.scheme != "https":
        raise FetchError(f"{host} verwijst door naar een onbeveiligd adres (http); dat volgen wij niet.")
    again = request.method in {"GET", "HEAD"} or response.status_code in _KEEP_METHOD
    content = request.content if again else b""
    headers = httpx.Headers(request.headers)
    for name in ("host", *(() if again else _ABOUT_BODY)):
        headers.pop(name, None)
    if not _same_place(request.url, url):
        headers = _without_key(headers, scrubber)
        if scrubber.holds(str(url)) or scrubber.holds(content.decode("utf-8", "replace")):
            raise FetchError(
                f"{host} verwijst met de sleutel door naar {url.host}; dat volgen wij niet. "
                "Controleer het adres van de bron."
            )
    return httpx.Request(
        request.method if again else "GET",
        url,
        headers=headers,
        content=content,
        extensions=request.extensions,
    )


def _without_key(headers: httpx.Headers, scrubber: Scrubber) -> httpx.Headers:
    return httpx.Headers(
        [
            (name, value)
            for name, value in headers.multi_items()
            if name.lower() not in _NEVER_ALONG and not scrubber.holds(value)
        ]
    )


def _same_place(one: httpx.URL, other: httpx.URL) -> bool:
    if one.host != other.host:
        return False
    upgrade = (one.scheme, other.scheme) == ("http", "https") and one.port is None and other.port is None
    return upgrade or (one.scheme, one.port) == (other.scheme, other.port)
