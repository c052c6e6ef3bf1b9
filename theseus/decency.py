"""What may never be asked, and what may never be said: two word lists, each word with its reason.

A question, rule or source card that holds one of these words is refused when it is read, and so is what a
person types at the desk. The lists are stems: a word counts when it starts with the stem (``nationalit``
finds *nationaliteit* and ``owner_nationality``), and for some also when the stem stands further on in it, as
Dutch writes compounds as one word (*bewakingscamera*). Stems that are whole words are marked with a closing
dot. Accents, hyphens and signs that nobody sees make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from theseus.errors import DeskError

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
    "gezondheid.": _SPECIAL,  # not gezondheidszorgfunctie: that is what a building is for
    "gezondheidstoestand": _SPECIAL,
    "gezondheidsgegevens": _SPECIAL,
    "health": _SPECIAL,
    "strafblad": _SPECIAL,
    "strafrechtelijk": _SPECIAL,  # not Strafrecht: that is the name of a law
    "veroordeel": _SPECIAL,
    "veroordel": _SPECIAL,
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
    "googlereview": _PROXY,
    "website": _PROXY,
    "camera": _PROXY,
    "lidmaatschap": _PROXY,
    "membership": _PROXY,
    "brancheverenig": _PROXY,
    "brancheorganisatie": _PROXY,
    "bovag": _PROXY,
    "dure auto": _PROXY,
    "afgelegen": _PROXY,
    "postcode": _PROXY,
    "inkomen": _HOME,
    "income": _HOME,
    "woonadres": _HOME,
    "owner": _HOME,
    "eigenaar": _HOME,
}

_ACCUSES = "dit beschuldigt; schrijf 'aandachtspunt', 'onregelmatigheid' of 'controle gewenst'"

NEVER_SAID = dict.fromkeys(
    (
        "crimine",
        "verdacht",
        "verdenk",
        "fraud",
        "dader",
        "malafide",
        "boef",
        "illega",
        "louche",
        "oplicht",
        "witwas",
    ),
    _ACCUSES,
)

# Words that are no input for a card, yet may stand in what a person writes down: each with what it is there.
FINE_IN_NOTES = {
    "postcode": "een deel van een adres",
    "eigenaar": "met wie er gesproken is, of van wie het pand is",
    "owner": "idem, in een Engelse naam",
    "herkomst": "van goederen: daar gaat het bij opkopers om",
}


# Stems that may stand anywhere in a word. Not every stem: *bloedader* holds ``dader``, *preview* ``review``.
_ALSO_INSIDE = frozenset(
    {
        "nationalit",
        "geboorte",
        "afkomst",
        "herkomst",
        "etnic",
        "ethnic",
        "godsdienst",
        "strafblad",
        "burgerservicenummer",
        "kenteken",
        "nummerplaat",
        "recensie",
        "website",
        "camera",
        "lidmaatschap",
        "membership",
        "bovag",
        "postcode",
        "inkomen",
        "woonadres",
        "crimine",
        "verdacht",
        "fraud",
        "malafide",
        "illega",
        "witwas",
    }
)


def _pattern(stem: str) -> str:
    # An underscore is no letter here: ``owner_nationality`` must be found, and ``number plate``.
    written = r"[\s_-]*".join(re.escape(part) for part in re.split(r"[ _]", stem.removesuffix(".")))
    before = "" if stem in _ALSO_INSIDE else r"(?<![^\W_])"
    return before + written + (r"(?![^\W_])" if stem.endswith(".") else "")


def _bare(text: str) -> str:
    """Take off accents and signs without width: they change how a word looks, not what it says."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in letters if unicodedata.category(sign) not in {"Mn", "Cf"})


_LIST = {**NEVER_AN_INPUT, **NEVER_SAID}


@cache
def _searched(fine: frozenset[str]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern with a group per stem, and the reason of each group."""
    stems = [stem for stem in _LIST if stem not in fine]
    pattern = re.compile("|".join(f"({_pattern(stem)})" for stem in stems), re.IGNORECASE)
    return pattern, tuple(_LIST[stem] for stem in stems)


def refusal(text: str, fine: frozenset[str] = frozenset()) -> str | None:
    """Say in Dutch why a text may not stand in a card; None if it may.

    Parameters
    ----------
    text
        Any field of a card: a question, an expression, a reason.
    fine
        Stems of the lists that may stand in this place.
    """
    pattern, reasons = _searched(fine)
    found = pattern.search(_bare(text))
    if found is None or found.lastindex is None:
        return None
    return f"'{found.group()}' mag niet: {reasons[found.lastindex - 1]}"


def clean(text: str, what: str) -> str:
    """Give back what a person typed, without the spaces around it, if it may be kept.

    Parameters
    ----------
    text
        A reason, a note, the text of an objection.
    what
        What a user calls it, to open the message with: ``De reden``.

    Raises
    ------
    DeskError
        One Dutch line with the word, why it may not be kept, and the mend.
    """
    if reason := refusal(text, frozenset(FINE_IN_NOTES)):
        raise DeskError(f"{what}: {reason}. Schrijf op wat er is gezien of besloten, zonder dit woord.")
    return text.strip()


def texts(value: object) -> list[str]:
    """Collect all texts of a card's content, however deep they lie (field names are ours, so not those)."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in texts(part)]
    return []
