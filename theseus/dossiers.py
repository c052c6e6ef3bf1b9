"""Gather what a dossier is made of from ledger, desk and rosters, and write it as PDF and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus import artefacts, ledger
from theseus.atomic import write_bytes
from theseus.contracts import (
    ANSWER,
    CORRECTION,
    LINK_JUDGEMENT,
    OBJECTION,
    OVERRIDE,
    REVIEW,
    VISIT,
    VISIT_FINDING,
)
from theseus.desk.answers import answers
from theseus.desk.corrections import corrections
from theseus.desk.judgements import judgements
from theseus.desk.objections import objections
from theseus.desk.overrides import overrides
from theseus.desk.reviews import reviews
from theseus.desk.visits import findings, visits
from theseus.errors import TheseusError
from theseus.export import dossier_pdf
from theseus.facts.catalogue import questions
from theseus.report.dossier import CARD, Material, Then, compile_dossier
from theseus.report.explain import KEYS
from theseus.sources.card import cards

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from theseus.ledger import Run
    from theseus.report.dossier import Dossier
    from theseus.workspace import Workspace

_OF_ONE = ("provenance", "label", "finding", "open_question", "link")


def dossiers(workspace: Workspace, wanted: str, as_of: dt.date, *, internal: bool) -> list[Dossier]:
    """Make the dossier of every occupancy that an id means, now or in an earlier run.

    Parameters
    ----------
    wanted
        Id of an occupancy, vestiging, verblijfsobject, pand or KVK registration.
    as_of
        The day of the dossier: what came later is not told.
    internal
        True for the desk, False for the business itself; see ``report.dossier``.

    Raises
    ------
    TheseusError
        If there is no run yet on that day, or none has this id.
    """
    made = [run for run in ledger.runs(workspace.runs) if run.as_of <= as_of]
    if not made:
        raise TheseusError(f"Op {as_of:%d-%m-%Y} was er nog geen run. Draai eerst theseus refresh.")
    desk = tables_of(workspace.desk_url)
    return [
        compile_dossier(_material(workspace, occupancy_id, run, made, desk, as_of), internal=internal)
        for occupancy_id, run in _last_seen(made, wanted).items()
    ]


def tables_of(url: str) -> dict[str, pd.DataFrame]:
    """Read all that people entered at the desk, by contract name."""
    return {
        REVIEW.name: reviews(url),
        OVERRIDE.name: overrides(url),
        VISIT.name: visits(url),
        VISIT_FINDING.name: findings(url),
        ANSWER.name: answers(url),
        OBJECTION.name: objections(url),
        CORRECTION.name: corrections(url),
        LINK_JUDGEMENT.name: judgements(url),
    }


def _last_seen(made: Sequence[Run], wanted: str) -> dict[str, Run]:
    """Find the occupancies of an id, each with the newest run that has it."""
    seen: dict[str, Run] = {}
    for run in made:
        for key in KEYS:
            found = run.of("occupancy", wanted, key)["occupancy_id"]
            if len(found):
                seen |= dict.fromkeys(sorted(found), run)
                break
    if not seen:
        raise TheseusError(
            f"'{wanted}' komt in geen enkele run voor. Gebruik het nummer van een gebruik, vestiging, "
            "verblijfsobject, pand of KVK-inschrijving (zie de kaart of het rooster)."
        )
    return seen


def _material(
    workspace: Workspace,
    occupancy_id: str,
    run: Run,
    made: Sequence[Run],
    desk: Mapping[str, pd.DataFrame],
    as_of: dt.date,
) -> Material:
    occupancy = run.of("occupancy", occupancy_id).iloc[0]
    municipality = next(
        (item for item in workspace.region.municipalities if item.code == occupancy["municipality_code"]),
        None,
    )
    return Material(
        region=workspace.region.name,
        municipality=municipality.name if municipality else None,
        contact=municipality.contact if municipality else None,
        as_of=as_of,
        run=run.run_id,
        held_on=run.as_of,
        gone=run.run_id != made[-1].run_id,
        occupancy=occupancy,
        results={name: run.of(name, occupancy_id) for name in _OF_ONE} | {"delivery": run.table("delivery")},
        runs=[_then(item, occupancy_id) for item in made],
        desk=desk,
        planned=artefacts.planned_visits(workspace, made[-1], occupancy_id),
        received=artefacts.recipients_of(workspace, occupancy_id, as_of),
        cards={name: card.model_dump(include=set(CARD)) for name, card in cards().items()},
        questions={name: card.text for name, card in questions().items()},
    )


def _then(run: Run, occupancy_id: str) -> Then:
    of = (run.of(name, occupancy_id) for name in ("label", "label_change", "value_change"))
    return Then(run.run_id, run.as_of, *of)


def write(dossier: Dossier, *, pdf: Path | None, json: Path | None) -> None:
    """Write a dossier as PDF, as JSON or as both, each whole or not at all."""
    if json:
        write_bytes(json, dossier.as_json().encode())
    if pdf:
        write_bytes(pdf, dossier_pdf.typeset(dossier.model_dump(mode="json"), dossier.made_on))
