"""What a reader gives back: record tables, and every row that did not make it with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from theseus.contracts import QUARANTINE
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from theseus.sources.card import Card

SHOWN = 200  # characters of an offending value that are kept
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
    SEVERAL_OBJECTS = "Het antwoord kan over meer dan één object gaan."
    NATURAL_PERSON = "Het record gaat over een natuurlijk persoon; daar wordt niets van bewaard."


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
        Rows that are not in ``tables``, conformed to ``contracts.QUARANTINE``.
    rows_read
        Records met in the files. ``rows_read`` = rows in tables + ``rows_merged`` + quarantine.
    rows_merged
        Records that became part of another record (a second feature of one park, a street name).
    columns
        Field names met per table or layer, for the check at the door.
    """

    tables: dict[str, pd.DataFrame]
    quarantine: pd.DataFrame
    rows_read: int
    rows_merged: int = 0
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)


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
    """Collects the rows that a reader sets aside."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.rows: list[dict[str, object]] = []

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
        self.rows.append(
            {
                "source": self.source,
                "file": file,
                "row": row,
                "record_id": record_id,
                "column": column,
                "code": why.name.lower(),
                "kind": "defect" if isinstance(why, Defect) else "out_of_scope",
                "reason": why.value,
                "value": None if value is None else str(value)[:SHOWN],
            }
        )

    def table(self) -> pd.DataFrame:
        """Return the collected rows as a table of contract ``quarantine``."""
        return conform(pd.DataFrame(self.rows, columns=QUARANTINE.names), QUARANTINE)
