"""What a region changes in rules that it did not write: ``aanpassingen.toml``.

A rule can be left out, or weigh otherwise. Each of these has a reason, an owner and the day on which it
was decided. That day is for readers: an adjustment counts as soon as it stands in the file.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from theseus.decency import refusal, texts
from theseus.errors import RuleError
from theseus.rules import places
from theseus.slips import first_problem, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FILE_NAME = "aanpassingen.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)


class LeftOut(_Strict):
    """One rule that the region does not use."""

    rule: str = Field(min_length=1, description="Id van de regel.")
    reason: str = Field(min_length=1, description="Waarom de regio dit wil.")
    owner: str = Field(min_length=1, description="Wie hierover gaat.")
    since: dt.date = Field(description="De dag waarop dit is besloten.")


class Reweighed(LeftOut):
    """One rule that weighs otherwise in this region."""

    weight: float = Field(gt=0, description="Het gewicht van de regel.")


class Adjustments(_Strict):
    """All that a region changes in rules that it did not write.

    Attributes
    ----------
    uit
        Rules that are not used.
    gewicht
        Rules with another weight.
    """

    uit: tuple[LeftOut, ...] = ()
    gewicht: tuple[Reweighed, ...] = ()


def read(path: Path) -> Adjustments:
    """Read ``aanpassingen.toml``; a region without the file changes nothing.

    Raises
    ------
    RuleError
        One Dutch line with the file, the line where it is known, the field and the mend.
    """
    if not path.exists():
        return Adjustments()
    where = str(path)
    text = text_of(path, where)
    try:
        content = tomllib.loads(text)
        found = Adjustments.model_validate(content)
    except tomllib.TOMLDecodeError as error:
        raise no_toml(where, error) from error
    except ValidationError as error:
        raise RuleError(described(where, text, error, Adjustments)) from error
    for said in texts(content):
        if reason := refusal(said):
            raise RuleError(f"{where}: {reason}. Schrijf het zonder dit woord.")
    _once(found, where)
    return found


def text_of(path: Path, where: str) -> str:
    """Read a file that people wrote, with or without a byte order mark.

    Raises
    ------
    RuleError
        If it is no text in UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError(f"{where}: geen tekst in UTF-8. Bewaar het bestand als UTF-8.") from error


def no_toml(where: str, error: tomllib.TOMLDecodeError) -> RuleError:
    """Say that a file is no TOML, and where it stops being so."""
    return RuleError(
        f"{where}{places.of_fault(error)}: geen geldige TOML. Kijk aanhalingstekens, haken en dubbele "
        "sleutels na."
    )


def described(where: str, text: str, error: ValidationError, model: type[BaseModel]) -> str:
    """Say in one Dutch line what is wrong in a file, with the line where it is known."""
    problem = min(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
    return f"{where}{places.of_field(text, problem['loc'])}: {first_problem(error, model)}"


def refuse_unknown(adjustments: Adjustments, known: Collection[str], where: str) -> None:
    """Refuse an adjustment of a rule that there is not.

    Raises
    ------
    RuleError
        Names the rule, and one that looks like it.
    """
    for item in (*adjustments.uit, *adjustments.gewicht):
        if item.rule not in known:
            mend = suggestion(item.rule, set(known))
            raise RuleError(f"{where}: regel '{item.rule}' bestaat niet{mend}")


def _once(found: Adjustments, where: str) -> None:
    """A rule that is named twice would have two reasons, or two weights."""
    names = Counter(item.rule for item in (*found.uit, *found.gewicht))
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise RuleError(f"{where}: regel '{twice[0]}' staat er meer dan één keer in. Laat er één staan.")
