"""Which sources came, went or grew too old between two runs, and the labels that this moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.model import Freshness

if TYPE_CHECKING:
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


def shift_behind(
    changed: pd.DataFrame,
    moved: pd.DataFrame,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    shifted: Mapping[str, str],
    asked: Mapping[str, Collection[str]],
) -> pd.DataFrame:
    """Tell per changed label what happened to the sources behind the change; empty if nothing did.

    Parameters
    ----------
    changed
        Columns occupancy_id, label_old and label_new.
    moved
        The answers that came, went, changed or expired, see ``theseus.ledger.moving``.
    before, now
        Tables of the two runs.
    shifted
        What happened to sources, see :func:`shifts`.
    asked
        Per question the sources that its answers rest on.

    Returns
    -------
    pandas.DataFrame
        Columns ``told`` (Dutch) and ``sources`` (ids), both comma- or semicolon-joined, with the index of
        ``changed``.
    """
    came_or_went = changed["label_old"].isna() | changed["label_new"].isna()
    ids = changed.loc[came_or_went, "occupancy_id"]
    carried = pd.concat([_carriers(before, ids, shifted), _carriers(now, ids, shifted)])
    answered = _behind(moved[~moved["occupancy_id"].isin(ids)], shifted, asked)
    pairs = pd.concat([_with_neighbours(carried, before, now, ids), answered]).drop_duplicates()
    told = pairs.assign(told=pairs["source"].map(shifted)).sort_values(["occupancy_id", "told"])
    found = pd.DataFrame(index=changed.index)
    for name, column, sign in (("told", "told", "; "), ("sources", "source", ",")):
        joined = told.groupby("occupancy_id")[column].agg(sign.join)
        found[name] = changed["occupancy_id"].map(joined).astype("string")
    return found


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
