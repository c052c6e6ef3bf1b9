"""The SQL of collect: text made of our own table names and the expressions on our own cards.

No data ever enters the text; it is in registered tables. ``as_of`` is a variable of the connection.
"""

# ruff: noqa: S608 - what is put together here are reviewed cards and constants of this module

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.contracts import CORRECTION_SOURCE, NO_UNIT, RECORDS, VISIT_SOURCE
from theseus.facts import people
from theseus.facts.catalogue import FALSE, TRUE
from theseus.model import LinkOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.facts.catalogue import Answer, QuestionCard
    from theseus.facts.hearing import Hearing

# Objects of the BAG reach an occupancy by the key that link gave it; everything else by its own link.
_BY_KEY = {"pand": "pand_id_bag", "verblijfsobject": "vbo_id_bag"}
_LINKED = (LinkOutcome.LINKED.value, LinkOutcome.OWN_OCCUPANCY.value)
_ADDRESS = "(o.vbo_id_bag IS NOT NULL OR (o.postcode IS NOT NULL AND o.huisnummer IS NOT NULL))"


def linked(name: str) -> str:
    """Select the records of a table per occupancy, with what the link says of them."""
    key = _BY_KEY.get(name)
    if key:
        joined = f"""SELECT o.occupancy_id, NULL::DOUBLE AS name_similarity, NULL::DOUBLE AS score,
                            'sleutel' AS method, r.*
                     FROM occupancies o JOIN record_{name} r ON o.{key} = r.{key}"""
    else:
        joined = f"""SELECT l.occupancy_id, l.name_similarity, l.score, l.method, r.*
                     FROM links l JOIN record_{name} r USING (source, record_id)
                     WHERE l."table" = '{name}' AND l.outcome IN {_LINKED}
                       AND l.occupancy_id IS NOT NULL"""
    return f"""SELECT j.*, h.family FROM ({joined}) j JOIN hearing h USING (source)
               WHERE j.observed_on <= getvariable('as_of')"""


def doubtful(names: Sequence[str]) -> str:
    """Select per record table the occupancies of which one of its records may be, with its source family."""
    addressed = [name for name in names if "huisnummer" in RECORDS[name].names]
    placed = " UNION ALL ".join(
        f"""SELECT n."table", n.source, r.postcode, r.huisnummer
            FROM near n JOIN record_{name} r ON n."table" = '{name}' AND n.source = r.source
                AND n.record_id = r.record_id"""
        for name in addressed
    )
    at_the_address = f"""UNION SELECT p."table", o.occupancy_id, p.source
                         FROM ({placed}) p JOIN occupancies o USING (postcode, huisnummer)"""
    return f"""WITH near AS (
                   SELECT "table", occupancy_id, source, record_id FROM near_misses
                   UNION ALL
                   SELECT "table", occupancy_id, source, record_id FROM links
                   WHERE outcome = '{LinkOutcome.NEAR_MISS}'
               ),
               found AS (
                   SELECT n."table", o.occupancy_id, n.source
                   FROM near n JOIN occupancies o ON {_unit("o")} = {_unit("n")}
                   {at_the_address if addressed else ""}
               )
               SELECT "table", occupancy_id, h.family FROM found JOIN hearing h USING (source)"""


def candidates(card: QuestionCard, hearing: Hearing) -> str | None:
    """Select what may be the answer to a question, with its place in the order of trust.

    A record that leaves the field empty says nothing; a person who was asked and has no answer does.

    Returns
    -------
    str or None
        A query with the columns of :data:`CANDIDATE`; None if no source may answer.
    """
    parts = list(_parts(card, hearing))
    if not parts:
        return None
    return f"""SELECT {_text(card.id)} AS question, * FROM ({" UNION ALL ".join(parts)})
               WHERE value IS NOT NULL OR asked"""


CANDIDATE = """question VARCHAR, occupancy_id VARCHAR, value VARCHAR, original VARCHAR, source VARCHAR,
               record_id VARCHAR, observed_on TIMESTAMP, until TIMESTAMP, trust INTEGER, rank BIGINT,
               asked BOOLEAN"""


def chosen() -> str:
    """Select the first candidate in the order of trust, and within it the newest record.

    Returns
    -------
    str
        A query with the columns of contract ``fact``, by question and then occupancy.
    """
    return f"""
        WITH chosen AS (
            SELECT * FROM candidate
            QUALIFY row_number() OVER (
                PARTITION BY question, occupancy_id
                ORDER BY trust, observed_on DESC, rank DESC, record_id, source
            ) = 1
        ),
        dated AS (
            SELECT c.*, c.observed_on + to_days(h.half_life_days::INTEGER) AS too_old,
                   CASE WHEN {people.LASTS} THEN NULL
                        WHEN trust = {people.STANDING} THEN coalesce(until, too_old)
                        ELSE least(too_old, until) END AS expires_on
            FROM chosen c JOIN hearing h USING (source) WHERE c.value IS NOT NULL
        )
        SELECT occupancy_id, question, value, original, source, record_id, observed_on,
               expires_on, coalesce(expires_on <= getvariable('as_of'), false) AS expired
        FROM dated ORDER BY question, occupancy_id"""


def _parts(card: QuestionCard, hearing: Hearing) -> Iterator[str]:
    """Write one query per answer that may be used, up to the first that cannot be silent."""
    if CORRECTION_SOURCE in hearing.heard:
        yield people.corrected(card)
    at_the_door = people.joined_by_visits(card, hearing.visiting or "")
    earlier: list[Answer] = []
    for trust, answer in enumerate(card.answers):
        if not hearing.may_answer(answer):
            return
        complete = hearing.complete(answer)
        if answer.table == "occupancy":
            yield from (_counted(card, answer, trust, complete[0]) for _ in complete[:1])
        else:
            yield _found(card, answer, trust, _sure(earlier))
        if answer is at_the_door and VISIT_SOURCE in hearing.heard:
            yield people.visited(card, trust, _sure(earlier))
        if answer.table != "occupancy":
            earlier.append(answer)
        if not complete:
            return
        if answer.silence is not None:
            yield _silent(answer, trust + 1, complete[0], earlier)


def _unit(table: str) -> str:
    """The unit in an occupancy's id; an occupancy without one shares its place with no other."""
    unit = f"split_part({table}.occupancy_id, '@', 1)"
    return f"CASE {unit} WHEN '{NO_UNIT}' THEN {table}.occupancy_id ELSE {unit} END"


def _sure(earlier: list[Answer]) -> str:
    """Leave out the occupancies of which an earlier answer may have a record."""
    return "".join(f" AND occupancy_id NOT IN ({_may_have(other)})" for other in _unsure(earlier))


def _found(card: QuestionCard, answer: Answer, trust: int, sure: str) -> str:
    rank = "rank" if answer.table == people.VISITS else "0"
    return f"""SELECT occupancy_id, {_value(card, answer)} AS value,
                      CAST(({answer.original or "NULL"}) AS VARCHAR) AS original,
                      source, record_id, observed_on,
                      CAST(({answer.until or "NULL"}) AS TIMESTAMP) AS until, {trust} AS trust,
                      {rank} AS rank, false AS asked
               FROM linked_{answer.table} WHERE family IN ({_families(answer)}){sure}"""


def _families(answer: Answer) -> str:
    return ", ".join(_text(family) for family in answer.families)


def _has(answer: Answer) -> str:
    """Occupancies that the answer's families have a record of."""
    return f"SELECT occupancy_id FROM linked_{answer.table} WHERE family IN ({_families(answer)})"


def _may_have(answer: Answer) -> str:
    """Occupancies that the answer's families may have a record of."""
    return f"""SELECT occupancy_id FROM doubtful
               WHERE "table" = '{answer.table}' AND family IN ({_families(answer)})"""


def _counted(card: QuestionCard, answer: Answer, trust: int, source: str) -> str:
    """What link counted holds as of the delivery it counted in."""
    return f"""SELECT o.occupancy_id, {_value(card, answer)} AS value,
                      CAST(({answer.original or "NULL"}) AS VARCHAR) AS original,
                      h.source, NULL::VARCHAR AS record_id, h.delivered_on AS observed_on,
                      NULL::TIMESTAMP AS until, {trust} AS trust, 0 AS rank, false AS asked
               FROM occupancies o CROSS JOIN hearing h WHERE h.source = {_text(source)}"""


def _silent(answer: Answer, trust: int, source: str, earlier: list[Answer]) -> str:
    """Nobody can be looked up without an address, so only an occupancy with one can be missing.

    What the desk knows, it knows by the occupancy itself.
    """
    looked_up = _unsure(earlier)
    absent = [f"o.occupancy_id NOT IN ({_has(other)})" for other in earlier]
    absent += [f"o.occupancy_id NOT IN ({_may_have(other)})" for other in looked_up]
    if looked_up or not earlier:
        absent.append(_ADDRESS)
    return f"""SELECT o.occupancy_id, {_text(str(answer.silence))} AS value, NULL::VARCHAR AS original,
                      h.source, NULL::VARCHAR AS record_id, h.delivered_on AS observed_on,
                      NULL::TIMESTAMP AS until, {trust} AS trust, 0 AS rank, false AS asked
               FROM occupancies o CROSS JOIN hearing h
               WHERE h.source = {_text(source)} AND {" AND ".join(absent)}"""


def _unsure(answers: list[Answer]) -> list[Answer]:
    """Leave out the desk: its visits belong to an occupancy by its id, so no near miss can be one."""
    return [answer for answer in answers if answer.table != people.VISITS]


def _value(card: QuestionCard, answer: Answer) -> str:
    """Write a value as text; what is not an answer of the question's type is no answer."""
    if card.type == "truth":
        return f"CASE WHEN ({answer.value}) THEN '{TRUE}' WHEN NOT ({answer.value}) THEN '{FALSE}' END"
    if card.type == "number":
        return (
            f"CASE WHEN isfinite(CAST(({answer.value}) AS DOUBLE)) THEN CAST(({answer.value}) AS VARCHAR) END"
        )
    listed = ", ".join(_text(value) for value in card.choices)
    return f"CASE WHEN ({answer.value}) IN ({listed}) THEN ({answer.value}) END"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
