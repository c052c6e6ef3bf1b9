"""Addresses in the title of a publication or the label of a place: "Ambachtsweg 12A, 6931 AB Westervoort".

A stranger's address is worse than none. So a title counts only where one address stands in it, in a form
that can hardly be something else: a house number right before a postcode, or a word that ends like a
street with a house number and the name of a place right behind it.
"""

from __future__ import annotations

import re

Address = dict[str, str]

_NUMBER = (
    r"(?P<huisnummer>[1-9][0-9]{0,4}(?![0-9])(?:\s?[A-Za-z](?![A-Za-z]))?"
    r"(?:[-/][0-9A-Za-z]{1,4}|\s(?:bis|rood|zwart))?)(?![0-9A-Za-z])"
)
_PLACE_WORD = r"(?:['’][st]-?\s?)?[A-Z][A-Za-zÀ-ÿ'’.-]*"
_SMALL = r"(?:aan|bij|de|den|der|en|het|in|op|over|ten|ter|van|['’]t)"
# Not "Duiven en Rivierweg 10": what has a number behind it is no name of a place.
_PLACE = rf"(?P<woonplaats>{_PLACE_WORD}(?:\s+(?:{_SMALL}\s+)*{_PLACE_WORD})*)(?![\w'’.-]|\s+[0-9])"
_WITH_POSTCODE = re.compile(
    rf"(?<![0-9A-Za-z/-]){_NUMBER}\s*,?\s*(?:(?:te|in)\s+)?"
    rf"(?P<postcode>[1-9][0-9]{{3}}\s?[A-Z]{{2}})(?![0-9A-Za-z])(?:\s*,?\s*(?:te\s+|in\s+)?{_PLACE})?"
)
_STREET_END = (
    "straat|weg|laan|plein|dijk|pad|singel|kade|hof|steeg|dreef|allee|ring|baan|markt|gracht|wal|boulevard|"
    "plantsoen|erf|akker|kamp|poort|veld"
)
_WITH_STREET = re.compile(
    rf"(?P<straat>[A-Z][A-Za-zÀ-ÿ'’-]*(?:{_STREET_END}))\s+{_NUMBER}(?:\s*,\s*|\s+(?:te|in)\s+){_PLACE}"
)
# More numbers of one street: "10 en 12", "10, 12", "10 t/m 14".
_ANOTHER = re.compile(r"[0-9][A-Za-z]?\s*(?:,|&|\+|/|en|of|t/m|tot en met|tot)\s*$")
_MORE = re.compile(r"\s*(?:,|&|\+|en|of|t/m|tot en met)\s*[0-9]{1,5}(?![0-9])(?!\s?[A-Z]{2}\b)")
_CUT = re.compile(r"[,;:()]|\s[-–]\s")
# A street begins behind one of these; a capital before it may belong to it ("Burgemeester van ...").
_LEAD = {"aan", "op", "voor", "nabij", "te", "pand", "bedrijfspand", "perceel", "locatie", "adres", "woning"}


def address_in(text: str | None) -> Address | None:
    """Find the one address in a text; None if there is none, or more than one.

    Returns
    -------
    dict or None
        ``huisnummer`` as written with its letter and addition; ``postcode`` and ``woonplaats``, and
        ``straat`` where it is beyond doubt.
    """
    found = _found(text or "")
    doors = {
        (item.get("postcode"), item.get("straat") if "postcode" not in item else None, _door(item))
        for item in found
    }
    return found[0] if len(doors) == 1 else None


def _door(address: Address) -> str:
    return re.sub(r"[\s/-]", "", address["huisnummer"]).upper()


def _found(text: str) -> list[Address]:
    found: list[Address] = []
    for match in _WITH_POSTCODE.finditer(text):
        before = text[: match.start()]
        if _ANOTHER.search(before):
            return []  # more house numbers of one street
        address = {name: part for name, part in match.groupdict().items() if part}
        address["postcode"] = address["postcode"].replace(" ", "")
        street = _street(before)
        found.append(address | ({"straat": street} if street else {}))
    return found or [item for item in map(_with_street, _WITH_STREET.finditer(text)) if item]


def _with_street(match: re.Match[str]) -> Address | None:
    """Take a street of one word that begins behind a sign or a lead word; a longer name may be cut."""
    before = _CUT.split(match.string[: match.start()])[-1].split()
    if before and before[-1].casefold() not in {*_LEAD, "de", "het"}:
        return None
    if _MORE.match(match.string[match.end("huisnummer") :]):
        return None
    return {name: part for name, part in match.groupdict().items() if part}


def _street(before: str) -> str | None:
    """The street that ends a text, if it stands by itself behind a sign or a lead word."""
    parts = _CUT.split(before.strip())
    words = parts[-1].split()
    places = [number for number, word in enumerate(words) if word.casefold() in _LEAD]
    if places:
        words = words[places[-1] + 1 :]
        if words and words[0] in {"de", "het"} and len(words) > 1:
            words = words[1:]
    elif len(parts) == 1 and len(words) > 1:
        return None  # the title's own first words may stand before it
    return " ".join(words) if words and words[0][:1].isupper() and len(words) <= 5 else None  # noqa: PLR2004 - the longest street name has some five words
