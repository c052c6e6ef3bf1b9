"""Streets as keys: one for every way in which people write a street, for addresses without a postcode.

The BAG knows the official name and, where that is longer than 24 signs, a short one by NEN 5825, which
shortens titles and takes first names to initials. Titles, particles and endings have one spelling here; first
names are left to :func:`shortened`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from theseus.link.additions import SPELLINGS
from theseus.link.positions import distinct

if TYPE_CHECKING:
    import pandas as pd

# All the ways to write a word, and the one in the key.
_TITLES = {
    "burgemeester burgem burgm bgm": "burg",
    "dokter doctor": "dr",
    "doctorandus": "drs",
    "sint sinte": "st",
    "professor": "prof",
    "meester": "mr",
    "ingenieur": "ir",
    "dominee": "ds",
    "pastoor pastor": "past",
    "monseigneur": "mgr",
    "generaal": "gen",
    "kapitein": "kapt",
    "kolonel": "kol",
    "luitenant": "lt",
    "majoor": "maj",
    "admiraal": "adm",
    "president": "pres",
    "minister": "min",
    "wethouder": "weth",
    "jonkheer": "jhr",
    "jonkvrouw": "jkvr",
    "mevrouw": "mevr",
    "gebroeders": "gebr",
    "koningin": "kon",
    "prinses": "prs",
}
_WORDS = {
    "van v": "v",
    "de den der d": "d",
    "te ten ter": "t",
    "het t": "t",
    "noordzijde nz": "nz",
    "zuidzijde zz": "zz",
    "oostzijde oz": "oz",
    "westzijde wz": "wz",
    "eerste 1ste": "1e",
    "tweede 2de": "2e",
    "derde 3de": "3e",
    "vierde 4de": "4e",
    "vijfde 5de": "5e",
    "zesde 6de": "6e",
    "zevende 7de": "7e",
    "achtste 8ste": "8e",
    "negende 9de": "9e",
    "tiende 10de": "10e",
}
_SPELLING = {way: key for ways, key in {**_TITLES, **_WORDS}.items() for way in (*ways.split(), key)}
_SHORT_TITLES = frozenset(_TITLES.values())
_ENDINGS = (
    (re.compile(r"str$"), "straat"),
    (re.compile(r"(?<=[a-z]{2})ln$"), "laan"),
    (re.compile(r"(?<=[a-z]{2})wg$"), "weg"),
    (re.compile(r"(?<=[a-z]{2})pln$"), "plein"),
    (re.compile(r"(?<=[a-z]{2})sngl$"), "singel"),
    (re.compile(r"(?<=[a-z]{2})kd$"), "kade"),
    (re.compile(r"(?<=[a-z]{2})dk$"), "dijk"),
)
_TOWNS = {"den haag": "s gravenhage", "den bosch": "s hertogenbosch"}
_PROVINCE = re.compile(r"\s*\b(gld|gelderland|ov|utr?|nb|nh|zh|lb?|dr|gn?|fr?|fl|zld)$")


def street_keys(streets: pd.Series, towns: pd.Series) -> pd.Series:
    """Return "street|town" with both in one spelling; empty where one of them is unknown.

    Returns
    -------
    pandas.Series
        Text, same index.
    """
    return (distinct(streets, street_key) + "|" + distinct(towns, town_key)).astype("string")


def shortened(keys: pd.Series) -> pd.Series:
    """Return keys of :func:`street_keys` with first names as initials: "burg w hovystraat"."""
    return distinct(keys, _shortened)


def has_initials(keys: pd.Series) -> pd.Series:
    """Tell in which keys a name is written as an initial, so that they may be the short form of another."""
    street = keys.str.split("|").str[0]
    return street.str.contains(r"(?:^| )[a-ce-ruw-z](?= )", regex=True).fillna(value=False).astype(bool)


def compact(keys: pd.Series) -> pd.Series:
    """Return keys without spaces: "v d bosch straat" and "v d boschstraat" are one street."""
    return keys.str.replace(" ", "", regex=False)


@lru_cache(maxsize=SPELLINGS)
def street_key(street: str) -> str:
    """Write a street in the spelling of keys: "Burg. van den Boschstr." is "burg v d boschstraat"."""
    words = [_SPELLING.get(word, word) for word in _plain(street).split()]
    for pattern, whole in _ENDINGS:
        words = [pattern.sub(whole, word) for word in words]
    return " ".join(words)


@lru_cache(maxsize=SPELLINGS)
def town_key(town: str) -> str:
    """Write a town in the spelling of keys, without a province behind it."""
    plain = _PROVINCE.sub("", _plain(town)) or _plain(town)
    return _TOWNS.get(plain, plain)


def _plain(text: str) -> str:
    """Lower case without accents and signs; "y" for "ij", as old spellings have it."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    bare = bare.casefold().replace("ij", "y").replace("v/d", "v d").replace("v.d.", "v d ")
    return " ".join(re.sub(r"[^0-9a-z]+", " ", bare).split())


def _shortened(key: str) -> str:
    street, _, town = key.partition("|")
    *front, last = street.split()
    return " ".join([*(word if word in _SHORT_TITLES else word[:1] for word in front), last]) + "|" + town
