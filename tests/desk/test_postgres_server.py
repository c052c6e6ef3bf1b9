"""The server of the tests is gone when its session is, however that ends; where there is none, it is said."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen]:
    """Another session than the one that runs this test; it does nothing but live."""
    living = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    monkeypatch.setenv(postgres.SESSION, f"{living.pid} {tmp_path}")
    yield living
    living.kill()
    living.communicate()


def gone(folder: Path) -> bool:
    deadline = time.monotonic() + 30
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not folder.exists()


@pytest.mark.skipif(postgres.programs() is None, reason="PostgreSQL is niet geïnstalleerd")
def test_a_session_that_is_killed_leaves_no_server(session: subprocess.Popen):
    server = postgres.server()
    assert server.missing == ""
    assert postgres.server() == server
    guard = int((server.folder / "guard.pid").read_text("utf-8"))
    session.kill()
    session.communicate()
    assert gone(server.folder)
    os.waitpid(guard, 0)


@pytest.mark.usefixtures("session")
def test_without_postgresql_the_reason_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgres, "programs", lambda: None)
    assert "niet geïnstalleerd" in postgres.server().missing


@pytest.mark.usefixtures("session")
def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch):
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        Path(name).chmod(0o755)
        broken = Path(name) / "initdb"
        broken.write_text("#!/bin/sh\necho geen ruimte\nexit 1\n", "utf-8")
        broken.chmod(0o755)
        monkeypatch.setattr(postgres, "programs", lambda: broken.parent)
        assert postgres.server().missing == "PostgreSQL start hier niet: geen ruimte"
