"""Taking back what was said: a row of its own, with who, when and why. What was said stays readable."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Select, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from theseus.desk.database import Base, Moment, keep, writing
from theseus.desk.entering import reasoned
from theseus.errors import DeskError


class Withdrawal(Base, kw_only=True):
    """Who took back one entry, when and why; ``of`` is the number of the entry."""

    __abstract__ = True

    if TYPE_CHECKING:  # each table of withdrawals refers to a table of its own
        of: Mapped[int] = mapped_column()
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    withdrawn_by: Mapped[str] = mapped_column(String(120))
    withdrawn_on: Mapped[dt.date] = mapped_column(Date)
    withdrawn_because: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[dt.datetime] = mapped_column(Moment)


def take_back(url: str, name: str, entry: type[Base], taken: Withdrawal) -> None:
    """Keep the withdrawal of one entry.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    name
        The entry as a user calls it: ``Bezoek``.
    entry
        The table of the entry.
    taken
        The withdrawal.

    Raises
    ------
    DeskError
        If there is no such entry, it was withdrawn already, the reason is missing, or the database cannot
        be used.
    """
    with writing(url, "intrekkingen") as session:
        take_back_in(session, name, entry, taken)


def take_back_in(session: Session, name: str, entry: type[Base], taken: Withdrawal) -> None:
    """Keep the withdrawal of one entry as part of a larger piece of work; see :func:`take_back`."""
    kind = type(taken)
    taken.withdrawn_because = reasoned("Intrekken", taken.withdrawn_because, taken.withdrawn_by)
    if session.get(entry, taken.of) is None:
        raise DeskError(f"{name} {taken.of} bestaat niet.")
    before = session.scalars(select(kind).where(kind.of == taken.of)).first()
    if before is not None:
        raise DeskError(
            f"{name} {taken.of} is op {before.withdrawn_on:%d-%m-%Y} al ingetrokken door "
            f"{before.withdrawn_by}."
        )
    keep(session, taken)


def with_withdrawals(entry: type[Base], taken: type[Withdrawal]) -> Select[*tuple[Any, ...]]:
    """Ask for all entries, oldest first, each with its withdrawal if there is one."""
    columns = [*entry.__table__.c, taken.withdrawn_by, taken.withdrawn_on, taken.withdrawn_because]
    (number,) = entry.__table__.primary_key
    joined = entry.__table__.outerjoin(taken.__table__)
    return select(*columns).select_from(joined).order_by(number)
