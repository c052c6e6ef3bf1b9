"""What another set of rules would do to the labels of a run: which change, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import policy as policies
from theseus import tables
from theseus.model import Outcome
from theseus.relabel.again import again, only

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from theseus.model import Question
    from theseus.policy import PolicySet
    from theseus.relabel.again import Kept

_ABSENT, _FINE = -1, list(Outcome).index(Outcome.FINE)
_DECIDES = ("known_share", "red_rules")


@dataclass(frozen=True)
class Effect:
    """What a set of rules would change in the labels of one run.

    Attributes
    ----------
    differences
        What differs between the sets, Dutch sentences.
    unversioned
        Rules that mean something else and still have their old version.
    unanswered
        Questions of the new rules of which the run has no answers, or some that the new set does not know:
        their effect cannot be seen yet.
    labels
        Occupancies that were labelled.
    changed
        Columns occupancy_id, address, old, new and rules (ids, comma-joined): one row per label that
        changes. ``old`` and ``new`` say *voorstel rood* for a white label that waits for a second person.
    counts
        Columns rule, old, new and labels: how many change so with this rule behind it. A label that
        several rules change counts for each.
    """

    as_of: dt.date
    old_policy: str
    new_policy: str
    differences: tuple[str, ...]
    unversioned: tuple[str, ...]
    unanswered: tuple[str, ...]
    labels: int
    changed: pd.DataFrame
    counts: pd.DataFrame


def effect(kept: Kept, old: PolicySet, new: PolicySet) -> Effect:
    """Label what a run knew by two sets of rules, and compare.

    Decisions of people are those that the run knew, so every difference is the work of the rules. An answer
    that the new set does not know, because it asks the question otherwise, counts as unknown.
    """
    readable, misread = _readable(kept, new)
    before, now = again(kept, old)["label"], again(readable, new)["label"]
    told = pd.DataFrame({"occupancy_id": before["occupancy_id"], "old": _told(before), "new": _told(now)})
    changed = told[(told["old"] != told["new"]).to_numpy(bool)]
    ids = changed["occupancy_id"]
    was, says = _states(only(kept, ids), old, new), _states(only(readable, ids), new, old)
    changed = changed.assign(rules=_behind(was, says, old, new))
    addresses = kept.occupancies[["occupancy_id", "address"]].drop_duplicates("occupancy_id")
    changed = changed.merge(addresses, on="occupancy_id", how="left")
    changed = changed[["occupancy_id", "address", "old", "new", "rules"]]
    return Effect(
        as_of=kept.as_of,
        old_policy=old.policy,
        new_policy=new.policy,
        differences=tuple(policies.differences(old, new)),
        unversioned=tuple(policies.unversioned(old, new)),
        unanswered=tuple(sorted({*misread, *_unanswered(kept, old, new)})),
        labels=len(told),
        changed=changed.sort_values(["old", "new", "address", "occupancy_id"], ignore_index=True),
        counts=_counts(changed),
    )


def _told(labels: pd.DataFrame) -> pd.Series:
    return labels["label"].mask(labels["proposed_red"].astype(bool), "voorstel rood").reset_index(drop=True)


def _readable(kept: Kept, new: PolicySet) -> tuple[Kept, set[str]]:
    """Leave out the answers that are none in a set of rules, and name their questions."""
    question, value = kept.facts["question"], kept.facts["value"]
    fits = pd.Series(data=True, index=kept.facts.index)
    for name in question.unique():
        asked = new.questions.get(name)
        if asked is not None:
            here = question == name
            fits[here] = _possible(value[here], asked)
    return replace(kept, facts=kept.facts[fits]), set(question[~fits])


def _possible(values: pd.Series, question: Question) -> pd.Series:
    if question.type == "number":
        return pd.to_numeric(values, errors="coerce").notna()
    if question.type == "truth":
        return values.isin(["ja", "nee"])
    return values.isin(question.choices) if question.choices else values.notna()


def _behind(
    was: NDArray[np.int8], says: NDArray[np.int8], old: PolicySet, new: PolicySet
) -> pd.api.extensions.ExtensionArray:
    """Name, by occupancy in alphabetical order, the rules that changed something for it.

    First those of which the outcome differs, or that count otherwise, other than by being fine: a new rule
    that is fine can only help. Only if there are none, those are named; and the thresholds, if they changed.
    """
    names = sorted({*old.rules, *new.rules})
    other = np.array([_counts_otherwise(name, old, new) for name in names])
    differs = (was != says) | (other & (says != _ABSENT))
    only_fine = np.isin(was, (_ABSENT, _FINE)) & np.isin(says, (_ABSENT, _FINE))
    heavy = differs & ~only_fine
    chosen = np.where(heavy.any(axis=1)[:, None], heavy, differs)
    moved = [name for name in _DECIDES if old.thresholds.get(name) != new.thresholds.get(name)]
    patterns, which = np.unique(chosen, axis=0, return_inverse=True)  # few, however many occupancies
    lines = [", ".join([*(names[at] for at in np.flatnonzero(row)), *moved]) for row in patterns]
    return pd.array(lines, dtype="string").take(which.reshape(-1))


def _states(kept: Kept, policy: PolicySet, beside: PolicySet) -> NDArray[np.int8]:
    """Lay out, by occupancy, what the rules of two sets say in one; one that it does not have is absent."""
    names = sorted({*policy.rules, *beside.rules})
    said = again(kept, policy, tuple(Outcome))["finding"]
    ids = pd.Index(kept.occupancies["occupancy_id"]).sort_values()
    found = np.full((len(ids), len(names)), _ABSENT, dtype=np.int8)
    row, column = tables.positions(said["occupancy_id"], ids), tables.positions(said["rule"], pd.Index(names))
    found[row, column] = tables.positions(said["outcome"], pd.Index([item.value for item in Outcome]))
    return found


def _counts_otherwise(name: str, old: PolicySet, new: PolicySet) -> bool:
    """Tell whether a rule of both sets weighs or decides otherwise, whatever it says."""
    before, now = old.rules.get(name), new.rules.get(name)
    if before is None or now is None:
        return False
    parts = ("gate", "hard", "weight", "families")
    return any(getattr(before, part) != getattr(now, part) for part in parts) or (
        (name in old.suspended) != (name in new.suspended)
    )


def _counts(changed: pd.DataFrame) -> pd.DataFrame:
    each = changed.assign(rule=changed["rules"].str.split(", ")).explode("rule")
    counted = each.groupby(["rule", "old", "new"]).size().rename("labels").reset_index()
    return counted.sort_values(
        ["labels", "rule", "old", "new"], ascending=[False, True, True, True], ignore_index=True
    )


def _unanswered(kept: Kept, old: PolicySet, new: PolicySet) -> set[str]:
    asked = {name for card in new.rules.values() for name in card.questions}
    before = {name for card in old.rules.values() for name in card.questions}
    known = set(kept.facts["question"].unique())
    return asked - before - known
