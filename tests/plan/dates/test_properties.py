"""Random regions: no promise of the calendar is ever broken, and every round is planned or told."""

import datetime as dt

from dated import MAY, TUESDAY, UNTIL, rhythm
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.model import BudgetPost, Ketenpartner
from theseus.plan.dates import program
from theseus.plan.dates.calendar import calendar
from theseus.plan.dates.judge import violations
from theseus.plan.dates.rounds import rounds

SUMMER = (dt.date(2027, 7, 24), dt.date(2027, 9, 5), "Zomervakantie")
SPRING = (dt.date(2027, 2, 13), dt.date(2027, 2, 21), "Voorjaarsvakantie")
LATER = (dt.date(2027, 12, 25), dt.date(2028, 1, 9), "Kerstvakantie")
CODES = tuple(f"GM{number:04d}" for number in range(15))
WORKING = (1, 2, 3, 4, 5)

dates = st.dates(dt.date(2026, 10, 1), UNTIL)
absences = st.lists(st.tuples(dates, dates).map(sorted).map(tuple), max_size=2).map(tuple)
weekdays = st.sets(st.integers(1, 5), min_size=1).map(lambda found: tuple(sorted(found)))
partners = st.tuples(
    *(
        st.builds(
            Ketenpartner,
            st.just(name),
            weekdays,
            absences,
            st.sampled_from([0.0, 33.33, 110.0, 400.0]),
            competences=st.just(MAY),
            teams=st.integers(1, 3),
            max_per_week=st.none() | st.integers(1, 4),
            post=st.sampled_from([None, "KVK"]),
        )
        for name in ("ODRA", "politie", "Douane")
    )
)
often = st.one_of(
    st.builds(dict, cycle_weeks=st.integers(2, 12)),
    st.builds(
        dict,
        rhythm=st.just("groene nacht"),
        times_per_year=st.integers(1, 4),
        months=st.sampled_from([(), (4, 5, 6, 9), (1, 12)]),
    ),
    st.builds(
        dict, rhythm=st.just("actieweek"), days=st.integers(2, 5), months=st.sampled_from([(), (10,), (7, 8)])
    ),
)


@st.composite
def regions(draw):
    known = draw(partners)
    found = []
    for code in draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=15, unique=True)):
        money = draw(st.sampled_from([0.0, 100.0, 333.33, 1000.0]))
        town = {
            "budget": (BudgetPost("ODRA", money), BudgetPost("KVK", 500.0)),
            "budget_total_eur": draw(st.sampled_from([200.0, 5000.0])),
            "school_region": draw(st.sampled_from([None, "zuid"])),
            "school_holidays": (SPRING, SUMMER, LATER),
        }
        for how in draw(st.lists(often, min_size=1, max_size=3, unique_by=lambda one: one.get("rhythm", ""))):
            who = draw(st.sets(st.sampled_from(known)))
            found.append(
                rhythm(
                    code,
                    f"Gemeente {code}",
                    tuple(sorted(who, key=lambda one: one.name)),
                    first_on=draw(dates),
                    weekdays=WORKING if "days" in how else draw(weekdays),
                    phase=draw(st.floats(0, 1)),
                    **town | how,
                )
            )
    return found


@settings(max_examples=40, deadline=None)
@given(regions())
def test_no_hard_rule_is_broken_and_every_round_is_planned_or_told(found):
    made = calendar(found, TUESDAY, UNTIL)
    assert violations(made.sessions, found) == []
    assert made.method == program.METHOD
    wanted = [turn for one in found for turn in rounds(one, TUESDAY, UNTIL)]
    held = {one.session_id for one in made.sessions}
    for turn in wanted:
        assert len(held.intersection(turn.session_ids)) in {0, len(turn.session_ids)}
    dropped = sum(turn.session_ids[0] not in held for turn in wanted)
    assert sum("worden gepland: " in note for note in made.notes) == dropped
    assert all(line.left_eur is None or line.left_eur >= 0 for line in made.budget)


@settings(max_examples=15, deadline=None)
@given(regions())
def test_the_order_of_the_rhythms_does_not_matter(found):
    one, other = calendar(found, TUESDAY, UNTIL), calendar(found[::-1], TUESDAY, UNTIL)
    assert one.sessions == other.sessions
    assert sorted(one.notes) == sorted(other.notes)


@settings(max_examples=15, deadline=None)
@given(regions())
def test_planning_again_with_the_announced_dates_changes_nothing(found):
    first = calendar(found, TUESDAY, UNTIL)
    announced = {one.session_id: one.date for one in first.sessions}
    assert calendar(found, TUESDAY, UNTIL, before=announced).sessions == first.sessions
