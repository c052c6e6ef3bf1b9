"""From ``theseus.toml`` to rhythms and dated sessions: whatever a plan of a municipality asks is data."""

import datetime as dt
import tomllib

import pandas as pd
import pytest

from theseus import demo, timetable
from theseus.config import Municipality, Region
from theseus.config.examples import DOT_INSPECTORS, ENVIRONMENT, FIRE_SERVICE, POLICE
from theseus.contracts import SCHOOL_REGIONS
from theseus.demo import holidays
from theseus.errors import PlanError
from theseus.model import Spent

AS_OF = dt.date(2026, 11, 16)
TOWNS = (
    Municipality(code="GM0226", name="Duiven", partners=("politie", "omgevingsdienst")),
    Municipality(code="GM0293", name="Westervoort", partners=("politie",), budget_eur=400.0),
)


class Run:
    """What a timetable asks of a run."""

    def table(self, name):
        assert name == "chosen_terrein"
        return pd.DataFrame(
            {
                "terrein_id": ["RIN1", "RIN2"],
                "name": ["Nieuwgraaf", "Het Ambacht"],
                "municipality_codes": ["GM0226,GM0293", "GM0293"],
            }
        )

    def all_records(self, name):
        assert name == "school_holiday"
        return pd.DataFrame(columns=["region", "first_on", "last_on", "name"])


def region(extra="", **changes):
    """A region with the rhythms that stand in a piece of TOML."""
    return Region.model_validate(
        {
            "name": "Proef",
            "municipalities": TOWNS,
            "partners": (POLICE, ENVIRONMENT, FIRE_SERVICE, DOT_INSPECTORS),
            **tomllib.loads(extra),
        }
        | changes
    )


def rhythms(extra="", **changes):
    run = Run()
    return timetable.municipality_rhythms(
        region(extra, **changes), run.table("chosen_terrein"), run.all_records("school_holiday")
    )


def sessions(extra="", **changes):
    return timetable.timetable(region(extra, **changes), Run(), AS_OF).sessions


def test_every_six_weeks_per_municipality_with_police_and_environmental_agency():
    made = sessions()
    duiven = [one for one in made if one.municipality_code == "GM0226"]
    assert len(duiven) in {8, 9}
    assert {one.partners for one in duiven} == {("politie", "omgevingsdienst")}
    assert {one.cost_eur for one in duiven} == {110.0}


def test_municipalities_without_a_date_take_turns_on_a_grid_that_stays():
    one, other = rhythms()
    assert (other.first_on - one.first_on).days == 21
    later = AS_OF + dt.timedelta(weeks=1)
    made = {item.session_id: item.date for item in timetable.timetable(region(), Run(), AS_OF).sessions}
    again = {item.session_id: item.date for item in timetable.timetable(region(), Run(), later).sessions}
    both = made.keys() & again.keys()
    assert len(both) > 14
    assert all(made[name] == again[name] for name in both)


def test_a_date_of_its_own_counts():
    first_on = dt.date(2026, 12, 15)
    own = Municipality(code="GM0226", name="Duiven", first_on=first_on)
    assert sessions(municipalities=(own,))[0].date == first_on


ACTION_WEEK = """
[[rhythms]]
name = "actieweek"
days = 5
months = [10]
partners = ["brandweer"]
dot = true
teams = 2
max_visits = 30
themes = ["automotive", "garageboxen", "horeca", "buitengebied", "bedrijventerrein"]
"""


def test_one_action_week_per_municipality_per_year_with_themes_and_the_dot():
    week = [one for one in sessions(ACTION_WEEK) if one.rhythm == "actieweek"]
    for code in ("GM0226", "GM0293"):
        own = [one for one in week if one.municipality_code == code]
        assert [one.theme for one in own] == [
            "automotive",
            "garageboxen",
            "horeca",
            "buitengebied",
            "bedrijventerrein",
        ]
        assert [(one.date - own[0].date).days for one in own] == [0, 1, 2, 3, 4]
    assert {one.partners for one in week} == {("brandweer", "DOT")}
    assert {(one.teams, one.max_visits) for one in week} == {(3, 45)}
    assert len({one.date for one in week}) == 10, "the fire service and the DOT are in one place at a time"


def test_without_the_dot_there_is_a_team_less():
    week = [one for one in sessions(ACTION_WEEK.replace("dot = true", "")) if one.rhythm == "actieweek"]
    assert {(one.teams, one.max_visits, one.partners) for one in week} == {(2, 30, ("brandweer",))}


def test_dor_rounds_with_a_theme_go_beside_the_six_weeks():
    made = sessions(
        '[[rhythms]]\nname = "DOR-ronde"\ncycle_weeks = 13\nthemes = ["DOR"]\npartners = ["politie"]'
    )
    rounds = [one for one in made if one.rhythm == "DOR-ronde"]
    assert {one.theme for one in rounds} == {"DOR"}
    assert len(rounds) in {7, 8}
    assert len({(one.municipality_code, one.date) for one in made}) == len(made)


def test_two_green_nights_a_year_in_the_evening():
    made = sessions(
        '[[rhythms]]\nname = "groene nacht"\ntimes_per_year = 2\nmonths = [3, 4, 9, 10]\n'
        'municipalities = ["Duiven"]\nstart = 20:00:00\nend = 23:30:00\nweekdays = [4, 5]\n'
        "pause_from = 21:30:00"
    )
    nights = [one for one in made if one.rhythm == "groene nacht"]
    assert len(nights) == 2
    for night in nights:
        assert (night.municipality_code, night.start, night.end) == ("GM0226", dt.time(20), dt.time(23, 30))
        assert night.date.month in {3, 4, 9, 10}
        assert night.date.isoweekday() in {4, 5}
        assert night.pause == (dt.time(21, 30), 30)


@pytest.mark.parametrize(
    ("rhythm", "pause"),
    [
        ("", (dt.time(12, 30), 30)),
        ("start = 09:00:00\nend = 14:30:00", None),
        ("start = 09:00:00\nend = 14:31:00", (dt.time(11, 30), 30)),
        ("pause_minutes = 0", None),
        ("pause_minutes = 45", (dt.time(12, 30), 45)),
        ("pause_from = 12:00:00", (dt.time(12), 30)),
        ("start = 09:00:00\nend = 12:00:00\npause_from = 10:30:00", (dt.time(10, 30), 30)),
    ],
)
def test_who_inspects_longer_than_five_and_a_half_hours_has_a_break(rhythm, pause):
    days = '\n[[rhythms]]\nname = "actieweek"\ndays = 5\npartners = []'
    own, _, week, _ = rhythms(f"[rhythm]\n{rhythm}{days}")
    assert own.pause == pause
    assert (week.start, week.end) == (own.start, own.end)
    assert (week.pause is None) == ("end" in rhythm and "31" not in rhythm)


def test_where_school_holidays_do_not_count_is_told_in_one_line():
    told = timetable.without_school_holidays(region())
    assert "in Duiven, Westervoort. Zet daarvoor school_region" in told
    towns = [town.model_copy(update={"school_region": "zuid"}) for town in TOWNS]
    assert "in Westervoort." in timetable.without_school_holidays(region(municipalities=(towns[0], TOWNS[1])))
    assert timetable.without_school_holidays(region(municipalities=tuple(towns))) is None


def test_a_rhythm_may_keep_to_parks_by_name_or_number():
    extra = '[[rhythms]]\nname = "thema"\ncycle_weeks = 26\narea = ["{}"]'
    by_name = rhythms(extra.format("het ambacht"))[2:]
    assert [(one.code, one.area) for one in by_name] == [("GM0293", ("RIN2",))]
    by_number = rhythms(extra.format("RIN1"))[2:]
    assert [(one.code, one.area) for one in by_number] == [("GM0226", ("RIN1",)), ("GM0293", ("RIN1",))]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('area = ["Nieuwgraf"]', "bedoelde u 'Nieuwgraaf'?"),
        (
            'area = ["Het Ambacht"]\nmunicipalities = ["Duiven"]',
            "geen van de terreinen in area ligt in Duiven",
        ),
    ],
)
def test_an_area_that_is_not_there_is_refused(more, told):
    with pytest.raises(PlanError, match="Ritme 'thema'") as refused:
        rhythms(f'[[rhythms]]\nname = "thema"\ncycle_weeks = 26\n{more}')
    assert told in str(refused.value)


def test_an_attendee_without_a_competence_is_refused():
    bare = POLICE.model_copy(update={"competences": ()})
    with pytest.raises(PlanError, match="politie mag niet mee, want er staat geen bevoegdheid bij"):
        sessions(partners=(bare, ENVIRONMENT))


def test_costs_are_booked_on_the_post_of_the_partner_and_a_municipality_may_have_its_own_cap():
    paid = FIRE_SERVICE.model_copy(update={"cost_eur": 50.0, "post": "Bibob"})
    town = TOWNS[0].model_copy(update={"partners": ("politie", "omgevingsdienst", "brandweer")})
    made = timetable.timetable(
        region(municipalities=(town, TOWNS[1]), partners=(POLICE, ENVIRONMENT, paid)), Run(), AS_OF
    )
    lines = {(line.municipality_code, line.year, line.post): line for line in made.budget}
    held = sum(one.municipality_code == "GM0226" and one.date.year == 2027 for one in made.sessions)
    assert lines["GM0226", 2027, "ODRA"].planned_eur == held * 110.0
    assert lines["GM0226", 2027, "Bibob"].planned_eur == held * 50.0
    assert lines["GM0226", 2027, "totaal"].planned_eur == held * 160.0 + 500.0
    assert lines["GM0293", 2027, "ODRA"].cap_eur == 400.0


def test_what_is_spent_already_leaves_less():
    spent = [Spent("GM0226", 2027, "ODRA", 700.0), Spent("GM0226", 2026, "ODRA", 700.0)]
    made = timetable.timetable(region(), Run(), AS_OF, spent=spent)
    in_2027 = [one for one in made.sessions if one.municipality_code == "GM0226" and one.date.year == 2027]
    assert len(in_2027) == 2
    assert any("het budget van 2027 voor ODRA (€ 1000.00) is op" in note for note in made.notes)


def test_a_plan_that_is_over_budget_before_it_begins_is_refused_with_the_reason():
    budget = ({"name": "ODRA", "cap_eur": 1000.0}, {"name": "Bibob", "each_eur": 700.0, "times": 8})
    with pytest.raises(
        PlanError, match=r"op post totaal staat in 2026 .* 5600.00 gepland .* meer dan de € 5000"
    ):
        sessions(budget=budget)


def test_announced_sessions_stay():
    first = timetable.timetable(region(), Run(), AS_OF).sessions
    later = first[0].date - dt.timedelta(days=3)
    assert first[0].session_id not in {
        one.session_id for one in timetable.timetable(region(), Run(), later).sessions
    }
    kept = timetable.timetable(region(), Run(), later, before=first).sessions
    assert kept[0] == first[0]


class DemoRun(Run):
    """A run that knows the school holidays of the demo."""

    def all_records(self, name):
        days = [
            (region, pd.Timestamp(first), pd.Timestamp(last), holiday)
            for year in holidays.DAYS.values()
            for holiday, of, first, last in year
            for region in (SCHOOL_REGIONS if of == holidays.EVERYWHERE else (of,))
        ]
        return pd.DataFrame(days, columns=super().all_records(name).columns)


def test_the_demo_has_every_rhythm_and_no_inspection_in_a_school_holiday():
    made = timetable.timetable(demo.region(), DemoRun(), AS_OF)
    assert {one.rhythm for one in made.sessions} == {
        "integrale controle",
        "actieweek",
        "DOR-ronde",
        "groene nacht",
    }
    closed = DemoRun().all_records("school_holiday").query("region == 'zuid'")
    for one in made.sessions:
        day = pd.Timestamp(one.date)
        assert not ((closed["first_on"] <= day) & (day <= closed["last_on"])).any()
    (note,) = made.notes  # the summer holidays are longer than a round may move
    assert "schoolvakantie regio zuid: Zomervakantie" in note
