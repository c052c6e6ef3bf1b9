"""The days on which a municipality can inspect, whoever else inspects: weekday, month, holidays, partners."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from theseus.model import MunicipalityRhythm

NO_INSPECTION_DAY = "geen dag waarop deze gemeente controleert"
OTHER_MONTH = "valt buiten de maanden van dit ritme"


def closed_days(year: int) -> dict[dt.date, str]:
    """Days on which nobody inspects, with their Dutch name.

    The public holidays of the Netherlands as the library ``holidays`` lists them (Good Friday
    among them; 5 May once in five years, in its other years it is no day off), and the last
    working days before Christmas and New Year, when many premises close early.
    """
    days = dict(_public_holidays(year))
    days.setdefault(dt.date(year, 12, 24), "dag voor Kerstmis")
    days.setdefault(dt.date(year, 12, 31), "oudejaarsdag")
    return days


@cache
def _public_holidays(year: int) -> dict[dt.date, str]:
    return dict(holidays.country_holidays("NL", years=year, language="nl"))


def obstacle(rhythm: MunicipalityRhythm, day: dt.date) -> str | None:
    """Say what stands in the way of inspecting on this day, in Dutch; None if nothing does."""
    if day.isoweekday() not in rhythm.weekdays:
        return NO_INSPECTION_DAY
    if rhythm.months and day.month not in rhythm.months:
        return OTHER_MONTH
    return closed_days(day.year).get(day) or _school_holiday(rhythm, day) or _away(rhythm, day)


def _away(rhythm: MunicipalityRhythm, day: dt.date) -> str | None:
    """Name the first partner that cannot come."""
    for partner in rhythm.partners:
        absent = any(first <= day <= last for first, last in partner.absent)
        if absent or day.isoweekday() not in partner.weekdays:
            return f"{partner.name} niet beschikbaar"
    return None


def _school_holiday(rhythm: MunicipalityRhythm, day: dt.date) -> str | None:
    """Name the school holiday of the municipality's region that this day lies in."""
    if rhythm.school_region is None:
        return None
    names = (name for first, last, name in rhythm.school_holidays if first <= day <= last)
    return next((f"schoolvakantie regio {rhythm.school_region}: {name}" for name in names), None)


def unknown_holidays(rhythm: MunicipalityRhythm, until: dt.date) -> str | None:
    """Say from when the school holidays are not known, so that nobody thinks they were kept free."""
    if rhythm.school_region is None:
        return None
    known = max((last for _, last, _ in rhythm.school_holidays), default=None)
    if known is not None and known >= until:
        return None
    since = "" if known is None else f" na {known:%d-%m-%Y}"
    return (
        f"{rhythm.name}: de schoolvakanties van regio {rhythm.school_region}{since} zijn niet bekend; de "
        "planning houdt daar geen rekening mee. Haal ze op met: theseus fetch --only schoolvakanties"
    )
