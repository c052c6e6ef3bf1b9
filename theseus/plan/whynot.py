"""Why a candidate is in no inspection: for each one the constraint that binds, in Dutch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from theseus.model import Kind
from theseus.plan.tasks import (
    BEFORE_TURN,
    CLOSED,
    LACKS_PARTNERS,
    NOTHING,
    OTHER_AREA,
    OTHER_THEME,
    TOO_EARLY,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from theseus.model import Candidate, PlanProblem
    from theseus.plan.orienteering import Routes
    from theseus.plan.tasks import Fitted

NO_PLACE = "plaats onbekend"
NO_MUNICIPALITY = "gemeente onbekend"
NO_SESSION = "geen controle gepland in deze gemeente"
NO_ROOM_AT_ALL = "geen van de controles in deze gemeente heeft plaats voor een bezoek"
FULL = "de controles die nog tijd hebben, zitten aan het grootste aantal bezoeken; andere gingen voor"
TOO_FAR = "de reis kost meer dan dit bezoek nu oplevert"


def useless(candidate: Candidate, problem: PlanProblem) -> str | None:
    """Say what is in the way whatever the sessions are; None if nothing is."""
    if not (math.isfinite(candidate.x) and math.isfinite(candidate.y)):
        return NO_PLACE
    if not candidate.municipality_code:
        return NO_MUNICIPALITY
    announced = any(pin.occupancy_id == candidate.occupancy_id for pin in problem.pins)
    if candidate.value <= 0 and not announced:
        return "; ".join(candidate.reasons) or "een bezoek heeft nu geen waarde"
    return None


def left_out(fit: Fitted, routes: Routes, left: Mapping[str, Sequence[tuple[int, float]]]) -> dict[str, str]:
    """Say why candidates of one municipality were left out.

    Parameters
    ----------
    fit, routes
        Its sessions with its candidates, and those that are visited.
    left
        Per session id and team, the visits and the minutes that are left.

    Returns
    -------
    dict
        Dutch, by occupancy id.
    """
    visited = {stop for stops in routes for stop in stops}
    return {
        one.occupancy_id: _why(fit, at, left) for at, one in enumerate(fit.candidates) if at not in visited
    }


def _why(fit: Fitted, at: int, left: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    one = fit.candidates[at]
    open_to = [group for group in range(len(fit.sessions)) if fit.barred[group, at] == NOTHING]
    if not open_to:
        return _barred(fit, at)
    held = [group for group in open_to if fit.sessions[group].max_visits > 0]
    if not held:
        return NO_ROOM_AT_ALL
    visit = f"een bezoek van {math.ceil(one.minutes):.0f} minuten"
    if not any(_fits_alone(fit, group, at) for group in held):
        return f"{visit} past met de reistijd in geen van de controles in deze gemeente"
    teams = [team for group in held for team in left[fit.sessions[group].session_id]]
    needed = float(fit.task.service[at])
    if any(visits > 0 and spare >= needed for visits, spare in teams):
        return f"de controles hebben te weinig tijd over voor {visit} met de reis erheen, of {TOO_FAR}"
    if any(spare >= needed for _, spare in teams):
        return FULL
    return f"de controles in deze gemeente hebben te weinig tijd over voor {visit}; andere gingen voor"


def _fits_alone(fit: Fitted, group: int, at: int) -> bool:
    task = fit.task
    for r, route in enumerate(fit.routes):
        if route.group == group:
            begins = max(task.begin[r] + task.out[r, at], task.opens[r, at])
            return bool(
                begins <= task.closes[r, at] and begins + task.service[at] + task.back[r, at] <= task.end[r]
            )
    return False


def _barred(fit: Fitted, at: int) -> str:
    """Name what bars a candidate from all sessions: the thing that is nearest to being mended."""
    one, met = fit.candidates[at], set(np.unique(fit.barred[:, at]).tolist())
    only_theme = f"groen; wordt alleen bezocht in een controle met het thema {', '.join(one.themes)}"
    other_theme = "de controles hebben een thema waar dit gebruik niet bij hoort"
    told = {
        LACKS_PARTNERS: "in geen controle zijn alle partners die hiervoor nodig zijn "
        f"({', '.join(one.needs)})",
        TOO_EARLY: f"mag pas weer worden bezocht vanaf {_day(one.not_before)}, "
        "na de laatste controle die kan",
        BEFORE_TURN: f"het lot koos dit voor {_day(one.turn)}, en vanaf die dag is er geen controle die kan",
        CLOSED: "op geen van de controledagen is het bedrijf open op een tijd die past",
        OTHER_THEME: only_theme if one.kind == Kind.THEME else other_theme,
        OTHER_AREA: "de controles houden zich aan andere terreinen",
    }
    return next(text for barrier, text in told.items() if barrier in met)


def _day(day: dt.date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""
