"""What people answered, as facts: visits and corrections that nobody took back; and who entered them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Select, String, cast, literal, select, union_all

from theseus.contracts import ANSWER, CORRECTION_SOURCE, VISIT_SOURCE
from theseus.desk.corrections import Correction, CorrectionWithdrawal
from theseus.desk.database import frame, reading
from theseus.desk.visits import Visit, VisitAnswer, VisitWithdrawal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

_WHAT = "antwoorden"


def answers(url: str) -> pd.DataFrame:
    """Return the answers of visits and corrections that were not withdrawn, as contract ``answer``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    taken_back = select(VisitWithdrawal.of), select(CorrectionWithdrawal.of)
    of_visits = _of_visits().where(Visit.visit_id.not_in(taken_back[0]))
    of_corrections = _of_corrections().where(Correction.correction_id.not_in(taken_back[1]))
    with reading(url, _WHAT) as connection:
        rows = connection.execute(union_all(of_visits, of_corrections)).mappings().all()
    return frame(({**row, "record_id": f"{row['source']} {row['number']}"} for row in rows), ANSWER)


def _of_visits() -> Select[*tuple[Any, ...]]:
    return select(
        literal(VISIT_SOURCE).label("source"),
        Visit.visit_id.label("number"),
        Visit.visited_on.label("observed_on"),
        Visit.occupancy_id,
        VisitAnswer.question,
        VisitAnswer.value,
        VisitAnswer.original,
        cast(None, Date).label("until"),
        Visit.entered_by,
    ).join(VisitAnswer, VisitAnswer.visit_id == Visit.visit_id)


def _of_corrections() -> Select[*tuple[Any, ...]]:
    return select(
        literal(CORRECTION_SOURCE).label("source"),
        Correction.correction_id.label("number"),
        Correction.valid_from.label("observed_on"),
        Correction.occupancy_id,
        Correction.question,
        cast(Correction.value, String).label("value"),
        cast(Correction.original, String).label("original"),
        Correction.until,
        Correction.granted_by.label("entered_by"),
    )


def entered_by(url: str, records: Iterable[str]) -> frozenset[str]:
    """Name who entered the visits and corrections with these record ids, the withdrawn ones too.

    Parameters
    ----------
    records
        As in contract ``answer``: ``bezoek 12``, ``correctie 3``.

    Raises
    ------
    DeskError
        If the database cannot be used.
    """
    numbers: dict[str, list[int]] = {VISIT_SOURCE: [], CORRECTION_SOURCE: []}
    for record in records:
        source, _, number = record.partition(" ")
        numbers[source].append(int(number))
    entered = select(Visit.entered_by).where(Visit.visit_id.in_(numbers[VISIT_SOURCE]))
    granted = select(Correction.granted_by).where(Correction.correction_id.in_(numbers[CORRECTION_SOURCE]))
    with reading(url, _WHAT) as connection:
        return frozenset(connection.scalars(union_all(entered, granted)))
