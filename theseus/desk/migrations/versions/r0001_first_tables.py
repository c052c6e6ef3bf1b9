"""The tables from before there were migrations; whichever of them is there stays as it is.

A command made only the tables that it knew, so a database may have any of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make what is missing of reviews and judgements on links."""
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("occupancy_id", sa.String(120), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(120), nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "link_judgement",
        sa.Column("judgement_id", sa.Integer(), primary_key=True),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("record_id", sa.String(200), nullable=False),
        sa.Column("occupancy_id", sa.String(120), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.String(120), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=False),
        if_not_exists=True,
    )
    judged = sa.ForeignKey("link_judgement.judgement_id")
    op.create_table(
        "link_judgement_undo",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("judgement_id", sa.Integer(), judged, nullable=False, unique=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.String(120), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=False),
        if_not_exists=True,
    )
    for table, column in (
        ("review", "occupancy_id"),
        ("link_judgement", "source"),
        ("link_judgement", "record_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)
