"""What link is told (its settings) and what it answers (its six tables)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theseus.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True)
class LinkSettings:
    """How a region wants its records linked.

    Attributes
    ----------
    municipality_codes
        CBS codes of the region's municipalities, "GM0226".
    prefer
        Card ids of the sources of park drawings, most trusted first. Sources that are not named
        come last, in alphabetical order.
    choice
        The region's own choice per park: ``terrein_id`` or name to the card id of the source whose
        drawing stands.
    accept
        Link score (0 to 1) from which a record is linked.
    grey
        Link score from which a pair that is not accepted is listed as a near miss.

    Raises
    ------
    ConfigError
        If the thresholds are not 0 <= grey <= accept <= 1.
    """

    municipality_codes: tuple[str, ...]
    prefer: tuple[str, ...] = ("terrein_eigen", "ibis", "top10nl", "osm")
    choice: Mapping[str, str] = field(default_factory=dict)
    accept: float = 0.85
    grey: float = 0.60

    def __post_init__(self) -> None:
        if not 0 <= self.grey <= self.accept <= 1:
            raise ConfigError(
                f"Koppelgrenzen accept={self.accept} en grey={self.grey} kunnen niet: "
                "kies 0 <= grey <= accept <= 1."
            )


@dataclass(frozen=True)
class Linked:
    """What link makes; the columns stand in ``contracts.py``.

    Attributes
    ----------
    terreinen
        The drawing that stands per park (contract ``chosen_terrein``).
    overlaps
        Every other drawing of a park, and every pair of parks that overlap (``terrein_overlap``).
    occupancies
        One row per use of an address on a park (``occupancy``).
    links
        At least one row per record of every source (``link``). ``occupancy_id`` is filled exactly
        for the outcomes "gekoppeld" and "eigen gebruik", except for the records of the tables
        ``terrein``, ``area`` and ``school_holiday``: those are used for all occupancies, so "gekoppeld"
        has none there. A publication about somebody can be "gekoppeld" to who was there then and
        "alleen de plaats" for the others there.
    near_misses
        Every compared pair in the grey band, and every pair that could not be told apart
        (``link``; ``occupancy_id`` names the candidate, or one use of the candidate address).
    judgements
        What became of each standing judgement (``judgement_use``).
    """

    terreinen: pd.DataFrame
    overlaps: pd.DataFrame
    occupancies: pd.DataFrame
    links: pd.DataFrame
    near_misses: pd.DataFrame
    judgements: pd.DataFrame
