"""The schedule: one job, kept between starts, a missed run made up once, never two at a time."""

import datetime as dt
import queue
from pathlib import Path

import pytest
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from filelock import FileLock

from theseus import schedule, starter
from theseus.config import Region, Schedule
from theseus.errors import ConfigError
from theseus.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    starter.make(made, starter.example_region())
    return made


def with_schedule(workspace: Workspace, wanted: Schedule) -> Workspace:
    region: Region = workspace.region.model_copy(update={"schedule": wanted})
    workspace.config.write_text(starter.commented(region), "utf-8")
    return Workspace(workspace.root)


def test_there_is_one_job_and_it_survives_a_restart(workspace: Workspace):
    first = schedule.scheduler(workspace)
    planned = first.get_job(schedule.JOB).next_run_time
    first.shutdown()
    second = schedule.scheduler(workspace)
    jobs = second.get_jobs()
    second.shutdown()
    assert [job.id for job in jobs] == [schedule.JOB]
    assert jobs[0].next_run_time == planned


def miss_a_run(workspace: Workspace, weeks: int) -> None:
    """Put the job's next run in the past, as a machine that was off leaves it."""
    store = SQLAlchemyJobStore(url=f"sqlite:///{workspace.jobs}")
    store.start(BackgroundScheduler(timezone=schedule.TIMEZONE), "default")
    job = store.lookup_job(schedule.JOB)
    job._modify(next_run_time=dt.datetime.now(schedule.TIMEZONE) - dt.timedelta(weeks=weeks))
    store.update_job(job)
    store.shutdown()


def test_missed_runs_are_made_up_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    runs: queue.Queue[str] = queue.Queue()
    schedule.scheduler(workspace).shutdown()
    miss_a_run(workspace, weeks=3)
    monkeypatch.setattr(schedule, "weekly", runs.put)
    restarted = schedule.scheduler(workspace)
    restarted.resume()
    assert runs.get(timeout=10) == str(workspace.root)
    restarted.shutdown()
    assert runs.empty()


def test_another_time_in_the_configuration_moves_the_job(workspace: Workspace):
    schedule.scheduler(workspace).shutdown()
    moved = schedule.scheduler(with_schedule(workspace, Schedule(weekday="donderdag", time=dt.time(6, 15))))
    planned = moved.get_job(schedule.JOB).next_run_time
    moved.shutdown()
    assert (planned.isoweekday(), planned.hour, planned.minute) == (4, 6, 15)


def test_the_job_store_is_for_its_owner_only(workspace: Workspace):
    schedule.scheduler(workspace).shutdown()
    assert workspace.jobs.stat().st_mode & 0o077 == 0


def test_a_second_schedule_of_one_workspace_is_refused(workspace: Workspace):
    with FileLock(workspace.jobs.with_suffix(".lock")), pytest.raises(ConfigError, match="loopt al"):
        schedule.run_forever(workspace)


def test_a_failed_refresh_is_logged_and_does_not_stop_the_schedule(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*_: object) -> None:
        raise ConfigError("Er ontbreekt iets.")

    monkeypatch.setattr(schedule, "fetch_all", lambda *_: iter(()))
    monkeypatch.setattr(schedule, "refresh", fail)
    schedule.weekly(str(workspace.root))
    assert "Er ontbreekt iets." in caplog.text


@pytest.mark.parametrize(("fetch", "steps"), [(True, ["fetch", "refresh"]), (False, ["refresh"])])
def test_the_weekly_run_fetches_first_unless_the_region_brings_its_own_files(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *, fetch: bool, steps: list[str]
):
    region = with_schedule(workspace, Schedule(fetch=fetch))
    done = []

    def refreshed(*_: object) -> object:
        done.append("refresh")
        raise ConfigError("genoeg")

    monkeypatch.setattr(schedule, "fetch_all", lambda *_: iter(done.append("fetch") or ()))
    monkeypatch.setattr(schedule, "refresh", refreshed)
    schedule.weekly(str(region.root))
    assert done == steps
