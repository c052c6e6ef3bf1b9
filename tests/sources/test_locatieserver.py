"""Locatieserver: an answer counts only if it is the address that was asked."""

import datetime as dt
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.contracts import ADDRESS
from theseus.fetch.protocols.locatieserver import FIELDS
from theseus.sources import locatieserver, registry
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile

CARD = cards()["locatieserver"]
AS_OF = dt.date(2026, 11, 16)
DAY = dt.date(2026, 11, 2)
ASKED = {
    "straat": "Voorbeeldweg",
    "huisnummer": "12",
    "huisletter": "A",
    "postcode": "6921XX",
    "woonplaats": "Duiven",
}


def found(**changes):
    doc = {
        "type": "adres",
        "weergavenaam": "Voorbeeldweg 12A, 6921XX Duiven",
        "straatnaam": "Voorbeeldweg",
        "straatnaam_verkort": "Voorbeeldwg",
        "huisnummer": 12,
        "huisletter": "A",
        "postcode": "6921XX",
        "woonplaatsnaam": "Duiven",
        "adresseerbaarobject_id": "0226010000000001",
        "centroide_rd": "POINT(198000.5 441000.25)",
        "score": 12.1,
    } | changes
    return {key: value for key, value in doc.items() if value is not None}


def line(*docs, question=ASKED):
    return {"vraag": question, "antwoord": {"response": {"numFound": len(docs), "docs": list(docs)}}}


@pytest.fixture
def read(tmp_path):
    def reader(*deliveries):
        files = []
        for day, lines in deliveries:
            path = tmp_path / f"{day}.jsonl"
            path.write_text("\n".join(json.dumps(item) for item in lines) + "\n", encoding="utf-8")
            files.append(RawFile(path, day))
        delivery = registry.read("locatieserver", files, AS_OF)
        return delivery, delivery.tables["geocode"], delivery.quarantine

    return reader


def codes(read, *lines):
    return read((DAY, lines))[2]["code"].tolist()


def test_the_address_as_it_was_asked_is_the_object(read):
    delivery, table, quarantine = read((DAY, [line(found())]))
    row = table.iloc[0]
    assert (row["vbo_id_bag"], row["answer"]) == ("0226010000000001", "Voorbeeldweg 12A, 6921XX Duiven")
    assert row[list(ASKED)].astype(str).to_dict() == ASKED
    assert pd.isna(row["toevoeging"])
    assert (row["geometry"].x, row["geometry"].y) == (198000.5, 441000.25)
    assert row["observed_on"] == pd.Timestamp(DAY)
    assert quarantine.empty
    assert set(delivery.columns["adres"]) <= {*CARD.columns["adres"], *CARD.ignored}


def test_reader_and_protocol_name_the_same_fields():
    assert [column.name for column in ADDRESS] == list(FIELDS)


@pytest.mark.parametrize(
    ("question", "doc"),
    [
        ({"straat": None}, {}),
        ({"straat": "Heel anders"}, {}),
        ({"postcode": None}, {}),
        ({"postcode": None}, {"postcode": None}),
        ({"postcode": None, "straat": "VOORBEELD-WEG", "woonplaats": "duiven"}, {}),
        ({"postcode": None, "straat": "Voorbeeldwg."}, {}),
        ({"postcode": None, "straat": "Curieweg"}, {"straatnaam": "Curiëweg"}),
        ({"postcode": "6921 xx"}, {"postcode": "6921XX"}),
        ({"huisletter": None, "toevoeging": "A"}, {}),
        ({"toevoeging": "02"}, {"huisnummertoevoeging": "02"}),
        ({"huisnummer": "12A", "huisletter": None}, {}),
    ],
)
def test_one_address_in_two_spellings(read, question, doc):
    asked = {key: value for key, value in (ASKED | question).items() if value}
    _, table, quarantine = read((DAY, [line(found(**doc), question=asked)]))
    assert quarantine.empty
    assert table["vbo_id_bag"].tolist() == ["0226010000000001"]


@pytest.mark.parametrize(
    "doc",
    [
        {"huisnummer": 14},
        {"huisletter": None},
        {"huisletter": "B"},
        {"huisnummertoevoeging": "1"},
        {"postcode": "6921ZZ", "straatnaam": "Elders", "straatnaam_verkort": "Elders"},
        {"postcode": "6921ZZ", "woonplaatsnaam": "Westervoort"},
        {"postcode": None, "woonplaatsnaam": "Westervoort"},
    ],
)
def test_an_answer_about_another_address_is_not_taken(read, doc):
    _, table, quarantine = read((DAY, [line(found(**doc))]))
    assert table.empty
    assert quarantine[["code", "kind"]].to_numpy().tolist() == [["other_address", "out_of_scope"]]


def test_without_town_or_postcode_no_street_is_sure(read):
    assert codes(read, line(found(), question={"straat": "Voorbeeldweg", "huisnummer": "12"})) == [
        "other_address"
    ]


def test_the_right_one_of_several_is_taken(read):
    near = found(huisletter="B", adresseerbaarobject_id="0226010000000002")
    _, table, _ = read((DAY, [line(near, found())]))
    assert table["vbo_id_bag"].tolist() == ["0226010000000001"]


def test_the_postcode_decides_between_streets_of_one_name(read):
    other = found(postcode="6922ZZ", adresseerbaarobject_id="0226010000000009")
    _, table, _ = read((DAY, [line(other, found())]))
    assert table["vbo_id_bag"].tolist() == ["0226010000000001"]


def test_two_objects_that_both_fit_are_no_answer(read):
    other = found(adresseerbaarobject_id="0226010000000009")
    assert codes(read, line(other, found())) == ["several_objects"]
    letter, addition = (
        found(),
        found(huisletter=None, huisnummertoevoeging="A", adresseerbaarobject_id="0226010000000009"),
    )
    assert codes(read, line(letter, addition)) == ["several_objects"]


def test_one_object_with_two_addresses_is_one_answer(read):
    assert codes(read, line(found(), found(weergavenaam="Nevenadres 12A, 6921XX Duiven"))) == []


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (line(), "not_found"),
        (line(found(type="weg")), "not_found"),
        (line(found(adresseerbaarobject_id=None)), "missing_key"),
        (line(found(adresseerbaarobject_id="0226200000000001")), "bad_key"),
        (line(found(weergavenaam=None)), "missing_value"),
        (line(found(centroide_rd="POINT(6.0 51.9)")), "outside_netherlands"),
        (line(found(centroide_rd="POINT EMPTY")), "bad_geometry"),
        (line(found(), question=ASKED | {"huisnummer": "geen"}), "bad_number"),
        (line(found(), question=ASKED | {"postcode": "6921"}), "bad_postcode"),
        (line(found(), question=ASKED | {"straat": "x\ufffd"}), "bad_encoding"),
        (line(found(), question={"straat": "Voorbeeldweg"}), "missing_value"),
        (found(), "not_an_object"),
        ({"vraag": ASKED, "antwoord": {"error": {"msg": "fout"}}}, "error_answer"),
        ({"vraag": ASKED, "antwoord": []}, "not_an_object"),
    ],
)
def test_what_is_no_answer_is_told(read, lines, code):
    assert codes(read, lines, line(found())) == [code]


def test_no_place_is_no_objection(read):
    _, table, quarantine = read((DAY, [line(found(centroide_rd=None))]))
    assert quarantine.empty
    assert table["geometry"].isna().all()


def test_the_newest_answer_stands_and_older_deliveries_stay(read):
    other = ASKED | {"huisnummer": "14"}
    old = [
        line(found()),
        line(found(huisnummer=14, adresseerbaarobject_id="0226010000000014"), question=other),
    ]
    new = [line(found(adresseerbaarobject_id="0226010000000077"))]
    delivery, table, _ = read((dt.date(2026, 1, 5), old), (DAY, new))
    assert sorted(table["vbo_id_bag"]) == ["0226010000000014", "0226010000000077"]
    assert delivery.rows_merged == 1


def test_an_empty_delivery(read):
    delivery, table, _ = read((DAY, [line()]))
    assert table.empty
    assert delivery.columns == {}


TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["Voorbeeldweg", "12", "A", "6921XX", "Duiven", "é", "-", ""]),
    st.integers(0, 99),
)
QUESTIONS = st.dictionaries(st.sampled_from(FIELDS), TEXTS, max_size=6)
DOCS = st.dictionaries(st.sampled_from(sorted(found())), TEXTS, max_size=4).map(
    lambda change: found(**change)
)


@settings(max_examples=25)
@given(st.lists(st.tuples(QUESTIONS, st.lists(DOCS, max_size=3)), min_size=1, max_size=12))
def test_every_question_is_answered_or_told(tmp_path_factory, asked):
    path = tmp_path_factory.getbasetemp() / "antwoorden.jsonl"
    lines = [line(*docs, question=ASKED | question) for question, docs in asked]
    path.write_text("\n".join(json.dumps(item) for item in lines))
    delivery = locatieserver.read([RawFile(path, DAY)], CARD, AS_OF)
    table = delivery.tables["geocode"]
    assert len(asked) == delivery.rows_read == len(table) + delivery.rows_merged + len(delivery.quarantine)
    assert table["record_id"].is_unique
    assert not table["vbo_id_bag"].isna().any()
