"""The configuration of a region, from ``theseus.toml``: frozen, strict, every value documented.

Every field carries the Dutch explanation that ``theseus init`` writes into the file.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from theseus.config.rhythms import DOT, SIX_WEEKLY, ExtraRhythm, Rhythm
from theseus.config.section import Clock, Section
from theseus.config.taking_part import PLAN_OF_2024, Competence, Municipality, Partner, Post
from theseus.config.theming import Theme, every
from theseus.errors import ConfigError
from theseus.slips import first_problem, suggestion, without_password

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "DOT",
    "PLAN_OF_2024",
    "SIX_WEEKLY",
    "Competence",
    "ExtraRhythm",
    "Fetching",
    "MapOptions",
    "Municipality",
    "Partner",
    "Post",
    "Region",
    "Rhythm",
    "Schedule",
    "Source",
    "Terreinen",
    "Theme",
    "Thresholds",
    "load",
]

DatabaseUrl = Annotated[str, AfterValidator(without_password)]


class Thresholds(Section):
    """The thresholds of label and linker."""

    known_share: float = Field(
        default=0.6, ge=0, le=1, description="Gewogen deel van de regels dat bekend moet zijn voor groen."
    )
    red_rules: int = Field(
        default=2, ge=2, description="Aandachtspunten die samen een voorstel voor rood maken; minstens 2."
    )
    link_accept: float = Field(
        default=0.85, ge=0, le=1, description="Vanaf deze score is een koppeling zeker genoeg."
    )
    link_grey: float = Field(
        default=0.6, ge=0, le=1, description="Vanaf deze score komt een koppeling op de lijst 'mogelijk'."
    )
    scorecard_months: int = Field(
        default=24, ge=1, le=120, description="Over zoveel maanden bezoeken wordt elke regel beoordeeld."
    )
    scorecard_min_visits: int = Field(
        default=30,
        ge=5,
        description="Zoveel bezoeken na een aandachtspunt, en zoveel willekeurige, zijn nodig voordat een "
        "regel die niet vaker raak is dan het toeval geen rood meer maakt.",
    )
    share_jump: float = Field(
        default=0.1,
        gt=0,
        le=1,
        description="Verschuift het aandeel van een label in de regio of op een terrein sinds de vorige run "
        "meer dan dit (0.1 is tien procentpunt), dan slaat Theseus alarm; niet bij minder dan 50 gebruiken.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Thresholds:
        if self.link_grey > self.link_accept:
            raise ValueError("link_grey mag niet hoger zijn dan link_accept")
        return self


class Source(Section):
    """Where one source's files lie, if not in ``data/raw/<source>/<date>/``."""

    path: str | None = Field(
        default=None,
        description="Bestand, map of patroon (*). Mag ${VARIABELE} bevatten. "
        "Zonder pad: de nieuwste map in data/raw/<bron>/.",
    )
    delivered_on: dt.date | None = Field(
        default=None, description="Dag van levering, als die niet uit de mapnaam blijkt."
    )
    complete: bool | None = Field(
        default=None,
        description="true als de levering alles bevat wat het register over de regio heeft. "
        "Alleen dan telt 'niet gevonden' als antwoord.",
    )
    enabled: bool = Field(default=True, description="false: deze bron niet gebruiken.")
    fetch: bool | None = Field(
        default=None,
        description="true of false: deze bron wel of niet ophalen. Standaard wel, behalve wat geld kost of "
        "een overeenkomst vraagt.",
    )
    url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Ander adres van de dienst, bijvoorbeeld een eigen spiegel of proxy.",
    )


class Terreinen(Section):
    """Which drawing of a park stands where sources differ."""

    prefer: tuple[str, ...] = Field(
        default=("terrein_eigen", "ibis", "top10nl", "osm"),
        description="Bronnen van terreingrenzen, de meest vertrouwde eerst.",
    )
    choice: dict[str, str] = Field(
        default_factory=dict, description='Keuze per terrein, bijvoorbeeld "Nieuwgraaf" = "ibis".'
    )


class MapOptions(Section):
    """Options of the map."""

    background: Literal["geen", "brt"] = Field(
        default="geen",
        description="Achtergrondkaart: geen (werkt zonder internet) of brt (Kadaster, via internet).",
    )
    public_k: int = Field(
        default=10,
        ge=2,
        description="Op de openbare kaart staat geen getal kleiner dan dit, en niets dat het verraadt.",
    )


class Fetching(Section):
    """How sources are fetched over the network."""

    contact: str | None = Field(
        default=None,
        max_length=120,
        description="E-mailadres dat diensten te zien krijgen, zodat zij kunnen melden als er iets misgaat.",
    )
    kvk_budget_eur: float = Field(
        default=500.0, ge=0, description="Hoogstens zoveel euro per kalenderjaar voor de KVK."
    )
    dpia_reference: str | None = Field(
        default=None,
        description="Kenmerk van de DPIA die het insolventieregister toestaat; zonder kenmerk blijft "
        "het uit.",
    )


class Router(Section):
    """A router that tells how long it takes by road."""

    url: str = Field(
        pattern=r"^https?://", description="Adres van een eigen OSRM-server, zoals http://localhost:5000."
    )
    profile: str = Field(
        default="foot",
        pattern=r"^[a-z]+$",
        description="Hoe de teams gaan, zoals de server het noemt: foot, bike of car.",
    )
    at_once: int = Field(
        default=100, ge=2, description="Zoveel plaatsen per vraag; bij de server heet dit max-table-size."
    )


class Schedule(Section):
    """When the weekly run starts."""

    weekday: Literal["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"] = Field(
        default="maandag", description="Dag van de wekelijkse verversing (maandag tot en met zondag)."
    )
    time: Clock = Field(
        default=dt.time(5, 30), description="Tijd van de verversing; niet tussen 02:00 en 03:00."
    )
    fetch: bool = Field(default=True, description="true: haal eerst de open bronnen op.")

    @field_validator("time")
    @classmethod
    def _outside_clock_change(cls, value: dt.time) -> dt.time:
        if dt.time(2, 0) <= value < dt.time(3, 0):
            raise ValueError("tussen 02:00 en 03:00 springt de klok; kies een andere tijd")
        return value


class Region(Section):
    """Everything Theseus must know of a region."""

    name: str = Field(min_length=1, description="Naam van de regio, zoals die op kaart en rooster staat.")
    desk: DatabaseUrl | None = Field(
        default=None,
        description="Database van het bureau, als meer mensen tegelijk werken: "
        "postgresql+psycopg://gebruiker:${WACHTWOORD}@server/database. Weglaten: data/desk.sqlite.",
    )
    municipalities: tuple[Municipality, ...] = Field(min_length=1, description="De gemeenten van de regio.")
    partners: tuple[Partner, ...] = Field(default=(), description="De ketenpartners van de regio.")
    budget_total_eur: float = Field(
        default=5000.0,
        ge=0,
        description="Hoogstens zoveel euro per gemeente per kalenderjaar, alle posten samen.",
    )
    budget: tuple[Post, ...] = Field(
        default=PLAN_OF_2024, min_length=1, description="De posten, per gemeente per kalenderjaar."
    )
    rhythm: Rhythm = Field(default_factory=Rhythm, description="Het ritme van de controles.")
    rhythms: tuple[ExtraRhythm, ...] = Field(
        default=(), description="Ritmes naast de integrale controles, zoals een actieweek of groene nachten."
    )
    themes: tuple[Theme, ...] = Field(
        default=(),
        description="Eigen thema's, naast die van Theseus (zie theseus themes), of ervoor in de plaats.",
    )
    thresholds: Thresholds = Field(default_factory=Thresholds, description="De drempels.")
    terreinen: Terreinen = Field(default_factory=Terreinen, description="De keuze van terreingrenzen.")
    map: MapOptions = Field(default_factory=MapOptions, description="De kaart.")
    fetch: Fetching = Field(default_factory=Fetching, description="Het ophalen van bronnen.")
    router: Router | None = Field(
        default=None,
        description="Voor reistijden over de weg, van een eigen router: zet onderaan een blok [router] met "
        "url en profile. Weglaten: hemelsbreed maal de omrijfactor.",
    )
    schedule: Schedule = Field(default_factory=Schedule, description="De wekelijkse verversing.")
    sources: dict[str, Source] = Field(
        default_factory=dict, description="Per bron waar de bestanden liggen, als [sources.<bron>]."
    )

    @property
    def every_theme(self) -> dict[str, Theme]:
        """The themes that a rhythm may name, by name: those of Theseus and of the region."""
        return every(self.themes)

    @model_validator(mode="after")
    def _named_once(self) -> Region:
        for kind, names in (
            ("Gemeente", [item.code for item in self.municipalities]),
            ("Ketenpartner", [item.name for item in self.partners]),
            ("Post", [item.name for item in self.budget]),
            ("Ritme", [SIX_WEEKLY, *(item.name for item in self.rhythms)]),
            ("Thema", [item.name for item in self.themes]),
        ):
            name, count = Counter(names).most_common(1)[0] if names else ("", 0)
            if count > 1:
                raise ValueError(f"{kind} '{name}' staat er {count} keer in; laat er één staan")
        return self

    @model_validator(mode="after")
    def _names_exist(self) -> Region:
        known = {
            "partners": {item.name for item in self.partners},
            "municipalities": {item.name for item in self.municipalities},
            "budget": {item.name for item in self.budget},
            "themes": set(self.every_theme),
        }
        for who, what, name, table in self._named():
            if name not in known[table]:
                raise ValueError(
                    f"{who} noemt {what} '{name}', maar die staat niet in [[{table}]]"
                    f"{suggestion(name, known[table])}"
                )
        return self

    def _named(self) -> Iterator[tuple[str, str, str, str]]:
        """Every name that must stand elsewhere: who names it, what it is, the name, and the table."""
        for municipality in self.municipalities:
            for name in municipality.partners:
                yield municipality.name, "ketenpartner", name, "partners"
        for partner in self.partners:
            if partner.post is not None:
                yield partner.name, "post", partner.post, "budget"
        if self.rhythm.dot:
            yield "[rhythm] met dot = true", "ketenpartner", DOT, "partners"
        for rhythm in self.rhythms:
            for name in (*(rhythm.partners or ()), *([DOT] if rhythm.dot else [])):
                yield f"Ritme '{rhythm.name}'", "ketenpartner", name, "partners"
            for name in rhythm.municipalities:
                yield f"Ritme '{rhythm.name}'", "gemeente", name, "municipalities"
            for name in rhythm.themes:
                yield f"Ritme '{rhythm.name}'", "thema", name, "themes"

    @model_validator(mode="after")
    def _rhythms_fit(self) -> Region:
        for extra in self.rhythms:
            try:
                extra.hours(self.rhythm)
            except ValueError as error:
                raise ValueError(f"Ritme '{extra.name}': {error}") from error
        return self


def load(path: Path) -> Region:
    """Read and check a ``theseus.toml``.

    Raises
    ------
    ConfigError
        If the file is missing, is no TOML, has an unknown key (with a suggestion) or a wrong value.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path} bestaat niet. Maak een werkmap met: theseus init MAP") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: geen geldige TOML in UTF-8 ({error}).") from error
    try:
        return Region.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path}: {first_problem(error, Region)}") from error
