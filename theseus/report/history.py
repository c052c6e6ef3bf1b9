"""How the values of one occupancy changed, in Dutch: the text of ``theseus history ID``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.report.provenance import day, field_name, heading, in_order, shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

_NOTHING = "(geen)"


@dataclass(frozen=True)
class Chapter:
    """What one run found changed.

    Attributes
    ----------
    moved
        Contract ``value_change``; None for a run that was made before there was such a table.
    labels
        Contract ``label_change``.
    """

    run: str
    as_of: dt.date
    moved: pd.DataFrame | None
    labels: pd.DataFrame


def as_text(
    occupancy: pd.Series,
    chapters: Sequence[Chapter],
    origins: pd.DataFrame,
    questions: Mapping[str, str],
    titles: Mapping[str, str],
) -> str:
    """Write the history of one occupancy: every changed value and label, and what stands now.

    Parameters
    ----------
    occupancy
        One row of contract ``occupancy``, of the newest run that has it.
    chapters
        Per run what changed, oldest first.
    origins
        Contract ``provenance`` of the same run as ``occupancy``.
    questions, titles
        Text of each question, and title of each source, by id.
    """
    wanted = occupancy["occupancy_id"]
    told = [line for chapter in chapters for line in _chapter(chapter, wanted, questions, titles)]
    mine = in_order(origins[origins["occupancy_id"] == wanted])
    lines = [
        heading(occupancy),
        "",
        "Wat er veranderde:",
        *(told or ["  Niets, sinds dit gebruik in beeld is."]),
        "",
        "Wat er nu staat:",
        *_now(mine, questions, titles),
    ]
    return "\n".join(lines)


def _chapter(
    chapter: Chapter, wanted: str, questions: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[str]:
    labels = chapter.labels[chapter.labels["occupancy_id"] == wanted]
    told = chapter.labels[:0] if chapter.moved is None else chapter.moved
    moved = told[told["occupancy_id"] == wanted]
    if moved.empty and labels.empty:
        return
    yield ""
    yield f"  {chapter.as_of:%d-%m-%Y} (run {chapter.run})"
    for row in labels.to_dict("records"):
        yield f"    Label: {shown(row['old']) or _NOTHING} → {shown(row['new']) or _NOTHING}"
        yield f"      {shown(row['detail'])}"
    for row in in_order(moved).to_dict("records") if len(moved) else ():
        yield f"    {field_name(row['field'], questions)}"
        yield f"      was   {shown(row['old']) or _NOTHING}"
        yield f"      werd  {shown(row['new']) or _NOTHING}"
        yield f"      bron  {titles.get(row['source'], row['source'])}"


def _now(origins: pd.DataFrame, questions: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[str]:
    for row in origins.to_dict("records"):
        source = titles.get(row["source"], row["source"])
        yield f"  {field_name(row['field'], questions)}  {shown(row['value'])}"
        yield f"      sinds {day(row['first_seen'])}, volgens {source}"
