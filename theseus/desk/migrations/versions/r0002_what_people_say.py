"""Overrides, visits with their answers, objections, corrections and approvals; what a review rested on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the new tables and the new columns of reviews."""
    op.add_column("review", sa.Column("rules", sa.Text(), nullable=True))
    op.add_column("review", sa.Column("run", sa.String(60), nullable=True))
    _overrides()
    _visits()
    _objections()
    _corrections()
    _approvals()


def _overrides() -> None:
    op.create_table(
        "override",
        sa.Column("override_id", sa.Integer(), primary_key=True),
        _occupancy(),
        sa.Column("label", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _who("decided_by"),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        _moment("entered_at"),
    )
    _withdrawal("override")


def _visits() -> None:
    op.create_table(
        "visit",
        sa.Column("visit_id", sa.Integer(), primary_key=True),
        _occupancy(),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("theme", sa.String(120), nullable=True),
        sa.Column("at_random", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        _who("entered_by"),
        _moment("entered_at"),
    )
    op.create_table(
        "visit_answer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("visit_id", sa.Integer(), sa.ForeignKey("visit.visit_id"), nullable=False),
        sa.Column("question", sa.String(60), nullable=False),
        sa.Column("value", sa.String(120), nullable=True),
        sa.Column("original", sa.String(120), nullable=True),
        sa.UniqueConstraint("visit_id", "question"),
    )
    _withdrawal("visit")


def _objections() -> None:
    op.create_table(
        "objection",
        sa.Column("objection_id", sa.Integer(), primary_key=True),
        _occupancy(),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _who("entered_by"),
        _moment("entered_at"),
    )
    op.create_table(
        "objection_event",
        sa.Column("event_id", sa.Integer(), primary_key=True),
        sa.Column("objection_id", sa.Integer(), sa.ForeignKey("objection.objection_id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        _who("state_by"),
        sa.Column("state_because", sa.Text(), nullable=False),
        _moment("entered_at"),
    )
    op.create_index("ix_objection_event_objection_id", "objection_event", ["objection_id"])


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("correction_id", sa.Integer(), primary_key=True),
        sa.Column("objection_id", sa.Integer(), sa.ForeignKey("objection.objection_id"), nullable=True),
        _occupancy(),
        sa.Column("question", sa.String(60), nullable=False),
        sa.Column("value", sa.String(120), nullable=False),
        sa.Column("original", sa.String(120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _who("granted_by"),
        _moment("granted_at"),
    )
    _withdrawal("correction")


def _approvals() -> None:
    op.create_table(
        "rule_approval",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _who("approved_by"),
        sa.Column("approved_on", sa.Date(), nullable=False),
        _moment("entered_at"),
    )
    op.create_table(
        "policy_approval",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _who("approved_by"),
        _moment("approved_at"),
    )


def _withdrawal(of: str) -> None:
    """Make the table of what was taken back, and the index on whom the table itself is about."""
    op.create_index(f"ix_{of}_occupancy_id", of, ["occupancy_id"])
    taken = sa.ForeignKey(f"{of}.{of}_id")
    op.create_table(
        f"{of}_withdrawal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(f"{of}_id", sa.Integer(), taken, nullable=False, unique=True),
        _who("withdrawn_by"),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        _moment("entered_at"),
    )


def _occupancy() -> sa.Column[str]:
    return sa.Column("occupancy_id", sa.String(120), nullable=False)


def _who(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(120), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(), nullable=False)
