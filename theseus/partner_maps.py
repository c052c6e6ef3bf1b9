"""From the rosters of a partner's inspections to its map: what it may know of them, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theseus.draw.partner import PartnerMap, Round, Stop
from theseus.export import need_to_know, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import geopandas as gpd

    from theseus.export.need_to_know import Roster


def of(name: str, rosters: Sequence[Roster], parks: gpd.GeoDataFrame, made_on: dt.date) -> PartnerMap | None:
    """Put together the map of a partner.

    Parameters
    ----------
    rosters
        The whole rosters of the inspections that it takes part in; at least one.
    parks
        Contract ``chosen_terrein``.

    Returns
    -------
    PartnerMap
        None if the agreement with the partner does not allow addresses.
    """
    own = [need_to_know.for_attendee(one, name) for one in rosters]
    if not own[0].allows("adres"):
        return None
    ordered = sorted(own, key=lambda one: (one.session.date, one.session.session_id))
    shown = parks if own[0].allows("terrein") else parks.assign(name="")
    return PartnerMap(own[0].heading.region, name, made_on, tuple(map(_round, ordered)), shown)


def _round(roster: Roster) -> Round:
    asked = _asked(roster)
    stops = (_stop(roster, row, asked.get(at, ())) for at, row in roster.visits.iterrows())
    title = roster.title.removeprefix("Looplijst ")
    with_whom = words.listed(roster.session.partners)
    return Round(title[:1].upper() + title[1:], words.when(roster.session), with_whom, tuple(stops))


def _asked(roster: Roster) -> dict[int, tuple[str, ...]]:
    """What is asked at each visit, by the row of the visit; nothing if questions are not allowed."""
    if not roster.allows("vragen"):
        return {}
    return {row: tuple(texts) for row, texts in roster.questions["vraag"].groupby(level=0)}


def _stop(roster: Roster, row: Any, questions: tuple[str, ...]) -> Stop:  # noqa: ANN401 - a row of any type
    """One visit; a column that the roster does not have is an entry that the stop does not have."""
    known = row.dropna().to_dict()
    several = roster.session.teams > 1
    return Stop(
        address=known["adres"],
        at=(known["x"], known["y"]) if {"x", "y"} <= known.keys() else None,
        text=words.stop(known["volgnummer"], known["team"], several=several)
        if "volgnummer" in known
        else None,
        time=f"{known['aankomst']}–{known['vertrek']}" if "aankomst" in known else None,
        name=known.get("naam"),
        park=known.get("terrein"),
        label=known.get("label"),
        reason=known.get("reden"),
        questions=questions,
    )
