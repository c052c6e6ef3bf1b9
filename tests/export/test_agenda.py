"""Versions of what calendars tell: a change raises SEQUENCE, what is gone is cancelled."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import TheseusError
from theseus.export import agenda

AS_OF = dt.date(2026, 11, 16)


def changed(inspection, **session):
    return replace(inspection, session=replace(inspection.session, **session))


@pytest.fixture
def sent(inspection):
    return agenda.announce([inspection], (), AS_OF)


def test_the_same_plan_again_is_the_same_version(inspection, sent):
    assert agenda.announce([inspection], sent, AS_OF) == sent
    turned = replace(inspection, visits=inspection.visits[::-1])
    assert agenda.announce([turned], sent, AS_OF)[0].sequence == 0


@pytest.mark.parametrize(
    "change",
    [
        {"date": dt.date(2026, 11, 19)},
        {"start": dt.time(10)},
        {"end": dt.time(16)},
        {"partners": ("politie",)},
        {"theme": "garageboxen"},
    ],
)
def test_every_change_raises_the_sequence_once(inspection, sent, change):
    moved = changed(inspection, **change)
    once = agenda.announce([moved], sent, AS_OF)
    assert [item.sequence for item in once] == [1]
    assert agenda.announce([moved], (*sent, *once), AS_OF)[0].sequence == 1


def test_other_visits_raise_the_sequence_even_if_there_are_as_many(inspection, sent):
    other = replace(inspection.visits[0], occupancy_id="elders")
    swapped = replace(inspection, visits=(other, *inspection.visits[1:]))
    assert agenda.announce([swapped], sent, AS_OF)[0].sequence == 1


def test_what_is_gone_is_cancelled_once_until_its_day_is_over(sent):
    gone = agenda.announce([], sent, AS_OF)
    assert [(item.cancelled, item.sequence) for item in gone] == [(True, 1)]
    assert agenda.announce([], (*sent, *gone), AS_OF) == gone
    assert agenda.announce([], (*sent, *gone), gone[0].date + dt.timedelta(days=1)) == ()


def test_nobody_is_invited_where_nobody_is_visited_and_who_was_hears_that(inspection, sent):
    idle = replace(inspection, visits=())
    assert agenda.announce([idle], (), AS_OF) == ()
    assert [(item.cancelled, item.sequence) for item in agenda.announce([idle], sent, AS_OF)] == [(True, 1)]


def test_what_took_place_is_not_cancelled(sent):
    assert agenda.announce([], sent, sent[0].date + dt.timedelta(days=1)) == ()


def test_what_comes_back_is_a_new_version(inspection, sent):
    gone = agenda.announce([], sent, AS_OF)
    back = agenda.announce([inspection], (*gone, *sent), AS_OF)
    assert [(item.cancelled, item.sequence) for item in back] == [(False, 2)]


def test_a_partner_that_comes_along_no_longer_hears_that(inspection, sent):
    now = agenda.announce([changed(inspection, partners=("politie",))], sent, AS_OF)
    assert agenda.invited(now) == ("ODRA", "brandweer", "politie")
    assert [(item.cancelled, item.sequence) for item in agenda.of(now, "ODRA")] == [(True, 1)]
    assert [(item.cancelled, item.sequence) for item in agenda.of(now, "politie")] == [(False, 1)]
    assert agenda.of(now, "douane") == ()


def test_what_was_sent_reads_back_and_names_no_business(tmp_path, sent):
    agenda.write(tmp_path / agenda.FILE, sent)
    assert tuple(agenda.read(tmp_path / agenda.FILE)) == sent
    assert agenda.read(tmp_path / "weg.json") == []


@pytest.mark.parametrize("text", ["{", "{}", '[{"session_id": "x"}]'])
def test_a_damaged_record_is_refused_and_not_guessed(tmp_path, text):
    (tmp_path / agenda.FILE).write_text(text, "utf-8")
    with pytest.raises(TheseusError, match="beschadigd"):
        agenda.read(tmp_path / agenda.FILE)


@given(st.lists(st.sampled_from(["stays", "moves", "gone"]), min_size=1, max_size=12), st.randoms())
def test_a_sequence_never_falls_and_rises_only_with_a_change(inspection, steps, chance):
    history, last, date = [], None, inspection.session.date
    for step in steps:
        date += dt.timedelta(days=step == "moves")
        plan = [] if step == "gone" else [changed(inspection, date=date)]
        shuffled = list(history)
        chance.shuffle(shuffled)
        now = agenda.announce(plan, shuffled, AS_OF)
        assert len(now) == len({item.session_id for item in now})
        if last is not None and now:
            same = replace(now[0], sequence=0) == replace(last, sequence=0)
            assert now[0].sequence == last.sequence + (not same)
        last = now[0] if now else last
        history += now
