"""The integer program against every possible choice, and what happens without a solver."""

import datetime as dt
import itertools
import sys

from dated import TUESDAY, UNTIL, partner, rhythm
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.plan.dates import program
from theseus.plan.dates.calendar import calendar
from theseus.plan.dates.choice import Choice, Limit, Option
from theseus.plan.dates.dealing import deal

DAY = dt.timedelta(days=1)


@st.composite
def choices(draw):
    turns = draw(st.integers(1, 4))
    options = tuple(
        Option(turn, (TUESDAY + number * DAY,), draw(st.integers(0, 20)))
        for turn in range(turns)
        for number in range(draw(st.integers(0, 3)))
    )
    limits = tuple(
        Limit(
            "vol",
            draw(st.integers(0, 4)),
            draw(st.dictionaries(st.integers(0, len(options) - 1), st.integers(1, 3))),
        )
        for _ in range(draw(st.integers(0, 4)) if options else 0)
    )
    drop = tuple(1 + sum(option.cost for option in options) + draw(st.integers(0, 9)) for _ in range(turns))
    return Choice(options, drop, limits)


def cheapest(choice):
    """The least cost of all sound choices, one by one."""
    ways = itertools.product(*((None, *numbers) for numbers in choice.options_of))
    taken = ({number for number in way if number is not None} for way in ways)
    return min(choice.cost(one) for one in taken if choice.sound(one))


@settings(max_examples=60, deadline=None)
@given(choices())
def test_the_program_finds_the_cheapest_of_all_choices(choice):
    dealt = deal(choice, range(len(choice.drop)))
    assert choice.sound(dealt)
    found = program.best(choice, dealt)
    assert choice.sound(found.taken)
    assert choice.cost(found.taken) == found.bound == cheapest(choice) <= choice.cost(dealt)


@given(choices())
def test_what_is_dealt_leaves_out_nothing_that_still_fits(choice):
    dealt = deal(choice, range(len(choice.drop)))
    left = set(range(len(choice.drop))) - {choice.options[number].turn for number in dealt}
    assert all(choice.blocked(number, dealt) for turn in left for number in choice.options_of[turn])


def test_without_the_solver_the_simple_method_answers_and_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    made = calendar([rhythm()], TUESDAY, UNTIL)
    assert len(made.sessions) == 9
    assert made.method == "eenvoudig: op volgorde van datum"
    assert "oplosser (HiGHS) is hier niet bruikbaar" in made.notes[0]


def fifteen(teams):
    """Fifteen municipalities that share partners, with action weeks and green nights beside the six weeks."""
    police = partner("politie", weekdays=(2, 3, 4), teams=teams)
    odra = partner(weekdays=(2, 4), cost_eur=110.0, teams=teams)
    for place in range(15):
        town = {"code": f"GM{place:04d}", "name": f"Gemeente {place}", "phase": (place + 0.5) / 15}
        first = dt.date(2026, 1, 6) + place * 3 * DAY
        yield rhythm(**town, partners=(police, odra), weekdays=(2, 3, 4), first_on=first)
        yield rhythm(**town, rhythm="actieweek", days=5, partners=(partner("DOT"),), first_on=first)
        yield rhythm(
            **town, rhythm="groene nacht", times_per_year=2, months=(4, 5, 6, 9, 10), partners=(police,)
        )


def test_a_year_of_fifteen_municipalities_is_proved_the_best():
    made = calendar(list(fifteen(2)), dt.date(2026, 11, 30), dt.date(2027, 11, 30))
    assert len(made.sessions) > 15 * 8 + 15 * 5 + 15 * 2 - 10
    assert not any("niet bewezen" in note for note in made.notes)


def test_a_search_that_is_cut_short_is_no_worse_than_dealing(monkeypatch):
    rhythms = list(fifteen(1))[:9]
    monkeypatch.setattr(program, "MAX_NODES", 0)
    cut = calendar(rhythms, TUESDAY, UNTIL)
    monkeypatch.setattr(program, "best", lambda *_: None)
    dealt = calendar(rhythms, TUESDAY, UNTIL)
    assert len(cut.sessions) >= len(dealt.sessions)


def test_what_a_search_that_is_cut_short_leaves_open_is_told(monkeypatch):
    """The solver's bound says how many more days there could be."""
    found, rhythms = program.best, [rhythm(weekdays=(2,))]

    def unproved(below):
        def best(choice, first):
            answer = found(choice, first)
            return program.Best(answer.taken, answer.bound - below(choice))

        monkeypatch.setattr(program, "best", best)
        return calendar(rhythms, TUESDAY, UNTIL).notes

    assert unproved(lambda _: 0) == ()
    assert "evenveel controles, op iets betere datums." in unproved(lambda _: 1)[0]
    assert "hoogstens 1 controle meer." in unproved(lambda choice: min(choice.drop))[0]
    assert "hoogstens 3 controles meer." in unproved(lambda choice: 3 * min(choice.drop) + 1)[0]
