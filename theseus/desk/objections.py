"""Objections of companies: received, handled, granted or refused; every step is an event of its own."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs
from typing import TYPE_CHECKING

from sqlalchemy import Date, ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from theseus.contracts import OBJECTION, OBJECTION_EVENT
from theseus.decency import clean
from theseus.desk.database import Base, Moment, ask, keep, writing
from theseus.desk.entering import either, not_in_future, reasoned, told
from theseus.errors import DeskError

if TYPE_CHECKING:
    import pandas as pd

RECEIVED, HANDLED, GRANTED, REFUSED, WITHDRAWN = (
    "ontvangen",
    "in behandeling",
    "toegekend",
    "afgewezen",
    "ingetrokken",
)
STEPS: dict[str, tuple[str, ...]] = {
    RECEIVED: (HANDLED, WITHDRAWN),
    HANDLED: (GRANTED, REFUSED, WITHDRAWN),
    GRANTED: (),
    REFUSED: (),
    WITHDRAWN: (),
}
SETTLED = tuple(state for state, following in STEPS.items() if not following)
_WHAT = "bezwaren"


class Objection(Base, kw_only=True):
    """What a company says is wrong, kept for ever as it was entered."""

    __tablename__ = "objection"

    objection_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    occupancy_id: Mapped[str] = mapped_column(String(120))
    received_on: Mapped[dt.date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[dt.datetime] = mapped_column(Moment)


class ObjectionEvent(Base, kw_only=True):
    """One step of an objection: from then on it is in this state."""

    __tablename__ = "objection_event"

    event_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.objection_id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    state_since: Mapped[dt.date] = mapped_column(Date)
    state_by: Mapped[str] = mapped_column(String(120))
    state_because: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[dt.datetime] = mapped_column(Moment)


def receive(url: str, objection: Objection, today: dt.date) -> int:
    """Keep one objection; it is then *ontvangen*.

    Returns
    -------
    int
        Its number, for :func:`step`.

    Raises
    ------
    DeskError
        If its text, the occupancy or who enters it is missing, the day has yet to come, or the database
        cannot be used.
    """
    needed = {"gebruik": objection.occupancy_id, "tekst (--tekst)": objection.text}
    told("Een bezwaar", needed | {"naam van wie het invoert (--user)": objection.entered_by})
    not_in_future("De ontvangst van een bezwaar", objection.received_on, today)
    objection.text = clean(objection.text, "Het bezwaar")
    with writing(url, _WHAT) as session:
        keep(session, objection)
        first = ObjectionEvent(
            objection_id=objection.objection_id,
            state=RECEIVED,
            state_since=objection.received_on,
            state_by=objection.entered_by,
            state_because="Het bezwaar is binnengekomen.",
            entered_at=objection.entered_at,
        )
        keep(session, first)
        return objection.objection_id


def step(url: str, event: ObjectionEvent) -> None:
    """Bring an objection to its next state.

    Raises
    ------
    DeskError
        If there is no such objection, the state cannot follow the present one, the step would lie before the
        last one, a reason is missing, or the database cannot be used.
    """
    event.state_because = reasoned("Een stap in een bezwaar", event.state_because, event.state_by)
    with writing(url, _WHAT) as session:
        _, now = standing(session, event.objection_id)
        if event.state not in STEPS[now.state]:
            legal = f"Wel: {either(STEPS[now.state])}." if STEPS[now.state] else "Het is afgehandeld."
            raise DeskError(
                f"Bezwaar {event.objection_id} is sinds {now.state_since:%d-%m-%Y} {now.state}; "
                f"'{event.state}' kan dan niet. {legal}"
            )
        if event.state_since < now.state_since:
            raise DeskError(
                f"Bezwaar {event.objection_id} is pas sinds {now.state_since:%d-%m-%Y} {now.state}; "
                f"een stap op {event.state_since:%d-%m-%Y} kan niet."
            )
        keep(session, event)


def standing(session: Session, objection_id: int) -> tuple[Objection, ObjectionEvent]:
    """Find an objection and its last event.

    Raises
    ------
    DeskError
        If there is no such objection.
    """
    found = session.get(Objection, objection_id)
    if found is None:
        raise DeskError(f"Bezwaar {objection_id} bestaat niet; theseus objection lijst noemt de nummers.")
    events = select(ObjectionEvent).where(ObjectionEvent.objection_id == objection_id)
    return found, session.scalars(events.order_by(ObjectionEvent.event_id.desc()).limit(1)).one()


def objections(url: str) -> pd.DataFrame:
    """Return all objections ever received, oldest first, with their present state, as contract ``objection``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    event = ObjectionEvent.__table__.c
    newest = select(func.max(ObjectionEvent.event_id)).group_by(ObjectionEvent.objection_id)
    columns = [*Objection.__table__.c, event.state, event.state_since, event.state_by, event.state_because]
    asked = select(*columns).join(ObjectionEvent).where(ObjectionEvent.event_id.in_(newest))
    return ask(url, _WHAT, asked.order_by(Objection.objection_id), OBJECTION)


def objection_events(url: str) -> pd.DataFrame:
    """Return all steps of all objections, oldest first, as contract ``objection_event``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    return ask(
        url, _WHAT, select(ObjectionEvent.__table__).order_by(ObjectionEvent.event_id), OBJECTION_EVENT
    )
