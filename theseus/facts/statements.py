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
    from collections.abc import Iterator

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


def doubtful(name: str) -> str:
    """Select the occupancies of which a record of this table may be, with its source family."""
    near = f"""SELECT n.occupancy_id, n.source, n.record_id FROM near_misses n WHERE n."table" = '{name}'
               UNION ALL
               SELECT l.occupancy_id, l.source, l.record_id FROM links l
               WHERE l."table" = '{name}' AND l.outcome = '{LinkOutcome.NEAR_MISS}'"""
    same_unit = f"""SELECT o.occupancy_id, n.source FROM ({near}) n JOIN occupancies o
                    ON {_unit("o")} = {_unit("n")}"""
    found = same_unit
    if "huisnummer" in RECORDS[name].names:
        found = f"""{same_unit} UNION
                    SELECT o.occupancy_id, n.source
                    FROM ({near}) n JOIN record_{name} r USING (source, record_id)
                    JOIN occupancies o ON o.postcode = r.postcode AND o.huisnummer = r.huisnummer"""
    return f"SELECT occupancy_id, h.family FROM ({found}) JOIN hearing h USING (source)"


def answered(card: QuestionCard, hearing: Hearing) -> str | None:
    """Select the first answer in the order of trust, and within it the newest record.

    A record that leaves the field empty says nothing; a person who was asked and has no answer does.

    Returns
    -------
    str or None
        A query with the columns of contract ``fact``; None if no source may answer.
    """
    parts = list(_parts(card, hearing))
    if not parts:
        return None
    return f"""
        WITH candidate AS ({" UNION ALL ".join(parts)}),
        chosen AS (
            SELECT * FROM candidate WHERE value IS NOT NULL OR asked
            QUALIFY row_number() OVER (
                PARTITION BY occupancy_id ORDER BY trust, observed_on DESC, rank DESC, record_id, source
            ) = 1
        ),
        dated AS (
            SELECT c.*, c.observed_on + to_days(h.half_life_days::INTEGER) AS too_old,
                   CASE WHEN {people.LASTS} THEN NULL
                        WHEN trust = {people.STANDING} THEN coalesce(until, too_old)
                        ELSE least(too_old, until) END AS expires_on
            FROM chosen c JOIN hearing h USING (source) WHERE c.value IS NOT NULL
        )
        SELECT occupancy_id, '{card.id}' AS question, value, original, source, record_id, observed_on,
               expires_on, coalesce(expires_on <= getvariable('as_of'), false) AS expired
        FROM dated ORDER BY occupancy_id"""


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
    return "".join(f" AND occupancy_id NOT IN ({_of('doubtful', other)})" for other in _unsure(earlier))


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


def _of(kind: str, answer: Answer) -> str:
    """Occupancies that the answer's families have a record of: ``linked`` to it, or ``doubtful``."""
    return f"SELECT occupancy_id FROM {kind}_{answer.table} WHERE family IN ({_families(answer)})"


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
    absent = [f"o.occupancy_id NOT IN ({_of('linked', other)})" for other in earlier]
    absent += [f"o.occupancy_id NOT IN ({_of('doubtful', other)})" for other in looked_up]
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
