"""A score in Dutch: what visits found, beside those drawn at random, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from theseus.scorecard.scoring import Arm

_STOPPED = (
    "Deze regel maakt geen rood tot iemand hem opnieuw goedkeurt (theseus rules approve): de bezoeken vonden "
    "niet vaker iets dan willekeurige bezoeken."
)


def told(own: Arm, chance: Arm, min_visits: int, approved: pd.Timestamp, *, suspended: bool) -> str:
    """Say in Dutch what is known of a rule.

    Parameters
    ----------
    own, chance
        Visits while the rule was irregular, and visits drawn at random.
    approved
        The last day on which a person approved it again; not a time if nobody did.
    """
    said = [found(own)]
    if own.visited and chance.visited:
        said.append(f"Willekeurige bezoeken: {chance.found} van {chance.visited} ({percent(chance.share)}).")
    if pd.notna(approved):
        said.append(f"Opnieuw goedgekeurd op {approved:%d-%m-%Y}; daarna tellen alleen latere bezoeken.")
    if suspended:
        said.append(_STOPPED)
    elif own.visited and min(own.visited, chance.visited) < min_visits:
        said.append(f"Te weinig om te vergelijken: van beide soorten zijn {min_visits} bezoeken nodig.")
    return " ".join(said)


def found(own: Arm) -> str:
    """Say how often visits found something, with the interval."""
    if not own.visited:
        return "Nog geen bezoek waarbij deze regel een aandachtspunt gaf."
    return (
        f"Bij {own.found} van {own.visited} bezoeken is een onregelmatigheid vastgesteld "
        f"({percent(own.share)}; tussen {percent(own.low)} en {percent(own.high)})."
    )


def percent(share: float | None) -> str:
    """Write a share as a whole percentage; empty if there is none."""
    return "" if share is None else f"{share * 100:.0f} %"
