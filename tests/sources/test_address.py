"""Address text: what is recognised, what is refused, and that nothing is guessed."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.sources.address import bad_house_number, bad_postcode, house_number, postcode, text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("6921RW", "6921RW"),
        (" 6921 rw ", "6921RW"),
        ("6921\u00a0RW", "6921RW"),
        ("6921", None),
        ("0921RW", None),
        ("6921RWX", None),
        ("٦٩٢١RW", None),
        ("", None),
        (None, None),
    ],
)
def test_postcode(written, expected):
    got = postcode(pd.Series([written], dtype="string"))
    assert got.dtype == "string"
    assert got[0] == expected if expected else got.isna()[0]


def test_bad_postcode_tells_wrong_from_empty():
    bad = bad_postcode(pd.Series(["6921RW", "6921", "", None, " \x00"], dtype="string"))
    assert bad.tolist() == [False, True, False, False, False]
    assert bad.dtype == "boolean"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12", (12, None, None)),
        ("12A", (12, "A", None)),
        ("12a", (12, "A", None)),
        ("12 A", (12, "A", None)),
        ("12-A", (12, "A", None)),
        ("12-3", (12, None, "3")),
        ("12 bis", (12, None, "bis")),
        ("12bis", (12, None, "bis")),
        ("12A-2", (12, "A", "2")),
        ("12 A bis", (12, "A", "bis")),
        ("12/3", (12, None, "3")),
        ("12 unit 3", (12, None, "unit 3")),
        ("12.0", (12, None, None)),
        ("12-14", (12, None, "14")),
        ("99999", (99999, None, None)),
        ("123456", (None, None, None)),
        ("0", (None, None, None)),
        ("A12", (None, None, None)),
        ("12;14", (12, None, "en 14")),
        ("12@14", (None, None, None)),
        ("12 " + "9" * 100_000, (None, None, None)),
        ("", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_house_number(written, expected):
    row = house_number(pd.Series([written], dtype="string")).iloc[0]
    assert tuple(None if pd.isna(value) else value for value in row) == expected


def test_house_number_keeps_index_and_dtypes():
    got = house_number(pd.Series(["7", None], index=[4, 9]))
    assert got.index.tolist() == [4, 9]
    assert got.dtypes.astype(str).tolist() == ["Int64", "string", "string"]
    assert len(house_number(pd.Series([], dtype="string"))) == 0


def test_bad_house_number_tells_wrong_from_empty():
    assert bad_house_number(pd.Series(["12", "n.v.t.", "", None])).tolist() == [False, True, False, False]


def test_text_strips_and_empties():
    assert text(pd.Series(["  a b\x00 ", "\x00", "  "])).fillna("-").tolist() == ["a b", "-", "-"]


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=8))
def test_any_text_gives_a_valid_value_or_none(values):
    series = pd.Series(values, dtype="string")
    assert postcode(series).dropna().str.fullmatch("[1-9][0-9]{3}[A-Z]{2}").all()
    assert house_number(series)["huisnummer"].dropna().between(1, 99_999).all()


@given(
    st.integers(1, 99_999),
    st.one_of(st.none(), st.sampled_from("ABCXYZ")),
    st.one_of(st.none(), st.just("2")),
)
def test_what_was_joined_is_split_again(number, letter, addition):
    written = f"{number}{letter or ''}" + (f"-{addition}" if addition else "")
    row = house_number(pd.Series([written])).iloc[0]
    assert tuple(None if pd.isna(value) else value for value in row) == (number, letter, addition)
