"""What a visit found, by kind; append-only like every other table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = ("visit_finding",)


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "visit_finding",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("visit_id", sa.Integer(), sa.ForeignKey("visit.visit_id"), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.UniqueConstraint("visit_id", "kind"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f'CREATE TRIGGER "visit_finding_no_{change.lower()}" BEFORE {change} ON "visit_finding" '
                "BEGIN SELECT RAISE(ABORT, 'the desk is append-only'); END"
            )
        return
    op.execute(
        'CREATE TRIGGER "visit_finding_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "visit_finding" '
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
