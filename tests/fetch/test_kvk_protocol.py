"""KVK protocol: free searches paged to the end, paid profiles within the budget, nothing paid is lost."""

import datetime as dt
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch.protocols import kvk
from theseus.model import Order
from theseus.sources import kvk as reader
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile

PRICES = {"zoeken": 0.0, "basisprofiel": 0.02, "vestigingsprofiel": 0.02}
HERE = {"kind": "zoeken", "postcode": "6921XX", "huisnummer": "12", "huisletter": "A"}
NOBODY = {"fout": [{"code": "IPD5200", "omschrijving": "Er zijn geen gegevens gevonden."}]}
LATER = {"fout": [{"code": "IPD1003", "omschrijving": "Probeer het over 5 minuten opnieuw."}]}
UNKNOWN = {"fout": [{"code": "IPD0007", "omschrijving": "Niet leverbaar."}]}


def number(n):
    return f"{n:012d}"


def result(n, **changes):
    home = {"type": "bezoekadres", "straatnaam": "Voorbeeldweg", "plaats": "Duiven"}
    made = {
        "kvkNummer": f"9{n:07d}",
        "vestigingsnummer": number(n),
        "naam": f"VOORBEELD {n}",
        "adres": {"binnenlandsAdres": home},
        "type": "hoofdvestiging",
    }
    return made | changes


def profile(n):
    home = {
        "type": "bezoekadres",
        "indAfgeschermd": "Nee",
        "straatnaam": "Voorbeeldweg",
        "huisnummer": 12,
        "postcode": "6921XX",
        "plaats": "Duiven",
    }
    return {
        "vestigingsnummer": number(n),
        "kvkNummer": f"9{n:07d}",
        "materieleRegistratie": {"datumAanvang": "20150828"},
        "eersteHandelsnaam": f"VOORBEELD {n}",
        "adressen": [home],
        "sbiActiviteiten": [{"sbiCode": "95311", "indHoofdactiviteit": "Ja"}],
    }


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("KVK_API_KEY", "geheime-sleutel")


@pytest.fixture
def register(service):
    """Let the service know vestigingen at addresses, and give the profiles of all of them."""

    def know(found, total=None):
        def search(request):
            page, size = int(request.params["pagina"]), int(request.params["resultatenPerPagina"])
            part = found[(page - 1) * size : page * size]
            if not found:
                return service.reply(NOBODY, 404)
            answer = {"pagina": page, "resultatenPerPagina": size, "resultaten": part}
            return service.reply(answer | {"totaal": len(found) if total is None else total})

        service.route("/api/v2/zoeken", search)
        for item in found:
            if str(item.get("vestigingsnummer", "")).isdigit():
                path = f"/api/v1/vestigingsprofielen/{item['vestigingsnummer']}"
                service.answer(path, profile(int(item["vestigingsnummer"])))

    return know


@pytest.fixture
def ask(service, web):
    def asking(*items, budget=1.0, url="/api", **options):
        order = Order(
            source="kvk",
            title="KVK",
            licence="eigen",
            protocol="kvk",
            url=service.url + url,
            per_second=1000,
            secret="KVK_API_KEY",  # noqa: S106  the name of a variable
            items=items or (HERE,),
            options={"price_eur": PRICES, "budget_eur": budget, **options},
        )
        return list(kvk.pages(order, web(order)))

    return asking


def paid(service):
    return [request.path for request in service.requests if "profielen" in request.path]


def told(page):
    return json.loads(page.content)


def test_a_look_up_is_a_search_and_a_profile_each(service, register, ask):
    register([result(1), result(2)])
    made = ask()
    assert [page.name for page in made] == [
        "zoeken-6921XX-12-A-p1.json",
        f"vestigingsprofiel-{number(1)}.json",
        f"vestigingsprofiel-{number(2)}.json",
    ]
    assert [page.rows for page in made] == [2, 1, 1]
    search = service.requests[0].params
    assert {key: search[key] for key in ("postcode", "huisnummer", "huisletter")} == {
        "postcode": "6921XX",
        "huisnummer": "12",
        "huisletter": "A",
    }
    assert service.requests[1].params == {"geoData": "true"}
    assert {request.headers["apikey"] for request in service.requests} == {"geheime-sleutel"}
    assert not any("geheim" in page.url or b"geheim" in page.content for page in made)


def test_question_and_answer_stay_together_and_the_reader_reads_them(register, ask, tmp_path):
    register([result(1)])
    made = ask()
    assert told(made[0])["vraag"] == {"postcode": "6921XX", "huisnummer": "12", "huisletter": "A"}
    files = []
    for page in made:
        (tmp_path / page.name).write_bytes(page.content)
        files.append(RawFile(tmp_path / page.name, dt.date(2026, 11, 2)))
    delivery = reader.read(files, cards()["kvk"], dt.date(2026, 11, 16))
    assert delivery.tables["vestiging"]["vestiging_id_kvk"].tolist() == [number(1)]
    assert (delivery.rows_read, delivery.rows_merged) == (2, 1)


def test_nobody_registered_is_an_answer_that_is_kept(service, register, ask):
    register([])
    made = ask()
    assert [page.name for page in made] == ["zoeken-6921XX-12-A-p1.json"]
    assert told(made[0])["antwoord"] == NOBODY
    assert not paid(service)


def test_a_thousand_vestigingen_come_in_ten_pages_and_the_budget_holds(service, register, ask):
    register([result(n) for n in range(1, 1001)])
    made = ask(budget=0.5)
    assert sum(page.name.startswith("zoeken-") for page in made) == 10
    assert len(paid(service)) == 25


def test_more_than_zoeken_shows_is_no_shortage(service, register, ask):
    register([result(n) for n in range(1, 1201)], total=1200)
    made = ask(budget=0)
    assert sum(page.rows for page in made) == 1000
    assert len(service.asked("/api/v2/zoeken")) == 10


def test_fewer_than_promised_is_refused_before_anything_is_bought(service, register, ask):
    register([result(1), result(2)], total=150)
    with pytest.raises(FetchError, match="beloofde 150 inschrijvingen, maar gaf er 2"):
        ask()
    assert not paid(service)


@pytest.mark.parametrize("answer", [{"resultaten": []}, {"totaal": 3}, {"totaal": "3", "resultaten": []}, []])
def test_another_form_of_answer_is_refused(service, ask, answer):
    service.answer("/api/v2/zoeken", answer)
    with pytest.raises(FetchError, match="zonder resultaten of totaal"):
        ask()


def test_a_search_that_is_not_ready_is_asked_again(service, ask):
    service.answer("/api/v2/zoeken", LATER, status=404, times=2)
    service.answer("/api/v2/zoeken", NOBODY, status=404)
    assert len(ask()) == 1
    assert len(service.requests) == 3


def test_a_search_that_stays_not_ready_fails(service, ask):
    service.answer("/api/v2/zoeken", LATER, status=404)
    with pytest.raises(FetchError, match="kan nog niet zoeken"):
        ask()


def test_a_profile_that_comes_late_is_paid_once(service, register, ask):
    register([result(1), result(2)])
    path = f"/api/v1/vestigingsprofielen/{number(1)}"
    service._queues.pop(path)
    service.answer(path, LATER, status=404, times=2)
    service.answer(path, "storing", status=503)
    service.answer(path, profile(1))
    made = ask(budget=0.04)
    assert [page.name for page in made[1:]] == [
        f"vestigingsprofiel-{number(2)}.json",
        f"vestigingsprofiel-{number(1)}.json",
    ]
    assert [page.rows for page in made[1:]] == [1, 1]


@pytest.mark.parametrize(("answer", "status"), [(LATER, 404), ("<html>storing</html>", 502), (UNKNOWN, 404)])
def test_a_profile_that_does_not_come_is_told_in_the_delivery(service, register, ask, answer, status):
    register([result(1), result(2)])
    path = f"/api/v1/vestigingsprofielen/{number(1)}"
    service._queues.pop(path)
    service.answer(path, answer, status=status)
    made = {page.name: page for page in ask()}
    missing = made[f"vestigingsprofiel-{number(1)}.json"]
    assert missing.rows == 0
    assert told(missing)["fout"][0]["code"] in {"IPD1003", "IPD0007", "HTTP 502"}
    assert made[f"vestigingsprofiel-{number(2)}.json"].rows == 1
    assert len(service.asked(path)) == (1 if answer is UNKNOWN else 5)


def test_a_wrong_key_stops_at_once(service, ask):
    service.answer("/api/v2/zoeken", {"fault": {"faultstring": "Invalid ApiKey"}}, status=401)
    with pytest.raises(FetchError, match=r"weigert toegang.*sleutel"):
        ask()
    assert len(service.requests) == 1


def test_no_key_is_told_before_anything_is_asked(service, ask, monkeypatch):
    monkeypatch.delenv("KVK_API_KEY")
    monkeypatch.setattr("keyring.get_password", lambda *_: None)
    with pytest.raises(FetchError, match="KVK_API_KEY"):
        ask()
    assert not service.requests


def test_a_key_without_the_right_to_profiles_buys_nothing(service, register, ask):
    register([result(1), result(2)])
    for n in (1, 2):
        service._queues.pop(f"/api/v1/vestigingsprofielen/{number(n)}")
        service.answer(f"/api/v1/vestigingsprofielen/{number(n)}", {"fault": "x"}, status=403)
    with pytest.raises(FetchError, match="weigert toegang"):
        ask()
    assert len(paid(service)) == 1


def test_what_was_paid_for_is_kept_when_the_service_breaks_down(service, register, ask):
    register([result(n) for n in range(1, 5)])
    for n, answer in ((2, LATER), (3, {"fault": "quotum"})):
        path = f"/api/v1/vestigingsprofielen/{number(n)}"
        service._queues.pop(path)
        service.answer(path, answer, status=404 if answer is LATER else 403)
    made = ask()
    assert [page.name for page in made[1:]] == [
        f"vestigingsprofiel-{number(1)}.json",
        f"vestigingsprofiel-{number(2)}.json",
        kvk.STOPPED,
    ]
    assert "weigert toegang" in told(made[-1])["fout"][0]["omschrijving"]
    assert len(paid(service)) == 3


def test_without_a_budget_nothing_is_bought(service, register, ask):
    register([result(1)])
    assert len(ask(budget=0)) == 1
    assert not paid(service)


def test_a_kind_without_a_price_is_never_bought(service, register, ask):
    register([result(1)])
    with pytest.raises(FetchError, match="geen tarief voor vestigingsprofiel"):
        ask(price_eur={"zoeken": 0.0})
    assert not paid(service)


def test_nobody_is_paid_for_twice_and_known_vestigingen_come_along(service, register, ask):
    register([result(1)])
    service.answer(f"/api/v1/vestigingsprofielen/{number(7)}", profile(7))
    ask(HERE, HERE | {"huisletter": "B", "vestigingen": f"{number(7)},{number(1)}"})
    assert sorted(paid(service)) == [f"/api/v1/vestigingsprofielen/{number(n)}" for n in (1, 7)]


def test_one_question_is_asked_once_but_all_its_known_vestigingen_count(service, register, ask):
    register([])
    service.answer(f"/api/v1/vestigingsprofielen/{number(7)}", profile(7))
    made = ask(HERE, HERE | {"huisletter": "a", "vestigingen": number(7)})
    assert [page.name for page in made] == [
        "zoeken-6921XX-12-A-p1.json",
        f"vestigingsprofiel-{number(7)}.json",
    ]


def test_a_legal_person_without_vestiging_here_gets_its_own_profile(service, register, ask):
    owner = {"kvkNummer": "90000001", "naam": "VOORBEELD Holding", "type": "rechtspersoon"}
    alone = owner | {"kvkNummer": "90000749", "naam": "VOORBEELD VvE"}
    register([result(1), owner | {"kvkNummer": result(1)["kvkNummer"]}, alone])
    service.answer("/api/v1/basisprofielen/90000749", {"kvkNummer": "90000749", "naam": "VOORBEELD VvE"})
    ask()
    assert paid(service) == [
        f"/api/v1/vestigingsprofielen/{number(1)}",
        "/api/v1/basisprofielen/90000749",
    ]


@pytest.mark.parametrize("odd", ["../../v1/x", "12", "12345678901x", None, 12])
def test_a_number_that_is_none_reaches_no_address(service, register, ask, odd):
    register([result(1, vestigingsnummer=odd, kvkNummer=odd)])
    ask()
    assert not paid(service)


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"postcode": "6921XX"},
        {"postcode": "6921 XX", "huisnummer": "12"},
        {"postcode": "6921XX", "huisnummer": "12/../.."},
        {"postcode": "6921XX", "huisnummer": "12", "huisletter": "AB"},
        {"kvk_number": "1234567"},
    ],
)
def test_an_item_that_cannot_be_asked_is_refused(service, ask, item):
    with pytest.raises(FetchError, match="KVK: "):
        ask(item | {"kind": "zoeken"})
    assert not service.requests


def test_the_test_environment_needs_no_key_of_ones_own(service, register, ask, monkeypatch):
    monkeypatch.delenv("KVK_API_KEY")
    monkeypatch.setattr(kvk, "TEST_URL", service.url + "/api")
    register([])
    ask(*kvk.TEST_ITEMS)
    assert {request.headers["apikey"] for request in service.requests} == {kvk.TEST_KEY}
    assert service.requests[0].params["kvkNummer"] == "69599084"


def test_the_dry_run_says_what_is_asked_first():
    order = Order("kvk", "KVK", "eigen", "kvk", "https://api.kvk.nl/api", items=(HERE, HERE))
    url = "https://api.kvk.nl/api/v2/zoeken?postcode=6921XX&huisnummer=12&huisletter=A"
    assert kvk.preview(order) == (url, 2)


@settings(max_examples=200)
@given(
    st.lists(st.integers(1, 300), max_size=80, unique=True),
    st.decimals(0, 3, places=2),
    st.sampled_from(["0.02", "0.03", "0.016", "0.1"]),
)
def test_the_budget_is_never_passed(numbers, budget, price):
    order = Order(
        "kvk",
        "KVK",
        "eigen",
        "kvk",
        "https://api.kvk.nl/api",
        options={"budget_eur": float(budget), "price_eur": {"vestigingsprofiel": float(price)}},
    )
    wanted = [kvk._Profile("vestigingsprofiel", number(n)) for n in numbers]
    cents = len(list(kvk._affordable(wanted, order))) * int(float(price) * 1000)
    assert cents <= int(budget * 1000)
    assert len(list(kvk._affordable(wanted, order))) == min(
        len(numbers), int(budget * 1000) // round(float(price) * 1000)
    )


def recorded(folder):
    """Bodies of the recorded answers of KVK's test environment, with their status."""
    for path in sorted(folder.glob("*.yaml")):
        for told, status in re.findall(
            r"^ +string: '((?:[^']|'')*)'.*?^ +code: (\d+)", path.read_text("utf-8"), re.MULTILINE | re.DOTALL
        ):
            yield json.loads(re.sub(r"\s*\n\s+", " ", told).replace("''", "'")), int(status)


def test_recorded_answers_of_the_test_environment(service, ask, real_data, tmp_path):
    answers = [(told, status) for told, status in recorded(real_data / "kvk") if isinstance(told, dict)]
    page = next(told for told, _ in answers if told.get("totaal") == 2)
    garage = next(told for told, _ in answers if told.get("vestigingsnummer") == "000038509504")
    nobody = next(told for told, status in answers if status == 404 and kvk._NOTHING in json.dumps(told))
    service.answer("/api/v2/zoeken", page)
    service.answer("/api/v2/zoeken", nobody, status=404)
    service.answer("/api/v1/vestigingsprofielen/000038509504", garage)
    made = ask({"kind": "zoeken", "kvk_number": "69599084"}, {"kind": "zoeken", "kvk_number": "12345678"})
    assert [page.name for page in made] == [
        "zoeken-69599084-p1.json",
        "zoeken-12345678-p1.json",
        "vestigingsprofiel-000038509520.json",
        "vestigingsprofiel-000038509504.json",
    ]
    files = []
    for page in made:
        (tmp_path / page.name).write_bytes(page.content)
        files.append(RawFile(tmp_path / page.name, dt.date(2026, 11, 2)))
    table = reader.read(files, cards()["kvk"], dt.date(2026, 11, 16)).tables["vestiging"]
    assert table.set_index("record_id")["name"].to_dict() == {
        "000038509504": "Test EMZ Dagobert",
        "000038509520": "Test EMZ Nevenvestiging Govert",
    }
