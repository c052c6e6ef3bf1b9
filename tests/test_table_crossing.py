"""Tables cross to DuckDB and back as Arrow without losing what is empty."""

import pandas as pd
import pytest

from theseus import tables
from theseus.contracts import FACT, OCCUPANCY
from theseus.errors import ContractError


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


def test_rows_are_picked_from_a_file_as_if_all_of_it_were_read(tmp_path):
    row = {"question": "q", "value": "ja", "source": "s", "expired": False}
    rows = [row | {"occupancy_id": f"{n:05}", "observed_on": pd.Timestamp("2026-11-01")} for n in range(50)]
    facts = tables.conform(pd.DataFrame(rows), FACT)
    path = tmp_path / "[a]*" / "fact.parquet"  # such a folder is no pattern
    tables.write(facts, path)
    few = facts["occupancy_id"].isin(["00003", "00041"])
    for wanted, found in (
        ("00003", facts.iloc[[3]]),
        (facts.loc[few, "occupancy_id"], facts[few]),
        ("x", facts[:0]),
    ):
        picked = tables.pick(path, FACT, "occupancy_id", wanted).sort_values("occupancy_id")
        pd.testing.assert_frame_equal(picked.reset_index(drop=True), found.reset_index(drop=True))


def test_a_table_with_geometry_is_picked_without_it_and_one_of_an_older_contract_with_empty_columns(tmp_path):
    path = tmp_path / "occupancy.parquet"
    row = {"occupancy_id": "a", "terrein_id": "t", "terrein_name": "t", "address": "x", "users_on_unit": 1}
    uses = tables.conform(pd.DataFrame([row]), OCCUPANCY)
    tables.write(uses.drop(columns="name_source"), path)
    picked = tables.pick(path, OCCUPANCY, "occupancy_id", "a")
    assert list(picked.columns) == [name for name in OCCUPANCY.names if name != "geometry"]
    assert picked["name_source"].isna().all()


@pytest.mark.parametrize("written", [None, b"", b"no table at all"])
def test_a_file_that_is_no_table_is_told(tmp_path, written):
    path = tmp_path / "fact.parquet"
    if written is not None:
        path.write_bytes(written)
    with pytest.raises(ContractError, match=r"fact\.parquet is niet te lezen"):
        tables.pick(path, FACT, "occupancy_id", "a")
