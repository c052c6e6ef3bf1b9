"""Is an answer what it claims to be? An error page with status 200 does not enter."""

from __future__ import annotations

import io
import json
import zipfile
from enum import StrEnum
from typing import TYPE_CHECKING

from lxml import etree

from theseus.errors import FetchError
from theseus.fetch.faults import Temporary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

_HEAD = 4096
_WHOLE_JSON = 256 * 2**20  # a file larger than this is not parsed as a whole, only looked at from both ends
_SQLITE = b"SQLite format 3\x00"  # https://www.sqlite.org/fileformat.html, section 1.3
_ERROR_ROOTS = {"ExceptionReport", "ServiceExceptionReport", "Fault", "Error"}
_ERROR_KEYS = ("error", "errors", "fout", "exception", "exceptions", "errorCode")
_ERROR_PARTS = {"code", "description", "message", "type", "title", "detail", "status"}
_LATER = "Probeer het later opnieuw; blijft het zo, controleer dan het adres van de bron."
_MAX_QUOTE = 160


class Expect(StrEnum):
    """What an answer must be."""

    JSON = "JSON"
    XML = "XML"
    CSV = "CSV"
    ZIP = "ZIP"
    GEOPACKAGE = "GeoPackage"
    ANY = "gegevens"


def check(content: bytes | Path, expect: Expect, host: str, scrub: Callable[[str], str] = str) -> object:
    """Check what came; an answer in JSON is given back as what it says.

    Parameters
    ----------
    content
        The answer, or the file that holds it.
    expect
        What it must be.
    host
        Who gave it, for the message.
    scrub
        Takes secrets out of what the service says, before it is quoted.

    Raises
    ------
    FetchError
        If it is empty, an error page, an error message of the service, cut off, or something else.
    """
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file:
        try:
            return _checked(file, size, expect, host)
        except _Told as told:
            says = _line(scrub(told.words))
            quoted = f": “{says}”" if says else ""
            raise FetchError(f"{host} gaf een foutmelding in plaats van gegevens{quoted}. {_LATER}") from None


def excerpt(content: bytes, scrub: Callable[[str], str]) -> str:
    """Return what an error answer says in words, for a message: one short printable line, or nothing."""
    head = _start(content)
    return "" if not head or _is_page(head) else _line(scrub(_words(content)))


class _Told(Exception):  # noqa: N818  an error message of the service, on its way to become one of ours
    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def _checked(file: BinaryIO, size: int, expect: Expect, host: str) -> object:
    head = _start(file.read(_HEAD))
    if not head:
        raise Temporary(f"{host} gaf een leeg antwoord. {_LATER}")
    if _is_page(head):
        raise Temporary(f"{host} gaf een webpagina in plaats van {expect}. {_LATER}")
    if expect is not Expect.XML and b"ExceptionReport" in head[:1000]:
        raise _Told(_words(head))
    file.seek(0)
    if expect is Expect.JSON:
        return _json(file, size, host)
    if expect is Expect.XML:
        _xml(file, host)
    elif expect is Expect.CSV:
        _csv(head, host)
    elif expect is Expect.ZIP:
        _zip(file, head, host)
    elif expect is Expect.GEOPACKAGE:
        _geopackage(file, size, host)
    return None


def _json(file: BinaryIO, size: int, host: str) -> object:
    if size > _WHOLE_JSON:
        file.seek(-_HEAD, io.SEEK_END)
        if not file.read().rstrip().endswith((b"}", b"]")):
            raise _cut_off(host, Expect.JSON)
        return None
    try:
        told = json.loads(file.read().removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise _cut_off(host, Expect.JSON) from error
    if isinstance(told, dict) and _is_error(told):
        raise _Told(" ".join(_texts(told)))
    return told


def _is_error(told: dict[str, object]) -> bool:
    """Tell an error object from a collection: in all the services we ask, one is never the other.

    Problem details (RFC 9457) have a title and a status; an OGC API exception has a code and a
    description; others name the error.
    """
    if any(told.get(name) for name in _ERROR_KEYS):
        return True
    status = told.get("status")
    if "title" in told and isinstance(status, int) and status >= 400:  # noqa: PLR2004  see RFC 9110
        return True
    return "code" in told and set(told) <= {
        "code",
        "description",
        "message",
        "type",
        "title",
        "detail",
        "status",
    }


def _xml(file: BinaryIO, host: str) -> None:
    try:
        events = etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        root = None
        for event, element in events:
            if root is None:
                root = element
            elif event == "end":
                element.clear()  # only well-formedness is asked; the tree need not fit in memory
        name = "" if root is None else etree.QName(root).localname
    except etree.XMLSyntaxError as error:
        raise _cut_off(host, Expect.XML) from error
    if name in _ERROR_ROOTS:
        file.seek(0)
        raise _Told(_words(file.read(_HEAD)))
    if name.lower() == "html":
        raise Temporary(f"{host} gaf een webpagina in plaats van XML. {_LATER}")


def _csv(head: bytes, host: str) -> None:
    if head[:1] in (b"{", b"<"):
        raise _Told(_words(head))
    if b"\x00" in head:
        raise FetchError(f"{host} gaf iets anders dan CSV. {_LATER}")


def _zip(file: BinaryIO, head: bytes, host: str) -> None:
    if not head.startswith(b"PK"):
        raise FetchError(f"{host} gaf iets anders dan een zip-bestand. {_LATER}")
    try:
        with zipfile.ZipFile(file) as archive:
            empty = not archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise _cut_off(host, Expect.ZIP) from error
    if empty:
        raise Temporary(f"{host} gaf een leeg zip-bestand. {_LATER}")


def _geopackage(file: BinaryIO, size: int, host: str) -> None:
    header = file.read(100)
    if not header.startswith(_SQLITE):
        raise FetchError(f"{host} gaf iets anders dan een GeoPackage. {_LATER}")
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    if size < max(100, (65_536 if page == 1 else page) * pages):
        raise _cut_off(host, Expect.GEOPACKAGE)


def _is_page(head: bytes) -> bool:
    start = head[:1000].lower()
    if not start.startswith(b"<"):
        return False
    return b"<!doctype html" in start or b"<html" in start


def _cut_off(host: str, expect: Expect) -> Temporary:
    return Temporary(f"{host} gaf een afgebroken of onleesbaar antwoord (verwacht: {expect}). {_LATER}")


def _start(content: bytes) -> bytes:
    return content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()


def _words(content: bytes) -> str:
    """Return the texts in an error message, in XML, JSON or plain."""
    head = _start(content)
    if head.startswith(b"<"):
        try:
            root = etree.fromstring(
                head, etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
            )
        except etree.XMLSyntaxError:
            return ""
        return "" if root is None else " ".join(root.itertext())
    try:
        return " ".join(_texts(json.loads(content)))
    except (ValueError, RecursionError):
        return head.decode("utf-8", "replace")


def _texts(told: object, depth: int = 4) -> list[str]:
    if isinstance(told, str):
        return [told]
    if depth == 0:
        return []
    inner = list(told.values()) if isinstance(told, dict) else told if isinstance(told, list) else []
    return [text for item in inner[:8] for text in _texts(item, depth - 1)]


def _line(text: str) -> str:
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return words if len(words) <= _MAX_QUOTE else f"{words[: _MAX_QUOTE - 1]}…"
