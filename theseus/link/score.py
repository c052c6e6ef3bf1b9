"""The link score: the whole policy of weights on one screen, and the sentence that explains it.

A pair is scored on one ground: the number of the KVK, the BAG key, the address or the place on the map, the
last three each with or without the name. The score is the sum of the seven ``score_`` columns, each
weight x share, where share is how well the feature agrees (0 to 1). Scores have two decimals, so that what
a person reads adds up exactly.

Of all grounds that apply the one that gives most is taken. So an activity that agrees can add to a name
that is not quite the same, and one that differs takes nothing away: registers class firms too loosely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.link.settings import LinkSettings

MATCHER_VERSION = "2"  # raise it with every change that can alter a score, here or in names.py

ADDRESS_FEATURES = ["postcode", "number", "addition"]
FEATURES = ("key", "postcode", "number", "addition", "name", "activity", "distance")
WEIGHTS = {
    # ground                        key   postcode number addition name activity distance
    "nummer":                      (1.00, 0.00,    0.00,  0.00,    0.00, 0.00,   0.00),
    "sleutel":                     (1.00, 0.00,    0.00,  0.00,    0.00, 0.00,   0.00),
    "adres":                       (0.00, 0.40,    0.40,  0.20,    0.00, 0.00,   0.00),
    "plaats":                      (0.00, 0.00,    0.00,  0.00,    0.00, 0.00,   1.00),
    "sleutel, activiteit en naam": (0.25, 0.00,    0.00,  0.00,    0.55, 0.20,   0.00),
    "sleutel en naam":             (0.30, 0.00,    0.00,  0.00,    0.70, 0.00,   0.00),
    "adres, activiteit en naam":   (0.00, 0.12,    0.09,  0.04,    0.55, 0.20,   0.00),
    "adres en naam":               (0.00, 0.12,    0.12,  0.06,    0.70, 0.00,   0.00),
    "plaats, activiteit en naam":  (0.00, 0.00,    0.00,  0.00,    0.55, 0.20,   0.25),
    "plaats en naam":              (0.00, 0.00,    0.00,  0.00,    0.70, 0.00,   0.30),
}  # fmt: skip
NEIGHBOURS = 2  # house numbers that differ this much or less are neighbours
NEIGHBOUR_SHARE = 0.25
ONE_ADDITION_SHARE = 0.20  # the addition is known on one side only
REACH_M = 30.0  # points further apart are not compared
NO_DISTANCE_SHARE_M = 60.0  # the share of distance falls in a straight line from 1 at 0 m to 0 here
SAME_NAME = 0.72  # from this similarity on two names are one name
MARGIN = 0.03  # by which a pair must lead one that is better in another respect

SCORES = [f"score_{feature}" for feature in FEATURES]
GROUNDS = list(WEIGHTS)
METHOD = {ground: "naam" if ground.endswith("naam") else ground for ground in WEIGHTS} | {"nummer": "sleutel"}

_WORDS = {  # feature: all of it agrees, part of it, nothing
    "key": ("BAG-sleutel gelijk", "", "BAG-sleutel verschilt"),
    "postcode": ("postcode gelijk", "", "postcode verschilt"),
    "number": ("huisnummer gelijk", "huisnummer van de buren", "huisnummer verschilt"),
    "addition": ("toevoeging gelijk", "toevoeging maar aan een kant bekend", "toevoeging verschilt"),
    "name": ("naam gelijk", "naam lijkt voor {percent} %", "naam lijkt niet"),
    "activity": ("activiteit gelijk", "", "activiteit verschilt"),
    "distance": ("zelfde plek of pand", "{metres} m uit elkaar", "plaats verschilt"),
}
_SAME_NUMBER = "nummer van de KVK gelijk"


def number_share(difference: pd.Series) -> pd.Series:
    """Share of the feature number, from the absolute difference of two house numbers."""
    share = np.where(difference == 0, 1.0, np.where(difference <= NEIGHBOURS, NEIGHBOUR_SHARE, 0.0))
    return pd.Series(share, index=difference.index)


def distance_share(metres: pd.Series) -> pd.Series:
    """Share of the feature distance, from metres between two places."""
    return (1 - metres.astype(float) / NO_DISTANCE_SHARE_M).clip(0, 1)


def weigh(
    pairs: pd.DataFrame, by_name: pd.Series | None = None, by_number: pd.Series | None = None
) -> pd.DataFrame:
    """Score pairs on the ground that says most of them.

    Parameters
    ----------
    pairs
        One column per feature with its share, 0 to 1 (one that is missing or empty counts as 0).
        ``name`` is empty where the names are not known on both sides.
    by_name
        Whether the name counts, per pair. By default it does where it is known on both sides.
    by_number
        Whether the number of the KVK is the same, per pair; then nothing else counts.

    Returns
    -------
    pandas.DataFrame
        Same index: ``ground``, ``method``, the ``score_`` columns, ``score`` (their sum, 0 to 1)
        and ``name_similarity`` (also where it does not count).
    """
    values, score, best = _weighed(pairs, by_name, by_number)
    parts = np.round(values * np.array(list(WEIGHTS.values()))[best], 2)
    scored = pd.DataFrame(parts, columns=SCORES, index=pairs.index)
    scored["score"] = score
    scored["ground"] = pd.Categorical.from_codes(best, GROUNDS)
    scored["method"] = scored["ground"].astype(object).map(METHOD).astype("string")
    scored["ground"] = scored["ground"].astype("string")
    scored["name_similarity"] = pairs["name"].astype("Float64") if "name" in pairs else pd.NA
    return scored


def highest(
    pairs: pd.DataFrame, by_name: pd.Series | None = None, by_number: pd.Series | None = None
) -> NDArray[np.float64]:
    """Score of pairs as in :func:`weigh`, without its parts."""
    return _weighed(pairs, by_name, by_number)[1]


def place_share(scored: pd.DataFrame) -> NDArray[np.float64]:
    """How well the places of scored pairs agree, 0 to 1, whatever the ground."""
    of_place = [feature not in {"name", "activity"} for feature in FEATURES]
    whole = {ground: sum(np.array(weights)[of_place]) for ground, weights in WEIGHTS.items()}
    parts = scored[SCORES].to_numpy(dtype=float)[:, of_place].sum(axis=1)
    return np.asarray(np.round(parts / scored["ground"].map(whole).to_numpy(dtype=float), 2))


def _weighed(
    pairs: pd.DataFrame, by_name: pd.Series | None, by_number: pd.Series | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]:
    shares = pairs.reindex(columns=list(FEATURES)).astype(float)
    known = shares["name"].notna().to_numpy()
    if by_name is not None:
        known = known & by_name.to_numpy(dtype=bool)
    numbered = np.zeros(len(pairs), dtype=bool) if by_number is None else by_number.to_numpy(dtype=bool)
    values = np.nan_to_num(shares.to_numpy())
    return values, *_best_ground(values, known, numbered)


def _best_ground(
    values: NDArray[np.float64], by_name: NDArray[np.bool_], by_number: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Score on each ground that applies; return the highest score and its ground, the first of equals."""
    highest, best = np.full(len(values), -1.0), np.zeros(len(values), dtype=np.int8)
    for position, (ground, weights) in enumerate(WEIGHTS.items()):
        applies = by_number if ground == "nummer" else (by_name == (METHOD[ground] == "naam")) & ~by_number
        parts = (np.round(values[:, at] * weight, 2) for at, weight in enumerate(weights) if weight)
        score = np.where(applies, np.round(sum(parts), 2), -1.0)
        better = score > highest
        highest[better], best[better] = score[better], position
    return highest, best


def accepted(scored: pd.DataFrame, settings: LinkSettings) -> pd.Series:
    """Pairs whose score reaches the region's threshold, and whose names do not disagree."""
    return (scored["score"] >= settings.accept) & (alike(scored) | (scored["method"] != "naam"))


def alike(scored: pd.DataFrame) -> pd.Series:
    """Pairs whose names are one name."""
    return (scored["name_similarity"].fillna(0.0) >= SAME_NAME).astype(bool)


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
            words = _SAME_NUMBER if row["ground"] == "nummer" else _words(feature, share)
            parts.append(f"{words} {_decimal(score)}")
    text = " + ".join(parts)
    return f"{text[0].upper()}{text[1:]} = {_decimal(row['score'])}."


def _words(feature: str, share: float) -> str:
    whole, part, nothing = _WORDS[feature]
    words = whole if share >= 1 - 1e-9 else nothing if share <= 0 else part
    return words.format(percent=round(100 * share), metres=round((1 - share) * NO_DISTANCE_SHARE_M))


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
