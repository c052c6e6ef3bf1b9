"""Visits: what became of one, what it found, and what was answered at the door."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from theseus.contracts import FOUND_NOTHING, MET_NOBODY, VISIT, VISIT_FINDING, VISIT_RESULTS
from theseus.contracts.returning import FINDING_KINDS
from theseus.decency import clean
from theseus.desk import values
from theseus.desk.database import Base, Moment, ask, keep, writing
from theseus.desk.entering import either, not_in_future, told
from theseus.desk.withdrawals import Withdrawal, take_back, with_withdrawals
from theseus.errors import DeskError
from theseus.model import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from theseus.model import Question

STEPS = tuple(step.value for step in Step if step is not Step.DESK)
_WHAT = "bezoeken"


class Visit(Base, kw_only=True):
    """One visit, kept for ever as it was entered."""

    __tablename__ = "visit"

    visit_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    occupancy_id: Mapped[str] = mapped_column(String(120), index=True)
    visited_on: Mapped[dt.date] = mapped_column(Date)
    result: Mapped[str] = mapped_column(String(20))
    step: Mapped[str] = mapped_column(String(20))
    theme: Mapped[str | None] = mapped_column(String(120), default=None)
    at_random: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    entered_by: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[dt.datetime] = mapped_column(Moment)


class VisitAnswer(Base, kw_only=True):
    """The answer to one question at one visit; without a value it was asked in vain."""

    __tablename__ = "visit_answer"
    __table_args__ = (UniqueConstraint("visit_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.visit_id"))
    question: Mapped[str] = mapped_column(String(60))
    value: Mapped[str | None] = mapped_column(String(120))
    original: Mapped[str | None] = mapped_column(String(120))


class VisitFinding(Base, kw_only=True):
    """One kind of thing that one visit found."""

    __tablename__ = "visit_finding"
    __table_args__ = (UniqueConstraint("visit_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.visit_id"))
    kind: Mapped[str] = mapped_column(String(60))


class VisitWithdrawal(Withdrawal, kw_only=True):
    """The withdrawal of one visit, with its answers."""

    __tablename__ = "visit_withdrawal"

    of: Mapped[int] = mapped_column("visit_id", ForeignKey("visit.visit_id"), unique=True)


@dataclass(frozen=True)
class Brought:
    """One visit with all that it brought, checked.

    Attributes
    ----------
    answers
        Answers by question, as facts write them; None: asked, but not answered.
    originals
        The same in the words of who answered.
    findings
        Kinds of what was found, each once.
    """

    visit: Visit
    answers: Mapping[str, str | None]
    originals: Mapping[str, str | None]
    findings: tuple[str, ...]


def enter(
    url: str,
    visit: Visit,
    answers: Mapping[str, str],
    questions: Mapping[str, Question],
    today: dt.date,
    findings: Iterable[str] = (),
) -> int:
    """Keep one visit, what it found and what was answered.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    visit
        The visit; ``entered_at`` is given by the caller, who has the clock.
    answers
        Answers by question, as they were given; an empty one was asked, but not answered.
    questions
        The questions that a visit may answer, by id.
    today
        The day on which it is entered.
    findings
        Kinds of what was found, of ``FINDING_KINDS``.

    Returns
    -------
    int
        Its number, for :func:`withdraw`.

    Raises
    ------
    DeskError
        If the result, the step or a kind of finding does not exist, the day has yet to come, an answer does
        not fit its question or cannot be seen from the street where nobody was met, nothing was found and yet
        there are findings, the visit was entered before, or the database cannot be used.
    """
    brought = checked(visit, answers, questions, today, findings)
    with writing(url, _WHAT) as session:
        _not_twice(session, visit)
        return enter_in(session, brought)


def checked(
    visit: Visit,
    answers: Mapping[str, str],
    questions: Mapping[str, Question],
    today: dt.date,
    findings: Iterable[str] = (),
) -> Brought:
    """Check one visit and what it brought, before anything is kept; see :func:`enter`."""
    _check(visit, today)
    for name, text in answers.items():
        require_seen(values.asked(questions, name, "Een bezoek"), text, visit.result)
    return Brought(
        visit,
        {name: _value(name, text, questions) for name, text in answers.items()},
        {name: text.strip() or None for name, text in answers.items()},
        _found(visit, findings),
    )


def require_seen(question: Question, given: str, result: str) -> None:
    """Refuse what a visit that met nobody cannot have answered.

    What can be seen from the street holds at a closed door too; an answer without a value would say that
    somebody was asked.

    Raises
    ------
    DeskError
        Names the question and the mend.
    """
    if result not in MET_NOBODY:
        return
    if not question.from_street:
        why = "die is niet van de straat af te zien"
    elif not given.strip():
        why = "er is niets aan iemand gevraagd"
    else:
        return
    raise DeskError(f"Bij '{result}' kan vraag {question.id} geen antwoord hebben: {why}. Haal het weg.")


def enter_in(session: Session, brought: Brought) -> int:
    """Keep one visit as part of a larger piece of work."""
    visit = brought.visit
    keep(session, visit)
    for name, value in brought.answers.items():
        original = brought.originals[name]
        keep(session, VisitAnswer(visit_id=visit.visit_id, question=name, value=value, original=original))
    for kind in brought.findings:
        keep(session, VisitFinding(visit_id=visit.visit_id, kind=kind))
    return visit.visit_id


def _found(visit: Visit, findings: Iterable[str]) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(findings))
    for kind in kinds:
        if kind not in FINDING_KINDS:
            raise DeskError(f"Bevinding '{kind}' bestaat niet; kies {either(FINDING_KINDS)}.")
    if kinds and visit.result == FOUND_NOTHING:
        raise DeskError(f"Bij '{FOUND_NOTHING}' hoort geen bevinding; kies het resultaat 'overtreding'.")
    return kinds


def _check(visit: Visit, today: dt.date) -> None:
    who = "naam van wie het invoert (--user)"
    told("Een bezoek", {"gebruik": visit.occupancy_id, who: visit.entered_by})
    for value, choices, name in ((visit.result, VISIT_RESULTS, "Resultaat"), (visit.step, STEPS, "Stap")):
        if value not in choices:
            raise DeskError(f"{name} '{value}' bestaat niet; kies {either(choices)}.")
    not_in_future("Een bezoek", visit.visited_on, today)
    visit.note = clean(visit.note, "De notitie") or None if visit.note else None
    visit.theme = clean(visit.theme, "Het thema") or None if visit.theme else None


def _value(name: str, given: str, questions: Mapping[str, Question]) -> str | None:
    question = values.asked(questions, name, "Een bezoek")
    return values.answer(question, given) if given.strip() else None


def _not_twice(session: Session, visit: Visit) -> None:
    """Refuse what stands there already: two rows for one visit would count it twice."""
    same = select(Visit.visit_id).where(
        Visit.occupancy_id == visit.occupancy_id,
        Visit.visited_on == visit.visited_on,
        Visit.step == visit.step,
        Visit.result == visit.result,
        Visit.visit_id.not_in(select(VisitWithdrawal.of)),
    )
    before = session.scalars(same).first()
    if before is not None:
        raise DeskError(f"Dit bezoek staat er al, als bezoek {before}. Trek dat eerst in als het niet klopt.")


def withdraw(url: str, withdrawal: VisitWithdrawal) -> None:
    """Take one visit back, with its answers; see :func:`theseus.desk.withdrawals.take_back`."""
    take_back(url, "Bezoek", Visit, withdrawal)


def visits(url: str) -> pd.DataFrame:
    """Return all visits ever entered, oldest first, as contract ``visit``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    return ask(url, _WHAT, with_withdrawals(Visit, VisitWithdrawal), VISIT)


def findings(url: str) -> pd.DataFrame:
    """Return what visits found, also those that were withdrawn, as contract ``visit_finding``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    found = select(VisitFinding.visit_id, Visit.occupancy_id, VisitFinding.kind)
    ordered = found.join(Visit, Visit.visit_id == VisitFinding.visit_id).order_by(VisitFinding.id)
    return ask(url, _WHAT, ordered, VISIT_FINDING)
