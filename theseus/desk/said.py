"""All that people said at the desk, read once, so that whoever works with it works with the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.desk.answers import answers
from theseus.desk.approvals import policy_approvals, rule_approvals
from theseus.desk.judgements import judgements
from theseus.desk.overrides import overrides
from theseus.desk.reviews import reviews
from theseus.desk.visits import findings, visits

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Said:
    """What people said at the desk, as tables by contract."""

    judgements: pd.DataFrame
    reviews: pd.DataFrame
    overrides: pd.DataFrame
    answers: pd.DataFrame
    visits: pd.DataFrame
    findings: pd.DataFrame
    rule_approvals: pd.DataFrame
    policy_approvals: pd.DataFrame

    @classmethod
    def at(cls, url: str) -> Said:
        """Ask the desk.

        Parameters
        ----------
        url
            SQLAlchemy URL of its database.

        Raises
        ------
        DeskError
            If the database cannot be used.
        """
        asked = (
            judgements,
            reviews,
            overrides,
            answers,
            visits,
            findings,
            rule_approvals,
            policy_approvals,
        )
        return cls(*(ask(url) for ask in asked))
