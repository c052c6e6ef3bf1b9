"""The note about the last try to fetch a source."""

import datetime as dt

import pytest

from theseus import attempt

NINE = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)


def test_nothing_was_tried(tmp_path):
    assert attempt.last(tmp_path) is None
    assert attempt.last(tmp_path / "bestaat-niet") is None


def test_a_failure_keeps_the_moment_of_the_last_success(tmp_path):
    attempt.note(tmp_path, NINE, "opgehaald", "Gelukt.", good=True)
    amsterdam = dt.timezone(dt.timedelta(hours=1))
    later = dt.datetime(2026, 11, 23, 10, tzinfo=amsterdam)
    noted = attempt.note(tmp_path, later, "mislukt", "Dienst ligt eruit.", good=False)
    assert attempt.last(tmp_path) == noted
    assert noted.at == later
    assert noted.at.utcoffset() == dt.timedelta(0)
    assert noted.last_good == NINE
    assert not noted.good
    assert noted.message == "Dienst ligt eruit."


def test_a_source_that_never_succeeded(tmp_path):
    attempt.note(tmp_path, NINE, "mislukt", "Nee.", good=False)
    assert attempt.last(tmp_path).last_good is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"at": "gisteren"}', "\xff"])
def test_an_unreadable_note_is_no_note(tmp_path, text):
    (tmp_path / attempt.NAME).write_text(text, encoding="latin-1")
    assert attempt.last(tmp_path) is None
    attempt.note(tmp_path, NINE, "opgehaald", "Gelukt.", good=True)
    assert attempt.last(tmp_path).good


def test_the_note_is_hidden_and_leaves_no_draft(tmp_path):
    attempt.note(tmp_path, NINE, "opgehaald", "Gelukt.", good=True)
    assert [path.name for path in tmp_path.iterdir()] == [".poging.json"]
