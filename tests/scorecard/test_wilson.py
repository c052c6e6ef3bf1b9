"""The interval of a share: within its bounds, and the figures of the literature."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.scorecard import wilson

CASES = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(CASES, st.floats(0.01, 0.999))
def test_it_stays_within_0_and_1_and_holds_the_share(case, level):
    found, tried = case
    low, high = wilson(found, tried, level)
    assert 0 <= low <= found / tried <= high <= 1


@given(CASES)
def test_it_is_the_same_seen_from_the_other_side(case):
    found, tried = case
    low, high = wilson(found, tried)
    other_low, other_high = wilson(tried - found, tried)
    assert other_low == pytest.approx(1 - high, abs=1e-12)
    assert other_high == pytest.approx(1 - low, abs=1e-12)


@given(CASES)
def test_more_of_the_same_makes_it_narrower(case):
    found, tried = case
    low, high = wilson(found, tried)
    closer_low, closer_high = wilson(found * 4, tried * 4)
    assert closer_high - closer_low < high - low


@given(CASES)
def test_its_bounds_are_where_the_test_turns(case):
    # The definition: at a bound, what was seen lies 1.96 standard errors away.
    found, tried = case
    for bound in wilson(found, tried):
        if 0 < bound < 1:
            error = np.sqrt(bound * (1 - bound) / tried)
            assert abs(found / tried - bound) / error == pytest.approx(1.959964, rel=1e-5)


@pytest.mark.parametrize(
    ("found", "tried", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_figures(found, tried, low, high):
    assert wilson(found, tried) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_nothing_tried_says_nothing():
    low, high = wilson([0, 5], [0, 5])
    assert np.isnan([low[0], high[0]]).all()
    assert high[1] == 1
