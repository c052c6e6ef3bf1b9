"""Business names: what of a name counts, and how alike two names are.

The similarity of two names is 0 (nothing in common) to 1 (the same):

1. Both are written in one way: lower case, no accents or signs, no legal form, "&" and "en" alike.
2. ``whole`` compares the whole names, ``core`` what is left without words that name only the
   trade ("garage", "transport"), so that two garages are not alike because both are a garage.
3. similarity = (0.25 whole + 0.75 core - FLOOR) / (1 - FLOOR), at least 0: names that were taken
   at random share about FLOOR of their letters, which is no likeness at all.
"""

from __future__ import annotations

import importlib.resources
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from theseus.tables import connect

if TYPE_CHECKING:
    from collections.abc import Callable

FLOOR = 0.4
CORE_SHARE = 0.75
SUBSET = 0.95  # what it is worth that all words of one name stand in the other
SHORT = 3  # letters; a core this short must be equal, one letter more is another name
LONGEST = 200  # characters of a name that count

# Written apart ("b v"), with dots or in one word; before dots become spaces.
LEGAL_ABBREVIATIONS = (
    r"(^|[^\p{L}\p{N}])"
    r"(b\.? ?v|n\.? ?v|v\.? ?o\.? ?f|c\.? ?v|u\.? ?a|e\.? ?v)\.?"
    r"($|[^\p{L}\p{N}])"
)
EMPTY_WORDS = [
    *("holding", "maatschap", "eenmanszaak", "stichting", "cooperatie", "gmbh", "ltd", "hodn", "thodn"),
    *("en", "and", "de", "het", "t"),
    "voorbeeld",  # how fictional businesses are marked
]
TRADE_WORDS = (importlib.resources.files("theseus.link") / "trade_words.txt").read_text("utf-8").split()

_WRITE = r"""
WITH plain AS (
    SELECT id, translate(strip_accents(lower(name)), 'øłđı''’', 'oldi') AS name FROM given
), spelled AS (
    SELECT id, replace(replace(name, '&', ' en '), '+', ' en ') AS name FROM plain
), legal AS (  -- twice: two abbreviations in a row share the sign between them
    SELECT id, name, regexp_replace(
        regexp_replace(name, $abbreviations, ' ', 'g'), $abbreviations, ' ', 'g') AS bare
    FROM spelled
), words AS (
    SELECT id, list_filter(regexp_split_to_array(name, '[^\p{L}\p{N}]+'), lambda w: w <> '') AS every,
        list_filter(regexp_split_to_array(bare, '[^\p{L}\p{N}]+'),
                    lambda w: w <> '' AND NOT list_contains($empty_words, w)) AS kept
    FROM legal
), whole AS (
    SELECT id, CASE WHEN len(kept) > 0 THEN kept ELSE every END AS whole FROM words
), core AS (
    SELECT id, whole, list_filter(whole, lambda w: NOT list_contains($trade_words, w)) AS core FROM whole
)
SELECT id, array_to_string(whole, ' ') AS whole,
       array_to_string(CASE WHEN len(core) > 0 THEN core ELSE whole END, ' ') AS core
FROM core ORDER BY id
"""


def normalise(names: pd.Series) -> pd.DataFrame:
    """Write names in one way.

    Parameters
    ----------
    names
        Names as the sources write them, none empty.

    Returns
    -------
    pandas.DataFrame
        Same index; ``whole`` (all words that count) and ``core`` (without the words of the trade).
        A name of nothing but legal forms, or trade words, keeps them.
    """
    given = pd.DataFrame({"id": np.arange(len(names)), "name": names.str.slice(0, LONGEST).to_numpy()})
    given["name"] = given["name"].astype("string")
    words = {"empty_words": EMPTY_WORDS, "trade_words": TRADE_WORDS}
    with connect({"given": given}) as duck:
        written = duck.execute(_WRITE, {"abbreviations": LEGAL_ABBREVIATIONS, **words}).df()
    return written[["whole", "core"]].fillna("").set_axis(names.index, axis=0)


def similarity(left: pd.Series, right: pd.Series) -> np.ndarray:
    """Compare names pair by pair.

    Parameters
    ----------
    left, right
        Names as the sources write them, of equal length, none empty.

    Returns
    -------
    numpy.ndarray
        Similarity per pair, 0 to 1, in two decimals. Symmetric.
    """
    if len(left) == 0:
        return np.zeros(0)
    distinct = pd.Series(pd.unique(pd.concat([left, right], ignore_index=True))).astype("string")
    written = normalise(distinct)
    place = pd.Series(distinct.index, index=distinct.to_numpy())
    one = written.iloc[place[left.to_numpy()].to_numpy()]
    other = written.iloc[place[right.to_numpy()].to_numpy()]
    whole = _alike(one["whole"], other["whole"])
    raw = (1 - CORE_SHARE) * whole + CORE_SHARE * _core_alike(one["core"], other["core"])
    says_something = (one["whole"].str.len().to_numpy() > 0) & (other["whole"].str.len().to_numpy() > 0)
    return np.asarray(np.round(np.clip((raw - FLOOR) / (1 - FLOOR), 0, 1) * says_something, 2))


def _core_alike(one: pd.Series, other: pd.Series) -> np.ndarray:
    """Compare cores; very short ones must be equal."""
    left, right = _joined(one), _joined(other)
    short = np.minimum(left.str.len().to_numpy(), right.str.len().to_numpy()) <= SHORT
    equal = (left.to_numpy() == right.to_numpy()).astype(float)
    return np.where(short, equal, _alike(one, other))


def _alike(one: pd.Series, other: pd.Series) -> np.ndarray:
    """Return the best of three comparisons: without spaces, words sorted, and words in common."""
    together = _compare(fuzz.ratio, _joined(one), _joined(other))
    in_order = _compare(fuzz.token_sort_ratio, one, other)
    in_common = SUBSET * _compare(fuzz.token_set_ratio, one, other)
    return np.asarray(np.maximum(np.maximum(together, in_order), in_common))


def _compare(scorer: Callable[..., float], one: pd.Series, other: pd.Series) -> np.ndarray:
    scores = process.cpdist(one.to_list(), other.to_list(), scorer=scorer, dtype=np.float64)
    return np.asarray(scores / 100)


def _joined(words: pd.Series) -> pd.Series:
    return words.str.replace(" ", "", regex=False)
