"""Judgements on links: is this record of this occupancy? Nothing is ever changed or removed.

An undo is a row of its own. The last judgement of a pair that nobody undid stands.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs

import pandas as pd
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from theseus import tables
from theseus.contracts import LINK_JUDGEMENT, VERDICTS
from theseus.desk.database import Base, Moment, keep, reading, writing
from theseus.desk.entering import either, reasoned, told
from theseus.errors import DeskError

_WHAT = "oordelen over koppelingen"
_PAIR = ["source", "record_id", "occupancy_id"]


class Judgement(Base, kw_only=True):
    """One judgement on a record and an occupancy (or a unit), kept for ever as it was given."""

    __tablename__ = "link_judgement"

    judgement_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    source: Mapped[str] = mapped_column(String(60), index=True)
    record_id: Mapped[str] = mapped_column(String(200), index=True)
    occupancy_id: Mapped[str] = mapped_column(String(120))
    verdict: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    judged_by: Mapped[str] = mapped_column(String(120))
    judged_at: Mapped[dt.datetime] = mapped_column(Moment)


class Undo(Base, kw_only=True):
    """The undoing of one judgement."""

    __tablename__ = "link_judgement_undo"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("link_judgement.judgement_id"), unique=True)
    undo_reason: Mapped[str] = mapped_column(Text)
    undone_by: Mapped[str] = mapped_column(String(120))
    undone_at: Mapped[dt.datetime] = mapped_column(Moment)


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
        raise DeskError(f"Oordeel '{judgement.verdict}' bestaat niet; kies {either(VERDICTS)}.")
    judgement.reason = reasoned("Een oordeel", judgement.reason, judgement.judged_by)
    told(
        "Een oordeel",
        {"bron": judgement.source, "record": judgement.record_id, "gebruik": judgement.occupancy_id},
    )
    with writing(url, _WHAT) as session:
        keep(session, judgement)
        return judgement.judgement_id


def undo(url: str, judgement_id: int, user: str, reason: str, at: dt.datetime) -> None:
    """Undo one judgement; the one before it of the same pair stands again, if there is one.

    Raises
    ------
    DeskError
        If there is no such judgement, it is undone already, something is not filled in, or the
        database cannot be used.
    """
    reason = reasoned("Terugdraaien", reason, user)
    with writing(url, _WHAT) as session:
        if session.get(Judgement, judgement_id) is None:
            raise DeskError(f"Oordeel {judgement_id} bestaat niet; theseus queue noemt de nummers.")
        before = session.scalars(select(Undo).where(Undo.judgement_id == judgement_id)).first()
        if before is not None:
            when = f"{before.undone_at:%d-%m-%Y}"
            raise DeskError(f"Oordeel {judgement_id} is op {when} al teruggedraaid door {before.undone_by}.")
        keep(session, Undo(judgement_id=judgement_id, undo_reason=reason, undone_by=user, undone_at=at))


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
    with reading(url, _WHAT) as connection:
        rows = connection.execute(asked).mappings().all()
    table = pd.DataFrame([dict(row) for row in rows], columns=[*LINK_JUDGEMENT.names])
    valid = table[table["undone_at"].isna()]
    last = valid.drop_duplicates(_PAIR, keep="last").index
    return tables.conform(table.assign(standing=table.index.isin(last)), LINK_JUDGEMENT)
