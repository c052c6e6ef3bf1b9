"""The desk's database grows with Theseus: forward only, from the oldest state, without losing a row."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from theseus.desk import (
    answers,
    approvals,
    corrections,
    database,
    judgements,
    migrating,
    objections,
    overrides,
    pins,
    reviews,
    visits,
)
from theseus.desk.migrations.versions import r0003_append_only, r0004_visit_findings, r0005_visit_pins
from theseus.errors import DeskError

# What the desk's tables were before there were migrations, as the database itself wrote them down.
OLDEST = {
    "review": """
        CREATE TABLE review (
            id INTEGER NOT NULL, occupancy_id VARCHAR(120) NOT NULL, decision VARCHAR(20) NOT NULL,
            reason TEXT NOT NULL, proposed_by VARCHAR(120) NOT NULL, decided_by VARCHAR(120) NOT NULL,
            decided_on DATE NOT NULL, until DATE NOT NULL, entered_at DATETIME NOT NULL, PRIMARY KEY (id));
        CREATE INDEX ix_review_occupancy_id ON review (occupancy_id);
        INSERT INTO review VALUES (7, 'a@b', 'bevestigd', 'Gezien.', 'Anna', 'Bram', '2026-11-16',
            '2027-02-01', '2026-11-16 09:00:00.000000');""",
    "judgement": """
        CREATE TABLE link_judgement (
            judgement_id INTEGER NOT NULL, source VARCHAR(60) NOT NULL, record_id VARCHAR(200) NOT NULL,
            occupancy_id VARCHAR(120) NOT NULL, verdict VARCHAR(20) NOT NULL, reason TEXT NOT NULL,
            judged_by VARCHAR(120) NOT NULL, judged_at DATETIME NOT NULL, PRIMARY KEY (judgement_id));
        CREATE INDEX ix_link_judgement_record_id ON link_judgement (record_id);
        CREATE INDEX ix_link_judgement_source ON link_judgement (source);
        CREATE TABLE link_judgement_undo (
            id INTEGER NOT NULL, judgement_id INTEGER NOT NULL, undo_reason TEXT NOT NULL,
            undone_by VARCHAR(120) NOT NULL, undone_at DATETIME NOT NULL, PRIMARY KEY (id),
            FOREIGN KEY(judgement_id) REFERENCES link_judgement (judgement_id), UNIQUE (judgement_id));
        INSERT INTO link_judgement VALUES (3, 'osm', 'node/1', 'a@b', 'zelfde', 'Zo is het.', 'Anna',
            '2026-11-16 09:00:00.000000');
        INSERT INTO link_judgement VALUES (4, 'osm', 'node/2', 'a@b', 'onzeker', 'Misschien.', 'Anna',
            '2026-11-16 09:00:00.000000');
        INSERT INTO link_judgement_undo VALUES (1, 4, 'Vergissing', 'Bram', '2026-11-17 09:00:00.000000');""",
}
APPEND_ONLY = (*r0003_append_only.TABLES, *r0004_visit_findings.TABLES, *r0005_visit_pins.TABLES)
READERS = (
    reviews.reviews,
    judgements.judgements,
    overrides.overrides,
    visits.visits,
    visits.findings,
    answers.answers,
    objections.objections,
    objections.objection_events,
    corrections.corrections,
    approvals.rule_approvals,
    approvals.policy_approvals,
    pins.pins,
)


def old_desk(folder: Path, *tables: str) -> str:
    path = folder / "desk.sqlite"
    with sqlite3.connect(path) as connection:
        for table in tables:
            connection.executescript(OLDEST[table])
    connection.close()
    return f"sqlite:///{path}"


@contextmanager
def opened(url: str) -> Iterator[sa.Connection]:
    engine = database.connectable(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def brought_to(url: str, step: str) -> None:
    with opened(url) as connection, connection.begin():
        migrating.upgrade(connection, step)
        assert database.revision(connection) == step


@pytest.mark.parametrize("tables", [("review",), ("judgement",), ("review", "judgement"), ()])
def test_a_desk_from_before_migrations_is_taken_over_without_loss(tmp_path: Path, tables):
    """A command made only the tables that it knew, so any of them may be there; or an empty file."""
    url = old_desk(tmp_path, *tables)
    kept, judged = reviews.reviews(url), judgements.judgements(url)
    assert kept["review_id"].tolist() == ([7] if "review" in tables else [])
    assert judged["judgement_id"].tolist() == ([3, 4] if "judgement" in tables else [])
    if "review" in tables:
        (row,) = kept.astype("string").fillna("").to_dict("records")
        assert row == {
            "review_id": "7",
            "occupancy_id": "a@b",
            "decision": "bevestigd",
            "reason": "Gezien.",
            "proposed_by": "Anna",
            "decided_by": "Bram",
            "decided_on": "2026-11-16",
            "until": "2027-02-01",
            "rules": "",
            "run": "",
        }
    if "judgement" in tables:
        assert judged["standing"].tolist() == [True, False]
        assert judged["undone_by"].dropna().tolist() == ["Bram"]


def test_an_old_desk_gets_the_same_tables_as_a_new_one(tmp_path: Path):
    old, new = old_desk(tmp_path, "review", "judgement"), f"sqlite:///{tmp_path / 'new.sqlite'}"
    for url in (old, new):
        reviews.reviews(url)
    assert schema(old) == schema(new)


def schema(url: str) -> list[tuple[str, str]]:
    asked = "SELECT type, name FROM sqlite_master ORDER BY 1, 2"
    with opened(url) as connection:
        found = connection.exec_driver_sql(asked).all()
    return [tuple(row) for row in found if not row[1].startswith("sqlite_autoindex")]


def test_the_models_are_the_migrated_tables(bare_url: str):
    reviews.reviews(bare_url)
    with opened(bare_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, database.Base.metadata) == []


def test_a_difference_between_models_and_tables_would_be_seen(bare_url: str):
    reviews.reviews(bare_url)
    other = sa.MetaData()
    for table in database.Base.metadata.tables.values():
        table.to_metadata(other)
    other.tables["visit"].append_column(sa.Column("weather", sa.Text()))
    with opened(bare_url) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, other)


def test_the_head_that_is_opened_for_is_the_last_migration():
    scripts = ScriptDirectory(str(migrating.SCRIPTS))
    assert scripts.get_heads() == [database.HEAD]
    assert scripts.get_bases() == ["0001"]


def test_no_migration_goes_back():
    for script in ScriptDirectory(str(migrating.SCRIPTS)).walk_revisions():
        assert not hasattr(script.module, "downgrade")


def test_every_step_between_the_oldest_and_the_newest_can_be_opened(bare_url: str):
    """A desk that stopped at any migration goes on from there."""
    for step in ("0001", "0002", "0003", "0004"):
        brought_to(bare_url, step)
    for read in READERS:
        assert read(bare_url).empty


def test_a_migration_that_fails_changes_nothing(bare_url: str):
    brought_to(bare_url, "0001")
    with opened(bare_url) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE policy_approval (id INTEGER)")  # in the way of the next
    with pytest.raises(DeskError):
        reviews.reviews(bare_url)
    with opened(bare_url) as connection:
        assert database.revision(connection) == "0001"
        assert not sa.inspect(connection).has_table("override")


def test_a_desk_of_a_newer_theseus_is_left_alone(bare_url: str):
    reviews.reviews(bare_url)
    with opened(bare_url) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DeskError, match=r"nieuwere Theseus \(versie 9999\)") as refused:
        reviews.reviews(bare_url)
    assert "\n" not in str(refused.value)


def test_every_table_is_append_only():
    assert set(APPEND_ONLY) == set(database.Base.metadata.tables)


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_no_row_can_be_changed_or_removed(name: str, one_of_each: str):
    table = database.Base.metadata.tables[name]
    (number,) = table.primary_key
    for change in (sa.update(table).values({number: number}), sa.delete(table)):
        with opened(one_of_each) as connection:
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), connection.begin():
                connection.execute(change)
            assert connection.scalar(sa.select(sa.func.count()).select_from(table))
