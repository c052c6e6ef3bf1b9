"""Where in a TOML text something stands, so that a message can name the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tomllib
    from collections.abc import Iterator, Sequence

_HEADER = re.compile(r"^\s*\[(\[)?\s*([\w.-]+)\s*\]?\]")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")
_SPOT = re.compile(r"\(at line (\d+), column (\d+)\)")


def of_fault(error: tomllib.TOMLDecodeError) -> str:
    """Name the place where a text stops being TOML, as ``, regel 3, kolom 7``; empty if it is not told."""
    spot = _SPOT.search(str(error))
    return f", regel {spot[1]}, kolom {spot[2]}" if spot else ""


def of_field(text: str, path: Sequence[str | int]) -> str:
    """Name the line of a field, as ``, regel 3``.

    Parameters
    ----------
    text
        Valid TOML.
    path
        Keys and numbers down to the field, such as ``("uit", 1, "reason")``. Of a field that is not there
        the table that should hold it is named; empty if that has no line of its own either.
    """
    lines = dict(_keys(text))
    for length in range(len(path), 0, -1):
        if (line := lines.get(tuple(path[:length]))) is not None:
            return f", regel {line}"
    return ""


def _keys(text: str) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Give every table and key with its line; what stands inside a text of several lines is no key."""
    table: tuple[str | int, ...] = ()
    count: dict[str, int] = {}
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if line.count(fence) % 2 else fence
            continue
        if header := _HEADER.match(line):
            name = header[2]
            table = tuple(name.split("."))
            if header[1]:
                count[name] = count.get(name, -1) + 1
                if not count[name]:
                    yield table, number
                table = (*table, count[name])
            yield table, number
        elif key := _KEY.match(line):
            yield (*table, key[1]), number
        fence = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
