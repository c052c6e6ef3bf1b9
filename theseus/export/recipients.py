"""Who a file with labels was made for: kept beside the files, and never forgotten when they are made again.

A roster leaves the desk, so ``ontvangers.json`` tells of each one for whom it was made, on which day, and
the label of every visited occupancy as it stands on paper: a red that was only proposed stands there as
white. What stays at the desk (map, lists, plan) and what names no business (the calendar) is not in it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus import tables
from theseus.atomic import write_bytes
from theseus.contracts import RECEIVED
from theseus.contracts.returning import OCCUPANCY
from theseus.errors import TheseusError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from theseus.export.need_to_know import Roster

FILE = "ontvangers.json"
NOT_SHOWN = "niet vermeld"  # in the place of a label that the reader may not see


@dataclass(frozen=True)
class Handed:
    """One file that was made for people outside the desk.

    Attributes
    ----------
    day
        The day on which it was made.
    recipients
        Names of those it was made for: a ketenpartner of the inspection, or the municipality itself.
    file
        The roster: a file, or a folder with the same roster in several formats.
    labels
        Label on paper by occupancy id: ``NOT_SHOWN`` if there is none on this roster, None if it was not
        written down at the time.
    """

    day: dt.date
    run: str
    file: str
    recipients: tuple[str, ...]
    labels: dict[str, str | None]


def on_paper(whole: Roster, given: Roster) -> dict[str, str | None]:
    """Tell which label of every visit stands on a roster that was given to somebody.

    Parameters
    ----------
    whole
        The roster of the municipality itself, with the same visits.
    given
        As its reader has it. The reason of a red says that it is red.
    """
    ids = list(whole.visits[OCCUPANCY])
    told = given.allows("label") or given.allows("reden")
    return dict(zip(ids, list(whole.visits["label"]) if told else [NOT_SHOWN] * len(ids), strict=True))


def write(path: Path, handed: Sequence[Handed]) -> None:
    """Write for whom files were made, one entry per file, in the order given."""
    plain = [asdict(item) | {"day": item.day.isoformat()} for item in handed]
    write_bytes(path, json.dumps(plain, indent=1, ensure_ascii=False).encode())


def read(path: Path) -> list[Handed]:
    """Read what :func:`write` wrote; nothing if it is not there.

    Raises
    ------
    TheseusError
        If the file is damaged: who received which label must not be guessed.
    """
    if not path.exists():
        return []
    try:
        return [_handed(item) for item in json.loads(path.read_text("utf-8"))]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TheseusError(
            f"{path} is beschadigd, dus wie welk label kreeg is niet te zeggen. Zet een back-up terug."
        ) from error


def _handed(plain: dict[str, Any]) -> Handed:
    changed = {"day": dt.date.fromisoformat(plain["day"]), "recipients": tuple(plain["recipients"])}
    return Handed(**{**plain, **changed, "labels": dict(plain["labels"])})


def together(earlier: Sequence[Handed], now: Sequence[Handed]) -> list[Handed]:
    """Add new entries to those that were written before; what is made again in every respect is one entry."""
    return [*earlier, *(item for item in now if item not in earlier)]


def of(handed: Iterable[Handed], occupancy_id: str, until: dt.date) -> pd.DataFrame:
    """Find who received which label of one occupancy.

    Parameters
    ----------
    until
        The last day that counts.

    Returns
    -------
    pandas.DataFrame
        Contract ``received``, by day, run, file and recipient.
    """
    rows = [
        (item.day, item.run, item.file, recipient, item.labels[occupancy_id])
        for item in handed
        if item.day <= until and occupancy_id in item.labels
        for recipient in item.recipients
    ]
    found = pd.DataFrame(rows, columns=RECEIVED.names).drop_duplicates()
    return tables.conform(found.sort_values(["day", "run", "file", "recipient"]), RECEIVED)
