"""What people answered at the desk: visits and granted corrections, as SQL beside the records of sources.

A visit answer stands among the records of its own family, at the place of that family in the question's
order of trust. A correction stands before everything. Both are kept when they have no value: asked but
not answered is *unknown*, and no older look comes back.
"""

# ruff: noqa: S608 - what is put together here are reviewed cards and constants of this module

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.contracts import CORRECTION_SOURCE, MET_NOBODY, VISIT_SOURCE
from theseus.errors import ConfigError, DeskError
from theseus.facts.catalogue import FALSE, TRUE, witnesses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from theseus.facts.catalogue import Answer, QuestionCard
    from theseus.model import Consulted

VISITS = "visit"  # the table that a card may ask about
# What visits brought stands in a register of our own, which holds today: a place that was visited once and
# found in order must not turn white where one that nobody ever visited stays green.
LASTS = f"source = '{VISIT_SOURCE}' AND NOT asked"
STANDING = -1  # the trust of a correction: before every answer on a card

_IN_SIGHT = "SELECT occupancy_id FROM occupancies"
# What people entered is numbered: of two on one day the last one entered counts, whatever its text sorts as.
_NUMBER = "coalesce(TRY_CAST(regexp_extract(record_id, '[0-9]+$') AS BIGINT), 0)"


_CLOSED = f"SELECT visit_id FROM visits WHERE result IN {MET_NOBODY}"


def said(half_life_days: Mapping[str, int]) -> str:
    """Select the answers that were given by the day and may be heard; ``rank`` orders those of one day.

    What a visit saw at a closed door is a look from the street, and holds no longer than a note of one.
    """
    notes = [half_life_days[name] for name in _street_notes() if name in half_life_days]
    look = f"a.observed_on + to_days({min(notes)})" if notes else "NULL"
    shut = f"a.source = '{VISIT_SOURCE}' AND {_NUMBER} IN ({_CLOSED})"
    return f"""SELECT a.* REPLACE (CASE WHEN {shut} THEN {look} ELSE a.until END AS until),
                      2 * {_NUMBER} + 1 AS rank
               FROM answers a JOIN hearing h USING (source)
               WHERE a.observed_on <= getvariable('as_of') AND a.occupancy_id IN ({_IN_SIGHT})"""


def _street_notes() -> frozenset[str]:
    return frozenset(name for sources in witnesses()["street_note"].values() for name in sources)


def linked_visits() -> str:
    """Select the visits as records of their own source; a withdrawn one is not there."""
    return f"""SELECT v.*, h.source, 'bezoek ' || v.visit_id AS record_id, v.visited_on AS observed_on,
                      2 * v.visit_id AS rank, h.family
               FROM visits v CROSS JOIN hearing h
               WHERE h.source = '{VISIT_SOURCE}' AND v.visited_on <= getvariable('as_of')
                 AND v.withdrawn_by IS NULL AND v.withdrawn_on IS NULL AND v.occupancy_id IN ({_IN_SIGHT})"""


def visited(card: QuestionCard, trust: int, sure: str) -> str:
    """Select what visits answered to a question: at a place in its order of trust, where that is ``sure``."""
    return _said(card, VISIT_SOURCE, trust) + sure


def corrected(card: QuestionCard) -> str:
    """Select the corrections of a question; they come before every other answer."""
    return _said(card, CORRECTION_SOURCE, STANDING)


def _said(card: QuestionCard, source: str, trust: int) -> str:
    return f"""SELECT occupancy_id, {fitting(card)} AS value, original, source, record_id, observed_on, until,
                      {trust} AS trust, rank, true AS asked
               FROM said WHERE source = '{source}' AND question = '{card.id}'"""


def fitting(card: QuestionCard) -> str:
    """Write an expression for a stored value; what is no answer of the question's type is NULL."""
    if card.type == "number":
        return "CASE WHEN isfinite(TRY_CAST(value AS DOUBLE)) THEN value END"
    allowed = (TRUE, FALSE) if card.type == "truth" else card.choices
    listed = ", ".join("'" + choice.replace("'", "''") + "'" for choice in allowed)
    return f"CASE WHEN value IN ({listed}) THEN value END"


def joined_by_visits(card: QuestionCard, family: str) -> Answer | None:
    """Find the answer on a card that visits join: the first one of their family; None if there is none."""
    return next((answer for answer in card.answers if family in answer.families), None)


def require_answerable(
    questions: Mapping[str, QuestionCard],
    answers: pd.DataFrame,
    visits: pd.DataFrame,
    consulted: Mapping[str, Consulted],
) -> None:
    """Refuse answers of people that no run could use.

    Raises
    ------
    ConfigError
        If there are answers or visits, and their source is not among those that were consulted or not.
    DeskError
        If a visit answered a question that cannot be answered at the door.
    """
    sources = {str(name) for name in answers["source"].unique()} | ({VISIT_SOURCE} if len(visits) else set())
    for name in sorted(sources - set(consulted)):
        raise ConfigError(
            f"Er zijn antwoorden van bron '{name}', maar de run weet niet of die is geraadpleegd."
        )
    if VISIT_SOURCE not in consulted:
        return
    family = consulted[VISIT_SOURCE].family
    shut = [name for name, card in questions.items() if joined_by_visits(card, family) is None]
    mine = answers[(answers["source"] == VISIT_SOURCE) & answers["question"].isin(shut)]
    for row in mine.head(1).to_dict("records"):
        raise DeskError(
            f"{row['record_id'].capitalize()}: de vraag '{row['question']}' kan niet aan de deur worden "
            "beantwoord. Trek dit antwoord in; leg een correctie vast als het register niet klopt."
        )


def unused(
    questions: Mapping[str, QuestionCard], occupancies: pd.DataFrame, answers: pd.DataFrame
) -> tuple[str, ...]:
    """Say in Dutch which answers of people a run does not use, and why: for the run report.

    Parameters
    ----------
    occupancies
        Contract ``occupancy``.
    answers
        Contract ``answer``.

    Returns
    -------
    tuple of str
        One sentence per reason and question; empty if every answer has a place.
    """
    return tuple(_unused(questions, occupancies, answers))


def _unused(
    questions: Mapping[str, QuestionCard], occupancies: pd.DataFrame, answers: pd.DataFrame
) -> Iterator[str]:
    gone = answers[~answers["question"].isin(list(questions))]
    for name, rows in gone.groupby("question"):
        yield f"De vraag '{name}' bestaat niet meer; niet gebruikt: {_named(rows)}."
    for name, rows in answers[answers["value"].notna()].groupby("question"):
        card = questions.get(str(name))
        if card is not None and len(misfits := rows[[not _fits(card, value) for value in rows["value"]]]):
            yield f"Geen antwoord op '{card.text}', telt als niet beantwoord: {_named(misfits)}."
    away = answers[~answers["occupancy_id"].isin(occupancies["occupancy_id"])]
    if len(away):
        yield f"Het gebruik is niet meer in beeld; niet gebruikt: {_named(away)}."


def _fits(card: QuestionCard, value: str) -> bool:
    if card.type == "number":
        return value.replace("-", "", 1).replace(".", "", 1).isdecimal()
    return value in ((TRUE, FALSE) if card.type == "truth" else card.choices)


_NAMED = 5


def _named(rows: pd.DataFrame) -> str:
    """Name a few records, and count the rest."""
    names = rows["record_id"].drop_duplicates().tolist()
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" en nog {rest}" if rest > 0 else "")
