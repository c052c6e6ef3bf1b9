"""Delimited text: what is refused as a whole, what goes to the quarantine, and row numbers."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import SourceError
from theseus.sources.delimited import WINDOWS, header_of, read_delimited
from theseus.sources.delivery import LONGEST, Quarantine, RawFile

REQUIRED = ("nummer", "naam")
OPTIONAL = ("plaats",)


@pytest.fixture
def read(tmp_path):
    def reader(content, **settings):
        path = tmp_path / "proef.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        quarantine = Quarantine("proef")
        file = RawFile(path, dt.date(2026, 11, 1))
        rows = read_delimited(
            file, quarantine, kind="proef", required=REQUIRED, optional=OPTIONAL, **settings
        )
        return rows, quarantine.table()

    return reader


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_every_delimiter_and_a_byte_order_mark(read, mark):
    rows, quarantine = read(f"\ufeffNummer{mark}Naam\r\n1{mark}Café\r\n".encode())
    assert rows.frame["naam"].tolist() == ["Café"]
    assert rows.frame["plaats"].isna().all()
    assert (rows.rows_read, len(quarantine)) == (1, 0)
    assert rows.columns == {"proef": ("nummer", "naam")}


@pytest.mark.parametrize(
    "first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;", "sep=;,", "sep=,", "sep=\t", "\ufeffsep=;", "sep=n"]
)
def test_a_first_line_that_names_the_delimiter_is_no_row(read, tmp_path, first):
    rows, quarantine = read(f"{first}\r\nnummer;naam\r\n1;Café\r\n2;\r\n;\r\n")
    assert rows.frame["naam"].tolist() == ["Café", ""]
    assert rows.frame["row"].tolist() == [1, 2]
    assert quarantine["row"].tolist() == [3]
    assert rows.columns == {"proef": ("nummer", "naam")}
    file = RawFile(tmp_path / "proef.csv", dt.date(2026, 11, 1))
    assert header_of(file, REQUIRED) == ("nummer", "naam")


def test_the_named_delimiter_is_used_where_the_header_does_not_tell(read):
    rows, _ = read("sep=|\nnummer|naam\n1|a;b,c\n")
    assert rows.frame["naam"].tolist() == ["a;b,c"]


@pytest.mark.parametrize("content", ["sep=;", "sep=;\n", "sep=;\r\n\r\n"])
def test_a_file_with_only_that_line_is_empty(read, content):
    with pytest.raises(SourceError, match="is leeg"):
        read(content)


def test_a_missing_column_behind_that_line_is_told_as_ever(read):
    with pytest.raises(SourceError, match=r"kolom 'naam' ontbreekt. Voeg hem toe; over: kleur"):
        read("sep=;\nnummer;kleur\n1;rood\n")


def test_a_list_kept_by_hand_may_be_windows_1252(read):
    content = "nummer;naam\r\n1;Café ’t Röntgen – Ĳssel\r\n".replace("Ĳ", "IJ").encode("cp1252")
    rows, _ = read(content, encodings=WINDOWS)
    assert rows.frame["naam"].tolist() == ["Café ’t Röntgen – IJssel"]
    assert read("nummer;naam\n1;Café\n".encode(), encodings=WINDOWS)[0].frame["naam"].tolist() == ["Café"]


@pytest.mark.parametrize("encoding", ["cp850", "mac-roman", "utf-16"])
def test_other_encodings_are_not_read_as_windows_1252(read, encoding):
    with pytest.raises(SourceError, match="CSV UTF-8"):
        read("nummer;naam\n1;Liberté, Ploërmel\n".encode(encoding), encodings=WINDOWS)


def test_a_comma_in_a_name_does_not_make_it_the_delimiter(read):
    rows, _ = read('nummer;naam\n1;"Jansen, Pietersen; en Zn"\n2;A, B, C, D\n')
    assert rows.frame["naam"].tolist() == ["Jansen, Pietersen; en Zn", "A, B, C, D"]


def test_columns_that_nobody_asked_for_are_not_kept(read):
    rows, _ = read("nummer;naam;bsn\n1;a;123456782\n")
    assert list(rows.frame.columns) == ["nummer", "naam", "plaats", "file", "row"]
    assert "bsn" in rows.columns["proef"]


def test_rows_of_another_width_and_empty_rows_are_set_aside_with_their_number(read):
    rows, quarantine = read("nummer;naam\n1;a\n2;b;c\n;\n4\n5;e\n")
    assert rows.frame["row"].tolist() == [1, 5]
    assert quarantine["row"].tolist() == [2, 3, 4]
    assert quarantine["code"].tolist() == ["wrong_column_count", "empty_row", "wrong_column_count"]
    assert rows.rows_read == 5


def test_a_missing_column_is_refused_with_the_name_it_was_given(read):
    with pytest.raises(SourceError, match=r"kolom 'nummer' ontbreekt. Bedoelde u 'numer'"):
        read("numer;naam\n1;a\n")


def test_a_missing_column_without_a_likely_name(read):
    with pytest.raises(SourceError, match=r"kolom 'naam' ontbreekt. Voeg hem toe; over: kleur"):
        read("nummer;kleur\n1;rood\n")


def test_a_misspelt_optional_column_is_refused_too(read):
    with pytest.raises(SourceError, match=r"'plats' is onbekend; bedoelde u 'plaats'"):
        read("nummer;naam;plats\n1;a;Duiven\n")


def test_a_column_that_comes_twice_is_refused(read):
    with pytest.raises(SourceError, match="'naam' komt twee keer voor"):
        read("nummer;naam;Naam\n1;a;b\n")


@pytest.mark.parametrize(
    "content", ["nummer;naam\n1;Café\n".encode("latin-1"), "nummer;naam\n".encode("utf-16")]
)
def test_another_encoding_is_refused_with_the_mend(read, content):
    with pytest.raises(SourceError, match="CSV UTF-8"):
        read(content)


@pytest.mark.parametrize("content", ["", "\ufeff", " \n\n"])
def test_an_empty_file_is_refused(read, content):
    with pytest.raises(SourceError, match="is leeg"):
        read(content)


@pytest.mark.parametrize("content", ['nummer;naam\n1;"De Hoek\n2;b\n', 'nummer;naam\n1;"De "Hoek"\n2;b\n'])
def test_an_unclosed_quotation_mark_does_not_swallow_rows(read, content):
    with pytest.raises(SourceError, match="aanhalingsteken"):
        read(content)


def test_a_million_characters_are_no_crash_and_leave_no_setting_behind(read):
    before = csv.field_size_limit()
    rows, _ = read(f"nummer;naam\n1;{'x' * 1_000_000}\n")
    assert rows.frame["naam"].str.len().tolist() == [1_000_000]
    assert rows.frame["naam"].str.len()[0] > LONGEST
    assert csv.field_size_limit() == before


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=6))
def test_no_row_is_lost(tmp_path_factory, records):
    handle = io.StringIO(newline="")
    csv.writer(handle, delimiter=";").writerows([list(REQUIRED), *records])
    path = tmp_path_factory.getbasetemp() / "willekeurig.csv"
    path.write_bytes(handle.getvalue().encode())
    quarantine = Quarantine("proef")
    file = RawFile(path, dt.date(2026, 11, 1))
    rows = read_delimited(file, quarantine, kind="proef", required=REQUIRED)
    assert rows.rows_read == len(records) == len(rows.frame) + len(quarantine.table())
    assert set(rows.frame["row"]) | set(quarantine.table()["row"]) == set(range(1, len(records) + 1))
