"""What kind of word each word of a business name is: the identity of a firm, its trade, or nothing.

The words are listed in ``trade_words.txt``. Names consist of few distinct words, so each word is judged
once, however many names hold it.
"""

from __future__ import annotations

import importlib.resources
from enum import IntEnum
from functools import cache

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

EMPTY_WORDS = (
    *("maatschap", "eenmanszaak", "stichting", "cooperatie", "vereniging", "gmbh", "ltd", "hodn", "thodn"),
    *("en", "and", "de", "het", "t"),
    "voorbeeld",  # how fictional businesses are marked
)
PARTICLES = (
    "van",
    "der",
    "den",
    "v",
    "d",
    "vd",
    "vande",
    "vander",
    "vanden",
    "te",
    "ten",
    "ter",
    "la",
    "le",
    "von",
)
ROLE_STEM = 5  # letters of a role word that tell which role it is: beheer, beheermaatschappij
SHORTEST_CUT = 4  # letters of a word that was cut off that are enough to know it by
MISSPELT = 6  # letters from which on a role word is known with one slip in it


class Kind(IntEnum):
    """What a word says of a firm."""

    EMPTY = 0
    NAME = 1
    TRADE = 2
    ROLE = 3
    PARTICLE = 4
    INITIAL = 5
    TOWN = 6


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """Words of ``trade_words.txt`` by group, in order."""
    text = (importlib.resources.files("theseus.link") / "trade_words.txt").read_text("utf-8")
    lines = [line.partition(":") for line in text.splitlines() if not line.startswith("#")]
    return {name: tuple(words.split()) for name, _, words in lines}


@cache
def _trades() -> pd.Series:
    """Bit of the trade each word names; 0 for a word of no trade in particular."""
    told = groups()
    named = [name for name in told if name not in {"overal", "rol", "staart", "achternaam"}]
    words = {word: 1 << bit for bit, name in enumerate(named) for word in told[name]}
    return pd.Series({**dict.fromkeys(told["overal"], 0), **words}, dtype="int64")


@cache
def _cut_off() -> pd.Series:
    """Bits of the trades that a word that was cut off can name."""
    found: dict[str, int] = {}
    for word, bit in _trades().items():
        for length in range(SHORTEST_CUT, len(word)):
            found[word[:length]] = found.get(word[:length], 0) | bit
    return pd.Series(found, dtype="int64")


def judge(words: pd.Series, cut: pd.Series, towns: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Judge distinct words.

    Parameters
    ----------
    words
        Distinct words, lower case, no signs.
    cut
        Whether a word was cut off with a dot.
    towns
        Words of the names of towns.

    Returns
    -------
    pandas.DataFrame
        Same order: ``kind`` (a ``Kind``), ``trade`` and ``role`` (bits; 0 for none in particular), and
        ``number`` (a number that tells numbers apart; 0 for a word that is none).
    """
    plain = words.astype(object)
    trade = plain.map(_trades())
    trade = trade.fillna(_compounds(words)).fillna(plain.map(_cut_off()).where(cut.to_numpy(dtype=bool)))
    role = _roles(words, cut)
    digits = words.str.fullmatch(r"[0-9]+").to_numpy(dtype=bool)
    kind = np.select(
        [
            ((words == "") | words.isin(EMPTY_WORDS)).to_numpy(dtype=bool),
            role > 0,
            words.isin(PARTICLES).to_numpy(dtype=bool),
            trade.notna().to_numpy(),
            words.isin(towns).to_numpy(dtype=bool),
            (words.str.len() == 1).to_numpy(dtype=bool) & ~digits,
        ],
        [Kind.EMPTY, Kind.ROLE, Kind.PARTICLE, Kind.TRADE, Kind.TOWN, Kind.INITIAL],
        Kind.NAME,
    )
    number = np.where(digits, pd.util.hash_array(plain.to_numpy()).astype(np.int64) | 1, 0)
    return pd.DataFrame(
        {
            "kind": kind.astype(np.uint8),
            "trade": trade.fillna(0).to_numpy(dtype=np.int64),
            "role": role,
            "number": number,
            "common": words.isin(groups()["achternaam"]).to_numpy(dtype=bool),
        }
    )


def _compounds(words: pd.Series) -> pd.Series:
    """Bit of the trade of words with the ending of one; empty for other words."""
    endings = sorted(groups()["staart"], key=len, reverse=True)
    parts = words.str.extract(rf"^(?P<stem>.{{3,}}?)(?:{'|'.join(endings)})$")["stem"]
    stem = parts.astype(object)
    shorter = parts.str.replace(r"(?:s|en|n)$", "", regex=True).astype(object)
    bit = stem.map(_trades()).fillna(shorter.map(_trades()))
    return bit.where(bit.notna() | parts.isna().to_numpy(dtype=bool), 0)


def _roles(words: pd.Series, cut: pd.Series) -> np.ndarray:
    """Bit of the role each word names, also if it is cut off or has one slip in it."""
    known = groups()["rol"]
    stems = list(dict.fromkeys(word[:ROLE_STEM] for word in known))
    bits = np.array([1 << stems.index(word[:ROLE_STEM]) for word in known], dtype=np.int64)
    found = np.zeros(len(words), dtype=np.int64)
    long = np.flatnonzero((words.str.len() >= MISSPELT - 1).to_numpy(dtype=bool))
    for start in range(0, len(long), 100_000):
        part = long[start : start + 100_000]
        slips = process.cdist(
            words.iloc[part].tolist(), known, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8, workers=-1
        )
        allowed = np.array([1 if len(word) >= MISSPELT else 0 for word in known])
        best = slips.argmin(axis=1)
        near = slips[np.arange(len(part)), best] <= allowed[best]
        found[part[near]] = bits[best[near]]
    shortest = np.where(cut, SHORTEST_CUT, ROLE_STEM)
    begins = {
        word[:length]: bit for word, bit in zip(known, bits, strict=True) for length in range(4, len(word))
    }
    of_part = words.astype(object).map(begins).fillna(0).to_numpy(dtype=np.int64)
    return np.where(words.str.len().to_numpy(dtype=int) >= shortest, found | of_part, found)
