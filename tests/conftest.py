"""What every test may use: where real data may lie, and fixed days."""

import datetime as dt
import gc
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import desks
import keyring
import postgres
import pyarrow as pa
import pytest
import runs_only as runs_only_
import stamina
from filelock import FileLock
from hypothesis import settings
from keyring.backends import null
from local_service import Service

from theseus import demo, starter, tables
from theseus.cli.entering import at_the_door
from theseus.refresh import refresh
from theseus.workspace import Workspace

settings.register_profile("ci", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ROOT = Path(__file__).parents[1]

# Small tables are made by the thousand: looking for cycles took a tenth of the time.
gc.set_threshold(50_000, 20, 20)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker belongs to the session that started it
        postgres.begin_session()
    else:  # there are as many workers as cores: threads of their own would only stand in each other's way
        pa.set_cpu_count(1)
        tables._database(os.getpid()).execute("SET threads = 1")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.end_session()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a worker begin with the demo region; who else needs it comes last, so that none waits for it."""
    needing = dict.fromkeys(item.path for item in items if "demo_region" in item.fixturenames)
    first = next(iter(needing), None)
    items.sort(key=lambda item: (item.path in needing) - 2 * (item.path == first))


@pytest.fixture(scope="session", params=desks.SYSTEMS)
def all_desks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> desks.SqliteDesks | desks.PostgresDesks:
    """The desks of a database system; the test runs on SQLite and on PostgreSQL."""
    return desks.of(request.param, tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="session")
def new_desk(all_desks: desks.SqliteDesks | desks.PostgresDesks) -> Callable[[], str]:
    """Give the URL of a desk without entries at each call."""
    return all_desks.new


@pytest.fixture
def desk_url(all_desks: desks.SqliteDesks | desks.PostgresDesks) -> Iterator[str]:
    """URL of a desk without entries."""
    with all_desks.lent() as url:
        yield url


@pytest.fixture
def bare_url(all_desks: desks.SqliteDesks | desks.PostgresDesks) -> str:
    """URL of a database without tables, as the very first to open a desk finds it."""
    return all_desks.bare()


@pytest.fixture(scope="session", autouse=True)
def _no_network(request: pytest.FixtureRequest) -> None:
    """Refuse every connection that leaves this machine, except in the live tests."""
    if request.config.getoption("markexpr") == "live":
        return
    connect = socket.socket.connect

    def stay_home(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test may not touch the network: {address}")
        connect(self, address)

    socket.socket.connect = stay_home


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder with real public data; the variable THESEUS_REAL_DATA names another one."""
    folder = Path(os.environ.get("THESEUS_REAL_DATA", ROOT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set THESEUS_REAL_DATA")
    return folder


@pytest.fixture
def service() -> Iterator[Service]:
    """A real HTTP server on 127.0.0.1 that answers what a test tells it."""
    running = Service()
    yield running
    running.close()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No proxy, certificate or key of the machine reaches a test, and no retry waits."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())
    with stamina.set_testing(True, attempts=100, cap=True):
        yield
    keyring.set_keyring(before)


@pytest.fixture
def runs_only() -> Iterator[None]:
    """A refresh makes no map, plan or roster."""
    with runs_only_.runs_only():
        yield


@pytest.fixture
def as_of() -> dt.date:
    return dt.date(2026, 11, 16)


DEMO_DAY = dt.date(2026, 11, 16)


@pytest.fixture(scope="session")
def demo_region(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo region, refreshed, made once for all workers; tests that use it leave it as it is."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    base = tmp_path_factory.getbasetemp()
    workspace = Workspace((base.parent if worker else base) / "demo_region")
    with FileLock(workspace.root.with_suffix(".lock")):
        if not workspace.root.exists():
            starter.make(workspace, demo.region())
            demo.make(workspace.root, DEMO_DAY)
            demo.decide(workspace.desk_url, DEMO_DAY, at_the_door())
            refresh(workspace, DEMO_DAY)
    return workspace
