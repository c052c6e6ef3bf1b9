"""At the door: contract, completeness and drift of one delivery, against its card and the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandera.errors
import pandera.pandas as pa

from theseus.contracts import RECORDS, Contract
from theseus.model import Check, Door, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

DEFECT_SHARE = 0.05  # more broken rows than this is worth a warning


def check(
    door: Door,
    tables: Mapping[str, pd.DataFrame],
    *,
    columns: Mapping[str, tuple[str, ...]],
    rows_read: int,
    rows_defect: int,
    previous: Mapping[str, pd.DataFrame] | None = None,
) -> list[Check]:
    """Judge one delivery.

    Parameters
    ----------
    door
        The limits of the source's card.
    tables
        The accepted records by table name.
    columns
        Field names met in the files, per table or layer.
    rows_read, rows_defect
        Records met, and those of them that were broken.
    previous
        The records of the last accepted delivery; None if there is none.

    Returns
    -------
    list of Check
        At least one; a ``Severity.FAIL`` keeps the delivery out.
    """
    found = [
        *_contract(door, tables),
        *_size(door, tables),
        *_fields(door, columns),
        *_defects(door, rows_read, rows_defect),
        *(_drift(door, tables, previous) if previous else ()),
    ]
    return found or [Check(door.source, "alles", Severity.OK, "De levering is in orde.")]


def schema(contract: Contract) -> pa.DataFrameSchema:
    """Compile a contract to a pandera schema."""
    columns = {
        column.name: pa.Column(
            column.dtype,
            checks=pa.Check.isin(column.allowed) if column.allowed else None,
            nullable=column.nullable,
        )
        for column in contract.columns
    }
    return pa.DataFrameSchema(columns, unique=list(contract.key) or None)


def _contract(door: Door, tables: Mapping[str, pd.DataFrame]) -> Iterator[Check]:
    for name, table in tables.items():
        contract = RECORDS[name]
        plain = table[[column.name for column in contract.columns]]
        try:
            schema(contract).validate(plain, lazy=True)
        except pandera.errors.SchemaErrors as error:
            first = error.failure_cases.iloc[0]
            yield Check(
                door.source,
                "contract",
                Severity.FAIL,
                f"Tabel {name}, kolom '{first['column']}': {first['check']}"
                f" ({len(error.failure_cases)} keer).",
            )


def _size(door: Door, tables: Mapping[str, pd.DataFrame]) -> Iterator[Check]:
    rows = sum(len(table) for table in tables.values())
    if rows < door.min_rows:
        yield Check(
            door.source,
            "aantal",
            Severity.FAIL,
            f"{rows} bruikbare rijen; verwacht minstens {door.min_rows}.",
        )
    if door.max_rows is not None and rows > door.max_rows:
        yield Check(
            door.source, "aantal", Severity.WARN, f"{rows} rijen; verwacht hoogstens {door.max_rows}."
        )


def _fields(door: Door, columns: Mapping[str, tuple[str, ...]]) -> Iterator[Check]:
    for layer, met in columns.items():
        expected = door.columns.get(layer)
        if expected is None:
            continue
        missing = sorted(set(expected) - set(met))
        unknown = sorted(set(met) - set(expected) - set(door.ignored))
        if missing:
            yield Check(door.source, "velden", Severity.FAIL, f"{layer}: mist {', '.join(missing)}.")
        if unknown:
            yield Check(door.source, "velden", Severity.WARN, f"{layer}: onbekend {', '.join(unknown)}.")


def _defects(door: Door, rows_read: int, rows_defect: int) -> Iterator[Check]:
    if rows_read and rows_defect / rows_read > DEFECT_SHARE:
        yield Check(
            door.source, "kwaliteit", Severity.WARN, f"{rows_defect} van {rows_read} rijen zijn onbruikbaar."
        )


def _drift(
    door: Door, tables: Mapping[str, pd.DataFrame], previous: Mapping[str, pd.DataFrame]
) -> Iterator[Check]:
    for name, before in previous.items():
        now = tables.get(name)
        rows = 0 if now is None else len(now)
        if rows < len(before) * (1 - door.max_drop):
            yield Check(
                door.source,
                "daling",
                Severity.FAIL,
                f"Tabel {name}: van {len(before)} naar {rows} rijen; hoogstens {door.max_drop:.0%} minder"
                " mag.",
            )
        elif now is not None and rows:
            yield from _fill(door, name, now, before)


def _fill(door: Door, name: str, now: pd.DataFrame, before: pd.DataFrame) -> Iterator[Check]:
    loss = before.notna().mean() - now.notna().mean()
    for column, share in loss[loss > door.max_fill_drop].items():
        yield Check(
            door.source,
            "vulling",
            Severity.FAIL,
            f"Tabel {name}, kolom '{column}': {share:.0%} minder gevuld dan in de vorige levering.",
        )
