"""How much a delivery brings: rows against the card, rows against the last time, and what is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.model import Check, Door, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

DEFECT_SHARE = 0.05  # more broken rows than this is worth a warning
NOTABLE = 20  # rows; growth by fewer is never worth a warning
_SHOWN = 3  # file names in a message
_BAD_KEYS = ("missing_key", "bad_key", "duplicate_key")


def amounts(door: Door, tables: Mapping[str, pd.DataFrame], files: Sequence[str]) -> Iterator[Check]:
    """Fail a delivery with fewer rows than its card wants; warn if it has more."""
    rows = sum(len(table) for table in tables.values())
    where = _named(files)
    if rows < door.min_rows:
        told = f"{rows} bruikbare rijen{where}; verwacht minstens {door.min_rows}. {again(door)}"
        yield Check(door.source, "aantal", Severity.FAIL, told)
    if door.max_rows is not None and rows > door.max_rows:
        told = f"{rows} rijen{where}; verwacht hoogstens {door.max_rows}. Is dit het goede bestand?"
        yield Check(door.source, "aantal", Severity.WARN, told)


def change(
    door: Door, name: str, now: pd.DataFrame | None, before: pd.DataFrame, files: Sequence[str]
) -> Iterator[Check]:
    """Fail a table that lost too many rows since the last accepted delivery; warn if it gained many."""
    rows, had = 0 if now is None else len(now), len(before)
    where = _named(files)
    if rows < had * (1 - door.max_drop):
        told = (
            f"Tabel {name}: van {had} naar {rows} rijen{where}, {1 - rows / had:.0%} minder; "
            f"hoogstens {door.max_drop:.0%} minder mag. {again(door)}"
        )
        yield Check(door.source, "daling", Severity.FAIL, told)
    if had and rows > had * (1 + door.max_growth) and rows - had >= NOTABLE:
        told = (
            f"Tabel {name}: van {had} naar {rows} rijen{where}; meer dan {door.max_growth:.0%} erbij is "
            "veel. Is dit de levering voor uw regio?"
        )
        yield Check(door.source, "groei", Severity.WARN, told)


def quality(door: Door, rows_read: int, defects: Mapping[str, int]) -> Iterator[Check]:
    """Fail a delivery with too many broken rows, or too many broken keys; warn from ``DEFECT_SHARE`` on."""
    if not rows_read:
        return
    keys = sum(defects.get(code, 0) for code in _BAD_KEYS)
    if keys / rows_read > door.max_bad_keys:
        told = (
            f"{keys} van {rows_read} rijen ({keys / rows_read:.0%}) hebben een sleutel die ontbreekt, niet "
            f"klopt of dubbel is; hoogstens {door.max_bad_keys:.0%} mag. {again(door)}"
        )
        yield Check(door.source, "sleutels", Severity.FAIL, told)
    broken = sum(defects.values())
    share = broken / rows_read
    told = f"{broken} van {rows_read} rijen ({share:.0%}) zijn onbruikbaar"
    if share > door.max_defects:
        told += f"; hoogstens {door.max_defects:.0%} mag. {again(door)}"
        yield Check(door.source, "kwaliteit", Severity.FAIL, told)
    elif share > DEFECT_SHARE:
        told += ". Het verslag noemt de redenen; meld ze aan de leverancier."
        yield Check(door.source, "kwaliteit", Severity.WARN, told)


def again(door: Door) -> str:
    """Say how to go on from a delivery that may be wrong."""
    return f"Haal de levering opnieuw op; klopt zij toch, laat haar dan toe met --accept {door.source}."


def _named(files: Sequence[str]) -> str:
    if not files:
        return ""
    more = len(files) - _SHOWN
    return f" in {', '.join(files[:_SHOWN])}" + (f" en {more} andere bestanden" if more > 0 else "")
