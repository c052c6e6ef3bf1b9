"""Facts and decisions of a run to labels again, by any set of rules.

What decides a label is made again: findings, label, proposal, known share and the decisions that stand.
The words around it are not: why a question is open depends on how sources stood, and that stays as told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theseus import policy as policies
from theseus.errors import TheseusError
from theseus.judging import Judge, judge
from theseus.label import Decisions
from theseus.model import Outcome
from theseus.tables import is_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    import pandas as pd

    from theseus.ledger import Run
    from theseus.policy import PolicySet


@dataclass(frozen=True)
class Kept:
    """What a run kept of all that its labels rest on.

    Attributes
    ----------
    as_of
        The day of the labels.
    occupancies, facts
        Contracts ``occupancy`` and ``fact``.
    reviews, overrides
        What people had decided then (contracts ``review`` and ``override``).
    """

    as_of: dt.date
    occupancies: pd.DataFrame
    facts: pd.DataFrame
    reviews: pd.DataFrame
    overrides: pd.DataFrame


def kept_of(run: Run) -> Kept:
    """Read what a run kept.

    Raises
    ------
    TheseusError
        If it is from before runs kept what people had decided.
    """
    reviews, overrides = run.find("review"), run.find("override")
    if reviews is None or overrides is None:
        raise _too_old(run)
    return Kept(run.as_of, run.table("occupancy"), run.table("fact"), reviews, overrides)


def policy_of(run: Run) -> PolicySet:
    """Read the rules that a run used.

    Raises
    ------
    TheseusError
        If it is from before runs kept their rules, or what it kept is damaged.
    """
    found = policies.read(run.folder)
    if found is None:
        raise _too_old(run)
    return found


def again(
    kept: Kept, policy: PolicySet, outcomes: Collection[Outcome] = (Outcome.IRREGULAR,)
) -> dict[str, pd.DataFrame]:
    """Judge and label what a run knew by a set of rules.

    Parameters
    ----------
    outcomes
        The outcomes to tell of.

    Returns
    -------
    dict
        Tables ``finding`` and ``label``, and ``open_question``, as :func:`theseus.judging.judge` gives them.

    Raises
    ------
    RuleError
        If a fact is no possible answer to its question in this set.
    """
    return judge(
        Judge(policy.rules, policy.questions, policy.limits),
        kept.facts,
        kept.occupancies["occupancy_id"],
        Decisions(kept.reviews, kept.overrides, policy.suspended),
        kept.as_of,
        outcomes,
    )


def only(kept: Kept, occupancy_ids: pd.Series) -> Kept:
    """Leave of what a run kept only some occupancies."""
    of = kept.occupancies["occupancy_id"]
    return replace(
        kept,
        occupancies=kept.occupancies[is_in(of, occupancy_ids)],
        facts=kept.facts[is_in(kept.facts["occupancy_id"], occupancy_ids)],
    )


def _too_old(run: Run) -> TheseusError:
    return TheseusError(
        f"Run {run.run_id} heeft zijn regels en besluiten niet bewaard; hij is van een oudere versie van "
        "Theseus. Draai theseus refresh; wat daarna komt, is wel na te rekenen."
    )
