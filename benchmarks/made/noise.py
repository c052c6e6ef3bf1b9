"""What goes wrong when a second register writes down a name: one small function per slip.

Every slip takes a name and a random generator and returns the name as somebody else wrote it; one
that does not apply to a name returns it unchanged. ``SLIPS`` holds how often each happens, per
name, independently of the others. The rates are estimates by hand from comparing registers of
companies; none was fitted to what a matcher does with it.
"""

import random
import re
import unicodedata
from collections.abc import Callable

from made.vocabulary import ABBREVIATIONS, HOLDINGS, SYNONYMS, TOWNS, TRADES_OF

Slip = Callable[[str, random.Random], str]
_LEGAL = re.compile(r"\s+(B\.?V\.?|N\.?V\.?|V\.?O\.?F\.?|C\.?V\.?|U\.?A\.?)$")
_FORMS = ("B.V.", "BV", "b.v.", "B.V", "V.O.F.", "VOF", "v.o.f.")
_TRADE_WORDS = {word.lower() for words in TRADES_OF.values() for word in words}
_PARTICLES = {"van", "de", "der", "den", "ten", "te", "en", "&", "het", "'t", "la"}
_ROLES = {word.lower() for word in HOLDINGS}
_EXTRA = ("Nederland", "Groep", "Service", "Shop", "Benelux", "International", "Totaal", "Online", "Plus")
_KEYS = dict(zip("aseroinmtul", "sdreiomnryk", strict=True))
_SOUNDS = (
    *(("ij", "y"), ("y", "ij"), ("ck", "k"), ("k", "c"), ("c", "k"), ("ph", "f"), ("f", "v"), ("z", "s")),
    *(("ss", "s"), ("s", "ss"), ("tt", "t"), ("dt", "t"), ("ei", "ij"), ("au", "ou"), ("ee", "e")),
    *(("oo", "o"), ("x", "ks")),
)


def _words(name: str) -> list[str]:
    return name.split()


def legal_form_gone(name: str, chance: random.Random) -> str:
    """Leave the legal form out."""
    return _LEGAL.sub("", name)


def legal_form_other(name: str, chance: random.Random) -> str:
    """Add a legal form, or write it in another way."""
    return f"{_LEGAL.sub('', name)} {chance.choice(_FORMS)}"


def capitals(name: str, chance: random.Random) -> str:
    """Write everything in capitals, as old systems did."""
    return name.upper()


def small(name: str, chance: random.Random) -> str:
    """Write everything small."""
    return name.lower()


def typo(name: str, chance: random.Random) -> str:
    """One wrong key: a letter gone, twice, another one, or two that changed places."""
    letters = [at for at, sign in enumerate(name) if sign.isalpha()]
    if len(letters) < 3:
        return name
    at = chance.choice(letters)
    kind = chance.random()
    if kind < 0.3:
        return name[:at] + name[at + 1 :]
    if kind < 0.5:
        return name[:at] + name[at] + name[at:]
    if kind < 0.75 or at + 1 >= len(name):
        other = _KEYS.get(name[at].lower()) or chance.choice("abcdefghijklmnopqrstuvwxyz")
        return name[:at] + other + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def sound(name: str, chance: random.Random) -> str:
    """Spell a sound in another way: ij and y, k and c, s and ss."""
    fits = [(old, new) for old, new in _SOUNDS if old in name.lower()]
    if not fits:
        return name
    old, new = chance.choice(fits)
    at = name.lower().index(old)
    return name[:at] + new + name[at + len(old) :]


def accents_gone(name: str, chance: random.Random) -> str:
    """Leave accents out."""
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def accent_added(name: str, chance: random.Random) -> str:
    """Put an accent on an e."""
    return name.replace("e", chance.choice("éëè"), 1)


def word_dropped(name: str, chance: random.Random) -> str:
    """Leave a word out: nearly always one that is not the heart of the name, sometimes one that is.

    Who means a holding says so: that word stays.
    """
    words = _words(_LEGAL.sub("", name))
    if len(words) < 2:
        return name
    light = [at for at, word in enumerate(words) if word.lower() in _TRADE_WORDS | set(map(str.lower, TOWNS))]
    if light and chance.random() < 0.85:
        at = chance.choice(light)
    else:
        able = [at for at, word in enumerate(words) if word.lower() not in _PARTICLES | _ROLES]
        if len(able) < 2:
            return name
        at = chance.choice(able)
    return " ".join(words[:at] + words[at + 1 :])


def word_added(name: str, chance: random.Random) -> str:
    """Add a word: a town, a trade, or one of the words that say nothing."""
    extra = chance.choice((chance.choice(TOWNS), chance.choice(_EXTRA), chance.choice(_EXTRA)))
    return f"{_LEGAL.sub('', name)} {extra}"


def trade_shortened(name: str, chance: random.Random) -> str:
    """Abbreviate a word, as is usual for it or by cutting it off."""
    words = _words(name)
    usual = [at for at, word in enumerate(words) if word.lower() in ABBREVIATIONS]
    long = [at for at, word in enumerate(words) if len(word) >= 8 and word.lower() in _TRADE_WORDS]
    if usual and chance.random() < 0.6:
        at = chance.choice(usual)
        words[at] = ABBREVIATIONS[words[at].lower()].capitalize()
    elif long:
        at = chance.choice(long)
        words[at] = words[at][: chance.randint(4, 6)] + "."
    return " ".join(words)


def trade_renamed(name: str, chance: random.Random) -> str:
    """Call the trade by another word: a garage is an autobedrijf too."""
    return " ".join(SYNONYMS.get(word, word) for word in _words(name))


def sons(name: str, chance: random.Random) -> str:
    """Write "& Zn" in another of its ways."""
    new = chance.choice((" & Zn", " & Zn.", " en Zoon", " en Zonen", " & Zonen", " en Zn"))
    return re.sub(r" (&|en) (Zn\.?|Zoon|Zonen)", new, name)


def and_sign(name: str, chance: random.Random) -> str:
    """Change "en" and "&"."""
    return name.replace(" & ", " en ") if " & " in name else name.replace(" en ", " & ")


def joined(name: str, chance: random.Random) -> str:
    """Write two words as one."""
    words = _words(name)
    if len(words) < 2:
        return name
    at = chance.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1].lower(), *words[at + 2 :]])


def split(name: str, chance: random.Random) -> str:
    """Write a long word as two."""
    words = _words(name)
    long = [at for at, word in enumerate(words) if len(word) >= 8 and word.isalpha()]
    if not long:
        return name
    at = chance.choice(long)
    cut = chance.randint(3, len(words[at]) - 3)
    return " ".join([*words[:at], words[at][:cut], words[at][cut:], *words[at + 1 :]])


def hyphen(name: str, chance: random.Random) -> str:
    """Write a hyphen or a dot for a space, or the other way round."""
    return name.replace("-", " ") if "-" in name else name.replace(" ", chance.choice("-. "), 1)


def turned(name: str, chance: random.Random) -> str:
    """Put the last word first, as in a list by surname."""
    words = _words(_LEGAL.sub("", name))
    return name if len(words) < 2 else f"{words[-1]}, {' '.join(words[:-1])}"


def cut_off(name: str, chance: random.Random) -> str:
    """Keep only what fits in a short field."""
    return name[: chance.choice((20, 24, 30))].rstrip()


def particles(name: str, chance: random.Random) -> str:
    """Write "van den" short, or mix it up."""
    short = chance.choice(
        (
            ("van de[nr]? ", "v.d. "),
            ("van de[nr]? ", "v/d "),
            ("van den ", "van de "),
            ("van de ", "van den "),
        )
    )
    return re.sub(short[0], short[1], name, count=1, flags=re.IGNORECASE)


def initials(name: str, chance: random.Random) -> str:
    """Put initials before the name, or leave them out."""
    bare = re.sub(r"^([A-Z]\.\s?)+", "", name)
    return bare if bare != name else f"{chance.choice('ABCDFGHJKLMPRSTW')}. {name}"


SLIPS: dict[Slip, float] = {
    trade_renamed: 0.01, trade_shortened: 0.04, word_dropped: 0.02, word_added: 0.02, sons: 0.5,
    and_sign: 0.2, particles: 0.1, initials: 0.005, turned: 0.01, joined: 0.01, split: 0.005, hyphen: 0.01,
    sound: 0.01, typo: 0.08, accents_gone: 0.5, accent_added: 0.01, legal_form_gone: 0.4,
    legal_form_other: 0.15, cut_off: 0.005, capitals: 0.2, small: 0.08,
}  # fmt: skip
TWO_TYPOS = 0.005  # two typos, on top


def spoil(names: list[str], chance: random.Random) -> list[str]:
    """Write names down as another register would."""
    spoiled = list(names)
    for slip, rate in SLIPS.items():
        for at in _hits(len(names), rate, chance):
            spoiled[at] = slip(spoiled[at], chance)
    for at in _hits(len(names), TWO_TYPOS, chance):
        spoiled[at] = typo(typo(spoiled[at], chance), chance)
    return [new.strip() or old for new, old in zip(spoiled, names, strict=True)]


def _hits(count: int, rate: float, chance: random.Random) -> list[int]:
    draw = chance.random
    return [at for at in range(count) if draw() < rate]
