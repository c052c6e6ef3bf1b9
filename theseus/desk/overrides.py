"""Overrides: a person gives a label for a while, with a reason. Red is not given this way."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs
from typing import TYPE_CHECKING

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from theseus.contracts import OVERRIDE
from theseus.desk.database import Base, Moment, ask, keep, writing
from theseus.desk.entering import ends_later, reasoned, told
from theseus.desk.withdrawals import Withdrawal, take_back, with_withdrawals
from theseus.errors import DeskError

if TYPE_CHECKING:
    import pandas as pd

LABELS = ("groen", "wit")
_WHAT = "afwijkende labels"


class Override(Base, kw_only=True):
    """One label that a person gave, kept for ever as it was given."""

    __tablename__ = "override"

    override_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    occupancy_id: Mapped[str] = mapped_column(String(120), index=True)
    label: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[dt.date] = mapped_column(Date)
    until: Mapped[dt.date] = mapped_column(Date)
    entered_at: Mapped[dt.datetime] = mapped_column(Moment)


class OverrideWithdrawal(Withdrawal, kw_only=True):
    """The withdrawal of one override."""

    __tablename__ = "override_withdrawal"

    of: Mapped[int] = mapped_column("override_id", ForeignKey("override.override_id"), unique=True)


def decide(url: str, override: Override) -> int:
    """Keep one override.

    Returns
    -------
    int
        Its number, for :func:`withdraw`.

    Raises
    ------
    DeskError
        If the label cannot be given this way, a reason is missing, the end does not lie after the decision,
        or the database cannot be used.
    """
    if override.label not in LABELS:
        raise DeskError(
            f"Label '{override.label}' kan niet zo worden gegeven; kies {' of '.join(LABELS)}. "
            "Rood vraagt om een voorstel en een tweede persoon (theseus review)."
        )
    override.reason = reasoned("Een ander label", override.reason, override.decided_by)
    told("Een ander label", {"gebruik": override.occupancy_id})
    ends_later("het label", override.decided_on, override.until)
    with writing(url, _WHAT) as session:
        keep(session, override)
        return override.override_id


def withdraw(url: str, withdrawal: OverrideWithdrawal) -> None:
    """Take one override back; see :func:`theseus.desk.withdrawals.take_back`."""
    take_back(url, "Afwijkend label", Override, withdrawal)


def overrides(url: str) -> pd.DataFrame:
    """Return all overrides ever given, oldest first, as contract ``override``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    return ask(url, _WHAT, with_withdrawals(Override, OverrideWithdrawal), OVERRIDE)
