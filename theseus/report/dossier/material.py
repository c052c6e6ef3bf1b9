"""All that a dossier is made of, as plain data: tables of runs and desk, the plan, cards and texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from theseus.model import Inspection
    from theseus.report.dossier.desk import Desk

RESTRICTED = "restricted"


@dataclass(frozen=True)
class Then:
    """What one kept run says of the occupancy.

    Attributes
    ----------
    label, change
        Contracts ``label`` and ``label_change``: its row, or none.
    moved
        Contract ``value_change``: its rows.
    """

    run: str
    as_of: dt.date
    label: pd.DataFrame
    change: pd.DataFrame
    moved: pd.DataFrame


@dataclass(frozen=True)
class Material:
    """All that a dossier is made of.

    Attributes
    ----------
    municipality, contact
        Its name, and where a business can turn to; None if the region does not say.
    as_of
        The day of the dossier; what came later is not told.
    run, held_on, gone
        The newest run that has the occupancy, its day, and whether a later run has it no more.
    results
        Of that run the tables ``provenance``, ``delivery``, ``label``, ``finding``, ``open_question`` and
        ``link``.
    runs
        All kept runs up to the day, oldest first.
    planned
        Inspections of the published plan that visit it.
    received
        Contract ``received``.
    cards
        Per source the ``title``, ``publisher``, ``purpose``, ``legal_basis``, ``licence``, ``regime`` and
        ``personal_data`` of its card.
    questions
        Text of each question by id.
    """

    region: str
    municipality: str | None
    contact: str | None
    as_of: dt.date
    run: str
    held_on: dt.date
    gone: bool
    occupancy: pd.Series
    results: Mapping[str, pd.DataFrame]
    runs: Sequence[Then]
    desk: Desk
    planned: Sequence[Inspection]
    received: pd.DataFrame
    cards: Mapping[str, Mapping[str, Any]]
    questions: Mapping[str, str]

    @property
    def occupancy_id(self) -> str:
        """What the dossier is about."""
        return str(self.occupancy["occupancy_id"])

    def of(self, name: str) -> pd.DataFrame:
        """Return the rows of one table about the occupancy; nothing from a restricted source."""
        table = self.results[name]
        mine = table[(table["occupancy_id"] == self.occupancy_id).fillna(value=False)]
        return mine[~mine["source"].isin(self.restricted)] if "source" in mine else mine

    @property
    def restricted(self) -> list[str]:
        """The sources of which nothing may be told."""
        delivered = self.results["delivery"]
        closed = delivered.loc[delivered["regime"] == RESTRICTED, "source"]
        return sorted({*closed, *(name for name, card in self.cards.items() if card["regime"] == RESTRICTED)})

    def title(self, source: str) -> str:
        """Name a source as a person reads it."""
        return str(self.cards[source]["title"]) if source in self.cards else source
