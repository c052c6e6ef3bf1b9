"""The interval of a share that was seen in a few cases (Wilson, 1927)."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95


def wilson(
    found: ArrayLike, tried: ArrayLike, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute the score interval of a share.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927) 209-212: all true shares that a normal test would not
    reject for what was seen. Unlike the share plus or minus its error it stays within 0 and 1, and says
    something for 0 of 5.

    Parameters
    ----------
    found, tried
        How often it was so, of how many; 0 <= found <= tried.
    level
        How often such intervals hold the true share, between 0 and 1.

    Returns
    -------
    tuple of arrays
        Lower and upper bound, 0 to 1; not a number where nothing was tried.
    """
    hits, n = np.asarray(found, dtype=float), np.asarray(tried, dtype=float)
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
        middle = (hits + z2 / 2) / (n + z2)
        half = np.sqrt(z2 * n * share * (1 - share) + z2**2 / 4) / (n + z2)
    # Rounding may put a bound a hair beyond the share that it stands beside.
    low = np.minimum(np.maximum(middle - half, 0), share)
    high = np.maximum(np.minimum(middle + half, 1), share)
    return low, high
