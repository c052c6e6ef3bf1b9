"""SRU: every record of every municipality once, and no list that is half or refused."""

import pytest

from theseus.errors import FetchError
from theseus.fetch.protocols import sru
from theseus.model import Order
from theseus.sources.card import cards

NS = 'xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse" xmlns:dcterms="http://purl.org/dc/terms/"'
DIAGNOSTIC = """<?xml version="1.0"?><searchRetrieveResponse
 xmlns="http://docs.oasis-open.org/ns/search-ws/sruResponse"
 xmlns:d="http://docs.oasis-open.org/ns/search-ws/diagnostic"><version>2.0</version><diagnostics>
 <d:diagnostic><d:uri>{uri}</d:uri><d:message>{message}</d:message></d:diagnostic></diagnostics>
</searchRetrieveResponse>"""
DUIVEN = {"code": "GM0226", "name": "Duiven", "since": "2026-09-01"}
WESTERVOORT = {"code": "GM0293", "name": "Westervoort", "since": "2026-09-01"}


def response(ids, total, precision=None):
    records = "".join(
        f"<sru:record><sru:recordData><dcterms:identifier>gmb-2026-{number}</dcterms:identifier>"
        f"</sru:recordData><sru:recordPosition>{place}</sru:recordPosition></sru:record>"
        for place, number in enumerate(ids, start=1)
    )
    told = f"<sru:resultCountPrecision>info:srw/{precision}</sru:resultCountPrecision>" if precision else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><sru:searchRetrieveResponse {NS}>'
        f"<sru:numberOfRecords>{total}</sru:numberOfRecords><sru:records>{records}</sru:records>{told}"
        "</sru:searchRetrieveResponse>"
    )


@pytest.fixture
def order(service):
    def make(*items, size=2, query='dt.creator=="{municipality}" and dt.modified>={since}'):
        options = {"query": query, "page_size": size, "name": "koop", "params": {"recordSchema": "gzd"}}
        return Order("publicaties", "Publicaties", "CC0", "sru", service.url + "/sru", options, items=items)

    return make


def ask(order, web):
    return list(sru.pages(order, web(order)))


def test_every_page_of_every_municipality(service, web, order):
    service.answer("/sru", response([1, 2], 3))
    service.answer("/sru", response([3], 3))
    service.answer("/sru", response([], 0))
    asked = order(DUIVEN, WESTERVOORT)
    assert [(page.name, page.rows) for page in ask(asked, web)] == [
        ("koop-GM0226-001.xml", 2),
        ("koop-GM0226-002.xml", 1),
        ("koop-GM0293-001.xml", 0),
    ]
    first, second, third = (request.params for request in service.requests)
    assert first["query"] == 'dt.creator=="Duiven" and dt.modified>=2026-09-01'
    assert [first["startRecord"], second["startRecord"], third["startRecord"]] == ["1", "3", "1"]
    assert (first["version"], first["operation"], first["maximumRecords"]) == ("2.0", "searchRetrieve", "2")
    assert first["recordSchema"] == "gzd"
    assert sru.preview(asked) == (service.url + "/sru", 2)


def test_the_number_may_grow_while_we_are_reading(service, web, order):
    service.answer("/sru", response([1, 2], 2 + 1))
    service.answer("/sru", response([3, 4], 5))
    service.answer("/sru", response([5], 5))
    assert sum(page.rows for page in ask(order(DUIVEN), web)) == 5


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([response([1, 2], 5), response([], 5)], "2 van de 5 publicaties"),
        ([response([1, 2], 5), DIAGNOSTIC.format(uri="info:srw/diagnostic/1/61", message="x")], "2 van de 5"),
        ([response([1, 2], 5), response([1, 2], 5)], "twee keer"),
        ([response([1, 1], 2)], "twee keer"),
        ([DIAGNOSTIC.format(uri="info:srw/diagnostic/1/10", message="mismatched input")], "mismatched input"),
        ([DIAGNOSTIC.format(uri="info:srw/diagnostic/1/61", message="buiten bereik")], "buiten bereik"),
        ([response([1, 2], "")], "zegt niet hoeveel"),
        (["<rss><channel/></rss>"], "geen searchRetrieveResponse"),
    ],
)
def test_what_is_half_refused_or_something_else_does_not_enter(service, web, order, answers, message):
    for answer in answers:
        service.answer("/sru", answer)
    with pytest.raises(FetchError, match=message):
        ask(order(DUIVEN), web)


def test_a_cut_answer_does_not_enter(service, web, order):
    service.answer("/sru", response([1, 2], 2)[:-60])
    with pytest.raises(FetchError):
        ask(order(DUIVEN), web)


def test_a_count_that_is_an_estimate_may_be_a_little_high(service, web, order):
    service.answer("/sru", response(range(99), 100, precision="estimate"))
    service.answer("/sru", response([], 100, precision="estimate"))
    assert sum(page.rows for page in ask(order(DUIVEN, size=100), web)) == 99
    with pytest.raises(FetchError, match="0 van de 100"):
        ask(order(DUIVEN, size=100), web)


def test_a_name_cannot_change_the_question(service, web, order):
    service.answer("/sru", response([], 0))
    ask(order(DUIVEN | {"name": 'X" or dt.creator=="Y\\'}), web)
    assert service.requests[0].params["query"].startswith('dt.creator=="X\\" or dt.creator==\\"Y\\\\" and')


def test_an_answer_with_entities_of_its_own_is_refused(service, web, order):
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    service.answer("/sru", response(["&e;"], 1).replace('encoding="UTF-8"?>', f'encoding="UTF-8"?>{evil}'))
    with pytest.raises(FetchError, match="geen searchRetrieveResponse"):
        ask(order(DUIVEN), web)


def test_no_municipality_is_told(web, order):
    with pytest.raises(FetchError, match="geen gemeente"):
        ask(order(), web)


def test_the_card_leaves_notices_about_persons_where_they_are():
    (service,) = cards()["publicaties"].services
    assert "{municipality}" in service.options["query"]
    assert "{since}" in service.options["query"]
    assert 'NOT dt.type=="uitschrijving basisregistratie personen"' in service.options["query"]
