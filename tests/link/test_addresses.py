"""Address keys: equal addresses are equal however they are written, others are not."""

import pandas as pd
import pytest

from theseus.link.addresses import keys, written


def frame(**values) -> pd.DataFrame:
    columns = ["straat", "huisletter", "toevoeging", "postcode", "woonplaats"]
    table = pd.DataFrame({name: pd.array([values.get(name)], dtype="string") for name in columns})
    return table.assign(huisnummer=pd.array([values.get("huisnummer")], dtype="Int64"))


@pytest.mark.parametrize(
    "other",
    [
        {"huisletter": "A"},
        {"huisletter": "a"},
        {"toevoeging": "-A"},
        {"toevoeging": " a "},
        {"postcode": "6921 aa", "toevoeging": "A"},
    ],
)
def test_one_address_has_one_key(other):
    first = keys(frame(postcode="6921AA", huisnummer=12, huisletter="A"))
    assert keys(frame(**{"postcode": "6921AA", "huisnummer": 12, **other}))["key"][0] == first["key"][0]


@pytest.mark.parametrize(
    "other", [{"huisnummer": 13}, {"postcode": "6921AB"}, {"toevoeging": "1"}, {"huisletter": "B"}]
)
def test_another_address_has_another_key(other):
    first = keys(frame(postcode="6921AA", huisnummer=12))
    assert keys(frame(**{"postcode": "6921AA", "huisnummer": 12, **other}))["key"][0] != first["key"][0]


@pytest.mark.parametrize(
    "part", [{"postcode": "6921AA"}, {"huisnummer": 12}, {"postcode": " ", "huisnummer": 12}, {}]
)
def test_half_an_address_has_no_key(part):
    assert keys(frame(**part))["key"].isna().all()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (
            {
                "straat": "Ambacht",
                "huisnummer": 12,
                "huisletter": "A",
                "toevoeging": "3",
                "postcode": "6921AA",
            },
            "Ambacht 12A-3, 6921 AA",
        ),
        (
            {"straat": "Ambacht", "huisnummer": 12, "toevoeging": "-b", "woonplaats": "Duiven"},
            "Ambacht 12-b, Duiven",
        ),
        ({"straat": "Ambacht"}, "Ambacht"),
        ({"postcode": "6921AA", "huisnummer": 12, "woonplaats": "Duiven"}, "12, 6921 AA Duiven"),
        ({"woonplaats": "Duiven"}, None),
    ],
)
def test_an_address_is_written_as_a_person_does(values, text):
    got = written(frame(**values))[0]
    assert (got == text) if text else pd.isna(got)
