"""The configuration of a region, from ``theseus.toml``: frozen, strict, every value documented.

Every field carries the Dutch explanation that ``theseus init`` writes into the file.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from theseus.errors import ConfigError
from theseus.slips import first_problem, suggestion, without_password

if TYPE_CHECKING:
    from pathlib import Path

Weekday = Annotated[int, Field(ge=1, le=7)]


def _local(value: dt.time) -> dt.time:
    if value.tzinfo is not None:
        raise ValueError("is een tijd in Nederland; laat de tijdzone weg")
    return value


Clock = Annotated[dt.time, AfterValidator(_local)]
DatabaseUrl = Annotated[str, AfterValidator(without_password)]
# RD New is defined between these (EPSG:28992); a longitude and latitude written here fall outside it.
RdX = Annotated[float, Field(ge=-7_000, le=300_000)]
RdY = Annotated[float, Field(ge=289_000, le=629_000)]


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class Municipality(_Section):
    """One municipality of the region."""

    code: str = Field(pattern=r"^GM\d{4}$", description="CBS-code van de gemeente, bijvoorbeeld GM0226.")
    name: str = Field(min_length=1, description="Naam van de gemeente.")
    partners: tuple[str, ...] = Field(
        default=(), description="Ketenpartners die meegaan op de integrale controle (namen uit [[partners]])."
    )
    start_point: tuple[RdX, RdY] | None = Field(
        default=None, description="Vertrekpunt van de controle in RD-meters [x, y]; weglaten mag."
    )
    budget_eur: float = Field(
        default=1000.0, ge=0, description="Budget per kalenderjaar voor de controles, in euro."
    )
    school_region: Literal["noord", "midden", "zuid"] | None = Field(
        default=None,
        description="Vakantieregio (noord, midden of zuid); in schoolvakanties valt dan geen controle.",
    )
    first_on: dt.date | None = Field(
        default=None, description="Datum van de eerste ronde; zonder datum begint de planning zodra het kan."
    )
    contact: str | None = Field(
        default=None,
        min_length=1,
        max_length=400,
        description="Waar een bedrijf terechtkan voor inzage, correctie en bezwaar (afdeling, adres, e-mail, "
        "telefoon); staat in elk dossier.",
    )


class Partner(_Section):
    """One chain partner, with its availability."""

    name: str = Field(min_length=1, description="Naam van de ketenpartner, bijvoorbeeld ODRA.")
    weekdays: tuple[Weekday, ...] = Field(
        default=(1, 2, 3, 4, 5), description="Dagen waarop de partner kan (1 = maandag)."
    )
    absent: tuple[str, ...] = Field(
        default=(), description='Periodes waarin de partner niet kan, als "JJJJ-MM-DD/JJJJ-MM-DD".'
    )
    cost_eur: float = Field(
        default=0.0, ge=0, description="Kosten voor de gemeente per controle met deze partner, in euro."
    )

    @field_validator("absent")
    @classmethod
    def _periods(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for period in value:
            _period(period)
        return value

    @property
    def absences(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """The absences as closed intervals of dates."""
        return tuple(_period(period) for period in self.absent)


def _period(text: str) -> tuple[dt.date, dt.date]:
    try:
        days = [dt.date.fromisoformat(part) for part in text.split("/")]
    except ValueError:
        days = []
    if len(days) not in (1, 2) or days[-1] < days[0]:
        raise ValueError(f"'{text}' is geen periode JJJJ-MM-DD/JJJJ-MM-DD")
    return days[0], days[-1]


class Rhythm(_Section):
    """How often and when inspections take place."""

    cycle_weeks: int = Field(default=6, ge=1, le=52, description="Weken tussen twee integrale controles.")
    weekdays: tuple[Weekday, ...] = Field(
        default=(2, 3, 4), description="Dagen waarop een controle mag vallen (1 = maandag)."
    )
    start: Clock = Field(default=dt.time(9, 30), description="Begin van de controle.")
    end: Clock = Field(default=dt.time(15, 30), description="Einde van de controle.")
    max_visits: int = Field(
        default=20, ge=1, description="Hoogstens zoveel bezoeken per controle (ervaring: 17 tot 22)."
    )
    minutes_white: float = Field(default=12.0, gt=0, description="Minuten per bezoek aan een witte vlek.")
    minutes_red: float = Field(default=25.0, gt=0, description="Minuten per bezoek bij een bevestigd rood.")
    speed_kmh: float = Field(default=15.0, gt=0, description="Snelheid tussen de adressen, in km per uur.")
    detour: float = Field(default=1.3, ge=1, description="Omrijfactor op de rechte lijn.")
    cooldown_weeks: int = Field(
        default=26, ge=0, description="Een bezocht adres komt zoveel weken niet opnieuw aan de beurt."
    )
    recheck_weeks: int = Field(
        default=12, ge=1, le=104, description="Na een bevinding volgt binnen zoveel weken een hercontrole."
    )
    months: int = Field(default=12, ge=1, le=24, description="Zoveel maanden vooruit plannen.")

    @model_validator(mode="after")
    def _ordered(self) -> Rhythm:
        if self.end <= self.start:
            raise ValueError("end moet later zijn dan start")
        return self


class Thresholds(_Section):
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

    @model_validator(mode="after")
    def _ordered(self) -> Thresholds:
        if self.link_grey > self.link_accept:
            raise ValueError("link_grey mag niet hoger zijn dan link_accept")
        return self


class Source(_Section):
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


class Terreinen(_Section):
    """Which drawing of a park stands where sources differ."""

    prefer: tuple[str, ...] = Field(
        default=("terrein_eigen", "ibis", "top10nl", "osm"),
        description="Bronnen van terreingrenzen, de meest vertrouwde eerst.",
    )
    choice: dict[str, str] = Field(
        default_factory=dict, description='Keuze per terrein, bijvoorbeeld "Nieuwgraaf" = "ibis".'
    )


class MapOptions(_Section):
    """Options of the map."""

    background: Literal["geen", "brt"] = Field(
        default="geen",
        description="Achtergrondkaart: geen (werkt zonder internet) of brt (Kadaster, via internet).",
    )


class Fetching(_Section):
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


class Schedule(_Section):
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


class Region(_Section):
    """Everything Theseus must know of a region."""

    name: str = Field(min_length=1, description="Naam van de regio, zoals die op kaart en rooster staat.")
    desk: DatabaseUrl | None = Field(
        default=None,
        description="Database van het bureau, als meer mensen tegelijk werken: "
        "postgresql+psycopg://gebruiker:${WACHTWOORD}@server/database. Weglaten: data/desk.sqlite.",
    )
    municipalities: tuple[Municipality, ...] = Field(min_length=1, description="De gemeenten van de regio.")
    partners: tuple[Partner, ...] = Field(default=(), description="De ketenpartners van de regio.")
    rhythm: Rhythm = Field(default_factory=Rhythm, description="Het ritme van de controles.")
    thresholds: Thresholds = Field(default_factory=Thresholds, description="De drempels.")
    terreinen: Terreinen = Field(default_factory=Terreinen, description="De keuze van terreingrenzen.")
    map: MapOptions = Field(default_factory=MapOptions, description="De kaart.")
    fetch: Fetching = Field(default_factory=Fetching, description="Het ophalen van bronnen.")
    schedule: Schedule = Field(default_factory=Schedule, description="De wekelijkse verversing.")
    sources: dict[str, Source] = Field(
        default_factory=dict, description="Per bron waar de bestanden liggen, als [sources.<bron>]."
    )

    @model_validator(mode="after")
    def _named_once(self) -> Region:
        for kind, names in (
            ("Gemeente", [item.code for item in self.municipalities]),
            ("Ketenpartner", [item.name for item in self.partners]),
        ):
            name, count = Counter(names).most_common(1)[0] if names else ("", 0)
            if count > 1:
                raise ValueError(f"{kind} '{name}' staat er {count} keer in; laat er één staan")
        return self

    @model_validator(mode="after")
    def _partners_exist(self) -> Region:
        known = {partner.name for partner in self.partners}
        for municipality in self.municipalities:
            for name in municipality.partners:
                if name not in known:
                    raise ValueError(
                        f"{municipality.name} noemt ketenpartner '{name}', maar die staat niet in "
                        f"[[partners]]{suggestion(name, known)}"
                    )
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
