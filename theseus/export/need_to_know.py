"""One roster for one reader: the whole of it, or only what the agreement with a partner allows.

What may not be read is taken out of the tables here, before any writer sees them. So no format can hold it,
not even where nobody looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.contracts.returning import COLUMNS, OCCUPANCY, QUESTION, SESSION, SPARE
from theseus.errors import PlanError
from theseus.export.roster import BY_RED
from theseus.model import Ketenpartner

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from theseus.model import Question, Session

# The columns of the tables that each column of an agreement stands for.
_OF_VISITS = {
    "volgnummer": ("volgnummer", "team"),
    "tijden": ("aankomst", "vertrek"),
    "adres": ("adres", "x", "y"),
    "naam": ("naam",),
    "terrein": ("terrein",),
    "label": ("label",),
    "reden": ("reden",),
    "vragen": (),
    "uitkomst": (OCCUPANCY,),
}
_OF_QUESTIONS = {
    "volgnummer": ("volgnummer", "team"),
    "adres": ("adres",),
    "vragen": ("nummer", "vraag", BY_RED),
    "uitkomst": (OCCUPANCY, QUESTION),
}


@dataclass(frozen=True)
class Heading:
    """What stands above every roster of an inspection; nothing of it is about a business.

    Attributes
    ----------
    attendees
        The partners that come along, with what each may do.
    contact
        Of the municipality; None if nothing was configured.
    troubled
        Sources that were not as fresh as they should be, with how and since when (Dutch).
    questions
        Questions that a visit may answer, by id.
    """

    region: str
    municipality: str
    run: str
    attendees: tuple[Ketenpartner, ...] = ()
    contact: str | None = None
    troubled: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Roster:
    """One roster, ready to be written in any format.

    Attributes
    ----------
    visits, questions
        Rows of ``roster.visits`` and ``roster.questions``, with the allowed columns and no other. The index
        of a question is that of its visit.
    columns
        What is allowed, of ``contracts.returning.COLUMNS``.
    reader
        The partner that it is for; None for the municipality itself.
    """

    session: Session
    heading: Heading
    visits: pd.DataFrame
    questions: pd.DataFrame
    columns: frozenset[str] = frozenset(COLUMNS)
    reader: str | None = None

    def allows(self, *columns: str) -> bool:
        """Tell whether all these columns may be read."""
        return self.columns.issuperset(columns)

    @property
    def title(self) -> str:
        """What it is called: with the theme of the inspection and the municipality."""
        theme = self.session.theme
        kind = f"themacontrole {theme}" if theme else "integrale controle"
        return f"Looplijst {kind} {self.heading.municipality}"


def whole(session: Session, heading: Heading, visits: pd.DataFrame, questions: pd.DataFrame) -> Roster:
    """Make the roster of the municipality itself from the rows of an inspection."""
    ordered = visits.reset_index(drop=True)
    row_of = dict(zip(ordered[OCCUPANCY], ordered.index, strict=True))
    asked = questions.set_index(questions[OCCUPANCY].map(row_of).astype("int64").rename(None))
    return _limited(Roster(session, heading, ordered, asked), COLUMNS, None)


def for_partner(roster: Roster, partner: Ketenpartner) -> Roster:
    """Leave only what the agreement with a partner allows; of whom nothing was agreed gets ``SPARE``.

    Raises
    ------
    PlanError
        If the agreement names a column that no roster has.
    """
    strange = [name for name in partner.columns if name not in COLUMNS]
    if strange:
        raise PlanError(
            f"Ketenpartner {partner.name}: kolom '{strange[0]}' staat op geen enkele looplijst; "
            f"kies uit {', '.join(COLUMNS)}."
        )
    return _limited(roster, partner.columns or SPARE, partner.name)


def for_attendee(roster: Roster, name: str) -> Roster:
    """Leave only what may be read by somebody who comes along, known by name alone."""
    known = {attendee.name: attendee for attendee in roster.heading.attendees}
    return for_partner(roster, known.get(name, Ketenpartner(name)))


def _limited(roster: Roster, columns: Iterable[str], reader: str | None) -> Roster:
    allowed = frozenset(columns)
    visits = roster.visits[_kept(roster.visits, _OF_VISITS, allowed)]
    asked = roster.questions[_kept(roster.questions, _OF_QUESTIONS, allowed)]
    if "volgnummer" not in allowed:  # then the order may not tell it either
        visits = visits.sort_values(list(visits.columns), kind="stable") if len(visits.columns) else visits
    row_of = {row: number for number, row in enumerate(visits.index)}
    asked = asked.set_axis(asked.index.map(row_of)).sort_index(kind="stable")
    if "vragen" not in allowed:
        asked = asked.iloc[:0]
    elif not allowed & {"label", "reden"}:
        asked = asked[~asked[BY_RED]].drop(columns=BY_RED)
    return Roster(roster.session, roster.heading, visits.reset_index(drop=True), asked, allowed, reader)


def _kept(table: pd.DataFrame, parts: dict[str, tuple[str, ...]], allowed: frozenset[str]) -> list[str]:
    wanted = {name for column in allowed for name in parts.get(column, ())} - {SESSION}
    return [name for name in table.columns if name in wanted]
