"""Typed fields: what is read, what is refused, and that empty is never wrong."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.sources import fields


def series(*values):
    return pd.Series(list(values), dtype="string")


def told(found):
    return [None if pd.isna(value) else value for value in found]


def test_truth_has_three_values():
    values = series("ja", " NEE ", "J", "0", "onbekend", "", None, "misschien")
    assert told(fields.truth(values)) == [True, False, True, False, None, None, None, None]
    assert fields.bad_truth(values).tolist() == [False] * 7 + [True]


def test_whole_numbers():
    values = series("12", "12.0", " 7 ", "-1", "1,5", "x", "", None, "9" * 20, "١٢")
    assert told(fields.whole(values)) == [12, 12, 7, None, None, None, None, None, None, None]
    assert fields.bad_whole(values).tolist() == [False] * 3 + [True] * 3 + [False] * 2 + [True] * 2


def test_decimals_with_point_or_comma():
    assert told(fields.decimal(series("195123.4", "195123,4", "1e5", ""))) == [195123.4, 195123.4, None, None]
    assert fields.bad_decimal(series("1.2.3", "nan", "12")).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("written", "length", "expected"),
    [
        ("38509504", 12, "000038509504"),
        ("000038509504", 12, "000038509504"),
        ("38509504.0", 12, "000038509504"),
        ("1234567", 8, "01234567"),
        ("0000385095041", 12, None),
        ("3,85E+07", 12, None),
        ("0", 12, None),
        ("12 34", 8, None),
        ("abc", 8, None),
    ],
)
def test_keys_get_their_zeros_back(written, length, expected):
    assert told(fields.digits(series(written), length)) == [expected]
    assert fields.bad_digits(series(written), length).tolist() == [expected is None]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("20150828", "2015-08-28", "2015-08-28"),
        ("2015-08-28", "2015-08-28", "2015-08-28"),
        ("28-08-2015", "2015-08-28", "2015-08-28"),
        ("2015-08-28 00:00:00", "2015-08-28", "2015-08-28"),
        ("20160200", "2016-02-01", "2016-02-29"),
        ("20150000", "2015-01-01", "2015-12-31"),
    ],
)
def test_days(written, first, last):
    found = fields.days(series(written)).iloc[0]
    assert (found["first"], found["last"]) == (pd.Timestamp(first), pd.Timestamp(last))
    assert not fields.bad_day(series(written))[0]


def test_days_that_are_none():
    values = series("20151301", "20150231", "20150012", "gisteren", "00000000", "", None)
    assert fields.days(values)["first"].isna().all()
    assert fields.bad_day(values).tolist() == [True, True, True, True, False, False, False]


def test_points_and_where_they_lie():
    x, y = fields.decimal(series("195000", "5.9", None)), fields.decimal(series("440000", "51.9", "440000"))
    assert fields.outside_netherlands(x, y).tolist() == [False, True, False]
    assert [point is None for point in fields.points(x, y)] == [False, False, True]
    assert fields.points(x[:0], y[:0]) == []


@settings(max_examples=settings().max_examples // 3)  # one example holds many texts
@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=18))
def test_any_text_is_read_or_told(values):
    texts = series(*values)
    empty = texts.str.replace("\x00", "").str.strip().fillna("") == ""
    for read, bad in (
        (fields.truth, fields.bad_truth),
        (fields.whole, fields.bad_whole),
        (fields.decimal, fields.bad_decimal),
        (lambda t: fields.digits(t, 8), lambda t: fields.bad_digits(t, 8)),
        (lambda t: fields.days(t)["first"], fields.bad_day),
    ):
        assert not (bad(texts) & empty).any()
        assert read(texts)[bad(texts)].isna().all()
