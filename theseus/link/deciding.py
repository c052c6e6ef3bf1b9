"""Which compared pairs are linked, and which are near misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.link.homes import ABOUT_AN_ADDRESS
from theseus.link.score import SAME_NAME, accepted, in_grey_band, sentences

if TYPE_CHECKING:
    import pandas as pd

    from theseus.link.settings import LinkSettings

_UNSURE = "Dit lijkt op elkaar, maar niet zeker. "
_SEVERAL_USERS = "Op dit adres zijn meerdere gebruikers; de gevel wijst er geen aan. "
_SEVERAL_PLACES = "Meerdere gebruiken komen in aanmerking. "


@dataclass(frozen=True)
class Decision:
    """Pairs sorted out; each frame has the columns of ``pairs.compare``.

    Attributes
    ----------
    named
        One pair per sighting that is linked by its name (and place).
    placed
        One pair per sighting that is linked by its place alone, nobody contradicting.
    near
        All pairs a person should look at, with ``reason``.
    """

    named: pd.DataFrame
    placed: pd.DataFrame
    near: pd.DataFrame


def decide(pairs: pd.DataFrame, seen: pd.DataFrame, table: str, settings: LinkSettings) -> Decision:
    """Sort scored pairs out.

    Parameters
    ----------
    pairs
        From ``pairs.compare``.
    seen
        The sightings, from ``homes.prepare``.
    table
        Record table of the sightings.
    """
    enough = accepted(pairs, settings)
    alike = (pairs["name_similarity"].fillna(0.0) >= SAME_NAME).astype(bool)
    named = _best(pairs[enough & alike])
    left = ~pairs["row"].isin(named["row"])
    placed = _by_place(pairs[enough & left & (pairs["method"] != "naam")], seen)
    left &= ~pairs["row"].isin(placed["row"])
    several = left & pairs["here"] & (table == ABOUT_AN_ADDRESS)
    grey = in_grey_band(pairs, settings)
    near = pairs[grey | (left & enough) | several].copy()
    near["reason"] = sentences(near)
    near["reason"] = (
        (_SEVERAL_PLACES + near["reason"])
        .where(~grey, _UNSURE + near["reason"])
        .mask(several, _SEVERAL_USERS + near["reason"])
    )
    return Decision(named, placed, near.reset_index(drop=True))


def _best(pairs: pd.DataFrame) -> pd.DataFrame:
    """Keep the best pair of each sighting: by score, then by name, then the first occupancy."""
    order = ["row", "score", "name_similarity", "use"]
    best = pairs.sort_values(order, ascending=[True, False, False, True])
    return best.drop_duplicates("row").reset_index(drop=True)


def _by_place(pairs: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """Pairs at the sighting's home, or the nearest if it has none; only where one stands out."""
    shared = seen["shared"].reindex(pairs["row"]).to_numpy(dtype=bool)
    homeless = seen["home"].isna().reindex(pairs["row"]).to_numpy(dtype=bool)
    able = pairs[(pairs["here"] & pairs["alone"] & ~shared) | homeless]
    top = able[able["score"] == able.groupby("row")["score"].transform("max")]
    return top[~top.duplicated("row", keep=False)].reset_index(drop=True)
