"""The alarm: what moves further than the threshold is told, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.report.alarm import SMALLEST, jumps


def park(name="Het Ambacht", green=40, white=50, red=10, proposed=0):
    return {
        "terrein_id": name,
        "name": name,
        "occupancies": green + white + red,
        "groen": green,
        "wit": white,
        "rood": red,
        "proposed_red": proposed,
    }


def test_a_jump_is_told_of_the_region_first_and_then_of_the_park():
    told = jumps([park()], [park(green=20, white=70)], 0.1)
    assert told == (
        (
            "In de hele regio verschoof het aandeel groen van 40 naar 20 procent; "
            "het aandeel wit van 50 naar 70 procent."
        ),
        (
            "In Het Ambacht verschoof het aandeel groen van 40 naar 20 procent; "
            "het aandeel wit van 50 naar 70 procent."
        ),
    )


def test_proposals_are_whites_that_are_counted_apart():
    told = jumps([park()], [park(proposed=30)], 0.1)
    assert told[0] == (
        "In de hele regio verschoof het aandeel wit van 50 naar 20 procent; "
        "het aandeel voorstel rood van 0 naar 30 procent."
    )


@pytest.mark.parametrize(("limit", "expected"), [(0.19, 2), (0.21, 0)])
def test_only_what_passes_the_threshold_is_told(limit, expected):
    assert len(jumps([park()], [park(green=60, white=30)], limit)) == expected


def test_a_move_within_one_park_need_not_be_one_of_the_region():
    quiet = [park(str(number)) for number in range(9)]
    told = jumps([park(), *quiet], [park(green=10, white=80), *quiet], 0.1)
    assert [line.split(" verschoof")[0] for line in told] == ["In Het Ambacht"]


def test_small_parks_and_parks_that_are_new_or_gone_give_no_alarm():
    small = park("klein", green=SMALLEST - 1, white=0, red=0)
    turned = park("klein", green=0, white=SMALLEST - 1, red=0)
    assert jumps([park(), small], [park(), turned], 0.4) == ()
    assert jumps([park("weg"), park()], [park("nieuw"), park()], 0.1) == ()
    assert jumps([], [park()], 0.1) == ()


counts = st.integers(0, 200)
parks = st.builds(lambda g, w, r: park(green=g, white=w, red=r, proposed=w // 3), counts, counts, counts)


@given(st.lists(parks, max_size=4))
def test_what_did_not_move_gives_no_alarm(shares):
    named = [row | {"terrein_id": str(number)} for number, row in enumerate(shares)]
    assert jumps(named, named, 0.001) == ()
