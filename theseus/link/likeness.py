"""How alike two business names are, pair by pair, and quickly how alike they can be at most.

The similarity is defined in ``names``. ``at_most`` bounds it from above by counting letters: pairs of names
that cannot be alike enough, nearly all of them, are never compared letter by letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from theseus.link.names import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FLOOR = 0.4
CORE_SHARE = 0.75
SUBSET = 0.95  # what it is worth that all words of one name stand in the other
SHORT = 3  # letters; a core this short must be equal, one letter more is another name
COMMON = 0.78  # how alike names are at most that share no more than a common surname,
NEARLY = 0.90  # if the whole names are alike this much; if not, they contradict each other
CONTRADICTED = 0.7  # how alike names are at most that contradict each other

_BATCH = 100_000  # names whose letters are counted at once
_COUNTED = 4  # of one letter, and half of it of a digit; more are counted together
_LEVELS = np.concatenate([np.repeat(_COUNTED, 26), np.repeat(_COUNTED // 2, 10)])  # 124 of 128 bits
_STEPS = np.concatenate([np.arange(levels) for levels in _LEVELS])
_CLASSES = len(_LEVELS) + 1  # the last is for every other sign
_CLASS = np.full(256, _CLASSES - 1)
_CLASS[ord("a") : ord("z") + 1] = np.arange(26)
_CLASS[ord("0") : ord("9") + 1] = np.arange(26, 36)


@dataclass(frozen=True)
class Letters:
    """How often letters occur in texts without their spaces: enough to bound what two have in common.

    Attributes
    ----------
    low, high
        A bit for the first, second, … occurrence of each letter.
    more
        Occurrences without a bit.
    length, spaces
        Number of signs, and of the spaces that were left out.
    """

    low: NDArray[np.uint64]
    high: NDArray[np.uint64]
    more: NDArray[np.int16]
    length: NDArray[np.int16]
    spaces: NDArray[np.int16]


@dataclass(frozen=True)
class Written:
    """Distinct names, ready to be compared by their position.

    Attributes
    ----------
    table
        From ``names.normalise``, index 0, 1, ….
    whole, core
        Letters of those columns.
    """

    table: pd.DataFrame
    whole: Letters
    core: Letters


def write(names: pd.Series, towns: frozenset[str] = frozenset()) -> Written:
    """Prepare distinct names (index 0, 1, …) for comparison; ``towns`` as in ``names.normalise``."""
    table = normalise(names, towns)
    for column in ("whole", "core"):
        ascii_only = pc.string_is_ascii(pa.array(table[column], pa.string())).to_numpy(zero_copy_only=False)
        table[f"{column}_words"] = table[f"{column}_words"].where(ascii_only, -1)
    return Written(table, _letters(table["whole"]), _letters(table["core"]))


def _letters(texts: pd.Series) -> Letters:
    parts = [
        _counted(pa.array(texts.iloc[at : at + _BATCH], pa.string())) for at in range(0, len(texts), _BATCH)
    ]
    parts = parts or [_counted(pa.array([], pa.string()))]
    return Letters(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _counted(texts: pa.Array) -> tuple[NDArray[np.generic], ...]:
    bare = pc.replace_substring(texts, " ", "")
    length = pc.binary_length(bare).to_numpy(zero_copy_only=False)
    signs = _CLASS[np.frombuffer("".join(bare.to_pylist()).encode(), np.uint8)]
    row = np.repeat(np.arange(len(bare)), length)
    count = np.bincount(row * _CLASSES + signs, minlength=_CLASSES * len(bare)).reshape(-1, _CLASSES)
    often = np.minimum(count[:, : len(_LEVELS)], _COUNTED).astype(np.uint8)
    bits = np.zeros((len(bare), 128), dtype=bool)
    bits[:, : len(_STEPS)] = np.repeat(often, _LEVELS, axis=1) > _STEPS
    packed = np.packbits(bits, axis=1).view(np.uint64)
    more = length - bits.sum(axis=1)
    spaces = pc.binary_length(texts).to_numpy(zero_copy_only=False) - length
    return packed[:, 0], packed[:, 1], more.astype(np.int16), length.astype(np.int16), spaces.astype(np.int16)


def at_most(names: Written, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.float64]:
    """Bound the similarity of names, at positions pair by pair, from above.

    Two texts have at most the letters in common that both hold, and the comparisons of ``alike`` rest on
    letters in common. Where names share a word nothing is bounded: 1.
    """
    table = names.table
    in_whole, in_core = (_letters_in_common(letters, one, other) for letters in (names.whole, names.core))
    whole = np.where(_shared(table, "whole_words", one, other), 1.0, in_whole)
    short = np.minimum(names.core.length[one], names.core.length[other]) <= SHORT
    core = np.where(short & (in_core < 1), 0.0, in_core)
    core = np.where(_shared(table, "core_words", one, other), 1.0, core)
    highest = _similarity(table, whole, core, one, other) + 0.01  # it is rounded to two decimals
    return np.where(in_whole >= 1, 1.0, np.minimum(highest, 1.0))


def _letters_in_common(
    letters: Letters, one: NDArray[np.intp], other: NDArray[np.intp]
) -> NDArray[np.float64]:
    both = np.bitwise_count(letters.low[one] & letters.low[other]).astype(np.int16)
    both += np.bitwise_count(letters.high[one] & letters.high[other])
    both += np.minimum(letters.more[one], letters.more[other])
    length = letters.length[one] + letters.length[other]
    spaces = letters.spaces[one] + letters.spaces[other]
    spaced = both + np.minimum(letters.spaces[one], letters.spaces[other])
    share: NDArray[np.float64] = np.maximum(
        2 * both / np.maximum(length, 1), 2 * spaced / np.maximum(length + spaces, 1)
    )
    return share


def alike(names: Written, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.float64]:
    """Compare names at positions, pair by pair.

    Returns
    -------
    numpy.ndarray
        Similarity per pair, 0 to 1, in two decimals. Symmetric.
    """
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
    pairs, back = np.unique(low * len(names.table) + high, return_inverse=True)
    left, right = np.divmod(pairs, max(len(names.table), 1))
    return _distinct(names.table, left, right)[back]


def _distinct(table: pd.DataFrame, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    one, other = table.iloc[left], table.iloc[right]
    whole = _best(one["whole"], other["whole"])
    core = _core(one["core"], other["core"])
    found = _similarity(table, whole, core, left, right)
    found = np.where(_together(one["whole"]) == _together(other["whole"]), 1.0, found)
    says_something = (one["whole"].to_numpy() != "") & (other["whole"].to_numpy() != "")
    return np.asarray(np.round(found, 2) * says_something)


def _similarity(
    table: pd.DataFrame,
    whole: NDArray[np.float64],
    core: NDArray[np.float64],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
) -> NDArray[np.float64]:
    one_trade = _shared(table, "trade", one, other)
    raw = (1 - CORE_SHARE) * np.where(one_trade, 1.0, whole) + CORE_SHARE * core
    found = np.clip((raw - FLOOR) / (1 - FLOOR), 0, 1)
    common = table["common"].to_numpy()
    cap = np.where(whole >= NEARLY, COMMON, CONTRADICTED)
    found = np.where((common[one] | common[other]) & ~one_trade & (whole < 1), np.minimum(found, cap), found)
    return np.where(_contradict(table, one, other), np.minimum(found, CONTRADICTED), found)


def _shared(
    table: pd.DataFrame, bits: str, one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.bool_]:
    said = table[bits].to_numpy()
    return np.asarray((said[one] & said[other]) != 0)


def _contradict(table: pd.DataFrame, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether names say that they are of two firms: another trade, role, number or initial."""
    trade, role, initials, number = (
        (table[column].to_numpy()[one], table[column].to_numpy()[other])
        for column in ("trade", "role", "initials", "number")
    )
    found = role[0] != role[1]
    for left, right in (trade, initials):
        found |= (left != 0) & (right != 0) & ((left & right) == 0)
    found |= (number[0] != 0) & (number[1] != 0) & (number[0] != number[1])
    return np.asarray(found)


def _core(one: pd.Series, other: pd.Series) -> NDArray[np.float64]:
    """Compare cores; a very short one must be equal, or a whole word of the other."""
    left, right = _together(one), _together(other)
    short = np.minimum(_length(left), _length(right)) <= SHORT
    found = _best(one, other)
    rest = np.flatnonzero(short & (left != right))
    if len(rest):
        within = _compare(fuzz.token_set_ratio, one.to_numpy()[rest], other.to_numpy()[rest]) == 1
        a_number = one.iloc[rest].str.isdigit().to_numpy(bool) | other.iloc[rest].str.isdigit().to_numpy(bool)
        found[rest] = SUBSET * (within & ~a_number)
    return found


def _best(one: pd.Series, other: pd.Series) -> NDArray[np.float64]:
    """Return the best of three comparisons: without spaces, words sorted, and words in common."""
    left, right = one.to_numpy(dtype=object), other.to_numpy(dtype=object)
    found = np.ones(len(left))
    rest = np.flatnonzero(left != right)
    left, right = left[rest], right[rest]
    together = _compare(fuzz.ratio, _together(one.iloc[rest]), _together(other.iloc[rest]))
    in_order = _compare(fuzz.token_sort_ratio, left, right)
    in_common = SUBSET * _compare(fuzz.token_set_ratio, left, right)
    found[rest] = np.maximum(np.maximum(together, in_order), in_common)
    return found


def _compare(
    scorer: Callable[..., float], one: NDArray[np.object_], other: NDArray[np.object_]
) -> NDArray[np.float64]:
    scores = process.cpdist(one.tolist(), other.tolist(), scorer=scorer, dtype=np.float64, workers=-1)
    return np.asarray(scores / 100)


def _together(words: pd.Series) -> NDArray[np.object_]:
    text = pc.replace_substring(pa.array(words, pa.string()), " ", "")
    return np.asarray(text.to_numpy(zero_copy_only=False), dtype=object)


def _length(texts: NDArray[np.object_]) -> NDArray[np.int64]:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def similarity(left: pd.Series, right: pd.Series) -> NDArray[np.float64]:
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
    code, distinct = pd.factorize(pd.concat([left, right], ignore_index=True).astype("string"))
    return alike(write(pd.Series(distinct)), code[: len(left)], code[len(left) :])
