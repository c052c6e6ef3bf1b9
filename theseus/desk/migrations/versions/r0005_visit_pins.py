"""Which visits people pinned to an inspection or released; append-only like every other table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = ("visit_pin",)


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "visit_pin",
        sa.Column("pin_id", sa.Integer(), primary_key=True),
        sa.Column("occupancy_id", sa.String(120), nullable=False),
        sa.Column("session_id", sa.String(120), nullable=False),
        sa.Column("session_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_visit_pin_occupancy_id", "visit_pin", ["occupancy_id"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f'CREATE TRIGGER "visit_pin_no_{change.lower()}" BEFORE {change} ON "visit_pin" '
                "BEGIN SELECT RAISE(ABORT, 'the desk is append-only'); END"
            )
        return
    op.execute(
        'CREATE TRIGGER "visit_pin_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "visit_pin" '
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
