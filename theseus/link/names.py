"""Business names: what of a name counts, and how alike two names are.

The similarity of two names is 0 (nothing in common) to 1 (the same):

1. Both are written in one way: lower case, no accents or signs, no legal form, no "van den", "&" and "en"
   alike, "zoon" and "zn" alike. A word that ends in a dot was cut off: "transp." is "transport".
2. ``whole`` compares the whole names; it is 1 if both name the same trade. ``core`` compares what is left
   without words that name only the trade ("garage", "transport"), the town or initials, so that two garages
   are not alike because both are a garage.
3. similarity = (0.25 whole + 0.75 core - FLOOR) / (1 - FLOOR), at least 0: names that were taken
   at random share about FLOOR of their letters, which is no likeness at all.
4. Names that contradict each other are at most CONTRADICTED alike: they name two trades ("Jansen Bouw",
   "Jansen Interieur"), only one is that of a holding, or their numbers or initials differ.
5. Names that share no more than a surname that very many have are at most COMMON alike.
6. Names that are equal but for their spaces are the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from theseus.link.lexicon import Kind, judge
from theseus.tables import connect

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPELLINGS = {"zoon": "zn", "zonen": "zn", "zns": "zn", "gebroeders": "gebr"}
LONGEST = 200  # characters of a name that count
SHORTEST_TOWN = 4  # letters; "Den" and "Ede" are words of too many names

# As one word, and written apart or with dots.
LEGAL_FORMS = ("bv", "nv", "vof", "cv", "ua", "ev", "b v", "n v", "v o f", "c v", "u a", "e v")
CUT = "~"  # behind a word that was cut off with a dot: "transp."
_WRITE = r"""
WITH small AS (
    SELECT id, replace(strip_accents(lower(name)), '''', '') AS name FROM given
), plain AS (  -- what strip_accents leaves; few names have any of it
    SELECT id, CASE WHEN strlen(name) = length(name) THEN name
                    ELSE translate(name, 'øłđı’', 'oldi') END AS name
    FROM small
), spelled AS (
    SELECT id, replace(replace(replace(name, '~', ' '), '&', ' en '), '+', ' en ') AS name FROM plain
), marked AS (
    SELECT id, CASE WHEN contains(name, '.') THEN regexp_replace(name, '(\p{L}{4})\.( |$)', '\1~ ', 'g')
                    ELSE name END AS name
    FROM spelled
)
SELECT trim(regexp_replace(name, '[^\p{L}\p{N}~]+', ' ', 'g')) AS words FROM marked ORDER BY id
"""


def normalise(names: pd.Series, towns: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Write names in one way.

    Parameters
    ----------
    names
        Names as the sources write them, none empty.
    towns
        From :func:`words_of`: words that say where a firm is, not who it is.

    Returns
    -------
    pandas.DataFrame
        Same index; ``whole`` (all words that count) and ``core`` (what tells the firm from others), and as
        bits or numbers, 0 for none: ``trade``, ``role``, ``initials`` and ``number``. ``whole_words`` and
        ``core_words`` have a bit for each word, all bits if that would not be exact: without a bit in
        common two names have no word in common. A name of nothing but legal forms, or trade words,
        keeps them.
    """
    return _told_apart(_cleaned(names), towns).set_axis(names.index, axis=0)


def words_of(towns: pd.Series) -> frozenset[str]:
    """Words of the names of towns, as they are written in names of firms."""
    return _words_of(tuple(towns.dropna().drop_duplicates()))


@lru_cache(maxsize=10)
def _words_of(towns: tuple[str, ...]) -> frozenset[str]:
    """Look at a region's towns once: every kind of sighting is compared in the same ones."""
    words = " ".join(_cleaned(pd.Series(towns, dtype="string")).to_pylist()).replace(CUT, "").split()
    return frozenset(word for word in words if len(word) >= SHORTEST_TOWN)


def _cleaned(names: pd.Series) -> pa.Array:
    given = pd.DataFrame({"id": np.arange(len(names)), "name": names.str.slice(0, LONGEST).to_numpy()})
    given["name"] = given["name"].astype("string")
    with connect({"given": given}) as duck:
        cleaned = duck.execute(_WRITE).to_arrow_table()
    return pc.fill_null(cleaned["words"], "").combine_chunks()


def _told_apart(names: pa.Array, towns: frozenset[str]) -> pd.DataFrame:
    """Sort the words of names out by what they say."""
    words = _Words(names, towns)
    whole, whole_words = words.joined(~np.isin(words.kind, [Kind.EMPTY, Kind.PARTICLE]))
    named = words.some(words.kind == Kind.NAME)  # who is called after a town and nothing else has no core
    core, core_words = words.joined((words.kind == Kind.NAME) | ((words.kind == Kind.TOWN) & named))
    by_initials, _ = words.joined(words.kind == Kind.INITIAL)
    whole = np.where(whole == "", pc.replace_substring(names, CUT, "").to_numpy(zero_copy_only=False), whole)
    only_initials = np.where(by_initials == "", whole, by_initials)
    return pd.DataFrame(
        {
            "whole": whole,
            "core": np.where(core == "", only_initials, core),
            "common": words.every(words.judged["common"], of=words.kind == Kind.NAME),
            "trade": words.bits(words.judged["trade"]),
            "role": words.bits(words.judged["role"]),
            "initials": words.bits(words.initial(), of=words.kind == Kind.INITIAL),
            "number": words.bits(words.judged["number"]),
            "whole_words": whole_words,
            "core_words": core_words,
        }
    )


class _Words:
    """The words of many names, each distinct word judged once."""

    def __init__(self, names: pa.Array, towns: frozenset[str]) -> None:
        lists = pc.split_pattern(names, " ")
        self.start = lists.offsets.to_numpy()
        self.coded = lists.flatten().dictionary_encode()
        self.code = self.coded.indices.to_numpy()
        told = self.coded.dictionary.to_pandas().astype("string")
        self.judged = judge(told.str.removesuffix(CUT), told.str.endswith(CUT), towns)
        self.distinct = told.str.removesuffix(CUT)
        spelled = self.distinct.replace(SPELLINGS).to_numpy(dtype=object)
        self.text = pa.array(spelled, pa.string())
        self.kind = np.where(self._legal(), Kind.EMPTY, self.judged["kind"].to_numpy()[self.code])
        self.hashed = np.int64(1) << (pd.util.hash_array(spelled) % 63).astype(np.int64)

    def _legal(self) -> NDArray[np.bool_]:
        """Whether each word is a legal form, or one of the letters of one."""
        words = self.distinct.drop_duplicates()
        code = pd.Series(words.index, index=words.to_numpy(dtype=object))
        first = np.zeros(len(self.code) + 1, dtype=bool)
        first[self.start] = True
        legal = np.zeros(len(self.code), dtype=bool)
        for form in LEGAL_FORMS:
            letters = [code.get(word, -1) for word in form.split()]
            size = len(letters)
            at = np.flatnonzero(self.code[: len(self.code) - size + 1] == letters[0])
            for step in range(1, size):
                at = at[(self.code[at + step] == letters[step]) & ~first[at + step]]
            for step in range(size):
                legal[at + step] = True
        return legal

    def bits(self, of_word: pd.Series, of: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Gather what the words of each name say, or those of one kind."""
        said = of_word.to_numpy()[self.code]
        found: NDArray[np.int64] = np.bitwise_or.reduceat(said if of is None else said * of, self.start[:-1])
        return found

    def every(self, of_word: pd.Series, of: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell of which names all words of a kind, at least one, are such words."""
        other = np.add.reduceat((of & ~of_word.to_numpy()[self.code]).astype(np.int64), self.start[:-1])
        some = np.add.reduceat(of.astype(np.int64), self.start[:-1])
        return np.asarray((other == 0) & (some > 0))

    def some(self, of: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell of each word whether its name has a word of a kind."""
        found = np.logical_or.reduceat(of, self.start[:-1])
        return np.repeat(found, np.diff(self.start))

    def initial(self) -> pd.Series:
        """Bit of the letter of words that are an initial."""
        return self.distinct.str.get(0).fillna("?").map(lambda sign: 1 << (ord(sign) % 32)).astype("int64")

    def joined(self, counts: NDArray[np.bool_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
        """Join the words of each name that count by spaces; and a bit for each of them."""
        before = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)[self.start]
        kept = self.text.take(pa.array(self.code[counts]))
        text = pc.binary_join(pa.ListArray.from_arrays(before, kept), " ").to_numpy(zero_copy_only=False)
        bits = np.bitwise_or.reduceat(np.where(counts, self.hashed[self.code], 0), self.start[:-1])
        number = np.diff(before)
        exact = (number > 0) & (np.bitwise_count(bits) == number)
        return text, np.where(exact, bits, -1)
