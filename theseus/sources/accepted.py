"""Notes on accepted drift, ``data/accepted/<source>.toml``: which deliveries a person took in, and why.

    [[accepted]]
    delivered_on = 2026-11-09
    sha256 = "…"               # optional: of the file, or of the delivery as --accept writes it
    reason = "Opgeheven terrein; 30 % minder klopt."
    by = "A. de Vries"
    checks = ["daling"]        # optional: without them every failed check is accepted

With a ``sha256`` the entry is about those bytes only; without one it is about the delivery of that day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from theseus.atomic import write_bytes
from theseus.errors import ConfigError
from theseus.model import Acceptance

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

_HEADER = re.compile(r"^\s*\[\[\s*accepted\s*\]\]", re.MULTILINE)
_SHA256 = r"^[0-9a-f]{64}$"


class Entry(BaseModel):
    """One delivery that a person took in."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    delivered_on: dt.date | None = None
    sha256: str | None = Field(default=None, pattern=_SHA256)
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    checks: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_a_delivery(self) -> Entry:
        if self.delivered_on is None and self.sha256 is None:
            raise ValueError("noem de levering, met delivered_on of sha256")
        return self

    def fits(self, delivered_on: dt.date, digests: Collection[str]) -> bool:
        """Tell whether this entry is about a delivery.

        Parameters
        ----------
        digests
            SHA-256 of its files, and of the delivery as a whole (:func:`digest`).
        """
        return self.sha256 in digests if self.sha256 else self.delivered_on == delivered_on

    @property
    def acceptance(self) -> Acceptance:
        """Who took it in, and why."""
        return Acceptance(self.reason, self.by, self.checks)

    @property
    def name(self) -> str:
        """How a message calls the delivery."""
        return f"{self.delivered_on}" if self.delivered_on else f"{(self.sha256 or '')[:12]}…"


def digest(digests: Sequence[str]) -> str:
    """One SHA-256 for a delivery: that of its only file, else of those of all files, sorted."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def entries(path: Path) -> tuple[Entry, ...]:
    """Read the note of one source; no file is no entries.

    Raises
    ------
    ConfigError
        If the note cannot be used; the message names file and line.
    """
    if not path.is_file():
        return ()
    try:
        return _parse(path.read_text("utf-8"), path)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: niet in UTF-8. Sla de notitie opnieuw op als UTF-8.") from error


def remember(path: Path, entry: Entry) -> None:
    """Add an entry to the note of a source, whole or not at all; one that says the same is not repeated.

    Raises
    ------
    ConfigError
        If the note that is there cannot be used.
    """
    if entry in entries(path):
        return
    before = path.read_text("utf-8").rstrip("\n") + "\n\n" if path.is_file() else ""
    text = before + _written(entry)
    _parse(text, path)
    write_bytes(path, text.encode())


def _written(entry: Entry) -> str:
    lines = ["[[accepted]]"]
    if entry.delivered_on:
        lines.append(f"delivered_on = {entry.delivered_on.isoformat()}")
    if entry.sha256:
        lines.append(f'sha256 = "{entry.sha256}"')
    lines += [f"reason = {_text(entry.reason)}", f"by = {_text(entry.by)}"]
    if entry.checks:
        lines.append(f"checks = [{', '.join(map(_text, entry.checks))}]")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """Write a TOML string: JSON's escapes, and for DEL, which TOML forbids and JSON does not."""
    whole = value.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be written
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _parse(text: str, path: Path) -> tuple[Entry, ...]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = place[1] if place else str(text.count("\n") + 1)
        raise ConfigError(f"{path}, regel {line}: dit is geen geldige TOML. Herstel die regel.") from error
    found = content.pop("accepted", [])
    if content or not isinstance(found, list):
        raise ConfigError(f"{path}, regel 1: verwacht alleen blokken die met [[accepted]] beginnen.")
    return tuple(_entry(item, _line(text, number), path) for number, item in enumerate(found))


def _line(text: str, number: int) -> int:
    """Line on which an entry begins; 1 if it is written in another way than as a block."""
    starts = [match.end() for match in _HEADER.finditer(text)]
    return text.count("\n", 0, starts[number]) + 1 if number < len(starts) else 1


def _entry(item: Any, line: int, path: Path) -> Entry:  # noqa: ANN401 - TOML holds anything
    try:
        return Entry.model_validate(item)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        meant = _MEANING.get(first["type"], first["msg"].removeprefix("Value error, "))
        told = f"'{field}' {meant}" if field else meant
        raise ConfigError(f"{path}, regel {line}: {told}.") from error


_MEANING = {
    "missing": "ontbreekt",
    "extra_forbidden": "is onbekend; bekend zijn delivered_on, sha256, reason, by en checks",
    "string_too_short": "mag niet leeg zijn",
    "string_type": "moet tekst zijn, tussen aanhalingstekens",
    "string_pattern_mismatch": "moet uit 64 cijfers en letters a-f bestaan",
    "tuple_type": "moet een lijst zijn, tussen rechte haken",
    "model_type": "verwacht een blok [[accepted]] met velden",
    "date_from_datetime_parsing": "moet een datum zijn, zonder aanhalingstekens: 2026-11-16",
    "date_from_datetime_inexact": "moet een datum zijn, zonder tijd: 2026-11-16",
    "date_type": "moet een datum zijn, zonder aanhalingstekens: 2026-11-16",
}
