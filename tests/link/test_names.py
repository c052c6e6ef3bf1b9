"""Business names: what is one name, what is not, and that comparing is fair."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.link.likeness import similarity
from theseus.link.names import normalise
from theseus.link.score import SAME_NAME


def alike(one: str, other: str) -> float:
    return float(similarity(text(one), text(other))[0])


def text(*names: str) -> pd.Series:
    return pd.Series(names, dtype="string")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jansen B.V.", "jansen bv"),
        ("Jansen B V", "JANSEN"),
        ("De Vries & Zn", "de Vries en Zn V.O.F."),
        ("Café 't Hoekje", "cafe het hoekje"),
        ("A.B.C. Metaal", "ABC Metaal"),
        ("Auto Service Duiven", "Autoservice Duiven"),
        ("Holding B.V.", "holding bv"),
        ("Sørensen", "Sorensen"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert alike(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Garage Jansen", "Autobedrijf Jansen"),
        ("Janssen Metaal", "Jansen Metaal"),
        ("Metaalbewerking Hendriks", "Hendriks"),
        ("Rijnstaal Constructies", "Rijnstaal Constuctie"),
        ("Pieterse Logistiek", "Petersen Logistiek"),
        ("Rijnstaal Beheer B.V.", "Rijnstaal Beheermaatschappij"),
        ("v.d. Berg Bouw", "Van den Berg Bouw"),
    ],
)
def test_misspelt_and_shortened_names_are_one_name(one, other):
    assert SAME_NAME <= alike(one, other) <= 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Autobedrijf Jansen", "Autobedrijf Pietersen"),  # both are a garage, and that is all
        ("ABC", "ABD"),
        ("KPN", "KPMG"),
        ("Action", "Aldi"),
        ("VOORBEELD Kwaliteit Tegels", "VOORBEELD Snelle Banden"),
        ("!!!", "???"),
        ("Van Dijk Transport", "Van Dam Transport"),
        ("Rijnstaal Holding B.V.", "Rijnstaal"),  # a holding and its werkmaatschappij are two companies
        ("Rijnstaal Holdnig", "Rijnstaal Bouw"),
        ("Rijnstaal Holding", "Rijnstaal Vastgoed"),
        ("Jansen Bouw", "Jansen Interieur"),
        ("Stukadoorsbedrijf Jansen", "Jansen Dakdekkers"),
        ("J. Jansen", "P. Jansen"),
        ("Rijnstaal 1", "Rijnstaal 2"),
    ],
)
def test_other_names_are_not_one_name(one, other):
    assert alike(one, other) < SAME_NAME


def test_hostile_names_are_only_text():
    names = [
        "'; DROP TABLE given; --",
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "{{ 7*7 }}",
        "$1\\1",
        "a" * 10_000,
    ]
    assert (similarity(text(*names), text(*names)) == 1.0).all()


def test_a_name_of_only_legal_forms_or_trade_keeps_its_words():
    written = normalise(text("B.V.", "Garage Transport"))
    assert written["whole"].to_list() == ["b v", "garage transport"]
    assert written["core"].to_list() == ["b v", "garage transport"]


def test_no_pairs_give_no_similarity():
    assert len(similarity(text(), text())) == 0


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8))
def test_similarity_is_symmetric_and_between_0_and_1(pairs):
    left, right = text(*(one for one, _ in pairs)), text(*(other for _, other in pairs))
    there, back = similarity(left, right), similarity(right, left)
    np.testing.assert_array_equal(there, back)
    assert ((there >= 0) & (there <= 1)).all()
