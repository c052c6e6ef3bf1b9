"""SODA: whole data sets along a key, and no set that is half, shuffled or endless."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch.protocols import soda
from theseus.model import Order
from theseus.sources.card import cards

FIRMS = {"id": "5k74-3jha", "key": "volgnummer", "name": "bedrijven"}
GRANTS = {"id": "nmwb-dqkz", "key": "volgnummer", "name": "erkenningen", "many": True}


def rows(*keys):
    return [
        {"volgnummer": str(key), "naam_bedrijf": f"VOORBEELD {number}"} for number, key in enumerate(keys)
    ]


class Dataset:
    """A data set as the service keeps it: $where, $order, $limit and a count."""

    def __init__(self, reply, records, *, kind="number", headers=True, promised=None):
        self.reply, self.records, self.kind, self.promised = reply, records, kind, promised
        self.headers = (
            {"X-SODA2-Fields": '["volgnummer","naam_bedrijf"]', "X-SODA2-Types": f'["{kind}","text"]'}
            if headers
            else {}
        )

    def read(self, key):
        return int(key) if self.kind == "number" else str(key)

    def __call__(self, request):
        if "$select" in request.params:
            count = len(self.records) if self.promised is None else self.promised
            return self.reply([{"aantal": str(count)}])
        found = sorted(self.records, key=lambda row: self.read(row["volgnummer"]))
        where = request.params.get("$where")
        if where:
            _, sign, last = where.replace(">=", " >= ").replace("> ", " > ").split(maxsplit=2)
            assert last.startswith("'") == (self.kind == "text"), "a text is compared with a text"
            last = self.read(last.strip("'"))
            found = [
                row
                for row in found
                if self.read(row["volgnummer"]) > last
                or (sign == ">=" and self.read(row["volgnummer"]) == last)
            ]
        assert request.params["$order"] == "volgnummer"
        return self.reply(found[: int(request.params["$limit"])], headers=self.headers)


@pytest.fixture
def order(service):
    def make(*datasets, size=3, **more):
        options = {"datasets": list(datasets), "page_size": size}
        return Order("rdw", "RDW", "CC0", "soda", service.url + "/resource", options, **more)

    return make


def test_two_data_sets_to_their_ends(service, web, order):
    service.route("/resource/5k74-3jha.json", Dataset(service.reply, rows(*range(1, 8))))
    service.route("/resource/nmwb-dqkz.json", Dataset(service.reply, rows(1, 1, 2, 2, 3, 7)))
    asked = order(FIRMS, GRANTS)
    found = list(soda.pages(asked, web(asked)))
    assert [(page.name, page.rows) for page in found] == [
        ("bedrijven-001.json", 3),
        ("bedrijven-002.json", 3),
        ("bedrijven-003.json", 1),
        ("erkenningen-001.json", 3),
        ("erkenningen-002.json", 2),
        ("erkenningen-003.json", 1),
    ]
    assert soda.preview(asked) == (service.url + "/resource/5k74-3jha.json", 4)


def test_a_last_page_that_is_full_is_followed_by_an_empty_one_that_is_not_kept(service, web, order):
    service.route("/resource/5k74-3jha.json", Dataset(service.reply, rows(*range(6))))
    asked = order(FIRMS)
    assert [page.rows for page in soda.pages(asked, web(asked))] == [3, 3]
    assert len(service.requests) == 1 + 3


@pytest.mark.parametrize("headers", [True, False])
def test_keys_that_are_text_are_compared_as_text(service, web, order, headers):
    keys = ["A1", "A10", "A2", "B7"]
    service.route(
        "/resource/5k74-3jha.json", Dataset(service.reply, rows(*keys), kind="text", headers=headers)
    )
    asked = order(FIRMS)
    assert [page.rows for page in soda.pages(asked, web(asked))] == [3, 1]


def test_digits_in_a_text_column_too(service, web, order):
    service.route("/resource/5k74-3jha.json", Dataset(service.reply, rows(1, 10, 2, 3), kind="text"))
    asked = order(FIRMS)
    assert sum(page.rows for page in soda.pages(asked, web(asked))) == 4


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([rows(1, 3, 2)], "staan niet op volgorde"),
        ([rows(1, 2, 3), rows(1, 2, 3)], "staan niet op volgorde van volgnummer of komen terug"),
        ([rows(1, 2, 2)], "komen terug"),
        ([[{"nummer": "1"}]], "geen bruikbare sleutel 'volgnummer'"),
        ([[1, 2]], "geen lijst van rijen"),
        ([{"rijen": []}], "geen lijst van rijen"),
        ([rows(1, 2)], "2 van de 9 rijen"),
        ([rows(1, 2, 3), []], "3 van de 9 rijen"),
    ],
)
def test_what_is_not_whole_or_not_in_order_is_refused(service, web, order, answers, message):
    queue = list(answers)

    def answer(request):
        return service.reply([{"aantal": "9"}] if "$select" in request.params else queue.pop(0))

    service.route("/resource/5k74-3jha.json", answer)
    asked = order(FIRMS)
    with pytest.raises(FetchError, match=message):
        list(soda.pages(asked, web(asked)))


def test_more_rows_of_one_key_than_a_page_holds_is_no_endless_loop(service, web, order):
    service.route("/resource/nmwb-dqkz.json", Dataset(service.reply, rows(1, 1, 1, 1, 2)))
    asked = order(GRANTS)
    with pytest.raises(FetchError, match="3 rijen hebben dezelfde volgnummer"):
        list(soda.pages(asked, web(asked)))


def test_a_row_that_went_away_while_we_were_reading_is_no_shortage(service, web, order):
    dataset = Dataset(service.reply, rows(*range(5)), promised=6)
    counts = iter(["6", "5"])

    def answer(request):
        return service.reply([{"aantal": next(counts)}]) if "$select" in request.params else dataset(request)

    service.route("/resource/5k74-3jha.json", answer)
    asked = order(FIRMS)
    assert sum(page.rows for page in soda.pages(asked, web(asked))) == 5


@pytest.mark.parametrize("body", [[], [{}], [{"aantal": "veel"}], {"aantal": 3}])
def test_a_count_that_is_none_is_refused(service, web, order, body):
    service.answer("/resource/5k74-3jha.json", body)
    asked = order(FIRMS)
    with pytest.raises(FetchError, match="RDW"):
        list(soda.pages(asked, web(asked)))


def test_the_token_is_sent_if_there_is_one_and_stands_nowhere(service, web, order, monkeypatch):
    service.route("/resource/5k74-3jha.json", Dataset(service.reply, rows(1, 2)))
    asked = order(FIRMS, secret="RDW_APP_TOKEN")  # noqa: S106  the name of a variable
    monkeypatch.setattr("theseus.fetch.secrets.keyring.get_password", lambda *_: None)
    monkeypatch.delenv("RDW_APP_TOKEN", raising=False)
    assert [page.rows for page in soda.pages(asked, web(asked))] == [2]
    assert all("x-app-token" not in request.headers for request in service.requests)
    monkeypatch.setenv("RDW_APP_TOKEN", "geheim-12345")
    (page,) = soda.pages(asked, web(asked))
    assert service.requests[-1].headers["x-app-token"] == "geheim-12345"
    assert "geheim" not in page.url


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 30), max_size=25), st.integers(6, 9), st.sampled_from(["number", "text"]))
def test_every_row_comes_exactly_once(service, web, order, keys, size, kind):
    shared = [key for key in keys if keys.count(key) < size]
    for dataset, met in ((FIRMS, sorted(set(keys))), (GRANTS, shared)):
        service.route(f"/resource/{dataset['id']}.json", Dataset(service.reply, rows(*met), kind=kind))
        asked = order(dataset, size=size)
        assert sum(page.rows for page in soda.pages(asked, web(asked))) == len(met)


def test_the_card_of_the_rdw_names_both_sets():
    (service,) = cards()["rdw"].services
    assert service.url == "https://opendata.rdw.nl/resource"
    assert {item["id"] for item in service.options["datasets"]} == {"5k74-3jha", "nmwb-dqkz"}
    assert [bool(item.get("many")) for item in service.options["datasets"]] == [False, True]
