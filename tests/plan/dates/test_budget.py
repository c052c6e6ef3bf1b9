"""The budget ledger: planned, spent and left per municipality, year and post."""

import dataclasses
import datetime as dt

import pytest
from dated import TUESDAY, partner, rhythm

from theseus.errors import PlanError
from theseus.model import BudgetLine, BudgetPost, Spent
from theseus.plan.dates.budget import ledger, refuse_overspent
from theseus.plan.dates.calendar import calendar
from theseus.plan.dates.judge import violations

OWN = rhythm(
    partners=(partner(cost_eur=33.33), partner("Douane", cost_eur=10.0, post="KVK")),
    budget=(BudgetPost("ODRA", 1000.0), BudgetPost("KVK", 500.0, 250.0), BudgetPost("Bibob", None, 1400.0)),
)
SESSIONS = calendar([OWN], TUESDAY, TUESDAY + dt.timedelta(weeks=12)).sessions


def lines(*spent):
    return {(line.year, line.post): line for line in ledger([OWN], SESSIONS, (2026, 2027), spent)}


def test_what_is_planned_stands_on_the_post_and_in_the_year_that_it_belongs_to():
    found = lines()
    assert [one.date.year for one in SESSIONS] == [2026, 2026, 2027]
    assert found[2026, "ODRA"] == BudgetLine("GM0226", 2026, "ODRA", 1000.0, 66.66, 0.0)
    assert found[2026, "KVK"].planned_eur == 270.0
    assert found[2027, "Bibob"] == BudgetLine("GM0226", 2027, "Bibob", None, 1400.0, 0.0)
    assert found[2026, "totaal"].planned_eur == 1736.66
    assert found[2026, "totaal"].left_eur == 5000.0 - 1736.66


def test_what_is_spent_is_taken_off():
    found = lines(Spent("GM0226", 2026, "ODRA", 100.1), Spent("GM0226", 2026, "ODRA", 0.2))
    assert found[2026, "ODRA"].spent_eur == 100.3
    assert found[2026, "ODRA"].left_eur == round(1000 - 66.66 - 100.3, 2)
    assert found[2027, "ODRA"].spent_eur == 0.0
    assert found[2026, "Bibob"].left_eur is None


def test_what_is_paid_from_what_was_kept_is_planned_no_more():
    found = lines(Spent("GM0226", 2026, "KVK", 100.06, besides=True))
    kvk = found[2026, "KVK"]
    assert (kvk.planned_eur, kvk.spent_eur, kvk.left_eur) == (169.94, 100.06, 230.0)
    assert found[2027, "KVK"].planned_eur == lines()[2027, "KVK"].planned_eur
    assert found[2026, "totaal"].left_eur == lines()[2026, "totaal"].left_eur
    more = lines(Spent("GM0226", 2026, "KVK", 300.0, besides=True))[2026, "KVK"]
    assert (more.planned_eur, more.left_eur) == (20.0, 180.0)


def test_what_is_paid_from_what_was_kept_leaves_the_dates_as_they_were():
    narrow = dataclasses.replace(OWN, budget=(OWN.budget[0], BudgetPost("KVK", 270.0, 250.0), OWN.budget[2]))
    until = TUESDAY + dt.timedelta(weeks=12)
    paid = Spent("GM0226", 2026, "KVK", 240.0, besides=True)
    made = calendar([narrow], TUESDAY, until, spent=[paid]).sessions
    assert made == SESSIONS
    assert not violations(made, [narrow], spent=[paid])
    with pytest.raises(PlanError, match=r"op post KVK staat in 2026 € 250.00 gepland"):
        calendar([narrow], TUESDAY, until, spent=[dataclasses.replace(paid, besides=False)])


def test_money_spent_on_a_post_that_is_not_there_is_refused():
    with pytest.raises(PlanError, match="heeft geen post 'Feest'"):
        lines(Spent("GM0226", 2026, "Feest", 1.0))


def test_a_plan_over_budget_is_refused_with_place_year_post_and_amounts():
    over = BudgetLine("GM0226", 2027, "KVK", 500.0, 300.0, 250.0)
    with pytest.raises(PlanError) as refused:
        refuse_overspent([over], {"GM0226": "Duiven"})
    told = str(refused.value)
    assert all(part in told for part in ("Duiven", "KVK", "2027", "300.00", "250.00", "500.00"))


@pytest.mark.parametrize(
    "line",
    [
        BudgetLine("GM0226", 2027, "KVK", 500.0, 250.0, 250.0),
        BudgetLine("GM0226", 2027, "KVK", None, 9999.0, 0.0),
        BudgetLine("GM0226", 2027, "KVK", 500.0, 0.0, 600.0),  # what is gone is gone: nothing is planned
    ],
)
def test_a_plan_within_its_budget_is_not(line):
    refuse_overspent([line], {})
