"""Who may be visited, and what a visit is worth: the whole value table stands on one screen.

White is worth more the more questions only a visit can answer. A proposed red is visited as a white one and
is worth more; then come what has to be seen again and a confirmed red, which is visited with all partners of
the joint inspection. What was drawn at random is always worth a visit. Green is visited only if it was drawn,
has to be seen again, belongs to a theme that visits green too (and then in its theme only), or was last seen
long ago; that last is worth the least.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from theseus.errors import ContractError, PlanError
from theseus.model import Candidate, Kind, Label, Step

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from theseus.plan.rechecks import Recheck

# What a visit is worth before the questions are counted. The gaps are wider than all questions
# together can bring, so the order red, proposed, white always stands.
BASE = {
    Kind.RANDOM: 150.0,
    Kind.RED: 100.0,
    Kind.RECHECK: 85.0,
    Kind.PROPOSED: 50.0,
    Kind.WHITE: 10.0,
    Kind.THEME: 10.0,
    Kind.STALE: 3.0,  # below every white one, whatever is open
}
# What one open question adds, by the cheapest step that can answer it.
PER_QUESTION = {Step.DESK: 1.0, Step.STREET: 2.0, Step.THEME: 4.0, Step.JOINT: 6.0}
MOST_FOR_QUESTIONS = 30.0
# A white one whose every question desk work or a gevelcheck can answer: do that first.
CHEAPER_STEP_WILL_DO = 0.4

WHY = {
    Kind.RED: "rood label, bevestigd door een tweede medewerker",
    Kind.PROPOSED: "ligt ter beoordeling bij een tweede medewerker; op papier wit",
    Kind.WHITE: "wit label",
    Kind.RANDOM: "door het lot gekozen",
    Kind.RECHECK: "",  # says for itself what was found
    Kind.THEME: "groen label; hoort bij een thema dat ook groene bezoekt",
    Kind.STALE: "",  # says when it was last seen
}
WHY_CHEAPER = "bureauwerk of een gevelcheck kan alle open vragen beantwoorden"
ON_SITE = (Step.THEME, Step.JOINT)
NOT_VISITED = ""


@dataclass(frozen=True)
class Grounds:
    """What there is to visit for besides the label.

    Attributes
    ----------
    rechecks
        What has to be seen again.
    drawn
        Per occupancy id that was drawn at random, the day of the inspection that it was drawn for.
    joint
        Per municipality code the partners of the joint inspection; a confirmed red asks for them all.
    red_due
        Per occupancy id of a confirmed red the last day on which a visit is on time.
    themes
        Per occupancy id the themes that it belongs to.
    green_too
        Themes that are a reason by themselves: they visit green ones too.
    last_seen
        Per occupancy id that was last seen long ago, the day of that.
    """

    rechecks: tuple[Recheck, ...] = ()
    drawn: Mapping[str, dt.date] = field(default_factory=dict)
    joint: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    red_due: Mapping[str, dt.date] = field(default_factory=dict)
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    green_too: frozenset[str] = frozenset()
    last_seen: Mapping[str, dt.date] = field(default_factory=dict)

    def by_theme(self, occupancy_id: str) -> tuple[str, ...]:
        """Return the themes of an occupancy that are a reason by themselves."""
        return tuple(name for name in self.themes.get(occupancy_id, ()) if name in self.green_too)


NO_GROUNDS = Grounds()


def candidates(
    occupancies: pd.DataFrame,
    labels: pd.DataFrame,
    open_questions: pd.DataFrame,
    visited: pd.DataFrame | None,
    *,
    minutes: Mapping[Label, float],
    as_of: dt.date,
    cooldown_weeks: int = 26,
    grounds: Grounds = NO_GROUNDS,
) -> tuple[Candidate, ...]:
    """Value every occupancy that may be visited.

    Parameters
    ----------
    occupancies, labels, open_questions
        Tables of the contracts OCCUPANCY, LABEL and OPEN_QUESTION.
    visited
        Earlier visits: columns ``occupancy_id`` and ``visited_on`` (a date); None if there are none.
        Visits after ``as_of`` do not count.
    minutes
        Service time per label. A proposed red takes the time of a white one: the length of a visit
        on a roster must not tell what the label does not.
    as_of
        The day for which the values hold.
    cooldown_weeks
        After a visit an occupancy is not visited again for so many weeks, by any service; who is to be
        rechecked is, whatever else there is to visit for.
    grounds
        What else there is to visit for.

    Returns
    -------
    Candidates by occupancy id. One without a geometry has ``nan`` coordinates: the planner reports
    it as unplanned, so that nobody gets lost.

    Raises
    ------
    ContractError
        If an occupancy has no label, a question has a step that is no ``Step``, or ``visited`` lacks
        a column.
    PlanError
        If ``minutes`` lacks a label.
    """
    table = _with_kind(occupancies, labels, grounds)
    table = table.join(_questions(open_questions), on="occupancy_id")
    table = table.fillna({"questions": 0, "on_site": 0, "points": 0.0})
    table = table.join(_next_on(visited, as_of, cooldown_weeks), on="occupancy_id")
    again = table["occupancy_id"].isin([item.occupancy_id for item in grounds.rechecks])
    rests = (table["next_on"] > pd.Timestamp(as_of)) & ~again
    table["next_on"] = table["next_on"].where(rests)
    table["value"] = _values(table)
    table["minutes"] = _minutes(table["red"], minutes)
    return _as_candidates(table.sort_values("occupancy_id", kind="stable"), grounds)


def _with_kind(occupancies: pd.DataFrame, labels: pd.DataFrame, grounds: Grounds) -> pd.DataFrame:
    """Occupancies that may be visited, each with its kind; what was drawn is drawn, whatever its label."""
    columns = ["occupancy_id", "terrein_id", "municipality_code"]
    table = pd.DataFrame(occupancies[columns]).reset_index(drop=True)
    points = np.array(occupancies["geometry"], dtype=object)
    points[shapely.is_empty(points)] = None
    table["x"], table["y"] = shapely.get_x(points), shapely.get_y(points)
    table = table.merge(labels[["occupancy_id", "label", "proposed_red"]], on="occupancy_id", how="left")
    bare = table["label"].isna()
    if bare.any():
        raise ContractError(
            f"Tabel label: {int(bare.sum())} gebruiken hebben geen label, onder andere "
            f"{table.loc[bare, 'occupancy_id'].iloc[0]}; draai eerst de stap label."
        )
    proposed = table["proposed_red"].fillna(value=False).to_numpy(dtype=bool)
    red = (table["label"] == Label.RED).to_numpy(dtype=bool)
    table["red"], table["urgent"] = red & ~proposed, red | proposed
    green = ~proposed & (table["label"] == Label.GREEN).to_numpy(dtype=bool)
    ids = table["occupancy_id"]
    kinds = {
        Kind.RANDOM: ids.isin(list(grounds.drawn)),
        Kind.RED: table["red"],
        Kind.RECHECK: ids.isin([item.occupancy_id for item in grounds.rechecks]),
        Kind.PROPOSED: proposed,
        Kind.WHITE: ~green,
        Kind.THEME: ids.isin([name for name in grounds.themes if grounds.by_theme(name)]),
        Kind.STALE: ids.isin(list(grounds.last_seen)),
    }
    table["kind"] = np.select(list(kinds.values()), list(kinds), NOT_VISITED)
    return table[table["kind"] != NOT_VISITED].copy()


def _questions(open_questions: pd.DataFrame) -> pd.DataFrame:
    """Per occupancy: the number of open questions, those only a visit answers, and their points."""
    steps = open_questions["step"]
    points = steps.map({step.value: worth for step, worth in PER_QUESTION.items()})
    strange = points.isna()
    if strange.any():
        raise ContractError(
            f"Tabel open_question, kolom 'step': '{steps[strange].iloc[0]}' is geen stap; "
            f"kies uit {', '.join(PER_QUESTION)}."
        )
    told = pd.DataFrame(
        {
            "occupancy_id": open_questions["occupancy_id"],
            "questions": 1,
            "on_site": steps.isin([step.value for step in ON_SITE]).astype("int64"),
            "points": points.astype("float64"),
        }
    )
    return told.groupby("occupancy_id")[["questions", "on_site", "points"]].sum()


def _next_on(visited: pd.DataFrame | None, as_of: dt.date, cooldown_weeks: int) -> pd.Series:
    """Per occupancy that was visited: the first day on which it may be visited again."""
    if visited is None:
        return pd.Series(dtype="datetime64[us]", index=pd.Index([], dtype="string"), name="next_on")
    missing = {"occupancy_id", "visited_on"} - set(visited.columns)
    if missing:
        raise ContractError(f"Tabel met eerdere bezoeken: kolom '{min(missing)}' ontbreekt.")
    days = pd.to_datetime(visited["visited_on"]).astype("datetime64[us]")
    past = days <= pd.Timestamp(as_of)
    last = days[past].groupby(visited.loc[past, "occupancy_id"].astype("string")).max()
    return (last + pd.Timedelta(weeks=cooldown_weeks)).rename("next_on")


def _values(table: pd.DataFrame) -> np.ndarray:
    kind = table["kind"]
    value = kind.map(BASE).to_numpy(dtype=float)
    points = np.minimum(table["points"].to_numpy(dtype=float), MOST_FOR_QUESTIONS)
    value = value + np.where(kind == Kind.STALE, 0.0, points)
    found: np.ndarray = np.where(_cheaper(table), value * CHEAPER_STEP_WILL_DO, value)
    return found


def _cheaper(table: pd.DataFrame) -> np.ndarray:
    cheaper: np.ndarray = ((table["kind"] == Kind.WHITE) & (table["on_site"] == 0)).to_numpy(dtype=bool)
    return cheaper


def _minutes(red: pd.Series, minutes: Mapping[Label, float]) -> np.ndarray:
    missing = [label.value for label in (Label.WHITE, Label.RED) if label not in minutes]
    if missing:
        raise PlanError(f"Geen bezoektijd voor het label {missing[0]}; vul de minuten in het ritme in.")
    return np.where(red, minutes[Label.RED], minutes[Label.WHITE]).astype(float)


def _reasons(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Dutch reasons per row: the visit before, the label, and what is still to be asked."""
    count = table["questions"].astype("int64")
    on_site = table["on_site"].astype("int64")
    asked = count.astype(str) + np.where(count == 1, " open vraag", " open vragen")
    share = np.where(count == 1, ", ", ", waarvan " + on_site.astype(str) + " ")
    asked = asked + np.where(on_site > 0, share + "alleen ter plaatse te beantwoorden", "")
    again = "onlangs bezocht; weer aan de beurt vanaf " + table["next_on"].dt.strftime("%d-%m-%Y")
    cheaper = np.where(_cheaper(table) & (count > 0), WHY_CHEAPER, "")
    parts = zip(again.fillna(""), table["kind"].map(WHY), asked.where(count > 0, ""), cheaper, strict=True)
    return [tuple(part for part in row if part) for row in parts]


def _as_candidates(table: pd.DataFrame, grounds: Grounds) -> tuple[Candidate, ...]:
    again = {item.occupancy_id: item for item in grounds.rechecks}
    table = table.assign(
        municipality_code=table["municipality_code"].fillna(""),
        terrein_id=table["terrein_id"].astype(object).where(table["terrein_id"].notna(), None),
        x=_metres(table["x"]),
        y=_metres(table["y"]),
        reasons=_reasons(table),
    )
    return tuple(
        _candidate(row, again.get(row.occupancy_id), grounds) for row in table.itertuples(index=False)
    )


def _candidate(row: Any, recheck: Recheck | None, grounds: Grounds) -> Candidate:  # noqa: ANN401 - a row
    return Candidate(
        row.occupancy_id,
        row.municipality_code,
        row.x,
        row.y,
        float(row.value),
        float(row.minutes),
        _own_reasons(row, recheck, grounds),
        row.terrein_id,
        kind=str(row.kind),
        needs=grounds.joint.get(row.municipality_code, ()) if row.red else (),
        themes=_themes(row, grounds),
        not_before=None if pd.isna(row.next_on) else row.next_on.date(),
        due=recheck.due if recheck else grounds.red_due.get(row.occupancy_id) if row.red else None,
        turn=None if recheck or row.urgent else grounds.drawn.get(row.occupancy_id),
    )


def _own_reasons(row: Any, recheck: Recheck | None, grounds: Grounds) -> tuple[str, ...]:  # noqa: ANN401
    if recheck:
        return (recheck.reason, *row.reasons)
    if row.kind == Kind.STALE:
        day = grounds.last_seen[row.occupancy_id]
        return (f"groen label; voor het laatst gezien op {day:%d-%m-%Y}", *row.reasons)
    return tuple(row.reasons)


def _themes(row: Any, grounds: Grounds) -> tuple[str, ...]:  # noqa: ANN401 - a row
    if row.kind == Kind.THEME:
        return grounds.by_theme(row.occupancy_id)
    return grounds.themes.get(row.occupancy_id, ())


def _metres(values: pd.Series) -> list[float]:
    """Coordinates as floats; an unknown one is the one ``math.nan``, so that equal plans are equal."""
    return [math.nan if math.isnan(value) else value for value in values.to_numpy(dtype=float).tolist()]
