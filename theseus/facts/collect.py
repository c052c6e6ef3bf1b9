"""Records and links to facts: one dated answer per occupancy and question, where there is one.

The order of the answers on a card is an order of trust. Within one answer the newest record wins. A
later answer is used only where every earlier one was consulted completely and is silent, never
because an earlier source is missing: losing a source may cost an answer, it may not change one.
What people answered at the desk joins them: see ``people``.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import duckdb

from theseus import tables
from theseus.contracts import ANSWER, FACT, LINK, OCCUPANCY, RECORDS, VISIT
from theseus.errors import ConfigError
from theseus.facts import people
from theseus.facts.hearing import Hearing, hear
from theseus.facts.statements import CANDIDATE, candidates, chosen, doubtful, linked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from theseus.contracts import Contract
    from theseus.facts.catalogue import QuestionCard
    from theseus.model import Consulted

# Candidates that are chosen from in one go: of a small region those of all questions, of a large one of each.
_AT_ONCE = 1_000_000


def collect(  # noqa: PLR0913 - tables of a run by name; bundling them would only hide them
    questions: Mapping[str, QuestionCard],
    occupancies: pd.DataFrame,
    links: pd.DataFrame,
    records: Mapping[str, pd.DataFrame],
    consulted: Mapping[str, Consulted],
    half_life_days: Mapping[str, int],
    as_of: dt.date,
    near_misses: pd.DataFrame | None = None,
    *,
    answers: pd.DataFrame | None = None,
    visits: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Answer every question about every occupancy as far as the records allow.

    Parameters
    ----------
    occupancies, links
        What link made (contracts ``occupancy`` and ``link``).
    records
        Record tables by name, of all sources together.
    consulted
        How far each source was consulted, by card id. People's answers are a source like any other: while
        ``bezoek`` is in it and was not heard, what is seen from the street says nothing, for a visit may have
        seen it later; while ``correctie`` is in it and was not heard, nothing is known.
    half_life_days
        How long an answer of a source counts, in days, by card id.
    as_of
        The day of the labels. Records that are true only after it are not used.
    near_misses
        Pairs that link could not decide (contract ``link``), with a candidate's occupancy. A source
        with a near miss at an address is not silent there.
    answers
        What visits and granted corrections answered (contract ``answer``), withdrawn ones left out.
    visits
        Contract ``visit``, for cards that ask about the visits themselves.

    Returns
    -------
    pandas.DataFrame
        Contract ``fact``, by question and then occupancy; expired answers are in it, marked so.

    Raises
    ------
    ConfigError
        If an expression on a card does not fit its table, or there are answers of people and ``consulted``
        does not know their source.
    DeskError
        If a visit answered a question that cannot be answered at the door.
    """
    told = {"answers": _plain(answers, ANSWER), "visits": _plain(visits, VISIT)}
    people.require_answerable(questions, told["answers"], told["visits"], consulted)
    hearing = hear(consulted, records, half_life_days, as_of)
    asked = {answer.table for card in questions.values() for answer in card.answers}
    used = sorted(asked - {"occupancy", people.VISITS})
    registered = {
        "occupancies": _plain(occupancies, OCCUPANCY),
        "links": _plain(links, LINK),
        "near_misses": tables.empty(LINK) if near_misses is None else _plain(near_misses, LINK),
        "hearing": hearing.table(),
        **told,
    }
    registered |= {f"record_{name}": _plain(records.get(name), RECORDS[name]) for name in used}
    with tables.connect(registered) as connection:
        connection.execute("SET VARIABLE as_of = $1::TIMESTAMP", [as_of])
        connection.execute(f"CREATE TEMP TABLE said AS {people.said(half_life_days)}")
        connection.execute(f"CREATE TEMP TABLE linked_{people.VISITS} AS {people.linked_visits()}")
        for name in used:
            connection.execute(f"CREATE TEMP TABLE linked_{name} AS {linked(name)}")
        connection.execute(f"CREATE TEMP TABLE doubtful AS {doubtful(used)}")
        connection.execute(f"CREATE TEMP TABLE candidate ({CANDIDATE})")
        found = list(_answered(connection, [card for _, card in sorted(questions.items())], hearing))
    return tables.stack(found, FACT)


def _plain(frame: pd.DataFrame | None, contract: Contract) -> pd.DataFrame:
    """Return a frame in its contract's types, without its geometry: no question asks about that."""
    flat = dataclasses.replace(contract, geometry=())
    return tables.empty(flat) if frame is None else tables.conform(frame, flat)


def _answered(
    connection: duckdb.DuckDBPyConnection, cards: Sequence[QuestionCard], hearing: Hearing
) -> Iterator[pd.DataFrame]:
    """Answer questions, as many at once as memory has room for."""
    waiting = 0
    for card in cards:
        waiting += _gathered(connection, card, hearing)
        if waiting >= _AT_ONCE or card is cards[-1]:
            yield tables.query(connection, chosen(), FACT)
            connection.execute("DELETE FROM candidate")
            waiting = 0


def _gathered(connection: duckdb.DuckDBPyConnection, card: QuestionCard, hearing: Hearing) -> int:
    """Put what may answer a question in table ``candidate``, and count it."""
    sql = candidates(card, hearing)
    if sql is None:
        return 0
    try:
        (count,) = connection.execute(f"INSERT INTO candidate BY NAME {sql}").fetchone() or (0,)
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise ConfigError(f"Vraagkaart {card.id}.toml: een uitdrukking past niet ({first_line}).") from error
    return int(count)
