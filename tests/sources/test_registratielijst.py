"""Lists of registrations: every register of our own form, as CSV and as a workbook."""

import csv
import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.contracts import REGISTRATION
from theseus.errors import SourceError
from theseus.facts.catalogue import witnesses
from theseus.sources import registry, templates
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile

AS_OF = dt.date(2026, 11, 16)
DELIVERED = dt.date(2026, 11, 2)
LISTS = [source for source in templates.SOURCES if source != "straatbeeld"]
DOCS = Path(__file__).parents[2] / "docs" / "formats"
PERMIT = {
    "vergunningnummer": "AV-1",
    "handelsnaam": "VOORBEELD Eetcafé",
    "soort": "horecabedrijf",
    "geldig_van": "2019-04-01",
    "geldig_tot_en_met": "",
    "status": "",
    "straat": "Voorbeeldweg",
    "huisnummer": "12",
    "huisletter": "a",
    "toevoeging": "",
    "postcode": "6921 xx",
    "plaats": "Duiven",
}


def as_csv(rows, mark=";", encoding="utf-8", first=""):
    handle = io.StringIO(newline="")
    writer = csv.DictWriter(handle, list(rows[0]), delimiter=mark)
    writer.writeheader()
    writer.writerows(rows)
    return (first + handle.getvalue()).encode(encoding)


def as_workbook(rows, path, title="registraties"):
    book = openpyxl.Workbook()
    book.active.title = "losse notities"
    sheet = book.create_sheet(title)
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)
    return path


@pytest.fixture
def read(tmp_path):
    def reader(*rows, source="alcoholvergunning", as_of=AS_OF, **settings):
        path = tmp_path / "lijst.csv"
        path.write_bytes(as_csv(rows, **settings))
        return registry.read(source, [RawFile(path, DELIVERED)], as_of)

    return reader


def permit(**changes):
    return {**PERMIT, **changes}


def elsewhere(**changes):
    """A row of another list, which has its own number."""
    return {name: value for name, value in permit(**changes).items() if name != "vergunningnummer"}


def only(delivery):
    (record,) = delivery.tables["registration"].to_dict("records")
    return record


def codes(delivery):
    return delivery.quarantine["code"].tolist()


def test_a_row_becomes_a_registration(read):
    record = only(read(permit(kvknummer="90000001", vestigingsnummer="90000001", bag_id="226010000000012")))
    assert record["source"] == "alcoholvergunning"
    assert record["record_id"] == "AV-1"
    assert record["observed_on"] == pd.Timestamp(DELIVERED)
    assert (record["name"], record["kind"], record["activity"]) == (
        "VOORBEELD Eetcafé",
        "horecabedrijf",
        "horeca",
    )
    assert record["kvk_number"] == "90000001"
    assert record["vestiging_id_kvk"] == "000090000001"
    assert record["vbo_id_bag"] == "0226010000000012"
    assert (record["postcode"], record["huisnummer"], record["huisletter"]) == ("6921XX", 12, "A")
    assert record["valid_from"] == pd.Timestamp("2019-04-01")
    assert record["status"] == "geldig"


@pytest.mark.parametrize("source", LISTS)
def test_the_documented_example_is_read_and_every_column_documented(source, tmp_path):
    page = (DOCS / f"{source}.md").read_text("utf-8")
    form = templates.form_of(source)
    assert re.findall(r"^\| `(\w+)`", page, re.MULTILINE) == [*form.columns, *form.spare]
    for says in (*form.columns.values(), *form.spare.values()):
        assert says.replace("|", "\\|") in page
    assert f"telt {cards()[source].half_life_days} dagen" in page.replace("\n", " ")
    path = tmp_path / "voorbeeld.csv"
    path.write_text(page.split("```\n")[-2], "utf-8")
    delivery = registry.read(source, [RawFile(path, DELIVERED)], AS_OF)
    record = only(delivery)
    assert "VOORBEELD" in record["name"]
    assert record["kind"]
    assert record["status"] == "geldig"
    assert delivery.quarantine.empty


@pytest.mark.parametrize("source", LISTS)
def test_the_card_knows_the_columns_and_keeps_out_of_the_open(source):
    card, form = cards()[source], templates.form_of(source)
    assert set(card.columns["registraties"]) == set(form.columns)
    assert set(card.ignored) == set(form.spare)
    assert not card.complete
    assert card.personal_data
    assert card.regime == "municipal"
    assert source in witnesses()["registration"][card.family]


@pytest.mark.parametrize(
    ("changes", "as_of", "status"),
    [
        ({}, AS_OF, "geldig"),
        ({"geldig_tot_en_met": "2026-11-15"}, AS_OF, "vervallen"),
        ({"geldig_tot_en_met": "16-11-2026"}, AS_OF, "geldig"),
        ({"geldig_tot_en_met": "2026-11-16"}, dt.date(2026, 11, 17), "vervallen"),
        ({"status": "Vervallen"}, AS_OF, "vervallen"),
        ({"status": "vervallen", "geldig_tot_en_met": "2030-01-01"}, AS_OF, "vervallen"),
        # Right on the day of delivery, and over since.
        ({"status": "geldig", "geldig_tot_en_met": "2026-11-10"}, AS_OF, "vervallen"),
    ],
)
def test_the_status_is_the_list_s_own_or_follows_from_the_dates(read, changes, as_of, status):
    assert only(read(permit(**changes), as_of=as_of))["status"] == status


def test_what_begins_later_is_out_of_scope(read):
    delivery = read(permit(geldig_van="2027-01-01"))
    assert codes(delivery) == ["not_current"]
    assert delivery.quarantine["kind"].tolist() == ["out_of_scope"]


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"soort": ""}, "missing_value", "soort"),
        ({"soort": "nachtclub"}, "unknown_code", "soort"),
        ({"soort": "horecabedrijf|nachtclub"}, "unknown_code", "soort"),
        ({"status": "misschien"}, "unknown_code", "status"),
        ({"geldig_van": "gisteren"}, "bad_date", "geldig_van"),
        ({"geldig_tot_en_met": "2018-01-01"}, "date_order", "geldig_tot_en_met"),
        ({"status": "geldig", "geldig_tot_en_met": "2026-01-01"}, "status_and_end", "status"),
        ({"peildatum": "2026-12-01"}, "future_date", "peildatum"),
        ({"postcode": "6921"}, "bad_postcode", "postcode"),
        ({"huisnummer": "twaalf"}, "bad_number", "huisnummer"),
        ({"kvknummer": "900000012"}, "bad_key", "kvknummer"),
        ({"bag_id": "0226200000000012"}, "bad_key", "bag_id"),
        ({"bag_id": "2,26201E+14"}, "bad_key", "bag_id"),
        ({"handelsnaam": "#VERW!", "straat": "#N/B"}, "cell_error", "straat"),
        ({"handelsnaam": "x" * 10_001}, "too_long", "handelsnaam"),
        ({"huisnummer": ""}, "nowhere", None),
        ({"postcode": "", "plaats": ""}, "nowhere", None),
    ],
)
def test_a_row_that_is_wrong_is_set_aside_with_its_reason(read, changes, code, column):
    delivery = read({**permit(kvknummer="", bag_id="", peildatum=""), **changes})
    assert codes(delivery) == [code]
    assert delivery.quarantine["column"].fillna("").tolist() == [column or ""]
    assert delivery.tables["registration"].empty


@pytest.mark.parametrize(
    "changes",
    [
        {"huisnummer": "", "kvknummer": "90000001"},
        {"huisnummer": "", "bag_id": "0226010000000012"},
        {"huisnummer": "", "vestigingsnummer": "000090000001"},
        {"postcode": ""},
    ],
)
def test_a_number_or_an_address_is_enough(read, changes):
    assert len(read(permit(**changes)).tables["registration"]) == 1


def test_the_same_number_counts_once(read):
    delivery = read(permit(), permit(handelsnaam="Een ander"))
    assert only(delivery)["name"] == "VOORBEELD Eetcafé"
    assert codes(delivery) == ["duplicate_key"]


def test_without_a_number_of_its_own_a_row_gets_one_that_stays(read):
    first, again = (only(read(permit(vergunningnummer=""))) for _ in range(2))
    other = only(read(permit(vergunningnummer="", huisnummer="13")))
    assert first["record_id"] == again["record_id"] != other["record_id"]
    assert re.fullmatch("[0-9a-f]{16}", first["record_id"])


def test_names_of_people_have_no_column_and_are_not_read(read):
    delivery = read(permit(leidinggevende="J. Jansen", bsn="123456782"))
    assert "leidinggevende" in delivery.columns["registraties"]
    assert "Jansen" not in delivery.tables["registration"].astype("string").to_csv()
    assert list(delivery.tables["registration"].columns) == REGISTRATION.names


@pytest.mark.parametrize(("mark", "encoding"), [(";", "utf-8"), (",", "cp1252"), (";", "utf-8-sig")])
@pytest.mark.parametrize("first", ["", "sep=;\r\n"])
def test_a_list_may_be_written_as_excel_does(read, mark, encoding, first):
    assert only(read(permit(), mark=mark, encoding=encoding, first=first))["name"] == "VOORBEELD Eetcafé"


def test_several_kinds_have_no_one_activity(read):
    row = {"registratienummer": "1", **elsewhere(soort="Voertuigen en onderdelen | fietsen")}
    record = only(read(row, source="dor"))
    assert record["kind"] == "voertuigen en onderdelen|fietsen"
    assert pd.isna(record["activity"])
    row["soort"] = "voertuigen en onderdelen"
    assert only(read(row, source="dor"))["activity"] == "automotive"


def test_lisa_gives_persons_and_the_activity_of_its_sbi_code(read):
    row = {
        "lisa_nummer": "L1",
        "sbi_code": "45204",
        "sbi_versie": "2008",
        "werkzame_personen": "12",
        **elsewhere(),
    }
    record = only(read(row, source="lisa"))
    assert (record["persons"], record["activity"], record["kind"]) == (12, "automotive", "SBI 45204")
    assert codes(read({**row, "werkzame_personen": "veel"}, source="lisa")) == ["bad_number"]


def test_waadi_goes_by_the_number_of_the_company(read):
    row = {"kvknummer": "1234567", **elsewhere()}
    record = only(read(row, source="waadi"))
    assert record["record_id"] == record["kvk_number"] == "01234567"
    assert record["kind"] == "ter beschikking stellen van arbeidskrachten"


def test_a_missing_column_is_refused_with_the_name_it_was_given(read):
    row = permit()
    row["handelnaam"] = row.pop("handelsnaam")
    with pytest.raises(SourceError, match=r"kolom 'handelsnaam' ontbreekt\. Bedoelde u 'handelnaam'"):
        read(row)


def test_a_workbook_gives_the_same_as_the_csv(read, tmp_path):
    rows = [permit(bag_id="0226010000000012"), permit(vergunningnummer="AV-2", huisnummer="14")]
    typed = [{**row, "huisnummer": int(row["huisnummer"]), "geldig_van": dt.date(2019, 4, 1)} for row in rows]
    path = as_workbook(typed, tmp_path / "lijst.xlsx")
    delivery = registry.read("alcoholvergunning", [RawFile(path, DELIVERED)], AS_OF)
    pd.testing.assert_frame_equal(delivery.tables["registration"], read(*rows).tables["registration"])


CELL = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    st.sampled_from(["geldig", "vervallen", "2026-01-01", "6921XX", "12", "90000001", "melding", "#uitleg"]),
)


@settings(max_examples=settings().max_examples // 3)  # one example holds many rows
@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(templates.form_of("milieumelding").columns, CELL)),
        min_size=1,
        max_size=15,
    )
)
def test_no_row_is_lost_whatever_is_in_it(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "willekeurig-lijst.csv"
    path.write_bytes(as_csv(rows))
    delivery = registry.read("milieumelding", [RawFile(path, DELIVERED)], AS_OF)  # counts or raises
    assert delivery.rows_read == len(rows)
