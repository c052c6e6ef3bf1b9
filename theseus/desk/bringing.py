"""What comes back from an inspection: visits entered together, once, whatever is brought again.

A visit is known by what was visited, on which day and in which step. What stands already is left alone if it
says the same. If it says something else, that is told, and only who gives a reason replaces it: then what
stood is withdrawn, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from sqlalchemy import select

from theseus.desk.database import writing
from theseus.desk.entering import reasoned
from theseus.desk.visits import (
    Visit,
    VisitAnswer,
    VisitFinding,
    VisitWithdrawal,
    checked,
    enter_in,
)
from theseus.desk.withdrawals import take_back_in
from theseus.errors import DeskError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from theseus.desk.visits import Brought
    from theseus.model import Question


@dataclass(frozen=True)
class Entry:
    """One visit as it was brought back, not yet checked.

    Attributes
    ----------
    answers
        Answers by question, as they were given.
    findings
        Kinds of what was found.
    """

    visit: Visit
    answers: Mapping[str, str]
    findings: tuple[str, ...] = ()


class Fate(Enum):
    """What became of an entry."""

    ENTERED = auto()
    UNCHANGED = auto()
    REPLACED = auto()
    DIFFERENT = auto()
    REFUSED = auto()


@dataclass(frozen=True)
class Fared:
    """What became of one entry.

    Attributes
    ----------
    visit_id
        The visit that now stands for it; of ``DIFFERENT`` the one that it differs from.
    told
        Dutch: of ``DIFFERENT`` and ``REPLACED`` what differs, of ``REFUSED`` why.
    """

    fate: Fate
    visit_id: int | None = None
    told: str = ""


@dataclass(frozen=True)
class _Kept:
    """A visit as the desk has it."""

    visit: Visit
    answers: Mapping[str, str | None]
    findings: tuple[str, ...]
    withdrawn: bool


def bring(
    url: str,
    entries: Sequence[Entry],
    questions: Mapping[str, Question],
    today: dt.date,
    *,
    because: str | None = None,
    rehearse: bool = False,
) -> list[Fared]:
    """Keep the visits of one inspection, all in one piece of work.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    entries
        The visits; no two of the same occupancy, day and step.
    questions
        The questions that a visit may answer, by id.
    today
        The day on which they are entered.
    because
        Why what stands and says something else is replaced; None leaves it as it is.
    rehearse
        True to keep nothing, and tell what would become of each.

    Returns
    -------
    list of Fared
        For each entry what became of it. One that the desk refuses leaves the others as they are.

    Raises
    ------
    DeskError
        If the reason has a word that may not be kept, or the database cannot be used.
    """
    if because is not None and entries:
        because = reasoned("Vervangen", because, entries[0].visit.entered_by)
    with writing(url, "bezoeken") as session:
        whole = session.begin_nested()
        fared = [_one(session, entry, questions, today, because) for entry in entries]
        end = whole.rollback if rehearse else whole.commit
        end()
        return fared


def _one(
    session: Session, entry: Entry, questions: Mapping[str, Question], today: dt.date, because: str | None
) -> Fared:
    try:
        with session.begin_nested():
            brought = checked(entry.visit, entry.answers, questions, today, entry.findings)
            return _settle(session, brought, today, because)
    except DeskError as refused:
        return Fared(Fate.REFUSED, told=str(refused))


def _settle(session: Session, brought: Brought, today: dt.date, because: str | None) -> Fared:
    """Enter what is new, leave what is the same, and replace what differs if there is a reason."""
    known = _known(session, brought.visit)
    standing = [item for item in known if not item.withdrawn]
    for item in standing:
        if not _differences(item, brought):
            return Fared(Fate.UNCHANGED, item.visit.visit_id)
    before = next(iter(standing), None)
    told = _told(before, brought) if before else _taken_back(known, brought)
    if before is None and not told:
        return Fared(Fate.ENTERED, enter_in(session, brought))
    if because is None:
        return Fared(Fate.DIFFERENT, before.visit.visit_id if before else None, told)
    if before is not None:
        _withdraw(session, before.visit.visit_id, brought.visit, today, because)
    return Fared(Fate.REPLACED, enter_in(session, brought), told)


def _known(session: Session, visit: Visit) -> list[_Kept]:
    """All that was ever entered for this occupancy, day and step, the newest first."""
    same = select(Visit).where(
        Visit.occupancy_id == visit.occupancy_id,
        Visit.visited_on == visit.visited_on,
        Visit.step == visit.step,
    )
    found = session.scalars(same.order_by(Visit.visit_id.desc())).all()
    return [_kept(session, item) for item in found]


def _kept(session: Session, visit: Visit) -> _Kept:
    number = visit.visit_id
    answers = session.scalars(select(VisitAnswer).where(VisitAnswer.visit_id == number))
    kinds = session.scalars(select(VisitFinding.kind).where(VisitFinding.visit_id == number))
    taken = session.scalars(select(VisitWithdrawal.of).where(VisitWithdrawal.of == number)).first()
    given = {item.question: item.value for item in answers}
    return _Kept(visit, given, tuple(kinds), taken is not None)


def _differences(kept: _Kept, brought: Brought) -> list[str]:
    """Name in Dutch what is not the same; what a person wrote is not repeated."""
    was, now = kept.visit, brought.visit
    found = []
    if was.result != now.result:
        found.append(f"resultaat was '{was.result}', nu '{now.result}'")
    if set(kept.findings) != set(brought.findings):
        found.append(f"bevindingen waren {_all(kept.findings)}, nu {_all(brought.findings)}")
    if (was.note or "") != (now.note or ""):
        found.append("de opmerking is anders")
    for name in sorted(kept.answers.keys() | brought.answers.keys()):
        before, after = (_said(answers, name) for answers in (kept.answers, brought.answers))
        if before != after:
            found.append(f"antwoord op {name} was {before}, nu {after}")
    return found


def _said(answers: Mapping[str, str | None], name: str) -> str:
    return f"'{answers[name] or ''}'" if name in answers else "er niet"


def _all(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds) or "er niet"


def _told(before: _Kept, brought: Brought) -> str:
    return (
        f"bezoek {before.visit.visit_id} staat er al en is anders: {'; '.join(_differences(before, brought))}"
    )


def _taken_back(known: Iterable[_Kept], brought: Brought) -> str:
    """Say that somebody took back exactly this; empty if nobody did."""
    same = next((item for item in known if not _differences(item, brought)), None)
    return f"ditzelfde bezoek is ingetrokken (bezoek {same.visit.visit_id})" if same else ""


def _withdraw(session: Session, number: int, visit: Visit, today: dt.date, because: str) -> None:
    taken = VisitWithdrawal(
        of=number,
        withdrawn_by=visit.entered_by,
        withdrawn_on=today,
        withdrawn_because=because,
        entered_at=visit.entered_at,
    )
    take_back_in(session, "Bezoek", Visit, taken)
