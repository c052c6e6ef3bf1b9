"""Why a label changed between two runs: of every change exactly one cause.

The first that applies, in this order:

1. *new* or *gone*: the occupancy was not there before, or is not any more; unless what carries it (its park,
   its unit, its user) rests on a source that came or went, for then it is *source*;
2. *person*: somebody decided about the label or about a link, granted or took back a correction, or took back
   what a visit found;
3. *source*: an answer came, went or changed, and a source behind it came, went or became too old;
4. *data*: an answer is another one; what a visit answered is data too, and the visit is named;
5. *time*: an answer became too old;
6. *rule*: rules, questions or thresholds are others.

Where the labels in between are known (``Between.steps``: first time alone, then the answers, then the rules),
only a step that changed the label can be its cause.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from theseus import tables
from theseus.contracts import JUDGEMENT_USE, LABEL_CHANGE
from theseus.ledger import moving
from theseus.ledger.shifting import shift_behind
from theseus.model import Cause

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

SHOWN = 3  # things that are named per label
BY_TIME, BY_ANSWERS, BY_RULES = (
    "tijd",
    "antwoorden",
    "regels",
)  # steps from one run to the next, in this order
_OURSELVES = "de werkwijze van Theseus zelf"


@dataclass(frozen=True)
class Between:
    """What happened between two runs, besides what their tables tell.

    Attributes
    ----------
    rules
        What changed in the rules, in Dutch, by rule id; questions and thresholds by their own names.
    shifted
        What happened to sources, see :func:`theseus.ledger.shifting.shifts`.
    asked
        Per question the sources that its answers rest on.
    titles
        What people call questions and sources, by their ids.
    steps
        Per occupancy, the steps that changed its label: columns ``occupancy_id``, ``step`` (one of the
        constants here) and ``about``, a question or rule that mattered in it. None if nobody looked.
    """

    rules: Mapping[str, str] = field(default_factory=dict)
    shifted: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Collection[str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    steps: pd.DataFrame | None = None


def changed_labels(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Lay two tables of labels side by side, only where the label or the proposal differs.

    Returns
    -------
    pandas.DataFrame
        The columns of contract ``label`` with ``_old`` and ``_new``, by occupancy.
    """
    both = before.merge(now, on="occupancy_id", how="outer", suffixes=("_old", "_new"))
    proposed = both["proposed_red_old"].fillna(value=False) != both["proposed_red_new"].fillna(value=False)
    other = both["label_old"].fillna("") != both["label_new"].fillna("")
    return both[(proposed | other).to_numpy(bool)].sort_values("occupancy_id", ignore_index=True)


def changes(
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    as_of: dt.date,
    between: Between | None = None,
) -> pd.DataFrame:
    """Compare the labels of two runs; every changed label gets exactly one cause.

    Parameters
    ----------
    before, now
        Tables ``label`` and ``fact`` of the two runs; to tell what carries an occupancy also
        ``occupancy``, ``chosen_terrein`` and ``link``, and what people said: ``judgement_use``, ``answer``
        and ``visit``.
    as_of
        The day of the run ``now``.

    Returns
    -------
    DataFrame
        Contract ``label_change``; one row per occupancy whose label or proposal changed.
    """
    between = between or Between()
    changed = changed_labels(before["label"], now["label"])
    moved = moving.moved(before, now, changed["occupancy_id"], as_of)
    moved = _that_mattered(moved, between.steps)
    told = _told(changed, moved, before, now, between)
    cause = _causes(changed, told, between)
    found = changed[["occupancy_id"]].assign(
        old=changed["label_old"], new=changed["label_new"], cause=cause.array
    )
    why = pd.Series(pd.NA, index=found.index, dtype="string")
    behind = why.copy()
    for kind, (text, ids) in told.items():
        why, behind = why.mask(cause == kind, text), behind.mask(cause == kind, ids)
    nothing_else = (cause == Cause.RULE) & why.isna()
    why = why.mask(nothing_else, f"{_OURSELVES} is vernieuwd")
    found["detail"] = cause + why.radd(": ").fillna("") + "."
    return tables.conform(found.assign(behind=behind), LABEL_CHANGE)


def _that_mattered(moved: pd.DataFrame, steps: pd.DataFrame | None) -> pd.DataFrame:
    """Leave the answers of questions that mattered in a step that changed the label."""
    if steps is None:
        return moved
    key = ["occupancy_id", "about"]
    parts = []
    for step, of_step in ((BY_TIME, moved["by_time"]), (BY_ANSWERS, ~moved["by_time"])):
        mattered = steps.loc[steps["step"] == step, key].drop_duplicates()
        mattered = mattered.rename(columns={"about": "question"})
        parts.append(moved[of_step.to_numpy(bool)].merge(mattered, on=["occupancy_id", "question"]))
    return pd.concat(parts).sort_values(["occupancy_id", "question"], ignore_index=True)


def _told(
    changed: pd.DataFrame,
    moved: pd.DataFrame,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    between: Between,
) -> dict[Cause, tuple[pd.Series, pd.Series]]:
    """Per cause that may apply what it would be, in Dutch, and the ids behind it; empty where it is none.

    In the order in which they go before each other.
    """
    ids = changed["occupancy_id"]
    shift = shift_behind(changed, moved, before, now, between.shifted, between.asked)
    answers = {
        name: _of_answers(ids, moved[moved[name].to_numpy(bool)], between.titles)
        for name in ("by_person", "by_data", "by_time")
    }
    person = (
        _decided(changed).fillna(_judged(ids, before, now, between.steps)).fillna(answers["by_person"][0])
    )
    return {
        Cause.PERSON: (person, pd.Series(pd.NA, index=ids.index, dtype="string")),
        Cause.SOURCE: (shift["told"], shift["sources"]),
        Cause.DATA: answers["by_data"],
        Cause.TIME: answers["by_time"],
        Cause.RULE: _of_rules(ids, between),
    }


def _causes(
    changed: pd.DataFrame, told: Mapping[Cause, tuple[pd.Series, pd.Series]], between: Between
) -> pd.Series:
    """Give the first cause that applies, most particular first: the last mask wins."""
    fallback = Cause.RULE if between.steps is not None else Cause.DATA
    cause = pd.Series(fallback.value, index=changed.index, dtype="string")
    for kind, (text, _) in reversed(list(told.items())):
        cause = cause.mask(text.notna(), kind.value)
    came, went = changed["label_old"].isna(), changed["label_new"].isna()
    carried = told[Cause.SOURCE][0].notna()
    cause = cause.mask((came | went) & carried, Cause.SOURCE.value)
    cause = cause.mask(went & ~carried, Cause.GONE.value)
    return cause.mask(came & ~carried, Cause.NEW.value)


def _of_answers(
    ids: pd.Series, moved: pd.DataFrame, titles: Mapping[str, str]
) -> tuple[pd.Series, pd.Series]:
    by = moved["occupancy_id"]
    text = moving.named(moved, titles).groupby(by).agg(_few)
    sources = moving.sources(moved).groupby(by).agg(_joined)
    return ids.map(text).astype("string"), ids.map(sources).astype("string")


def _few(told: pd.Series) -> str:
    """Name a few, and count the rest."""
    rest = len(told) - SHOWN
    return "; ".join(told.head(SHOWN)) + (f"; en nog {rest}" if rest > 0 else "")


def _joined(ids: pd.Series) -> str:
    return ",".join(dict.fromkeys(ids.dropna()))


def _decided(changed: pd.DataFrame) -> pd.Series:
    """Say which decision about the label came, or went: it ended or was taken back."""
    found = pd.Series(pd.NA, index=changed.index, dtype="string")
    for name in ("overridden", "review"):
        old, new = (changed[f"{name}_{side}"].astype("string") for side in ("old", "new"))
        other = (old.fillna("") != new.fillna("")).to_numpy(bool)
        text = new.fillna(old + ", en dat geldt niet meer").str.replace(r"\.$", "", regex=True)
        found = found.mask(other & text.notna(), text)
    return found


def _judged(
    ids: pd.Series,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    steps: pd.DataFrame | None,
) -> pd.Series:
    """Name the judgement on a link that was given, undone, or began or ceased to apply."""
    uses = [run.get("judgement_use", tables.empty(JUDGEMENT_USE)) for run in (before, now)]
    said = pd.concat(uses).drop_duplicates(["judgement_id", "applied"], keep=False)
    said = said.drop_duplicates("judgement_id", keep="last")
    links = [run["link"] for run in (before, now) if "link" in run]
    keys = ["source", "record_id"]
    where = [part.loc[part["occupancy_id"].isin(ids), [*keys, "occupancy_id"]] for part in links]
    told = [part.merge(said.drop(columns="occupancy_id"), on=keys) for part in where]
    found = pd.concat(told) if told else said
    if steps is not None:
        answered = steps.loc[steps["step"] != BY_RULES, "occupancy_id"]
        found = found[found["occupancy_id"].isin(answered)]
    text = "oordeel " + found["judgement_id"].astype("string") + " over een koppeling (" + found["verdict"]
    text = text + "), door " + found["judged_by"]
    first = text.groupby(found["occupancy_id"]).first()
    return ids.map(first).astype("string")


def _of_rules(ids: pd.Series, between: Between) -> tuple[pd.Series, pd.Series]:
    """Name the rules that are others; of those that mattered for the occupancy, if that is known."""
    if between.steps is None:
        text = _few(pd.Series(between.rules.values(), dtype="string")) if between.rules else pd.NA
        names = ",".join(between.rules) or pd.NA
        return (
            pd.Series(text, index=ids.index, dtype="string"),
            pd.Series(names, index=ids.index, dtype="string"),
        )
    steps = between.steps[between.steps["step"] == BY_RULES]
    text = steps["about"].map(lambda name: between.rules.get(name, name)).groupby(steps["occupancy_id"])
    names = steps["about"].groupby(steps["occupancy_id"])
    return ids.map(text.agg(_few)).astype("string"), ids.map(names.agg(_joined)).astype("string")
