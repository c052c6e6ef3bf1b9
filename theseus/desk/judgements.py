"""Judgements on links: is this record of this occupancy? Nothing is ever changed or removed.

An undo is a row of its own. The last judgement of a pair that nobody undid stands.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs

import pandas as pd
from sqlalchemy import DateTime, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from theseus import tables
from theseus.contracts import LINK_JUDGEMENT, VERDICTS
from theseus.desk.database import Base, opened
from theseus.errors import DeskError

_WHAT = "oordelen over koppelingen"
_PAIR = ["source", "record_id", "occupancy_id"]


class Judgement(Base):
    """One judgement on a record and an occupancy (or a unit), kept for ever as it was given."""

    __tablename__ = "link_judgement"

    judgement_id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(60), index=True)
    record_id: Mapped[str] = mapped_column(String(200), index=True)
    occupancy_id: Mapped[str] = mapped_column(String(120))
    verdict: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    judged_by: Mapped[str] = mapped_column(String(120))
    judged_at: Mapped[dt.datetime] = mapped_column(DateTime)


class Undo(Base):
    """The undoing of one judgement."""

    __tablename__ = "link_judgement_undo"

    id: Mapped[int] = mapped_column(primary_key=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("link_judgement.judgement_id"), unique=True)
    undo_reason: Mapped[str] = mapped_column(Text)
    undone_by: Mapped[str] = mapped_column(String(120))
    undone_at: Mapped[dt.datetime] = mapped_column(DateTime)


def judge(url: str, judgement: Judgement) -> int:
    """Keep one judgement on a link.

    Parameters
    ----------
    url
        SQLAlchemy URL of the desk's database.
    judgement
        The judgement; ``judged_at`` is given by the caller, who has the clock. ``occupancy_id`` is that of
        an occupancy, or the id of a unit for all of them there.

    Returns
    -------
    int
        Its number, for :func:`undo`.

    Raises
    ------
    DeskError
        If the verdict is unknown, something is not filled in, or the database cannot be used.
    """
    if judgement.verdict not in VERDICTS:
        raise DeskError(
            f"Oordeel '{judgement.verdict}' bestaat niet; kies {', '.join(VERDICTS[:-1])} of {VERDICTS[-1]}."
        )
    _told({"reden (--reden)": judgement.reason, "naam van wie oordeelt": judgement.judged_by})
    _told({"bron": judgement.source, "record": judgement.record_id, "gebruik": judgement.occupancy_id})
    with opened(url, _WHAT) as engine, Session(engine) as session:
        session.add(judgement)
        session.commit()
        return judgement.judgement_id


def undo(url: str, judgement_id: int, user: str, reason: str, at: dt.datetime) -> None:
    """Undo one judgement; the one before it of the same pair stands again, if there is one.

    Raises
    ------
    DeskError
        If there is no such judgement, it is undone already, something is not filled in, or the
        database cannot be used.
    """
    _told({"reden (--reden)": reason, "naam van wie terugdraait": user})
    with opened(url, _WHAT) as engine, Session(engine) as session:
        if session.get(Judgement, judgement_id) is None:
            raise DeskError(f"Oordeel {judgement_id} bestaat niet; theseus queue noemt de nummers.")
        before = session.scalars(select(Undo).where(Undo.judgement_id == judgement_id)).first()
        if before is not None:
            when = f"{before.undone_at:%d-%m-%Y}"
            raise DeskError(f"Oordeel {judgement_id} is op {when} al teruggedraaid door {before.undone_by}.")
        session.add(Undo(judgement_id=judgement_id, undo_reason=reason, undone_by=user, undone_at=at))
        session.commit()


def judgements(url: str) -> pd.DataFrame:
    """Return all judgements ever given, oldest first, as contract ``link_judgement``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    given = Judgement.__table__.outerjoin(Undo.__table__)
    columns = [*Judgement.__table__.c, Undo.undone_by, Undo.undone_at, Undo.undo_reason]
    asked = select(*columns).select_from(given).order_by(Judgement.judgement_id)
    with opened(url, _WHAT) as engine, engine.connect() as connection:
        rows = connection.execute(asked).mappings().all()
    table = pd.DataFrame([dict(row) for row in rows], columns=[*LINK_JUDGEMENT.names])
    valid = table[table["undone_at"].isna()]
    last = valid.drop_duplicates(_PAIR, keep="last").index
    return tables.conform(table.assign(standing=table.index.isin(last)), LINK_JUDGEMENT)


def _told(needed: dict[str, str]) -> None:
    for name, value in needed.items():
        if not value.strip():
            raise DeskError(f"Een oordeel vraagt om een {name}.")
