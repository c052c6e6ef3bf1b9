"""What a reader gives back: record tables, and every row that did not make it with its reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from theseus.contracts import QUARANTINE
from theseus.tables import conform

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from theseus.sources.card import Card

NEVER = dt.date.min
SHOWN = 200  # characters of an offending value that are kept
LISTED = 10_000  # rows per reason that stand in the quarantine one by one
LONGEST = 10_000  # characters; no field of any register we read is longer


class Defect(StrEnum):
    """What can be wrong with a row; the value is the Dutch reason."""

    MISSING_KEY = "De sleutel ontbreekt."
    BAD_KEY = "De sleutel heeft niet de vorm die het register voorschrijft."
    DUPLICATE_KEY = "De sleutel komt vaker voor; de eerste regel is gebruikt."
    MISSING_VALUE = "Een verplicht veld is leeg."
    BAD_POSTCODE = "De postcode heeft niet de vorm 1234AB."
    BAD_NUMBER = "Hier hoort een getal te staan."
    OUT_OF_RANGE = "Het getal kan niet kloppen."
    BAD_DATE = "Hier hoort een datum te staan (JJJJ-MM-DD)."
    DATE_ORDER = "De einddatum ligt voor de begindatum."
    FUTURE_DATE = "De datum ligt in de toekomst."
    UNKNOWN_CODE = "De waarde staat niet in de lijst die bij dit veld hoort."
    BAD_TRUTH = "Hier hoort ja of nee te staan."
    NO_GEOMETRY = "De plaats ontbreekt."
    BAD_GEOMETRY = "De vorm op de kaart is ongeldig en niet te herstellen."
    OUTSIDE_NETHERLANDS = "De plaats ligt buiten Nederland."
    TOO_LONG = "Het veld is langer dan 10.000 tekens."
    BAD_ENCODING = "De tekst bevat tekens die bij het inlezen verloren zijn gegaan."
    WRONG_COLUMN_COUNT = "De regel heeft meer of minder velden dan de kopregel."
    NOT_AN_OBJECT = "Dit is geen record zoals de bron ze beschrijft."
    UNKNOWN_REFERENCE = "De regel verwijst naar een record dat niet in de levering zit."
    ERROR_ANSWER = "De bron gaf een foutmelding in plaats van een record."
    EMPTY_ROW = "De regel is leeg."
    CELL_ERROR = "In de cel staat een fout van het rekenblad in plaats van een waarde."
    STATUS_AND_END = "De status is geldig, maar de einddatum was al voorbij."
    NOWHERE = "Er is geen adres en geen nummer waarmee het adres te vinden is."


class OutOfScope(StrEnum):
    """Why a good row is not used; the value is the Dutch reason."""

    NOT_CURRENT = "Dit voorkomen gold niet op de peildatum."
    NOT_REALISED = "Het object is niet (meer) aanwezig volgens de status."
    OTHER_OBJECT = "Dit soort object gebruikt Theseus niet."
    NO_NAME = "Het kaartobject heeft geen naam."
    FOREIGN_ADDRESS = "Het adres ligt buiten Nederland."
    POSTAL_ADDRESS = "Er is alleen een postadres, geen bezoekadres."
    ENDED = "De inschrijving was op de peildatum al beëindigd en is opgevolgd."
    OTHER_ADDRESS = "Het antwoord gaat over een ander adres dan gevraagd."
    NOT_FOUND = "De bron kent het gevraagde niet."
    AT_EDGE = "Het ligt op de rand van het gevraagde gebied; wat erbij hoort is niet meegeleverd."
    SEVERAL_OBJECTS = "Het antwoord kan over meer dan één object gaan."
    NATURAL_PERSON = "Het record gaat over een natuurlijk persoon; daar wordt niets van bewaard."
    PRIVATE_HOME = "Het record gaat over opvang bij iemand thuis; daar wordt niets van bewaard."
    NO_SINGLE_PLACE = "De bekendmaking gaat niet over één bekende plek."
    EXPLANATION = "Dit is de regel met uitleg uit het invulbestand."


@dataclass(frozen=True)
class RawFile:
    """One raw file and the day on which the source delivered it."""

    path: Path
    delivered_on: dt.date


@dataclass(frozen=True)
class Delivery:
    """What one source brings to a run.

    Attributes
    ----------
    tables
        Record tables by name, each conformed to its contract in ``contracts.RECORDS``.
    quarantine
        Rows that are not in ``tables``, conformed to ``contracts.QUARANTINE``; see :func:`counted`.
    rows_read
        Records met in the files. ``rows_read`` = rows in tables + ``rows_merged`` + the rows that the
        quarantine stands for.
    rows_merged
        Records that became part of another record (a second feature of one park, a street name).
    columns
        Field names met per table or layer, for the check at the door.
    doubts
        Dutch sentences on why the newest delivery may not be whole, for a reader that sees the older ones
        too. Each keeps the delivery out at the door, until a person accepts it; the reader itself concludes
        nothing from what is missing.
    whole_on
        Day of the newest files that can hold the whole register, for a source whose later files are bought
        bit by bit; None if all its files can, ``NEVER`` if none can. Only of that day "not found" is an
        answer.
    """

    tables: dict[str, pd.DataFrame]
    quarantine: pd.DataFrame
    rows_read: int
    rows_merged: int = 0
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    whole_on: dt.date | None = None


class Reader(Protocol):
    """A reader: raw files of one source to one delivery.

    Raises
    ------
    SourceError
        If a file as a whole cannot be read as what the card says it is.
    """

    def __call__(self, files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
        """Read the files as they stood on ``as_of``."""


class Quarantine:
    """Collects the rows that a reader sets aside.

    Of each reason the first ``LISTED`` rows are listed one by one; what comes after is counted per file
    and makes one line that stands for them all. So a register with ten million old versions costs no more
    memory than one with ten thousand, and every reason keeps its true count.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._columns: dict[str, list[Any]] = {name: [] for name in QUARANTINE.names}
        self._listed: Counter[Defect | OutOfScope] = Counter()
        self._rest: dict[tuple[Defect | OutOfScope, str], tuple[int, int]] = {}

    def add(
        self,
        why: Defect | OutOfScope,
        *,
        file: str,
        row: int,
        record_id: str | None = None,
        column: str | None = None,
        value: object = None,
    ) -> None:
        """Set one row aside: where it stood (1-based record number), and why."""
        if self._listed[why] >= LISTED:
            self._count(why, file, row)
        else:
            self.add_many(
                why, files=[file], rows=[row], record_ids=[record_id], column=column, values=[value]
            )

    def add_many(
        self,
        why: Defect | OutOfScope,
        *,
        files: Sequence[str],
        rows: Sequence[int],
        record_ids: Sequence[str | None],
        column: str | None = None,
        values: Sequence[object] | None = None,
    ) -> None:
        """Set rows aside for one reason; all sequences are as long as ``rows``.

        Parameters
        ----------
        values
            What stood in ``column``; None if no column is to blame.
        """
        room = max(LISTED - self._listed[why], 0)
        first = len(rows[:room])
        written = [None] * first if values is None else values[:room]
        told: dict[str, Sequence[Any]] = {
            "source": [self.source] * first,
            "file": files[:room],
            "row": rows[:room],
            "record_id": record_ids[:room],
            "column": [column] * first,
            "code": [why.name.lower()] * first,
            "kind": [kind_of(why)] * first,
            "reason": [why.value] * first,
            "value": [None if value is None else str(value)[:SHOWN] for value in written],
            "rows": [1] * first,
        }
        for name, cells in told.items():
            self._columns[name].extend(cells)
        self._listed[why] += first
        for file, row in zip(files[room:], rows[room:], strict=True):
            self._count(why, file, row)

    def _count(self, why: Defect | OutOfScope, file: str, row: int) -> None:
        count, first = self._rest.get((why, file), (0, row))
        self._rest[why, file] = (count + 1, first)

    def table(self) -> pd.DataFrame:
        """Return the collected rows as a table of contract ``quarantine``."""
        rest = [
            {
                "source": self.source,
                "file": file,
                "row": row,
                "code": why.name.lower(),
                "kind": kind_of(why),
                "reason": why.value,
                "value": f"en nog {count} rijen met deze reden, vanaf hier",
                "rows": count,
            }
            for (why, file), (count, row) in self._rest.items()
        ]
        listed = pd.DataFrame(self._columns, columns=QUARANTINE.names)
        return conform(pd.concat([listed, pd.DataFrame(rest)]) if rest else listed, QUARANTINE)


def kind_of(why: Defect | OutOfScope) -> str:
    """Say whether a reason is a defect of the row, or means that a good row is not ours."""
    return "defect" if isinstance(why, Defect) else "out_of_scope"


def counted(quarantine: pd.DataFrame, by: str) -> dict[str, int]:
    """Count the rows that a table of contract ``quarantine`` stands for, by one of its columns."""
    sums = quarantine["rows"].fillna(1).groupby(quarantine[by]).sum()
    return {str(name): int(count) for name, count in sums.sort_values(ascending=False).items()}
