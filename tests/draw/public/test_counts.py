"""k-anonymity of the public figures, counted out over every small region there can be."""

import itertools
from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.draw.public.counts import Counts, Row, count, publish
from theseus.errors import ConfigError

NUMBERS = ("green", "not_green", "white", "red")


def regions(sizes):
    """Every way in which the uses of parks of these sizes can be labelled."""
    splits = [
        [Counts((str(at),), g, w, n - g - w) for g in range(n + 1) for w in range(n - g + 1)]
        for at, n in enumerate(sizes)
    ]
    return itertools.product(*splits)


def shown(published):
    return [*published.rows, *filter(None, (published.together, published.total))]


@pytest.mark.parametrize(
    ("k", "sizes"),
    [
        (2, (4, 4, 4)),
        (2, (4, 5, 8)),
        (2, (4, 4, 4, 4)),
        (2, (1, 2, 3, 6)),
        (2, (1, 1, 5, 4)),
        (2, (3, 1, 4)),
        (3, (6, 6, 6)),
        (3, (7, 6)),
        (3, (2, 5, 9)),
    ],
)
def test_what_is_hidden_can_be_any_of_k_numbers_for_who_knows_all_the_rest(k, sizes):
    """Somebody knows the code, the size of every park and all that is published, and still cannot tell."""
    cannot_tell(regions(sizes), k, sizes)


def test_nor_where_parks_hide_their_green_beside_parks_that_hide_their_red():
    """All regions of five parks of which two tell nothing but their uses, and three their green as well."""
    silent = [(g, w, 4 - g - w) for g in (0, 1, 3, 4) for w in range(5 - g)]
    spoken = [(2, w, 2 - w) for w in range(3)]
    parks = [
        [Counts((str(at),), *one) for one in kinds] for at, kinds in enumerate([silent] * 2 + [spoken] * 3)
    ]
    told = cannot_tell(itertools.product(*parks), 2, [4] * 5)
    assert {(found.total.green is None, found.total.red is None) for found in told} == {
        (True, True), (False, True), (False, False),
    }  # fmt: skip


def cannot_tell(regions_, k, sizes):
    """Check of everything that can be published that it leaves room for every hidden number."""
    worlds = defaultdict(list)
    for region in regions_:
        worlds[publish(region, k)].append(region)
    assert len(worlds) > 1
    for published, possible in worlds.items():
        for row in published.rows:
            (at,) = map(int, row.terrein_ids)
            for name in NUMBERS:
                values = {getattr(region[at], name) for region in possible}
                told = getattr(row, name)
                if told is None:
                    assert len(values) >= k, (published, name)
                else:
                    assert values == {told}
                    assert told >= k
        alone = set() if published.together is None else set(published.together.terrein_ids)
        for at in map(int, alone | set(published.left_out)):
            for name in ("green", "white", "red"):
                values = {getattr(region[at], name) for region in possible}
                assert len(values) >= min(k, sizes[at]) + 1, (published, at, name)
    return worlds


def test_the_total_tells_what_it_can():
    """Hiding everything would be easy: each amount of telling occurs, also beside rows that hide."""
    told = {
        (sum(row.red is not None for row in found.rows), found.total.red is None, found.total.green is None)
        for found in (publish(region, 2) for region in regions((6, 6, 6)))
    }
    assert {(3, False, False), (0, False, False), (0, True, False), (0, True, True)} <= told


counts = st.builds(lambda g, w, r: (g, w, r), st.integers(0, 60), st.integers(0, 60), st.integers(0, 25))


@given(st.lists(counts, max_size=8), st.integers(2, 15))
def test_every_number_is_true_large_enough_and_adds_up(parks, k):
    given_ = [Counts((str(at),), *numbers) for at, numbers in enumerate(parks)]
    found = publish(given_, k)
    for row in shown(found):
        mine = [given_[int(name)] for name in row.terrein_ids]
        assert row.uses == sum(park.uses for park in mine) >= 2 * k
        for name in NUMBERS:
            told = getattr(row, name)
            assert told is None or told == sum(getattr(park, name) for park in mine) >= k
        assert (row.green is None) == (row.not_green is None)
        assert (row.white is None) == (row.red is None)
    counted = [name for row in [*found.rows, *filter(None, [found.together])] for name in row.terrein_ids]
    assert sorted([*counted, *found.left_out]) == sorted(park.ids[0] for park in given_)
    if found.total:
        assert sorted(found.total.terrein_ids) == sorted(counted)


def test_a_zero_and_a_park_of_one_label_are_hidden_too():
    found = publish([Counts(("a",), 50, 0, 0), Counts(("b",), 30, 30, 0)], 10)
    assert found.rows == (Row(("a",), 50), Row(("b",), 60, 30, 30))


def test_one_hidden_number_is_not_the_rest_of_a_total():
    """Two parks tell all, the third hides how its 40 divide: a total that tells all would give it away."""
    open_ = [Counts((name,), 50, 40, 20) for name in "ab"]
    found = publish([*open_, Counts(("c",), 50, 38, 2)], 10)
    assert found.rows[2] == Row(("c",), 90, 50, 40)
    assert found.total == Row(("a", "b", "c"), 310, 150, 160)
    # With enough parks that hide as much, the total says nothing about any of them.
    hiding = [Counts((str(at),), 50, 35, 5) for at in range(4)]
    found = publish([*open_, *hiding], 10)
    assert found.total.red == 60


def test_parks_of_both_sorts_that_hide_their_green_do_not_silence_the_total():
    """A region has parks with few green and parks with few others; together they hide each other."""
    mostly = [Counts((f"g{at}",), 14, 8, 0) for at in range(3)]
    hardly = [Counts((f"w{at}",), 9, 14, 0) for at in range(2)]
    found = publish([Counts(("groot",), 100, 80, 20), *mostly, *hardly], 10)
    assert [row.green for row in found.rows] == [100, *[None] * 5]
    assert (found.total.green, found.total.not_green) == (160, 152)


def test_small_parks_are_counted_together_or_not_at_all():
    large, small = Counts(("groot",), 30, 30, 30), [Counts((str(at),), 5, 4, 0) for at in range(3)]
    found = publish([large, *small], 10)
    assert found.together == Row(("0", "1", "2"), 27, 15, 12)
    assert (found.total.uses, found.left_out) == (117, ())
    found = publish([large, *small[:2]], 10)
    assert (found.together, found.total.uses, found.left_out) == (None, 90, ("0", "1"))
    # Of two parks of which one is nearly everything, the sum is the one.
    nearly = [Counts(("bijna",), 10, 9, 0), Counts(("klein",), 1, 2, 0)]
    assert publish([large, *nearly], 10).together is None


def test_without_uses_there_is_nothing_to_tell():
    found = publish([Counts(("leeg",), 0, 0, 0)], 10)
    assert (found.rows, found.together, found.total, found.left_out) == ((), None, None, ("leeg",))


def test_counts_come_from_labels_alone():
    labels = pd.DataFrame({"terrein_id": ["a", "a", "b", "a"], "label": ["groen", "rood", "wit", "groen"]})
    assert count(["b", "a", "leeg"], labels) == (
        Counts(("b",), 0, 1, 0),
        Counts(("a",), 2, 0, 1),
        Counts(("leeg",), 0, 0, 0),
    )


def test_a_k_that_protects_nobody_is_refused():
    with pytest.raises(ConfigError, match="minstens 2"):
        publish([], 1)
