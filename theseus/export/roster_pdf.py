"""The roster as PDF to print: who may do what, maps of the route, and a block per visit to fill in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from theseus.atomic import write_bytes
from theseus.contracts.returning import FINDING_KINDS, OUTCOMES, QUESTION
from theseus.export import route_map
from theseus.export.typesetting import typeset
from theseus.export.words import TRUTH, listed, stop, visits, when

if TYPE_CHECKING:
    from pathlib import Path

    from theseus.export.base_map import Around
    from theseus.export.need_to_know import Roster
    from theseus.model import Competence

TEMPLATE = "roster.typ"
_SHOWN = {"naam", "terrein", "label", "reden", "adres"}


def write(path: Path, roster: Roster, around: Around) -> None:
    """Write a roster, whole or not at all.

    Parameters
    ----------
    around
        What the maps show around the stops.

    Notes
    -----
    The same roster gives the same bytes; the day in the file is that of the inspection.
    """
    pdf = typeset(TEMPLATE, shown(roster, around), roster.session.date, paragraphs={"contact"})
    write_bytes(path, pdf)


def shown(roster: Roster, around: Around) -> dict[str, Any]:
    """Gather what the template shows, as plain data; what may not be read is not in it."""
    session, heading = roster.session, roster.heading
    several = session.teams > 1
    maps = []
    if roster.allows("volgnummer", "adres"):
        nameless = replace(around, parks=around.parks.assign(name=""))
        near = around if roster.allows("terrein") else nameless
        maps = route_map.draw(roster.visits, near, several=several)
    return {
        "title": roster.title,
        "when": when(session),
        "count": visits(len(roster.visits)),
        "region": heading.region,
        "municipality": heading.municipality,
        "run": heading.run,
        "session": session.session_id,
        "reader": roster.reader,
        "contact": heading.contact,
        "troubled": list(heading.troubled),
        "partners": listed(session.partners) or "geen",
        "attendees": [
            {"name": one.name, "tasks": [_task(item) for item in one.competences]}
            for one in heading.attendees
        ],
        "maps": maps,
        "columns": sorted(roster.columns),
        "outcomes": list(OUTCOMES),
        "findings": list(FINDING_KINDS),
        "visits": _visits(roster, several=several),
    }


def _task(competence: Competence) -> dict[str, Any]:
    return {
        "task": competence.task,
        "basis": competence.legal_basis,
        "may_enter": competence.may_enter,
    }


def _visits(roster: Roster, *, several: bool) -> list[dict[str, Any]]:
    asked: dict[int, list[dict[str, Any]]] = {row: [] for row in roster.visits.index}
    choices = {item.id: TRUTH if item.type == "truth" else item.choices for item in roster.heading.questions}
    for row, question in zip(roster.questions.index, roster.questions.to_dict("records"), strict=True):
        options = list(choices.get(question.get(QUESTION, ""), ()))
        asked[row].append({"text": question["vraag"], "options": options})
    return [
        {name: value for name, value in row.items() if name in _SHOWN}
        | {"number": _number(row, several=several), "times": _times(row), "questions": asked[index]}
        for index, row in zip(roster.visits.index, roster.visits.to_dict("records"), strict=True)
    ]


def _number(row: dict[str, Any], *, several: bool) -> str:
    return stop(row["volgnummer"], row["team"], several=several) if "volgnummer" in row else ""


def _times(row: dict[str, Any]) -> str:
    return f"{row['aankomst']} – {row['vertrek']}" if "aankomst" in row else ""
