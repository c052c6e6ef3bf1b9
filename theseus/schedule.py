"""The weekly run: APScheduler calls ``refresh``, one at a time, and makes up for a missed run once."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from filelock import FileLock, Timeout

from theseus.errors import ConfigError, TheseusError
from theseus.model import Fetched
from theseus.refresh import refresh
from theseus.supply import fetch_all, travelling
from theseus.workspace import Workspace

if TYPE_CHECKING:
    from theseus.config import Schedule

JOB = "wekelijkse-verversing"
TIMEZONE = ZoneInfo("Europe/Amsterdam")
WEEKDAYS = {
    "maandag": "mon",
    "dinsdag": "tue",
    "woensdag": "wed",
    "donderdag": "thu",
    "vrijdag": "fri",
    "zaterdag": "sat",
    "zondag": "sun",
}
log = logging.getLogger(__name__)


def weekly(root: str) -> None:
    """Fetch what is due and refresh the workspace at ``root``; a failure is logged, the schedule goes on."""
    workspace = Workspace(Path(root))
    now = dt.datetime.now(TIMEZONE)
    try:
        if workspace.region.schedule.fetch:
            _fetch(workspace, now)
        report = refresh(workspace, now.date())
    except TheseusError as error:
        log.error("De verversing is niet gelukt: %s", error)  # noqa: TRY400 - one line for people, no traceback
        return
    for line in report.alarm:
        log.warning("Alarm: %s", line)
    for line in report.notes:
        log.warning("Let op: %s", line)
    log.info("Run %s, gepubliceerd: %s", report.run_id, report.published)


def _fetch(workspace: Workspace, now: dt.datetime) -> None:
    """Fetch every source that is due; the refresh after it tells which ones did not come."""
    for item in fetch_all(workspace, now):
        if isinstance(item, Fetched):
            log.info("%s: %s. %s", item.title, item.state.value, item.message)
    if travelling.possible(workspace):
        item = travelling.ask(workspace, now)
        log.info("%s: %s. %s", item.title, item.state.value, item.message)


def scheduler(workspace: Workspace) -> BackgroundScheduler:
    """Start a paused scheduler that holds the workspace's one weekly job in a persistent store.

    The job is looked up before it is added: replacing it at every start would forget a run that was
    missed while the machine was off. ``misfire_grace_time=None`` with ``coalesce`` makes up for any
    number of missed runs by one.
    """
    workspace.jobs.parent.mkdir(parents=True, exist_ok=True)
    made = BackgroundScheduler(
        timezone=TIMEZONE,
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{workspace.jobs}")},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    made.start(paused=True)
    workspace.jobs.chmod(0o600)  # the store is a pickle: whoever may write it may run code as us
    wanted = trigger(workspace.region.schedule)
    job = made.get_job(JOB)
    if job is None:
        made.add_job(weekly, wanted, args=[str(workspace.root.resolve())], id=JOB)
    elif str(job.trigger) != str(wanted):
        made.reschedule_job(JOB, trigger=wanted)
    return made


def trigger(schedule: Schedule) -> CronTrigger:
    """Turn the configured weekday and time into a cron trigger in Dutch time."""
    return CronTrigger(
        day_of_week=WEEKDAYS[schedule.weekday],
        hour=schedule.time.hour,
        minute=schedule.time.minute,
        timezone=TIMEZONE,
    )


def run_forever(workspace: Workspace) -> None:
    """Run the schedule until the process is told to stop.

    Raises
    ------
    ConfigError
        If another process already runs the schedule of this workspace.
    """
    lock = FileLock(workspace.jobs.with_suffix(".lock"))
    workspace.jobs.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ConfigError(f"Voor {workspace.root} loopt al een planning; stop die eerst.") from error
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    running = scheduler(workspace)
    try:
        running.resume()
        stop.wait()
    finally:
        running.shutdown()
        lock.release()
