"""What was read from a filled-in roster, before anything is believed: cells with place and text."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theseus.contracts.returning import (
    ANSWER,
    EDITION,
    FINDINGS,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    QUESTION,
    RUN,
    SESSION,
    TOLD,
)
from theseus.errors import ReturnError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

MOST_ROWS = 20_000  # a roster has some twenty visits with some ten questions each
LARGEST = 100_000_000  # bytes, unpacked
_PROPERTIES = (SESSION, RUN, EDITION)
ASKED = "Vraag"  # what a person reads beside an answer
# A carriage return as Excel writes it, control characters but tab and newline, half surrogate pairs, and
# signs without width.
_UNSEEN = re.compile("_x000[dD]_|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ud800-\udfff\ufeff]")


@dataclass(frozen=True)
class Layout:
    """The columns of a sheet or layer.

    Attributes
    ----------
    needed
        Without these nothing can be taken.
    usual
        Of these it is told if they are not there.
    spare
        Read if they are there.
    """

    needed: tuple[str, ...]
    usual: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()


VISITS = Layout((OCCUPANCY, OUTCOME, FINDINGS[0]), (*FINDINGS[1:], NOTE), _PROPERTIES)
QUESTIONS = Layout((OCCUPANCY, QUESTION, ANSWER), spare=(ASKED,))


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes
    ----------
    where
        Its place as the program names it: ``Looplijst, rij 9, kolom Uitkomst (K9)``.
    text
        What stands in it, without spaces around it; empty if nothing does.
    fault
        Dutch: why what stands in it was not typed by a person; empty if it may be read.
    """

    where: str
    text: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Row:
    """One row, with its cells by the name of their column in the contract."""

    where: str
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        """Return a cell; an empty one if the file does not have the column."""
        return self.cells.get(column) or Cell(f"{self.where}, kolom {column}")


@dataclass(frozen=True)
class Returned:
    """A filled-in roster.

    Attributes
    ----------
    session, run, edition
        Which roster it is; None if the file lost that.
    visits, questions
        Rows of the two sheets or layers.
    notes
        Dutch: what the file does not have, though a roster may have it.
    """

    file: str
    session: str | None
    run: str | None
    edition: str | None
    visits: tuple[Row, ...]
    questions: tuple[Row, ...] = ()
    notes: tuple[str, ...] = field(default=())


def returned(
    path: Path,
    properties: Mapping[str, str],
    visits: Iterable[Row],
    questions: Iterable[Row],
    notes: Iterable[str] = (),
) -> Returned:
    """Put together what was read; what the file itself lost is found in the columns of its visits.

    Raises
    ------
    ReturnError
        If the rows belong to several rosters, or are more than any roster has.
    """
    seen, asked = tuple(_not_too_many(path, visits)), tuple(_not_too_many(path, questions))
    known = {name: properties.get(name) or _in_column(path, seen, name) for name in _PROPERTIES}
    return Returned(path.name, known[SESSION], known[RUN], known[EDITION], seen, asked, tuple(notes))


def _in_column(path: Path, rows: Iterable[Row], name: str) -> str | None:
    found = sorted({row[name].text for row in rows} - {""})
    if len(found) > 1:
        raise ReturnError(
            f"Bestand {path.name} heeft regels van meer dan een looplijst ({name}: {', '.join(found[:3])}). "
            "Lever elke looplijst in een eigen bestand aan."
        )
    return found[0] if found else None


def _not_too_many(path: Path, rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            raise ReturnError(
                f"Bestand {path.name} heeft meer dan {MOST_ROWS} ingevulde regels op een blad; dat is geen "
                "looplijst. Haal weg wat er niet bij hoort."
            )
        yield row


def require_small(path: Path, size: int) -> None:
    """Refuse a file that is larger than any roster.

    Raises
    ------
    ReturnError
        If ``size`` (bytes, unpacked) is more than ``LARGEST``.
    """
    if size > LARGEST:
        raise ReturnError(
            f"Bestand {path.name} is groter dan {LARGEST // 10**6} MB; dat is geen looplijst. Haal weg wat "
            "er niet bij hoort, zoals foto's."
        )


def columns_of(
    path: Path, sheet: str, headings: Iterable[str], layout: Layout
) -> tuple[dict[int, str], list[str]]:
    """Find the columns of a layout among headings, wherever they stand.

    Parameters
    ----------
    sheet
        What the sheet or layer is called, with its kind: ``blad Looplijst``.

    Returns
    -------
    tuple
        Column by place, counted from 0; and Dutch sentences on usual columns that are not there.

    Raises
    ------
    ReturnError
        If it is a list to read, a needed column is not there, or a column is there twice.
    """
    wanted = {heading(name): name for name in (*layout.needed, *layout.usual, *layout.spare)}
    named = [heading(text) for text in headings]
    places = {at: wanted[text] for at, text in enumerate(named) if text in wanted}
    found = list(places.values())
    _require_filled_in(path, named, found, layout)
    for name in layout.needed:
        if name not in found:
            raise ReturnError(
                f"Bestand {path.name}, {sheet}: kolom '{name}' ontbreekt. Vul de looplijst in zoals Theseus "
                "hem nu maakt, of voer de bezoeken in met theseus visit."
            )
    for name in found:
        if found.count(name) > 1:
            raise ReturnError(
                f"Bestand {path.name}, {sheet}: kolom '{name}' staat er meer dan een keer. Laat er een over."
            )
    missing = [name for name in layout.usual if name not in found]
    return places, [f"Kolom '{name}' van {sheet} is er niet; daar is niets uit gelezen." for name in missing]


def _require_filled_in(path: Path, named: Iterable[str], found: Iterable[str], layout: Layout) -> None:
    """Refuse a list that tells of visits and has nothing to fill in, such as that of most partners."""
    if not set(layout.needed[1:]) & set(found) and is_told(named):
        raise ReturnError(
            f"Bestand {path.name} is een looplijst om te lezen, zonder vakken om in te vullen. Lever het "
            "ingevulde bestand aan: looplijst.xlsx of veldwerk.gpkg uit de map 'gemeente' van deze controle, "
            "of van een partner die invult."
        )


def is_told(headings: Iterable[str]) -> bool:
    """Tell whether one of these is a heading of what a roster tells."""
    return not {heading(name) for name in TOLD}.isdisjoint(map(heading, headings))


def text_of(value: object) -> str:
    """Write what stands in a cell as a person types it: 12 and not 12.0, truth as ja or nee."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return _UNSEEN.sub("", str(value).replace("\xa0", " ")).strip()


def heading(text: str) -> str:
    """Write a heading so that capitals, spaces and underscores make no difference."""
    return " ".join(text.casefold().replace("_", " ").split())
