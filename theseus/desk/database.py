"""The desk's database: one set of tables, opened for one piece of work and closed again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from theseus.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Base(DeclarativeBase):
    """What every table of the desk is made of."""


@contextmanager
def opened(url: str, what: str) -> Iterator[Engine]:
    """Open the desk's database; tables that are missing are made.

    Parameters
    ----------
    url
        SQLAlchemy URL.
    what
        What is read or written, in Dutch and plural, for the message if that does not succeed.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    engine = create_engine(url)
    try:
        Base.metadata.create_all(engine)
        yield engine
    except DBAPIError as error:
        raise DeskError(
            f"{engine.url.database}: de {what} zijn niet te lezen of te schrijven ({error.orig}). "
            "Controleer de rechten, of zet een back-up terug."
        ) from error
    finally:
        engine.dispose()
