"""A desk of its own for every test that asks, in each database system."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import postgres
import pytest

from theseus.workspace import Workspace

SYSTEMS = ("sqlite", "postgresql")


def maker(system: str, folder: Path) -> Callable[[], str]:
    """Return what makes an empty database and gives its URL; skips the test if the system is not there."""
    if system == "sqlite":
        return lambda: f"sqlite:///{folder / uuid4().hex}.sqlite"
    server = postgres.server()
    if server.missing:
        pytest.skip(server.missing)
    return lambda: server.new(f"desk_{uuid4().hex}")


def use(workspace: Workspace, url: str) -> Workspace:
    """Let a workspace keep its desk in another database."""
    workspace.config.write_text(f'desk = "{url}"\n{workspace.config.read_text("utf-8")}', "utf-8")
    return Workspace(workspace.root)
