"""Rhythms that cannot be planned as they are put: one Dutch line, with the mend."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from theseus.errors import PlanError
from theseus.model.dating import YEAR_MONTHS
from theseus.plan.dates.rounds import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theseus.model import Ketenpartner, MunicipalityRhythm

MOST_PER_MONTH = 20  # working days


def refuse_impossible(rhythms: Sequence[MunicipalityRhythm]) -> None:
    """Refuse rhythms that cannot be used.

    Raises
    ------
    PlanError
        If a rhythm stands twice, a number or time cannot be used, or a partner takes part that has no
        competence (F44).
    """
    names = Counter((item.code, slug(item.rhythm)) for item in rhythms)
    for item in rhythms:
        where = f"Ritme '{item.rhythm}' van {item.name}:"
        if names[item.code, slug(item.rhythm)] > 1:
            raise PlanError(f"{where} staat er meer dan één keer in, of een naam lijkt er te veel op.")
        _refuse_numbers(item, where)
        for partner in item.partners:
            _refuse_partner(partner, where)


def _refuse_numbers(item: MunicipalityRhythm, where: str) -> None:
    times = [number for number in (item.cycle_weeks, item.times_per_year, item.days) if number is not None]
    if len(times) != 1 or times[0] < 1:
        raise PlanError(f"{where} kies één van cycle_weeks, times_per_year en days, en 1 of meer.")
    if item.times_per_year and item.times_per_year > MOST_PER_MONTH * (len(set(item.months)) or YEAR_MONTHS):
        raise PlanError(f"{where} {item.times_per_year} keer past niet in die maanden; kies minder.")
    if item.end <= item.start:
        raise PlanError(f"{where} het einde ({item.end:%H:%M}) ligt niet na het begin.")
    amounts = [post.cap_eur for post in item.budget] + [post.reserved_eur for post in item.budget]
    for amount in (*amounts, item.budget_total_eur):
        if amount is not None and not (math.isfinite(amount) and amount >= 0):
            raise PlanError(f"{where} het budget is {amount}; kies 0 of meer.")
    if not item.weekdays:
        raise PlanError(f"{where} er is geen dag waarop het mag vallen; vul weekdays in.")


def _refuse_partner(partner: Ketenpartner, where: str) -> None:
    if not (math.isfinite(partner.cost_eur) and partner.cost_eur >= 0):
        raise PlanError(f"{where} de kosten van {partner.name} zijn geen bedrag van 0 of meer.")
    if not partner.competences:
        raise PlanError(
            f"{where} {partner.name} mag niet mee, want er staat geen bevoegdheid bij. Zet onder deze "
            "[[partners]] in theseus.toml een blok [[partners.competences]] met task (wat doet de partner), "
            "legal_basis (op welke grond) en may_enter (mag zonder toestemming naar binnen)."
        )
