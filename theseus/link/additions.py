"""What stands behind a house number, as text: one spelling for equal additions, and what a range names.

Nothing here looks at the BAG. ``readings`` decides by what the BAG knows which reading holds.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache
from typing import NamedTuple

SPELLINGS = 50_000  # kept, as the same texts are asked for by every table
LONGEST_RANGE = 40  # house numbers; more is a slip or a whole street, and no user of units

_ORDINALS = {"EERSTE": "1", "TWEEDE": "2", "DERDE": "3", "VIERDE": "4", "VIJFDE": "5"}
# Words for a part of a building. What they number may be in the BAG (unit 4 as toevoeging 4) or not at all.
_PART_WORDS = (
    ("BEDRIJFSUNIT|UNITS|UNITNR|UNIT|UN|U", "UNIT"),
    ("LOODSEN|LOODS", "LOODS"),
    ("HALLEN|HAL", "HAL"),
    ("GARAGEBOX|GARAGE|BOX", "BOX"),
    ("BEDRIJFSRUIMTE|KANTOORRUIMTE|KANTOOR|RUIMTE|KAMER", "RUIMTE"),
    ("APPARTEMENT|APPT|APP|APT", "APP"),
    ("GEBOUW|GEB", "GEBOUW"),
)
PARTS = tuple(word for _, word in _PART_WORDS)
_PART = "|".join(PARTS)
_SPELLING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"\b(?:TOT EN MET|T ?[/.]? ?M\b\.?|TOT)\s*(?=[0-9A-Z])", " TM "),
        (r"\s*(?:[&+,;]|\bEN\b)\s*(?=[0-9A-Z])", " EN "),
        (r"\b(?:NUMMERS?|NRS?|NO)\b\.?\s*(?=[0-9])", " "),
        (r"\b(" + "|".join(_ORDINALS) + r")\b", "<ordinal>"),
        (r"\b([0-9]{1,2}) ?-?(?:E|STE|DE)? ?(?:VERDIEPING|VERD|VERD|VD|ETAGE|ET|HOOG|HG)\b\.?", r" \1HOOG"),
        (r"\b(?:BEGANE GROND|BEG\.? ?GR|B\.G|BG)\b\.?", " BG"),
        (r"\b(?:HUIS|H\.S|HS)\b\.?", " HS"),
        (r"\bZWART\b", "ZW"),
        (r"\bROOD\b", "RD"),
        *((rf"\b(?:{words})\b\.?[ -]*(?=[0-9]|[A-Z]\b)", f" {part}") for words, part in _PART_WORDS),
        *((rf"\b(?:{words})(?=[0-9])", f" {part}") for words, part in _PART_WORDS),
        (rf"({_PART})0+(?=[0-9])", r"\1"),
    )
)
# Within a list the sign between a number and its addition has to stay: "12-1 en 12-2" is not 1 and 122.
_LIST = re.compile(r" (?:EN|TM) ")
_INNER_SIGN = re.compile(r"(?<=[0-9A-Z])[-/](?=[0-9A-Z])")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_FLOOR = re.compile(r"^([0-9]{1,2})HOOG$")
_ITEM = re.compile(r"^([0-9]{1,5})?([A-Z]?)(?:V([0-9A-Z]{1,4}))?$")

Door = tuple[int, str]  # a house number and a canonical addition


class Reading(NamedTuple):
    """One reading of a house number with what stands behind it.

    Attributes
    ----------
    doors
        House number and addition of each address it names, in order.
    sure
        False if it may as well be something else ("1-3"): it holds only if both ends are there.
    """

    doors: tuple[Door, ...]
    sure: bool


@lru_cache(maxsize=SPELLINGS)
def canonical(text: str) -> str:
    """Write an addition in capitals without signs, equal ones alike.

    Twice is as good as once. "unit 04", "Unit-4" and "un. 4" are ``UNIT4``; "2e verd." is ``2HOOG``;
    "t/m 5" is ``TM5``; "bis", "-bis" and "Bis." are ``BIS``.
    """
    while (written := _spelt(text)) != text:
        text = written
    return text


def _spelt(text: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(plain.upper().split()))
    for pattern, written in _SPELLING:
        plain = pattern.sub(_ordinal if written == "<ordinal>" else written, plain)
    if _LIST.search(plain):
        plain = _INNER_SIGN.sub("V", plain)
    return re.sub(r"[^0-9A-Z]", "", plain)


def _ordinal(found: re.Match[str]) -> str:
    return _ORDINALS[found.group(1)]


def loose(addition: str) -> str:
    """Reduce an addition to what registers agree on: the number of a unit, without words and zeros.

    A roman number of two signs or more becomes a digit. Single letters stay: they may be a series.
    """
    bare = re.sub(rf"^([A-Z]?)(?:{_PART})(?=[0-9]+$|[A-Z]$)", r"\1", addition)
    bare = re.sub(r"(?<![0-9])0+(?=[0-9])", "", bare)
    return str(_ROMAN[bare]) if len(bare) > 1 and bare in _ROMAN else bare


def lone(addition: str) -> str:
    """Reduce a single letter to what it may stand for: I, V and X a roman number, H the ground floor (HS)."""
    if addition in {"H", "HS"}:
        return "HS"
    return str(_ROMAN[addition]) if addition in {"I", "V", "X"} else loose(addition)


def floor(addition: str) -> str:
    """Return the number of a floor ("2HOOG"); "" for anything else."""
    found = _FLOOR.match(addition)
    return found.group(1) if found else ""


def whole_of(addition: str) -> str | None:
    """Return the addition of the building of which this names a part: "" for UNIT4, "A" for AUNIT4.

    Returns
    -------
    str or None
        None if no part is named.
    """
    found = re.match(rf"^([A-Z]?)(?:(?:{_PART})[0-9A-Z]{{1,12}}|[0-9]{{1,2}}HOOG|BG|HS)$", addition)
    return found.group(1) if found else None


def as_several(number: int, letter: str, rest: str) -> Reading | None:
    """Read a house number and what follows it as more than one address.

    Parameters
    ----------
    number, letter
        The first house number, and its huisletter in capitals ("" for none).
    rest
        What follows, from :func:`canonical`.

    Returns
    -------
    Reading or None
        None if it names one address at most, or more than ``LONGEST_RANGE``.
    """
    if not letter and re.match(rf"^(?:{_PART})[0-9]", rest):
        doors, sure = _units(number, rest), True
    elif "EN" in rest or "TM" in rest:
        doors, sure = _listed((number, letter), rest), True
    else:
        doors, sure = _dashed((number, letter), rest), False
    unique = tuple(dict.fromkeys(doors))
    return Reading(unique, sure) if 1 < len(unique) <= LONGEST_RANGE else None


def _units(number: int, rest: str) -> list[Door]:
    """Read "UNIT2EN3EN4" and "UNIT2TM4"."""
    items = rest.lstrip(string.ascii_uppercase)
    word = rest.removesuffix(items)
    doors: list[Door] = []
    for item in items.split("EN"):
        first, _, last = item.partition("TM")
        if not first.isdigit() or (last and not last.isdigit()):
            return []
        doors += [(number, f"{word}{n}") for n in range(int(first), int(last or first) + 1)][
            : LONGEST_RANGE + 1
        ]
    return doors


def _listed(first: Door, rest: str) -> list[Door]:
    """Read "EN3EN5", "TM5", "TMC", "EN12B", "1EN12V2": lists and ranges that say that they are one."""
    doors: list[Door] = []
    near = first
    for place, item in enumerate(rest.split("EN")):
        low, through, high = item.partition("TM")
        start = _door(near, low) if place else (first[0], first[1] + low)
        end = _door(start, high) if start and through else start
        if start is None or end is None:
            return []
        doors += _between(start, end)
        near = start
    return doors


def _door(near: Door, item: str) -> Door | None:
    """Read one item of a list behind another door: "14", "14B", "14V2", or "B" and "2" at the same number."""
    found = _ITEM.match(item)
    if not found or not item:
        return None
    number, letter, behind = found.groups(default="")
    if not letter and not behind and near[1].isdigit() and int(number) <= near[0]:
        return near[0], number
    return int(number or near[0]), letter + behind


def _dashed(first: Door, rest: str) -> list[Door]:
    """Read "1-3" as 1 and 3, "12A-12C" and "12A-C" as 12A to 12C, "12-12A" as both: if the BAG agrees."""
    number, letter = first
    if not letter and rest.isdigit():
        low, high = number, int(rest)
        return _between(first, (high, "")) if low < high and (high - low) % 2 == 0 else []
    found = re.match(rf"^(?:{number})?([A-Z])$" if letter else rf"^{number}([A-Z])$", rest)
    if not found:
        return []
    return _between(first, (number, found.group(1))) if letter else [first, (number, found.group(1))]


def _between(start: Door, end: Door) -> list[Door]:
    """List the doors from start to end; on one side of the street where both ends are."""
    if start == end:
        return [start]
    if start[0] == end[0]:
        return [(start[0], addition) for addition in _series(start[1], end[1])]
    if start[1] or end[1]:
        return [start, end] if start[0] < end[0] else []
    step = 2 if (end[0] - start[0]) % 2 == 0 else 1
    return [(n, "") for n in range(start[0], end[0] + 1, step)][: LONGEST_RANGE + 1]


def _series(first: str, last: str) -> list[str]:
    """List additions from A to C, or from 1 to 4; empty for anything else."""
    if first.isdigit() and last.isdigit():
        return [str(n) for n in range(int(first), int(last) + 1)][: LONGEST_RANGE + 1]
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        return [chr(code) for code in range(ord(first), ord(last) + 1)]
    return []
