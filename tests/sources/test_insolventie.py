"""Insolvency register: cases of companies with their dates, and nothing at all of a natural person."""

import datetime as dt

import pandas as pd
import pytest

from theseus.errors import SourceError
from theseus.sources import registry
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.insolventie import NAMESPACE

CARD = cards()["insolventie"]
AS_OF = dt.date(2026, 11, 16)
DAY = dt.date(2026, 11, 2)
OPENED = ("1300", "2026-03-04", "Uitspraak faillissement op 01 maart 2026")


def case(*events, number="F.05/26/123", kvk="90000001", person="rechtspersoon", more=""):
    told = "".join(
        f"<publicatie><publicatieDatum>{day}</publicatieDatum><publicatieOmschrijving>{text}"
        f"</publicatieOmschrijving><publicatieSoortCode>{code}</publicatieSoortCode></publicatie>"
        for code, day, text in events or (OPENED,)
    )
    return (
        f'<insolvente xmlns="{NAMESPACE}"><insolventienummer>{number}</insolventienummer><persoon>'
        f"<rechtspersoonlijkheid>{person}</rechtspersoonlijkheid><achternaam>Geheim</achternaam>"
        f"<geboortedatum>1970-01-01</geboortedatum><KvKNummer>{kvk}</KvKNummer></persoon>{more}"
        f"<publicatiegeschiedenis>{told}</publicatiegeschiedenis></insolvente>"
    )


@pytest.fixture
def read(tmp_path):
    def reader(*contents):
        files = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{number}.xml"
            path.write_text(content, encoding="utf-8")
            files.append(RawFile(path, DAY))
        delivery = registry.read("insolventie", files, AS_OF)
        return delivery, delivery.tables["insolvency"], delivery.quarantine

    return reader


def delivered(*cases):
    return f'<zaken xmlns="{NAMESPACE}">{"".join(cases)}</zaken>'


def dates(table):
    return [None if pd.isna(day) else str(day.date()) for day in table.iloc[0][["started_on", "ended_on"]]]


def test_a_bankruptcy(read):
    delivery, table, quarantine = read(delivered(case()))
    row = table.iloc[0]
    assert (row["record_id"], row["kvk_number"], row["kind"]) == ("F.05/26/123", "90000001", "faillissement")
    assert dates(table) == ["2026-03-01", None]
    assert row["observed_on"] == pd.Timestamp(DAY)
    assert quarantine.empty
    assert delivery.columns["insolvente"] == tuple(sorted(CARD.columns["insolvente"]))


def test_a_moratorium_that_became_a_bankruptcy_has_ended(read):
    granted = ("3300", "2026-01-10", "verlening voorlopige surseance op 9 januari 2026")
    ended = ("3313", "2026-02-03", "Beëindiging door omzetting in faillissement op 02-02-2026")
    _, table, _ = read(delivered(case(granted, ended, number="S.05/26/9")))
    assert table["kind"].tolist() == ["surseance"]
    assert dates(table) == ["2026-01-09", "2026-02-02"]


def test_a_case_that_was_opened_again_goes_on(read):
    events = (
        OPENED,
        ("1318", "2026-04-02", "einde faillissement door goedkeuring akkoord op 1 april 2026"),
        ("1304", "2026-06-02", "heropening faillissement op 1 juni 2026"),
    )
    assert dates(read(delivered(case(*events)))[1]) == ["2026-03-01", None]


def test_without_a_day_in_the_text_the_publication_counts(read):
    assert dates(read(delivered(case(("1300", "2026-03-04", "Uitspraak faillissement"))))[1]) == [
        "2026-03-04",
        None,
    ]
    assert dates(read(delivered(case(("1300", "2026-03-04", "op 31 februari 2026"))))[1]) == [
        "2026-03-04",
        None,
    ]


@pytest.mark.parametrize("number", ["F.05/26/123", "R.05/26/55"])
def test_nothing_is_kept_of_a_natural_person(read, number):
    person = "natuurlijk persoon" if number.startswith("F") else "rechtspersoon"
    delivery, table, quarantine = read(
        delivered(case(number=number, person=person), case(number="F.05/26/7"))
    )
    assert table["record_id"].tolist() == ["F.05/26/7"]
    assert quarantine[["code", "kind"]].to_numpy().tolist() == [["natural_person", "out_of_scope"]]
    assert quarantine[["record_id", "column", "value"]].isna().all(axis=None)
    told = table.to_csv() + quarantine.to_csv() + str(delivery.columns)
    assert not any(secret in told for secret in ("Geheim", "1970", number))


def test_a_case_without_a_person_is_not_kept(read):
    alone = "<insolvente><insolventienummer>F.05/26/1</insolventienummer></insolvente>"
    assert read(delivered(alone))[2]["code"].tolist() == ["natural_person"]


def test_an_answer_of_the_service_can_be_saved_by_hand(read):
    soap = (
        '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body><getCaseResponse '
        'xmlns="http://www.rechtspraak.nl/namespaces/cir01"><getCaseResult>'
        f'<inspubWebserviceInsolvente xmlns="{NAMESPACE}">{case(more="<RC>mr. X</RC>")}'
        "</inspubWebserviceInsolvente></getCaseResult></getCaseResponse></soap:Body></soap:Envelope>"
    )
    delivery, table, _ = read(soap)
    assert len(table) == 1
    assert "mr. X" not in table.to_csv()
    assert set(delivery.columns["insolvente"]) <= {*CARD.columns["insolvente"], *CARD.ignored}


def test_one_case_met_twice_stands_once(read):
    delivery, table, _ = read(delivered(case()), delivered(case()))
    assert (len(table), delivery.rows_merged) == (1, 1)


def test_a_short_number_gets_its_zeros_back(read):
    assert read(delivered(case(kvk="1234567")))[1]["kvk_number"].tolist() == ["01234567"]


def test_no_cases_at_all(read):
    delivery, table, _ = read(delivered())
    assert (delivery.rows_read, len(table), delivery.columns) == (0, 0, {})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": ""}, "missing_key"),
        ({"number": "F.05"}, "bad_key"),
        ({"kvk": ""}, "missing_value"),
        ({"kvk": "x"}, "bad_key"),
        ({"kvk": "123456789"}, "bad_key"),
    ],
)
def test_what_breaks_a_record(read, change, code):
    assert read(delivered(case(**change)))[2]["code"].tolist() == [code]


def test_a_case_that_never_opened_has_no_beginning(read):
    assert read(delivered(case(("1311", "2026-03-04", "vergadering"))))[2]["code"].tolist() == [
        "missing_value"
    ]


@pytest.mark.parametrize("content", ["", "<zaken>", "geen xml"])
def test_half_a_file_is_refused(read, content):
    with pytest.raises(SourceError, match="geen volledige XML"):
        read(content)


def test_entities_are_refused(read):
    bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">]>' + delivered(case(kvk="&x;"))
    with pytest.raises(SourceError, match="DOCTYPE"):
        read(bomb)


def test_the_codes_on_the_card_are_of_bankruptcies_and_moratoria():
    options = CARD.services[0].options
    assert not set(options["opening"]) & set(options["ending"])
    assert {code[0] for code in (*options["opening"], *options["ending"])} == {"1", "3"}
