"""Workbooks: which sheet, what a cell means, and what is refused as a whole."""

import datetime as dt
import zipfile

import openpyxl
import pytest

from theseus.errors import SourceError
from theseus.sources import sheets
from theseus.sources.delivery import Quarantine, RawFile
from theseus.sources.sheets import read_sheet

REQUIRED = ("nummer", "naam")


@pytest.fixture
def read(tmp_path):
    def reader(**tables):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in tables.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "proef.xlsx"
        book.save(path)
        return open_(path)

    return reader


def open_(path):
    quarantine = Quarantine("proef")
    file = RawFile(path, dt.date(2026, 11, 1))
    rows = read_sheet(file, quarantine, kind="proef", required=REQUIRED, optional=("plaats",))
    return rows, quarantine.table()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (1.5, "1.5"),
        (226010000000012, "226010000000012"),
        (1234010000000012, "1.23401E+15"),
        (True, "ja"),
        (dt.date(2026, 11, 16), "2026-11-16"),
        (dt.datetime(2026, 11, 16, 9, 30), "2026-11-16 09:30:00"),  # noqa: DTZ001 - a moment in a cell
        (" Café ", "Café"),
        ("=1+1", None),  # a formula that nobody calculated has no value
    ],
)
def test_what_a_cell_means(read, cell, text):
    rows, _ = read(blad=[["Nummer", "naam"], [1, cell]])
    assert rows.frame["naam"].fillna("leeg").tolist() == [text or "leeg"]


def test_the_sheet_with_the_columns_is_read_wherever_it_stands(read):
    rows, _ = read(uitleg=[["kolom", "uitleg"], ["naam", "x"]], lijst=[["naam", "nummer"], ["a", 1]])
    assert rows.frame["naam"].tolist() == ["a"]
    assert rows.columns == {"proef": ("naam", "nummer")}


def test_two_sheets_with_the_columns_are_refused(read):
    with pytest.raises(SourceError, match="'2025', '2026'"):
        read(**{"2025": [["nummer", "naam"], [1, "a"]], "2026": [["nummer", "naam"], [1, "a"]]})


def test_a_missing_column_is_told_of_the_sheet_that_comes_closest(read):
    with pytest.raises(SourceError, match=r"kolom 'naam' ontbreekt\. Bedoelde u 'namen'"):
        read(uitleg=[["iets"], ["x"]], lijst=[["nummer", "namen"], [1, "a"]])


def test_empty_rows_inside_are_told_and_those_behind_the_last_are_no_rows(read):
    rows, quarantine = read(blad=[["nummer", "naam", None], [1, "a"], [None, " "], [2, "b"], [None], [None]])
    assert rows.rows_read == 3
    assert rows.frame["row"].tolist() == [1, 3]
    assert (quarantine["code"].tolist(), quarantine["row"].tolist()) == (["empty_row"], [2])


def test_a_value_beside_the_columns_is_told(read):
    rows, quarantine = read(blad=[["nummer", "naam"], [1, "a", "wat is dit"], [2]])
    assert quarantine["code"].tolist() == ["wrong_column_count"]
    assert rows.frame["nummer"].tolist() == ["2"]
    assert rows.frame["naam"].isna().all()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 geen werkmap", b"nummer;naam\n"])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "proef.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="geen leesbare Excel-werkmap"):
        open_(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "proef.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("iets.txt", "iets")
    with pytest.raises(SourceError, match="geen leesbare Excel-werkmap"):
        open_(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"<kapot", b"<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>", b""])
def test_a_damaged_workbook_is_refused(tmp_path, read, part, content):
    read(blad=[["nummer", "naam"], [1, "a"]])
    path = tmp_path / "kapot.xlsx"
    with zipfile.ZipFile(tmp_path / "proef.xlsx") as whole, zipfile.ZipFile(path, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, content if name == part else whole.read(name))
    with pytest.raises(SourceError):
        open_(path)


def test_an_empty_workbook_is_refused(read):
    with pytest.raises(SourceError, match="is leeg"):
        read(blad=[[None]])


def test_a_workbook_that_would_fill_the_memory_is_refused(read, monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST", 100)
    with pytest.raises(SourceError, match="uitgepakt groter"):
        read(blad=[["nummer", "naam"], [1, "a"]])
