"""At the door: one delivery against its card and against the last accepted one.

Below a minimum the source fails, above a maximum it warns. What is broken counts as missing: a register
of which too much cannot be used would make people look unregistered, so that fails as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from theseus.check.amounts import amounts, change, quality
from theseus.check.content import content
from theseus.check.contract import contracts, schema
from theseus.check.fields import fields
from theseus.check.place import outside, place
from theseus.check.renames import hint
from theseus.model import Check, Door, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from theseus.check.renames import Look
    from theseus.model import Acceptance

__all__ = ["accepted", "check", "hint", "schema"]

# What nobody can accept: nothing was read, later rooms would break on it, or it belongs in theseus.toml.
NEVER_ACCEPTED = ("lezen", "contract", "dag")


def check(
    door: Door,
    tables: Mapping[str, pd.DataFrame],
    *,
    columns: Mapping[str, tuple[str, ...]],
    rows_read: int,
    defects: Mapping[str, int],
    previous: Mapping[str, pd.DataFrame] | None = None,
    files: Sequence[str] = (),
    look: Look | None = None,
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
    rows_read
        Records met.
    defects
        Those of them that were broken, counted by the code of their reason (contract ``quarantine``).
    previous
        The records of the last accepted delivery; None if there is none.
    files
        Names of the raw files, for the messages.
    look
        Gives some values per field of the delivery before and of this one, to find out what a missing
        field is called now. Called only if one is missing.

    Returns
    -------
    list of Check
        At least one; a ``Severity.FAIL`` keeps the delivery out.
    """
    found = [
        *contracts(door, tables),
        *amounts(door, tables, files),
        *fields(door, columns, look),
        *quality(door, rows_read, defects),
        *outside(door, rows_read, defects),
    ]
    for name, before in (previous or {}).items():
        now = tables.get(name)
        found += change(door, name, now, before, files)
        if now is not None and len(now) and len(before):
            found += [*content(door, name, now, before), *place(door, name, now, before)]
    return found or [Check(door.source, "alles", Severity.OK, "De levering is in orde.")]


def accepted(checks: Iterable[Check], by: Acceptance) -> tuple[Check, ...]:
    """Mark the failed checks that a person accepts; those of ``NEVER_ACCEPTED`` stay failed.

    Parameters
    ----------
    by
        Who accepts, and why. Its ``checks`` say which ones; empty means all.
    """
    told = f" Toegelaten door {by.by}: {by.reason}"
    return tuple(
        replace(item, severity=Severity.ACCEPTED, message=item.message + told)
        if item.severity is Severity.FAIL
        and item.name not in NEVER_ACCEPTED
        and (not by.checks or item.name in by.checks)
        else item
        for item in checks
    )
