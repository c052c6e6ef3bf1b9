"""What may never be asked, and what may never be said: two word lists, each word with its reason.

A question or rule card that holds one of these words, in any field, is refused when it is read. The
lists are stems: a word counts when it starts with the stem (``nationalit`` finds *nationaliteit* and
``owner_nationality``). Stems that are whole words are marked with a closing dot.
"""

from __future__ import annotations

import re

_PERSON = "dit zegt iets over een mens en niets over het gebruik van een adres"
_SPECIAL = "dit is een bijzonder of strafrechtelijk persoonsgegeven"
_NUMBER = "dit nummer wijst een mens aan en mag hier niet worden gebruikt"
_PROXY = "dit voorspelt niets en trof eerder bonafide bedrijven; het staat vaak voor iets anders"
_HOME = "wie waar woont of hoeveel iemand verdient doet niet ter zake"

NEVER_AN_INPUT = {
    "nationalit": _PERSON,
    "geboorte": _PERSON,
    "birthplace": _PERSON,
    "taal.": _PERSON,
    "moedertaal": _PERSON,
    "language": _PERSON,
    "afkomst": _PERSON,
    "herkomst": _PERSON,
    "etnic": _SPECIAL,
    "ethnic": _SPECIAL,
    "godsdienst": _SPECIAL,
    "geloof": _SPECIAL,
    "religi": _SPECIAL,
    "gezondheid": _SPECIAL,
    "health": _SPECIAL,
    "strafblad": _SPECIAL,
    "strafrecht": _SPECIAL,
    "criminal_record": _SPECIAL,
    "bsn.": _NUMBER,
    "burgerservicenummer": _NUMBER,
    "kenteken": _NUMBER,
    "nummerplaat": _NUMBER,
    "number_plate": _NUMBER,
    "licence_plate": _NUMBER,
    "recensie": _PROXY,
    "beoordelingen online": _PROXY,
    "online_review": _PROXY,
    "review": _PROXY,
    "website": _PROXY,
    "camera": _PROXY,
    "lidmaatschap": _PROXY,
    "membership": _PROXY,
    "brancheverenig": _PROXY,
    "brancheorganisatie": _PROXY,
    "afgelegen": _PROXY,
    "postcode": _PROXY,
    "inkomen": _HOME,
    "income": _HOME,
    "woonadres": _HOME,
    "owner": _HOME,
    "eigenaar": _HOME,
}

_ACCUSES = "dit beschuldigt; schrijf 'aandachtspunt', 'onregelmatigheid' of 'controle gewenst'"

NEVER_SAID = dict.fromkeys(("crimine", "verdacht", "verdenk", "fraud", "dader", "malafide"), _ACCUSES)


def _pattern(stem: str) -> str:
    # An underscore is no letter here: ``owner_nationality`` must be found.
    return rf"(?<![^\W_]){re.escape(stem.removesuffix('.'))}" + (r"(?![^\W_])" if stem.endswith(".") else "")


_LIST = {**NEVER_AN_INPUT, **NEVER_SAID}
_FOUND = re.compile("|".join(f"({_pattern(stem)})" for stem in _LIST), re.IGNORECASE)
_REASONS = tuple(_LIST.items())


def refusal(text: str) -> str | None:
    """Say in Dutch why a text may not stand in a card; None if it may.

    Parameters
    ----------
    text
        Any field of a card: a question, an expression, a reason.
    """
    found = _FOUND.search(text)
    if found is None or found.lastindex is None:
        return None
    return f"'{found.group()}' mag niet: {_REASONS[found.lastindex - 1][1]}"


def texts(value: object) -> list[str]:
    """Collect all texts of a card's content, however deep they lie (field names are ours, so not those)."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in texts(part)]
    return []
