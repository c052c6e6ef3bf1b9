"""A filled-in workbook is read whatever program it went through; what is no roster is refused in one line."""

import datetime as dt
import json
import random
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from filled_rosters import (
    ABOVE,
    PROPERTIES,
    QUESTION_COLUMNS,
    VISIT_COLUMNS,
    answer,
    visit,
    workbook,
)

from theseus.contracts.returning import ANSWER, EDITION, FINDINGS, NOTE, OCCUPANCY, OUTCOME, RUN, SESSION
from theseus.errors import ReturnError
from theseus.returns import read, rows
from theseus.returns.workbook import LAST_ROW

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))
ROWS = [visit("a@b", "toegang gekregen", "bouwen", note="Hek."), visit("c@d")]
ASKED = [answer("a@b", "in_use", "ja"), answer("a@b", None, "Jansen")]


def texts(found) -> list[dict[str, str]]:
    return [{name: cell.text for name, cell in row.cells.items() if cell.text} for row in found]


def refused(path: Path) -> str:
    with pytest.raises(ReturnError) as told:
        read(path)
    assert "\n" not in str(told.value)
    assert path.name in str(told.value)
    return str(told.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lijst.xlsx"


def test_a_roster_is_read_with_its_properties(file: Path):
    found = read(workbook(file, ROWS, ASKED))
    assert (found.session, found.run, found.edition) == tuple(PROPERTIES.values())
    assert texts(found.visits) == [
        {OCCUPANCY: "a@b", OUTCOME: "toegang gekregen", FINDINGS[0]: "bouwen", NOTE: "Hek."},
        {OCCUPANCY: "c@d"},
    ]
    assert [row[ANSWER].text for row in found.questions] == ["ja", "Jansen"]
    assert found.notes == ()


def test_a_cell_is_named_as_the_program_names_it(file: Path):
    found = read(workbook(file, ROWS, ASKED))
    assert found.visits[0][OUTCOME].where == f"Looplijst, rij {ABOVE + 2}, kolom Uitkomst (D{ABOVE + 2})"
    assert found.questions[1][ANSWER].where == f"Vragen, rij {ABOVE + 3}, kolom Antwoord (E{ABOVE + 3})"


def test_moved_and_added_rows_and_columns_make_no_difference(file: Path):
    columns = ["Eigen kolom", *VISIT_COLUMNS]
    random.Random(1).shuffle(columns)  # noqa: S311 - any order will do
    moved = [{}, ROWS[1], {"Eigen kolom": "kladje"}, ROWS[0]]
    back = QUESTION_COLUMNS[::-1]
    found = read(workbook(file, moved, ASKED[::-1], visit_columns=columns, question_columns=back))
    plain = read(workbook(file, ROWS, ASKED))
    assert texts(found.visits) == texts(plain.visits)[::-1]
    assert texts(found.questions) == texts(plain.questions)[::-1]
    assert found.visits[0].where == f"Looplijst, rij {ABOVE + 3}"


def test_capitals_and_spaces_in_headings_and_names_of_sheets_make_no_difference(file: Path):
    plain = texts(read(workbook(file, ROWS, ASKED)).visits)
    book = openpyxl.load_workbook(file)
    for cell in book["Looplijst"][ABOVE + 1]:
        cell.value = f" {cell.value.upper()}\u00a0"
    book["Looplijst"].title, book["Vragen"].title = "looplijst - Tabel 1", "VRAGEN "
    book.save(file)
    assert texts(read(file).visits) == plain


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (12.5, "12,5"),
        (True, "ja"),
        (False, "nee"),
        (dt.datetime(2026, 11, 16), "2026-11-16"),  # noqa: DTZ001 - a cell has no time zone
        (dt.datetime(2026, 11, 16, 9, 30), "2026-11-16 09:30:00"),  # noqa: DTZ001
        ("  ja \u00a0", "ja"),
        ("regel_x000D_\nregel", "regel\nregel"),
        ("\u200bja\ufeff", "ja"),
        (" \u00a0 ", ""),
    ],
)
def test_a_value_is_read_as_a_person_types_it(file: Path, typed: object, text: str):
    assert read(workbook(file, [visit("a@b", note=typed)])).visits[0][NOTE].text == text


def test_a_formula_is_not_read_as_its_answer(file: Path):
    found = read(workbook(file, [visit("a@b", '="toegang gekregen"')], [answer("a@b", "in_use", "=1=1")]))
    assert "formule" in found.visits[0][OUTCOME].fault
    assert "formule" in found.questions[0][ANSWER].fault


def test_truth_as_libreoffice_writes_it_is_no_formula(file: Path):
    found = read(
        workbook(file, ROWS, [answer("a@b", "in_use", "=TRUE()"), answer("c@d", "in_use", "=FALSE()")])
    )
    assert [(row[ANSWER].text, row[ANSWER].fault) for row in found.questions] == [("ja", ""), ("nee", "")]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_what_came_through_libreoffice_reads_the_same(file: Path):
    asked = [
        *ASKED,
        answer("a@b", "users", 12.5),
        answer("c@d", "in_use", said=True),
        answer("c@d", "x", "=1+1"),
    ]
    plain = read(workbook(file, [*ROWS, visit("e@f", note="Hek,\n=open é")], asked))
    for kind in ("ods", "xlsx"):
        home = f"-env:UserInstallation=file://{file.parent / 'profile'}"
        convert = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(file.parent / kind)]
        subprocess.run([*convert, str(file)], check=True, capture_output=True)  # noqa: S603 - our own file
        file = file.parent / kind / f"lijst.{kind}"
    assert read(file) == plain


def test_an_error_of_the_program_is_no_answer(file: Path):
    assert "fout" in read(workbook(file, [visit("a@b", "#N/A")])).visits[0][OUTCOME].fault


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(file: Path, text: str):
    writable = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    workbook(file, [visit("a@b", "toegang gekregen")])
    book = openpyxl.load_workbook(file)
    cell = book["Looplijst"].cell(ABOVE + 2, len(VISIT_COLUMNS))
    cell.value, cell.data_type = writable, "s"
    book.save(file)
    found = read(file).visits[0][NOTE]
    assert found.fault == ""
    assert found.text == rows.text_of(writable)


def test_a_very_long_note_is_whole(file: Path):
    assert read(workbook(file, [visit("a@b", note="x" * 10_000)])).visits[0][NOTE].text == "x" * 10_000


def test_lost_properties_are_found_in_hidden_columns(file: Path):
    columns = (*VISIT_COLUMNS, SESSION, RUN, EDITION)
    filled = [row | PROPERTIES for row in ROWS]
    found = read(workbook(file, filled, properties={}, visit_columns=columns))
    assert (found.session, found.run, found.edition) == tuple(PROPERTIES.values())


def test_a_roster_that_lost_its_name_says_so(file: Path):
    found = read(workbook(file, ROWS, properties={}))
    assert (found.session, found.run, found.edition) == (None, None, None)


def test_rows_of_two_rosters_are_refused(file: Path):
    filled = [ROWS[0] | {SESSION: "een"}, ROWS[1] | {SESSION: "twee"}]
    workbook(file, filled, properties={}, visit_columns=(*VISIT_COLUMNS, SESSION))
    assert "meer dan een looplijst (session_id: een, twee)" in refused(file)


def test_what_is_not_there_is_told(file: Path):
    columns = [name for name in VISIT_COLUMNS if name != NOTE]
    found = read(workbook(file, ROWS, None, visit_columns=columns))
    assert found.questions == ()
    assert len(found.notes) == 2
    assert "'Opmerking'" in found.notes[0]
    assert "'Vragen'" in found.notes[1]


@pytest.mark.parametrize("columns", [["Nr.", "Van", "Tot"], ["Adres", "Terrein"], [OCCUPANCY, "Adres"]])
def test_a_list_to_read_is_called_that_and_tells_what_to_bring(file: Path, columns: list[str]):
    told = refused(workbook(file, [dict.fromkeys(columns, "x")], visit_columns=columns))
    assert "is een looplijst om te lezen" in told
    assert "map 'gemeente'" in told


def test_the_empty_form_for_odk_is_called_that(file: Path):
    book = openpyxl.Workbook()
    for name in ("survey", "choices", "settings"):
        book.create_sheet(name)
    book.save(file)
    assert "het lege formulier voor ODK" in refused(file)


@pytest.mark.parametrize("name", [OCCUPANCY, OUTCOME, FINDINGS[0]])
def test_a_column_without_which_nothing_can_be_taken_is_named(file: Path, name: str):
    workbook(file, ROWS, visit_columns=[column for column in VISIT_COLUMNS if column != name])
    assert f"blad Looplijst: kolom '{name}' ontbreekt" in refused(file)


def test_a_column_that_stands_there_twice_is_named(file: Path):
    workbook(file, ROWS, visit_columns=(*VISIT_COLUMNS, OUTCOME))
    assert "kolom 'Uitkomst' staat er meer dan een keer" in refused(file)


def test_a_sheet_that_nobody_sees_is_not_believed(file: Path):
    workbook(file, ROWS)
    book = openpyxl.load_workbook(file)
    book["Looplijst"].sheet_state = "veryHidden"
    book.save(file)
    assert "verborgen" in refused(file)


def test_another_sheet_is_not_read(file: Path):
    workbook(file, ROWS)
    book = openpyxl.load_workbook(file)
    other = book.copy_worksheet(book["Looplijst"])
    other.title, other.sheet_state = "Kopie", "hidden"
    book.save(file)
    assert len(read(file).visits) == len(ROWS)
    book["Looplijst"].title = "Anders"
    book.save(file)
    assert "geen blad 'Looplijst'" in refused(file)


def test_what_is_no_workbook_is_refused(tmp_path: Path, file: Path):
    file.write_bytes(b"geen werkmap")
    assert "geen leesbare Excel-werkmap" in refused(file)
    workbook(file, ROWS)
    file.write_bytes(file.read_bytes()[:-200])
    assert "geen leesbare Excel-werkmap" in refused(file)
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("iets.txt", "anders")
    assert "geen leesbare Excel-werkmap" in refused(file)
    other = tmp_path / "lijst.ods"
    other.write_bytes(b"")
    assert "Lever een .xlsx, een .gpkg" in refused(other)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(file: Path):
    workbook(file, ROWS)
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/media/foto.png", "w") as part,
    ):
        for _ in range(rows.LARGEST // 10**7 + 1):
            part.write(bytes(10**7))
    assert file.stat().st_size < 10**6
    assert "groter dan 100 MB" in refused(file)


def moved_down(file: Path, number: int) -> Path:
    """Give the last row of the visits another number; a number is text in the file, so it may be any."""
    workbook(file, ROWS)
    last = ABOVE + 1 + len(ROWS)
    changed = file.with_name("ander.xlsx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item).decode("utf-8", "surrogateescape")
            if item.filename == "xl/worksheets/sheet1.xml":
                content, moved = re.subn(rf'<(row|c) r="([A-Z]*){last}"', rf'<\1 r="\g<2>{number}"', content)
                assert moved == 2
            new.writestr(item, content.encode("utf-8", "surrogateescape"))
    return changed


def test_a_row_far_below_the_others_is_read_as_they_are(file: Path):
    visits = read(moved_down(file, LAST_ROW)).visits
    assert texts(visits) == texts(read(file).visits)
    assert visits[-1][OCCUPANCY].where.startswith(f"Looplijst, rij {LAST_ROW}, ")


def test_a_row_far_below_the_last_that_there_is_ends_the_reading(file: Path):
    assert "geen leesbare Excel-werkmap" in refused(moved_down(file, 99_999_999_999))


def test_more_rows_than_any_roster_has_are_refused(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "MOST_ROWS", 1)
    assert "meer dan 1 ingevulde regels" in refused(workbook(file, ROWS))
