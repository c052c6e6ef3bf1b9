"""Bring the desk's database to the tables of today, with Alembic; forward only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from theseus.desk.database import revision
from theseus.errors import DeskError

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations that the database does not have yet, in the transaction of the caller.

    A database from before there were migrations is taken over: the first one makes only what is missing.

    Parameters
    ----------
    to
        The last migration to run; ``head`` for all.

    Raises
    ------
    DeskError
        If the database was made by a newer Theseus.
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    found = revision(connection)
    if found is not None and not _is_known(config, found):
        raise DeskError(
            f"De database van het bureau is van een nieuwere Theseus (versie {found}). Werk Theseus bij."
        )
    command.upgrade(config, to)


def _is_known(config: Config, found: str) -> bool:
    try:
        return ScriptDirectory.from_config(config).get_revision(found) is not None
    except CommandError:
        return False
