import datetime as dt
import os
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.export.roster import OUTCOMES, rows
from theseus.export.xlsx import COLUMNS, HEADER_ROW, clean, write

FIRST = HEADER_ROW + 2
NAMES = {"region_name": "De Liemers", "municipality_name": "Duiven"}
POSITION = {column.name: number for number, column in enumerate(COLUMNS, start=1)}
HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "{=1+1}",
    "https://example.org",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "<script>alert(1)</script>",
    "007",
    "Bakkerij 🥖 & Zn",
    "\u202eneddih\u202c",
    "\u05e9\u05dc\u05d5\u05dd",
]


@pytest.fixture
def write_named(tmp_path, inspection, make_tables):
    """Write a roster whose first visit goes to a user of that name; gives the opened sheet."""

    def written(name="VOORBEELD BV", **changes):
        path = tmp_path / "rooster.xlsx"
        table = rows(inspection, **vars(make_tables({"a": name})))
        write(path, inspection, table, **NAMES | changes)
        return openpyxl.load_workbook(path)

    return written


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_nothing_else(write_named, name):
    book = write_named(name, region_name=name, municipality_name=name)
    sheet = book["Looplijst"]
    assert sheet.cell(FIRST, POSITION["naam"]).value == name
    assert name in sheet.cell(1, 2).value
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_characters_that_a_cell_cannot_hold_become_spaces(write_named):
    sheet = write_named("a\x00b\x07c\x1bd\uffff", municipality_name="Dui\ud800ven")["Looplijst"]
    assert sheet.cell(FIRST, POSITION["naam"]).value == "a b c d "
    assert sheet["B1"].value == "Looplijst integrale controle Dui ven"


@pytest.mark.parametrize("letter", ["x", "🥖"])
def test_a_name_longer_than_a_cell_is_cut_with_an_ellipsis(write_named, letter):
    text = write_named(letter * 40_000)["Looplijst"].cell(FIRST, POSITION["naam"]).value
    assert text.endswith(letter + "…")
    assert 32_766 <= len(text.encode("utf-16-le")) // 2 <= 32_767


@given(st.text(max_size=50))
def test_clean_gives_text_that_xml_can_hold(text):
    once = clean(text)
    assert clean(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
    assert not any(ord(c) < 32 and c not in "\t\n" for c in once)


def test_the_page_is_a4_landscape_one_page_wide_with_a_repeated_header(write_named):
    sheet = write_named()["Looplijst"]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"
    assert sheet.freeze_panes == f"A{HEADER_ROW + 2}"
    assert sheet.oddFooter.left.text == "Vertrouwelijk"
    assert sheet.oddFooter.center.text == "Pagina &P van &N"


def test_an_ampersand_in_a_name_gives_no_footer_code(write_named, tmp_path):
    write_named(municipality_name="A&PB&N" + "x" * 400)
    page = zipfile.ZipFile(tmp_path / "rooster.xlsx").read("xl/worksheets/sheet1.xml").decode()
    footer = page.split("<oddFooter>")[1].split("</oddFooter>")[0]
    assert "A&amp;&amp;PB&amp;&amp;N" in footer
    assert len(footer.replace("&amp;", "&")) <= 255


def test_the_title_block_says_when_with_whom_and_how_many(write_named):
    sheet = write_named()["Looplijst"]
    assert sheet["B1"].value == "Looplijst integrale controle Duiven"
    assert sheet["B2"].value == "dinsdag 17 november 2026, 09:30 tot 15:30 uur   ·   4 bezoeken"
    assert sheet["B3"].value == "Ketenpartners: politie, ODRA en brandweer"
    assert "vertrouwelijk" in sheet["B4"].value


def test_the_occupancy_id_is_there_but_hidden(write_named):
    book = write_named()
    sheet = book["Looplijst"]
    assert sheet.cell(FIRST, 1).value == "a"
    assert [name for name, column in sheet.column_dimensions.items() if column.hidden] == ["A"]
    assert book.custom_doc_props["session_id"].value == "GM0226-2026W47"


def test_the_outcome_is_chosen_from_a_list_that_survives_commas(write_named):
    book = write_named()
    validation = book["Looplijst"].data_validations.dataValidation[0]
    column = openpyxl.utils.get_column_letter(POSITION["uitkomst"])
    assert str(validation.sqref) == f"{column}{FIRST}:{column}{FIRST + 3}"
    assert validation.formula1 == "Keuzes!$A$1:$A$5"
    assert tuple(cell.value for cell in book["Keuzes"]["A"]) == OUTCOMES
    assert book["Keuzes"].sheet_state == "hidden"


def test_text_wraps_and_a_row_with_more_questions_is_higher(tmp_path, inspection, make_tables):
    table = rows(inspection, **vars(make_tables()))
    table.loc[0, "vragen"] = "\n".join(f"{n}. Vraag?" for n in range(1, 15))
    write(tmp_path / "r.xlsx", inspection, table, **NAMES)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Looplijst"]
    assert sheet.row_dimensions[FIRST].height > 14 * 12 > sheet.row_dimensions[FIRST + 1].height
    assert sheet.cell(FIRST, POSITION["vragen"]).alignment.wrap_text


def test_a_missing_value_is_an_empty_cell(tmp_path, inspection, make_tables):
    table = rows(inspection, **vars(make_tables()))
    table["adres"] = table["adres"].where(table["volgnummer"] > 1)
    write(tmp_path / "r.xlsx", inspection, table, **NAMES)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Looplijst"]
    assert not sheet.cell(FIRST, POSITION["adres"]).value


def test_a_roster_without_visits_can_be_written(tmp_path, make_inspection, make_tables):
    empty = make_inspection(ids=())
    write(tmp_path / "r.xlsx", empty, rows(empty, **vars(make_tables())), **NAMES)
    assert openpyxl.load_workbook(tmp_path / "r.xlsx")["Looplijst"].max_row == HEADER_ROW + 1


def test_the_same_roster_gives_the_same_bytes_dated_by_the_session(tmp_path, inspection, make_tables):
    table = rows(inspection, **vars(make_tables()))
    one, other = tmp_path / "een.xlsx", tmp_path / "twee.xlsx"
    write(one, inspection, table, **NAMES)
    time.sleep(1.1)  # a date of writing would show: it counts in seconds
    write(other, inspection, table, **NAMES)
    assert one.read_bytes() == other.read_bytes()
    assert openpyxl.load_workbook(one).properties.created == dt.datetime(2026, 11, 17)  # noqa: DTZ001 - as read


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(tmp_path, inspection, make_tables, monkeypatch):
    path = tmp_path / "rooster.xlsx"
    path.write_bytes(b"oud")

    def full_disk(_):
        raise OSError("schijf vol")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="schijf vol"):
        write(path, inspection, rows(inspection, **vars(make_tables())), **NAMES)
    assert path.read_bytes() == b"oud"
    assert [found.name for found in tmp_path.iterdir()] == ["rooster.xlsx"]


def test_sources_that_are_not_fresh_stand_at_the_top(write_named):
    assert "let op" not in write_named()["Looplijst"]["B4"].value
    told = write_named(troubled=("RDW (niet vernieuwd, van 04-11-2026)", "=KVK"))["Looplijst"]["B4"].value
    assert told.endswith("let op, niet actueel: RDW (niet vernieuwd, van 04-11-2026); =KVK")
