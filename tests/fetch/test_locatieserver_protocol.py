"""Locatieserver protocol: one question per address, kept together with its answer."""

import json

import pytest

from theseus.errors import FetchError
from theseus.fetch.protocols import locatieserver
from theseus.model import Order

ASKED = {
    "straat": "Voorbeeldweg",
    "huisnummer": "12",
    "huisletter": "A",
    "postcode": "6921XX",
    "woonplaats": "Duiven",
}


def order(url, *items):
    return Order(
        "locatieserver",
        "Locatieserver",
        "CC0",
        "locatieserver",
        url,
        options={"rows": 5},
        per_second=1000,
        items=items,
    )


@pytest.fixture
def ask(service, web):
    def asking(*items):
        wanted = order(service.url, *items)
        return list(locatieserver.pages(wanted, web(wanted)))

    return asking


def test_question_and_answer_of_every_address_in_one_file(service, ask):
    answers = [{"response": {"docs": [{"weergavenaam": f"Adres {n}"}]}} for n in (1, 2)]
    for answer in answers:
        service.answer("/free", answer, times=1)
    (page,) = ask(ASKED, {"postcode": "6921XX", "huisnummer": "14", "x": "weg", "huisletter": ""})
    lines = [json.loads(line) for line in page.content.decode().splitlines()]
    assert (page.name, page.rows) == ("antwoorden.jsonl", 2)
    assert [line["vraag"] for line in lines] == [ASKED, {"huisnummer": "14", "postcode": "6921XX"}]
    assert [line["antwoord"] for line in lines] == answers
    first = service.requests[0].params
    assert (first["q"], first["fq"], first["rows"]) == ("Voorbeeldweg 12A, 6921XX Duiven", "type:adres", "5")
    assert "adresseerbaarobject_id" in first["fl"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (ASKED | {"toevoeging": "2"}, "Voorbeeldweg 12A-2, 6921XX Duiven"),
        ({"postcode": "6921XX", "huisnummer": "12"}, "12, 6921XX"),
        ({"straat": 'Weg" OR type:weg (*)', "huisnummer": "1"}, "Weg  OR type weg     1"),
        (
            {"straat": "'s-Gravenweg", "huisnummer": "1", "woonplaats": "’s-Hertogenbosch"},
            "'s-Gravenweg 1,  s-Hertogenbosch",
        ),
    ],
)
def test_an_address_on_one_line(asked, text):
    assert locatieserver.as_text(asked) == text


def test_a_line_stays_a_line_whatever_the_answer_holds(service, ask):
    service.answer("/free", {"response": {"docs": [{"weergavenaam": "a\u2028b\x85c"}]}})
    (page,) = ask(ASKED)
    assert len(page.content.decode().splitlines()) == 1


@pytest.mark.parametrize("answer", [{}, {"response": {}}, {"response": {"docs": {}}}, []])
def test_another_form_is_refused(service, ask, answer):
    service.answer("/free", answer)
    with pytest.raises(FetchError, match=r"zonder response\.docs"):
        ask(ASKED)


def test_a_service_that_is_down_is_told(service, ask):
    service.answer("/free", "storing", status=503)
    with pytest.raises(FetchError, match="storing"):
        ask(ASKED)


def test_the_dry_run_counts_the_addresses():
    assert locatieserver.preview(order("https://x.nl/v3_1", ASKED, ASKED)) == ("https://x.nl/v3_1/free", 2)
