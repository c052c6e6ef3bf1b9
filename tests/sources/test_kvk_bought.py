"""What was asked of the KVK and paid for, read from the files of its deliveries."""

import datetime as dt
import json

import pandas as pd
import pytest

from theseus.sources import kvk_bought
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile

DAY, LATER = dt.date(2026, 9, 1), dt.date(2026, 10, 1)
QUESTION = {"postcode": "6921XX", "huisnummer": "12", "huisletter": "A"}
NOBODY = {"fout": [{"code": "IPD5200", "omschrijving": "Niets gevonden."}]}


def search(*numbers, total=None, question=QUESTION, legal_persons=0):
    results = [{"vestigingsnummer": number, "kvkNummer": "90000001"} for number in numbers]
    results += [{"kvkNummer": "90000001", "type": "rechtspersoon"}] * legal_persons
    answer = {"totaal": len(results) if total is None else total, "resultaten": results}
    return {"vraag": question, "antwoord": answer}


@pytest.fixture
def asked(tmp_path):
    def reading(*files):
        made = []
        for day, name, content in files:
            folder = tmp_path / str(day)
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.json").write_text(json.dumps(content))
            made.append(RawFile(folder / f"{name}.json", day))
        return kvk_bought.asked(made)

    return reading


PROFILE = {"vestigingsnummer": "000090000001", "sbiActiviteiten": []}


def test_an_address_is_settled_when_everybody_found_there_was_bought(asked):
    row = asked(
        (DAY, "zoeken-1", search("000090000001", legal_persons=1)),
        (DAY, "vestigingsprofiel-000090000001", PROFILE),
    ).iloc[0]
    assert row[["postcode", "huisnummer", "huisletter"]].tolist() == ["6921XX", 12, "A"]
    assert (row["asked_on"], row["found"], row["settled"]) == (pd.Timestamp(DAY), 1, True)


def test_nobody_there_is_settled_with_nobody_found(asked):
    row = asked((DAY, "zoeken-1", {"vraag": QUESTION, "antwoord": NOBODY})).iloc[0]
    assert (row["found"], row["settled"]) == (0, True)


@pytest.mark.parametrize(
    "profile",
    [None, {"fout": [{"code": "IPD1003"}]}, {"fout": [{"code": "HTTP 503"}]}],
    ids=["budget", "not ready", "down"],
)
def test_what_did_not_come_leaves_it_open(asked, profile):
    files = [(DAY, "zoeken-1", search("000090000001"))]
    files += [(DAY, "vestigingsprofiel-000090000001", profile)] if profile else []
    assert not asked(*files)["settled"].any()


def test_a_refusal_for_good_needs_no_second_payment(asked):
    refused = {"fout": [{"code": "IPD0007"}]}
    files = [(DAY, "zoeken-1", search("000090000001")), (DAY, "vestigingsprofiel-000090000001", refused)]
    assert asked(*files)["settled"].all()


def test_pages_of_one_search_are_one_answer(asked):
    found = asked(
        (DAY, "zoeken-1", search("000090000001", total=3, legal_persons=1)),
        (DAY, "zoeken-2", search("000090000002", total=3)),
        (DAY, "vestigingsprofiel-000090000001", PROFILE),
        (DAY, "vestigingsprofiel-000090000002", PROFILE),
    )
    assert found[["found", "settled"]].to_numpy().tolist() == [[2, True]]


def test_the_newest_question_counts_and_an_older_profile_does_not_answer_it(asked):
    found = asked(
        (DAY, "zoeken-1", search("000090000001")),
        (DAY, "vestigingsprofiel-000090000001", PROFILE),
        (LATER, "zoeken-1", search("000090000001")),
    )
    assert found["asked_on"].tolist() == [pd.Timestamp(LATER)]
    assert not found["settled"].any()


def test_an_address_without_letter_and_answers_without_question(asked):
    plain = {"postcode": "6921XX", "huisnummer": "12"}
    found = asked(
        (DAY, "zoeken-1", search(question=plain)),
        (DAY, "zoeken-2", search(question={"kvkNummer": "90000001"})),
        (DAY, "los", {"totaal": 0, "resultaten": []}),
        (DAY, "ophalen-gestopt", {"fout": [{"code": "GESTOPT"}]}),
    )
    assert len(found) == 1
    assert found["huisletter"].isna().all()


def test_no_deliveries_no_addresses(asked):
    assert asked().empty
    assert asked((DAY, "vestigingsprofiel-000090000001", PROFILE)).empty


def test_what_a_delivery_cost():
    prices = cards()["kvk"].services[0].options["price_eur"]
    names = [f"vestigingsprofiel-{n:012d}.json" for n in range(3)]
    names += ["basisprofiel-90000001.json", "zoeken-6921XX-12-p1.json", "manifest.json", "export.csv"]
    assert kvk_bought.spent_eur(names, prices) == 0.08
    assert kvk_bought.spent_eur([], prices) == 0.0
