"""Additions: one spelling, whatever form they are written in."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.link.additions import LONGEST_RANGE, as_several, canonical, loose, whole_of
from theseus.link.addresses import keys
from theseus.link.streets import street_key, town_key
from theseus.sources import address

NUMBERS = st.integers(1, 99_999)
SEPARATORS = st.sampled_from(["", " ", "-", " - ", "/", "\u2013", "."])
LETTERS = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Every form of one addition: the ways to write it.
FORMS = {
    "bis": ["bis", "BIS", "Bis."],
    "hs": ["hs", "huis", "HS.", "h.s."],
    "zw": ["zw", "zwart", "ZW"],
    "unit 4": ["unit 4", "Unit4", "UNIT-4", "unit 04", "un. 4", "u4", "(unit 4)", ", unit nr. 4", "units 4"],
    "2e verd.": ["2e verd.", "2e verdieping", "2 hoog", "2e etage", "tweede verdieping", "2-hoog"],
    "bg": ["bg", "b.g.", "begane grond", "BG."],
    "t/m 99998": ["t/m 99998", "tm 99998", "T/M 99998", "t.m. 99998", "tot en met 99998", "tot 99998"],
    "en 99998": ["en 99998", "& 99998", "+99998", ", 99998", "; 99998", "EN 99998"],
}


def key(texts: list[str]) -> pd.Series:
    number = address.house_number(pd.Series(texts, dtype="string"))
    empty = pd.Series(pd.NA, index=number.index, dtype="string")
    postcode = pd.Series("1234AB", index=number.index, dtype="string")
    return keys(number.assign(postcode=postcode, straat=empty, woonplaats=empty))["key"]


@given(NUMBERS, LETTERS, SEPARATORS, st.sampled_from(["", "nr. ", "nr ", "no. ", "Huisnummer ", " "]))
def test_a_letter_has_one_key_in_every_form(number, letter, sign, prefix):
    one, other = key([f"{number}{letter}", f"{prefix}{number}{sign}{letter.lower()} "])
    assert one == other


@given(NUMBERS, st.sampled_from(sorted(FORMS)))
def test_an_addition_has_one_key_in_every_form(number, addition):
    got = key([f"{number} {form}" for form in FORMS[addition]])
    assert got.notna().all()
    assert (got == got[0]).all()


@given(NUMBERS, st.sampled_from(sorted(FORMS)), st.sampled_from(sorted(FORMS)))
def test_different_additions_have_different_keys(number, one, other):
    got = key([f"{number} {one}", f"{number} {other}"])
    assert (got[0] == got[1]) == (one == other)


@given(st.text(max_size=20))
def test_normalising_twice_is_normalising_once(text):
    once = canonical(text)
    assert canonical(once) == once
    assert street_key(street_key(text)) == street_key(text)
    assert loose(loose(once)) == loose(once) or loose(once) in {"I", "V", "X"}


@given(st.text(alphabet="0123456789ABCabtmenui .-/&,", max_size=14))
def test_a_house_number_written_back_is_read_the_same(text):
    first = address.house_number(pd.Series([text], dtype="string"))
    if first["huisnummer"].isna()[0]:
        return
    written = first["huisnummer"].astype("string") + first["huisletter"].fillna("")
    again = address.house_number(written + (" " + first["toevoeging"]).fillna(""))
    pd.testing.assert_frame_equal(first, again)


@given(NUMBERS, st.sampled_from(["", "A"]), st.text(alphabet="0123456789ABCTMEN", max_size=9))
def test_a_reading_is_of_bounded_length_and_starts_at_its_own_number(number, letter, rest):
    read = as_several(number, letter, rest)
    if read is not None:
        assert 1 < len(read.doors) <= LONGEST_RANGE
        assert len(set(read.doors)) == len(read.doors)
        assert read.doors[0][0] == number


@pytest.mark.parametrize(
    ("addition", "whole"),
    [("UNIT4", ""), ("AUNIT4", "A"), ("2HOOG", ""), ("BG", ""), ("A", None), ("4", None), ("ACHTER", None)],
)
def test_what_is_part_of_a_building(addition, whole):
    assert whole_of(addition) == whole


@pytest.mark.parametrize(
    ("one", "other"),
    [("Voorbeeldstad", "VOORBEELDSTAD (Gld)"), ("'s-Gravenhage", "Den Haag"), ("IJproef", "Yproef")],
)
def test_one_town_has_one_key(one, other):
    assert town_key(one) == town_key(other)
