"""The desk's database: several people at once, all or nothing, no password in any message."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from entries import NOW, judgement, override

from theseus.desk import database, overrides
from theseus.desk.judgements import judge, judgements
from theseus.desk.overrides import decide
from theseus.desk.reviews import reviews
from theseus.errors import DeskError

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
import datetime as dt
from theseus.desk.judgements import Judgement, judge
url, name, count = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(count)):
    said = Judgement(source="osm", record_id=f"{name}/{number}", occupancy_id="a@b", verdict="zelfde",
                     reason="Gezien.", judged_by=name, judged_at=dt.datetime(2026, 11, 16, 9))
    judge(url, said)
"""


def started(url: str, name: str, count: int) -> subprocess.Popen:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", WRITER, url, name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_processes_that_write_at_once_all_succeed(bare_url: str):
    """They also all find an empty database, and one of them makes the tables."""
    writers = [started(bare_url, name, 15) for name in ("anna", "bram", "carla")]
    for writer in writers:
        writer.stdout.readline()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.communicate(timeout=120)[1] for writer in writers] == ["", "", ""]
    table = judgements(bare_url)
    assert table["judged_by"].value_counts().to_dict() == {"anna": 15, "bram": 15, "carla": 15}
    assert table["judgement_id"].is_unique


def test_a_writer_waits_for_another_and_then_sees_what_that_one_wrote(desk_url: str):
    """What was checked before writing still holds when it is written."""
    with database.writing(desk_url, "besluiten") as session:
        waiting = started(desk_url, "bram", 1)
        waiting.stdout.readline()
        waiting.stdin.write("go\n")
        waiting.stdin.flush()
        database.keep(session, judgement())
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=1.5)
    assert waiting.communicate(timeout=60)[1] == ""
    assert judgements(desk_url)["judged_by"].tolist() == ["Anna", "bram"]


def test_a_reader_does_not_wait_for_a_writer(desk_url: str):
    judge(desk_url, judgement())
    with database.writing(desk_url, "besluiten") as session:
        database.keep(session, judgement(record_id="node/2"))
        assert len(judgements(desk_url)) == 1
    assert len(judgements(desk_url)) == 2


def written(url: str, *entries: database.Base) -> None:
    with database.writing(url, "besluiten") as session:
        for entry in entries:
            database.keep(session, entry)


def test_what_goes_wrong_halfway_is_not_kept(desk_url: str):
    with pytest.raises(DeskError, match="telt 121 tekens"):
        written(desk_url, judgement(), override(decided_by="x" * 121))
    assert judgements(desk_url).empty


def test_sqlite_keeps_a_log_so_that_readers_and_a_writer_go_together(tmp_path: Path):
    path = tmp_path / "desk.sqlite"
    reviews(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert [item.name for item in tmp_path.iterdir()] == ["desk.sqlite"]


def test_a_reference_to_nothing_is_refused(desk_url: str):
    lost = overrides.OverrideWithdrawal(
        of=99, withdrawn_by="Anna", withdrawn_on=dt.date(2026, 11, 16), withdrawn_because="x", entered_at=NOW
    )
    with pytest.raises(DeskError, match="niet te lezen of te schrijven"):
        written(desk_url, lost)


def test_a_moment_is_kept_in_utc_whatever_the_time_zone(desk_url: str):
    summer = dt.timezone(dt.timedelta(hours=2))
    judge(desk_url, judgement(judged_at=dt.datetime(2026, 7, 1, 0, 30, tzinfo=summer)))
    assert judgements(desk_url)["judged_at"].iloc[0] == dt.datetime(2026, 6, 30, 22, 30)  # noqa: DTZ001


def test_strange_text_comes_back_as_it_was(desk_url: str):
    hostile = "'; DROP TABLE visit; -- {{ 7*7 }} ${x} <b> é \U0001f6a7 %s :x"
    decide(desk_url, override(reason=hostile))
    assert overrides.overrides(desk_url)["reason"].tolist() == [hostile]


def test_text_that_postgresql_would_refuse_is_refused_everywhere(desk_url: str):
    with pytest.raises(DeskError, match="telt 121 tekens; hoogstens 120"):
        decide(desk_url, override(decided_by="x" * 121))
    with pytest.raises(DeskError, match="teken dat niet bewaard kan worden"):
        decide(desk_url, override(reason="niets\0iets"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://anna:gehe!m@127.0.0.1:1/desk",
        "postgresql+psycopg://anna:gehe!m@127.0.0.1:1/desk?onbekend=1",
        "postgresql+psycopg://anna:gehe!m@127.0.0.1:poort/desk",
        "oracle+geen://anna:gehe!m@127.0.0.1/desk",
        "anna:gehe!m@127.0.0.1",
        "postgresql+psycopg2://anna:gehe!m@127.0.0.1/desk",
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_one_line_without_the_password(url: str):
    with pytest.raises(DeskError) as refused:
        reviews(url)
    told = str(refused.value)
    assert "gehe" not in told
    assert "\n" not in told
    cause = refused.value
    while cause is not None:
        assert "gehe" not in f"{cause} {cause.args}"
        cause = cause.__cause__


def test_what_people_wrote_is_not_in_a_message(desk_url: str):
    """PostgreSQL shows the whole row that it refuses."""
    with pytest.raises(DeskError) as refused:
        written(desk_url, override(reason="over een mens", occupancy_id=None))
    assert "over een mens" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_opening_a_desk_of_today_needs_no_alembic(desk_url: str):
    """Bringing a desk up takes half a second; every command would pay for it."""
    reviews(desk_url)
    script = (
        "import sys; from theseus.desk.reviews import reviews; reviews(sys.argv[1]); "
        "sys.exit('alembic' in sys.modules)"
    )
    opened = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", script, desk_url],
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert opened.returncode == 0
