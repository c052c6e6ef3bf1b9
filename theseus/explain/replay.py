"""What changed the labels between two runs: the steps from one to the other, taken one at a time.

First only the day becomes another, then the answers, then the rules. A step after which a label is another
than before may be its cause; one after which it is the same cannot be. What people decided about a label
stands on the label itself, so these labels are made as if nobody had.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import ledger, rules, tables
from theseus.contracts import FACT, LABEL
from theseus.errors import RuleError
from theseus.label import decide
from theseus.ledger.causes import BY_ANSWERS, BY_RULES, BY_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from theseus.ledger import Run
    from theseus.model import SourceReport
    from theseus.policy import PolicySet

_COLUMNS = ["occupancy_id", "step", "about"]
_WHAT_PEOPLE_SAID = ("judgement_use", "answer", "visit")


def label_changes(
    last: Run | None,
    before: PolicySet | None,
    results: Mapping[str, pd.DataFrame],
    used: PolicySet,
    as_of: dt.date,
    reports: Mapping[str, SourceReport],
    titles: Mapping[str, str],
) -> pd.DataFrame:
    """Compare the labels of a run with those of the one before it; every changed label gets one cause.

    Parameters
    ----------
    last, before
        The published run and the rules that it used; None before the first run, and for a run that did
        not keep its rules.
    results
        Tables of the new run, by name.
    used, as_of, reports
        The rules, the day and the sources of the new run.
    titles
        What people call questions and sources, by their ids.

    Returns
    -------
    pandas.DataFrame
        Contract ``label_change``.
    """
    if last is None:
        empty = {"label": tables.empty(LABEL), "fact": tables.empty(FACT)}
        return ledger.changes(empty, results, as_of)
    labels = last.table("label")
    ids = ledger.changed_labels(labels, results["label"])["occupancy_id"]
    stood = {
        "label": labels,
        "fact": last.of("fact", ids),
        "occupancy": last.of("occupancy", ids),
        **last.tables("chosen_terrein", "link"),
        **{name: kept for name in _WHAT_PEOPLE_SAID if (kept := last.find(name)) is not None},
    }
    between = ledger.Between(
        rules=other_rules(before or used, used),
        shifted=ledger.shifts(last.sources, reports),
        asked={name: asked.sources for name, asked in used.questions.items()},
        titles=titles,
        steps=None if before is None else steps(before, used, stood["fact"], results["fact"], ids, as_of),
    )
    return ledger.changes(stood, results, as_of, between)


def steps(
    before: PolicySet,
    used: PolicySet,
    facts_before: pd.DataFrame,
    facts: pd.DataFrame,
    occupancy_ids: pd.Series,
    as_of: dt.date,
) -> pd.DataFrame | None:
    """Find the steps that changed the labels of some occupancies, and what mattered in them.

    Parameters
    ----------
    facts_before, facts
        Contract ``fact`` of the run before and of this one.
    as_of
        The day of this run.

    Returns
    -------
    pandas.DataFrame or None
        As ``ledger.Between.steps`` has it. None if an answer is none to the question of the other rules: then
        there are no labels in between.
    """
    then, now = (table[tables.is_in(table["occupancy_id"], occupancy_ids)] for table in (facts_before, facts))
    too_old = (then["expires_on"] <= pd.Timestamp(as_of)).fillna(value=False)
    aged = then.assign(expired=then["expired"] | too_old)
    try:
        states = [
            _state(by, known, occupancy_ids)
            for by, known in ((before, then), (before, aged), (before, now), (used, now))
        ]
    except RuleError:
        return None
    by_time, by_answers, by_rules = pairwise(states)
    found = [
        *_answers(BY_TIME, *by_time, before),
        *_answers(BY_ANSWERS, *by_answers, before),
        *_rules(*by_rules, before, used),
    ]
    return pd.DataFrame(found, columns=_COLUMNS).astype("string")


@dataclass(frozen=True)
class _State:
    """Labels on the way from one run to the next.

    Attributes
    ----------
    labels
        Per occupancy a number for its label: 1 if green, 2 if a proposed red.
    verdicts
        Per rule what it says of each occupancy.
    """

    occupancy_ids: pd.Index
    labels: NDArray[np.int_]
    verdicts: Mapping[str, NDArray[np.int8]]


def _state(by: PolicySet, facts: pd.DataFrame, occupancy_ids: pd.Series) -> _State:
    said = rules.judge(by.rules, by.questions, rules.lay_out(facts, occupancy_ids, by.questions))
    # Nobody's decision counts here.
    green, red, _ = decide(said, by.nouns(), by.limits, by.suspended)
    verdicts = {
        name: (said.irregular[:, at].astype(np.int8) - said.fine[:, at]) for at, name in enumerate(said.rules)
    }
    return _State(said.occupancy_ids, green + 2 * red, verdicts)


def _answers(step: str, earlier: _State, later: _State, by: PolicySet) -> Iterator[tuple[str, str, str]]:
    """Name the questions of the rules that say something else, of gates only where one of those does."""
    differs = {name: said != later.verdicts[name] for name, said in earlier.verdicts.items()}
    gates = [name for name, card in by.rules.items() if card.gate]
    of_gate = np.any([differs[name] for name in gates], axis=0)
    other = earlier.labels != later.labels
    for name, card in by.rules.items():
        here = other & differs[name] & (card.gate | ~of_gate)
        for who in earlier.occupancy_ids[here]:
            yield from ((who, step, question) for question in card.questions)


def _rules(
    earlier: _State, later: _State, before: PolicySet, used: PolicySet
) -> Iterator[tuple[str, str, str]]:
    """Name the rules that are others and say something else; where none does, all that is other."""
    others = other_rules(before, used)
    other = earlier.labels != later.labels
    mattered = np.zeros(len(other), dtype=bool)
    for name in others:
        fine = np.full(len(other), -1, dtype=np.int8)  # a rule that is not there keeps nothing away
        here = other & (earlier.verdicts.get(name, fine) != later.verdicts.get(name, fine))
        mattered |= here
        yield from ((who, BY_RULES, name) for who in earlier.occupancy_ids[here])
    for who in earlier.occupancy_ids[other & ~mattered]:
        yield from ((who, BY_RULES, name) for name in others)


def other_rules(before: PolicySet, used: PolicySet) -> dict[str, str]:
    """Say in Dutch what is other in a set of rules, by id of the rule or name of the threshold."""
    found = {}
    for name in sorted({*before.rules, *used.rules}):
        old, new = before.rules.get(name), used.rules.get(name)
        if old is None and new is not None:
            found[name] = f"regel {name} (versie {new.version}) is nieuw"
        elif new is None:
            found[name] = f"regel {name} is vervallen"
        elif old is not None and old != new:
            found[name] = f"regel {name} is aangepast (versie {_versions(old.version, new.version)})"
        elif _asked(before, name) != _asked(used, name):
            found[name] = f"een vraag van regel {name} is aangepast"
        elif (name in before.suspended) != (name in used.suspended):
            may = "maakt voorlopig geen rood" if name in used.suspended else "mag weer rood maken"
            found[name] = f"regel {name} {may}"
    for name in sorted({*before.thresholds, *used.thresholds}):
        was, now = before.thresholds.get(name), used.thresholds.get(name)
        if was != now:
            found[name] = f"drempel {name} is aangepast ({_number(was)} → {_number(now)})"
    return found


def _asked(used: PolicySet, rule: str) -> list[object]:
    return [used.questions[name] for name in used.rules[rule].questions]


def _versions(old: int, new: int) -> str:
    return str(new) if old == new else f"{old} → {new}"


def _number(value: float | None) -> str:
    return "geen" if value is None else f"{value:g}".replace(".", ",")
