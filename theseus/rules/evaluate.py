"""Facts to findings: every rule about every occupancy, in one pass of DuckDB.

A question without a valid answer is NULL, and SQL's NULL *is* "unknown": the rules' SQL needs nothing
else for Kleene's three values. Answers that have expired do not take part.
"""

# ruff: noqa: S608 - the SQL is put together from checked expressions, ids and sentences of reviewed cards

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import FINDING
from theseus.errors import RuleError
from theseus.model import Outcome
from theseus.rules.catalogue import RuleCard, placeholders
from theseus.rules.language import LARGEST, NUMBER, TRUTH, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from theseus.model import Question

_UNANSWERED = "onbekend"


def evaluate(
    rules: Mapping[str, RuleCard],
    questions: Mapping[str, Question],
    facts: pd.DataFrame,
    occupancy_ids: pd.Series,
    source_titles: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Let every rule judge every occupancy.

    Parameters
    ----------
    facts
        Contract ``fact``. Facts of other occupancies or questions are left aside.
    occupancy_ids
        The occupancies to judge, also those of which nothing is known.
    source_titles
        What a reader calls each source, by card id; the id itself where there is none.

    Returns
    -------
    pandas.DataFrame
        Contract ``finding``, one row per occupancy and rule, by rule and then occupancy.

    Raises
    ------
    RuleError
        If a fact's value is not of its question's type, or a question has two answers.
    """
    if not rules:
        return tables.empty(FINDING)
    asked = sorted({name for card in rules.values() for name in card.questions})
    ids = pd.Index(pd.Series(occupancy_ids, dtype="string").drop_duplicates().sort_values())
    wide = _wide(facts, ids, asked, source_titles or {})
    with tables.connect({"wide": wide}) as connection:
        typed = ", ".join(f'{_typed(questions[name])} AS "{name}"' for name in asked)
        connection.execute(f"CREATE TEMP VIEW known AS SELECT *, {typed} FROM wide")
        _refuse_misfits(connection, asked)
        judged = " UNION ALL ".join(_judged(card, questions) for _, card in sorted(rules.items()))
        return tables.query(connection, judged, FINDING)


def _wide(
    facts: pd.DataFrame, ids: pd.Index, asked: list[str], source_titles: Mapping[str, str]
) -> pd.DataFrame:
    """One row per occupancy; per question the text of its answer, its witness and its day."""
    valid = facts[~facts["expired"].astype("boolean")]
    row = tables.positions(valid["occupancy_id"], ids)
    question = tables.positions(valid["question"], pd.Index(asked))
    columns: dict[str, object] = {"occupancy_id": ids.array}
    witness = _witness(valid, source_titles)
    for place, name in enumerate(asked):
        mine = np.flatnonzero((question == place) & (row >= 0))
        where = np.full(len(ids), -1)
        where[row[mine]] = mine
        if (where >= 0).sum() != len(mine):
            raise RuleError(f"Een gebruik heeft twee antwoorden op '{name}'; er kan er één gelden.")
        for suffix, column in (("text", valid["value"]), ("witness", witness), ("day", valid["observed_on"])):
            columns[f"{name}:{suffix}"] = column.array.take(where, allow_fill=True)
    return pd.DataFrame(columns)


def _witness(facts: pd.DataFrame, source_titles: Mapping[str, str]) -> pd.Series:
    """Write source and date of each fact as a person reads them; there are few different ones."""
    source, sources = pd.factorize(facts["source"])
    day, days = pd.factorize(facts["observed_on"])
    texts = [f"{source_titles.get(name, name)} ({when:%d-%m-%Y})" for name in sources for when in days]
    return pd.Series(pd.array(texts, dtype="string").take(source * len(days) + day))


def _typed(question: Question) -> str:
    """Give an answer its question's type; a text that does not fit becomes NULL."""
    text = f'"{question.id}:text"'
    if question.type == TRUTH:
        return f"CASE {text} WHEN 'ja' THEN true WHEN 'nee' THEN false END"
    if question.type == NUMBER:
        number = f"TRY_CAST({text} AS DOUBLE)"
        return f"CASE WHEN abs({number}) <= {LARGEST} THEN {number} END"
    if not question.choices:
        return text
    listed = ", ".join("'" + choice.replace("'", "''") + "'" for choice in question.choices)
    return f"CASE WHEN {text} IN ({listed}) THEN {text} END"


def _refuse_misfits(connection: duckdb.DuckDBPyConnection, asked: list[str]) -> None:
    """An answer that is not of its type must not pass for a missing one."""
    misfits = ", ".join(f'any_value("{name}:text") FILTER ("{name}" IS NULL)' for name in asked)
    found = connection.execute(f"SELECT {misfits} FROM known").fetchone() or ()
    for name, value in zip(asked, found, strict=True):
        if value is not None:
            raise RuleError(f"Gegeven '{name}' heeft waarde '{value}', en dat past niet bij de vraag.")


def _judged(card: RuleCard, questions: Mapping[str, Question]) -> str:
    """Judge all occupancies by one rule."""
    name = f"{card.id}.toml"
    irregular = parse(card.irregular, questions, name).sql
    said = {kind: _sentence(template, name) for kind, template in card.sentences}
    witnesses = ", ".join(_unless_named(card.questions, place) for place in range(len(card.questions)))
    days = ", ".join(f'"{question}:day"' for question in card.questions)
    return f"""
        SELECT occupancy_id, '{card.id}' AS rule,
            CASE WHEN irregular THEN '{Outcome.IRREGULAR}' WHEN NOT irregular THEN '{Outcome.FINE}'
                 ELSE '{Outcome.UNKNOWN}' END AS outcome,
            CASE WHEN irregular THEN {said["irregular"]} WHEN NOT irregular THEN {said["fine"]}
                 ELSE {said["unknown"]} END AS sentence,
            nullif(concat_ws('; ', {witnesses}), '') AS sources,
            least({days}, NULL) AS observed_on
        FROM (SELECT *, {irregular} AS irregular FROM known)"""


def _unless_named(asked: tuple[str, ...], place: int) -> str:
    """Select the witness of one question, unless an earlier question has the same."""
    mine = f'"{asked[place]}:witness"'
    same = " OR ".join(f'{mine} = "{earlier}:witness"' for earlier in asked[:place])
    return f"CASE WHEN {same} THEN NULL ELSE {mine} END" if same else mine


def _sentence(template: str, name: str) -> str:
    """Write a sentence as SQL that joins fixed text and answers; an answer is never read as a template."""
    parts = []
    for fixed, question in placeholders(template, name):
        parts.append("'" + fixed.replace("'", "''") + "'")
        if question is not None:
            parts.append(f"""coalesce("{question}:text", '{_UNANSWERED}')""")
    return "(" + " || ".join(parts) + ")"
