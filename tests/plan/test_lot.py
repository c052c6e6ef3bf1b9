"""The lot: as many as asked for, the same again, whatever the order, and no one more often than another."""

import math

from hypothesis import given
from hypothesis import strategies as st

from theseus.plan.lot import drawn

codes = st.sampled_from(["GM0226", "GM0293"])
eligible = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), codes, max_size=60)


@given(eligible=eligible, room=st.integers(0, 40), share=st.floats(0, 1))
def test_the_share_is_drawn_of_what_there_is(eligible, room, share):
    found = drawn(eligible, {"GM0226": room, "GM0293": 2 * room}, share, "x")
    for code, visits in (("GM0226", room), ("GM0293", 2 * room)):
        there = [name for name in eligible if eligible[name] == code]
        assert sum(name in found for name in there) == min(math.ceil(share * visits), len(there))


@given(eligible=eligible)
def test_who_else_there_is_changes_no_lot(eligible):
    found = drawn(eligible, {"GM0226": 5, "GM0293": 5}, 1.0, "x")
    for gone in set(eligible) - found:
        left = {name: code for name, code in eligible.items() if name != gone}
        assert drawn(left, {"GM0226": 5, "GM0293": 5}, 1.0, "x") == found
    turned = dict(reversed(eligible.items()))
    assert drawn(turned, {"GM0226": 5, "GM0293": 5}, 1.0, "x") == found


def test_over_many_draws_everybody_has_the_same_chance():
    everybody = {f"o{n}": "GM0226" for n in range(20)}
    times = dict.fromkeys(everybody, 0)
    for year in range(2000):
        for name in drawn(everybody, {"GM0226": 5}, 1.0, str(year)):
            times[name] += 1
    assert all(abs(count - 500) < 5 * math.sqrt(2000 * 0.25 * 0.75) for count in times.values())
