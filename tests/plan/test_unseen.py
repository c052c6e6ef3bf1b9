"""Who was last seen long ago: the newest look counts, whoever looked."""

import datetime as dt

import pandas as pd
import pytest

from theseus.plan.unseen import long_unseen

AS_OF = dt.date(2026, 11, 16)


def looks(*pairs):
    return pd.DataFrame(list(pairs), columns=["occupancy_id", "seen_on"]).astype({"occupancy_id": "string"})


def test_the_newest_look_counts_whoever_looked():
    visits = looks(("a", dt.date(2025, 1, 1)), ("b", dt.date(2025, 1, 1)), ("b", dt.date(2024, 1, 1)))
    street = looks(("a", dt.date(2026, 10, 1)))
    assert long_unseen([visits, street], as_of=AS_OF, weeks=52) == {"b": dt.date(2025, 1, 1)}


def test_a_look_of_later_does_not_count_yet():
    visits = looks(("a", dt.date(2025, 1, 1)), ("a", dt.date(2026, 12, 1)))
    assert long_unseen([visits], as_of=AS_OF, weeks=52) == {"a": dt.date(2025, 1, 1)}


@pytest.mark.parametrize(("days", "old"), [(363, False), (364, False), (365, True)])
def test_exactly_so_many_weeks_is_not_long_ago(days, old):
    seen = AS_OF - dt.timedelta(days=days)
    assert bool(long_unseen([looks(("a", seen))], as_of=AS_OF, weeks=52)) is old


def test_who_was_never_seen_is_not_among_them():
    assert long_unseen([looks(), looks()], as_of=AS_OF, weeks=52) == {}
