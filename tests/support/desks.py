"""A desk of its own for every test that asks, in each database system; its tables are made only once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import postgres
import pytest

from theseus.desk.reviews import reviews
from theseus.workspace import Workspace

SYSTEMS = ("sqlite", "postgresql")


class SqliteDesks:
    """Desks that are files: each is a copy of the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first = folder / "first.sqlite"

    def bare(self) -> str:
        """Give the URL of a database without tables."""
        return f"sqlite:///{self.folder / uuid4().hex}.sqlite"

    def new(self) -> str:
        """Give the URL of a desk without entries."""
        if not self.first.exists():
            reviews(f"sqlite:///{self.first}")
        url = self.bare()
        shutil.copyfile(self.first, url.removeprefix("sqlite:///"))
        return url

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend a desk without entries for a while."""
        yield self.new()


class PostgresDesks:
    """Desks on a server, where making tables takes longest: what was lent is cleared and lent again."""

    def __init__(self, server: postgres.Server) -> None:
        self.server = server
        self.free: list[str] = []

    def bare(self) -> str:
        """Give the URL of a database without tables."""
        return self.server.new(f"desk_{uuid4().hex}")

    def new(self) -> str:
        """Give the URL of a desk without entries."""
        url = self.bare()
        reviews(url)
        return url

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend a desk without entries for a while."""
        url = self.free.pop() if self.free else self.new()
        yield url
        self.server.clear(url)
        self.free.append(url)


def of(system: str, folder: Path) -> SqliteDesks | PostgresDesks:
    """Return the desks of a database system; skips the test if the system is not there."""
    if system == "sqlite":
        return SqliteDesks(folder)
    server = postgres.server()
    if server.missing:
        pytest.skip(server.missing)
    return PostgresDesks(server)


def use(workspace: Workspace, url: str) -> Workspace:
    """Let a workspace keep its desk in another database."""
    workspace.config.write_text(f'desk = "{url}"\n{workspace.config.read_text("utf-8")}', "utf-8")
    return Workspace(workspace.root)
