"""What the calendar promises, on small cases that can be counted by hand."""

import datetime as dt
import itertools

import pytest
from dated import TUESDAY, UNTIL, partner, rhythm

from theseus.errors import PlanError
from theseus.model import BudgetPost
from theseus.plan.dates import program
from theseus.plan.dates.calendar import calendar
from theseus.plan.dates.days import closed_days

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


def dated(*rhythms, start=TUESDAY, until=UNTIL, **more):
    return calendar(rhythms, start, until, **more)


def test_a_year_has_nine_six_weekly_rounds_on_their_ideal_days():
    made = dated(rhythm())
    gaps = {later.date - sooner.date for sooner, later in itertools.pairwise(made.sessions)}
    assert len(made.sessions) == 9
    assert gaps == {6 * WEEK}
    assert made.notes == ()
    assert made.method == program.METHOD


def test_a_session_carries_what_the_rhythm_says():
    who = (partner("politie"), partner("ODRA", cost_eur=110.0))
    own = rhythm(
        partners=who, depot=(1.0, 2.0), teams=2, pause=(dt.time(12), 30), themes=("horeca",), area=("T1",)
    )
    session = dated(own, until=TUESDAY).sessions[0]
    assert session.session_id == "GM0226-2026W47"
    assert session.partners == ("politie", "ODRA")
    assert (session.cost_eur, session.max_visits, session.depot) == (110.0, 20, (1.0, 2.0))
    assert (session.teams, session.pause, session.area) == (2, (dt.time(12), 30), ("T1",))
    assert (session.theme, session.rhythm) == ("horeca", "integrale controle")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2027, 3, 26), "Goede vrijdag"),
        (dt.date(2027, 4, 27), "Koningsdag"),
        (dt.date(2030, 5, 5), "Bevrijdingsdag"),
        (dt.date(2027, 5, 6), "Hemelvaartsdag"),
        (dt.date(2026, 12, 24), "dag voor Kerstmis"),
        (dt.date(2026, 12, 31), "oudejaarsdag"),
    ],
)
def test_closed_days(day, name):
    assert closed_days(day.year)[day] == name


def test_liberation_day_is_a_working_day_outside_the_lustrum():
    assert dt.date(2027, 5, 5) not in closed_days(2027)


def test_a_holiday_moves_the_round_to_the_nearest_working_day():
    koningsdag = dt.date(2027, 4, 27)
    made = dated(rhythm(first_on=koningsdag - 6 * WEEK), start=koningsdag - WEEK, until=koningsdag)
    assert [(one.session_id, one.date) for one in made.sessions] == [("GM0226-2027W17", dt.date(2027, 4, 26))]


def test_an_absence_moves_the_round_and_the_partner_weekday_counts():
    odra = partner(weekdays=(2, 3), absent=((TUESDAY, TUESDAY + DAY),))
    made = dated(rhythm(partners=(odra,)), until=TUESDAY)
    assert made.sessions[0].date == TUESDAY + WEEK


def test_a_round_that_nobody_can_make_is_reported_with_its_binding_reason():
    odra = partner(absent=((TUESDAY, TUESDAY + 3 * WEEK),))
    made = dated(rhythm(partners=(odra,)), until=TUESDAY)
    assert made.sessions == ()
    (note,) = made.notes
    assert note.startswith("Duiven: de ronde van 17-11-2026 kon niet tussen 17-11-2026 en 01-12-2026")
    assert note.endswith("worden gepland: ODRA niet beschikbaar (11 dagen).")


def test_two_municipalities_never_share_a_partner_team_on_one_day():
    made = dated(rhythm(partners=(partner(),)), rhythm("GM0293", "Westervoort", (partner(),)))
    assert len(made.sessions) == 18
    assert len({session.date for session in made.sessions}) == 18


def test_a_partner_with_two_teams_serves_two_municipalities_on_a_day():
    odra = partner(teams=2, weekdays=(2,))
    towns = [rhythm(f"GM000{n}", f"Gemeente {n}", (odra,), weekdays=(2,)) for n in range(3)]
    made = dated(*towns, until=TUESDAY)
    days = [session.date for session in made.sessions]
    assert sorted(days) == [TUESDAY, TUESDAY, TUESDAY + WEEK]


def test_a_partner_that_limits_its_week_is_not_asked_more():
    odra = partner(max_per_week=1)
    towns = [rhythm(f"GM000{n}", f"Gemeente {n}", (odra,)) for n in range(4)]
    made = dated(*towns, until=TUESDAY)
    weeks = [session.date.isocalendar().week for session in made.sessions]
    assert len(weeks) == len(set(weeks)) == 3
    assert "ODRA kan hoogstens 1 dag per week" in made.notes[0]


def test_a_round_whose_partner_is_elsewhere_says_where():
    odra = partner(weekdays=(2,), absent=((TUESDAY + WEEK, TUESDAY + 2 * WEEK),))
    made = dated(rhythm(partners=(odra,)), rhythm("GM0293", "Westervoort", (odra,)), until=TUESDAY)
    assert "ODRA is die dag al in Duiven (1 dag)" in made.notes[0]


def test_a_round_is_kept_that_dealing_in_order_would_drop(monkeypatch):
    """Duiven can on Tuesday and Wednesday, Rheden on Tuesday alone; Duiven's ideal date comes first."""
    odra = partner(absent=((TUESDAY + 2 * DAY, TUESDAY + 3 * WEEK),))
    duiven = rhythm(partners=(odra,), weekdays=(2, 3))
    rheden = rhythm("GM0275", "Rheden", (odra,), weekdays=(2,), first_on=TUESDAY + DAY - 6 * WEEK)
    best = dated(duiven, rheden, until=TUESDAY + DAY)
    assert [(one.municipality_code, one.date) for one in best.sessions] == [
        ("GM0275", TUESDAY),
        ("GM0226", TUESDAY + DAY),
    ]
    assert best.notes == ()
    monkeypatch.setattr(program, "best", lambda *_: None)
    dealt = dated(duiven, rheden, until=TUESDAY + DAY)
    assert [one.municipality_code for one in dealt.sessions] == ["GM0226"]
    assert "HiGHS" in dealt.notes[0]
    assert "Rheden: de ronde van 18-11-2026 kon niet" in dealt.notes[1]
    assert "ODRA is die dag al in Duiven (1 dag)" in dealt.notes[1]


def test_the_budget_of_a_year_is_kept_and_the_rest_reported():
    made = dated(rhythm(partners=(partner(cost_eur=300.0),)))
    assert [sum(s.date.year == year for s in made.sessions) for year in (2026, 2027)] == [2, 3]
    assert len(made.notes) == 4
    assert all("het budget van 2027 voor ODRA (€ 1000.00) is op" in note for note in made.notes)
    lines = {(line.year, line.post): line for line in made.budget}
    assert (lines[2027, "ODRA"].planned_eur, lines[2027, "ODRA"].left_eur) == (900.0, 100.0)
    assert (lines[2026, "totaal"].planned_eur, lines[2026, "totaal"].cap_eur) == (600.0, 5000.0)


def test_the_total_budget_binds_where_no_post_does():
    paid = {"partners": (partner(cost_eur=300.0),), "budget": (BudgetPost("ODRA"),)}
    made = dated(rhythm(**paid, cycle_weeks=2, budget_total_eur=300.0), until=TUESDAY + 2 * WEEK)
    assert len(made.sessions) == 1
    assert "het budget van 2026 voor alles samen (€ 300.00) is op" in made.notes[0]


def test_ten_times_ten_cents_fit_in_a_euro():
    weekly = rhythm(
        partners=(partner(cost_eur=0.1),),
        budget=(BudgetPost("ODRA", 1.0),),
        cycle_weeks=1,
        first_on=dt.date(2027, 1, 5),
    )
    assert len(dated(weekly, until=dt.date(2027, 3, 30)).sessions) == 10


def test_an_action_week_has_its_days_in_a_row_with_a_theme_each():
    themes = ("automotive", "garageboxen", "horeca", "buitengebied", "park")
    week = rhythm(rhythm="actieweek", days=5, themes=themes, months=(10,), partners=(partner("DOT"),))
    made = dated(week, rhythm())
    own = [one for one in made.sessions if one.rhythm == "actieweek"]
    assert [one.theme for one in own] == list(themes)
    assert [one.date - own[0].date for one in own] == [n * DAY for n in range(5)]
    assert {one.date.month for one in own} == {10}
    assert own[0].date.isoweekday() == 1
    assert [one.session_id for one in own] == [f"GM0226-actieweek-2027-{n}" for n in range(1, 6)]
    assert len(made.sessions) == 9 + 5


def test_an_action_week_and_a_round_are_never_on_one_day():
    week = rhythm(rhythm="actieweek", days=5, months=(11,), first_on=dt.date(2026, 1, 1))
    made = dated(week, rhythm(), start=dt.date(2026, 11, 2), until=dt.date(2026, 11, 30))
    days = [one.date for one in made.sessions]
    assert len(days) == len(set(days)) == 6


def test_green_nights_fall_in_their_months_and_keep_apart():
    night = rhythm(
        rhythm="groene nacht",
        times_per_year=2,
        months=(4, 5, 6, 9, 10),
        weekdays=(4,),
        start=dt.time(20),
        end=dt.time(23, 30),
        themes=("buitengebied",),
    )
    made = dated(night, start=dt.date(2027, 1, 1), until=dt.date(2027, 12, 31))
    one, other = made.sessions
    assert one.date.month in {4, 5, 6}
    assert other.date.month in {9, 10}
    assert (other.date - one.date).days >= night.spacing_days
    assert {one.start, other.start} == {dt.time(20)}


def test_rounds_of_a_part_of_the_year_keep_apart_though_each_would_be_nearer():
    """Only the last weeks of one part and the first of the next are free: the second has to wait."""
    away = (
        (dt.date(2027, 1, 1), dt.date(2027, 6, 6)),
        (dt.date(2027, 9, 18), dt.date(2027, 12, 31)),
    )
    twice = rhythm(rhythm="thema", times_per_year=2, partners=(partner(absent=away),), phase=0.9)
    made = dated(twice, start=dt.date(2027, 1, 1), until=dt.date(2027, 12, 31))
    one, other = [session.date for session in made.sessions]
    assert (other - one).days >= 90


def test_an_announced_date_stays_though_another_is_nearer():
    own = rhythm()
    name = "GM0226-2026W47"
    made = dated(own, until=TUESDAY, before={name: TUESDAY + 6 * DAY})
    assert made.sessions[0].date == TUESDAY + 6 * DAY
    busy = rhythm(partners=(partner(absent=((TUESDAY + 6 * DAY, TUESDAY + 6 * DAY),)),))
    made = dated(busy, until=TUESDAY, before={name: TUESDAY + 6 * DAY})
    assert made.sessions[0].date == TUESDAY


def test_what_is_agreed_for_the_coming_weeks_stays_where_it_is():
    odra = partner(absent=((TUESDAY, TUESDAY + WEEK),))
    start = TUESDAY + 2 * WEEK
    before = {"GM0226-2026W47": TUESDAY + DAY}
    made = dated(rhythm(partners=(odra,)), start=start, until=start, before=before)
    assert [one.date for one in made.sessions] == [TUESDAY + DAY]
    assert dated(rhythm(partners=(odra,)), start=start, until=start).sessions == ()


def test_a_rhythm_without_a_round_in_the_period_is_reported():
    made = dated(rhythm(first_on=UNTIL + DAY))
    assert made.sessions == ()
    assert "geen rondes van 'integrale controle'" in made.notes[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"cycle_weeks": 0},
        {"cycle_weeks": 6, "days": 5},
        {"end": dt.time(9)},
        {"weekdays": ()},
        {"times_per_year": 21, "months": (5,)},
        {"budget": (BudgetPost("ODRA", float("nan")),)},
        {"partners": (partner(cost_eur=-1.0),)},
    ],
)
def test_an_impossible_rhythm_is_refused(changes):
    with pytest.raises(PlanError, match="Ritme 'integrale controle' van Duiven"):
        dated(rhythm(**changes))


def test_a_partner_without_a_competence_is_refused_by_name_with_the_mend():
    with pytest.raises(PlanError) as refused:
        dated(rhythm(partners=(partner("Douane", competences=()),)))
    assert "Douane mag niet mee" in str(refused.value)
    assert "[[partners.competences]]" in str(refused.value)


def test_a_rhythm_twice_is_refused():
    with pytest.raises(PlanError, match="meer dan één keer"):
        dated(rhythm(), rhythm())


SUMMER = (dt.date(2027, 7, 24), dt.date(2027, 9, 5), "Zomervakantie")
SPRING = (dt.date(2027, 2, 13), dt.date(2027, 2, 21), "Voorjaarsvakantie")
LATER = (dt.date(2027, 12, 25), dt.date(2028, 1, 9), "Kerstvakantie")


def at_school(*holidays, region="zuid", **changes):
    return rhythm(school_region=region, school_holidays=holidays, **changes)


def test_a_school_holiday_moves_the_round_out_of_it():
    tuesday = dt.date(2027, 2, 16)
    own = at_school(SPRING, LATER, first_on=tuesday - 6 * WEEK)
    made = dated(own, start=tuesday - 2 * WEEK, until=tuesday)
    assert made.sessions[0].date == dt.date(2027, 2, 12), "the nearest working day before it"
    assert made.notes == ()


def test_a_round_in_the_middle_of_summer_is_told_with_the_holiday():
    tuesday = dt.date(2027, 8, 17)
    made = dated(at_school(SUMMER, LATER, first_on=tuesday), start=tuesday, until=tuesday)
    (note,) = made.notes
    assert note.startswith("Duiven: de ronde van 17-08-2027 kon niet tussen 17-08-2027 en 31-08-2027")
    assert note.endswith("schoolvakantie regio zuid: Zomervakantie (11 dagen).")


def test_without_a_region_school_holidays_do_not_matter():
    tuesday = dt.date(2027, 8, 17)
    made = dated(at_school(SUMMER, region=None, first_on=tuesday), start=tuesday, until=tuesday)
    assert [session.date for session in made.sessions] == [tuesday]
    assert made.notes == ()


def test_school_holidays_that_are_not_known_are_told_once():
    nothing = dated(at_school(), at_school(rhythm="thema", cycle_weeks=20)).notes
    part = dated(at_school(SPRING)).notes
    assert sum("de schoolvakanties van regio zuid zijn niet bekend" in note for note in nothing) == 1
    assert "de schoolvakanties van regio zuid na 21-02-2027 zijn niet bekend" in part[-1]
    assert "theseus fetch --only schoolvakanties" in part[-1]
