"""Reviews of proposed reds: one person puts a proposal forward, another one decides.

The machine proposes. A person who agrees puts the proposal forward; a second person confirms or refuses
it. Nobody decides about a proposal of his own, or about one that rests on an answer that he entered.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import Date, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from theseus.contracts import CONFIRMED, PROPOSED, REFUSED, REVIEW
from theseus.desk.database import Base, Moment, ask, keep, writing
from theseus.desk.entering import either, ends_later, person, reasoned, told
from theseus.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

MACHINE = "Theseus"
# How long a proposal and a refusal hold if nobody says otherwise: one cycle, and one year.
PROPOSAL_HOLDS, REFUSAL_HOLDS = dt.timedelta(weeks=6), dt.timedelta(days=365)
_WHAT = "besluiten"

_OPEN = "nog niet beoordeeld"
STEPS: dict[str, tuple[str, ...]] = {
    _OPEN: (PROPOSED, REFUSED),
    PROPOSED: (CONFIRMED, REFUSED),
    CONFIRMED: (PROPOSED, REFUSED),  # a new proposal, to confirm it for longer
    REFUSED: (PROPOSED,),
}


class Review(Base, kw_only=True):
    """One step, kept for ever as it was taken. Who proposed is looked up by :func:`decide`."""

    __tablename__ = "review"

    review_id: Mapped[int] = mapped_column("id", primary_key=True, init=False)
    occupancy_id: Mapped[str] = mapped_column(String(120), index=True)
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(String(120), default="")
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[dt.date] = mapped_column(Date)
    until: Mapped[dt.date] = mapped_column(Date)
    entered_at: Mapped[dt.datetime] = mapped_column(Moment)
    rules: Mapped[str | None] = mapped_column(Text, default=None)
    run: Mapped[str | None] = mapped_column(String(60), default=None)


def decide(url: str, review: Review, entered_by: Collection[str] = ()) -> int:
    """Put a proposed red forward, confirm it or refuse it.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    review
        The step. ``rules`` are the irregular rules it is about (comma-joined ids), ``run`` the run whose
        label was looked at; ``entered_at`` is given by the caller, who has the clock.
    entered_by
        Who entered an answer that one of those rules rests on.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    DeskError
        If this step cannot follow the last one; if the decider put the proposal forward, or entered an
        answer that it rests on; if a reason is missing or the end does not lie after the decision; or if
        the database cannot be used.
    """
    if review.decision not in STEPS:
        choices = either((PROPOSED, CONFIRMED, REFUSED))
        raise DeskError(f"Besluit '{review.decision}' bestaat niet; kies {choices}.")
    review.reason = reasoned("Een besluit", review.reason, review.decided_by)
    told("Een besluit", {"gebruik": review.occupancy_id})
    ends_later("het besluit", review.decided_on, review.until)
    with writing(url, _WHAT) as session:
        last = _last(session, review)
        _legal(review, last)
        review.proposed_by = _proposer(review, last)
        if review.decision != PROPOSED:
            _second_person(review, entered_by)
        if review.decision == CONFIRMED:
            _not_refused_today(session, review)
        keep(session, review)
        return review.review_id


def _last(session: Session, review: Review) -> Review | None:
    """Find the last step before this one, if it still holds."""
    before = (
        select(Review).where(Review.occupancy_id == review.occupancy_id).order_by(Review.review_id.desc())
    )
    last = session.scalars(before).first()
    return last if last is not None and last.until > review.decided_on else None


def _legal(review: Review, last: Review | None) -> None:
    state = last.decision if last is not None else _OPEN
    if review.decision in STEPS[state]:
        return
    since = f" (sinds {last.decided_on:%d-%m-%Y}, door {last.decided_by})" if last is not None else ""
    raise DeskError(
        f"Het voorstel over {review.occupancy_id} is {state}{since}; '{review.decision}' kan dan niet. "
        f"Wel: {either(STEPS[state])}."
    )


def _proposer(review: Review, last: Review | None) -> str:
    if review.decision == PROPOSED:
        return review.decided_by
    return last.proposed_by if last is not None else MACHINE


def _second_person(review: Review, entered_by: Collection[str]) -> None:
    decider = person(review.decided_by)
    if decider == person(review.proposed_by):
        raise DeskError(
            f"{review.decided_by} heeft dit voorstel zelf gedaan; een tweede persoon moet besluiten."
        )
    if decider in {person(name) for name in entered_by}:
        raise DeskError(
            f"{review.decided_by} heeft zelf een antwoord ingevoerd waar dit voorstel op rust; "
            "een ander moet besluiten."
        )


def _not_refused_today(session: Session, review: Review) -> None:
    """Of two decisions on one day the refusal counts, so a confirmation would be kept in vain."""
    refused = select(Review).where(
        Review.occupancy_id == review.occupancy_id,
        Review.decision == REFUSED,
        Review.decided_on == review.decided_on,
    )
    if session.scalars(refused).first() is not None:
        raise DeskError(f"Het voorstel over {review.occupancy_id} is vandaag al afgewezen; bevestig morgen.")


def standing(table: pd.DataFrame, today: dt.date) -> frozenset[str]:
    """Find the occupancies about which a step still holds.

    Parameters
    ----------
    table
        Contract ``review``.
    """
    return frozenset(table.loc[table["until"].dt.date > today, "occupancy_id"])


def reviews(url: str) -> pd.DataFrame:
    """Return all steps ever taken, oldest first, as contract ``review``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    columns = [column.label("review_id") if column.name == "id" else column for column in Review.__table__.c]
    return ask(url, _WHAT, select(*columns).order_by(Review.review_id), REVIEW)
