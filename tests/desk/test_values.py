"""Answers of people are written as facts write them, or refused with what is possible."""

import pytest
from entries import QUESTIONS
from hypothesis import given
from hypothesis import strategies as st

from theseus.desk.entering import either, person
from theseus.desk.values import answer, asked
from theseus.errors import DeskError


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("in_use", " JA ", "ja"),
        ("in_use", "nee", "nee"),
        ("users", "1250", "1250"),
        ("users", "12,5", "12.5"),
        ("users", "0.25", "0.25"),
        ("activity_seen", "AUTOMOTIVE", "automotive"),
    ],
)
def test_an_answer_is_written_as_facts_write_it(name: str, given: str, value: str):
    assert answer(QUESTIONS[name], given) == value


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("in_use", "true"),
        ("in_use", "1"),
        ("users", "-3"),
        ("users", "1.250"),
        ("users", "nan"),
        ("users", "inf"),
        ("users", "1e3"),
        ("users", "²"),
        ("activity_seen", "overig"),
    ],
)
def test_what_is_no_answer_is_refused(name: str, given: str):
    with pytest.raises(DeskError, match=name):
        answer(QUESTIONS[name], given)


@given(text=st.text(max_size=20))
def test_a_number_that_is_taken_is_a_number(text: str):
    try:
        written = answer(QUESTIONS["users"], text)
    except DeskError:
        return
    assert 0 <= float(written) < 1e12


def test_a_question_that_cannot_be_answered_here_names_those_that_can():
    with pytest.raises(DeskError, match="Wel: geen enkele"):
        asked({}, "in_use", "Een bezoek")


@given(name=st.text(st.characters(codec="utf-8"), max_size=12))
def test_a_name_is_one_person_whatever_the_capitals_and_spaces(name: str):
    assert person(f"  {name}\t") == person(name)
    assert person(person(name)) == person(name)


def test_choices_are_told_as_a_reader_expects():
    assert either(("a",)) == "a"
    assert either(("a", "b", "c")) == "a, b of c"
