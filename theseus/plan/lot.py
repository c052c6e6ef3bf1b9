"""Which occupancies are visited because they were drawn at random, so that the rules can be judged by chance.

Every inspection has a lot of its own, so that each visits a few that were drawn and none is filled with them.
The lot is a hash of a seed, the inspection and the occupancy: who is drawn does not depend on label or order,
and stays the same when the plan is made again. Where there is room for everybody, the share is one of those
that there are, and the last inspections, which may be empty, draw nobody.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import defaultdict
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from theseus.model import Session

ROUNDING = 1e-9  # so that a tenth of thirty, with floats a little more than three, stays three


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
        Of the visits that there can be, the share (0 to 1) that is drawn; rounded up for each session.
    seed
        Other draws for another seed.
    rests
        Tells of an occupancy and a day whether it was visited too short before to be drawn.

    Returns
    -------
    dict
        The day of its session by occupancy id.
    """
    left: defaultdict[str, set[str]] = defaultdict(set)
    for name, code in eligible.items():
        left[code].add(name)
    held: defaultdict[str, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda one: (one.date, one.session_id)):
        held[session.municipality_code].append(session)
    found: dict[str, dt.date] = {}
    for code, here in held.items():
        there = left[code]
        for session, count in zip(here, _counts(here, len(there), share), strict=True):
            free = (name for name in there if not rests(name, session.date))
            first = _first(free, count, f"{seed}\n{session.session_id}")
            there.difference_update(first)
            found |= dict.fromkeys(first, session.date)
    return found


def _counts(sessions: Sequence[Session], there: int, share: float) -> list[int]:
    """How many are drawn for each session, so that up to each it is the share of the visits until then."""
    visits = [min(room, there) for room in accumulate((one.max_visits for one in sessions), initial=0)]
    asked = [math.ceil(share * count - ROUNDING) for count in visits]
    return [after - before for before, after in pairwise(asked)]


def _first(names: Iterable[str], count: int, seed: str) -> list[str]:
    return heapq.nsmallest(count, names, key=lambda name: (_lot(name, seed), name))


def _lot(name: str, seed: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()
