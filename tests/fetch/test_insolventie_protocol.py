"""Insolvency protocol: envelopes, one question per case, and no natural person on disk."""

import datetime as dt

import pytest
from lxml import etree

from theseus.errors import FetchError
from theseus.fetch.protocols import insolventie
from theseus.model import Order
from theseus.sources import insolventie as reader
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile

CASE, CIR = insolventie.CASE, insolventie.CIR
OPTIONS = dict(cards()["insolventie"].services[0].options)
SOAP = "http://www.w3.org/2003/05/soap-envelope"


@pytest.fixture(autouse=True)
def _keys(monkeypatch):
    monkeypatch.setenv("INSOLVENTIE_USERNAME", "gemeente<&>")
    monkeypatch.setenv("INSOLVENTIE_PASSWORD", "geheim&woord")


def envelope(body):
    return f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{body}</soap:Body></soap:Envelope>'


def listed(*marks):
    told = "".join(f"<publicatieKenmerk>{mark}</publicatieKenmerk>" for mark in marks)
    return envelope(
        f'<searchUndertakingResponse xmlns="{CIR}"><searchUndertakingResult><publicatieLijst xmlns="{CASE}">'
        f"{told}</publicatieLijst></searchUndertakingResult></searchUndertakingResponse>"
    )


def case(number="F.05/26/123", person="rechtspersoon", kvk="90000001"):
    event = (
        "<publicatie><publicatieDatum>2026-03-04</publicatieDatum><publicatieKenmerk>x</publicatieKenmerk>"
        "<publicatieOmschrijving>{}</publicatieOmschrijving><publicatieSoortCode>{}</publicatieSoortCode></publicatie>"
    )
    told = event.format("Uitspraak faillissement op 01 maart 2026", "1300")
    told += event.format("vervanging curator mr. A. Oud door mr. B. Nieuw", "1307")
    return envelope(
        f'<getCaseResponse xmlns="{CIR}"><getCaseResult><inspubWebserviceInsolvente xmlns="{CASE}">'
        f"<insolvente><insolventienummer>{number}</insolventienummer><persoon><rechtspersoonlijkheid>{person}"
        f"</rechtspersoonlijkheid><achternaam>VOORBEELD</achternaam><geboortedatum>1970-01-01</geboortedatum>"
        f"<KvKNummer>{kvk}</KvKNummer></persoon><RC>mr. C. Rechter</RC><cbvers><cbv><achternaam>Oud"
        f"</achternaam></cbv></cbvers><publicatiegeschiedenis>{told}</publicatiegeschiedenis></insolvente>"
        "</inspubWebserviceInsolvente></getCaseResult></getCaseResponse>"
    )


def exception(code, text=""):
    return envelope(f'<r xmlns="{CASE}"><exceptie errorcode="{code}">{text}</exceptie></r>')


@pytest.fixture
def register(service):
    """Answer searches by KVK number and cases by publication; keeps the questions met."""
    met = []

    def answering(searches, cases):
        def reply(request):
            body = etree.fromstring(request.body).find(f"{{{SOAP}}}Body")[0]
            question = (etree.QName(body).localname, body[0].text)
            met.append((*question, etree.QName(body[0]).localname))
            table = searches if question[0] == "searchUndertaking" else cases
            return service.reply(table.get(question[1], exception(1, "Geen resultaten gevonden")))

        service.route("/cir.asmx", reply)
        return met

    return answering


@pytest.fixture
def ask(service, web):
    def asking(*numbers):
        order = Order(
            "insolventie",
            "Insolventieregister",
            "openbaar",
            "insolventie",
            service.url + "/cir.asmx",
            options=OPTIONS,
            per_second=1000,
            secret="INSOLVENTIE_PASSWORD",  # noqa: S106  the name of a variable
            items=tuple({"kvk_number": number} for number in numbers),
        )
        (page,) = insolventie.pages(order, web(order))
        return page

    return asking


MARK = "05.gel.26.123.F.1300.1.26"


def test_a_company_with_a_case_and_one_without(register, ask, tmp_path):
    met = register({"90000001": listed(MARK)}, {MARK: case()})
    page = ask("90000001", "90000002")
    assert met == [
        ("searchUndertaking", "90000001", "commercialRegisterID"),
        ("getCase", MARK, "publicationNumber"),
        ("searchUndertaking", "90000002", "commercialRegisterID"),
    ]
    assert (page.name, page.rows) == ("zaken.xml", 1)
    (tmp_path / page.name).write_bytes(page.content)
    delivery = reader.read(
        [RawFile(tmp_path / page.name, dt.date(2026, 11, 2))], cards()["insolventie"], dt.date(2026, 11, 16)
    )
    assert delivery.tables["insolvency"]["kvk_number"].tolist() == ["90000001"]
    assert delivery.quarantine.empty


def test_no_name_of_anybody_is_kept(register, ask):
    register({"90000001": listed(MARK)}, {MARK: case()})
    told = ask("90000001").content.decode()
    assert not any(name in told for name in ("VOORBEELD", "Rechter", "Oud", "Nieuw", "1970"))


@pytest.mark.parametrize("mark", [MARK, "05.gel.26.55.R.2301.1.26"])
def test_a_natural_person_is_not_written_down(register, ask, mark):
    met = register({"90000001": listed(mark)}, {mark: case(person="natuurlijk persoon")})
    page = ask("90000001")
    assert page.rows == 0
    assert len(etree.fromstring(page.content)) == 0
    assert ("getCase" in {question for question, *_ in met}) == (mark == MARK)


def test_one_question_per_case_however_many_publications(register, ask):
    marks = [MARK, "05.gel.26.123.F.1311.2.26", "05.gel.25.8.S.3300.1.25"]
    cases = {mark: case(number="S.05/25/8" if ".S." in mark else "F.05/26/123") for mark in marks}
    met = register({"90000001": listed(*marks, *marks)}, cases)
    assert ask("90000001").rows == 2
    assert len(met) == 3


def test_the_message_carries_name_password_and_address(service, register, ask):
    register({}, {})
    ask("90000001")
    request = service.requests[0]
    root = etree.fromstring(request.body)
    assert root.findtext(f".//{{{insolventie._WSSE}}}Username") == "gemeente<&>"
    assert root.findtext(f".//{{{insolventie._WSSE}}}Password") == "geheim&woord"
    assert root.findtext(f".//{{{insolventie._WSSE}}}Nonce")
    assert root.findtext(f".//{{{insolventie._WSA}}}Action") == f"{CIR}/searchUndertaking"
    assert request.headers["content-type"].startswith("application/soap+xml")
    assert f'action="{CIR}/searchUndertaking"' in request.headers["content-type"]


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        (exception(2, "Technische fout"), 200, "Technische fout"),
        (envelope(f'<r xmlns="{CIR}"/>'), 200, "publicatieLijst"),
        ("<html><body>storing</body></html>", 200, "webpagina"),
        ("<x/>", 200, "geen SOAP-antwoord"),
        ("geen xml", 500, "geen SOAP-antwoord"),
        (
            envelope(
                "<soap:Fault><soap:Reason><soap:Text>Security token onjuist\n at Microsoft.Web"
                "</soap:Text></soap:Reason></soap:Fault>"
            ),
            500,
            "Security token onjuist”. Controleer naam en wachtwoord",
        ),
        ('<!DOCTYPE a [<!ENTITY x "y">]>' + envelope("<a>&x;</a>"), 200, "geen SOAP-antwoord"),
    ],
)
def test_another_answer_is_refused(service, ask, answer, status, told):
    service.answer("/cir.asmx", answer, status=status)
    with pytest.raises(FetchError, match=told) as error:
        ask("90000001")
    assert "geheim" not in str(error.value)
    assert "Microsoft" not in str(error.value)


@pytest.mark.parametrize("name", ["INSOLVENTIE_USERNAME", "INSOLVENTIE_PASSWORD"])
def test_name_and_password_are_both_needed(service, ask, monkeypatch, name):
    monkeypatch.delenv(name)
    monkeypatch.setattr("keyring.get_password", lambda *_: None)
    with pytest.raises(FetchError, match=name):
        ask("90000001")
    assert not service.requests


def test_a_number_that_is_none_is_not_asked(service, ask):
    with pytest.raises(FetchError, match="geen KVK-nummer"):
        ask("9000000<")
    assert not service.requests


def test_the_dry_run_counts_the_companies():
    order = Order(
        "insolventie", "x", "x", "insolventie", "https://x.nl/cir.asmx", items=({"kvk_number": "90000001"},)
    )
    assert insolventie.preview(order) == ("https://x.nl/cir.asmx", 1)
