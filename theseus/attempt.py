"""The last try to fetch a source: a small hidden file beside its deliveries, for the run report.

The fetch room writes it and the intake reads it, so it is a room of its own that knows no network.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus import atomic

if TYPE_CHECKING:
    from pathlib import Path

NAME = ".poging.json"


@dataclass(frozen=True)
class Attempt:
    """How the last try to fetch a source went.

    Attributes
    ----------
    at
        When, in UTC.
    state
        How it ended, as ``FetchState`` calls it.
    message
        One Dutch line.
    good
        True if the service gave a delivery, or confirmed the last one.
    last_good
        When that last happened, in UTC; None if it never did.
    """

    at: dt.datetime
    state: str
    message: str
    good: bool
    last_good: dt.datetime | None = None


def note(folder: Path, at: dt.datetime, state: str, message: str, *, good: bool) -> Attempt:
    """Write down how a try went; the moment of the last good one is kept.

    Parameters
    ----------
    folder
        The folder of the source, ``data/raw/<source>/``.
    at
        When it was tried, with its time zone.
    """
    moment = at.astimezone(dt.UTC)
    before = last(folder)
    attempt = Attempt(moment, state, message, good, moment if good else before.last_good if before else None)
    told = {
        "at": moment.isoformat(timespec="seconds"),
        "state": state,
        "message": message,
        "good": good,
        "last_good": attempt.last_good.isoformat(timespec="seconds") if attempt.last_good else None,
    }
    atomic.write_bytes(folder / NAME, json.dumps(told, ensure_ascii=False, indent=1).encode())
    return attempt


def last(folder: Path) -> Attempt | None:
    """Read how the last try went; None if there was none, or its note cannot be read."""
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
        return Attempt(
            dt.datetime.fromisoformat(told["at"]),
            str(told["state"]),
            str(told["message"]),
            bool(told["good"]),
            dt.datetime.fromisoformat(told["last_good"]) if told["last_good"] else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a note about a try is no reason to stop a run
