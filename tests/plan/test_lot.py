"""The lot: a share of every inspection, the same again, in any order, and no one more often than another."""

import datetime as dt
import math

from hypothesis import given
from hypothesis import strategies as st

from theseus.model import Session
from theseus.plan.lot import turns

FIRST = dt.date(2027, 1, 5)
CYCLE = dt.timedelta(weeks=6)
codes = st.sampled_from(["GM0226", "GM0293"])
eligible = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), codes, max_size=60)


def session(number, room, code="GM0226"):
    day = FIRST + number * CYCLE
    return Session(f"{code}-{number}", code, day, dt.time(9), dt.time(12), (), room, 0.0, None, None)


def of_session(found, one):
    return {name for name, day in found.items() if day == one.date}


@given(eligible=eligible, rooms=st.lists(st.integers(0, 20), max_size=5), share=st.floats(0, 1))
def test_up_to_every_inspection_the_share_of_its_visits_is_drawn(eligible, rooms, share):
    sessions = [session(number, room) for number, room in enumerate(rooms)]
    found = turns(eligible, sessions, share, "x")
    there = sum(code == "GM0226" for code in eligible.values())
    assert {eligible[name] for name in found} <= {"GM0226"}
    for number, one in enumerate(sessions, start=1):
        drawn = sum(day <= one.date for day in found.values())
        likely = min(sum(rooms[:number]), there)
        assert share * likely - 1e-6 <= drawn <= share * likely + 1


def test_where_there_is_room_for_everybody_nobody_waits_for_an_empty_inspection():
    thirty = {f"o{n}": "GM0226" for n in range(30)}
    nine = [session(number, 20) for number in range(9)]
    assert sorted(turns(thirty, nine, 0.1, "x").values()) == [FIRST, FIRST, FIRST + CYCLE]
    everybody = turns(thirty, nine, 1.0, "x")
    assert set(everybody) == set(thirty)
    assert set(everybody.values()) == {FIRST, FIRST + CYCLE}


@given(eligible=eligible, share=st.floats(0, 1))
def test_who_else_there_is_changes_no_lot(eligible, share):
    sessions = [session(0, 6), session(1, 4), session(0, 5, "GM0293")]
    found = turns(eligible, sessions, share, "x")
    for gone in set(eligible) - set(found):
        other = {name: code for name, code in eligible.items() if name != gone}
        again = turns({**other, "~": eligible[gone]}, sessions, share, "x")
        assert {name: day for name, day in found.items() if "~" not in again} == {
            name: day for name, day in again.items() if "~" not in again
        }
    assert turns(dict(reversed(eligible.items())), sessions[::-1], share, "x") == found


@given(eligible=eligible)
def test_a_later_inspection_changes_no_lot_of_an_earlier_one(eligible):
    here = dict.fromkeys(eligible, "GM0226") | {f"o{n}": "GM0226" for n in range(20)}
    sessions = [session(number, 5) for number in range(3)]
    found = turns(here, sessions, 0.5, "x")
    assert turns(here, sessions[:2], 0.5, "x").items() <= found.items()


@given(eligible=eligible, resting=st.sets(st.text("abcdef", min_size=1, max_size=2)))
def test_who_rests_on_that_day_is_drawn_for_a_later_one(eligible, resting):
    sessions = [session(0, 5), session(1, 100)]
    found = turns(eligible, sessions, 1.0, "x", lambda name, day: name in resting and day == FIRST)
    assert not of_session(found, sessions[0]) & resting


def test_over_many_draws_everybody_has_the_same_chance():
    everybody = {f"o{n}": "GM0226" for n in range(20)}
    times = dict.fromkeys(everybody, 0)
    for year in range(2000):
        for name in turns(everybody, [session(0, 2), session(1, 3)], 1.0, str(year)):
            times[name] += 1
    assert all(abs(count - 500) < 5 * math.sqrt(2000 * 0.25 * 0.75) for count in times.values())
