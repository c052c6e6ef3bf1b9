"""What was announced in calendars before: which inspections, to whom, and in which version.

A calendar that somebody imported is corrected by sending the same UID again with a higher SEQUENCE, and
undone by sending it as cancelled (RFC 5546). So beside every calendar stands ``agenda.json``: the versions
that went out. A SEQUENCE only rises, so of several such files the highest is the last that was sent.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the file is read by these annotations
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from theseus.atomic import write_bytes
from theseus.errors import TheseusError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from theseus.model import Inspection

FILE = "agenda.json"


@dataclass(frozen=True)
class Announced:
    """One inspection as calendars tell it.

    Attributes
    ----------
    partners
        Who take part now; none if it is cancelled.
    invited
        Everybody who ever had it in the calendar; who is no longer a partner has to hear that too.
    print
        Hash of what it is: a new one makes a new version.
    """

    session_id: str
    municipality_code: str
    date: dt.date
    start: dt.time
    end: dt.time
    theme: str | None
    visits: int
    partners: tuple[str, ...]
    invited: tuple[str, ...]
    print: str
    sequence: int = 0
    cancelled: bool = False


_ALL = TypeAdapter(list[Announced])


def announce(
    inspections: Sequence[Inspection], earlier: Iterable[Announced], as_of: dt.date
) -> tuple[Announced, ...]:
    """Give every inspection its version, and cancel those that are no longer there.

    Parameters
    ----------
    inspections
        One without visits is not held: nobody is invited, and who was is told that it is cancelled.
    earlier
        What went out before, in any order and any number of versions.
    as_of
        What was before this day is not cancelled: it took place.

    Returns
    -------
    tuple
        By date, start and session. What was cancelled stays in it until its day is over.
    """
    last: dict[str, Announced] = {}
    for item in earlier:
        if item.session_id not in last or item.sequence > last[item.session_id].sequence:
            last[item.session_id] = item
    held = (inspection for inspection in inspections if inspection.visits)
    now = [_version(inspection, last.get(inspection.session.session_id)) for inspection in held]
    planned = {item.session_id for item in now}
    gone = [item for item in last.values() if item.session_id not in planned and item.date >= as_of]
    return tuple(sorted((*now, *map(_cancelled, gone)), key=lambda a: (a.date, a.start, a.session_id)))


def _version(inspection: Inspection, before: Announced | None) -> Announced:
    session = inspection.session
    now = Announced(
        session.session_id,
        session.municipality_code,
        session.date,
        session.start,
        session.end,
        session.theme,
        len(inspection.visits),
        session.partners,
        session.partners,
        _print(inspection),
    )
    if before is None:
        return now
    changed = before.cancelled or before.print != now.print
    invited = tuple(dict.fromkeys((*before.invited, *session.partners)))
    return replace(now, invited=invited, sequence=before.sequence + changed)


def _cancelled(before: Announced) -> Announced:
    if before.cancelled:
        return before
    return replace(before, partners=(), cancelled=True, sequence=before.sequence + 1)


def _print(inspection: Inspection) -> str:
    """Hash an inspection: when, where, with whom and to whom, but not who comes first."""
    session = inspection.session
    told = [
        *(
            session.municipality_code,
            session.date.isoformat(),
            f"{session.start:%H:%M}",
            f"{session.end:%H:%M}",
        ),
        *(session.theme, sorted(session.partners), sorted(visit.occupancy_id for visit in inspection.visits)),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def write(path: Path, announced: Sequence[Announced]) -> None:
    """Write what went out."""
    write_bytes(path, _ALL.dump_json(list(announced), indent=1))


def read(path: Path) -> list[Announced]:
    """Read what :func:`write` wrote; nothing if it is not there.

    Raises
    ------
    TheseusError
        If the file is damaged: a version that was sent must not be sent again as another.
    """
    if not path.exists():
        return []
    try:
        return _ALL.validate_json(path.read_bytes())
    except ValidationError as error:
        raise TheseusError(
            f"{path} is beschadigd, dus welke versie van de agenda is verstuurd is niet te zeggen. "
            "Zet een back-up terug."
        ) from error


def of(announced: Iterable[Announced], partner: str) -> tuple[Announced, ...]:
    """Return what one partner has to hear: for who takes part no longer it is cancelled."""
    own = [item for item in announced if partner in item.invited]
    return tuple(item if partner in item.partners else replace(item, cancelled=True) for item in own)


def invited(announced: Iterable[Announced]) -> tuple[str, ...]:
    """Return everybody who ever was invited, by name."""
    names: Mapping[str, None] = dict.fromkeys(name for item in announced for name in item.invited)
    return tuple(sorted(names))
