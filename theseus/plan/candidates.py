"""Who may be visited, and what a visit is worth: the whole value table stands on one screen.

White is worth more the more questions only a visit can answer. A proposed red is visited as a white
one and is worth more; a confirmed red is worth most. Green is not visited in this version.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from theseus.errors import ContractError, PlanError
from theseus.model import Candidate, Label, Step

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

RED, PROPOSED, WHITE = "rood", "voorstel", "wit"

# What a visit is worth before the questions are counted. The gaps are wider than all questions
# together can bring, so the order red, proposed, white always stands.
BASE = {RED: 100.0, PROPOSED: 50.0, WHITE: 10.0}
# What one open question adds, by the cheapest step that can answer it.
PER_QUESTION = {Step.DESK: 1.0, Step.STREET: 2.0, Step.THEME: 4.0, Step.JOINT: 6.0}
MOST_FOR_QUESTIONS = 30.0
# A white one whose every question desk work or a gevelcheck can answer: do that first.
CHEAPER_STEP_WILL_DO = 0.4
# Visited less than the cool-down ago.
JUST_VISITED = 0.0

WHY = {
    RED: "rood label, bevestigd door een tweede medewerker",
    PROPOSED: "ligt ter beoordeling bij een tweede medewerker; op papier wit",
    WHITE: "wit label",
}
WHY_CHEAPER = "bureauwerk of een gevelcheck kan alle open vragen beantwoorden"
ON_SITE = (Step.THEME, Step.JOINT)


def candidates(
    occupancies: pd.DataFrame,
    labels: pd.DataFrame,
    open_questions: pd.DataFrame,
    visited: pd.DataFrame | None,
    *,
    minutes: Mapping[Label, float],
    as_of: dt.date,
    cooldown_weeks: int = 26,
) -> tuple[Candidate, ...]:
    """Value every white and red occupancy as a candidate for a visit.

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
        After a visit an occupancy keeps value 0 for so many weeks, with the date as its reason.

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
    table = _with_kind(occupancies, labels)
    table = table.join(_questions(open_questions), on="occupancy_id")
    table = table.fillna({"questions": 0, "on_site": 0, "points": 0.0})
    table = table.join(_next_on(visited, as_of, cooldown_weeks), on="occupancy_id")
    table["resting"] = table["next_on"] > pd.Timestamp(as_of)
    table["value"] = _values(table)
    table["minutes"] = _minutes(table["kind"], minutes)
    return _as_candidates(table.sort_values("occupancy_id", kind="stable"))


def _with_kind(occupancies: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Occupancies that are not green, each with its kind: red, proposed or white."""
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
    table["kind"] = np.select([proposed, red], [PROPOSED, RED], WHITE)
    return table[proposed | (table["label"] != Label.GREEN).to_numpy(dtype=bool)].copy()


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
    value = value + np.minimum(table["points"].to_numpy(dtype=float), MOST_FOR_QUESTIONS)
    value = np.where(_cheaper(table), value * CHEAPER_STEP_WILL_DO, value)
    return np.where(table["resting"].to_numpy(dtype=bool), JUST_VISITED, value)


def _cheaper(table: pd.DataFrame) -> np.ndarray:
    cheaper: np.ndarray = ((table["kind"] == WHITE) & (table["on_site"] == 0)).to_numpy(dtype=bool)
    return cheaper


def _minutes(kind: pd.Series, minutes: Mapping[Label, float]) -> np.ndarray:
    missing = [label.value for label in (Label.WHITE, Label.RED) if label not in minutes]
    if missing:
        raise PlanError(f"Geen bezoektijd voor het label {missing[0]}; vul de minuten in het ritme in.")
    return np.where(kind == RED, minutes[Label.RED], minutes[Label.WHITE]).astype(float)


def _reasons(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Dutch reasons per row: the visit before, the label, and what is still to be asked."""
    count = table["questions"].astype("int64")
    on_site = table["on_site"].astype("int64")
    asked = count.astype(str) + np.where(count == 1, " open vraag", " open vragen")
    share = np.where(count == 1, ", ", ", waarvan " + on_site.astype(str) + " ")
    asked = asked + np.where(on_site > 0, share + "alleen ter plaatse te beantwoorden", "")
    again = "onlangs bezocht; weer aan de beurt vanaf " + table["next_on"].dt.strftime("%d-%m-%Y")
    cheaper = np.where(_cheaper(table) & (count > 0), WHY_CHEAPER, "")
    parts = zip(
        np.where(table["resting"], again.fillna(""), ""), table["kind"].map(WHY), asked, cheaper, strict=True
    )
    return [tuple(part for part in row if part) for row in parts]


def _as_candidates(table: pd.DataFrame) -> tuple[Candidate, ...]:
    place = table["terrein_id"].astype(object).where(table["terrein_id"].notna(), None)
    columns = zip(
        table["occupancy_id"],
        table["municipality_code"].fillna(""),
        _metres(table["x"]),
        _metres(table["y"]),
        table["value"].to_numpy(dtype=float).tolist(),
        table["minutes"].to_numpy(dtype=float).tolist(),
        _reasons(table),
        place,
        strict=True,
    )
    return tuple(Candidate(*row) for row in columns)


def _metres(values: pd.Series) -> list[float]:
    """Coordinates as floats; an unknown one is the one ``math.nan``, so that equal plans are equal."""
    return [math.nan if math.isnan(value) else value for value in values.to_numpy(dtype=float).tolist()]
