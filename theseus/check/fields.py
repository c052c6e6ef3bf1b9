"""Which fields a delivery has: missing, new, and missing because they have another name now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.check.amounts import again
from theseus.check.renames import NOTHING, renames
from theseus.model import Check, Door, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.check.renames import Look


def fields(door: Door, columns: Mapping[str, tuple[str, ...]], look: Look | None) -> Iterator[Check]:
    """Fail a layer that lacks a field of the card, renamed or not; warn of fields that the card knows not."""
    for layer, met in columns.items():
        expected = door.columns.get(layer)
        if expected is None:
            continue
        missing = sorted(set(expected) - set(met))
        unknown = sorted(set(met) - set(expected) - set(door.ignored))
        before, now = look() if look and missing and unknown else (NOTHING, NOTHING)
        renamed = renames(missing, unknown, before, now)
        for rename in renamed:
            told = f"{layer}: kolom '{rename.old}' ontbreekt; {rename.told} Hernoem haar in het bestand, of "
            told += "meld dat de bronkaart is achterhaald."
            yield Check(door.source, "velden", Severity.FAIL, told)
        gone = sorted(set(missing) - {rename.old for rename in renamed})
        if gone:
            told = f"{layer}: mist {_quoted(gone)}. {again(door)}"
            yield Check(door.source, "velden", Severity.FAIL, told)
        new = sorted(set(unknown) - {rename.new for rename in renamed})
        if new:
            told = f"{layer}: nieuw en niet gelezen {_quoted(new)}. Meld dat de bronkaart is achterhaald."
            yield Check(door.source, "velden", Severity.WARN, told)


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
