"""The card of a source: its registration. A source without purpose or legal basis is refused."""

from __future__ import annotations

import importlib.resources
import tomllib
from functools import cache
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from theseus.decency import refusal, texts
from theseus.errors import ConfigError
from theseus.model import Door

# Where a source's own names stand: what we leave unread, and what its publisher writes.
_NOT_OURS = {"ignored", "documentation"}
_ADDRESS_PART = frozenset({"postcode"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Documentation(_Strict):
    """Where a fact about the source comes from, and whether we could check it."""

    url: str = Field(min_length=1)
    says: str = Field(min_length=1, description="what this page was used for")
    verified: bool = Field(description="True only if a real sample or the page itself was read")


class Service(_Strict):
    """One service that delivers the source over the network, and how it is asked."""

    protocol: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="a module of theseus.fetch.protocols")
    url: str = Field(pattern=r"^https://")
    per: Literal["country", "municipality", "park", "address", "unit", "company"] = Field(
        description="what one question is about"
    )
    per_second: float = Field(gt=0, default=5.0, description="questions per second, at most")
    secret: str | None = Field(default=None, pattern=r"^[A-Z][A-Z0-9_]*$", description="name of the key")
    options: dict[str, Any] = Field(default_factory=dict, description="what the protocol needs besides")


class Card(_Strict):
    """One source of records.

    Attributes
    ----------
    family
        Sources of one family fall together: they never count as two witnesses.
    half_life_days
        How long an answer from this source counts, in days.
    complete
        True if one delivery holds all the register has for its area, so that absence is an answer.
        A region can say otherwise for its own delivery.
    history
        True if the reader wants every dated delivery, not only the newest.
    services
        The services that deliver it, the preferred one first; a next one is asked only where the one
        before it fails. Without any the source comes as a file.
    every_days
        A delivery younger than this is not fetched again by the weekly run.
    by_default
        False if a region has to ask for it: the service costs money, or needs an agreement.
    needs_dpia
        True if it is neither fetched nor read unless the region names the DPIA that allows it.
    by_people
        True if people answer it at the desk: no files, no reader, nothing to fetch.
    columns
        Field names the reader relies on, per table or layer. A missing one fails the source.
    ignored
        Field names that are known and deliberately not read. Any other name gives a warning.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    regime: Literal["open", "municipal", "restricted"]
    personal_data: bool
    family: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    tables: tuple[str, ...] = Field(min_length=1)
    formats: tuple[str, ...] = Field(default=(), description="file name endings, lower case")
    half_life_days: int = Field(gt=0)
    complete: bool
    history: bool = False
    min_rows: int = Field(default=1, ge=0, description="fewer accepted rows fail the source")
    max_rows: int | None = Field(default=None, description="more accepted rows give a warning")
    max_drop: float = Field(default=0.2, gt=0, le=1, description="allowed loss of rows since last time")
    max_fill_drop: float = Field(default=0.2, gt=0, le=1, description="allowed loss of fill per column")
    max_growth: float = Field(default=1.0, gt=0, description="more growth of rows gives a warning")
    max_new_values: float = Field(default=0.1, gt=0, le=1, description="new values per column; more warns")
    max_bad_keys: float = Field(default=0.1, gt=0, le=1, description="more broken keys fail the source")
    max_defects: float = Field(default=0.25, gt=0, le=1, description="more broken rows fail the source")
    max_outside: float = Field(default=0.1, gt=0, le=1, description="more rows abroad fail the source")
    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    every_days: int = Field(default=6, ge=0)
    by_default: bool = True
    needs_dpia: bool = False
    by_people: bool = False
    documentation: tuple[Documentation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _comes_as_files_or_from_people(self) -> Self:
        if self.by_people == bool(self.formats):
            raise ValueError("een bron heeft 'formats', of mensen geven hem aan de balie ('by_people')")
        if self.by_people and (self.services or self.columns):
            raise ValueError("een bron die mensen geven heeft geen 'services' en geen 'columns'")
        return self

    @property
    def door(self) -> Door:
        """The limits at the door, as plain data for the check."""
        return Door(
            source=self.id,
            min_rows=self.min_rows,
            max_rows=self.max_rows,
            max_drop=self.max_drop,
            max_fill_drop=self.max_fill_drop,
            max_growth=self.max_growth,
            max_new_values=self.max_new_values,
            max_bad_keys=self.max_bad_keys,
            max_defects=self.max_defects,
            max_outside=self.max_outside,
            columns=self.columns,
            ignored=self.ignored,
        )


@cache
def cards() -> dict[str, Card]:
    """All cards by id, in the order of their file names.

    Raises
    ------
    ConfigError
        If a card lacks a field (purpose and legal basis included) or has one we don't know.
    """
    folder = importlib.resources.files("theseus.sources")
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda i: i.name)
    return {card.id: card for card in (parse(item.read_text("utf-8"), item.name) for item in found)}


@cache
def delivered() -> dict[str, Card]:
    """Cards of the sources that come as files, by id: all but those that people answer at the desk."""
    return {name: card for name, card in cards().items() if not card.by_people}


def parse(text: str, name: str) -> Card:
    """Read one card from TOML text; ``name`` is the file name for messages.

    Raises
    ------
    ConfigError
        If a field is missing, unknown or wrong, or the card relies on what may never be an input.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"Bronkaart {name}: geen geldige TOML ({error}).") from error
    for field in sorted(set(content) - _NOT_OURS):
        for found in texts(content[field]):
            if reason := refusal(found, _ADDRESS_PART):
                raise ConfigError(f"Bronkaart {name}: veld '{field}': {reason}. Lees dit niet.")
    try:
        return Card.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "kaart"
        raise ConfigError(f"Bronkaart {name}: veld '{where}' klopt niet ({first['msg']}).") from error
