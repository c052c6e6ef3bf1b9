"""Corrections: a person puts an answer in the place of what the sources say, for a while."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs
from typing import TYPE_CHECKING

from sqlalchemy import Date, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from theseus.contracts import CORRECTION
from theseus.desk import values
from theseus.desk.database import Base, Moment, ask, keep, writing
from theseus.desk.entering import ends_later, reasoned, told
from theseus.desk.objections import GRANTED, standing
from theseus.desk.withdrawals import Withdrawal, take_back, with_withdrawals
from theseus.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from theseus.model import Question

_WHAT = "correcties"


class Correction(Base, kw_only=True):
    """One correction, kept for ever as it was granted. ``value`` is given as a person wrote it."""

    __tablename__ = "correction"

    correction_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objection.objection_id"), default=None)
    occupancy_id: Mapped[str] = mapped_column(String(120), index=True)
    question: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(120))
    original: Mapped[str] = mapped_column(String(120), init=False)
    valid_from: Mapped[dt.date] = mapped_column(Date)
    until: Mapped[dt.date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[str] = mapped_column(String(120))
    granted_at: Mapped[dt.datetime] = mapped_column(Moment)


class CorrectionWithdrawal(Withdrawal, kw_only=True):
    """The withdrawal of one correction."""

    __tablename__ = "correction_withdrawal"

    of: Mapped[int] = mapped_column("correction_id", ForeignKey("correction.correction_id"), unique=True)


def grant(url: str, correction: Correction, questions: Mapping[str, Question], today: dt.date) -> int:
    """Keep one correction.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    correction
        The correction; ``granted_at`` is given by the caller, who has the clock.
    questions
        All questions, by id.
    today
        The day on which it is granted.

    Returns
    -------
    int
        Its number, for :func:`withdraw`.

    Raises
    ------
    DeskError
        If the value is no answer to the question, the end does not lie after the begin and after today, a
        reason is missing, the objection is not granted or about another occupancy, another correction
        holds from the same day, or the database cannot be used.
    """
    correction.reason = reasoned("Een correctie", correction.reason, correction.granted_by)
    told("Een correctie", {"gebruik": correction.occupancy_id, "waarde": correction.value})
    correction.original = correction.value.strip()
    question = values.asked(questions, correction.question, "Een correctie")
    correction.value = values.answer(question, correction.value)
    ends_later("de correctie", max(correction.valid_from, today), correction.until)
    with writing(url, _WHAT) as session:
        _of_objection(session, correction)
        _not_twice(session, correction)
        keep(session, correction)
        return correction.correction_id


def _of_objection(session: Session, correction: Correction) -> None:
    """Refuse an objection that does not ask for this correction."""
    if correction.objection_id is None:
        return
    objection, now = standing(session, correction.objection_id)
    if objection.occupancy_id != correction.occupancy_id:
        raise DeskError(
            f"Bezwaar {correction.objection_id} gaat over {objection.occupancy_id}, "
            f"niet over {correction.occupancy_id}."
        )
    if now.state != GRANTED:
        raise DeskError(f"Bezwaar {correction.objection_id} is {now.state}; ken het eerst toe.")


def _not_twice(session: Session, correction: Correction) -> None:
    """Refuse a second answer from the same day: nobody could say which of them counts."""
    same = select(Correction.correction_id).where(
        Correction.occupancy_id == correction.occupancy_id,
        Correction.question == correction.question,
        Correction.valid_from == correction.valid_from,
        Correction.correction_id.not_in(select(CorrectionWithdrawal.of)),
    )
    before = session.scalars(same).first()
    if before is not None:
        raise DeskError(
            f"Correctie {before} geeft al een antwoord op {correction.question} vanaf "
            f"{correction.valid_from:%d-%m-%Y}. Trek die eerst in, of kies een andere dag."
        )


def withdraw(url: str, withdrawal: CorrectionWithdrawal) -> None:
    """Take one correction back; see :func:`theseus.desk.withdrawals.take_back`."""
    take_back(url, "Correctie", Correction, withdrawal)


def corrections(url: str) -> pd.DataFrame:
    """Return all corrections ever granted, oldest first, as contract ``correction``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    return ask(url, _WHAT, with_withdrawals(Correction, CorrectionWithdrawal), CORRECTION)
