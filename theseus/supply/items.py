"""What to ask about one by one: municipalities, school years, addresses, objects and companies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import ADDRESS

if TYPE_CHECKING:
    from theseus.config import Region
    from theseus.ledger import Run

Item = dict[str, str]
AGAIN = dt.timedelta(days=14)  # what was changed late in the period of the last delivery comes with the next
_DOOR = [column.name for column in ADDRESS]
SUMMER = 8  # a school year begins in August


def municipalities(region: Region, since: dt.date) -> list[Item]:
    """One item per municipality: its code and name, and from which day to ask."""
    return [
        {"code": item.code, "name": item.name, "since": since.isoformat()} for item in region.municipalities
    ]


def since(newest: dt.date | None, today: dt.date, days: int) -> dt.date:
    """Return from which day to ask: a little before the last delivery, else so many days back."""
    return today - dt.timedelta(days=days) if newest is None else newest - AGAIN


def school_years(today: dt.date) -> list[Item]:
    """Return the school year of a day and the next one, as "2026-2027"."""
    first = today.year if today.month >= SUMMER else today.year - 1
    return [{"item": f"{year}-{year + 1}"} for year in (first, first + 1)]


def addresses(run: Run | None) -> list[Item]:
    """Addresses of occupancies that have no verblijfsobject, and that nobody asked about before."""
    if run is None:
        return []
    occupancies = run.table("occupancy")
    known = {tuple(item.items()) for item in _items(run.all_records("geocode"))}
    open_ = occupancies[occupancies["vbo_id_bag"].isna() & occupancies["huisnummer"].notna()]
    open_ = open_[open_["straat"].notna() | open_["postcode"].notna()]
    return [item for item in _items(open_) if tuple(item.items()) not in known]


def units(run: Run | None, today: dt.date, half_life_days: int) -> list[Item]:
    """Verblijfsobjecten on the parks whose energy label was not asked for, or too long ago."""
    if run is None:
        return []
    labels = run.all_records("energy_label")
    recent = labels[labels["observed_on"] > pd.Timestamp(today) - dt.timedelta(days=half_life_days / 2)]
    wanted = run.table("occupancy")["vbo_id_bag"].dropna().drop_duplicates().sort_values()
    return [{"vbo_id_bag": str(key)} for key in wanted[~wanted.isin(recent["vbo_id_bag"])]]


def companies(run: Run | None) -> list[Item]:
    """KVK numbers of the companies on the parks; a sole trader is a person, and is never asked about."""
    if run is None:
        return []
    registered = run.all_records("vestiging")
    form = registered["legal_form"].str.casefold()
    legal = registered[form.notna() & ~form.str.contains("eenmanszaak").fillna(value=True)]
    wanted = run.table("occupancy")["kvk_number"].dropna().drop_duplicates().sort_values()
    return [{"kvk_number": str(key)} for key in wanted[wanted.isin(legal["kvk_number"])]]


def _items(frame: pd.DataFrame) -> list[Item]:
    """Addresses as mappings of texts, without what is empty; each once, sorted."""
    rows = frame[_DOOR].astype("string").to_dict("records")
    filled = [{key: str(value) for key, value in row.items() if pd.notna(value)} for row in rows]
    unique = {tuple(item.items()): item for item in filled if item}
    return [unique[key] for key in sorted(unique)]
