"""Chance with a state of its own, so that a search is the same for the same seed wherever it runs. Compiled.

xorshift64* [1]_: fast, and good enough to choose stops with.

.. [1] S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", ACM
   Transactions on Mathematical Software 42(4), 2016.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FACTOR = np.uint64(0x2545F4914F6CDD1D)
_SHIFTS = (np.uint64(12), np.uint64(25), np.uint64(27))
_TOP = np.uint64(11)
_UNIT = 1.0 / 2**53


def begin(seed: int) -> NDArray[np.uint64]:
    """Return the state for a seed."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)


@njit(cache=True)
def draw(state: NDArray[np.uint64]) -> float:
    """Draw a number from 0 up to 1."""
    x = state[0]
    x ^= x >> _SHIFTS[0]
    x ^= x << _SHIFTS[1]
    x ^= x >> _SHIFTS[2]
    state[0] = x
    return float((x * _FACTOR) >> _TOP) * _UNIT


@njit(cache=True)
def below(state: NDArray[np.uint64], limit: int) -> int:
    """Draw a whole number from 0 up to a limit."""
    return int(draw(state) * limit)
