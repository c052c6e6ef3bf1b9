"""Tables cross to DuckDB and back as Arrow without losing what is empty."""

import pandas as pd

from theseus import tables
from theseus.contracts import FACT


def test_a_query_gives_the_dtypes_of_its_contract_and_keeps_what_is_empty():
    row = {"occupancy_id": "a", "question": "q", "value": "ja", "source": "s", "expired": False}
    facts = tables.conform(pd.DataFrame([row | {"observed_on": pd.Timestamp("2026-11-01")}]), FACT)
    with tables.connect({"fact": facts}) as connection:
        sql = "SELECT * FROM fact WHERE occupancy_id = $1"
        pd.testing.assert_frame_equal(tables.query(connection, sql, FACT, ["a"]), facts)
        assert tables.query(connection, sql, FACT, ["b"]).empty


def test_positions_are_minus_one_for_what_is_not_there_or_empty():
    values = pd.Series(["b", pd.NA, "a", "z", "b"], dtype="string")
    assert tables.positions(values, pd.Index(["a", "b"])).tolist() == [1, -1, 0, -1, 1]
    assert tables.positions(values[:0], pd.Index(["a", "b"])).tolist() == []


def test_is_in_is_as_isin():
    values = pd.Series(["b", pd.NA, "a", "b"], index=[7, 3, 5, 1], dtype="string")
    both = pd.concat([values, values])
    for others in (values[:2], pd.Index(["a", "z"]), values[:0], values.astype(object)):
        for sought in (values, both, values[:0]):
            expected = sought.isin(others).astype(bool)
            pd.testing.assert_series_equal(tables.is_in(sought, others), expected, check_names=False)
