"""A PostgreSQL server for one test session: started by the first test that asks, gone when the session is.

A guard runs beside the tests. It makes the server in a folder of its own, reachable by a socket in that
folder only, and removes both as soon as the process of the session ends, however it ends.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from filelock import FileLock
from psycopg import sql

# Debian keeps the server's programs out of the path.
PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
START_SECONDS = 60
SESSION = "THESEUS_TEST_SESSION"
CLEAR = """
DO $$
DECLARE one record;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no trigger and no reference is in the way
    FOR one IN SELECT oid::regclass AS place, relkind FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relname <> 'alembic_version' LOOP
        CASE one.relkind
            WHEN 'r' THEN EXECUTE format('DELETE FROM %s', one.place);
            WHEN 'S' THEN PERFORM setval(one.place, 1, false);
            ELSE NULL;
        END CASE;
    END LOOP;
END $$"""
# Nothing of it has to outlive the tests.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "jit=off")


@dataclass(frozen=True)
class Server:
    """A running server, or why there is none."""

    folder: Path
    missing: str = ""

    def new(self, name: str) -> str:
        """Make an empty schema and return the URL of a database that consists of it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        only = quote(f"-csearch_path={name}")
        return f"postgresql+psycopg://theseus@/postgres?host={self.folder}&options={only}"

    def clear(self, url: str) -> None:
        """Remove all entries of a desk, which refuses that to anybody else; numbers begin at 1 again."""
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(CLEAR)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(user="theseus", dbname="postgres", host=str(self.folder), autocommit=True)


def programs() -> Path | None:
    """Find the folder with initdb and postgres; the newest if there are several."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(found).resolve().parent
    folders = [folder for place in PLACES for folder in Path("/").glob(place.lstrip("/"))]
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(
        usable, key=lambda folder: [int(part) for part in folder.parts if part.isdigit()], default=None
    )


def begin_session() -> None:
    """Make the folder that the workers of this session share, and tell them who the session is."""
    os.environ[SESSION] = f"{os.getpid()} {tempfile.mkdtemp(prefix='theseus-session-')}"


def end_session() -> None:
    """End the server, if one was started; when this returns nothing of it is left."""
    shared = _session()[1]
    folder = _told(shared / "postgres.told").folder
    if (folder / "guard.pid").exists():
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int((folder / "guard.pid").read_text("utf-8")), signal.SIGTERM)
        deadline = time.monotonic() + START_SECONDS
        while folder.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
    shutil.rmtree(shared, ignore_errors=True)


def server() -> Server:
    """Return the session's server, started if this is the first to ask."""
    session, shared = _session()
    told = shared / "postgres.told"
    with FileLock(shared / "postgres.lock"):
        if not told.exists():
            started = _start(session)
            told.write_text(f"{started.folder}\n{started.missing}", "utf-8")
        return _told(told)


def shared() -> Path:
    """Return the folder that the workers of this session share; it goes when the session ends."""
    return _session()[1]


def _session() -> tuple[int, Path]:
    process, _, shared = os.environ[SESSION].partition(" ")
    return int(process), Path(shared)


def _told(path: Path) -> Server:
    folder, _, missing = (path.read_text("utf-8") if path.exists() else "").partition("\n")
    return Server(Path(folder or os.devnull), missing)


def _start(session: int) -> Server:
    """Start a guard and wait for its server."""
    found = programs()
    if found is None:
        return Server(
            Path(os.devnull), "PostgreSQL is niet geïnstalleerd (Debian: sudo apt install postgresql)"
        )
    folder = Path(tempfile.mkdtemp(prefix="theseus-postgres-"))
    silence = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    command = [sys.executable, __file__, str(folder), str(found), str(session)]
    guarding = os.posix_spawn(sys.executable, command, os.environ, file_actions=silence, setsid=True)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and os.waitpid(guarding, os.WNOHANG) == (0, 0):
        with contextlib.suppress(psycopg.OperationalError):
            Server(folder).connect().close()
            return Server(folder)
        time.sleep(0.05)
    return Server(Path(os.devnull), f"PostgreSQL start hier niet: {_why(folder)}")


def _why(folder: Path) -> str:
    """Read the last line of the log of a server that does not run, and clear up."""
    log = folder / "log"
    said = log.read_text("utf-8", "replace").strip().splitlines()[-1:] if log.exists() else []
    shutil.rmtree(folder, ignore_errors=True)
    return " ".join(said) or "het zegt niet waarom"


def guard(folder: Path, found: Path, session: int) -> None:
    """Make and run the server until the session ends or somebody ends us, and remove it.

    If the server does not run, its log stays for who asked for it.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    (folder / "guard.pid").write_text(str(os.getpid()), "utf-8")
    if os.getuid() == 0:
        os.chown(folder, _servant().pw_uid, _servant().pw_gid)
    data, failed, running = folder / "data", False, None
    try:
        made = _run(folder, found / "initdb", "-D", data, "-U", "theseus", "-A", "trust", "-N", "-E", "UTF8")
        failed = made.wait() != 0
        if not failed:
            settings = [part for setting in QUICK for part in ("-c", setting)]
            running = _run(folder, found / "postgres", "-D", data, "-k", folder, "-h", "", *settings)
            while not failed and _alive(session):
                time.sleep(0.2)
                failed = running.poll() is not None
    finally:
        if running is not None and running.poll() is None:
            running.send_signal(signal.SIGQUIT)  # at once: nothing is to be kept
            running.wait()
        if not failed:
            shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *command: object) -> subprocess.Popen[bytes]:
    """Run a program of the server; never as root, which it refuses."""
    who = _servant() if os.getuid() == 0 else None
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - Debian's programs
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"},
            user=who.pw_uid if who else None,
            group=who.pw_gid if who else None,
            extra_groups=[] if who else None,
        )


def _servant() -> pwd.struct_passwd:
    """Return the user that runs the server if we are root."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    guard(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
