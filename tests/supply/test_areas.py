"""Where to ask: boxes around parks hold every park, and hardly more."""

import shapely
from hypothesis import given
from hypothesis import strategies as st

from theseus.supply.areas import merged

edge = st.integers(0, 60).map(lambda n: n * 50.0)
side = st.integers(1, 12).map(lambda n: n * 50.0)
boxes = st.lists(
    st.tuples(edge, edge, side, side).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])), max_size=12
)


@given(boxes)
def test_every_box_lies_in_one_of_the_merged(given_boxes):
    whole = merged(given_boxes)
    for box in given_boxes:
        assert any(shapely.box(*other).covers(shapely.box(*box)) for other in whole)


def test_two_drawings_of_one_park_are_one_question():
    assert merged([(0, 0, 100, 100), (10, 0, 110, 100)]) == ((0, 0, 110, 100),)


def test_parks_far_apart_are_asked_apart():
    far = ((0, 0, 100, 100), (5000, 5000, 5100, 5100))
    assert merged(far) == far


def test_a_merged_box_swallows_one_that_stood_alone():
    assert merged([(0, 0, 100, 100), (100, 0, 200, 100), (0, 100, 200, 200)]) == ((0, 0, 200, 200),)
