"""What a reader sets aside: every row counted, the first of each reason listed one by one."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.sources import delivery
from theseus.sources.delivery import Defect, OutOfScope, Quarantine, counted, kind_of
from theseus.sources.sieve import Sieve

REASONS = st.sampled_from([Defect.BAD_KEY, Defect.EMPTY_ROW, OutOfScope.NOT_CURRENT])


@pytest.fixture(autouse=True)
def short_lists(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery, "LISTED", 3)


@given(st.lists(st.tuples(REASONS, st.sampled_from("ab")), max_size=40), st.booleans())
def test_every_reason_keeps_its_true_count_however_many_rows(added: list, at_once: bool):  # noqa: FBT001 - a draw
    kept = Quarantine("bag_extract")
    for number, (why, file) in enumerate(added, start=1):
        if at_once:
            kept.add_many(why, files=[file], rows=[number], record_ids=[str(number)], values=["x"])
        else:
            kept.add(why, file=file, row=number, record_id=str(number), value="x")
    table = kept.table()
    for why in {why for why, _ in added}:
        here = [file for met, file in added if met is why]
        mine = table[table["reason"] == why.value]
        assert counted(mine, "file") == {file: here.count(file) for file in set(here)}
        assert (mine["rows"] == 1).sum() >= min(len(here), delivery.LISTED)
        assert set(mine["kind"]) == {kind_of(why)}
    assert sum(counted(table, "kind").values()) == len(added)
    assert len(table) <= 3 * (delivery.LISTED + 2)  # reasons x (listed + files)


def test_the_line_for_the_rest_says_where_it_begins():
    kept = Quarantine("bag_extract")
    for number in range(1, 11):
        kept.add(OutOfScope.NOT_CURRENT, file="vbo.xml", row=number, record_id=f"k{number}")
    last = kept.table().iloc[-1]
    assert (last["row"], last["rows"]) == (4, 7)
    assert last["value"] == "en nog 7 rijen met deze reden, vanaf hier"
    assert pd.isna(last["record_id"])


def test_a_sieve_of_more_rows_than_are_listed_loses_none():
    kept = Quarantine("kvk")
    rows = pd.DataFrame({"file": "a.csv", "row": range(1, 11), "key": ["x"] * 10}).astype({"key": "string"})
    sieve = Sieve(rows, kept, "key")
    sieve.check_first()
    assert len(sieve.rows) == 1
    assert counted(kept.table(), "code") == {"duplicate_key": 9}


def test_a_line_without_a_number_of_rows_is_one_row():
    kept = Quarantine("kvk")
    kept.add(Defect.BAD_KEY, file="a", row=1)
    old = kept.table().assign(rows=pd.array([pd.NA], dtype="Int64"))
    assert counted(old, "code") == {"bad_key": 1}
