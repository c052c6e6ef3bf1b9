"""No more questions per second than a service allows."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from theseus.fetch.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@given(st.floats(0.1, 100), st.lists(st.floats(0, 5), max_size=20))
def test_questions_are_never_closer_than_the_pace(per_second, works):
    clock = Clock()
    pace = Pace(per_second, lambda: clock.now, clock.sleep)
    moments = []
    for work in works:
        pace.wait()
        moments.append(clock.now)
        clock.now += work
    assert all(later - sooner >= 1 / per_second - 1e-9 for sooner, later in pairwise(moments))


def test_the_first_question_does_not_wait_and_a_pause_is_not_saved_up():
    clock = Clock()
    pace = Pace(2, lambda: clock.now, clock.sleep)
    pace.wait()
    assert clock.now == 50
    clock.now = 60.0
    pace.wait()
    pace.wait()
    assert clock.now == 60.5
