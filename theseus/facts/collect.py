"""Records and links to facts: one dated answer per occupancy and question, where there is one.

The order of the answers on a card is an order of trust. Within one answer the newest record wins. A
later answer is used only where every earlier one was consulted completely and is silent, never
because an earlier source is missing: losing a source may cost an answer, it may not change one.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import duckdb

from theseus import tables
from theseus.contracts import FACT, LINK, OCCUPANCY, RECORDS
from theseus.errors import ConfigError
from theseus.facts.hearing import Hearing, hear
from theseus.facts.statements import answered, doubtful, linked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from theseus.contracts import Contract
    from theseus.facts.catalogue import QuestionCard
    from theseus.model import Consulted


def collect(
    questions: Mapping[str, QuestionCard],
    occupancies: pd.DataFrame,
    links: pd.DataFrame,
    records: Mapping[str, pd.DataFrame],
    consulted: Mapping[str, Consulted],
    half_life_days: Mapping[str, int],
    as_of: dt.date,
    near_misses: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Answer every question about every occupancy as far as the records allow.

    Parameters
    ----------
    occupancies, links
        What link made (contracts ``occupancy`` and ``link``).
    records
        Record tables by name, of all sources together.
    consulted
        How far each source was consulted, by card id.
    half_life_days
        How long an answer of a source counts, in days, by card id.
    as_of
        The day of the labels. Records that are true only after it are not used.
    near_misses
        Pairs that link could not decide (contract ``link``), with a candidate's occupancy. A source
        with a near miss at an address is not silent there.

    Returns
    -------
    pandas.DataFrame
        Contract ``fact``, by question and then occupancy; expired answers are in it, marked so.

    Raises
    ------
    ConfigError
        If an expression on a card does not fit its table.
    """
    hearing = hear(consulted, records, half_life_days, as_of)
    used = sorted({answer.table for card in questions.values() for answer in card.answers} - {"occupancy"})
    registered = {
        "occupancies": _plain(occupancies, OCCUPANCY),
        "links": _plain(links, LINK),
        "near_misses": tables.empty(LINK) if near_misses is None else _plain(near_misses, LINK),
        "hearing": hearing.table(),
    }
    registered |= {f"record_{name}": _plain(records.get(name), RECORDS[name]) for name in used}
    with tables.connect(registered) as connection:
        connection.execute("SET VARIABLE as_of = $1::TIMESTAMP", [as_of])
        for name in used:
            connection.execute(f"CREATE TEMP TABLE linked_{name} AS {linked(name)}")
            connection.execute(f"CREATE TEMP TABLE doubtful_{name} AS {doubtful(name)}")
        found = [_answered(connection, card, hearing) for _, card in sorted(questions.items())]
    return tables.stack(found, FACT)


def _plain(frame: pd.DataFrame | None, contract: Contract) -> pd.DataFrame:
    """Return a frame in its contract's types, without its geometry: no question asks about that."""
    flat = dataclasses.replace(contract, geometry=())
    return tables.empty(flat) if frame is None else tables.conform(frame, flat)


def _answered(connection: duckdb.DuckDBPyConnection, card: QuestionCard, hearing: Hearing) -> pd.DataFrame:
    sql = answered(card, hearing)
    if sql is None:
        return tables.empty(FACT)
    try:
        return tables.query(connection, sql, FACT)
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise ConfigError(f"Vraagkaart {card.id}.toml: een uitdrukking past niet ({first_line}).") from error
