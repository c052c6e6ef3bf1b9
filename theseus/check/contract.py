"""Whether the records of a delivery keep the contract of their table, as pandera sees it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandera.errors
import pandera.pandas as pa

from theseus.contracts import RECORDS, Contract
from theseus.model import Check, Door, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

# pandera's names of what can be wrong, as far as a schema of ours asks for it.
_MEANING = {
    "not_nullable": "is leeg",
    "isin": "staat niet in de lijst die erbij hoort",
    "multiple_fields_uniqueness": "de sleutel komt vaker voor",
    "field_uniqueness": "de sleutel komt vaker voor",
    "dtype": "heeft een ander type",
}


@cache
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


def contracts(door: Door, tables: Mapping[str, pd.DataFrame]) -> Iterator[Check]:
    """Fail a delivery with records that break the contract of their table."""
    for name, table in tables.items():
        contract = RECORDS[name]
        plain = table[[column.name for column in contract.columns]]
        try:
            schema(contract).validate(plain, lazy=True)
        except pandera.errors.SchemaErrors as error:
            first = error.failure_cases.iloc[0]
            rule = str(first["check"]).partition("(")[0]
            yield Check(
                door.source,
                "contract",
                Severity.FAIL,
                f"Tabel {name}, kolom '{first['column']}': {_MEANING.get(rule, rule)} "
                f"({len(error.failure_cases)} keer). Meld dit: de lezer van deze bron hoort dit te vangen.",
            )
