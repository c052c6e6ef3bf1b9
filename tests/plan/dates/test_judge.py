"""The independent checker finds every rule that a calendar breaks."""

import datetime as dt
from dataclasses import replace

import pytest
from dated import TUESDAY, UNTIL, partner, rhythm

from theseus.model import BudgetPost, Spent
from theseus.plan.dates.calendar import calendar
from theseus.plan.dates.judge import violations

DAY = dt.timedelta(days=1)
ODRA = partner(cost_eur=100.0, weekdays=(2, 3, 4))
OWN = rhythm(partners=(ODRA,), weekdays=(1, 2, 3, 4))
WEEK = rhythm("GM0293", "Westervoort", rhythm="actieweek", days=5)
SESSIONS = calendar([OWN, WEEK], TUESDAY, UNTIL).sessions


def first_moved(to, **changes):
    own = [one for one in SESSIONS if one.municipality_code == "GM0226"]
    return [replace(own[0], date=to, **changes), *own[1:]]


def test_a_sound_calendar_breaks_nothing():
    assert len(SESSIONS) == 9 + 5
    assert violations(SESSIONS, [OWN, WEEK]) == []


@pytest.mark.parametrize(
    ("sessions", "told"),
    [
        (first_moved(dt.date(2026, 11, 20)), "geen dag van dit ritme"),
        (first_moved(dt.date(2026, 11, 23)), "geen dag van ODRA"),
        (first_moved(dt.date(2026, 12, 24)), "feestdag of dag ervoor"),
        (first_moved(dt.date(2026, 12, 23)), "en al weer op 2026-12-29"),
        (first_moved(TUESDAY, partners=()), "niet met de partners van het ritme"),
        (first_moved(TUESDAY, rhythm="thema"), "hoort bij geen ritme"),
        ([*SESSIONS, SESSIONS[0]], "staat er 2 keer in"),
        ([one for one in SESSIONS if not one.session_id.endswith("actieweek-2027-3")], "niet aaneengesloten"),
    ],
)
def test_a_broken_rule_is_told(sessions, told):
    assert any(told in line for line in violations(sessions, [OWN, WEEK]))


def test_absences_months_and_school_holidays_are_read_from_the_rhythm():
    away = replace(ODRA, absent=((TUESDAY, TUESDAY),))
    holiday = (TUESDAY, TUESDAY, "Herfstvakantie")
    closed = replace(OWN, partners=(away,), months=(1,), school_region="zuid", school_holidays=(holiday,))
    lines = violations(SESSIONS[:1], [closed])
    assert len(lines) == 3
    assert violations(SESSIONS[:1], [closed], agreed_before=TUESDAY + DAY) == []


def test_one_team_in_two_municipalities_is_told_and_two_teams_are_not():
    other = replace(OWN, code="GM0275", name="Rheden")
    there = replace(SESSIONS[0], municipality_code="GM0275", session_id="elders")
    (line,) = violations([SESSIONS[0], there], [OWN, other])
    assert line == "ODRA: op 2026-11-17 in GM0226, GM0275, met 1 teams"
    two = replace(ODRA, teams=2)
    both = [replace(OWN, partners=(two,)), replace(other, partners=(two,))]
    assert violations([SESSIONS[0], there], both) == []
    once = [replace(one, partners=(replace(two, max_per_week=1),)) for one in both]
    assert violations([SESSIONS[0], there], once) == ["ODRA: 2 dagen in week 47 van 2026, hoogstens 1"]


def test_two_sessions_of_a_municipality_on_a_day_are_told():
    beside = rhythm(rhythm="thema", cycle_weeks=20)
    (line,) = violations(
        [SESSIONS[0], replace(SESSIONS[0], session_id="t", rhythm="thema", partners=())], [OWN, beside]
    )
    assert line == "GM0226: 2 controles op 2026-11-17"


def test_money_is_added_up_per_post_and_for_all():
    tight = replace(OWN, budget=(BudgetPost("ODRA", 150.0),), budget_total_eur=None)
    assert violations(SESSIONS[:1], [tight]) == []
    paid = [Spent("GM0226", 2026, "ODRA", 60.0)]
    (line,) = violations(SESSIONS[:1], [tight], spent=paid)
    assert line == "GM0226: ODRA in 2026: € 160.00, hoogstens € 150.00"
    reserved = replace(
        OWN, budget=(BudgetPost("ODRA"), BudgetPost("KVK", 500.0, 500.0)), budget_total_eur=550.0
    )
    (line,) = violations(SESSIONS[:1], [reserved])
    assert line == "GM0226: alles samen in 2026: € 600.00, hoogstens € 550.00"


def test_a_partner_without_a_competence_is_told():
    bare = replace(OWN, partners=(replace(ODRA, competences=()),))
    (line,) = violations(SESSIONS[:1], [bare])
    assert line.endswith("ODRA heeft geen bevoegdheid")
