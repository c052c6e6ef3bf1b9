"""The rounds of a rhythm: ready, ideal and due dates, and names that stay."""

import datetime as dt
import itertools

import pytest
from dated import TUESDAY, UNTIL, rhythm

from theseus.plan.dates.rounds import rounds, slug

WEEK = dt.timedelta(weeks=1)


def test_a_round_has_ready_ideal_and_due_dates_and_none_before_the_first():
    first, second = rounds(rhythm(), TUESDAY, TUESDAY + 6 * WEEK)
    assert first.ready == first.ideal == TUESDAY
    assert (second.ready, second.ideal, second.due) == tuple(TUESDAY + n * WEEK for n in (4, 6, 8))


@pytest.mark.parametrize(("weeks", "slack"), [(1, 2), (2, 4), (3, 7), (5, 11), (6, 14), (12, 14)])
def test_a_shorter_cycle_has_a_narrower_window(weeks, slack):
    turn = rounds(rhythm(cycle_weeks=weeks, first_on=TUESDAY - 60 * WEEK), TUESDAY + 8 * WEEK, UNTIL)[-1]
    assert (turn.due - turn.ideal).days == slack


def test_the_grid_does_not_move_with_the_day_of_planning():
    own = rhythm(first_on=dt.date(2024, 1, 2))
    soon = {turn.session_ids: turn.ideal for turn in rounds(own, TUESDAY, UNTIL)}
    later = {turn.session_ids: turn.ideal for turn in rounds(own, TUESDAY + 3 * WEEK, UNTIL)}
    assert later.items() <= soon.items()
    assert len(later) >= 8


def test_names_differ_and_say_which_rhythm():
    many = [
        rhythm(),
        rhythm(rhythm="Groene nacht!", times_per_year=4),
        rhythm(rhythm="actieweek", days=3),
        rhythm(rhythm="DOR", cycle_weeks=6),
    ]
    names = [name for own in many for turn in rounds(own, TUESDAY, UNTIL) for name in turn.session_ids]
    assert len(names) == len(set(names))
    assert {
        "GM0226-2026W47",
        "GM0226-groene-nacht-2027-2",
        "GM0226-actieweek-2027-3",
        "GM0226-dor-2026W47",
    } <= set(names)


@pytest.mark.parametrize("times", [1, 2, 3, 4, 12])
def test_a_year_is_cut_into_as_many_parts(times):
    own = rhythm(rhythm="r", times_per_year=times, first_on=dt.date(2020, 1, 1))
    turns = rounds(own, dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert len(turns) == times
    assert turns[0].ready == dt.date(2027, 1, 1)
    assert turns[-1].due == dt.date(2027, 12, 31)
    for one, other in itertools.pairwise(turns):
        assert other.ready - one.due == dt.timedelta(days=1)
        assert one.ready <= one.ideal <= one.due


def test_phases_spread_the_ideal_dates_of_municipalities():
    ideals = [
        rounds(rhythm(rhythm="r", days=5, phase=(n + 0.5) / 15), dt.date(2027, 1, 1), dt.date(2027, 12, 31))[
            0
        ].ideal
        for n in range(15)
    ]
    gaps = {(later - sooner).days for sooner, later in itertools.pairwise(ideals)}
    assert gaps <= {24, 25}


def test_themes_are_dealt_in_turn():
    own = rhythm(themes=("a", "b"))
    assert [turn.theme(0) for turn in rounds(own, TUESDAY, UNTIL)[:3]] == ["a", "b", "a"]
    assert rounds(rhythm(), TUESDAY, UNTIL)[0].theme(0) is None


def test_an_announced_round_is_kept_past_its_ideal_date():
    start = TUESDAY + 2 * WEEK
    names = [turn.session_ids[0] for turn in rounds(rhythm(), start, UNTIL)]
    assert "GM0226-2026W47" not in names
    late = rounds(rhythm(), start, UNTIL, {"GM0226-2026W47": start})
    assert late[0].session_ids == ("GM0226-2026W47",)
    assert late[0].agreed == ()
    agreed = rounds(rhythm(), start, UNTIL, {"GM0226-2026W47": TUESDAY + WEEK})[0]
    assert agreed.blocks() == [(TUESDAY + WEEK,)]


def test_an_action_week_that_has_begun_goes_on():
    week = rhythm(rhythm="actieweek", days=5)
    turn = rounds(week, TUESDAY, UNTIL)[0]
    days = [TUESDAY + dt.timedelta(days=n) for n in range(5)]
    ahead = dict(list(zip(turn.session_ids, days, strict=True))[2:])
    (kept, *_) = rounds(week, days[2] + 2 * WEEK, UNTIL, ahead)
    assert kept.agreed == tuple(days)
    assert kept.session_ids == turn.session_ids


@pytest.mark.parametrize(
    ("name", "plain"), [("Groene nacht", "groene-nacht"), ("Één!", "een"), ("***", "ritme")]
)
def test_a_name_becomes_part_of_an_id(name, plain):
    assert slug(name) == plain
