"""Field names of map files: found by any of the names a meaning has; text that was read wrongly mended."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from theseus.errors import SourceError
from theseus.sources.delivery import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    Aliases = Mapping[str, tuple[str, ...]]


def find(columns: Iterable[str], aliases: Aliases, required: Iterable[str], file: str) -> dict[str, str]:
    """Find the field that carries each meaning, whatever its capitals.

    Parameters
    ----------
    columns
        Field names of the file.
    aliases
        Per meaning the names it may have, the preferred one first.
    required
        Meanings that the file must have.

    Returns
    -------
    Per meaning that is there, the field's name in the file.

    Raises
    ------
    SourceError
        If a required meaning has no field; the message suggests the field that looks like it.
    """
    present: dict[str, str] = {}
    for column in columns:
        present.setdefault(column.strip().lower(), column)
    found = {
        meaning: present[name.lower()]
        for meaning, names in aliases.items()
        for name in reversed(names)  # the last one written stays: the preferred name
        if name.lower() in present
    }
    for meaning in required:
        if meaning not in found:
            raise SourceError(_missing(meaning, aliases, present, file))
    return found


def met(
    columns: Iterable[str], found: Mapping[str, str], aliases: Aliases, required: Iterable[str]
) -> set[str]:
    """Field names for the check at the door: required fields by their preferred name, others as they are.

    Optional fields that are read are left out: whether they are there is no news.
    """
    known = set(found.values())
    return {aliases[meaning][0] for meaning in required if meaning in found} | (set(columns) - known)


def repair(texts: pd.Series) -> pd.Series:
    """Undo text that was UTF-8 but was once read as Latin-1 ("CafÃ©"), where that can be undone safely.

    Returns
    -------
    The same series; a text that does not survive the way back is left as it is.
    """
    broken = texts.str.contains("[ÂÃâÅ]", regex=True).fillna(value=False).astype(bool)
    return texts.mask(broken, texts[broken].map(_as_utf8))


def _as_utf8(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _missing(meaning: str, aliases: Aliases, present: Mapping[str, str], file: str) -> str:
    names = aliases[meaning]
    taken = {name.lower() for other, known in aliases.items() if other != meaning for name in known}
    free = [name for name in present if name not in taken]
    close = [hit for name in names for hit in difflib.get_close_matches(name.lower(), free, n=1, cutoff=0.7)]
    there = ", ".join(sorted(present.values()))[:SHOWN] or "geen"
    mend = (
        f"Bedoelde u {present[close[0]][:SHOWN]!r}? Hernoem die kolom dan."
        if close
        else f"Voeg de kolom toe; aanwezig: {there}."
    )
    return f"{file}: de kolom '{names[0]}' ontbreekt. {mend}"
