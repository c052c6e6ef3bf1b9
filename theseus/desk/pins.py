"""Pinned visits: a person ties a visit to an inspection, or lets the planner decide about it again.

Of each occupancy the last decision stands. Releasing also frees a visit that nobody pinned, but that was
announced.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs
from typing import TYPE_CHECKING

from sqlalchemy import Date, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from theseus.contracts import PINNED, RELEASED, VISIT_PIN
from theseus.desk.database import Base, Moment, ask, keep, writing
from theseus.desk.entering import either, reasoned, told
from theseus.errors import DeskError
from theseus.model import Pin, Pinned

if TYPE_CHECKING:
    import pandas as pd

_WHAT = "vastgezette bezoeken"


class VisitPin(Base, kw_only=True):
    """One decision about one visit, kept for ever as it was given."""

    __tablename__ = "visit_pin"

    pin_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    occupancy_id: Mapped[str] = mapped_column(String(120), index=True)
    session_id: Mapped[str] = mapped_column(String(120))
    session_on: Mapped[dt.date] = mapped_column(Date)
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[dt.date] = mapped_column(Date)
    entered_at: Mapped[dt.datetime] = mapped_column(Moment)


def decide(url: str, pin: VisitPin) -> int:
    """Keep one decision: pinned to an inspection, or released from it.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    pin
        The decision; ``entered_at`` is given by the caller, who has the clock.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    DeskError
        If the same stands already, the inspection is over, a reason is missing, or the database cannot be
        used.
    """
    if pin.decision not in (PINNED, RELEASED):
        raise DeskError(f"Besluit '{pin.decision}' bestaat niet; kies {either((PINNED, RELEASED))}.")
    what = "Een bezoek vastzetten" if pin.decision == PINNED else "Een bezoek loslaten"
    pin.reason = reasoned(what, pin.reason, pin.decided_by)
    told(what, {"gebruik": pin.occupancy_id, "controle": pin.session_id})
    if pin.session_on < pin.decided_on:
        raise DeskError(f"Controle {pin.session_id} van {pin.session_on:%d-%m-%Y} is al geweest.")
    with writing(url, _WHAT) as session:
        _not_twice(session, pin)
        keep(session, pin)
        return pin.pin_id


def _not_twice(session: Session, pin: VisitPin) -> None:
    before = (
        select(VisitPin).where(VisitPin.occupancy_id == pin.occupancy_id).order_by(VisitPin.pin_id.desc())
    )
    last = session.scalars(before).first()
    if last is not None and (last.decision, last.session_id) == (pin.decision, pin.session_id):
        raise DeskError(
            f"Het bezoek aan {pin.occupancy_id} in {pin.session_id} is op {last.decided_on:%d-%m-%Y} al "
            f"{last.decision} door {last.decided_by}."
        )


def pins(url: str) -> pd.DataFrame:
    """Return all decisions ever given about visits, oldest first, as contract ``visit_pin``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    return ask(url, _WHAT, select(VisitPin.__table__).order_by(VisitPin.pin_id), VISIT_PIN)


def standing(table: pd.DataFrame) -> Pinned:
    """Find what stands of all decisions: the last about each occupancy.

    Parameters
    ----------
    table
        Contract ``visit_pin``, oldest first.
    """
    last = table.drop_duplicates("occupancy_id", keep="last")
    columns = ("occupancy_id", "session_id", "session_on", "decision")
    rows = sorted(zip(*(last[name] for name in columns), strict=True))
    found = [(Pin(str(who), str(where), day=day.date()), decision) for who, where, day, decision in rows]
    return Pinned(
        tuple(pin for pin, decision in found if decision == PINNED),
        tuple(pin for pin, decision in found if decision == RELEASED),
    )
