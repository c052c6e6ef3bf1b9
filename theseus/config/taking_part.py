"""Who takes part and from which money: municipalities, chain partners and their competences, budget posts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from theseus.config.section import Section, Weekday

# RD New is defined between these (EPSG:28992); a longitude and latitude written here fall outside it.
RdX = Annotated[float, Field(ge=-7_000, le=300_000)]
RdY = Annotated[float, Field(ge=289_000, le=629_000)]
# The columns of ``theseus.contracts.returning.COLUMNS``; a test keeps them the same.
Column = Literal["volgnummer", "tijden", "adres", "naam", "terrein", "label", "reden", "vragen", "uitkomst"]


class Municipality(Section):
    """One municipality of the region."""

    code: str = Field(pattern=r"^GM\d{4}$", description="CBS-code van de gemeente, bijvoorbeeld GM0226.")
    name: str = Field(min_length=1, description="Naam van de gemeente.")
    partners: tuple[str, ...] = Field(
        default=(), description="Ketenpartners die meegaan op de integrale controle (namen uit [[partners]])."
    )
    start_point: tuple[RdX, RdY] | None = Field(
        default=None, description="Vertrekpunt van de controle in RD-meters [x, y]; weglaten mag."
    )
    budget_eur: float | None = Field(
        default=None,
        ge=0,
        description="Budget per kalenderjaar voor de controles, in euro: een ander bedrag dan de eerste "
        "post van [[budget]] heeft.",
    )
    school_region: Literal["noord", "midden", "zuid"] | None = Field(
        default=None,
        description="Vakantieregio (noord, midden of zuid); in schoolvakanties valt dan geen controle.",
    )
    first_on: dt.date | None = Field(
        default=None,
        description="Datum van de eerste ronde. Zonder datum verdeelt Theseus de gemeenten over het ritme.",
    )
    contact: str | None = Field(
        default=None,
        min_length=1,
        max_length=400,
        description="Waar een bedrijf terechtkan voor inzage, correctie en bezwaar (afdeling, adres, e-mail, "
        "telefoon); staat in elk dossier.",
    )


class Competence(Section):
    """What a partner may do at the door, and by which law."""

    task: str = Field(min_length=1, description="Wat de partner bij een bezoek doet of vraagt.")
    legal_basis: str = Field(
        min_length=1, description="De wettelijke grondslag (wet en artikel); laat een jurist hem nagaan."
    )
    may_enter: bool = Field(
        default=False, description="true als de partner zonder toestemming een bedrijfspand in mag."
    )


def _as_text(value: object) -> object:
    """A day may stand without quotes, as TOML has a date of its own."""
    return value.isoformat() if isinstance(value, dt.date) else value


class Partner(Section):
    """One chain partner, with its availability and what it may do."""

    name: str = Field(min_length=1, description="Naam van de ketenpartner, bijvoorbeeld ODRA.")
    weekdays: tuple[Weekday, ...] = Field(
        default=(1, 2, 3, 4, 5), description="Dagen waarop de partner kan (1 = maandag)."
    )
    absent: tuple[Annotated[str, BeforeValidator(_as_text)], ...] = Field(
        default=(),
        description='Dagen en periodes waarin de partner niet kan: 2026-12-08 of "2026-12-21/2026-12-31".',
    )
    teams: int = Field(
        default=1, ge=1, le=50, description="In zoveel gemeenten kan de partner tegelijk zijn."
    )
    max_per_week: int | None = Field(
        default=None, ge=1, description="Hoogstens zoveel controledagen per week, alle gemeenten samen."
    )
    cost_eur: float = Field(
        default=0.0, ge=0, description="Kosten voor de gemeente per controle met deze partner, in euro."
    )
    post: str | None = Field(
        default=None, description="Post van [[budget]] waarop de kosten komen; standaard de eerste."
    )
    columns: tuple[Column, ...] = Field(
        default=(),
        description="Kolommen van de looplijst die de overeenkomst met deze partner toestaat: volgnummer, "
        "tijden, adres, naam, terrein, label, reden, vragen en uitkomst.",
    )
    competences: tuple[Competence, ...] = Field(
        default=(),
        description="Wat de partner mag en op welke grond. Een partner zonder bevoegdheid mag niet mee.",
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
        raise ValueError(f"'{text}' is geen dag (2026-12-08) of periode (\"2026-12-21/2026-12-31\")")
    return days[0], days[-1]


class Post(Section):
    """One post of a municipality's budget, per calendar year."""

    name: str = Field(min_length=1, description="Naam van de post.")
    cap_eur: float | None = Field(
        default=None,
        ge=0,
        description="Hoogstens zoveel euro per gemeente per kalenderjaar; weglaten: alleen het totaal telt.",
    )
    planned_eur: float = Field(
        default=0.0, ge=0, description="Wat er naast de controles al op gepland staat, in euro per jaar."
    )
    each_eur: float = Field(default=0.0, ge=0, description="Wat één keer kost, zoals een Bibob-onderzoek.")
    times: int = Field(default=0, ge=0, description="Hoe vaak per jaar dat gepland staat.")

    @field_validator("name")
    @classmethod
    def _no_total(cls, value: str) -> str:
        if value.casefold() == "totaal":
            raise ValueError("'totaal' is de som van de posten; zet die in budget_total_eur")
        return value

    @property
    def reserved_eur(self) -> float:
        """What is planned on the post besides inspections."""
        return self.planned_eur + self.each_eur * self.times


# The amounts of the municipal plan of 2024, per municipality per year (see docs/planning.md).
PLAN_OF_2024 = (
    Post(name="ODRA", cap_eur=1000.0),
    Post(name="KVK", cap_eur=500.0, planned_eur=500.0),
    Post(name="Bibob", each_eur=700.0),
)
