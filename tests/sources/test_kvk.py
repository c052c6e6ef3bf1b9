"""KVK: every kind of answer, the CSV export, and that a shielded address goes nowhere."""

import datetime as dt
import json
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.check import check
from theseus.errors import SourceError
from theseus.model import Severity
from theseus.sources import kvk
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.kvk_csv import OPTIONAL, REQUIRED

CARD = cards()["kvk"]
AS_OF = dt.date(2026, 11, 16)
DAY = dt.date(2026, 11, 2)


def visiting(**changes):
    address = {
        "type": "bezoekadres",
        "indAfgeschermd": "Nee",
        "volledigAdres": "Voorbeeldweg 12 A 6921XX Duiven",
        "straatnaam": "Voorbeeldweg",
        "huisnummer": 12,
        "huisletter": "A",
        "postcode": "6921XX",
        "plaats": "Duiven",
        "land": "Nederland",
        "geoData": {
            "addresseerbaarObjectId": "0226010000000001",
            "nummerAanduidingId": "0226200000000001",
            "gpsLatitude": 51.95,
            "gpsLongitude": 6.01,
            "rijksdriehoekX": 198000.5,
            "rijksdriehoekY": 441000.25,
            "rijksdriehoekZ": 0.0,
        },
    }
    return address | changes


def profile(**changes):
    answer = {
        "vestigingsnummer": "000090000001",
        "kvkNummer": "90000001",
        "rsin": "123456782",
        "indNonMailing": "Ja",
        "materieleRegistratie": {"datumAanvang": "20150828"},
        "eersteHandelsnaam": "VOORBEELD Garage",
        "totaalWerkzamePersonen": 4,
        "handelsnamen": [
            {"naam": "VOORBEELD Banden", "volgorde": 1},
            {"naam": "VOORBEELD Garage", "volgorde": 0},
        ],
        "adressen": [{"type": "correspondentieadres", "plaats": "Elders"}, visiting()],
        "sbiActiviteiten": [
            {"sbiCode": "10110", "sbiOmschrijving": "x", "indHoofdactiviteit": "Nee"},
            {"sbiCode": "95311", "sbiOmschrijving": "x", "indHoofdactiviteit": "Ja"},
        ],
    }
    return answer | changes


def company(**embedded):
    owner = {"rsin": "123456782", "rechtsvorm": "Besloten Vennootschap"}
    return {
        "kvkNummer": "90000001",
        "naam": "VOORBEELD Holding",
        "materieleRegistratie": {"datumAanvang": "19991103"},
        "sbiActiviteiten": [{"sbiCode": "94997", "sbiOmschrijving": "x", "indHoofdactiviteit": "Ja"}],
        "_embedded": {"eigenaar": owner, **embedded},
    }


def result(**changes):
    home = {"type": "bezoekadres", "straatnaam": "Voorbeeldweg", "plaats": "Duiven"}
    found = {
        "kvkNummer": "90000001",
        "vestigingsnummer": "000090000001",
        "naam": "VOORBEELD Garage",
        "adres": {"binnenlandsAdres": home},
        "type": "hoofdvestiging",
    }
    return found | changes


def csv_line(**changes):
    row = dict.fromkeys((*REQUIRED, *OPTIONAL), "") | {
        "kvknummer": "90000002",
        "vestigingsnummer": "000090000002",
        "handelsnaam": "VOORBEELD Opslag",
        "rechtsvorm": "Eenmanszaak",
        "sbi_code": "52109",
        "datum_aanvang": "2019-01-02",
        "straatnaam": "Voorbeeldweg",
        "huisnummer": "14",
        "postcode": "6921 xx",
        "plaats": "Duiven",
        "werkzame_personen": "2",
        "indicatie_afgeschermd": "nee",
    }
    return row | changes


def as_csv(*rows, mark=";"):
    names = [*REQUIRED, *OPTIONAL]
    lines = [mark.join(names)] + [mark.join(f'"{row[name]}"' for name in names) for row in rows]
    return "\n".join(lines) + "\n"


@pytest.fixture
def read(tmp_path):
    """Read contents (objects as JSON, text as CSV or JSON text) as files of one delivery."""

    def reader(*contents, day=DAY):
        files = []
        for number, content in enumerate(contents):
            told = content if isinstance(content, str | bytes) else json.dumps(content)
            raw = told if isinstance(told, bytes) else told.encode()
            ending = "csv" if raw.lstrip(b"\xef\xbb\xbf")[:3] == b"kvk" else "json"
            path = tmp_path / f"{number}.{ending}"
            path.write_bytes(raw)
            files.append(RawFile(path, day))
        delivery = kvk.read(files, CARD, AS_OF)
        table = delivery.tables["vestiging"]
        assert delivery.rows_read == len(table) + delivery.rows_merged + len(delivery.quarantine)
        return delivery, table, delivery.quarantine

    return reader


def test_vestigingsprofiel(read):
    _, table, _ = read(profile())
    row = table.iloc[0]
    assert (row["source"], row["record_id"], row["vestiging_id_kvk"]) == (
        "kvk",
        "000090000001",
        "000090000001",
    )
    assert row["kvk_number"] == "90000001"
    assert row["observed_on"] == pd.Timestamp(DAY)
    assert (row["name"], row["trade_names"]) == ("VOORBEELD Garage", "VOORBEELD Garage|VOORBEELD Banden")
    assert (row["sbi_codes"], row["sbi_version"], row["activity"]) == ("95311,10110", "2025", "automotive")
    assert row["persons"] == 4
    assert row["started_on"] == pd.Timestamp("2015-08-28")
    assert pd.isna(row["ended_on"])
    assert not row["address_shielded"]
    assert (row["straat"], row["huisnummer"], row["huisletter"]) == ("Voorbeeldweg", 12, "A")
    assert (row["postcode"], row["woonplaats"]) == ("6921XX", "Duiven")
    assert row["vbo_id_bag"] == "0226010000000001"
    assert (row["geometry"].x, row["geometry"].y) == (198000.5, 441000.25)
    assert table.crs == "EPSG:28992"


def test_an_ended_vestiging_is_kept(read):
    _, table, quarantine = read(
        profile(materieleRegistratie={"datumAanvang": "20150828", "datumEinde": "20260301"})
    )
    assert table["ended_on"].tolist() == [pd.Timestamp("2026-03-01")]
    assert quarantine.empty


@pytest.mark.parametrize(
    ("start", "end", "started", "ended"),
    [
        ("20150000", None, "2015-01-01", None),
        ("20150300", "20150000", "2015-03-01", "2015-03-01"),
        ("00000000", "20240000", None, "2024-01-01"),
    ],
)
def test_unknown_months_and_days(read, start, end, started, ended):
    _, table, _ = read(profile(materieleRegistratie={"datumAanvang": start, "datumEinde": end}))
    found = table.iloc[0][["started_on", "ended_on"]].tolist()
    assert [None if pd.isna(day) else str(day.date()) for day in found] == [started, ended]


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("20151301", None, "bad_date"),
        ("20150101", "20140101", "date_order"),
        ("20240315", "20230000", "date_order"),
    ],
)
def test_impossible_dates(read, start, end, code):
    _, _, quarantine = read(profile(materieleRegistratie={"datumAanvang": start, "datumEinde": end}))
    assert quarantine["code"].tolist() == [code]


def test_a_shielded_address_is_not_stored_anywhere(read):
    shielded = profile(adressen=[visiting(indAfgeschermd="Ja", huisnummer="fout")])
    delivery, table, quarantine = read(shielded, {"resultaten": [result()]})
    row = table.iloc[0]
    assert row["address_shielded"]
    assert row[["straat", "huisnummer", "postcode", "woonplaats", "vbo_id_bag", "geometry"]].isna().all()
    assert quarantine.empty
    assert delivery.rows_merged == 1
    assert "Voorbeeldweg" not in table.to_csv() + quarantine.to_csv()


def test_a_poorer_answer_that_is_shielded_empties_the_richer(read):
    shielded = company(
        hoofdvestiging={
            "vestigingsnummer": "000090000001",
            "kvkNummer": "90000001",
            "eersteHandelsnaam": "VOORBEELD Garage",
            "adressen": [visiting(indAfgeschermd="Ja")],
        }
    )
    _, table, _ = read(profile(), shielded)
    assert table["address_shielded"].tolist() == [True]
    assert table["straat"].isna().all()


def test_owner_and_rsin_are_never_read(read):
    answer = company()
    answer["_embedded"]["eigenaar"] |= {
        "rechtsvorm": "Eenmanszaak",
        "adressen": [visiting(straatnaam="Thuisweg")],
    }
    _, table, _ = read(answer, profile(vestigingsnummer="000090000009", kvkNummer="90000009"))
    told = table.to_csv()
    assert "Thuisweg" not in told
    assert "123456782" not in told


def test_a_legal_person_without_vestiging(read):
    answer = company()
    answer["_embedded"]["eigenaar"] |= {"rechtsvorm": "Vereniging van Eigenaars", "adressen": [visiting()]}
    _, table, _ = read(answer)
    row = table.iloc[0]
    assert row["record_id"] == "90000001"
    assert pd.isna(row["vestiging_id_kvk"])
    assert (row["name"], row["legal_form"]) == ("VOORBEELD Holding", "Vereniging van Eigenaars")
    assert row["straat"] == "Voorbeeldweg"


def test_only_a_postal_address_keeps_the_vestiging_without_address(read):
    _, table, quarantine = read(profile(adressen=[visiting(type="correspondentieadres")]))
    assert table["straat"].isna().tolist() == [True]
    assert quarantine.empty


def test_search_results_say_what_they_say(read):
    delivery, table, _ = read(
        {"pagina": 1, "resultaten": [result(), result(vestigingsnummer="000090000003")]}
    )
    assert table["straat"].tolist() == ["Voorbeeldweg"] * 2
    assert table["huisnummer"].isna().all()
    assert delivery.rows_read == 2


def test_an_empty_page_is_no_row(read):
    delivery, table, _ = read({"pagina": 1, "totaal": 0, "resultaten": []})
    assert (delivery.rows_read, len(table)) == (0, 0)


def test_the_richest_answer_stands_and_takes_the_legal_form(read):
    main = {"vestigingsnummer": "000090000001", "eersteHandelsnaam": "Oude naam", "adressen": []}
    delivery, table, _ = read({"resultaten": [result()]}, company(hoofdvestiging=main), profile())
    assert table["name"].tolist() == ["VOORBEELD Garage"]
    assert table["legal_form"].tolist() == ["Besloten Vennootschap"]
    assert delivery.rows_merged == 2


def test_a_legal_person_row_is_merged_into_its_vestigingen(read):
    row = {"kvkNummer": "90000001", "naam": "VOORBEELD Holding", "type": "rechtspersoon", "adres": {}}
    delivery, table, _ = read({"resultaten": [row, result()]})
    assert table["record_id"].tolist() == ["000090000001"]
    assert delivery.rows_merged == 1


def test_the_newest_of_equal_answers_stands(tmp_path):
    files = []
    for day in (dt.date(2026, 1, 1), dt.date(2026, 6, 1)):
        path = tmp_path / f"{day}.json"
        path.write_text(json.dumps(profile(eersteHandelsnaam=str(day))))
        files.append(RawFile(path, day))
    table = kvk.read(files, CARD, AS_OF).tables["vestiging"]
    assert table["name"].tolist() == ["2026-06-01"]


@pytest.fixture
def history(tmp_path):
    """Read (day, content) pairs as deliveries of different days."""

    def reader(*deliveries):
        files = []
        for day, content in deliveries:
            ending = "csv" if isinstance(content, str) else "json"
            path = tmp_path / f"{day}.{ending}"
            path.write_text(content if isinstance(content, str) else json.dumps(content))
            files.append(RawFile(path, dt.date.fromisoformat(day)))
        delivery = kvk.read(files, CARD, AS_OF)
        return delivery, delivery.tables["vestiging"].set_index("record_id")

    return reader


def test_what_was_bought_earlier_still_counts_with_its_own_day(history):
    other = profile(vestigingsnummer="000090000004", kvkNummer="90000004")
    _, table = history(("2026-08-01", profile()), ("2026-09-01", other))
    assert table["observed_on"].dt.date.to_dict() == {
        "000090000001": dt.date(2026, 8, 1),
        "000090000004": dt.date(2026, 9, 1),
    }


def test_a_newer_export_stands_over_an_older_profile_and_the_other_way_round(history):
    line = csv_line(vestigingsnummer="000090000001", kvknummer="90000001", handelsnaam="Uit de export")
    _, table = history(("2026-08-01", profile()), ("2026-09-01", as_csv(line)))
    assert table["name"].tolist() == ["Uit de export"]
    _, table = history(("2026-10-01", profile()), ("2026-09-01", as_csv(line)))
    assert table["name"].tolist() == ["VOORBEELD Garage"]


def test_a_newer_search_result_pushes_no_profile_aside(history):
    delivery, table = history(("2026-08-01", profile()), ("2026-09-01", {"resultaten": [result(naam="X")]}))
    row = table.iloc[0]
    assert (row["name"], row["observed_on"].date()) == ("VOORBEELD Garage", dt.date(2026, 8, 1))
    assert delivery.rows_merged == 1


def test_of_exports_only_the_newest_counts_so_that_a_moved_firm_does_not_linger(history):
    gone = csv_line(vestigingsnummer="000090000008", kvknummer="90000008")
    delivery, table = history(("2026-08-01", as_csv(gone, csv_line())), ("2026-09-01", as_csv(csv_line())))
    assert list(table.index) == ["000090000002"]
    assert delivery.rows_read == 1


def test_files_of_one_export_belong_together(tmp_path):
    files = []
    for name, key in (("duiven", "000090000002"), ("westervoort", "000090000003")):
        path = tmp_path / f"{name}.csv"
        path.write_text(as_csv(csv_line(vestigingsnummer=key)))
        files.append(RawFile(path, DAY))
    assert len(kvk.read(files, CARD, AS_OF).tables["vestiging"]) == 2


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_second_delivery_on_a_day_stands(tmp_path, form):
    files = []
    for folder, name in (("2026-11-02", "Ochtend"), ("2026-11-02T1400", "Middag")):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / f"kvk.{form}"
        csv = form == "csv"
        path.write_text(
            as_csv(csv_line(handelsnaam=name)) if csv else json.dumps(profile(eersteHandelsnaam=name))
        )
        files.append(RawFile(path, DAY))
    delivery = kvk.read(files, CARD, AS_OF)
    assert delivery.tables["vestiging"]["name"].tolist() == ["Middag"]
    assert delivery.quarantine.empty


def test_an_address_that_was_shielded_once_stays_shielded(history):
    _, table = history(
        ("2026-08-01", profile(adressen=[visiting(indAfgeschermd="Ja")])), ("2026-09-01", profile())
    )
    assert table["address_shielded"].tolist() == [True]
    assert table["straat"].isna().all()


def test_question_and_answer_may_stand_together(read):
    question = {"postcode": "6921XX", "huisnummer": "12"}
    page = {"vraag": question, "antwoord": {"totaal": 1, "resultaten": [result()]}}
    nobody = {"vraag": question, "antwoord": {"fout": [{"code": "IPD5200", "omschrijving": "Niets."}]}}
    delivery, table, quarantine = read(page, nobody)
    assert (delivery.rows_read, len(table), len(quarantine)) == (1, 1, 0)
    assert table["straat"].tolist() == ["Voorbeeldweg"]


def test_another_error_to_a_question_is_told(read):
    answer = {"vraag": {}, "antwoord": {"fout": [{"code": "IPD1003", "omschrijving": "Later."}]}}
    assert read(answer)[2]["code"].tolist() == ["error_answer"]


@pytest.mark.parametrize(
    "answer",
    [
        {"fout": [{"code": "IPD0005", "omschrijving": "Niet geleverd."}]},
        {"fault": {"faultstring": "Invalid ApiKey"}},
        {"error": "x"},
    ],
)
def test_a_saved_error_is_told(read, answer):
    _, table, quarantine = read(answer)
    assert table.empty
    assert quarantine["code"].tolist() == ["error_answer"]


def test_arrays_json_lines_and_strangers(read):
    lines = "\n".join([json.dumps(profile()), '{"half', "", "[1]", json.dumps({"a": 1})])
    delivery, table, quarantine = read(lines, [profile(vestigingsnummer="000090000004"), 5, None, []])
    assert len(table) == 2
    assert quarantine["code"].tolist() == ["not_an_object"] * 6
    assert delivery.rows_read == 8


@pytest.mark.parametrize("content", ['[{"kvkNummer": "900', '{\n "kvkNummer": 1,\n', "{]", "[" * 100_000])
def test_half_a_json_file_is_refused(read, content):
    with pytest.raises(SourceError, match="geen volledige JSON"):
        read(content)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kvkNummer": None}, "missing_key"),
        ({"kvkNummer": "1234567890"}, "bad_key"),
        ({"vestigingsnummer": "00003850950O"}, "bad_key"),
        ({"eersteHandelsnaam": " "}, "missing_value"),
        ({"eersteHandelsnaam": "Caf\ufffd"}, "bad_encoding"),
        ({"eersteHandelsnaam": "x" * 1_000_000}, "too_long"),
        ({"totaalWerkzamePersonen": "veel"}, "bad_number"),
        ({"adressen": [visiting(postcode="6921")]}, "bad_postcode"),
        ({"adressen": [visiting(huisnummer="A")]}, "bad_number"),
        ({"adressen": [visiting(land="Duitsland")]}, "foreign_address"),
        ({"adressen": [visiting(geoData={"addresseerbaarObjectId": "0226200000000001"})]}, "bad_key"),
        (
            {"adressen": [visiting(geoData={"rijksdriehoekX": 6.0, "rijksdriehoekY": 51.9})]},
            "outside_netherlands",
        ),
    ],
)
def test_what_breaks_a_row(read, change, code):
    _, table, quarantine = read([profile(**change), profile(vestigingsnummer="000090000005")])
    assert quarantine["code"].tolist() == [code]
    assert quarantine["value"].str.len().max() is pd.NA or not (quarantine["value"].str.len() > 200).any()
    assert len(table) == 1


def test_half_a_surrogate_is_lost_text_and_no_crash(read):
    _, _, quarantine = read('{"kvkNummer":"90000001","vestigingsnummer":"1","eersteHandelsnaam":"a\\ud800"}')
    assert quarantine["code"].tolist() == ["bad_encoding"]


def test_no_coordinates_is_no_place(read):
    geo = {"addresseerbaarObjectId": "0226010000000001", "rijksdriehoekX": 0.0, "rijksdriehoekY": 0.0}
    _, table, _ = read(profile(adressen=[visiting(geoData=geo)]))
    assert table["geometry"].isna().all()


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_csv_export(read, mark):
    line = csv_line(
        handelsnamen="VOORBEELD Opslag|VOORBEELD, Box", sbi_codes="49410", bag_id="226010000000001"
    )
    _, table, _ = read(as_csv(line, mark=mark))
    row = table.iloc[0]
    assert (row["trade_names"], row["legal_form"]) == ("VOORBEELD Opslag|VOORBEELD, Box", "Eenmanszaak")
    assert (row["sbi_codes"], row["sbi_version"], row["activity"]) == (
        "52109,49410",
        "2025",
        "opslag en vervoer",
    )
    assert (row["postcode"], row["huisnummer"]) == ("6921XX", 14)
    assert row["vbo_id_bag"] == "0226010000000001"


def test_csv_gets_its_leading_zeros_back(read):
    _, table, _ = read("\ufeff" + as_csv(csv_line(kvknummer="1234567", vestigingsnummer="38509504")))
    assert table["kvk_number"].tolist() == ["01234567"]
    assert table["record_id"].tolist() == ["000038509504"]


def test_csv_shielded_and_its_repeated_key(read):
    rows = [
        csv_line(indicatie_afgeschermd="Ja"),
        csv_line(handelsnaam="Tweede"),
        csv_line(indicatie_afgeschermd="?!"),
    ]
    _, table, quarantine = read(as_csv(*rows))
    assert table["address_shielded"].tolist() == [True]
    assert table["straat"].isna().all()
    assert sorted(quarantine["code"]) == ["duplicate_key", "duplicate_key"]
    assert read(as_csv(csv_line(indicatie_afgeschermd="?!")))[2]["code"].tolist() == ["bad_truth"]


def test_csv_is_richer_than_a_search_result(read):
    found = result(kvkNummer="90000002", vestigingsnummer="000090000002")
    delivery, table, _ = read(as_csv(csv_line()), {"resultaten": [found]})
    assert table["name"].tolist() == ["VOORBEELD Opslag"]
    assert delivery.rows_merged == 1


def test_csv_with_a_renamed_column_is_refused(read):
    with pytest.raises(SourceError, match=r"'vestigingsnummer' ontbreekt\. Bedoelde u 'vestigingnummer'"):
        read(as_csv(csv_line()).replace("vestigingsnummer", "vestigingnummer"))


def test_csv_in_latin_1_is_refused(read):
    with pytest.raises(SourceError, match="UTF-8"):
        read(as_csv(csv_line(handelsnaam="Café")).encode("latin-1"))


def test_the_door_knows_every_field_of_a_good_delivery(read):
    main = {"vestigingsnummer": "000090000001", "eersteHandelsnaam": "x", "adressen": []}
    delivery, _, _ = read(
        profile(), company(hoofdvestiging=main), {"resultaten": [result()]}, as_csv(csv_line())
    )
    found = check(CARD.door, delivery.tables, columns=delivery.columns, rows_read=4, defects={})
    assert [item.severity for item in found] == [Severity.OK]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
ANSWERS = st.one_of(
    st.dictionaries(st.sampled_from(sorted(profile())), JSON, max_size=8).map(
        lambda change: profile(**change)
    ),
    st.dictionaries(st.sampled_from(sorted(visiting())), JSON, max_size=4).map(
        lambda change: profile(adressen=[visiting(**change)])
    ),
    st.dictionaries(st.sampled_from(sorted(company())), JSON, max_size=3).map(
        lambda change: company() | change
    ),
    st.lists(st.just(result()) | JSON, max_size=3).map(lambda items: {"resultaten": items}),
    st.just({"fout": []}),
    JSON,
)


@settings(max_examples=20)  # one example holds many answers
@given(st.lists(ANSWERS, max_size=20))
def test_no_answer_is_lost_whatever_it_holds(tmp_path_factory, answers):
    path = tmp_path_factory.getbasetemp() / "antwoorden.json"
    path.write_text(json.dumps(answers))
    delivery = kvk.read([RawFile(path, DAY)], CARD, AS_OF)
    table = delivery.tables["vestiging"]
    assert delivery.rows_read == len(table) + delivery.rows_merged + len(delivery.quarantine)
    assert table["record_id"].is_unique
    assert not table["name"].isna().any()


FIELDS = st.sampled_from(["", "0", "ja", "12A", "6921XX", "20150000", "90000002", "€", "x\ufffd", "1,5"])


@given(st.lists(st.dictionaries(st.sampled_from([*REQUIRED, *OPTIONAL]), FIELDS, max_size=5), max_size=20))
@settings(max_examples=20)
def test_no_line_is_lost(tmp_path_factory, changes):
    path = tmp_path_factory.getbasetemp() / "export.csv"
    path.write_text(as_csv(*(csv_line(**change) for change in changes)), encoding="utf-8")
    delivery = kvk.read([RawFile(path, DAY)], CARD, AS_OF)
    kept = len(delivery.tables["vestiging"])
    assert delivery.rows_read == len(changes) == kept + delivery.rows_merged + len(delivery.quarantine)


def recorded(folder):
    """Bodies of recorded answers: JSON files, and the single-quoted strings of the cassettes."""
    for path in sorted(folder.iterdir()):
        told = path.read_text("utf-8")
        if path.suffix == ".json":
            yield told
        else:
            for body in re.findall(r"^ +string: '((?:[^']|'')*)'", told, re.MULTILINE):
                yield re.sub(r"\s*\n\s+", " ", body).replace("''", "'")


def test_recorded_answers_of_the_test_environment(read, real_data):
    delivery, table, quarantine = read(*recorded(real_data / "kvk"))
    assert delivery.rows_read == 17
    assert set(quarantine["code"]) == {"error_answer"}
    assert len(quarantine) == 6
    rows = table.set_index("record_id")
    assert list(rows.index) == ["000038509504", "000038509520", "90000749", "990000541921"]
    garage = rows.loc["000038509504"]
    assert (garage["name"], garage["legal_form"]) == ("Test EMZ Dagobert", "Eenmanszaak")
    assert (garage["sbi_codes"], garage["sbi_version"]) == ("10110,10120,10130", "2025")
    assert (garage["huisnummer"], garage["huisletter"], garage["postcode"]) == (17, "M", "1034WL")
    assert rows.loc["90000749", "legal_form"] == "Vereniging van Eigenaars"
    assert pd.isna(rows.loc["90000749", "vestiging_id_kvk"])
    found = check(CARD.door, delivery.tables, columns=delivery.columns, rows_read=17, defects={})
    assert [item.severity for item in found] == [Severity.OK]


def test_a_recorded_answer_of_before_2025_is_sbi_2008(read, real_data):
    old = (real_data / "kvk" / "files__basisprofiel_response.json").read_text("utf-8")
    _, table, _ = read(old)
    assert table[["sbi_codes", "sbi_version"]].to_numpy().tolist() == [["1011,1012,1013", "2008"]]
    assert table["trade_names"].str.count(r"\|").tolist() == [3]
