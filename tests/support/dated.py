"""Rhythms and partners that the tests of the calendar share."""

import datetime as dt

from theseus.model import BudgetPost, Competence, Ketenpartner, MunicipalityRhythm

TUESDAY = dt.date(2026, 11, 17)
UNTIL = dt.date(2027, 11, 16)
MAY = (Competence("houdt toezicht", "Awb, artikel 5:11"),)


def partner(name="ODRA", **changes):
    return Ketenpartner(name, **{"competences": MAY} | changes)


def rhythm(code="GM0226", name="Duiven", partners=(), **changes):
    standard = {
        "first_on": TUESDAY,
        "start": dt.time(9, 30),
        "end": dt.time(15, 30),
        "max_visits": 20,
        "budget": (BudgetPost("ODRA", 1000.0), BudgetPost("KVK", 500.0), BudgetPost("Bibob")),
        "budget_total_eur": 5000.0,
    }
    if not {"times_per_year", "days"} & set(changes):
        standard["cycle_weeks"] = 6
    return MunicipalityRhythm(code=code, name=name, partners=partners, **standard | changes)
