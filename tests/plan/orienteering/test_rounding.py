"""Routes from a relaxation are sound, and hold what it wishes as far as that goes together."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from orienteering_judge import made, worth

from theseus.plan.orienteering import FREE, Limit, relaxed, rounded

seeds = st.integers(0, 2**31 - 1)
few = settings(max_examples=max(1, settings.default.max_examples // 2))


@few
@given(seed=seeds, price=st.sampled_from([0.0, 0.5]), tied=st.integers(0, 2), windows=st.booleans())
def test_routes_are_sound_and_hold_only_what_is_wished(seed, price, tied, windows):
    task = made(seed, stops=15, price=price, tied=tied, windows=windows)
    shares = relaxed(task, Limit(3)).shares
    routes = rounded(task, shares)
    worth(task, routes)
    for r, stops in enumerate(routes):
        assert all(shares[r, stop] > 0 or task.tied[stop] != FREE for stop in stops)


def test_what_goes_together_is_all_there():
    task = made(3, stops=6, routes=2, windows=False)
    room = np.full(2, 1e4)
    task = task._replace(end=room, most=room.astype(int), most_shared=room.astype(int)[:1])
    task = task._replace(value=np.full((2, 6), 10.0))
    shares = np.zeros((2, 6))
    shares[0, [1, 3]], shares[1, [0, 5]] = 1.0, 0.5
    assert [set(stops) for stops in rounded(task, shares)] == [{1, 3}, {0, 5}]


def test_without_wishes_nothing_is_visited():
    task = made(1)
    assert rounded(task, np.zeros_like(task.value)) == ((), (), ())
