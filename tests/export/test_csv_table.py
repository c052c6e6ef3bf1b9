"""A table as CSV: a line per row whatever the type of a column, and nothing that runs."""

import pandas as pd

from theseus.export import csv_table


def test_every_row_is_one_line_and_numbers_stay_numbers(tmp_path):
    rows = pd.DataFrame(
        {"naam": ["een\nnaam", None], "wie": pd.Series(["=1", 2], dtype=object), "m": [-1.5, 2.0]}
    )
    csv_table.write(tmp_path / "x.csv", rows)
    content = (tmp_path / "x.csv").read_bytes()
    assert content.decode("utf-8-sig").split("\r\n") == ["naam;wie;m", "een naam;'=1;-1,5", ";2;2,0", ""]
    assert content.startswith(b"\xef\xbb\xbf")
