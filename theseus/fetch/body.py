"""The body of an answer, piece by piece: unpacked, within its time and its size."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from theseus.errors import FetchError
from theseus.fetch.faults import Temporary

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from theseus.fetch.limits import Deadline

_PIECE = 2**20


def whole(response: httpx.Response, memory: int, deadline: Deadline) -> bytes:
    """Read an answer into memory.

    Raises
    ------
    FetchError
        If it takes longer than the deadline, or grows beyond ``memory`` bytes once unpacked: a packed
        answer of a few kilobytes can unpack to gigabytes.
    """
    host = response.url.host
    parts, size = [], 0
    for piece in unpacked(response):
        size += len(piece)
        if size > memory:
            raise FetchError(
                f"{host} gaf meer dan {memory // 2**20} MB in één antwoord. "
                "Vraag minder tegelijk, of gebruik het bestand dat de dienst als geheel aanbiedt."
            )
        if deadline.passed:
            raise Temporary(f"{host} antwoordt te langzaam. Probeer het later opnieuw.")
        parts.append(piece)
    return b"".join(parts)


def unpacked(response: httpx.Response) -> Iterator[bytes]:
    """Give the pieces of an answer, unpacked in steps of at most a megabyte.

    Raises
    ------
    FetchError
        If it is packed in a way we did not ask for, or is cut off.
    """
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in {"identity", ""}:
        yield from response.iter_raw()
    elif coding in {"gzip", "x-gzip"}:
        yield from _inflated(response)
    else:
        raise FetchError(f"{response.url.host} pakt het antwoord in op een onbekende manier ({coding[:20]}).")


def _inflated(response: httpx.Response) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    cut_off = Temporary(f"{response.url.host} gaf een afgebroken antwoord. Probeer het later opnieuw.")
    try:
        for raw in response.iter_raw():
            packed = raw
            while packed and not unpacker.eof:
                yield unpacker.decompress(packed, _PIECE)
                packed = unpacker.unconsumed_tail
    except zlib.error as error:
        raise cut_off from error
    if not unpacker.eof:
        raise cut_off
