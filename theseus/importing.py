"""From filled-in rosters to visits at the desk: which inspection it was, what is new, what is refused.

From a notebook::

    from theseus.importing import import_results
    for told in import_results(Workspace(Path("regio")), [Path("lijst.xlsx")], by="Anna", at=now):
        print(told.lines())
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from theseus.contracts.returning import EDITION_NOW, OCCUPANCY
from theseus.desk import values
from theseus.desk.bringing import Entry, Fate, bring
from theseus.desk.visits import Visit, require_seen
from theseus.errors import DeskError, PlanError, ReturnError
from theseus.facts.catalogue import at_the_door
from theseus.model import Kind, Step
from theseus.plan import serialise
from theseus.returns import read, understand
from theseus.rosters import KEPT_PLAN, PLAN_FILE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from theseus.desk.bringing import Fared
    from theseus.model import Inspection, Plan, Question
    from theseus.returns import Filled, Returned, Visited
    from theseus.workspace import Workspace


@dataclass(frozen=True)
class Imported:
    """What became of one filled-in roster; all texts are Dutch.

    Attributes
    ----------
    session
        Id of the inspection; None if the file could not be read.
    entered, replaced
        Per visit that was kept its row and its number.
    unchanged
        How many visits stood there already, the same.
    not_visited
        How many rows have nothing filled in.
    not_needed
        Rows that were not needed any more, with their remark.
    refused
        What was not taken: where, why, and the mend.
    notes
        What else the user should know.
    rehearsed
        True if nothing was kept.
    """

    file: str
    session: str | None = None
    entered: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: int = 0
    not_visited: int = 0
    not_needed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rehearsed: bool = False

    def lines(self) -> list[str]:
        """Tell it in lines for people: first the counts, then all that needs attention."""
        if self.session is None:
            return list(self.refused)
        counts = (
            f"{len(self.entered)} ingevoerd, {len(self.replaced)} vervangen, {self.unchanged} ongewijzigd, "
            f"{self.not_visited} niet bezocht, {len(self.not_needed)} niet meer nodig, "
            f"{len(self.refused)} geweigerd"
        )
        trial = "Proef, er is niets bewaard. " if self.rehearsed else ""
        return [
            f"{self.file}, controle {self.session}: {trial}{counts}.",
            *(f"  Niet overgenomen: {text}" for text in self.refused),
            *(f"  Vervangen: {text}" for text in self.replaced),
            *(f"  Niet meer nodig: {text}" for text in self.not_needed),
            *(f"  Let op: {text}" for text in self.notes),
        ]


def import_results(
    workspace: Workspace,
    files: Iterable[Path],
    *,
    by: str,
    at: dt.datetime,
    session: str | None = None,
    because: str | None = None,
    rehearse: bool = False,
) -> list[Imported]:
    """Enter what filled-in rosters say at the desk. The same file twice changes nothing.

    Parameters
    ----------
    files
        Workbooks (.xlsx), GeoPackages (.gpkg) and exports of ODK Central (.csv, .zip) by the layout of
        ``theseus.contracts.returning``.
    by
        Who enters it.
    at
        The moment on which it is entered.
    session
        Id of the inspection, for a file that lost it.
    because
        Why visits that stand and say something else are replaced; None leaves them as they are.
    rehearse
        True to keep nothing, and tell what would become of it.

    Returns
    -------
    list of Imported
        One per file. A file that cannot be read is told in ``refused``, and the next one is read.

    Raises
    ------
    DeskError
        If the desk cannot be used, or refuses the reason or the name.
    """
    if not by.strip():
        raise DeskError("Looplijsten invoeren vraagt om een naam van wie het invoert (--user).")
    asked, how = at_the_door(), _How(by, at, because, rehearse)
    return [_import(workspace, file, session, asked, how) for file in files]


@dataclass(frozen=True)
class _How:
    """Who enters it, when, why what stands is replaced, and whether it is only tried."""

    by: str
    at: dt.datetime
    because: str | None
    rehearse: bool


@dataclass(frozen=True)
class _Round:
    """One inspection, and what of its plan visits must know.

    Attributes
    ----------
    drawn
        Ids of the occupancies that were drawn at random.
    """

    inspection: Inspection
    drawn: frozenset[str]

    @property
    def planned(self) -> frozenset[str]:
        """Ids of the occupancies to visit."""
        return frozenset(visit.occupancy_id for visit in self.inspection.visits)


def _import(
    workspace: Workspace, file: Path, session: str | None, asked: Mapping[str, Question], how: _How
) -> Imported:
    try:
        returned = read(file, asked)
        made = _round(workspace, returned, session, how.at.date())
    except (ReturnError, PlanError) as refused:
        return Imported(file.name, refused=(str(refused),), rehearsed=how.rehearse)
    filled = understand(returned, made.planned, partial(_wrong, asked))
    entries = [_entry(visited, made, how) for visited in filled.visits]
    fared = bring(
        workspace.desk_url, entries, asked, how.at.date(), because=how.because, rehearse=how.rehearse
    )
    return _told(returned, made, filled, fared, how)


def _round(workspace: Workspace, returned: Returned, session: str | None, today: dt.date) -> _Round:
    """Find the inspection that a roster belongs to."""
    where = f"Bestand {returned.file}"
    if returned.edition not in (EDITION_NOW, None):
        raise ReturnError(
            f"{where} is van een andere Theseus (editie {returned.edition[:20]}, hier {EDITION_NOW}). "
            "Maak de looplijst opnieuw met theseus roster, of voer de bezoeken in met theseus visit."
        )
    if session and returned.session not in (session, None):
        raise ReturnError(f"{where} hoort bij controle {returned.session}, niet bij {session}.")
    wanted = returned.session or session
    if wanted is None:
        raise ReturnError(
            f"{where} zegt niet meer bij welke controle het hoort. Noem die met --controle ID."
            f"{_likely(workspace, returned)}"
        )
    made = _find(workspace, wanted, returned.run)
    if made is None:
        of = f" van run {returned.run[:60]}" if returned.run else ""
        raise ReturnError(
            f"{where}: controle {wanted[:60]}{of} staat in geen plan van deze werkmap. Kijk of het de "
            "goede werkmap is, of voer de bezoeken in met theseus visit."
        )
    day = made.inspection.session.date
    if day > today:
        raise ReturnError(
            f"{where}: controle {wanted} is pas op {day:%d-%m-%Y}. Lever de looplijst na die dag aan."
        )
    return made


def _likely(workspace: Workspace, returned: Returned) -> str:
    """Name the inspections that visit all that is on a roster; empty if there is none."""
    listed = {row[OCCUPANCY].text for row in returned.visits} - {""}
    found = {
        one.session.session_id: f"{one.session.session_id} ({one.session.date:%d-%m-%Y})"
        for _, plan in _plans(workspace)
        for one in plan.inspections
        if listed and listed <= {visit.occupancy_id for visit in one.visits}
    }
    return f" De adressen passen bij: {', '.join(list(found.values())[:3])}." if found else ""


def _plans(workspace: Workspace) -> Iterator[tuple[str, Plan]]:
    """Read the plans of a workspace with the run of each, the newest first."""
    found = [
        path
        for name in (PLAN_FILE, KEPT_PLAN.format("*"))
        for path in workspace.rosters.glob(f"[!.]*/{name}")
    ]
    for path in sorted(found, key=lambda path: (path.parent.name, path.name), reverse=True):
        yield path.parent.name, serialise.plan_from_json(path.read_text("utf-8"))


def _find(workspace: Workspace, session: str, run: str | None) -> _Round | None:
    """Find an inspection in the plan of its run, or in the newest plan that has it."""
    for of, plan in _plans(workspace):
        if run not in (None, of):
            continue
        for inspection in plan.inspections:
            if inspection.session.session_id == session:
                candidates = plan.problem.candidates
                drawn = frozenset(item.occupancy_id for item in candidates if item.kind == Kind.RANDOM)
                return _Round(inspection, drawn)
    return None


def _wrong(asked: Mapping[str, Question], name: str, text: str, result: str) -> str | None:
    """Say why a text is no answer to a question at a visit with this result."""
    try:
        question = values.asked(asked, name, "Een bezoek")
        values.answer(question, text)
        require_seen(question, text, result)
    except DeskError as refused:
        return str(refused)
    return None


def _entry(visited: Visited, made: _Round, how: _How) -> Entry:
    session = made.inspection.session
    visit = Visit(
        occupancy_id=visited.occupancy_id,
        visited_on=session.date,
        result=visited.result,
        step=Step.THEME.value if session.theme else Step.JOINT.value,
        theme=session.theme,
        at_random=visited.occupancy_id in made.drawn,
        note=visited.note or None,
        entered_by=how.by,
        entered_at=how.at,
    )
    return Entry(visit, visited.answers, visited.findings)


def _told(returned: Returned, made: _Round, filled: Filled, fared: list[Fared], how: _How) -> Imported:
    of: dict[Fate, list[str]] = {fate: [] for fate in Fate}
    for visited, one in zip(filled.visits, fared, strict=True):
        of[one.fate].append(f"{visited.where}: {_line(visited, one)}")
    return Imported(
        file=returned.file,
        session=made.inspection.session.session_id,
        entered=tuple(of[Fate.ENTERED]),
        replaced=tuple(of[Fate.REPLACED]),
        unchanged=len(of[Fate.UNCHANGED]),
        not_visited=filled.not_visited,
        not_needed=tuple(filled.not_needed),
        refused=(*filled.refused, *of[Fate.DIFFERENT], *of[Fate.REFUSED]),
        notes=returned.notes,
        rehearsed=how.rehearse,
    )


def _line(visited: Visited, one: Fared) -> str:
    if one.fate is Fate.DIFFERENT:
        return f"{one.told}. Vervang het met --vervang --reden, als dit klopt."
    if one.fate is Fate.REFUSED:
        return one.told
    found = f" ({', '.join(visited.findings)})" if visited.findings else ""
    replaced = f"; {one.told}" if one.told else ""
    return f"bezoek {one.visit_id}, {visited.result}{found}{replaced}"
