"""Who is visited when, in which order: a sound simple method behind the interface of the optimiser.

Sessions are filled in order of date. Each gets one park as its heart, parks take turns, and it starts
where most value lies together. Then the visit with most value per extra minute is put in where it
costs least, until no visit fits; the order is shortened, and what that frees is filled again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from theseus.errors import PlanError
from theseus.model import Inspection, Plan, Session, Visit
from theseus.plan.arrays import Field, Filled
from theseus.plan.tour import Tour, pace
from theseus.plan.whynot import unplanned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.model import PlanProblem

METHOD = "eenvoudig: dichtheid, invoegen en 2-opt"
OTHER_PARK = 0.6  # a visit outside the park of the day counts for less, so a session stays together
CELL_M = 200.0  # neighbours that make a dense spot lie in the same or an adjoining square of this size


def solve(problem: PlanProblem) -> Plan:
    """Fill the sessions from the candidates.

    Returns
    -------
    A plan in which every usable session is an inspection (perhaps without visits) and every
    candidate is visited once or is unplanned with the constraint that binds. The same problem gives
    the same plan, in whatever order its sessions and candidates stand.

    Raises
    ------
    PlanError
        If an id occurs twice or a number cannot be used.
    """
    _refuse_impossible(problem)
    arrays = Field.of(problem.candidates)
    usable, notes = _usable(problem)
    free, held = arrays.open.copy(), Counter[int]()
    filled: list[Filled] = []
    for session in usable:
        pool = np.flatnonzero(free & (arrays.municipality == session.municipality_code))
        tour = _fill(session, pool, arrays, held, pace(problem.speed_kmh, problem.detour))
        free[pool[tour.stops]] = False
        filled.append(Filled(session, tour, pool))
        if not tour.stops:
            notes.append(f"Controle {session.session_id}: geen bezoeken, want geen kandidaat past erin.")
    inspections = tuple(_inspection(one, arrays) for one in filled)
    return Plan(problem, inspections, unplanned(arrays, filled), METHOD, tuple(notes))


def _refuse_impossible(problem: PlanProblem) -> None:
    for what, ids in (
        ("Controle", [s.session_id for s in problem.sessions]),
        ("Gebruik", [c.occupancy_id for c in problem.candidates]),
    ):
        twice = [name for name, count in Counter(ids).items() if count > 1]
        if twice:
            raise PlanError(f"{what} {twice[0]} staat twee keer in de planning; laat er één staan.")
    if not (0 < problem.speed_kmh < math.inf and 0 < problem.detour < math.inf):
        raise PlanError("Snelheid en omrijfactor moeten getallen boven 0 zijn; pas het ritme aan.")
    for c in problem.candidates:
        if not (math.isfinite(c.value) and 0 <= c.minutes < math.inf):
            raise PlanError(f"Gebruik {c.occupancy_id}: waarde of bezoektijd is geen bruikbaar getal.")


def _usable(problem: PlanProblem) -> tuple[list[Session], list[str]]:
    """Sessions that can be held, by date; a note for each of the others."""
    kept: list[Session] = []
    notes: list[str] = []
    for session in sorted(problem.sessions, key=lambda s: (s.date, s.start, s.session_id)):
        clash = next((other for other in kept if _clash(session, other)), None)
        if session.date < problem.as_of:
            notes.append(f"Controle {session.session_id}: niet gevuld, want de datum is al voorbij.")
        elif clash:
            who = ", ".join(sorted(set(session.partners) & set(clash.partners)))
            notes.append(
                f"Controle {session.session_id}: niet gevuld, want {who} is die dag bij {clash.session_id}."
            )
        else:
            kept.append(session)
    return kept, notes


def _clash(one: Session, other: Session) -> bool:
    """A partner would be in two municipalities on one day, or in two places at one time."""
    if one.date != other.date or not set(one.partners) & set(other.partners):
        return False
    together = one.start < other.end and other.start < one.end
    return together or one.municipality_code != other.municipality_code


def _minutes(session: Session) -> int:
    start, end = (dt.datetime.combine(session.date, at) for at in (session.start, session.end))
    return (end - start) // dt.timedelta(minutes=1)


def _fill(
    session: Session, pool: NDArray[np.intp], arrays: Field, held: Counter[int], minutes_per_metre: float
) -> Tour:
    """Fill one session from its pool; counts the park it was held in."""
    tour = Tour(arrays.xy[pool], arrays.service[pool], session.depot, _minutes(session), minutes_per_metre)
    reachable = tour.fits(tour.extra()[0])
    if session.max_visits < 1 or not reachable.any():
        return tour
    park = _park_of_the_day(pool[reachable], arrays, session.max_visits, held)
    held[park] += 1
    inside = arrays.park[pool] == park
    dense = np.where(reachable & inside, _density(arrays.xy[pool], arrays.value[pool] * inside), -math.inf)
    tour.insert(int(np.lexsort((-arrays.value[pool], -dense))[0]), 0)
    worth = arrays.value[pool] * np.where(inside, 1.0, OTHER_PARK)
    _insert_all(tour, worth, session.max_visits)
    while tour.shorten():
        _insert_all(tour, worth, session.max_visits)
    return tour


def _insert_all(tour: Tour, worth: NDArray[np.float64], max_visits: int) -> None:
    """Add the visit with most value per extra minute, until none fits."""
    while len(tour.stops) < max_visits:
        extra, position = tour.extra()
        fits = tour.fits(extra)
        fits[tour.stops] = False
        if not fits.any():
            return
        chosen = int(np.argmax(np.where(fits, worth / np.maximum(extra, 1.0), -math.inf)))
        tour.insert(chosen, int(position[chosen]))


def _park_of_the_day(pool: NDArray[np.intp], arrays: Field, max_visits: int, held: Counter[int]) -> int:
    """The park with most to do for one session, its turn counted: each session it had halves, thirds … it."""
    order = pool[np.lexsort((-arrays.value[pool], arrays.park[pool]))]
    parks, first, size = np.unique(arrays.park[order], return_index=True, return_counts=True)
    rank = np.arange(len(order)) - np.repeat(first, size)
    best = np.where(rank < max_visits, arrays.value[order], 0.0)
    worth = np.add.reduceat(best, first) / np.array([1 + held[int(park)] for park in parks])
    return int(parks[np.argmax(worth)])


def _density(xy: NDArray[np.float64], value: NDArray[np.float64]) -> NDArray[np.float64]:
    """The value that lies around each point: in its square and the eight around it."""
    cell = np.floor((xy - xy.min(axis=0)) / CELL_M).astype(np.int64) + 1
    width = int(cell[:, 0].max()) + 2
    keys, inverse = np.unique(cell[:, 1] * width + cell[:, 0], return_inverse=True)
    worth = np.bincount(inverse, weights=value)
    around = np.zeros(len(keys))
    for step in (dy * width + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1)):
        at = np.minimum(np.searchsorted(keys, keys + step), len(keys) - 1)
        around += np.where(keys[at] == keys + step, worth[at], 0.0)
    return around[inverse]


def _inspection(one: Filled, arrays: Field) -> Inspection:
    clock = dt.datetime.combine(one.session.date, one.session.start)
    visits = []
    for number, (stop, leg) in enumerate(zip(one.tour.stops, one.tour.legs(), strict=False), start=1):
        candidate = arrays.candidates[one.pool[stop]]
        arrival = clock + dt.timedelta(minutes=leg)
        clock = arrival + dt.timedelta(minutes=float(one.tour.service[stop]))
        visits.append(Visit(candidate.occupancy_id, number, arrival, clock, candidate.value))
    return Inspection(one.session, tuple(visits))
