"""The roster as CSV, for who reads it into a system of their own: the visits with their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.export import csv_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from theseus.export.need_to_know import Roster

BETWEEN = " | "


def write(path: Path, roster: Roster) -> None:
    """Write a roster, whole or not at all; what it holds is told by its headings."""
    rows = roster.visits.copy()
    if roster.session.teams == 1:
        rows = rows.drop(columns="team", errors="ignore")
    if roster.allows("vragen"):
        rows["vragen"] = _asked(roster.questions)
    csv_table.write(path, rows)


def _asked(questions: pd.DataFrame) -> pd.Series:
    line = questions["nummer"].astype("string") + ". " + questions["vraag"]
    return line.groupby(level=0).agg(BETWEEN.join).astype("string")
