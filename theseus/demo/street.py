"""Writes what inspectors saw from the street, in our own format straatbeeld."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from theseus.contracts import ACTIVITIES
from theseus.demo import broken, calibration
from theseus.demo.deliveries import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from theseus.demo.companies import Company, Occupied

NOTE_COLUMNS = (
    "datum",
    "vbo_id",
    "straat",
    "huisnummer",
    "huisletter",
    "toevoeging",
    "postcode",
    "plaats",
    "rd_x",
    "rd_y",
    "in_gebruik",
    "naam_op_gevel",
    "activiteit",
    "bewoning_gezien",
)
Row = dict[str, str]


def file(rng: np.random.Generator, occupied: Sequence[Occupied], as_of: dt.date) -> dict[str, bytes]:
    """The notes as CSV, with broken rows."""
    good = notes(rng, occupied, as_of)
    lines = broken.spread(good, broken.rows("straatbeeld.csv", good))
    return {"straatbeeld.csv": csv_bytes(NOTE_COLUMNS, [list(line.values()) for line in lines])}


def notes(rng: np.random.Generator, occupied: Sequence[Occupied], as_of: dt.date) -> list[Row]:
    """Street notes of all addresses whose story has one, oldest first."""
    rows = [row for one in occupied if one.story.seen for row in _notes(rng, one, as_of)]
    return sorted(rows, key=lambda row: (row["datum"], row["vbo_id"]))


def _notes(rng: np.random.Generator, one: Occupied, as_of: dt.date) -> Iterator[Row]:
    low, high = calibration.NOTE_AGE_DAYS[one.story.seen]
    day = as_of - dt.timedelta(days=int(rng.integers(low, high)))
    with_key = rng.random() < calibration.KEY_GIVEN
    shown = one.companies if one.story.facade == "own" else one.companies[:1]
    for company in shown or (None,):
        yield _note(rng, one, company, day, with_key=bool(with_key))


def _note(
    rng: np.random.Generator, one: Occupied, company: Company | None, day: dt.date, *, with_key: bool
) -> Row:
    unit, story = one.unit, one.story
    address = unit.address
    return {
        "datum": day.isoformat(),
        "vbo_id": unit.vbo_id if with_key else "",
        "straat": address.street.name,
        "huisnummer": str(address.number),
        "huisletter": address.letter,
        "toevoeging": address.addition,
        "postcode": address.postcode,
        "plaats": address.street.municipality.name,
        # An inspector finds a known address on the map; an unknown one is written down only.
        "rd_x": str(unit.x) if unit.vbo_id else "",
        "rd_y": str(unit.y) if unit.vbo_id else "",
        "in_gebruik": story.in_use,
        "naam_op_gevel": _facade(rng, one, company),
        "activiteit": _activity(rng, one, company),
        "bewoning_gezien": story.dwelling,
    }


def _facade(rng: np.random.Generator, one: Occupied, company: Company | None) -> str:
    if one.story.facade == "other" or (one.story.facade and company is None):
        return one.stranger
    if company is None or not one.story.facade:
        return ""
    return misspelt(rng, company.facade) if one.story.facade == "misspelt" else company.facade


def misspelt(rng: np.random.Generator, name: str) -> str:
    """A name with two letters of its first word the wrong way round."""
    word = name.partition(" ")[0]
    place = int(rng.integers(1, max(2, len(word) - 2)))
    return name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]


def _activity(rng: np.random.Generator, one: Occupied, company: Company | None) -> str:
    if not one.story.does:
        return ""
    own = company.trade.activity if company else ""
    if one.story.does == "own":
        return own
    if company is None:
        return str(rng.choice([activity for activity in ACTIVITIES if activity != "overig"]))
    return "horeca" if "hal" in company.trade.uses else "automotive"
