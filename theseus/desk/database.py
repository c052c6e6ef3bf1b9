"""The desk's database, SQLite or PostgreSQL: opened for one piece of work and closed again.

Who opens it finds the tables of today: an older database is brought up first. Whoever writes has the
database for a moment to himself, so that what he checked still holds when he writes.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    TypeDecorator,
    column,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session

from theseus import tables
from theseus.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import URL, Connection, Select
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    from theseus.contracts import Contract

# The newest migration (``migrations/versions``). It stands here so that opening needs no Alembic.
HEAD = "0005"
PATIENCE = 30  # seconds that a writer waits for another one
_VERSION = table("alembic_version", column("version_num"))
_TURN = int.from_bytes(b"theseus")  # PostgreSQL knows a lock of ours by a number


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    """What every table of the desk is made of."""


class Moment(TypeDecorator[dt.datetime]):
    """A moment, kept in UTC without a time zone, so that both systems give back the same."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Write a moment in any time zone as UTC; one without a time zone stays as it is."""
        del dialect
        return value.astimezone(dt.UTC).replace(tzinfo=None) if value and value.tzinfo else value


@contextmanager
def reading(url: str, what: str) -> Iterator[Connection]:
    """Open the desk's database to read.

    Parameters
    ----------
    url
        SQLAlchemy URL.
    what
        What is read, in Dutch and plural, for the message if that does not succeed.

    Raises
    ------
    DeskError
        If the database cannot be used. No message holds a password.
    """
    with _opened(url, what) as engine, engine.begin() as connection:
        yield connection


@contextmanager
def writing(url: str, what: str) -> Iterator[Session]:
    """Open the desk's database to write: all of it is kept, or nothing; see :func:`reading`.

    Another writer waits until this one is ready, at most ``PATIENCE`` seconds.
    """
    with _opened(url, what) as engine, _alone(engine) as connection, Session(connection) as session:
        yield session
        session.flush()


def keep(session: Session, entry: Base) -> None:
    """Add one row; texts that PostgreSQL would refuse are refused on SQLite as well.

    Raises
    ------
    DeskError
        If a text is longer than its column, or has a sign that no database keeps.
    """
    for attribute in inspect(type(entry)).column_attrs:
        value, longest = getattr(entry, attribute.key), getattr(attribute.columns[0].type, "length", None)
        if not isinstance(value, str):
            continue
        if longest is not None and len(value) > longest:
            raise DeskError(f"'{value[:30]}…' telt {len(value)} tekens; hoogstens {longest} is mogelijk.")
        if "\0" in value:
            raise DeskError("De tekst heeft een teken dat niet bewaard kan worden (NUL). Haal het weg.")
    session.add(entry)
    session.flush()


def ask(url: str, what: str, asked: Select[*tuple[Any, ...]], contract: Contract) -> pd.DataFrame:
    """Return the rows that a query finds, as a table of a contract; see :func:`reading`."""
    with reading(url, what) as connection:
        rows = connection.execute(asked).mappings().all()
    return frame(rows, contract)


def frame(rows: Iterable[Mapping[Any, Any]], contract: Contract) -> pd.DataFrame:
    """Return rows as a table of a contract."""
    return tables.conform(pd.DataFrame([dict(row) for row in rows], columns=contract.names), contract)


def connectable(url: str) -> Engine:
    """Return an engine that shows no values in its errors.

    Raises
    ------
    DeskError
        If the address cannot be read.
    """
    try:
        parsed = make_url(url)
        patience = {} if _is_sqlite(parsed) else {"connect_timeout": PATIENCE} | dict(parsed.query)
        engine = create_engine(parsed, hide_parameters=True, connect_args=patience)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
        raise DeskError(
            "Het adres van het bureau (desk in theseus.toml) is niet te lezen. Schrijf "
            "postgresql+psycopg://gebruiker:${WACHTWOORD}@server/database."
        ) from None  # the cause may hold the password
    if _is_sqlite(parsed):
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def revision(connection: Connection) -> str | None:
    """Return the migration that the database is at; None before the first."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    found: str | None = connection.scalar(select(_VERSION.c.version_num))
    return found


@contextmanager
def _opened(url: str, what: str) -> Iterator[Engine]:
    engine = connectable(url)
    try:
        with engine.begin() as connection:
            behind = revision(connection) != HEAD
        if behind:
            _bring_up(engine)
        yield engine
    except DBAPIError as error:
        raise DeskError(_told(engine.url, what, error)) from error
    finally:
        engine.dispose()


def _bring_up(engine: Engine) -> None:
    from theseus.desk.migrating import upgrade  # noqa: PLC0415 - takes half a second, once per new version

    with _alone(engine) as connection:
        upgrade(connection)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Begin a piece of work that no other writer can come between."""
    with engine.execution_options(alone=True).begin() as connection:
        if not _is_sqlite(engine.url):
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
        yield connection


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Set up one connection to SQLite."""
    connection.isolation_level = None  # the driver would begin by itself, and too late
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Readers and a writer at once. A network drive cannot, nor a database that is read right now: it
    # then works as it was, and the next one to open it tries again.
    with suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin in SQLite: a writer takes his turn at once, instead of being refused after reading."""
    alone = connection.get_execution_options().get("alone")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if alone else "BEGIN")


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _told(url: URL, what: str, error: DBAPIError) -> str:
    """Say in one line that the database cannot be used, without the password."""
    said = next(iter(str(error.orig).splitlines()), "")  # the next ones may hold what people wrote
    if url.password:
        said = said.replace(str(url.password), "***")
    if _is_sqlite(url):
        where, mend = url.database, "Controleer de rechten, of zet een back-up terug."
    else:
        where, mend = (
            f"PostgreSQL {url.host or ''}/{url.database}",
            "Controleer de server, de naam en de rechten.",
        )
    return f"{where}: de {what} zijn niet te lezen of te schrijven ({said}). {mend}"
