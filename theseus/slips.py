"""What is wrong in a ``theseus.toml``: the first problem that was met, as one Dutch sentence."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic import ValidationError

# pydantic's own sentences are English; these are the ones a theseus.toml can meet.
_MESSAGES = {
    "missing": "ontbreekt",
    "string_pattern_mismatch": "heeft niet de vorm {pattern}",
    "string_type": "moet tekst zijn, tussen aanhalingstekens",
    "string_too_short": "mag niet leeg zijn",
    "too_short": "mag niet leeg zijn",
    "greater_than": "moet groter zijn dan {gt}",
    "greater_than_equal": "moet minstens {ge} zijn",
    "less_than_equal": "mag hoogstens {le} zijn",
    "int_type": "moet een geheel getal zijn",
    "int_parsing": "moet een geheel getal zijn",
    "float_type": "moet een getal zijn",
    "float_parsing": "moet een getal zijn",
    "finite_number": "moet een gewoon getal zijn",
    "time_parsing": "moet een tijd zijn, zonder aanhalingstekens: 09:30:00",
    "dict_type": "moet een tabel zijn, met een kop tussen rechte haken",
    "model_type": "moet een tabel zijn, met een kop tussen rechte haken",
    "date_type": "moet een datum zijn, zonder aanhalingstekens: 2026-11-16",
    "date_from_datetime_parsing": "moet een datum zijn, zonder aanhalingstekens: 2026-11-16",
    "date_from_datetime_inexact": "moet een datum zijn, zonder tijd: 2026-11-16",
    "tuple_type": "moet een lijst zijn, tussen rechte haken",
    "bool_type": "moet true of false zijn",
    "literal_error": "moet een van deze zijn: {expected}",
}


def first_problem(error: ValidationError, model: type[BaseModel]) -> str:
    """Put the first problem in Dutch; an unknown key goes first, since it often explains the rest.

    Parameters
    ----------
    model
        The section that was read, to suggest a key that looks like the one that is unknown.
    """
    problem = min(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
    where = ".".join(str(part) for part in problem["loc"]) or "het bestand"
    if problem["type"] == "extra_forbidden":
        *parents, key = problem["loc"]
        return f"onbekende sleutel '{where}'{suggestion(str(key), _known_keys(model, tuple(parents)))}"
    message = _MESSAGES.get(problem["type"], problem["msg"].removeprefix("Value error, "))
    told = message.format(**problem.get("ctx", {})) if problem["type"] in _MESSAGES else message
    return f"'{where}': {told.rstrip('.')}{'' if told.endswith('?') else '.'}"


def _known_keys(section: type[BaseModel], location: tuple[Any, ...]) -> set[str]:
    """Field names of the section at a location in the file."""
    for part in location:
        if part in section.model_fields:
            section = inner_section(section.model_fields[part].annotation) or section
    return set(section.model_fields)


def inner_section(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    """Return the section class inside ``tuple[X, ...]``, ``dict[str, X]`` or ``X``; None if none."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def suggestion(word: str, known: set[str]) -> str:
    """Name the known word that looks like this one, else all of them."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f" — bedoelde u '{close[0]}'?" if close else f". Bekend zijn: {', '.join(sorted(known))}."


def without_password(url: str) -> str:
    """Give back the address of a database as a ``theseus.toml`` may have it.

    Raises
    ------
    ValueError
        If it is no such address, or has a password in plain sight; shows neither.
    """
    if not url.startswith(("postgresql+psycopg://", "sqlite:///", "${")):
        raise ValueError("moet beginnen met postgresql+psycopg:// (of sqlite:///)")
    user, _, server = url.partition("://")[2].rpartition("@")
    if re.search(r":(?!\$\{\w+\}$)", user) or "password=" in server.casefold():
        raise ValueError("mag geen wachtwoord bevatten; zet het in de omgeving en schrijf ${WACHTWOORD}")
    return url
