"""EP-Online: the newest label of an object, and the day on which somebody was inside, if anybody was."""

import datetime as dt
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.fetch.protocols.ep_online import KEPT
from theseus.sources import ep_online, registry
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile

CARD = cards()["ep_online"]
AS_OF = dt.date(2026, 11, 16)
DAY = dt.date(2026, 11, 2)
OBJECT = "0226010000000001"


def label(**changes):
    made = {
        "Registratiedatum": "2023-06-14T00:00:00",
        "Opnamedatum": "2023-05-30T00:00:00",
        "Geldig_tot": "2033-05-30T00:00:00",
        "Certificaathouder": "VOORBEELD Advies",
        "Status": "Bestaand",
        "IsVereenvoudigdLabel": False,
        "Op_basis_van_referentiegebouw": False,
        "Gebouwklasse": "Utiliteitsgebouw",
        "Energieklasse": "A+",
        "BAGVerblijfsobjectID": OBJECT,
        "BAGLigplaatsID": None,
    }
    return made | changes


def asked(*labels, number=OBJECT):
    return {"vraag": {"vbo_id_bag": number}, "antwoord": list(labels)}


@pytest.fixture
def read(tmp_path):
    def reader(*deliveries):
        files = []
        for day, records in deliveries:
            path = tmp_path / f"{day}.jsonl"
            if isinstance(records, list):
                path.write_text("\n".join(json.dumps(item) for item in records))
            else:
                path.write_text(records)
            files.append(RawFile(path, day))
        delivery = registry.read("ep_online", files, AS_OF)
        return delivery, delivery.tables["energy_label"], delivery.quarantine

    return reader


def test_a_label_and_the_day_somebody_was_inside(read):
    delivery, table, quarantine = read((DAY, [asked(label())]))
    row = table.iloc[0]
    assert (row["record_id"], row["vbo_id_bag"]) == (OBJECT, OBJECT)
    assert (row["energy_class"], row["building_class"]) == ("A+", "utiliteit")
    assert (row["recorded_on"], row["valid_until"]) == (
        pd.Timestamp("2023-05-30"),
        pd.Timestamp("2033-05-30"),
    )
    assert row["observed_on"] == pd.Timestamp(DAY)
    assert quarantine.empty
    assert set(delivery.columns["label"]) <= {*CARD.columns["label"], *CARD.ignored}
    assert "VOORBEELD Advies" not in table.to_csv()


def test_an_answer_as_the_service_gives_it_can_be_saved_by_hand(read):
    _, table, _ = read((DAY, json.dumps([label(), label(BAGVerblijfsobjectID="0226010000000002")], indent=1)))
    assert table["record_id"].tolist() == [OBJECT, "0226010000000002"]


def test_the_card_knows_what_fetching_keeps():
    assert set(KEPT) <= {*CARD.columns["label"], *CARD.ignored}
    assert {*ep_online._FIELDS, *ep_online._KEYS} == set(KEPT)


@pytest.mark.parametrize(
    "change",
    [
        {"IsVereenvoudigdLabel": True},
        {"Op_basis_van_referentiegebouw": True},
        {"Status": "Vergunningsaanvraag"},
        {"Opnamedatum": None},
    ],
)
def test_a_label_from_a_desk_says_nobody_was_inside(read, change):
    _, table, quarantine = read((DAY, [asked(label(**change))]))
    assert quarantine.empty
    assert table["recorded_on"].isna().tolist() == [True]


def test_the_label_registered_last_stands(read):
    old = label(Registratiedatum="2016-01-01", Energieklasse="G")
    delivery, table, _ = read((DAY, [asked(label(), old)]))
    assert table["energy_class"].tolist() == ["A+"]
    assert delivery.rows_merged == 1


def test_a_newer_answer_about_the_object_stands(read):
    _, table, _ = read((dt.date(2026, 1, 5), [asked(label())]), (DAY, [asked(label(Energieklasse="B"))]))
    assert table[["energy_class", "observed_on"]].to_numpy().tolist() == [["B", pd.Timestamp(DAY)]]


def test_an_object_without_label_has_no_record(read):
    delivery, table, quarantine = read((DAY, [asked(), asked(label(BAGVerblijfsobjectID=None))]))
    assert (delivery.rows_read, len(table), len(quarantine)) == (1, 1, 0)


def test_a_pitch_has_its_own_key(read):
    pitch = label(BAGVerblijfsobjectID=None, BAGStandplaatsID="0226030000000001")
    _, table, _ = read((DAY, [asked(pitch, number="0226030000000001")]))
    assert table["vbo_id_bag"].tolist() == ["0226030000000001"]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (label(BAGVerblijfsobjectID=None), "missing_key"),
        (label(BAGVerblijfsobjectID="0226100000000001"), "bad_key"),
        (asked(label(BAGVerblijfsobjectID="0226010000000009")), "other_address"),
        (label(Registratiedatum=None), "missing_value"),
        (label(Registratiedatum="gisteren"), "bad_date"),
        (label(Opnamedatum="2023-13-01T00:00:00"), "bad_date"),
        (label(Energieklasse=None), "missing_value"),
        (label(Energieklasse="H"), "unknown_code"),
        (label(Gebouwklasse="Kas"), "unknown_code"),
        (label(IsVereenvoudigdLabel="misschien"), "bad_truth"),
        (label(Status="x" * 20_000), "too_long"),
        (asked("tekst"), "not_an_object"),
        ([1], "not_an_object"),
        ({"error": "sleutel"}, "error_answer"),
    ],
)
def test_what_is_no_label_is_told(read, record, code):
    _, table, quarantine = read((DAY, [asked(label()), record]))
    assert quarantine["code"].tolist() == [code]
    assert len(table) == 1


VALUES = st.one_of(
    st.none(), st.booleans(), st.sampled_from(["", "A", "2020-01-01", OBJECT, "W"]), st.integers()
)
LABELS = st.dictionaries(st.sampled_from(KEPT), VALUES, max_size=5).map(lambda change: label(**change))


@settings(max_examples=25)
@given(
    st.lists(st.lists(LABELS | VALUES, max_size=3).map(lambda labels: asked(*labels)), min_size=1, max_size=8)
)
def test_no_label_is_lost(tmp_path_factory, records):
    path = tmp_path_factory.getbasetemp() / "labels.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in records))
    delivery = ep_online.read([RawFile(path, DAY)], CARD, AS_OF)
    table = delivery.tables["energy_label"]
    assert delivery.rows_read == sum(len(item["antwoord"]) for item in records)
    assert delivery.rows_read == len(table) + delivery.rows_merged + len(delivery.quarantine)
    assert table["record_id"].is_unique
