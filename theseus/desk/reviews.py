"""Reviews of proposed reds: one person proposes, another decides, with a reason and an end date."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs

import pandas as pd
from sqlalchemy import Date, DateTime, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from theseus import tables
from theseus.contracts import REVIEW
from theseus.desk.database import Base, opened
from theseus.errors import DeskError

CONFIRMED, REFUSED = "bevestigd", "afgewezen"
_WHAT = "besluiten"


class Review(Base):
    """One decision, kept for ever as it was taken."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    occupancy_id: Mapped[str] = mapped_column(String(120), index=True)
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(String(120))
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[dt.date] = mapped_column(Date)
    until: Mapped[dt.date] = mapped_column(Date)
    entered_at: Mapped[dt.datetime] = mapped_column(DateTime)


def decide(url: str, review: Review) -> None:
    """Keep one decision about a proposed red.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    review
        The decision; ``entered_at`` is given by the caller, who has the clock.

    Raises
    ------
    DeskError
        If a reason is missing, the proposer and the decider are one person, the decision is unknown
        or the end date does not lie after the decision; or the database cannot be used.
    """
    if review.decision not in {CONFIRMED, REFUSED}:
        raise DeskError(f"Besluit '{review.decision}' bestaat niet; kies {CONFIRMED} of {REFUSED}.")
    if not review.reason.strip():
        raise DeskError("Een besluit vraagt om een reden (--reason).")
    if review.proposed_by.strip().casefold() == review.decided_by.strip().casefold():
        raise DeskError(
            f"{review.decided_by} heeft dit voorstel zelf gedaan; een tweede persoon moet besluiten."
        )
    if review.until <= review.decided_on:
        raise DeskError("De einddatum van het besluit moet na de dag van het besluit liggen.")
    with opened(url, _WHAT) as engine, Session(engine) as session:
        session.add(review)
        session.commit()


def reviews(url: str) -> pd.DataFrame:
    """Return all decisions, oldest first, as contract ``review``."""
    with opened(url, _WHAT) as engine, engine.connect() as connection:
        rows = connection.execute(select(Review.__table__).order_by(Review.id)).mappings().all()
    return tables.conform(pd.DataFrame([dict(row) for row in rows], columns=REVIEW.names), REVIEW)
