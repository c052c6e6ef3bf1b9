"""Themes of inspections as data: which occupancies a theme is about, and what is asked there besides.

Theseus brings some, a card each in ``themes/``; a region adds its own as ``[[themes]]``, and one with the
same name takes the place of ours. Who belongs to a theme follows from what is known of an occupancy
(``theseus.theming``): a theme is about a kind of use, never about a suspicion.
"""

from __future__ import annotations

import importlib.resources
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, ValidationError, field_validator, model_validator

from theseus.config.section import Section
from theseus.contracts import GEBRUIKSDOELEN
from theseus.decency import refusal, texts
from theseus.errors import ConfigError
from theseus.slips import first_problem, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

Digits = Annotated[str, Field(pattern=r"^[0-9]{2,5}$")]
Asked = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\?$")]
MOST_ASKED = 10  # a visit takes some twelve minutes


class Theme(Section):
    """One theme: of ``facts``, ``sbi`` and ``gebruiksdoel`` one is enough; without any it is about all."""

    name: str = Field(min_length=1, max_length=60, description="Naam, zoals rhythms die in themes noemt.")
    description: str = Field(min_length=1, max_length=300, description="Waar het thema over gaat.")
    facts: str | None = Field(
        default=None,
        min_length=1,
        description="Voorwaarde aan de gegevens, geschreven als in een regel: needs_dor and dor_registration "
        "= 'afwezig'. Wat onbekend is, hoort er niet bij.",
    )
    sbi_2008: tuple[Digits, ...] = Field(
        default=(), description="Begin van SBI-codes, versie 2008: van een van de activiteiten."
    )
    sbi_2025: tuple[Digits, ...] = Field(default=(), description="Begin van SBI-codes, versie 2025.")
    gebruiksdoel: tuple[str, ...] = Field(
        default=(), description="Gebruiksdoelen volgens de BAG, zoals logiesfunctie."
    )
    parks: tuple[str, ...] = Field(
        default=(), description="Namen of nummers van terreinen waar het bij blijft; leeg: overal."
    )
    green_too: bool = Field(
        default=False,
        description="true: ook groen wordt bezocht, want het thema zelf is de reden; false: groen niet.",
    )
    ask: tuple[Asked, ...] = Field(
        default=(),
        max_length=MOST_ASKED,
        description="Extra vragen aan de deur, bij elk bezoek van dit thema.",
    )

    @field_validator("gebruiksdoel")
    @classmethod
    def _of_the_bag(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if name not in GEBRUIKSDOELEN:
                raise ValueError(
                    f"'{name}' is geen gebruiksdoel van de BAG{suggestion(name, set(GEBRUIKSDOELEN))}"
                )
        return value

    @model_validator(mode="after")
    def _decent(self) -> Theme:
        for text in texts(self.model_dump()):
            if reason := refusal(text):
                raise ValueError(f"{reason}. Beschrijf het thema zonder dit woord")
        return self


def every(own: Iterable[Theme]) -> dict[str, Theme]:
    """Return all themes by name: those of Theseus, and those of a region in their place or beside them."""
    return built_in() | {theme.name: theme for theme in own}


@cache
def built_in() -> dict[str, Theme]:
    """Read the themes that come with Theseus, by name.

    Raises
    ------
    ConfigError
        If a card cannot be used.
    """
    folder = importlib.resources.files("theseus.config").joinpath("themes")
    files = sorted(folder.iterdir(), key=lambda item: item.name)
    found = [parse(item.read_text("utf-8"), item.name) for item in files if item.name.endswith(".toml")]
    return {theme.name: theme for theme in found}


def parse(text: str, name: str) -> Theme:
    """Read one card from TOML text; ``name`` is its file, for messages.

    Raises
    ------
    ConfigError
        One Dutch line that names the card, the field and the mend.
    """
    try:
        return Theme.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"Themakaart {name}: geen geldige TOML ({error}).") from error
    except ValidationError as error:
        raise ConfigError(f"Themakaart {name}: {first_problem(error, Theme)}") from error
