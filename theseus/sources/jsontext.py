"""JSON files as services answer and people save them: one answer, an array of them, or JSON Lines."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from theseus.errors import SourceError
from theseus.sources.delimited import decode

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = object()  # stands for a line of JSON Lines that is no JSON
ERROR_KEYS = frozenset({"fout", "fault", "error", "errors"})
_SURROGATE = re.compile("[\ud800-\udfff]")


def load(path: Path) -> list[Any]:
    """Read the records of a JSON file; an array counts as its elements, anything else as one record.

    A line of JSON Lines that cannot be read comes back as :data:`BROKEN`, so that it can be counted.

    Raises
    ------
    SourceError
        If the file is no JSON or stops half-way.
    """
    written = decode(path)
    try:
        found = json.loads(written)
    except (ValueError, RecursionError) as error:
        lines = [line for line in written.splitlines() if line.strip()]
        if len(lines) > 1 and isinstance(_line(lines[0]), dict):
            return [_line(line) for line in lines]
        place = f" (bij teken {error.pos + 1})" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceError(
            f"Bestand {path.name} is geen volledige JSON{place}. Haal het bestand opnieuw op."
        ) from error
    return found if isinstance(found, list) else [found]


def _line(line: str) -> Any:  # noqa: ANN401 - JSON holds anything
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return BROKEN


def is_error(record: dict[str, Any]) -> bool:
    """Tell whether a service answered with an error instead of a record."""
    return bool(ERROR_KEYS & record.keys())


def text_of(value: object) -> str | None:
    """Text of a JSON value: strings and numbers; anything else is no text.

    Half a surrogate pair, which no text file can hold, becomes U+FFFD.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return _SURROGATE.sub("\ufffd", str(value))
