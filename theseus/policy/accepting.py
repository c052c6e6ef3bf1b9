"""Which set of rules a run uses: a changed one only after a person accepted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.errors import RuleError
from theseus.policy.comparing import differences

if TYPE_CHECKING:
    import pandas as pd

    from theseus.policy.kept import PolicySet

_HOW = "Bekijk het gevolg met theseus rules diff, en aanvaard ze met theseus rules accept --reden."


def choose(current: PolicySet, published: PolicySet | None, approvals: pd.DataFrame) -> tuple[PolicySet, str]:
    """Choose the set that a run uses, and say in Dutch if it is not the one in the files.

    The first run uses what is there. After that a changed set counts from its acceptance on. An old
    acceptance is used up when another set was accepted after it: to go back is a change as well.

    Parameters
    ----------
    current
        The set as files and configuration have it now.
    published
        The set of the run that is published; None if there is none, or it kept no set.
    approvals
        All acceptances ever given (contract ``policy_approval``).

    Returns
    -------
    tuple
        The set to use, and a note for the first lines of the report; empty if there is nothing to tell.
        What the scorecard suspends is the caller's to add.

    Raises
    ------
    RuleError
        If the published set has to stay in use and cannot: it asks something that this version of
        Theseus does not ask any more, or asks otherwise.
    """
    if published is None or published.policy == current.policy:
        return current, ""
    ours = approvals[approvals["policy"].isin([current.policy, published.policy])]
    last = ours.sort_values("approved_at", kind="stable").tail(1)
    if len(last) and last["policy"].item() == current.policy:
        by, on, why = (last[name].item() for name in ("approved_by", "approved_at", "reason"))
        return current, f"De regels zijn veranderd; aanvaard door {by} op {on:%d-%m-%Y}: {why}"
    _still_asked(current, published)
    changed = differences(published, current)
    what = changed[0] if len(changed) == 1 else f"{len(changed)} wijzigingen, de eerste: {changed[0]}"
    return published, (
        f"De regels zijn veranderd maar nog niet aanvaard ({what.rstrip('.')}). Deze labels zijn gemaakt met "
        f"de regels van de vorige run. {_HOW}"
    )


def _still_asked(current: PolicySet, published: PolicySet) -> None:
    """An answer that a kept question does not know would halt the run half-way; say it at once."""
    for name in sorted({name for card in published.rules.values() for name in card.questions}):
        then, now = published.questions[name], current.questions.get(name)
        if now is None or now.type != then.type or not set(now.choices) <= set(then.choices):
            raise RuleError(
                f"De regels van de vorige run vragen '{name}', en dat vraagt deze versie van Theseus niet "
                f"meer zo. {_HOW}"
            )
