"""The link score: the whole policy of weights on one screen, and the sentence that explains it.

A pair is scored on one ground: the BAG key, the address or the place on the map, each with or
without the name. The score is the sum of the six ``score_`` columns, each weight x share, where
share is how well the feature agrees (0 to 1). Scores have two decimals, so that what a person
reads adds up exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from theseus.link.settings import LinkSettings

MATCHER_VERSION = "1"  # raise it with every change that can alter a score, here or in names.py

ADDRESS_FEATURES = ["postcode", "number", "addition"]
FEATURES = ("key", "postcode", "number", "addition", "name", "distance")
WEIGHTS = {
    # ground            key   postcode number addition name  distance
    "sleutel":         (1.00, 0.00,    0.00,  0.00,    0.00, 0.00),
    "adres":           (0.00, 0.40,    0.40,  0.20,    0.00, 0.00),
    "plaats":          (0.00, 0.00,    0.00,  0.00,    0.00, 1.00),
    "sleutel en naam": (0.30, 0.00,    0.00,  0.00,    0.70, 0.00),
    "adres en naam":   (0.00, 0.12,    0.12,  0.06,    0.70, 0.00),
    "plaats en naam":  (0.00, 0.00,    0.00,  0.00,    0.70, 0.30),
}  # fmt: skip
NEIGHBOURS = 2  # house numbers that differ this much or less are neighbours
NEIGHBOUR_SHARE = 0.25
ONE_ADDITION_SHARE = 0.10  # the addition is known on one side only
REACH_M = 30.0  # points further apart are not compared
NO_DISTANCE_SHARE_M = 60.0  # the share of distance falls in a straight line from 1 at 0 m to 0 here
SAME_NAME = 0.75  # from this similarity on two names are one name

SCORES = [f"score_{feature}" for feature in FEATURES]
METHOD = {ground: "naam" if ground.endswith("naam") else ground for ground in WEIGHTS}
_PLACES = ("sleutel", "adres", "plaats")

_WORDS = {  # feature: all of it agrees, part of it, nothing
    "key": ("BAG-sleutel gelijk", "", "BAG-sleutel verschilt"),
    "postcode": ("postcode gelijk", "", "postcode verschilt"),
    "number": ("huisnummer gelijk", "huisnummer van de buren", "huisnummer verschilt"),
    "addition": ("toevoeging gelijk", "toevoeging maar aan een kant bekend", "toevoeging verschilt"),
    "name": ("naam gelijk", "naam lijkt voor {percent} %", "naam lijkt niet"),
    "distance": ("zelfde plek of pand", "{metres} m uit elkaar", "plaats verschilt"),
}


def number_share(difference: pd.Series) -> pd.Series:
    """Share of the feature number, from the absolute difference of two house numbers."""
    share = np.where(difference == 0, 1.0, np.where(difference <= NEIGHBOURS, NEIGHBOUR_SHARE, 0.0))
    return pd.Series(share, index=difference.index)


def distance_share(metres: pd.Series) -> pd.Series:
    """Share of the feature distance, from metres between two places."""
    return (1 - metres.astype(float) / NO_DISTANCE_SHARE_M).clip(0, 1)


def weigh(pairs: pd.DataFrame, by_name: pd.Series | None = None) -> pd.DataFrame:
    """Score pairs on the ground that says most of them.

    Parameters
    ----------
    pairs
        One column per feature with its share, 0 to 1 (one that is missing or empty counts as 0).
        ``name`` is empty where the names are not known on both sides.
    by_name
        Whether the name counts, per pair. By default it does where it is known on both sides.

    Returns
    -------
    pandas.DataFrame
        Same index: ``ground``, ``method``, the ``score_`` columns, ``score`` (their sum, 0 to 1)
        and ``name_similarity`` (also where it does not count).
    """
    shares = pairs.reindex(columns=list(FEATURES)).astype("Float64")
    known = shares["name"].notna() if by_name is None else by_name & shares["name"].notna()
    values = np.nan_to_num(shares.to_numpy(dtype=float, na_value=np.nan))
    best, parts = _best_place(values, known.to_numpy(dtype=bool))
    scored = pd.DataFrame(parts, columns=SCORES, index=pairs.index)
    scored["score"] = np.round(parts.sum(axis=1), 2)
    grounds = np.array(_PLACES)[best]
    scored["ground"] = np.where(known, grounds + np.array(" en naam"), grounds)
    scored["method"] = scored["ground"].map(METHOD)
    scored["name_similarity"] = shares["name"]
    return scored


def _best_place(shares: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weigh every pair on each ground; return the best ground and its weighted shares."""
    weighted = np.stack(
        [
            np.where(known[:, None], shares * WEIGHTS[f"{place} en naam"], shares * WEIGHTS[place])
            for place in _PLACES
        ]
    )
    weighted = np.round(weighted, 2)
    best = weighted.sum(axis=2).round(2).argmax(axis=0)
    return best, weighted[best, np.arange(shares.shape[0])]


def accepted(scored: pd.DataFrame, settings: LinkSettings) -> pd.Series:
    """Pairs whose score reaches the region's threshold, and whose names do not disagree."""
    agrees = (scored["name_similarity"].fillna(0.0) >= SAME_NAME).astype(bool)
    return (scored["score"] >= settings.accept) & (agrees | (scored["method"] != "naam"))


def in_grey_band(scored: pd.DataFrame, settings: LinkSettings) -> pd.Series:
    """Pairs that are neither accepted nor clearly different."""
    return (scored["score"] >= settings.grey) & ~accepted(scored, settings)


def sentences(scored: pd.DataFrame) -> pd.Series:
    """Explain scores in Dutch: each feature that counted, what it gave, and the sum.

    Returns
    -------
    pandas.Series
        Text, same index. Equal scores have equal sentences, so each is written once.
    """
    if scored.empty:
        return pd.Series([], index=scored.index, dtype="string")
    columns = ["ground", *SCORES, "score", "name_similarity"]
    distinct = scored[columns].drop_duplicates()
    text = [_sentence(row._asdict()) for row in distinct.itertuples(index=False)]
    written = distinct.assign(sentence=pd.array(text, dtype="string"))
    return scored[columns].merge(written, on=columns, how="left")["sentence"].set_axis(scored.index)


def _sentence(row: dict[str, Any]) -> str:
    parts = []
    for feature, weight in zip(FEATURES, WEIGHTS[row["ground"]], strict=True):
        if weight:
            score = row[f"score_{feature}"]
            share = row["name_similarity"] if feature == "name" else score / weight
            parts.append(f"{_words(feature, share)} {_decimal(score)}")
    text = " + ".join(parts)
    return f"{text[0].upper()}{text[1:]} = {_decimal(row['score'])}."


def _words(feature: str, share: float) -> str:
    whole, part, nothing = _WORDS[feature]
    words = whole if share >= 1 - 1e-9 else nothing if share <= 0 else part
    return words.format(percent=round(100 * share), metres=round((1 - share) * NO_DISTANCE_SHARE_M))


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
