"""How often inspections take place: the six-weekly rhythm, and others beside it as data (F78)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import groupby

from pydantic import Field, model_validator

from theseus.config.section import Clock, Month, Section, Weekday

WORKING_DAYS = (1, 2, 3, 4, 5)
WEEK_DAYS, YEAR_MONTHS, WEEKS_PER_MONTH = 7, 12, 4
DOT = "DOT"
SIX_WEEKLY = "integrale controle"
# Arbeidstijdenwet, artikel 5:4: who works longer has a break of half an hour at least.
WITHOUT_BREAK = dt.timedelta(hours=5, minutes=30)
HALF_HOUR = 30
PAUSE_FROM = (
    "Begin van de pauze; weglaten: halverwege, als de controle langer duurt dan vijf en een half uur (dan is "
    "een half uur pauze verplicht: Arbeidstijdenwet, artikel 5:4)."
)
PAUSE_MINUTES = "Minuten pauze; 0: geen pauze."


class Rhythm(Section):
    """How often and when the integrated inspections take place, and what holds for every inspection."""

    cycle_weeks: int = Field(default=6, ge=1, le=52, description="Weken tussen twee integrale controles.")
    weekdays: tuple[Weekday, ...] = Field(
        default=(2, 3, 4), min_length=1, description="Dagen waarop een controle mag vallen (1 = maandag)."
    )
    start: Clock = Field(default=dt.time(9, 30), description="Begin van de controle.")
    end: Clock = Field(default=dt.time(15, 30), description="Einde van de controle.")
    teams: int = Field(default=1, ge=1, le=20, description="Zoveel teams lopen naast elkaar.")
    max_visits: int = Field(
        default=20, ge=1, description="Hoogstens zoveel bezoeken per controle (ervaring: 17 tot 22)."
    )
    dot: bool = Field(
        default=False,
        description="true: toezichthouders van het DOT lopen op elke integrale controle mee als extra team. "
        "Zet dan in dit bestand een [[partners]] met de naam DOT.",
    )
    pause_from: Clock | None = Field(default=None, description=PAUSE_FROM)
    pause_minutes: int = Field(default=30, ge=0, le=240, description=PAUSE_MINUTES)
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
    stale_weeks: int = Field(
        default=52,
        ge=4,
        le=520,
        description="Wat groen is en zoveel weken niet is gezien, wordt bezocht waar dan nog plaats is.",
    )
    months: int = Field(default=12, ge=1, le=24, description="Zoveel maanden vooruit plannen.")
    roster_weeks: int = Field(
        default=10,
        ge=1,
        le=104,
        description="Zoveel weken vooruit komen er looplijsten; latere controles staan alleen in de agenda.",
    )
    announce_weeks: int = Field(
        default=2,
        ge=2,
        le=26,
        description="Zoveel weken vooruit staan controles vast, met hun bezoeken: de partners weten ervan.",
    )
    stay: float = Field(
        default=3.0,
        ge=0,
        le=1000,
        description="Zoveel punten is het waard dat een bezoek in een volgend plan blijft waar het stond; "
        "hoger geeft minder wisselingen (zie theseus plan wissels).",
    )
    random_share: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="Deel van de bezoeken van elke controle voor iedereen dat het lot kiest (0 tot 1), om de "
        "regels aan het toeval te meten.",
    )
    random_only: bool = Field(
        default=False,
        description="Noodrem: true laat alleen het lot bezoeken kiezen; labels spelen dan geen rol.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Rhythm:
        _refuse_times(self.start, self.end, self.pause_from)
        return self


class ExtraRhythm(Section):
    """A rhythm beside the six-weekly one: an action week, DOR rounds, green nights, themes."""

    name: str = Field(min_length=1, max_length=60, description="Naam van het ritme, bijvoorbeeld actieweek.")
    cycle_weeks: int | None = Field(
        default=None,
        ge=1,
        le=52,
        description="Weken tussen twee controles. Kies dit, times_per_year of days.",
    )
    times_per_year: int | None = Field(
        default=None, ge=1, le=48, description="Zo vaak per kalenderjaar, over het jaar verdeeld."
    )
    days: int | None = Field(
        default=None,
        ge=1,
        le=7,
        description="Zoveel dagen achter elkaar, eens per kalenderjaar: een actieweek.",
    )
    first_on: dt.date | None = Field(default=None, description="Niet eerder dan deze dag.")
    months: tuple[Month, ...] = Field(
        default=(), description="Maanden waarin het mag vallen (1 = januari); leeg: het hele jaar."
    )
    themes: tuple[str, ...] = Field(default=(), description="Thema's, om de beurt; leeg: geen thema.")
    municipalities: tuple[str, ...] = Field(
        default=(), description="Namen van de gemeenten die meedoen; leeg: allemaal."
    )
    partners: tuple[str, ...] | None = Field(
        default=None,
        description="Ketenpartners die meegaan; weglaten: die van de gemeente, [] is geen enkele.",
    )
    dot: bool = Field(
        default=False,
        description="true: toezichthouders van het DOT lopen mee als extra team. Zet dan in dit bestand een "
        "[[partners]] met de naam DOT.",
    )
    weekdays: tuple[Weekday, ...] | None = Field(
        default=None,
        min_length=1,
        description="Dagen waarop het mag vallen; weglaten: die van [rhythm], en bij days maandag tot en met "
        "vrijdag.",
    )
    start: Clock | None = Field(default=None, description="Begin; weglaten: dat van [rhythm].")
    end: Clock | None = Field(default=None, description="Einde; weglaten: dat van [rhythm].")
    teams: int | None = Field(
        default=None, ge=1, le=20, description="Teams naast elkaar; weglaten: die van [rhythm]."
    )
    max_visits: int | None = Field(
        default=None, ge=1, description="Hoogstens zoveel bezoeken; weglaten: die van [rhythm]."
    )
    pause_from: Clock | None = Field(default=None, description=PAUSE_FROM)
    pause_minutes: int = Field(default=30, ge=0, le=240, description=PAUSE_MINUTES)
    area: tuple[str, ...] = Field(
        default=(), description="Namen of nummers van de terreinen waar het bij blijft; leeg: overal."
    )

    @model_validator(mode="after")
    def _one_frequency(self) -> ExtraRhythm:
        if sum(item is not None for item in (self.cycle_weeks, self.times_per_year, self.days)) != 1:
            raise ValueError("kies precies één van cycle_weeks, times_per_year en days")
        months = len(set(self.months)) or YEAR_MONTHS
        if self.times_per_year and self.times_per_year > WEEKS_PER_MONTH * months:
            raise ValueError(f"{self.times_per_year} keer past niet in {months} maanden; kies minder")
        if self.days and self.days > _longest_run(self.weekdays or WORKING_DAYS):
            raise ValueError(
                f"{self.days} dagen achter elkaar passen niet in weekdays; kies minder of meer dagen"
            )
        return self

    def hours(self, base: Rhythm) -> Hours:
        """When and how many, filled in from the six-weekly rhythm where this one leaves it out.

        Raises
        ------
        ValueError
            If the times do not follow one another then.
        """
        found = Hours(
            self.weekdays or (WORKING_DAYS if self.days else base.weekdays),
            self.start or base.start,
            self.end or base.end,
            self.teams or base.teams,
            self.max_visits or base.max_visits,
        )
        _refuse_times(found.start, found.end, self.pause_from)
        return replace(found, pause=_pause(found, self.pause_from, self.pause_minutes))


@dataclass(frozen=True)
class Hours:
    """When the inspections of a rhythm take place, how many go, and from when on there is a break."""

    weekdays: tuple[int, ...]
    start: dt.time
    end: dt.time
    teams: int
    max_visits: int
    pause: tuple[dt.time, int] | None = None


def _pause(hours: Hours, pause_from: dt.time | None, minutes: int) -> tuple[dt.time, int] | None:
    """The break that was asked for; without one, halfway where the inspection is too long to go on."""
    day = dt.date(2000, 1, 1)  # any
    start, end = (dt.datetime.combine(day, at) for at in (hours.start, hours.end))
    if minutes == 0:
        return None
    if pause_from is not None:
        return pause_from, minutes
    if end - start <= WITHOUT_BREAK:
        return None
    halfway = start + (end - start) / 2
    return halfway.time().replace(minute=halfway.minute // HALF_HOUR * HALF_HOUR, second=0), minutes


def _refuse_times(start: dt.time, end: dt.time, pause_from: dt.time | None) -> None:
    if end <= start:
        raise ValueError("end moet later zijn dan start; een avond loopt hoogstens tot 23:59:00")
    if pause_from is not None and not start <= pause_from < end:
        raise ValueError("pause_from moet tussen start en end liggen")


def _longest_run(weekdays: tuple[int, ...]) -> int:
    """The most days of the week in a row; Sunday and Monday follow one another."""
    twice = [day % WEEK_DAYS + 1 in weekdays for day in range(2 * WEEK_DAYS)]
    return min(WEEK_DAYS, max((len(list(run)) for own, run in groupby(twice) if own), default=0))
