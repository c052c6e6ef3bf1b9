"""Made names of firms: drawn as firms are called, so that near-twins occur as often as they do."""

import random
from collections.abc import Callable

import numpy as np

from made.vocabulary import (
    ACTIVITY_SHARES,
    CHAINS,
    FIRST_NAMES,
    HOLDINGS,
    IDEAS,
    RARE,
    RARE_TRADES_OF,
    TRADES_OF,
    brands,
    surnames,
)

_LEGAL = ("", "", "", " B.V.", " B.V.", " V.O.F.")
_CONSONANTS = "BCDFGHJKLMNPRSTVW"


def zipf(count: int, size: int, generator: np.random.Generator, power: float = 0.9) -> np.ndarray:
    """Draw positions of which the first occur most, as 1 / rank ** power."""
    weights = 1 / np.arange(1, count + 1) ** power
    return np.searchsorted(np.cumsum(weights) / weights.sum(), generator.random(size))


def trade_of(activity: str, chance: random.Random) -> str:
    """Draw a word for what a firm does."""
    words = RARE_TRADES_OF if chance.random() < RARE else TRADES_OF
    return chance.choice(words[activity])


class Namer:
    """Draws names of firms in bulk, from one seed."""

    def __init__(self, generator: np.random.Generator, chance: random.Random) -> None:
        self.generator, self.chance = generator, chance
        self.surnames, self.brands = surnames(), brands()

    def activities(self, size: int) -> list[str]:
        """Draw what firms do."""
        kinds, shares = list(ACTIVITY_SHARES), np.array(list(ACTIVITY_SHARES.values()))
        return np.array(kinds)[self.generator.choice(len(kinds), size, p=shares / shares.sum())].tolist()

    def family(self, size: int) -> list[str]:
        """Draw surnames, common ones most."""
        return np.array(self.surnames, dtype=object)[zipf(len(self.surnames), size, self.generator)].tolist()

    def brand(self, size: int) -> list[str]:
        """Draw invented words."""
        return np.array(self.brands, dtype=object)[zipf(len(self.brands), size, self.generator, 0.5)].tolist()

    def names(self, activities: list[str], towns: list[str]) -> tuple[list[str], list[str], list[str]]:
        """Draw a name for every firm.

        Returns the names, the stem of each (what its holding is called after; empty for a chain
        or a description) and the activities (a chain brings its own).
        """
        size = len(activities)
        one, two, word = self.family(size), self.family(size), self.brand(size)
        kinds = self.generator.choice(len(_KINDS), size, p=[share for _, share in _KINDS])
        names, stems, does = [], [], []
        for at in range(size):
            draw = (one[at], two[at], word[at], activities[at], towns[at])
            name, stem, activity = _KINDS[kinds[at]][0](self.chance, *draw)
            names.append(name)
            stems.append(stem)
            does.append(activity)
        return names, stems, does


Made = tuple[str, str, str]


def _surname(chance: random.Random, one: str, two: str, word: str, activity: str, town: str) -> Made:
    """A firm called after its owner."""
    trade = trade_of(activity, chance)
    one = one[0].upper() + one[1:]
    if chance.random() < 0.05:
        both = f"{one} & {two[0].upper()}{two[1:]}"
        return f"{both} {trade}", both, activity
    name, shares = zip(
        (f"{trade} {one}{chance.choice(_LEGAL)}", 7),
        (f"{one} {trade}{chance.choice(_LEGAL)}", 4),
        (f"{chance.choice(_CONSONANTS)}. {one}{chance.choice(_LEGAL)}", 2),
        (f"{chance.choice(FIRST_NAMES)} {one} {trade}", 2),
        (f"{one} & Zn{chance.choice(_LEGAL)}", 1),
        (f"Gebr. {one}{chance.choice(_LEGAL)}", 1),
        (f"{one}{chance.choice(_LEGAL)}", 2),
        strict=True,
    )
    return chance.choices(name, shares)[0], one, activity


def _brand(chance: random.Random, one: str, two: str, word: str, activity: str, town: str) -> Made:
    """A firm with an invented name."""
    trade = trade_of(activity, chance)
    form = chance.randrange(10)
    if form < 4:
        return f"{word} {trade}{chance.choice(_LEGAL)}", word, activity
    if form < 7:
        return f"{word}{chance.choice(_LEGAL)}", word, activity
    both = f"{chance.choice(IDEAS)} {word}"
    return f"{both}{chance.choice(_LEGAL)}", both, activity


def _idea(chance: random.Random, one: str, two: str, word: str, activity: str, town: str) -> Made:
    """A firm called after an everyday idea."""
    idea, trade = chance.choice(IDEAS), chance.choice(TRADES_OF[activity])
    form = chance.randrange(10)
    if form < 4:
        return f"{trade} De {idea}", f"De {idea}", activity
    if form < 7:
        return f"{idea} {trade}{chance.choice(_LEGAL)}", idea, activity
    other = chance.choice(IDEAS)
    return f"{idea} {other}{chance.choice(_LEGAL)}", f"{idea} {other}", activity


def _town(chance: random.Random, one: str, two: str, word: str, activity: str, town: str) -> Made:
    """A firm described by what it does and where."""
    return f"{trade_of(activity, chance)} {town}{chance.choice(_LEGAL)}", "", activity


def _chain(chance: random.Random, one: str, two: str, word: str, activity: str, town: str) -> Made:
    """A branch of a chain."""
    name, does = chance.choice(CHAINS)
    return (name if chance.random() < 0.6 else f"{name} {town}"), "", does


def _letters(chance: random.Random, one: str, two: str, word: str, activity: str, town: str) -> Made:
    """A firm called by initials."""
    letters = "".join(chance.choices(_CONSONANTS, k=chance.choice((2, 3, 3, 3, 4))))
    trade = trade_of(activity, chance)
    return f"{letters} {trade}{chance.choice(_LEGAL)}", letters, activity


def _foundation(chance: random.Random, one: str, two: str, word: str, activity: str, town: str) -> Made:
    """A foundation or an association."""
    kind = chance.choice(("Stichting", "Stichting", "Vereniging", "Stichting Administratiekantoor"))
    about = chance.choice((word, one, f"{chance.choice(IDEAS)} {town}", f"{word} {town}"))
    return f"{kind} {about}", "", activity


Kind = Callable[[random.Random, str, str, str, str, str], Made]
_KINDS: tuple[tuple[Kind, float], ...] = (
    (_surname, 0.44), (_brand, 0.25), (_idea, 0.10), (_town, 0.06), (_chain, 0.03), (_letters, 0.06),
    (_foundation, 0.06),
)  # fmt: skip


def holding(stem: str, chance: random.Random) -> str:
    """Call a holding after its company."""
    return f"{stem} {chance.choice(HOLDINGS)}{chance.choice((' B.V.', ' B.V.', ''))}"


def look_alike(name: str, chance: random.Random) -> str:
    """Another surname that differs by a letter or two: Jansen and Janssen, Smit and Smits."""
    if chance.random() < 0.4:
        return name + "s" if not name.endswith("s") else name[:-1]
    at = chance.randrange(max(len(name) - 1, 1))
    return name[: at + 1] + chance.choice("aeinrst") + name[at + (1 if chance.random() < 0.5 else 2) :]
