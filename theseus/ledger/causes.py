"""Why a label changed between two runs: of every change exactly one cause.

The first that applies, in this order:

1. *new* or *gone*: the occupancy was not there before, or is not any more; unless what carries it (its park,
   its unit, its user) rests on a source that came or went, for then it is *source*;
2. *person*: somebody decided about it;
3. *source*: an answer came, went or changed, and a source behind it came, went or became too old;
4. *data*: an answer is another one;
5. *time*: an answer became too old;
6. *rule*: rules, questions or thresholds are others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus import tables
from theseus.contracts import JUDGEMENT_USE, LABEL_CHANGE
from theseus.model import Cause, Freshness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from theseus.model import SourceReport

_WHOLE, _PARTLY, _OLD, _AWAY = "whole", "partly", "old", "away"
_SHIFT = {
    (_AWAY, _WHOLE): "is nu geraadpleegd",
    (_AWAY, _PARTLY): "is nu geraadpleegd",
    (_AWAY, _OLD): "is nu geraadpleegd, maar te oud",
    (_OLD, _WHOLE): "is nu niet meer te oud",
    (_OLD, _PARTLY): "is nu niet meer te oud",
    (_PARTLY, _WHOLE): "is nu volledig geraadpleegd",
    (_WHOLE, _PARTLY): "is niet meer volledig geraadpleegd",
    (_WHOLE, _OLD): "is te oud geworden",
    (_PARTLY, _OLD): "is te oud geworden",
}
_WENT = "is niet meer geraadpleegd"
SHOWN = 3  # answers that are named per label
_UNITS = ("pand", "verblijfsobject")


def shifts(before: Mapping[str, SourceReport], now: Mapping[str, SourceReport]) -> dict[str, str]:
    """Find the sources that came, went, became too old, or became complete or incomplete.

    Returns
    -------
    dict
        Per card id what happened, in Dutch. A source that goes on with its last good delivery did not
        shift.
    """
    found = {}
    for source, report in (*before.items(), *now.items()):
        stood, stands = _standing(before.get(source)), _standing(now.get(source))
        if stood != stands:
            found[source] = f"{report.title} {_SHIFT.get((stood, stands), _WENT)}"
    return found


def _standing(report: SourceReport | None) -> str:
    if report is None:
        return _AWAY
    if report.usable:
        return _WHOLE if report.complete else _PARTLY
    return _OLD if report.freshness is Freshness.STALE else _AWAY


def changes(
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    as_of: dt.date,
    *,
    same_rules: bool,
    shifted: Mapping[str, str] | None = None,
    asked: Mapping[str, Collection[str]] | None = None,
    titles: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Compare the labels of two runs; every changed label gets exactly one cause.

    Parameters
    ----------
    before, now
        Tables ``label`` and ``fact`` of the two runs; to tell what carries an occupancy also
        ``occupancy``, ``chosen_terrein`` and ``link``, and what people said of links: ``judgement_use``.
    as_of
        The day of the run ``now``.
    same_rules
        True if rules, questions and thresholds are the same in both.
    shifted
        What happened to sources, see :func:`shifts`.
    asked
        Per question the sources that its answers rest on.
    titles
        What people call questions and sources, by their ids.

    Returns
    -------
    DataFrame
        Contract ``label_change``; one row per occupancy whose label or proposal changed.
    """
    both = before["label"].merge(now["label"], on="occupancy_id", how="outer", suffixes=("_old", "_new"))
    proposed = both["proposed_red_old"].fillna(value=False) != both["proposed_red_new"].fillna(value=False)
    changed = both[proposed | (both["label_old"].fillna("") != both["label_new"].fillna(""))]
    moved = _moved(_still_valid(before["fact"], as_of), now["fact"], changed["occupancy_id"])
    changed = changed.merge(_answers(moved, titles or {}), on="occupancy_id", how="left")
    changed["shift"] = _shift(changed, moved, before, now, shifted or {}, asked or {})
    changed["judged"] = changed["occupancy_id"].isin(_judged(before, now))
    changed["cause"] = _causes(changed, same_rules=same_rules)
    by_source = changed["cause"] == Cause.SOURCE.value
    why = changed["what"].mask(by_source, changed["shift"])
    why = why.mask(changed["cause"].isin([Cause.NEW.value, Cause.GONE.value]))
    changed["detail"] = changed["cause"] + why.radd(": ").fillna("") + "."
    renamed = changed.rename(columns={"label_old": "old", "label_new": "new"})
    return tables.conform(renamed.sort_values("occupancy_id"), LABEL_CHANGE)


def _causes(changed: pd.DataFrame, *, same_rules: bool) -> pd.Series:
    """Give the first cause that applies, most particular first: the last mask wins."""
    fallback = Cause.DATA if same_rules else Cause.RULE
    cause = pd.Series(fallback.value, index=changed.index, dtype="string")
    cause = cause.mask(changed["expired_only"].fillna(value=False).astype(bool), Cause.TIME.value)
    cause = cause.mask(changed["value_changed"].fillna(value=False).astype(bool), Cause.DATA.value)
    cause = cause.mask(changed["shift"].notna(), Cause.SOURCE.value)
    reviewed = changed["review_old"].fillna("") != changed["review_new"].fillna("")
    stayed = changed["label_old"].notna() & changed["label_new"].notna()
    cause = cause.mask((reviewed | changed["judged"]) & stayed, Cause.PERSON.value)
    carried = changed["shift"].notna()
    cause = cause.mask(changed["label_new"].isna() & ~carried, Cause.GONE.value)
    return cause.mask(changed["label_old"].isna() & ~carried, Cause.NEW.value)


def _judged(before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]) -> pd.Series:
    """The occupancies of records of which a judgement was given, undone, or began or ceased to apply."""
    uses = [run.get("judgement_use", tables.empty(JUDGEMENT_USE)) for run in (before, now)]
    said = pd.concat(uses).drop_duplicates(["judgement_id", "applied"], keep=False)
    records = said[["source", "record_id"]].drop_duplicates()
    links = [run["link"] for run in (before, now) if "link" in run]
    told = [part[["source", "record_id", "occupancy_id"]].merge(records) for part in links]
    return pd.concat([part["occupancy_id"] for part in told]) if told else said["occupancy_id"]


def _still_valid(facts: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Mark the facts whose end has come since as expired, so that their loss counts as time."""
    ended = (facts["expires_on"] <= pd.Timestamp(as_of)).fillna(value=False)
    return facts.assign(outlived=ended & ~facts["expired"])


def _moved(before: pd.DataFrame, now: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """The answers about some occupancies that came, went, changed or expired."""
    key = ["occupancy_id", "question"]
    keep = [*key, "value", "source", "expired"]
    both = before.loc[before["occupancy_id"].isin(ids), [*keep, "outlived"]].merge(
        now.loc[now["occupancy_id"].isin(ids), keep], on=key, how="outer", suffixes=("_old", "_new")
    )
    lost_to_time = both["outlived"].fillna(value=False) & (
        both["value_new"].isna() | both["expired_new"].fillna(value=False)
    )
    both["value_changed"] = ~lost_to_time & (both["value_old"].fillna("\0") != both["value_new"].fillna("\0"))
    both["expired_only"] = lost_to_time
    return both[both["value_changed"] | both["expired_only"]].sort_values(key)


def _answers(moved: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Per occupancy: did a value change, did an answer only expire, and in which questions."""
    source = moved["source_new"].fillna(moved["source_old"])
    question, source = (ids.map(lambda name: titles.get(name, name)) for ids in (moved["question"], source))
    return (
        moved.assign(what=question + " (" + source + ")")
        .groupby("occupancy_id", sort=True)
        .agg(
            value_changed=("value_changed", "any"),
            expired_only=("expired_only", "any"),
            what=("what", _few),
        )
        .reset_index()
        .astype({"what": "string"})
    )


def _few(told: pd.Series) -> str:
    """Name a few, and count the rest."""
    rest = len(told) - SHOWN
    return "; ".join(told.head(SHOWN)) + (f"; en nog {rest}" if rest > 0 else "")


def _shift(
    changed: pd.DataFrame,
    moved: pd.DataFrame,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    shifted: Mapping[str, str],
    asked: Mapping[str, Collection[str]],
) -> pd.Series:
    """Per changed label what happened to the sources behind the change; empty if nothing did."""
    came_or_went = changed["label_old"].isna() | changed["label_new"].isna()
    ids = changed.loc[came_or_went, "occupancy_id"]
    carried = pd.concat([_carriers(before, ids, shifted), _carriers(now, ids, shifted)])
    answered = _behind(moved[~moved["occupancy_id"].isin(ids)], shifted, asked)
    pairs = pd.concat([_with_neighbours(carried, before, now, ids), answered]).drop_duplicates()
    told = pairs.assign(told=pairs["source"].map(shifted)).sort_values(["occupancy_id", "told"])
    joined = told.groupby("occupancy_id")["told"].agg("; ".join)
    return changed["occupancy_id"].map(joined).astype("string")


def _pairs(ids: pd.Series, sources: pd.Series, shifted: Collection[str]) -> pd.DataFrame:
    """Rows of ``occupancy_id`` and ``source``, of the shifted sources only."""
    pairs = pd.DataFrame({"occupancy_id": ids.array, "source": sources.array}).astype("string")
    return pairs[pairs["source"].isin(list(shifted))]


def _behind(
    moved: pd.DataFrame, shifted: Mapping[str, str], asked: Mapping[str, Collection[str]]
) -> pd.DataFrame:
    """The shifted sources behind answers that moved.

    An answer that came or went may rest on more sources than the one it is from: the street says that
    a place is in use, and without the register that says nothing.
    """
    own = [_pairs(moved["occupancy_id"], moved[name], shifted) for name in ("source_old", "source_new")]
    came_or_went = moved[moved["value_old"].isna() | moved["value_new"].isna()]
    questions = came_or_went["question"].astype(object)
    rests_on = questions.map({name: list(sources) for name, sources in asked.items()}).explode()
    others = _pairs(came_or_went["occupancy_id"].reindex(rests_on.index), rests_on, shifted)
    return pd.concat([*own, others])


def _carriers(results: Mapping[str, pd.DataFrame], ids: pd.Series, shifted: Collection[str]) -> pd.DataFrame:
    """The shifted sources that carry some occupancies: their user, their park, the units there."""
    if not shifted or "occupancy" not in results:
        return _pairs(ids[:0], ids[:0], shifted)
    uses = results["occupancy"]
    uses = uses[uses["occupancy_id"].isin(ids)]
    parks = results["chosen_terrein"].set_index("terrein_id")["source"]
    links = results["link"]
    makers = links.loc[links["table"].isin(_UNITS), "source"].unique()
    # A user without a unit has no such link, yet it was placed among the units: the answers tell.
    facts = results["fact"]
    units = facts[facts["source"].isin(makers) & facts["occupancy_id"].isin(ids)]
    return pd.concat(
        [
            _pairs(uses["occupancy_id"], uses["name_source"], shifted),
            _pairs(uses["occupancy_id"], uses["terrein_id"].map(parks), shifted),
            _pairs(units["occupancy_id"], units["source"], shifted),
        ]
    )


def _with_neighbours(
    carried: pd.DataFrame, before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame], ids: pd.Series
) -> pd.DataFrame:
    """Add what came in the place of what went, and the other way round: the same unit or the same user.

    Without the register its users are gone from the units, and each unit has a user nobody knows.
    """
    if carried.empty:
        return carried
    uses = pd.concat([before["occupancy"], now["occupancy"]])
    uses = uses[uses["occupancy_id"].isin(ids)]
    uses = uses.assign(unit=uses["vbo_id_bag"].fillna(uses["pand_id_bag"]))
    found = [carried]
    for key in ("unit", "vestiging_id_kvk"):
        known = uses.loc[uses[key].notna(), ["occupancy_id", key]].drop_duplicates()
        shared = carried.merge(known, on="occupancy_id")[[key, "source"]].drop_duplicates()
        found.append(shared.merge(known, on=key)[["occupancy_id", "source"]])
    return pd.concat(found)
