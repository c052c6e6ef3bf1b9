"""What stands on rosters, as two tables for all inspections at once: the visits, and what to ask there.

A roster tells nobody why an address is visited. Red stands on it only after a second person confirmed it;
everything else, a proposed red and what was drawn at random too, is white there, in the same words, with the
same questions and in equal times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from theseus.contracts.returning import OCCUPANCY, QUESTION, SESSION
from theseus.errors import ContractError
from theseus.export.times import on_paper
from theseus.model import Label, Outcome, Step
from theseus.tables import is_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from theseus.model import Inspection, Question

# Asked at every address, whatever its label, and answered in words.
ALWAYS_ASKED = (
    "Wie gebruikt dit adres, en waarvoor?",
    "Kloppen naam en activiteit met de inschrijving bij de KVK?",
)
VISITS = (
    SESSION,
    OCCUPANCY,
    "volgnummer",
    "team",
    "aankomst",
    "vertrek",
    "adres",
    "naam",
    "terrein",
    "label",
    "reden",
    "x",
    "y",
)
BY_RED = "bij_rood"  # asked because of a confirmed red; who may not read the label may not read this
QUESTIONS = (SESSION, OCCUPANCY, "volgnummer", "team", "adres", QUESTION, "nummer", "vraag", BY_RED)
NAME_UNKNOWN = "gebruiker niet bekend"
WHITE_REASON = "Wij willen een compleet en actueel beeld van dit adres; zie de vragen."
RED_REASON = "Controle gewenst."
_NUMBERS = {
    "volgnummer": "Int64",
    "team": "Int64",
    "nummer": "Int64",
    "x": "Float64",
    "y": "Float64",
    BY_RED: "boolean",
}


def visits(
    inspections: Sequence[Inspection], occupancies: pd.DataFrame, labels: pd.DataFrame, findings: pd.DataFrame
) -> pd.DataFrame:
    """Make the rows of all rosters.

    Parameters
    ----------
    inspections
        Their visits give the rows, by team and in order.
    occupancies, labels, findings
        Tables of the contracts OCCUPANCY, LABEL and FINDING.

    Returns
    -------
    pandas.DataFrame
        One row per visit with the columns ``VISITS``; ``x`` and ``y`` are RD metres. What a rule found is
        told only of a red label that a second person confirmed.

    Raises
    ------
    ContractError
        If a visit goes to an occupancy that is not in the tables.
    """
    table = _planned(inspections)
    table = _joined(table, _placed(occupancies))
    table = _joined(table, labels[[OCCUPANCY, "label", "proposed_red"]])
    confirmed = ((table["label"] == Label.RED) & ~table["proposed_red"].fillna(value=True)).astype(bool)
    wanted = table[OCCUPANCY]
    found = _sentences(findings[is_in(findings[OCCUPANCY], wanted[confirmed])])
    told = (RED_REASON + " " + wanted.map(found).astype("string").fillna("")).str.strip()
    table = table.rename(columns={"address": "adres", "terrein_name": "terrein"})
    table["naam"] = table["name"].fillna(NAME_UNKNOWN)
    table["label"] = np.where(confirmed, Label.RED.value, Label.WHITE.value)
    table["reden"] = told.where(confirmed, WHITE_REASON)
    return _typed(table, VISITS)


def questions(
    rows: pd.DataFrame,
    open_questions: pd.DataFrame,
    at_the_door: Mapping[str, Question],
    of_theme: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Say what is asked at each visit: one row per visit and question, numbered.

    Everybody is asked the same: two questions in words and all that a visit can answer, known or not. So what
    is asked does not tell why, and what a random visit finds can be compared. What else is open is often open
    because a rule found something; it is asked only where a confirmed red says so anyway, after the others,
    and not if the desk can look it up. The questions of a theme are asked at every visit of its inspections.

    Parameters
    ----------
    rows
        What :func:`visits` makes.
    open_questions
        Table of the contract OPEN_QUESTION.
    at_the_door
        Questions that a visit may answer, by id.
    of_theme
        Per session id what its theme asks besides, answered in words.

    Returns
    -------
    pandas.DataFrame
        Columns ``QUESTIONS``. Only a question that a visit may answer has its id in ``question``.
    """
    asked = [("", text) for text in ALWAYS_ASKED]
    asked += [(name, item.text) for name, item in at_the_door.items() if _by_a_visit(item)]
    keys = rows[[SESSION, OCCUPANCY, "volgnummer", "team", "adres"]].reset_index(drop=True)
    same = keys.merge(pd.DataFrame(asked, columns=[QUESTION, "vraag"]).astype("string"), how="cross")
    themed = [(session, "", text) for session, texts in (of_theme or {}).items() for text in texts]
    more = pd.DataFrame(themed, columns=[SESSION, QUESTION, "vraag"]).astype("string")
    same = pd.concat([same, keys.merge(more, on=SESSION)], ignore_index=True)
    also = open_questions[is_in(open_questions[OCCUPANCY], rows[OCCUPANCY])]
    also = also[(also["step"] != Step.DESK) & ~also[QUESTION].isin(list(at_the_door))]
    red = keys[(rows["label"] == Label.RED).to_numpy(dtype=bool)]
    extra = red.merge(also[[OCCUPANCY, "text"]].rename(columns={"text": "vraag"}), on=OCCUPANCY)
    extra = extra.assign(**{QUESTION: "", BY_RED: True})
    both = pd.concat([same.assign(**{BY_RED: False}), extra], ignore_index=True)
    both = both.drop_duplicates([SESSION, OCCUPANCY, "vraag"])
    both = both.sort_values([SESSION, "team", "volgnummer"], kind="stable")
    both["nummer"] = both.groupby([SESSION, OCCUPANCY]).cumcount() + 1
    return _typed(both, QUESTIONS)


def _by_a_visit(question: Question) -> bool:
    """Tell whether an inspection can answer a question; some only say when somebody walked past."""
    return any(step in (Step.THEME, Step.JOINT) for step, _ in question.steps)


def _planned(inspections: Iterable[Inspection]) -> pd.DataFrame:
    planned = [
        (
            *(inspection.session.session_id, visit.occupancy_id, visit.sequence, visit.team),
            *(f"{arrival:%H:%M}", f"{departure:%H:%M}"),
        )
        for inspection in inspections
        for visit, arrival, departure in on_paper(inspection.visits)
    ]
    table = pd.DataFrame(planned, columns=list(VISITS[:6]))
    return table.astype({OCCUPANCY: "string", SESSION: "string"})


def _placed(occupancies: pd.DataFrame) -> pd.DataFrame:
    """Return name, address, park and place of occupancies; a place that is not known is empty."""
    points = np.array(occupancies["geometry"], dtype=object)
    points[shapely.is_empty(points)] = None
    known = pd.DataFrame(occupancies[[OCCUPANCY, "address", "name", "terrein_name"]])
    return known.assign(x=shapely.get_x(points).round(1), y=shapely.get_y(points).round(1))


def _joined(table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    absent = table.loc[~is_in(table[OCCUPANCY], known[OCCUPANCY]), OCCUPANCY]
    if len(absent):
        raise ContractError(
            f"Rooster: {absent.iloc[0]} staat op de planning maar niet in de laatste run; plan opnieuw."
        )
    return table.merge(known, on=OCCUPANCY, how="left", validate="many_to_one")


def _sentences(findings: pd.DataFrame) -> pd.Series:
    """Per occupancy what its rules found to look at, as one text."""
    told = findings[findings["outcome"] == Outcome.IRREGULAR]
    return told.groupby(OCCUPANCY)["sentence"].agg(" ".join)


def _typed(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    types = {name: _NUMBERS.get(name, "string") for name in columns}
    return table[list(columns)].astype(types).reset_index(drop=True)
