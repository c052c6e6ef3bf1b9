"""Approvals: a rule may make red again, or a set of rules and thresholds may be used."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotations when it runs
import re
from typing import TYPE_CHECKING

from sqlalchemy import Date, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from theseus.contracts import POLICY_APPROVAL, RULE_APPROVAL
from theseus.desk.database import Base, Moment, ask, keep, writing
from theseus.desk.entering import reasoned, told
from theseus.errors import DeskError

if TYPE_CHECKING:
    import pandas as pd

_WHAT = "goedkeuringen"
_HASH = re.compile(r"[0-9a-f]{64}")


class RuleApproval(Base, kw_only=True):
    """A person lets a rule make red again after the scorecard suspended it."""

    __tablename__ = "rule_approval"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    rule: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[str] = mapped_column(String(120))
    approved_on: Mapped[dt.date] = mapped_column(Date)
    entered_at: Mapped[dt.datetime] = mapped_column(Moment)


class PolicyApproval(Base, kw_only=True):
    """A person accepts a set of rules and thresholds, by its hash."""

    __tablename__ = "policy_approval"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    policy: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[str] = mapped_column(String(120))
    approved_at: Mapped[dt.datetime] = mapped_column(Moment)


def approve_rule(url: str, approval: RuleApproval) -> None:
    """Keep the approval of one version of a rule.

    Raises
    ------
    DeskError
        If the rule or a reason is missing, or the database cannot be used.
    """
    approval.reason = reasoned("Een goedkeuring", approval.reason, approval.approved_by)
    told("Een goedkeuring", {"regel": approval.rule})
    with writing(url, _WHAT) as session:
        keep(session, approval)


def approve_policy(url: str, approval: PolicyApproval) -> None:
    """Keep the approval of one set of rules and thresholds.

    Raises
    ------
    DeskError
        If the set is not named by its hash, a reason is missing, or the database cannot be used.
    """
    approval.reason = reasoned("Een goedkeuring", approval.reason, approval.approved_by)
    if not _HASH.fullmatch(approval.policy):
        raise DeskError(f"'{approval.policy}' wijst geen set regels aan; dat doen 64 hexadecimale cijfers.")
    with writing(url, _WHAT) as session:
        keep(session, approval)


def rule_approvals(url: str) -> pd.DataFrame:
    """Return all approvals of rules, oldest first, as contract ``rule_approval``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    return ask(url, _WHAT, select(RuleApproval.__table__).order_by(RuleApproval.id), RULE_APPROVAL)


def policy_approvals(url: str) -> pd.DataFrame:
    """Return all approvals of sets of rules, oldest first, as contract ``policy_approval``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    return ask(url, _WHAT, select(PolicyApproval.__table__).order_by(PolicyApproval.id), POLICY_APPROVAL)
