"""Why a candidate is in no inspection: for each one the constraint that binds, in Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from theseus.model import Unplanned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theseus.model import Candidate
    from theseus.plan.arrays import Field, Filled

NO_PLACE = "plaats onbekend"
NO_MUNICIPALITY = "gemeente onbekend"
NO_SESSION = "geen controle gepland in deze gemeente"
NO_ROOM_AT_ALL = "geen van de controles in deze gemeente heeft plaats voor een bezoek"


def unplanned(arrays: Field, filled: Sequence[Filled]) -> tuple[Unplanned, ...]:
    """Report each candidate that is in no inspection, with the constraint that binds.

    Sessions are looked at as they were filled in the end: a candidate that would still fit in the
    time of one of them was kept out by the number of visits, any other by the time.
    """
    planned = {int(n) for one in filled for n in one.pool[one.tour.stops]}
    rest = [n for n in range(len(arrays.candidates)) if n not in planned]
    late = _by_capacity(arrays, filled, rest)
    return tuple(
        Unplanned(arrays.candidates[n].occupancy_id, _itself(arrays.candidates[n], arrays, n) or late[n])
        for n in rest
    )


def _itself(candidate: Candidate, arrays: Field, n: int) -> str | None:
    """What is in the way whatever the sessions are."""
    if not np.isfinite(arrays.xy[n]).all():
        return NO_PLACE
    if not candidate.municipality_code:
        return NO_MUNICIPALITY
    if not arrays.open[n]:
        return "; ".join(candidate.reasons) or "een bezoek heeft nu geen waarde"
    return None


def _by_capacity(arrays: Field, filled: Sequence[Filled], rest: Sequence[int]) -> dict[int, str]:
    """Per candidate: what the sessions in its municipality lack, number of visits or time."""
    size = len(arrays.candidates)
    count, alone, spare = np.zeros(size, dtype=int), np.zeros(size, dtype=int), np.zeros(size, dtype=int)
    holding = np.zeros(size, dtype=int)
    for one in filled:
        inside = arrays.municipality == one.session.municipality_code
        count[inside] += 1
        holding[inside] += one.session.max_visits > 0
        alone[one.pool] += one.tour.alone() <= one.tour.minutes
        spare[one.pool] += one.tour.fits(one.tour.extra()[0])
    return {n: _sentence(arrays, n, count[n], holding[n], alone[n], spare[n]) for n in rest}


def _sentence(arrays: Field, n: int, count: int, holding: int, alone: int, spare: int) -> str:
    visit = f"een bezoek van {arrays.service[n]:.0f} minuten"
    if count == 0:
        return NO_SESSION
    if holding == 0:
        return NO_ROOM_AT_ALL
    if alone == 0:
        return f"{visit} past met de reistijd in geen van de controles in deze gemeente"
    if spare:
        return "de controles die nog tijd hebben, zitten aan het grootste aantal bezoeken; andere gingen voor"
    return f"de controles in deze gemeente hebben te weinig tijd over voor {visit}; andere gingen voor"
