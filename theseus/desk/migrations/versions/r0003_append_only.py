"""The database itself refuses to change or remove a row: what was said stays as it was said."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = (
    "review",
    "link_judgement",
    "link_judgement_undo",
    "override",
    "override_withdrawal",
    "visit",
    "visit_answer",
    "visit_withdrawal",
    "objection",
    "objection_event",
    "correction",
    "correction_withdrawal",
    "rule_approval",
    "policy_approval",
)


def upgrade() -> None:
    """Give every table its triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f'CREATE TRIGGER "{table}_no_{change.lower()}" BEFORE {change} ON "{table}" '
                    "BEGIN SELECT RAISE(ABORT, 'the desk is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the desk is append-only'; END $$"
    )
    for table in TABLES:
        op.execute(
            f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
