"""What a missing field is called now: a new one that resembles it, or that holds the same values."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Values = Mapping[str, Sequence[str]]
"""Some values per field, as texts."""
Look = Callable[[], tuple[Values, Values]]
"""Gives the values of the delivery before, and of this one."""

NOTHING: Values = {}
ALIKE = 0.6  # how alike two names must be (0 to 1)
SAME = 0.5  # share of the old values that must come back
_USUAL = 0.9  # share of the values that must have one form, for the field to have it
_FORMS = {
    "getallen": re.compile(r"-?\d{1,8}([.,]\d+)?"),
    "data": re.compile(r"\d{4}-?\d{2}-?\d{2}([T ].*)?|\d{1,2}-\d{1,2}-\d{4}"),
    "ja of nee": re.compile(r"ja|nee|true|false|j|n", re.IGNORECASE),
    "postcodes": re.compile(r"\d{4} ?[A-Za-z]{2}"),
    "nummers van 8 cijfers": re.compile(r"\d{8}"),
    "nummers van 12 cijfers": re.compile(r"\d{12}"),
    "nummers van 16 cijfers": re.compile(r"\d{16}"),
}


@dataclass(frozen=True)
class Rename:
    """A field that went, the one it probably is now, and why we think so (Dutch)."""

    old: str
    new: str
    why: str

    @property
    def told(self) -> str:
        """The finding as the end of a Dutch sentence."""
        return f"zij heet nu waarschijnlijk '{self.new}' ({self.why})."


def hint(before: Values, now: Values) -> str:
    """Say which fields of the delivery before have another name now; empty if none seems to.

    For a delivery that could not be read at all, so that only a glance at its files tells.
    """
    found = renames(sorted(set(before) - set(now)), sorted(set(now) - set(before)), before, now)
    return " ".join(f"Kolom '{rename.old}' is er niet meer; {rename.told}" for rename in found)


def renames(missing: Iterable[str], new: Iterable[str], before: Values, now: Values) -> list[Rename]:
    """Pair the missing fields with new ones, the surest pair first; no field is used twice.

    Parameters
    ----------
    before, now
        Values per field of the delivery before and of this one, as far as they could be looked up.
    """
    new = list(new)
    pairs = [
        (score, Rename(old, name, why))
        for old in missing
        for name in new
        for score, why in [_likeness(old, name, before.get(old, ()), now.get(name, ()))]
        if score
    ]
    found: list[Rename] = []
    for score, pair in sorted(pairs, key=lambda item: (-item[0], item[1].old, item[1].new)):
        rivals = [other for value, other in pairs if value == score and _touch(other, pair)]
        free = not any(_touch(other, pair) for other in found)
        # Two that only have the same form are no better than each other: nobody can tell.
        if free and (score > _BY_FORM or len(rivals) == 1):
            found.append(pair)
    return found


_BY_FORM = 0.5  # the score of a pair that only has the same form of values


def _touch(one: Rename, other: Rename) -> bool:
    return one.old == other.old or one.new == other.new


def _likeness(old: str, new: str, before: Sequence[str], now: Sequence[str]) -> tuple[float, str]:
    """Score how likely ``new`` is the new name of ``old`` (0 if nothing says so), and say why."""
    shared = _shared(before, now)
    alike = max(
        difflib.SequenceMatcher(None, one, other).ratio()
        for one, other in ((_plain(old), _plain(new)), (_sorted(old), _sorted(new)))
    )
    if shared >= SAME:
        return 2 + shared, "deels dezelfde waarden"
    form = _form(before)
    if before and now and form != _form(now):
        return 0, ""  # a name that resembles it, for something else
    if alike >= ALIKE:
        return 1 + alike, "de naam lijkt erop"
    return (_BY_FORM, f"ook {form}") if form else (0, "")


def _shared(before: Sequence[str], now: Sequence[str]) -> float:
    """Share of the values that came back, weighed by how often they were there."""
    old, new = Counter(before), set(now)
    # A column of one or two values shares them with every other column of yes and no.
    if len(old) <= 2 or not new:  # noqa: PLR2004 - explained above
        return 0.0
    return sum(count for value, count in old.items() if value in new) / old.total()


def _form(values: Sequence[str]) -> str:
    for name, form in reversed(_FORMS.items()):
        if values and sum(bool(form.fullmatch(value)) for value in values) >= _USUAL * len(values):
            return name
    return ""


def _plain(name: str) -> str:
    return "".join(_words(name))


def _sorted(name: str) -> str:
    return "".join(sorted(_words(name)))


def _words(name: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[a-z0-9]+", apart.casefold())
