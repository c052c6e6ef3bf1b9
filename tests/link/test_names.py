"""Business names: what is one name, what is not, and that comparing is fair."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.link.likeness import alike as alike_at
from theseus.link.likeness import at_most, similarity, write
from theseus.link.names import normalise, words_of
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
        ("v.d. Berg Bouw", "Van den Berg Bouw"),
        ("Jansen & Zonen", "Jansen en Zn."),
        ("Gebroeders Rijnstaal", "Gebr. Rijnstaal"),
        ("Rijnstaal Advies", "Rijnstaaladvies"),
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
        ("Rijnstaal Transp.", "Rijnstaal Transport"),
        ("Rijnstaal Vastgo.", "Rijnstaal Vastgoed"),
        ("De Vries", "De Vries Bouw"),
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
        ("Rijnstaal Vastgo. B.V.", "Rijnstaal B.V."),
        ("De Vries Webshop & Co", "Jan de Vries en partners"),  # very many people are called that
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


def test_a_town_is_not_who_somebody_is():
    towns = words_of(text("Duiven", "'s-Heerenberg", None, "Ede"))
    assert towns == {"duiven", "heerenberg"}
    written = normalise(text("Kapsalon Duiven", "Fitpunt Duiven", "Theehuis Duiven", "Duiven"), towns)
    assert written["core"].to_list() == ["kapsalon duiven", "fitpunt duiven", "theehuis duiven", "duiven"]
    table = write(text("Kapsalon Duiven", "Stichting Zon Duiven"), towns)
    assert alike_at(table, np.array([0]), np.array([1]))[0] < SAME_NAME


def test_no_pairs_give_no_similarity():
    assert len(similarity(text(), text())) == 0


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8))
def test_similarity_is_symmetric_and_between_0_and_1(pairs):
    left, right = text(*(one for one, _ in pairs)), text(*(other for _, other in pairs))
    there, back = similarity(left, right), similarity(right, left)
    np.testing.assert_array_equal(there, back)
    assert ((there >= 0) & (there <= 1)).all()


WORDS = st.sampled_from(
    [
        "jansen",
        "Rijnstaal",
        "Bouw",
        "transp.",
        "& Zn",
        "v.d.",
        "B.V.",
        "Holding",
        "J.",
        "12",
        "Duiven",
        "é",
        "bouwbedrijf",
    ]
)
FIRMS = st.lists(st.one_of(WORDS, NAMES), min_size=1, max_size=4).map(" ".join)


@given(st.lists(FIRMS, min_size=1, max_size=6, unique=True))
def test_names_are_never_more_alike_than_their_letters_allow(names):
    """What the bound rules out is never compared, so a bound too low would lose links unseen."""
    written = write(text(*names), frozenset({"duiven"}))
    one, other = (part.ravel() for part in np.indices((len(names), len(names))))
    assert (alike_at(written, one, other) <= at_most(written, one, other)).all()


@given(FIRMS)
def test_a_name_is_like_itself(name):
    assert alike(name, name) in {0.0, 1.0}  # 0 for a name without a letter or a digit


def test_no_names_are_no_names():
    assert normalise(text()).empty
    assert words_of(text()) == frozenset()
