"""Bars on a terminal: how far a run or a download is. In a pipe they are not there."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from theseus.console import err

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from theseus import labelling


@contextmanager
def progress(stages: Sequence[str]) -> Iterator[labelling.Progress]:
    """Show which stage a run is in, with elapsed and remaining time; nothing in a pipe."""
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    with bars:
        task = bars.add_task("begin", total=len(stages))

        def show(stage: str, detail: str = "") -> None:
            text = f"{stage}: {detail}" if detail else stage
            bars.update(task, completed=list(stages).index(stage), description=escape(text))
            if not detail:
                logging.getLogger("theseus").info("stap: %s", stage)

        yield show
        bars.update(task, completed=len(stages))


@contextmanager
def downloads() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar per source that is being fetched, with what came so far; nothing in a pipe."""
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        DownloadColumn(),
        TextColumn("{task.fields[rows]} rijen"),
        TransferSpeedColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    known: dict[str, TaskID] = {}
    with bars:

        def show(title: str, size: int, rows: int) -> None:
            if title not in known:
                known[title] = bars.add_task(escape(title), total=None, rows=0)
            bars.update(known[title], completed=size, rows=rows)

        yield show
