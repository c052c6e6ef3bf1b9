import datetime as dt
import itertools
from collections import defaultdict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theseus.errors import PlanError
from theseus.model import Ketenpartner
from theseus.plan.calendar import MunicipalityRhythm, closed_days, rounds, sessions

TUESDAY = dt.date(2026, 11, 17)
UNTIL = dt.date(2027, 11, 16)


def rhythm(code="GM0226", name="Duiven", partners=(), first_on=TUESDAY, **changes):
    standard = {"start": dt.time(9, 30), "end": dt.time(15, 30), "max_visits": 20}
    return MunicipalityRhythm(
        code=code, name=name, partners=partners, first_on=first_on, **standard | changes
    )


def test_a_year_has_nine_six_weekly_rounds_on_their_ideal_days():
    planned, notes = sessions([rhythm()], UNTIL)
    gaps = {later.date - sooner.date for sooner, later in itertools.pairwise(planned)}
    assert len(planned) == 9
    assert gaps == {dt.timedelta(weeks=6)}
    assert notes == ()


def test_a_session_carries_what_the_rhythm_says():
    partners = (Ketenpartner("politie"), Ketenpartner("ODRA", cost_eur=110.0))
    session = sessions([rhythm(partners=partners, depot=(1.0, 2.0))], TUESDAY)[0][0]
    assert session.session_id == "GM0226-2026W47"
    assert session.partners == ("politie", "ODRA")
    assert (session.cost_eur, session.max_visits, session.depot) == (110.0, 20, (1.0, 2.0))


def test_a_round_has_ready_ideal_and_due_dates_and_none_before_the_first():
    first, second = rounds(rhythm(), TUESDAY + dt.timedelta(weeks=6))
    assert first.ready == first.ideal == TUESDAY
    assert (second.ideal - second.ready, second.due - second.ideal) == (dt.timedelta(7), dt.timedelta(7))


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
    planned, _ = sessions([rhythm(first_on=koningsdag - dt.timedelta(weeks=6))], koningsdag)
    assert planned[1].date == dt.date(2027, 4, 26)
    assert planned[1].session_id == "GM0226-2027W17"


def test_an_absence_moves_the_round_and_the_partner_weekday_counts():
    away = ((TUESDAY, TUESDAY + dt.timedelta(days=1)),)
    odra = Ketenpartner("ODRA", weekdays=(2, 3), absent=away)
    planned, _ = sessions([rhythm(partners=(odra,))], TUESDAY)
    assert planned[0].date == TUESDAY + dt.timedelta(weeks=1)


def test_a_round_that_nobody_can_make_is_reported_with_its_binding_reason():
    odra = Ketenpartner("ODRA", absent=((TUESDAY, TUESDAY + dt.timedelta(weeks=3)),))
    planned, notes = sessions([rhythm(partners=(odra,))], TUESDAY)
    assert planned == ()
    assert len(notes) == 1
    assert notes[0].startswith("Duiven: de ronde van 17-11-2026 kon niet tussen 17-11-2026 en 24-11-2026")
    assert notes[0].endswith("worden gepland: ODRA niet beschikbaar (6 dagen).")


def test_two_municipalities_never_share_a_partner_on_one_day():
    odra = Ketenpartner("ODRA")
    planned, _ = sessions([rhythm(partners=(odra,)), rhythm("GM0293", "Westervoort", (odra,))], UNTIL)
    assert len(planned) == 18
    assert len({session.date for session in planned}) == 18


def test_a_round_without_another_day_goes_before_one_that_can_move():
    odra = Ketenpartner("ODRA")
    narrow = rhythm("GM0293", "Westervoort", (odra,), weekdays=(2,))
    planned, _ = sessions([rhythm(partners=(odra,)), narrow], TUESDAY)
    assert [(s.municipality_code, s.date) for s in planned] == [
        ("GM0293", TUESDAY),
        ("GM0226", TUESDAY + dt.timedelta(days=1)),
    ]


def test_a_round_whose_partner_is_elsewhere_says_where():
    odra = Ketenpartner("ODRA", weekdays=(2,), absent=((dt.date(2026, 11, 24), dt.date(2026, 11, 24)),))
    _, notes = sessions([rhythm(partners=(odra,)), rhythm("GM0293", "Westervoort", (odra,))], TUESDAY)
    assert len(notes) == 1
    assert "ODRA is die dag al in Duiven (1 dag)" in notes[0]


def test_the_budget_of_a_year_is_kept_and_the_rest_reported():
    odra = Ketenpartner("ODRA", cost_eur=300.0)
    planned, notes = sessions([rhythm(partners=(odra,), budget_odra_eur=1000.0)], UNTIL)
    assert [sum(s.date.year == year for s in planned) for year in (2026, 2027)] == [2, 3]
    assert len(notes) == 4
    assert all("het budget van 2027 (€ 1000.00) is op" in note for note in notes)


def test_ten_times_ten_cents_fit_in_a_euro():
    odra = Ketenpartner("ODRA", cost_eur=0.1)
    weekly = rhythm(partners=(odra,), budget_odra_eur=1.0, cycle_weeks=1, first_on=dt.date(2027, 1, 5))
    planned, _ = sessions([weekly], dt.date(2027, 3, 30))
    assert len(planned) == 10


def test_a_first_date_after_the_horizon_is_reported():
    planned, notes = sessions([rhythm()], TUESDAY - dt.timedelta(days=1))
    assert planned == ()
    assert "geen rondes" in notes[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"cycle_weeks": 0},
        {"end": dt.time(9)},
        {"budget_odra_eur": float("nan")},
        {"partners": (Ketenpartner("ODRA", cost_eur=-1.0),)},
    ],
)
def test_an_impossible_rhythm_is_refused(changes):
    with pytest.raises(PlanError, match="Ritme van Duiven"):
        sessions([rhythm(**changes)], UNTIL)


def test_a_municipality_twice_is_refused():
    with pytest.raises(PlanError, match="GM0226 staat twee keer"):
        sessions([rhythm(), rhythm()], UNTIL)


SUMMER = (dt.date(2027, 7, 24), dt.date(2027, 9, 5), "Zomervakantie")
SPRING = (dt.date(2027, 2, 13), dt.date(2027, 2, 21), "Voorjaarsvakantie")
LATER = (dt.date(2027, 12, 25), dt.date(2028, 1, 9), "Kerstvakantie")


def at_school(first_on, *holidays, region="zuid", **changes):
    return rhythm(first_on=first_on, school_region=region, school_holidays=holidays, **changes)


def test_a_school_holiday_moves_the_round_out_of_it():
    tuesday = dt.date(2027, 2, 16)
    planned, notes = sessions([at_school(tuesday - dt.timedelta(weeks=6), SPRING, LATER)], tuesday)
    assert planned[1].date == dt.date(2027, 2, 12), "the nearest working day before it"
    assert notes == ()


def test_a_round_in_the_middle_of_summer_is_told_with_the_holiday():
    tuesday = dt.date(2027, 8, 17)
    planned, notes = sessions([at_school(tuesday, SUMMER, LATER)], tuesday)
    assert planned == ()
    (note,) = notes
    assert note.startswith("Duiven: de ronde van 17-08-2027 kon niet tussen 17-08-2027 en 24-08-2027")
    assert note.endswith("schoolvakantie regio zuid: Zomervakantie (6 dagen).")


def test_without_a_region_school_holidays_do_not_matter():
    tuesday = dt.date(2027, 8, 17)
    planned, notes = sessions([at_school(tuesday, SUMMER, region=None)], tuesday)
    assert [session.date for session in planned] == [tuesday]
    assert notes == ()


def test_school_holidays_that_are_not_known_are_told():
    _, nothing = sessions([at_school(TUESDAY)], UNTIL)
    _, part = sessions([at_school(TUESDAY, SPRING)], UNTIL)
    assert "de schoolvakanties van regio zuid zijn niet bekend" in nothing[-1]
    assert "de schoolvakanties van regio zuid na 21-02-2027 zijn niet bekend" in part[-1]
    assert "theseus fetch --only schoolvakanties" in part[-1]


days = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
absences = st.lists(st.tuples(days, days).map(sorted).map(tuple), max_size=3).map(tuple)
weekdays = st.sets(st.integers(1, 7), min_size=1).map(lambda found: tuple(sorted(found)))
partner_lists = st.lists(
    st.builds(
        Ketenpartner,
        st.sampled_from(["ODRA", "politie", "Douane"]),
        weekdays,
        absences,
        st.sampled_from([0.0, 33.33, 110.0, 400.0]),
    ),
    max_size=3,
    unique_by=lambda partner: partner.name,
).map(tuple)
rhythms = st.lists(
    st.builds(
        rhythm,
        code=st.sampled_from(["GM0226", "GM0293", "GM0209"]),
        partners=partner_lists,
        first_on=days,
        cycle_weeks=st.integers(1, 8),
        weekdays=weekdays,
        budget_odra_eur=st.sampled_from([0.0, 100.0, 333.33, 1000.0]),
        school_region=st.sampled_from([None, "zuid"]),
        school_holidays=st.lists(st.sampled_from([SPRING, SUMMER]), max_size=2).map(
            lambda found: (*found, LATER)
        ),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.code,
)


@given(rhythms)
def test_no_promise_of_the_calendar_is_ever_broken(found):
    assume(any(one.first_on <= UNTIL for one in found))
    planned, notes = sessions(found, UNTIL)
    by_code = {one.code: one for one in found}
    where, spent = defaultdict(set), defaultdict(int)
    for session in planned:
        own = by_code[session.municipality_code]
        assert session.date not in closed_days(session.date.year)
        assert session.date.isoweekday() in own.weekdays
        if own.school_region:
            assert not any(first <= session.date <= last for first, last, _ in own.school_holidays)
        for partner in own.partners:
            assert session.date.isoweekday() in partner.weekdays
            assert not any(first <= session.date <= last for first, last in partner.absent)
        turn = next(t for t in rounds(own, UNTIL) if t.session_id == session.session_id)
        assert turn.ready <= session.date <= turn.due
        for name in (*session.partners, session.municipality_code):
            where[name, session.date].add(session.session_id)
        spent[session.municipality_code, session.date.year] += round(session.cost_eur * 100)
    assert all(len(ids) == 1 for ids in where.values())
    assert all(cents <= by_code[code].budget_odra_eur * 100 + 1e-6 for (code, _), cents in spent.items())
    never = sum(one.first_on > UNTIL for one in found)
    assert len(planned) + len(notes) == sum(len(rounds(one, UNTIL)) for one in found) + never


@given(rhythms)
def test_the_order_of_the_municipalities_does_not_matter(found):
    for turned in (found, found[::-1]):
        planned, notes = sessions(turned, UNTIL)
        assert (planned, sorted(notes)) == (sessions(found, UNTIL)[0], sorted(sessions(found, UNTIL)[1]))
