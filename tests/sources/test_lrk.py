"""Childcare register: centres are read, private homes leave nothing behind."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.check import check
from theseus.errors import SourceError
from theseus.model import Severity
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)
HEADER = (
    "lrk_id;type_oko;opc;actuele_naam_oko;aantal_kindplaatsen;ve;status;inschrijfdatum;opvanglocatie_adres;"
    "opvanglocatie_postcode;opvanglocatie_woonplaats;bag_id;naam_houder;kvk_nummer_houder;vestigingsnummer_houder;"
    "rechtsvorm_houder;start_geschillencommissie;einde_geschillencommissie;houder_adres;houder_postcode;"
    "houder_woonplaats;houder_buitenland;correspondentie_adres;correspondentie_postcode;correspondentie_woonplaats;"
    "correspondentie_buitenland;contact_persoon;contact_telefoon;contact_emailadres;contact_website;cbs_code;"
    "verantwoordelijke_gemeente;gastouderbureau_1;gastouderbureau_2;lrk_url"
)
NAMES = HEADER.split(";")
CENTRE = {
    "lrk_id": "901234567",
    "type_oko": "KDV",
    "actuele_naam_oko": "Kinderdagverblijf De Voorbeeldboom",
    "aantal_kindplaatsen": "40",
    "status": "Ingeschreven",
    "inschrijfdatum": "01-02-2020",
    "opvanglocatie_adres": "Nijverheidsweg 12A",
    "opvanglocatie_postcode": "6921XX",
    "opvanglocatie_woonplaats": "Duiven",
    "bag_id": "0226010000123456",
    "naam_houder": "Stichting Voorbeeldhouder",
    "kvk_nummer_houder": "90000001",
    "vestigingsnummer_houder": "000090000001",
    "houder_adres": "Geheimweg 1",
    "contact_persoon": "'",
    "contact_emailadres": "contact@example.org",
    "verantwoordelijke_gemeente": "Duiven",
}
HOME = CENTRE | {
    "lrk_id": "909999999",
    "type_oko": "VGO",
    "actuele_naam_oko": "Gastouder Pietersen",
    "opvanglocatie_adres": "Thuisstraat 7",
    "opvanglocatie_postcode": "6931ZZ",
    "opvanglocatie_woonplaats": "Thuisdorp",
    "bag_id": "0293010000777777",
    "kvk_nummer_houder": "90000077",
    "inschrijfdatum": "03-04-2021",
    "status": "Ingeschreven",
}
TRACES = (
    "909999999",
    "Pietersen",
    "Thuisstraat",
    "6931ZZ",
    "Thuisdorp",
    "0293010000777777",
    "90000077",
    "2021",
)


def export(*rows, header=HEADER):
    lines = [";".join(str(row.get(name, "")) for name in NAMES) for row in rows]
    return "\r\n".join([header, *lines, ""])


@pytest.fixture
def get(tmp_path):
    def reader(*rows, encoding="utf-8-sig", text=None):
        path = tmp_path / "export_opendata_lrk.csv"
        path.write_bytes((export(*rows) if text is None else text).encode(encoding))
        delivery = read("lrk", [RawFile(path, dt.date(2026, 11, 1))], AS_OF)
        return delivery, delivery.tables["registration"], delivery.quarantine

    return reader


def test_a_centre_with_its_keys_and_address(get):
    delivery, table, quarantine = get(CENTRE)
    row = table.iloc[0]
    assert (row["record_id"], row["name"]) == ("901234567", "Kinderdagverblijf De Voorbeeldboom")
    assert (row["kind"], row["activity"], row["status"]) == ("dagopvang", "zorg en onderwijs", "geldig")
    assert (row["kvk_number"], row["vbo_id_bag"]) == ("90000001", "0226010000123456")
    assert pd.isna(row["vestiging_id_kvk"]), (
        "the number is that of the holder's own vestiging, not of the location"
    )
    found = row[["straat", "huisnummer", "huisletter", "postcode", "woonplaats"]].tolist()
    assert found == ["Nijverheidsweg", 12, "A", "6921XX", "Duiven"]
    assert (row["observed_on"], row["valid_from"]) == (pd.Timestamp("2026-11-01"), pd.Timestamp("2020-02-01"))
    assert quarantine.empty
    found = check(cards()["lrk"].door, delivery.tables, columns=delivery.columns, rows_read=1, defects={})
    assert [item.severity for item in found] == [Severity.OK]


def test_the_card_knows_every_column_of_the_export():
    card = cards()["lrk"]
    assert {*card.columns["lrk"], *card.ignored} >= set(NAMES)


@pytest.mark.parametrize(
    ("code", "kind"), [("BSO", "buitenschoolse opvang"), ("GO", "gastouderbureau"), (" kdv ", "dagopvang")]
)
def test_kinds_in_words(get, code, kind):
    assert get(CENTRE | {"type_oko": code})[1].loc[0, "kind"] == kind


def test_who_left_the_register_is_expired(get):
    assert get(CENTRE | {"status": "Uitgeschreven"})[1].loc[0, "status"] == "vervallen"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"type_oko": " vgo "},
        {"opvanglocatie_postcode": "Thuisdorp 6931ZZ"},
        {"lrk_id": "909999999-Pietersen"},
        {"status": "Pietersen"},
        {"inschrijfdatum": "sinds 2021"},
        {"actuele_naam_oko": "Pietersen\ufffd" + "x" * 20_000},
    ],
)
def test_of_a_private_home_only_the_row_number_remains(get, changes):
    _, table, quarantine = get(CENTRE, HOME | changes)
    assert len(table) == 1
    (row,) = quarantine.to_dict("records")
    assert (row["code"], row["kind"], row["row"], row["file"]) == (
        "private_home", "out_of_scope", 2, "export_opendata_lrk.csv",
    )  # fmt: skip
    assert all(pd.isna(row[name]) for name in ("record_id", "value", "column"))
    for trace in TRACES:
        assert trace not in table.to_csv() + quarantine.to_csv()


@pytest.mark.parametrize("kind", ["", "Pietersen", "VGO2", "GASTOUDER"])
def test_a_row_of_an_unknown_kind_may_be_a_home_and_leaves_nothing_either(get, kind):
    _, table, quarantine = get(HOME | {"type_oko": kind})
    assert table.empty
    assert quarantine["code"].tolist() == ["unknown_code"]
    for trace in TRACES:
        assert trace not in quarantine.to_csv()


def test_a_home_with_a_field_too_many_leaves_nothing(get):
    _, table, quarantine = get(text=export(HOME).rstrip() + ";Pietersen\r\n")
    assert table.empty
    assert quarantine["code"].tolist() == ["wrong_column_count"]
    for trace in TRACES:
        assert trace not in quarantine.to_csv()


def test_holders_and_contacts_are_not_read(get):
    _, table, quarantine = get(CENTRE)
    for trace in ("Voorbeeldhouder", "Geheimweg", "example.org", "000090000001"):
        assert trace not in table.to_csv() + quarantine.to_csv()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_in_every_encoding_it_comes_in(get, encoding):
    name = "Café ’t Zusje – Ï"
    assert get(CENTRE | {"actuele_naam_oko": name}, encoding=encoding)[1].loc[0, "name"] == name


@pytest.mark.parametrize(
    ("written", "street", "number"),
    [
        ("Plein 1944 12", "Plein 1944", 12),
        ("Laan 12-3", "Laan", 12),
        ("Burg. de Vlugtlaan 12 bis", "Burg. de Vlugtlaan", 12),
        ("’t Erf 3", "’t Erf", 3),
        ("1e Dwarsstraat 4a", "1e Dwarsstraat", 4),
        ("Laan 40-45 12", None, None),
        ("Kerkweg", None, None),
    ],
)
def test_street_and_number_where_they_can_be_told_apart(get, written, street, number):
    row = get(CENTRE | {"opvanglocatie_adres": written})[1].iloc[0]
    assert (None if pd.isna(row["straat"]) else row["straat"]) == street
    assert (None if pd.isna(row["huisnummer"]) else row["huisnummer"]) == number
    assert row["vbo_id_bag"] == "0226010000123456"


def test_another_object_of_the_bag_is_no_verblijfsobject(get):
    assert pd.isna(get(CENTRE | {"bag_id": "0226200000123456"})[1].loc[0, "vbo_id_bag"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lrk_id": ""}, "missing_key"),
        ({"lrk_id": "LRK-1"}, "bad_key"),
        ({"lrk_id": "901234567"}, "duplicate_key"),
        ({"status": "In behandeling"}, "unknown_code"),
        ({"actuele_naam_oko": ""}, "missing_value"),
        ({"inschrijfdatum": "31-02-2020"}, "bad_date"),
        ({"opvanglocatie_postcode": "69"}, "bad_postcode"),
        ({"bag_id": "12345678901234567890"}, "bad_key"),
        ({"kvk_nummer_houder": "zes"}, "bad_key"),
    ],
)
def test_what_sets_a_row_aside(get, changes, code):
    _, table, quarantine = get(CENTRE, CENTRE | {"lrk_id": "901234568"} | changes)
    assert quarantine["code"].tolist() == [code]
    assert table["record_id"].tolist() == ["901234567"]


def test_a_holder_without_a_trade_register_number_is_no_defect(get):
    _, table, _ = get(CENTRE | {"kvk_nummer_houder": "", "bag_id": ""})
    assert table.loc[0, ["kvk_number", "vbo_id_bag"]].isna().all()


def test_a_renamed_column_is_refused(get):
    with pytest.raises(SourceError, match="type_oko"):
        get(text=export(CENTRE, header=HEADER.replace("type_oko", "soort_oko")))


CELLS = st.sampled_from(
    ["", "VGO", "KDV", "Ingeschreven", "901234567", "6921XX", "01-02-2020", "x", "é", "0226010000123456"]
)


@settings(max_examples=settings().max_examples // 3)  # one example holds many rows
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), CELLS), max_size=15))
def test_no_row_is_lost(tmp_path_factory, changes):
    path = tmp_path_factory.getbasetemp() / "lrk.csv"
    path.write_text(export(*(CENTRE | change for change in changes)), "utf-8")
    assert read("lrk", [RawFile(path, AS_OF)], AS_OF).rows_read == len(changes)


def test_no_file_gives_an_empty_table():
    assert read("lrk", [], AS_OF).tables["registration"].empty
