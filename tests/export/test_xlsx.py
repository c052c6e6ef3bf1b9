"""The roster as a workbook: it prints, it is filled in, it finds its way back, and no name in it is run."""

import datetime as dt
import json
import os
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus import returns
from theseus.contracts.returning import (
    ANSWER,
    EDITION_NOW,
    FINDING_KINDS,
    FINDINGS,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    OUTCOMES,
    QUESTION,
    QUESTIONS_SHEET,
    VISITS_SHEET,
)
from theseus.export.cells import clean
from theseus.export.xlsx import write

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))
HEADER = 6


@pytest.fixture
def opened(tmp_path, make_roster):
    """Write a roster whose first visit goes to a user of that name; gives the opened workbook."""

    def written(name="VOORBEELD BV", **heading):
        path = tmp_path / "looplijst.xlsx"
        write(path, make_roster(names={"a": name}, **heading))
        return openpyxl.load_workbook(path)

    return written


def headings(sheet):
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == OCCUPANCY)
    return {title: number for number, title in enumerate(row, start=1)}


def column(sheet, title):
    return [sheet.cell(row, headings(sheet)[title]).value for row in range(HEADER + 1, sheet.max_row + 1)]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_nothing_else(opened, name):
    book = opened(name, region=name, municipality=name, troubled=(name,))
    assert (column(book[VISITS_SHEET], "Naam")[0] or "") == clean(name)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_name_that_looks_like_a_number_keeps_its_noughts(opened):
    assert column(opened("007")[VISITS_SHEET], "Naam")[0] == "007"


def test_characters_that_a_cell_cannot_hold_become_spaces(opened):
    sheet = opened("a\x00b\x07c\x1bd\uffff", municipality="Dui\ud800ven")[VISITS_SHEET]
    assert column(sheet, "Naam")[0] == "a b c d "
    assert sheet["B1"].value == "Looplijst integrale controle Dui ven"


@pytest.mark.parametrize("letter", ["x", "🥖"])
def test_a_name_longer_than_a_cell_is_cut_with_an_ellipsis(opened, letter):
    text = column(opened(letter * 40_000)[VISITS_SHEET], "Naam")[0]
    assert text.endswith(letter + "…")
    assert 32_766 <= len(text.encode("utf-16-le")) // 2 <= 32_767


@given(st.text(max_size=50))
def test_clean_gives_text_that_xml_can_hold(text):
    once = clean(text)
    assert clean(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
    assert not any(ord(c) < 32 and c not in "\t\n" for c in once)


@pytest.mark.parametrize("name", [VISITS_SHEET, QUESTIONS_SHEET])
def test_the_page_is_a4_landscape_one_page_wide_with_a_repeated_header(opened, name):
    sheet = opened()[name]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert sheet.freeze_panes == f"A{HEADER + 1}"
    assert sheet.oddFooter.left.text == "Vertrouwelijk"
    assert sheet.oddFooter.center.text == "Pagina &P van &N"


def test_an_ampersand_in_a_name_gives_no_footer_code(opened, tmp_path):
    opened(municipality="A&PB&N" + "x" * 400)
    page = zipfile.ZipFile(tmp_path / "looplijst.xlsx").read("xl/worksheets/sheet1.xml").decode()
    footer = page.split("<oddFooter>")[1].split("</oddFooter>")[0]
    assert "A&amp;&amp;PB&amp;&amp;N" in footer
    assert len(footer.replace("&amp;", "&")) <= 255


def test_the_title_block_says_when_with_whom_and_how_many(opened):
    sheet = opened()[VISITS_SHEET]
    assert sheet["B1"].value == "Looplijst integrale controle Duiven"
    assert sheet["B2"].value == "dinsdag 17 november 2026, 09:30 tot 15:30 uur   ·   4 bezoeken"
    assert sheet["B3"].value == "Ketenpartners: politie, ODRA en brandweer"
    assert "vertrouwelijk" in sheet["B4"].value


def test_teams_and_the_break_are_told_where_there_are(tmp_path, make_inspection, make_roster):
    one = make_inspection()
    session = replace(one.session, teams=2, pause=(dt.time(12, 15), 30))
    write(tmp_path / "r.xlsx", make_roster(replace(one, session=session)))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")[VISITS_SHEET]
    assert "pauze vanaf 12:15 uur, 30 minuten   ·   2 teams" in sheet["B2"].value
    assert column(sheet, "Team") == [1, 1, 1, 1]
    write(tmp_path / "r.xlsx", make_roster(one))
    assert "Team" not in headings(openpyxl.load_workbook(tmp_path / "r.xlsx")[VISITS_SHEET])


def test_the_way_back_is_there_but_hidden(opened, make_roster):
    """Ids of visits and questions as they went in; the properties say which roster it is."""
    book, roster = opened(), make_roster()
    assert column(book[VISITS_SHEET], OCCUPANCY) == list(roster.visits[OCCUPANCY])
    asked = book[QUESTIONS_SHEET]
    found = zip(column(asked, OCCUPANCY), column(asked, QUESTION), strict=True)
    assert [(who, what or "") for who, what in found] == list(
        zip(roster.questions[OCCUPANCY], roster.questions[QUESTION], strict=True)
    )
    for sheet, hidden in ((book[VISITS_SHEET], "A"), (asked, "AB")):
        shown = [name for name, dimension in sheet.column_dimensions.items() if dimension.hidden]
        widths = {name: sheet.column_dimensions[name] for name in shown}
        assert {chr(64 + n) for item in widths.values() for n in range(item.min, item.max + 1)} == set(hidden)
    told = {name: book.custom_doc_props[name].value for name in ("session_id", "run", "editie")}
    assert told == {"session_id": "GM0226-2026W47", "run": "2026-11-16-aa", "editie": EDITION_NOW}


def offered(book, sheet):
    """What can be chosen in each cell that offers something, from the list that it points to."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        options = rule.type
        if rule.type == "list":
            name, area = rule.formula1.split("!")
            options = tuple(cell.value for row in book[name][area.replace("$", "")] for cell in row)
        for area in rule.sqref.ranges:
            found |= dict.fromkeys(area.cells, options)
    return found


def test_outcome_and_findings_are_chosen_from_lists_that_survive_commas(opened):
    book = opened()
    sheet = book[VISITS_SHEET]
    at, choices = headings(sheet), offered(book, sheet)
    for row in range(HEADER + 1, HEADER + 5):
        assert choices[row, at[OUTCOME]] == tuple(OUTCOMES)
        assert {choices[row, at[title]] for title in FINDINGS} == {FINDING_KINDS}
    assert book["Keuzes"].sheet_state == "hidden"


def test_an_answer_is_chosen_after_the_type_of_its_question(opened, make_roster):
    book, roster = opened(), make_roster()
    sheet = book[QUESTIONS_SHEET]
    at, choices = headings(sheet)[ANSWER], offered(book, sheet)
    known = {item.id: item for item in roster.heading.questions}
    for row, name in enumerate(roster.questions[QUESTION], start=HEADER + 1):
        if not name:
            assert (row, at) not in choices
        elif known[name].type == "truth":
            assert choices[row, at] == ("ja", "nee")
        else:
            assert choices[row, at] == known[name].choices


def test_a_question_of_type_number_takes_a_number(tmp_path, make_roster):
    roster = make_roster()
    counted = replace(roster.heading.questions[0], type="number", choices=())
    heading = replace(roster.heading, questions=(counted, *roster.heading.questions[1:]))
    write(tmp_path / "r.xlsx", replace(roster, heading=heading))
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    found = offered(book, book[QUESTIONS_SHEET])
    assert list(found.values()).count("decimal") == 4


def test_only_what_is_filled_in_can_be_changed_and_there_is_no_password(opened):
    book = opened()
    for name, open_ones in ((VISITS_SHEET, {OUTCOME, NOTE, *FINDINGS}), (QUESTIONS_SHEET, {ANSWER})):
        sheet = book[name]
        assert sheet.protection.sheet
        assert not sheet.protection.password
        free = {
            title for title, at in headings(sheet).items() if not sheet.cell(HEADER + 1, at).protection.locked
        }
        assert free == open_ones


def test_text_wraps_and_a_row_with_more_text_is_higher(tmp_path, make_roster):
    roster = make_roster()
    roster.visits.loc[0, "reden"] = "Een zin die lang doorloopt. " * 30
    write(tmp_path / "r.xlsx", roster)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")[VISITS_SHEET]
    assert sheet.row_dimensions[HEADER + 1].height > 10 * 12 > sheet.row_dimensions[HEADER + 2].height
    assert sheet.cell(HEADER + 1, headings(sheet)["Reden"]).alignment.wrap_text


def test_a_missing_value_is_an_empty_cell(tmp_path, make_roster):
    roster = make_roster()
    roster.visits.loc[0, "adres"] = None
    write(tmp_path / "r.xlsx", roster)
    assert column(openpyxl.load_workbook(tmp_path / "r.xlsx")[VISITS_SHEET], "Adres")[0] is None


def test_the_same_roster_gives_the_same_bytes_dated_by_the_session(tmp_path, make_roster):
    one, other = tmp_path / "een.xlsx", tmp_path / "twee.xlsx"
    write(one, make_roster())
    time.sleep(1.1)  # a date of writing would show: it counts in seconds
    write(other, make_roster())
    assert one.read_bytes() == other.read_bytes()
    assert openpyxl.load_workbook(one).properties.created == dt.datetime(2026, 11, 17)  # noqa: DTZ001 - as read


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(tmp_path, make_roster, monkeypatch):
    path = tmp_path / "rooster.xlsx"
    path.write_bytes(b"oud")

    def full_disk(_):
        raise OSError("schijf vol")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="schijf vol"):
        write(path, make_roster())
    assert path.read_bytes() == b"oud"
    assert [found.name for found in tmp_path.iterdir()] == ["rooster.xlsx"]


def test_sources_that_are_not_fresh_stand_at_the_top(opened):
    assert "let op" not in opened()[VISITS_SHEET]["B4"].value
    told = opened(troubled=("RDW (niet vernieuwd, van 04-11-2026)", "=KVK"))[VISITS_SHEET]["B4"].value
    assert told.endswith("let op, niet actueel: RDW (niet vernieuwd, van 04-11-2026); =KVK")


def test_what_is_filled_in_is_read_back_with_the_ids_it_went_with(tmp_path, make_roster):
    path = tmp_path / "looplijst.xlsx"
    write(path, make_roster())
    book = openpyxl.load_workbook(path)
    sheet, asked = book[VISITS_SHEET], book[QUESTIONS_SHEET]
    sheet.cell(HEADER + 2, headings(sheet)[OUTCOME]).value = "niemand aanwezig"
    asked.cell(HEADER + 3, headings(asked)[ANSWER]).value = "horeca"
    book.save(path)
    back = returns.read(path)
    outcomes = {row[OCCUPANCY].text: row[OUTCOME].text for row in back.visits}
    assert outcomes == {"a": "", "b": "niemand aanwezig", "c": "", "d": ""}
    answers = [(row[OCCUPANCY].text, row[QUESTION].text, row[ANSWER].text) for row in back.questions]
    assert [item for item in answers if item[2]] == [("a", "activity_seen", "horeca")]
