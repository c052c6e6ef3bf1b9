"""What an official publication is about: a kind by its rubriek and title, or a reason not to keep it.

The words stand in ``data/publication_kinds.toml``, with why they are there.
"""

from __future__ import annotations

import importlib.resources
import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

PERSON = "natuurlijk_persoon"
GENERAL = "algemeen"
REST = "overig"
_LISTED = "vergunning", "melding"


def kind_of(title: str, rubrieken: Sequence[str] = ()) -> str:
    """Tell the kind of a publication.

    Parameters
    ----------
    title
        ``dcterms:title``.
    rubrieken
        The values of ``dcterms:type``.

    Returns
    -------
    str
        One of ``contracts.PUBLICATION_KINDS``, or :data:`PERSON` for a notice about a person, of which
        nothing may be kept.
    """
    for group in (PERSON, GENERAL):
        if _is_listed(group, rubrieken) or _says(group, title):
            return PERSON if group == PERSON else REST
    if _is_closure(title):
        return "sluiting"
    if _says("handhaving", title) and not _found("handhaving", "niet", title):
        return "handhaving"
    for group in _LISTED:
        if _is_listed(group, rubrieken):
            return group
    return next((group for group in _LISTED if _says(group, title)), REST)


def _is_closure(title: str) -> bool:
    if _found("sluiting", "niet", title):
        return False
    ways = _words()["sluiting"]["wegen"]
    return any(all(_pattern(tuple(words)).search(title) for words in way["samen"]) for way in ways)


def _is_listed(group: str, rubrieken: Sequence[str]) -> bool:
    return any(_whole(tuple(_words()[group]["rubrieken"])).fullmatch(item.strip()) for item in rubrieken)


def _says(group: str, title: str) -> bool:
    return _found(group, "woorden", title)


def _found(group: str, part: str, title: str) -> bool:
    return bool(_pattern(tuple(_words()[group][part])).search(title))


@cache
def _words() -> dict[str, Any]:
    path = importlib.resources.files("theseus.sources") / "data" / "publication_kinds.toml"
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, by the signs that the list explains."""
    return re.compile("|".join(_stem(word) for word in words), re.IGNORECASE)


@cache
def _whole(words: tuple[str, ...]) -> re.Pattern[str]:
    """A whole text that is one of the words; with * before it, that ends with it."""
    parts = (".*" * word.startswith("*") + re.escape(word.removeprefix("*")) for word in words)
    return re.compile("|".join(parts), re.IGNORECASE)


def _stem(word: str) -> str:
    start = "" if word.startswith("*") else r"(?<!\w)"
    end = r"(?!\w)" if word.endswith(".") else ""
    return start + re.escape(word.removeprefix("*").removesuffix(".")) + end
