"""What if: each change is a changed region, they follow one another, and two plans stand side by side."""

import datetime as dt

import pytest
from searching import HARDLY

from theseus import ledger, timetable, whatif
from theseus.config import DOT, ExtraRhythm, Municipality, Region
from theseus.config.examples import DOT_INSPECTORS, ENVIRONMENT, POLICE
from theseus.config.taking_part import Post
from theseus.errors import PlanError

REGION = Region(
    name="Proef",
    municipalities=(
        Municipality(code="GM0226", name="Duiven", partners=("politie", "omgevingsdienst"), budget_eur=400.0),
    ),
    partners=(POLICE, ENVIRONMENT),
    budget=(Post(name="ODRA", cap_eur=1000.0), Post(name="KVK", cap_eur=500.0)),
    rhythms=(
        ExtraRhythm(name="groene nacht", times_per_year=2, start=dt.time(19), end=dt.time(23)),
        ExtraRhythm(name="DOR-ronde", times_per_year=2),
    ),
)


def test_the_dot_brings_a_team_and_its_name():
    changed = whatif.with_dot(REGION)
    assert changed.rhythm.dot
    assert DOT_INSPECTORS in changed.partners
    with pytest.raises(PlanError, match="loopt al mee"):
        whatif.with_dot(changed)
    known = whatif.with_dot(REGION.model_copy(update={"partners": (*REGION.partners, DOT_INSPECTORS)}))
    assert [one.name for one in known.partners].count(DOT) == 1


def test_a_team_more_is_as_many_visits_more():
    rhythm = whatif.with_teams(REGION, 2).rhythm
    assert (rhythm.teams, rhythm.max_visits) == (3, 60)
    with pytest.raises(PlanError, match="blijft er geen over"):
        whatif.with_teams(REGION, -1)
    with pytest.raises(PlanError, match="'teams': mag hoogstens 20 zijn"):
        whatif.with_teams(REGION, 40)


def test_every_inspection_ends_later_and_none_on_another_day():
    changed = whatif.longer(REGION, 30)
    assert changed.rhythm.end == dt.time(16)
    assert [one.end for one in changed.rhythms] == [dt.time(23, 30), None]
    with pytest.raises(PlanError, match=r"\+60 minuten na 23:00 is een andere dag"):
        whatif.longer(REGION, 60)
    with pytest.raises(PlanError, match="end moet later zijn dan start"):
        whatif.longer(REGION, -400)


def test_a_partner_loses_a_day():
    changed = whatif.without(REGION, "politie", "dinsdag")
    assert {one.name: one.weekdays for one in changed.partners}["politie"] == (1, 3, 4, 5)
    with pytest.raises(PlanError, match="bedoelde u 'politie'"):
        whatif.without(REGION, "polite", "dinsdag")
    with pytest.raises(PlanError, match="geen dag van de week"):
        whatif.without(REGION, "politie", "feestdag")
    left = REGION
    for day in whatif.WEEKDAYS[:4]:
        left = whatif.without(left, "politie", day)
    with pytest.raises(PlanError, match="geen dag meer over"):
        whatif.without(left, "politie", "vrijdag")


def test_a_budget_is_that_of_every_municipality():
    changed = whatif.with_budget(REGION, "ODRA", 1500.0)
    assert {one.name: one.cap_eur for one in changed.budget} == {"ODRA": 1500.0, "KVK": 500.0}
    assert changed.municipalities[0].budget_eur is None
    assert whatif.with_budget(REGION, "KVK", 0.0).municipalities[0].budget_eur == 400.0
    assert whatif.with_budget(REGION, "totaal", 900.0).budget_total_eur == 900.0
    with pytest.raises(PlanError, match=r"staat niet onder \[\[budget\]\]"):
        whatif.with_budget(REGION, "Bibob", 1.0)
    with pytest.raises(PlanError, match=r"'cap_eur': moet minstens 0\.0 zijn"):
        whatif.with_budget(REGION, "KVK", -1.0)


def test_changes_follow_one_another_and_the_region_itself_stays(demo_region):
    run, region = ledger.published(demo_region.runs), demo_region.region
    changed = whatif.longer(whatif.with_dot(region), 30)
    told = whatif.compare(region, changed, run, limit=HARDLY)
    assert told.then.visits > told.now.visits
    assert told.then.worth > told.now.worth
    assert told.then.left_out < told.now.left_out
    assert region == demo_region.region
    assert not region.rhythm.dot


def test_the_dot_raises_the_capacity_of_a_session_and_is_on_its_roster(demo_region):
    run = ledger.published(demo_region.runs)
    plain, helped = (
        {
            one.session_id: one
            for one in timetable.timetable(region, run, run.as_of).sessions
            if one.rhythm == "integrale controle"
        }
        for region in (demo_region.region, whatif.with_dot(demo_region.region))
    )
    both = set(plain) & set(helped)
    assert both
    for name in both:
        assert helped[name].teams == plain[name].teams + 1
        assert helped[name].max_visits == 2 * plain[name].max_visits
        assert helped[name].partners == (*plain[name].partners, DOT)
