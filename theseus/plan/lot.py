"""Which occupancies are visited because they were drawn at random, so that the rules can be judged by chance.

The lot is a hash of a seed and the occupancy: who is drawn does not depend on label or order, and stays the
same when the plan is made again.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def drawn(eligible: Mapping[str, str], visits: Mapping[str, int], share: float, seed: str) -> frozenset[str]:
    """Draw occupancies at random.

    Parameters
    ----------
    eligible
        Municipality code of every occupancy that may be drawn, by id.
    visits
        How many visits there is room for, per municipality code.
    share
        Of these, the share (0 to 1) that is drawn; rounded up.
    seed
        Other draws for another seed: the region and the year.
    """
    by_code: dict[str, list[str]] = {}
    for occupancy_id, code in eligible.items():
        by_code.setdefault(code, []).append(occupancy_id)
    return frozenset(
        name
        for code, names in by_code.items()
        for name in _first(names, math.ceil(share * visits.get(code, 0)), seed)
    )


def _first(names: Iterable[str], count: int, seed: str) -> list[str]:
    return sorted(names, key=lambda name: (_lot(name, seed), name))[:count]


def _lot(name: str, seed: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()
