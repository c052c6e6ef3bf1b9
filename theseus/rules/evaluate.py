"""Facts to findings: every rule about every occupancy, in one pass of DuckDB.

A question without a valid answer is NULL, and SQL's NULL *is* "unknown": the rules' SQL needs nothing
else for Kleene's three values. Answers that have expired do not take part.
"""

# ruff: noqa: S608 - the SQL is put together from checked expressions, ids and sentences of reviewed cards

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus import tables
from theseus.contracts import FACT, FINDING
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
        Contract ``finding``, one row per occupancy and rule, by occupancy and rule.

    Raises
    ------
    RuleError
        If a fact's value is not of its question's type, or a question has two answers.
    """
    if not rules:
        return tables.empty(FINDING)
    asked = sorted({name for card in rules.values() for name in card.questions})
    with tables.connect(_registered(facts, occupancy_ids, questions, source_titles or {})) as connection:
        _refuse_bad_facts(connection)
        connection.execute(f"CREATE TEMP TABLE known AS {_known(asked, questions)}")
        judged = " UNION ALL ".join(_judged(card, questions) for _, card in sorted(rules.items()))
        return tables.query(connection, f"{judged} ORDER BY occupancy_id, rule", FINDING)


def _registered(
    facts: pd.DataFrame,
    occupancy_ids: pd.Series,
    questions: Mapping[str, Question],
    source_titles: Mapping[str, str],
) -> dict[str, pd.DataFrame]:
    ids = pd.DataFrame({"occupancy_id": pd.Series(occupancy_ids).astype("string").drop_duplicates()})
    kinds = pd.DataFrame(
        [(name, question.type) for name, question in questions.items()],
        columns=["question", "type"],
        dtype="string",
    )
    titles = pd.DataFrame(list(source_titles.items()), columns=["source", "title"], dtype="string")
    valid = facts.loc[~facts["expired"].astype("boolean"), FACT.names]
    choices = pd.DataFrame(
        [(name, choice) for name, question in questions.items() for choice in question.choices],
        columns=["question", "choice"],
        dtype="string",
    )
    return {"fact": valid, "occupancy": ids, "kind": kinds, "choice": choices, "title": titles}


def _refuse_bad_facts(connection: duckdb.DuckDBPyConnection) -> None:
    bad = connection.execute(
        f"""SELECT question, value FROM fact JOIN kind USING (question)
            WHERE (type = '{TRUTH}' AND value NOT IN ('ja', 'nee'))
               OR (type = '{NUMBER}' AND NOT coalesce(abs(TRY_CAST(value AS DOUBLE)) <= {LARGEST}, false))
               OR (question IN (SELECT question FROM choice)
                   AND (question, value) NOT IN (SELECT (question, choice) FROM choice))
            LIMIT 1"""
    ).fetchone()
    if bad:
        raise RuleError(f"Gegeven '{bad[0]}' heeft waarde '{bad[1]}', en dat past niet bij de vraag.")
    double = connection.execute(
        "SELECT occupancy_id, question FROM fact GROUP BY ALL HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if double:
        raise RuleError(f"Gebruik {double[0]} heeft twee antwoorden op '{double[1]}'; er kan er één gelden.")


def _known(asked: list[str], questions: Mapping[str, Question]) -> str:
    """One row per occupancy; per question its typed answer, its text, its witness and its day."""
    picked = ",\n".join(
        f"""any_value(witnessed) FILTER (question = '{name}') AS "{name}:all\"""" for name in asked
    )
    columns = ",\n".join(_columns(name, questions[name].type) for name in asked)
    return f"""
        WITH answer AS (
            SELECT occupancy_id, question, {{
                'value': value,
                'witness': coalesce(title, fact.source) || ' (' || strftime(observed_on, '%d-%m-%Y') || ')',
                'day': observed_on
            }} AS witnessed
            FROM fact LEFT JOIN title ON title.source = fact.source
        ),
        wide AS (
            SELECT o.occupancy_id, {picked}
            FROM occupancy o LEFT JOIN answer a ON a.occupancy_id = o.occupancy_id
            GROUP BY o.occupancy_id
        )
        SELECT occupancy_id, {columns} FROM wide"""


def _columns(name: str, kind: str) -> str:
    text = f"""("{name}:all").value"""
    typed = {TRUTH: f"{text} = 'ja'", NUMBER: f"CAST({text} AS DOUBLE)"}.get(kind, text)
    return f"""{typed} AS "{name}", {text} AS "{name}:text",
               ("{name}:all").witness AS "{name}:witness", ("{name}:all").day AS "{name}:day\""""


def _judged(card: RuleCard, questions: Mapping[str, Question]) -> str:
    """Judge all occupancies by one rule."""
    name = f"{card.id}.toml"
    irregular = parse(card.irregular, questions, name).sql
    said = {kind: _sentence(template, name) for kind, template in card.sentences}
    witnesses = ", ".join(f'"{question}:witness"' for question in card.questions)
    days = ", ".join(f'"{question}:day"' for question in card.questions)
    return f"""
        SELECT occupancy_id, '{card.id}' AS rule,
            CASE WHEN irregular THEN '{Outcome.IRREGULAR}' WHEN NOT irregular THEN '{Outcome.FINE}'
                 ELSE '{Outcome.UNKNOWN}' END AS outcome,
            CASE WHEN irregular THEN {said["irregular"]} WHEN NOT irregular THEN {said["fine"]}
                 ELSE {said["unknown"]} END AS sentence,
            nullif(array_to_string(list_sort(list_distinct([{witnesses}])), '; '), '') AS sources,
            least({days}, NULL) AS observed_on
        FROM (SELECT *, {irregular} AS irregular FROM known)"""


def _sentence(template: str, name: str) -> str:
    """Write a sentence as SQL that joins fixed text and answers; an answer is never read as a template."""
    parts = []
    for fixed, question in placeholders(template, name):
        parts.append("'" + fixed.replace("'", "''") + "'")
        if question is not None:
            parts.append(f"""coalesce("{question}:text", '{_UNANSWERED}')""")
    return "(" + " || ".join(parts) + ")"
