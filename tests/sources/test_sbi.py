"""SBI: versions are proved, activities are never guessed."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.contracts import ACTIVITIES
from theseus.sources import sbi


def one(codes, stated=None):
    found = sbi.classify(pd.Series([codes], dtype="string"), pd.Series([stated], dtype="string")).iloc[0]
    return tuple(None if pd.isna(value) else value for value in found)


@pytest.mark.parametrize(
    ("codes", "version", "activity"),
    [
        ("1011", "2008", "industrie"),
        ("10110", "2025", "industrie"),
        ("45112", "2008", "automotive"),
        ("46771", "2008", "automotive"),
        ("46871", "2025", "automotive"),
        ("95311", "2025", "automotive"),
        ("47820", "2025", "automotive"),
        ("4671", "2008", "groothandel"),  # fuels, not vehicles
        ("46710", "2025", "automotive"),  # vehicles, not fuels
        ("4781", "2008", "winkel"),  # market trade, not vehicles
        ("47810", "2025", "automotive"),
        ("47811", "2008", "winkel"),
        ("4730", "2008", "winkel"),
        ("77111", None, "overig"),
        ("5699", None, None),  # in neither list
        ("56101", "2008", "horeca"),
        ("52109", None, "opslag en vervoer"),  # in both lists, and they agree
        ("86102", None, "zorg en onderwijs"),
        ("9700", "2008", None),  # deliberate: no business at an address
    ],
)
def test_version_and_activity(codes, version, activity):
    assert one(codes)[1:] == (version, activity)


def test_dots_and_spaces_do_not_matter():
    assert one(" 47.81.0 , 95.31.1") == ("47810,95311", "2025", "automotive")


def test_one_code_proves_the_version_of_its_registration():
    assert one("94997,10110") == ("94997,10110", "2025", "overig")
    assert one("94997,1011") == ("94997,1011", "2008", "overig")


def test_codes_that_contradict_each_other_prove_nothing():
    assert one("1011,10110") == ("1011,10110", None, None)


def test_a_stated_version_counts_unless_the_codes_refute_it():
    assert one("94997", "2025")[1:] == ("2025", "overig")
    assert one("4671", "2025")[1:] == (None, None)
    assert one("10110", "2008")[1:] == (None, None)
    assert one("10110", "2011")[1:] == ("2025", "industrie")


@pytest.mark.parametrize("codes", [None, "", " ", "abc", "99999", "1", "45112x"])
def test_what_is_no_code_has_no_activity(codes):
    assert one(codes)[1:] == (None, None)


def test_an_unknown_main_activity_is_not_taken_from_the_others():
    assert one(",10110,47810") == ("10110,47810", "2025", None)


@pytest.mark.parametrize("code", ["94911", "94910", "9492", "94200", "9420"])
def test_what_a_body_believes_is_not_kept(code):
    assert one(code)[0] == "94"


def test_index_and_dtypes_are_kept():
    found = sbi.classify(pd.Series(["1011", None, "1011"], index=[7, 3, 5]))
    assert found.index.tolist() == [7, 3, 5]
    assert (found.dtypes == "string").all()
    assert found["activity"].tolist()[::2] == ["industrie", "industrie"]


def test_division_45_exists_only_in_2008_and_95_3_only_in_2025():
    known = sbi.known_codes()
    assert not [code for code in known["2025"] if code.startswith("45")]
    assert not [code for code in known["2008"] if code.startswith("953")]
    assert [code for code in known["2008"] if code.startswith("45")]


def test_only_2025_ends_a_fifth_digit_in_0():
    assert not [code for code in sbi.known_codes()["2008"] if len(code) == 5 and code.endswith("0")]
    assert {len(code) for code in sbi.known_codes()["2025"]} == {5}


def test_every_known_code_has_an_activity_or_a_deliberate_none():
    for version, codes in sbi.known_codes().items():
        without = {code for code in codes if sbi.activity_of(code, version) is None}
        assert {code[:2] for code in without} == {"97", "98"}
        assert {sbi.activity_of(code, version) for code in codes - without} <= set(ACTIVITIES)


def test_the_versions_agree_on_every_code_they_share():
    shared = set.intersection(*map(set, sbi.known_codes().values()))
    assert len(shared) > 200
    assert not [code for code in shared if sbi.activity_of(code, "2008") != sbi.activity_of(code, "2025")]


def test_every_sbi_2008_code_of_the_published_list_is_known(real_data):
    published = json.loads((real_data / "sbi" / "sbi2008_code.json").read_text("utf-8"))
    codes = {item["pk"] for item in published if len(item["pk"]) >= 4}
    assert len(codes) > 1000
    assert codes == sbi.known_codes()["2008"]
    found = sbi.classify(pd.Series(sorted(codes), dtype="string"))
    nameless = found["sbi_codes"][found["activity"].isna()]
    assert set(nameless.str[:2]) == {"97", "98"}
    proved = found["sbi_version"].dropna()
    assert set(proved) == {"2008"}
    assert len(proved) > 0.75 * len(codes)


@given(st.lists(st.text("0123456789., x", max_size=8), max_size=5).map(",".join))
def test_any_text_is_classified_without_a_guess(codes):
    _, version, activity = one(codes)
    assert version in (None, "2008", "2025")
    assert activity is None or activity in ACTIVITIES
