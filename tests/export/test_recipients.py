"""Who received which label: what stood on paper, kept when rosters are made again."""

import datetime as dt

import pytest

from theseus.errors import TheseusError
from theseus.export import recipients
from theseus.export.recipients import Handed

DAY = dt.date(2026, 11, 16)


def handed(day=DAY, file="2026-12-01-duiven.xlsx", to=("politie", "gemeente Duiven"), **labels):
    return Handed(day, "2026-11-16-aa", file, to, labels or {"a": "wit"})


def told(rows):
    return list(zip(rows["recipient"], rows["label"].fillna("-"), strict=True))


def test_what_is_written_reads_back_the_same(tmp_path):
    kept = [handed(a="wit", b="rood"), handed(file="plan.json", a=None)]
    recipients.write(tmp_path / "ontvangers.json", kept)
    assert recipients.read(tmp_path / "ontvangers.json") == kept


def test_what_was_never_written_is_nothing(tmp_path):
    assert recipients.read(tmp_path / "ontvangers.json") == []


@pytest.mark.parametrize("text", ["{", "[1]", '[{"day": "ooit"}]', '[{"day": "2026-11-16"}]', "{}x"])
def test_a_damaged_record_is_refused_and_not_guessed(tmp_path, text):
    path = tmp_path / "ontvangers.json"
    path.write_text(text, "utf-8")
    with pytest.raises(TheseusError, match="beschadigd"):
        recipients.read(path)


def test_each_recipient_of_a_roster_with_the_occupancy_is_named_with_the_label_on_paper():
    rows = recipients.of([handed(a="wit", b="rood"), handed(file="x.xlsx", b="wit")], "a", DAY)
    assert told(rows) == [("gemeente Duiven", "wit"), ("politie", "wit")]


def test_only_what_was_made_until_that_day_counts():
    later = handed(day=DAY + dt.timedelta(days=1), to=("ODRA",))
    assert "ODRA" not in set(recipients.of([handed(), later], "a", DAY)["recipient"])
    assert "ODRA" in set(recipients.of([handed(), later], "a", later.day)["recipient"])


def test_an_occupancy_on_no_roster_was_given_to_nobody():
    rows = recipients.of([handed()], "b", DAY)
    assert rows.empty
    assert list(rows.columns) == ["day", "run", "file", "recipient", "label"]


def test_making_rosters_again_forgets_nobody_and_repeats_nobody():
    earlier, again = handed(to=("politie",)), handed(to=("ODRA",))
    assert recipients.together([earlier], [again]) == [earlier, again]
    assert recipients.together([earlier], [earlier]) == [earlier]
