"""Which sources a run may listen to, and whose silence is an answer.

A source is *heard* if its records may be used. It is *complete* for a table if its delivery is fresh,
holds everything the register has, and has at least one record of that table: a register that brings
an empty table has not been consulted about it. The desk is our own register: it may be empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import CORRECTION_SOURCE, VISIT_SOURCE
from theseus.errors import ConfigError
from theseus.facts.catalogue import witnesses
from theseus.facts.people import VISITS
from theseus.model import Freshness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from theseus.facts.catalogue import Answer
    from theseus.model import Consulted


@dataclass(frozen=True)
class Hearing:
    """The sources of a run, as far as they may be heard.

    Attributes
    ----------
    heard
        Sources whose records may be used, by id.
    filled
        Pairs of table and source for which there is a record.
    half_life_days
        How long an answer counts, in days, by source.
    visiting
        The family of what visits found; None if this run has no desk.
    away
        Sources of what people answered that this run should have heard and could not.
    """

    heard: Mapping[str, Consulted]
    filled: frozenset[tuple[str, str]]
    half_life_days: Mapping[str, int]
    as_of: dt.date
    visiting: str | None = None
    away: frozenset[str] = frozenset()

    def may_answer(self, answer: Answer) -> bool:
        """Tell whether every family of an answer was heard.

        If one was not, its record could be the newest: what the others say is not the answer. So a correction
        that we cannot hear keeps everybody silent, and a visit that we cannot hear its own family.
        """
        if CORRECTION_SOURCE in self.away:
            return False
        if VISIT_SOURCE in self.away and self.visiting in answer.families:
            return False
        heard = {source.family for source in self.heard.values()}
        return heard.issuperset(answer.families)

    def complete(self, answer: Answer) -> list[str]:
        """Sources whose silence counts, the stalest first; none unless every family has one."""
        found = []
        for family in answer.families:
            whole = [
                name for name in witnesses()[answer.table][family] if self._is_complete(name, answer.table)
            ]
            if not whole:
                return []
            found.append(max(whole, key=self._delivered))
        return sorted(found, key=self._delivered)

    def _is_complete(self, name: str, table: str) -> bool:
        source = self.heard.get(name)
        if source is None or not source.complete or source.freshness is not Freshness.FRESH:
            return False
        if source.delivered_on is None or source.delivered_on > self.as_of:
            return False
        # A count made by link has no records of its own; it rests on the register's other tables.
        return table in {"occupancy", VISITS} or (table, name) in self.filled

    def _delivered(self, name: str) -> tuple[str, str]:
        return (str(self.heard[name].delivered_on), name)

    def table(self) -> pd.DataFrame:
        """One row per source that is heard: source, family, half_life_days, delivered_on."""
        rows = [
            (name, source.family, self.half_life_days[name], source.delivered_on)
            for name, source in self.heard.items()
        ]
        frame = pd.DataFrame(rows, columns=["source", "family", "half_life_days", "delivered_on"])
        return frame.astype(
            {
                "source": "string",
                "family": "string",
                "half_life_days": "Int64",
                "delivered_on": "datetime64[us]",
            }
        )


def hear(
    consulted: Mapping[str, Consulted],
    records: Mapping[str, pd.DataFrame],
    half_life_days: Mapping[str, int],
    as_of: dt.date,
) -> Hearing:
    """Work out which sources may be heard.

    A source that was halted at the door is heard if records of an earlier run stay in use; only a
    fresh one can be silent.

    Raises
    ------
    ConfigError
        If a source has no half-life.
    """
    heard = {name: source for name, source in consulted.items() if _is_heard(source)}
    for name in heard:
        if name not in half_life_days:
            raise ConfigError(
                f"Bron '{name}' heeft geen halfwaardetijd; vul half_life_days in op de bronkaart."
            )
    filled = {
        (table, str(source))
        for table, frame in records.items()
        if len(frame)
        for source in frame["source"].unique()
    }
    visiting = consulted[VISIT_SOURCE].family if VISIT_SOURCE in consulted else None
    away = frozenset({VISIT_SOURCE, CORRECTION_SOURCE} & set(consulted) - set(heard))
    return Hearing(heard, frozenset(filled), half_life_days, as_of, visiting, away)


def _is_heard(source: Consulted) -> bool:
    if source.freshness is Freshness.HALTED:
        return source.delivered_on is not None
    return source.freshness is not Freshness.ABSENT
