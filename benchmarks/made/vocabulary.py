"""The words of ``vocabulary.toml``, and the surnames and brands that are put together from them."""

import itertools
import pathlib
import tomllib

_WORDS = tomllib.loads(pathlib.Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))

FIRST_NAMES, IDEAS, HOLDINGS = _WORDS["first_names"], _WORDS["ideas"], _WORDS["holdings"]
TOWNS, STREETS = _WORDS["towns"], _WORDS["streets"]
ACTIVITY_SHARES, TRADES_OF, RARE_TRADES_OF = _WORDS["shares"], _WORDS["trades"], _WORDS["rare_trades"]
SYNONYMS, ABBREVIATIONS = _WORDS["synonyms"], _WORDS["abbreviations"]
CHAINS = [(name, activity) for activity, names in _WORDS["chains"].items() for name in names]
RARE = 0.2  # of the firms has a trade of the rare ones
_WITH_PATRONYM = 24  # first names


def surnames() -> list[str]:
    """Some five thousand surnames, most common first."""
    prefixes = _WORDS["surname_prefixes"]
    count = len(prefixes)
    made = [
        prefix + root + ending
        for number, (root, ending) in enumerate(
            itertools.product(_WORDS["surname_roots"], _WORDS["surname_endings"])
        )
        for prefix in sorted(
            {prefixes[number % count], prefixes[(number * 7 + 3) % count], prefixes[number // count % count]}
        )
        if root.lower() != ending
    ]
    patronyms = [
        name + ending for name in FIRST_NAMES[:_WITH_PATRONYM] for ending in ("sen", "s", "se", "ssen", "sz")
    ]
    spread = [made[(n * 7919) % len(made)] for n in range(len(made))]
    return list(dict.fromkeys([*_WORDS["common_surnames"], *patronyms, *spread]))


def brands() -> list[str]:
    """Some fifty thousand invented words, in an order that shows no alphabet."""
    parts = itertools.product(_WORDS["brand_syllables"], _WORDS["brand_syllables"], _WORDS["brand_endings"])
    words = ["".join(part).capitalize() for part in parts]
    return [words[(n * 30_011) % len(words)] for n in range(len(words))]
