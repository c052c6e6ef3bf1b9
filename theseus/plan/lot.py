"""Which occupancies are visited because they were drawn at random, so that the rules can be judged by chance.

Every inspection has a lot of its own, so that each visits a few that were drawn and none is filled with them.
The lot is a hash of a seed, the inspection and the occupancy: who is drawn does not depend on label or order,
and stays the same when the plan is made again.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from theseus.model import Session


def turns(
    eligible: Mapping[str, str],
    sessions: Iterable[Session],
    share: float,
    seed: str,
    rests: Callable[[str, dt.date], bool] = lambda _name, _day: False,
) -> dict[str, dt.date]:
    """Draw occupancies at random for every session, each for one at most.

    Parameters
    ----------
    eligible
        Municipality code of every occupancy that may be drawn, by id.
    sessions
        Each with room for so many visits.
    share
        Of these, the share (0 to 1) that is drawn; rounded up.
    seed
        Other draws for another seed.
    rests
        Tells of an occupancy and a day whether it was visited too short before to be drawn.

    Returns
    -------
    dict
        The day of its session by occupancy id.
    """
    left: dict[str, set[str]] = {}
    for name, code in eligible.items():
        left.setdefault(code, set()).add(name)
    found: dict[str, dt.date] = {}
    for session in sorted(sessions, key=lambda one: (one.date, one.session_id)):
        there = left.get(session.municipality_code, set())
        free = (name for name in there if not rests(name, session.date))
        first = _first(free, math.ceil(share * session.max_visits), f"{seed}\n{session.session_id}")
        there.difference_update(first)
        found |= dict.fromkeys(first, session.date)
    return found


def _first(names: Iterable[str], count: int, seed: str) -> list[str]:
    return heapq.nsmallest(count, names, key=lambda name: (_lot(name, seed), name))


def _lot(name: str, seed: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()
