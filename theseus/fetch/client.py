"""The HTTP client of one order: reuse of connections, proxy and certificates of the environment."""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from theseus import __version__
from theseus.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from theseus.fetch.limits import Deadline, Limits
    from theseus.model import Order

HOME = "https://pypi.org/project/theseus-bedrijventerreinen/"


def connect(order: Order, limits: Limits, deadline: Deadline, contact: str | None) -> httpx.Client:
    """Make the client for an order.

    Raises
    ------
    FetchError
        If the proxy or the certificates that the environment names cannot be used.
    """
    verify = _certificates(bundle_variable(order))
    read = max(limits.read, patience(order))
    try:
        client = httpx.Client(
            verify=verify,
            timeout=httpx.Timeout(connect=limits.connect, read=read, write=limits.write, pool=limits.pool),
            headers={"User-Agent": user_agent(contact), "Accept-Encoding": "gzip", "Accept": "*/*"},
            follow_redirects=False,  # where a redirect may lead is decided in redirects.py
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        raise FetchError(
            "De proxy uit de omgeving (HTTPS_PROXY of HTTP_PROXY) is niet te gebruiken. "
            "Schrijf hem als http://naam:poort."
        ) from error
    _keep_to(deadline, client)
    return client


def user_agent(contact: str | None) -> str:
    """Say who asks: some services refuse a nameless robot, and all like to know whom to write to."""
    sent = [sign for sign in contact or "" if sign.isascii() and sign.isprintable() and sign not in "()\\"]
    who = "".join(sent).strip()
    return f"Theseus/{__version__} (+{HOME}{f'; {who}' if who else ''})"


def bundle_variable(order: Order) -> str | None:
    """Name of the environment variable with the certificates of this service, if it has its own."""
    name = order.options.get("ca_bundle_env")
    return name if isinstance(name, str) else None


def patience(order: Order) -> float:
    """Seconds that this service may think before it answers, from its card; 0 if the card is silent."""
    return float(order.options.get("patience_seconds", 0))


def _certificates(variable: str | None) -> ssl.SSLContext:
    """Trust what the environment trusts (SSL_CERT_FILE, SSL_CERT_DIR), and besides that a bundle."""
    named = "SSL_CERT_FILE of SSL_CERT_DIR"
    try:
        context = httpx.create_ssl_context()
        if variable and os.environ.get(variable):
            named = variable
            path = Path(os.environ[variable])
            if not path.exists():
                raise FileNotFoundError(path)
            context.load_verify_locations(**{"capath" if path.is_dir() else "cafile": str(path)})
    except (OSError, ssl.SSLError) as error:
        raise FetchError(
            f"De certificaten die {named} noemt zijn niet te lezen. Zet er het pad van een PEM-bestand in."
        ) from error
    return context


def _keep_to(deadline: Deadline, client: httpx.Client) -> None:
    """Let every read of the client end at the deadline.

    A read timeout starts again at each byte, so a service that drips its headers could hold us for ever,
    and httpx offers no total limit. Its pools take a network backend, but the client does not pass one
    on, hence these private names; if they move, ``body.py`` still keeps the limit once the body flows.
    """
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001  see above
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _Timed(pool._network_backend, deadline)  # noqa: SLF001  see above


class _Timed(httpcore.NetworkBackend):
    """A network whose streams keep to a deadline."""

    def __init__(self, inner: httpcore.NetworkBackend, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _TimedStream(stream, self._deadline)

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left()
        if left is not None and left <= 0:
            raise httpcore.ReadTimeout
        waits = [seconds for seconds in (timeout, left) if seconds is not None]
        return self._inner.read(max_bytes, min(waits, default=None))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  as the base class has it
        return self._inner.get_extra_info(info)
