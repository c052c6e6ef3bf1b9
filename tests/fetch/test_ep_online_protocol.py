"""EP-Online protocol: one question per object, with the key; what nobody needs is not kept."""

import json

import pytest

from theseus.errors import FetchError
from theseus.fetch.protocols import ep_online
from theseus.model import Order

OBJECT, OTHER = "0226010000000001", "0226010000000002"
LABEL = {
    "Registratiedatum": "2023-06-14T00:00:00",
    "Energieklasse": "A",
    "Certificaathouder": "VOORBEELD Advies",
}


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("EP_ONLINE_API_KEY", "geheime-sleutel")


def order(url, *numbers):
    items = tuple({"vbo_id_bag": number} for number in numbers)
    return Order(
        "ep_online",
        "EP-Online",
        "open",
        "ep_online",
        url,
        per_second=1000,
        secret="EP_ONLINE_API_KEY",  # noqa: S106  the name of a variable
        items=items,
    )


def path(number):
    return f"/PandEnergielabel/AdresseerbaarObject/{number}"


@pytest.fixture
def ask(service, web):
    def asking(*numbers):
        wanted = order(service.url, *numbers)
        return list(ep_online.pages(wanted, web(wanted)))

    return asking


def test_labels_and_objects_without_one_in_one_file(service, ask):
    service.answer(path(OBJECT), [LABEL, LABEL | {"Energieklasse": "B"}])
    service.answer(path(OTHER), {"title": "Not Found"}, status=404)
    (page,) = ask(OBJECT, OTHER)
    lines = [json.loads(line) for line in page.content.splitlines()]
    assert [line["vraag"]["vbo_id_bag"] for line in lines] == [OBJECT, OTHER]
    assert [label["Energieklasse"] for label in lines[0]["antwoord"]] == ["A", "B"]
    assert lines[1]["antwoord"] == []
    assert (page.name, page.rows) == ("antwoorden.jsonl", 2)
    assert b"VOORBEELD Advies" not in page.content
    assert {request.headers["authorization"] for request in service.requests} == {"geheime-sleutel"}


@pytest.mark.parametrize("answer", [{"labels": []}, ["x"], "tekst"])
def test_another_form_is_refused(service, ask, answer):
    service.answer(path(OBJECT), json.dumps(answer).encode())
    with pytest.raises(FetchError, match="lijst van labels"):
        ask(OBJECT)


def test_a_renamed_field_is_refused(service, ask):
    service.answer(path(OBJECT), [{"RegistratieDatum": "2023-06-14"}])
    with pytest.raises(FetchError, match="zonder Registratiedatum"):
        ask(OBJECT)


def test_a_refused_key_is_told(service, ask):
    service.answer(path(OBJECT), "", status=401)
    with pytest.raises(FetchError, match="sleutel"):
        ask(OBJECT)


def test_an_object_that_is_none_reaches_no_address(service, ask):
    with pytest.raises(FetchError, match="geen object van de BAG"):
        ask("../../x")
    assert not service.requests


def test_the_dry_run_counts_the_objects():
    assert ep_online.preview(order("https://x.nl/api/v5", OBJECT, OTHER)) == (
        f"https://x.nl/api/v5{path(OBJECT)}",
        2,
    )
