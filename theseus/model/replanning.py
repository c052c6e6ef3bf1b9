"""The nouns of planning again: visits that stay where they are, and what changed. Plain data."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - plans are read back from JSON by these annotations
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Pin:
    """A visit that is tied to a session: announced, or planned before.

    Attributes
    ----------
    team
        The team that had it in the plan before.
    day
        Of the session, when a person tied the visit to it; None if nobody did.
    """

    occupancy_id: str
    session_id: str
    team: int = 1
    day: dt.date | None = None


@dataclass(frozen=True)
class Pinned:
    """What people decided about single visits.

    Attributes
    ----------
    pins
        Tied to a session until somebody releases them.
    released
        Free, also if they were announced in that session.
    """

    pins: tuple[Pin, ...] = ()
    released: tuple[Pin, ...] = ()


class Why(StrEnum):
    """Why a plan differs from the one before it; the value is Dutch."""

    PINNED = "vastgezet"
    RELEASED = "losgelaten"
    SESSION = "controle veranderd"
    NO_GROUND = "geen grond meer"
    VISITED = "inmiddels bezocht"
    LABEL = "andere reden voor een bezoek"
    NEW = "nieuwe kandidaat"
    BARRED = "past niet meer"
    OTHERS = "een ander bezoek ging voor"
    ROOM = "er was plaats"


@dataclass(frozen=True)
class Change:
    """One difference with the plan before.

    Attributes
    ----------
    occupancy_id
        None if it is about the session itself.
    before, after
        Id of the session in which it stood, and stands; None for in no session.
    told
        The cause in a Dutch sentence.
    on
        Day on which the rosters with this difference were written; None before that.
    """

    occupancy_id: str | None
    before: str | None
    after: str | None
    why: Why
    told: str
    on: dt.date | None = None
