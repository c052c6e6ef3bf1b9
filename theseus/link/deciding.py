"""Which compared pairs are linked, and which are near misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.link.homes import ABOUT_AN_ADDRESS
from theseus.link.score import MARGIN, accepted, alike, in_grey_band, place_share, sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.link.settings import LinkSettings

_UNSURE = "Dit lijkt op elkaar, maar niet zeker. "
_SEVERAL_USERS = "Op dit adres zijn meerdere gebruikers; de gevel wijst er geen aan. "
_SEVERAL_PLACES = "Meerdere gebruiken komen in aanmerking. "
_OTHER_NUMBER = "De nummers van de KVK verschillen. "


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
    named = best(pairs, settings)
    left = ~pairs["row"].isin(named["row"])
    enough = accepted(pairs, settings)
    able = enough & left & ~_other_number(pairs)
    placed = _by_place(pairs[able & (pairs["method"] != "naam")], seen)
    left &= ~pairs["row"].isin(placed["row"])
    several = left & pairs["here"] & (table == ABOUT_AN_ADDRESS)
    settled = pd.concat([named, placed])
    near = pairs[doubtful(pairs, settled, settings) | several].copy()
    told = pd.Series(_SEVERAL_PLACES, index=near.index, dtype="string")
    told[in_grey_band(near, settings)] = _UNSURE
    told[several[near.index]] = _SEVERAL_USERS
    told[_other_number(near)] = _OTHER_NUMBER
    near["reason"] = told + sentences(near)
    return Decision(named, placed, near.reset_index(drop=True))


def best(pairs: pd.DataFrame, settings: LinkSettings) -> pd.DataFrame:
    """Return the pair of each sighting that is good enough by its name, where one stands out.

    Of two pairs the one that is at least as good in name and place, and better in one of them, stands out.
    One that is better in name and worse in place must lead by ``MARGIN``. If two are equally good, none is
    taken: a link with the wrong twin is worse than none.

    Parameters
    ----------
    pairs
        From ``matching.score``.
    """
    able = accepted(pairs, settings) & (alike(pairs) | (pairs["ground"] == "nummer")) & ~_other_number(pairs)
    order = ["row", "score", "name_similarity", "use"]
    top = pairs[able].sort_values(order, ascending=[True, False, False, True]).drop_duplicates("row")
    compared = (pairs["method"] == "naam") | (pairs["ground"] == "nummer") | alike(pairs)
    rivals = pairs[compared & pairs["row"].isin(top["row"]) & ~pairs.index.isin(top.index)]
    first = pd.Series(top.index, index=top["row"])[rivals["row"]].to_numpy()
    doubt = rivals.loc[~_beats(pairs.loc[first], rivals), "row"]
    return top[~top["row"].isin(doubt)].reset_index(drop=True)


def _beats(top: pd.DataFrame, rival: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether the first pair stands out from the other, row by row."""
    lead = np.round(top["score"].to_numpy() - rival["score"].to_numpy(), 2)
    name, place = (_more(part(top), part(rival)) for part in (_name, _place))
    number = _more(*((pairs["ground"] == "nummer").to_numpy(dtype=int) for pairs in (top, rival)))
    return np.asarray(
        (lead >= MARGIN)
        | (number > 0)
        | ((place > 0) & (name >= 0))
        | ((name > 0) & (place >= 0) & (_name(top) == 1))
    )


def _more(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sign(one - other))


def _name(pairs: pd.DataFrame) -> NDArray[np.float64]:
    return np.asarray(pairs["name_similarity"].to_numpy(dtype=float, na_value=0.0))


def _place(pairs: pd.DataFrame) -> NDArray[np.float64]:
    """How well places agree; the sighting's own home before all others."""
    home = pairs["here"].to_numpy(dtype=float) if "here" in pairs else 0.0
    return np.asarray(home + place_share(pairs))


def _other_number(pairs: pd.DataFrame) -> pd.Series:
    """Pairs of two companies that both gave their number."""
    if "other_number" not in pairs:
        return pd.Series(data=False, index=pairs.index)
    return pairs["other_number"].astype(bool)


def doubtful(pairs: pd.DataFrame, settled: pd.DataFrame, settings: LinkSettings) -> pd.Series:
    """Pairs a person should look at: all in the grey band, and all good ones of a row that is not settled."""
    left = ~pairs["row"].isin(settled["row"])
    return in_grey_band(pairs, settings) | (left & accepted(pairs, settings))


def _by_place(pairs: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """Pairs at the sighting's home, or the nearest if it has none; only where one stands out."""
    shared = seen["shared"].reindex(pairs["row"]).to_numpy(dtype=bool)
    homeless = seen["home"].isna().reindex(pairs["row"]).to_numpy(dtype=bool)
    able = pairs[(pairs["here"] & pairs["alone"] & ~shared) | homeless]
    top = able[able["score"] == able.groupby("row")["score"].transform("max")]
    return top[~top.duplicated("row", keep=False)].reset_index(drop=True)
