"""Keys of services: where they come from, and that nothing we write down ever holds one."""

from __future__ import annotations

import logging
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import keyring
from keyring.errors import KeyringError

from theseus.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.model import Order

KEYRING_SERVICE = "theseus"
MASK = "***"
# A region may write a mirror's password or key in its url; nobody needs those in a manifest either.
_USER = re.compile(r"(?<=://)[^/?#@\s]+@")
_NAMED = re.compile(
    r"([?&](?:(?:[a-z_-]*[_-])?(?:api)?key|[a-z_-]*token|password|passwd|wachtwoord|secret|sig|signature)=)"
    r"[^&#\s\"']*",
    re.IGNORECASE,
)
# The libraries that do the asking log each url they ask.
_LOGGERS = ("httpx", *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")))


def key(order: Order) -> str:
    """Find the key of an order: the environment variable it names, else the keyring entry.

    Raises
    ------
    FetchError
        If the order names no key, or there is none, or it cannot be sent; says what to set.
    """
    name = order.secret
    if name is None:
        raise FetchError(
            f"{order.title}: de bronkaart noemt geen sleutel (secret), maar de dienst vraagt er een."
        )
    found = (os.environ.get(name) or _in_keyring(name) or "").strip()
    if not found:
        raise FetchError(
            f"{order.title}: de sleutel ontbreekt. Zet hem in de omgevingsvariabele {name}, "
            f"of bewaar hem met: keyring set {KEYRING_SERVICE} {name}"
        )
    if not (found.isascii() and found.isprintable()):
        raise FetchError(
            f"{order.title}: de sleutel in {name} bevat tekens die niet verstuurd kunnen worden. "
            "Kopieer hem opnieuw, zonder regeleinden en bijzondere letters."
        )
    return found


def _in_keyring(name: str) -> str | None:
    try:
        return keyring.get_password(KEYRING_SERVICE, name)
    except (KeyringError, RuntimeError, OSError):
        return None  # no keyring on this machine is the same as no key in it


class Scrubber(logging.Filter):
    """Takes secrets out of texts, and out of what the HTTP libraries log while it is on duty."""

    def __init__(self) -> None:
        super().__init__()
        self._forms: list[str] = []

    def learn(self, secret: str) -> None:
        """Remember a secret, in every form in which it can stand in an url."""
        forms = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
        # The longest form first: a shorter one may be a part of it.
        self._forms = sorted({*self._forms, *forms}, key=len, reverse=True)

    def holds(self, text: str) -> bool:
        """Tell whether a text holds a secret we know of."""
        return any(form in text for form in self._forms)

    def text(self, text: str) -> str:
        """Return a text without secrets, passwords in urls, and parameters that are named like a key."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return _NAMED.sub(rf"\g<1>{MASK}", _USER.sub("", text))

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrub a log record; it is always kept."""
        record.msg, record.args = self.text(record.getMessage()), ()
        return True

    def watch(self) -> None:
        """Start scrubbing the logs of the HTTP libraries."""
        for logger in _loggers():
            logger.addFilter(self)

    def leave(self) -> None:
        """Stop scrubbing them."""
        for logger in _loggers():
            logger.removeFilter(self)


def _loggers() -> Iterator[logging.Logger]:
    return (logging.getLogger(name) for name in _LOGGERS)
