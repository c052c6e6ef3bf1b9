"""A planning problem as arrays, and a session with its tour: what the planner's modules share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theseus.plan.tour import whole_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from theseus.model import Candidate, Session
    from theseus.plan.tour import Tour


@dataclass(frozen=True)
class Field:
    """The candidates as arrays, sorted by id.

    Attributes
    ----------
    xy
        RD coordinates, shape (n, 2), metres; ``nan`` where the place is unknown.
    service
        Minutes of a visit, whole.
    park
        A number per park; candidates on no known park share one per square kilometre.
    open
        May be planned: the place is known and a visit is worth something.
    """

    candidates: tuple[Candidate, ...]
    xy: NDArray[np.float64]
    value: NDArray[np.float64]
    service: NDArray[np.float64]
    municipality: NDArray[np.str_]
    park: NDArray[np.intp]
    open: NDArray[np.bool_]

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> Field:
        """Read candidates in any order."""
        ranked = tuple(sorted(candidates, key=lambda c: c.occupancy_id))
        xy = np.array([(c.x, c.y) for c in ranked], dtype=float).reshape(-1, 2)
        value = np.array([c.value for c in ranked], dtype=float)
        parks = [c.terrein_id or _square(c) for c in ranked]
        return cls(
            candidates=ranked,
            xy=xy,
            value=value,
            service=whole_minutes(np.array([c.minutes for c in ranked], dtype=float)),
            municipality=np.array([c.municipality_code for c in ranked], dtype=str),
            park=np.unique(np.array(parks, dtype=str), return_inverse=True)[1],
            open=np.isfinite(xy).all(axis=1) & (value > 0),
        )


@dataclass(frozen=True)
class Filled:
    """A session with its tour; ``pool`` holds the field's index of each candidate the tour knows."""

    session: Session
    tour: Tour
    pool: NDArray[np.intp]


def _square(candidate: Candidate) -> str:
    """A stand-in park of a square kilometre for a candidate on no known park."""
    if not (math.isfinite(candidate.x) and math.isfinite(candidate.y)):
        return ""
    return f"{candidate.x // 1000:.0f}/{candidate.y // 1000:.0f}"
