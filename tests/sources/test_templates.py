"""Empty forms: what is written can be filled in and read, and holds no row of its own."""

import csv
import datetime as dt

import openpyxl
import pytest

from theseus.errors import ConfigError, SourceError
from theseus.sources import registry, templates
from theseus.sources.delivery import RawFile

AS_OF = dt.date(2026, 11, 16)
LISTS = [source for source in templates.SOURCES if source != "straatbeeld"]
FILLED = {"handelsnaam": "VOORBEELD", "straat": "Voorbeeldweg", "huisnummer": "12", "plaats": "Duiven"}


def read(source, path):
    return registry.read(source, [RawFile(path, AS_OF)], AS_OF)


@pytest.mark.parametrize("source", LISTS)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_an_empty_form_is_accepted_and_holds_no_registration(tmp_path, source, ending):
    path = tmp_path / f"formulier{ending}"
    templates.write(source, path)
    delivery = read(source, path)
    assert delivery.tables["registration"].empty
    assert set(delivery.quarantine["code"]) == ({"explanation"} if ending == ".csv" else set())


def row_of(source):
    form = templates.form_of(source)
    filled = {**FILLED, "soort": next(iter(form.kinds), ""), form.key: "90000001"}
    return [filled.get(name, "") for name in (*form.columns, *form.spare)]


@pytest.mark.parametrize("source", LISTS)
def test_a_form_that_is_filled_in_is_read(tmp_path, source):
    text, book_path = tmp_path / "formulier.csv", tmp_path / "formulier.xlsx"
    templates.write(source, text)
    with text.open("a", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=";").writerow(row_of(source))
    templates.write(source, book_path)
    book = openpyxl.load_workbook(book_path)
    book["registraties"].append(row_of(source))
    book.save(book_path)
    for path in (text, book_path):
        assert read(source, path).tables["registration"]["name"].tolist() == ["VOORBEELD"]


@pytest.mark.parametrize("source", LISTS)
def test_a_workbook_explains_every_column_and_keeps_numbers_as_text(tmp_path, source):
    path = tmp_path / "formulier.xlsx"
    templates.write(source, path)
    book = openpyxl.load_workbook(path)
    form = templates.form_of(source)
    header = [cell.value for cell in book["registraties"][1]]
    told = list(book["uitleg"].iter_rows(min_row=2, values_only=True))
    assert header == [name for name, _, _ in told] == [*form.columns, *form.spare]
    assert all(says for _, _, says in told)
    assert {need for _, need, _ in told} == {"kolom", "nee"}
    widths = book["registraties"].column_dimensions
    assert all(dimension.number_format == "@" for dimension in widths.values())


def test_street_notes_keep_their_own_forms(tmp_path):
    templates.write("straatbeeld", tmp_path / "notities.gpkg")
    assert (tmp_path / "notities.gpkg").exists()


@pytest.mark.parametrize("source", LISTS)
def test_nothing_is_overwritten_and_the_ending_is_known(tmp_path, source):
    path = tmp_path / "formulier.csv"
    templates.write(source, path)
    with pytest.raises(SourceError, match="bestaat al"):
        templates.write(source, path)
    with pytest.raises(SourceError, match=r"\.csv of \.xlsx"):
        templates.write(source, tmp_path / "formulier.ods")
    with pytest.raises(SourceError, match="bestaat niet"):
        templates.write(source, tmp_path / "map" / "formulier.csv")


def test_a_source_without_a_form_is_refused_with_those_that_have_one(tmp_path):
    with pytest.raises(ConfigError, match="alcoholvergunning, dor"):
        templates.write("kvk", tmp_path / "x.csv")
