"""What goes wrong with a service, each as one Dutch line, and which of it is worth another try."""

from __future__ import annotations

import datetime as dt
import ssl
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

from theseus.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.fetch.page import Page

TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_AGAIN = "Probeer het later opnieuw."
_NETWORK: tuple[tuple[type[Exception], str], ...] = (
    (httpx.ConnectTimeout, "neemt niet op (de verbinding duurde te lang)"),
    (httpx.ReadTimeout, "antwoordt niet op tijd"),
    (httpx.WriteTimeout, "neemt de vraag niet op tijd aan"),
    (httpx.TimeoutException, "antwoordt niet op tijd"),
    (httpx.ProxyError, "is niet bereikbaar: de proxy uit de omgeving (HTTPS_PROXY) weigert"),
    (httpx.ConnectError, "is niet bereikbaar"),
    (httpx.RemoteProtocolError, "brak het antwoord af of antwoordde onleesbaar"),
    (httpx.NetworkError, "verbrak de verbinding"),
)


class Temporary(FetchError):  # noqa: N818  the house has its own names for faults
    """A fault that may be gone the next time.

    Attributes
    ----------
    wait
        Seconds that the service asks us to wait; None if it does not say.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Unchanged(Exception):  # noqa: N818  it is no error: the service says that nothing changed
    """The service says that we already have what it has.

    Attributes
    ----------
    page
        The file of the last delivery that still holds.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page.name)
        self.page = page


def of_network(error: Exception, host: str, bundle: str | None = None) -> FetchError:
    """Say what went wrong on the way; ``bundle`` is the variable that names this service's certificates."""
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error)):
        variable = bundle or "SSL_CERT_FILE"
        return FetchError(
            f"{host}: het certificaat wordt niet vertrouwd. Zet in de omgevingsvariabele {variable} "
            "het pad van een bestand met de juiste certificaten (PEM); vraag het uw netwerkbeheerder."
        )
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.InvalidURL):
        return FetchError(
            f"{host}: dit adres of deze vraag is niet te versturen. Controleer het adres van de bron."
        )
    says = next((text for kind, text in _NETWORK if isinstance(error, kind)), "gaf een onleesbaar antwoord")
    return Temporary(f"{host} {says}. Controleer de internetverbinding of probeer het later opnieuw.")


def of_status(status: int, host: str, says: str, wait: float | None) -> FetchError:
    """Say what a status means; ``says`` is what the service itself tells, already scrubbed."""
    quoted = f": “{says}”" if says else ""
    if status in {401, 403}:
        return FetchError(
            f"{host} weigert toegang (status {status}){quoted}. "
            "Controleer de sleutel, of vraag de dienst om toegang."
        )
    if status == 407:  # noqa: PLR2004  a status is best read as its number
        return FetchError(f"{host}: de proxy vraagt om aanmelden (status 407). Controleer HTTPS_PROXY.")
    if status in {404, 410}:
        return FetchError(
            f"{host} kent dit adres niet (status {status}){quoted}. Controleer het adres van de bron."
        )
    if status == 429:  # noqa: PLR2004
        return Temporary(f"{host} kreeg te veel vragen (status 429). {_AGAIN}", wait)
    if status in TEMPORARY:
        return Temporary(f"{host} heeft een storing (status {status}). {_AGAIN}", wait)
    return FetchError(f"{host} begrijpt de vraag niet (status {status}){quoted}. Controleer de bronkaart.")


def too_busy(host: str, wait: float, now: dt.datetime) -> FetchError:
    """Say when to come back, for a service that asks to wait longer than we do."""
    # A service may ask for any number of seconds, also one that reaches past the end of the calendar.
    back = (now + dt.timedelta(seconds=min(wait, 366 * 86_400.0))).astimezone()
    return FetchError(
        f"{host} vraagt om te wachten. Probeer het opnieuw na {back.hour}:{back:%M} uur op "
        f"{back.day}-{back.month}-{back.year}."
    )


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Read a ``Retry-After`` header: seconds, or a date (RFC 9110, section 10.2.3).

    Returns
    -------
    float or None
        Seconds to wait, never below 0; None if the header is absent or unreadable.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
