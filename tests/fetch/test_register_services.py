"""From the services of registers to their readers: what a card asks and a service gives can be read."""

import dataclasses
import datetime as dt

import pytest

from theseus.fetch import fetch
from theseus.model import FetchState, Order
from theseus.sources import deliveries
from theseus.sources.card import cards
from theseus.sources.registry import read

NOW = dt.datetime(2026, 11, 16, 6, 0, tzinfo=dt.UTC)
BOX = (197_000.0, 439_000.0, 203_000.0, 446_000.0)
SRU = (
    '<?xml version="1.0"?><s:searchRetrieveResponse'
    ' xmlns:s="http://docs.oasis-open.org/ns/search-ws/sruResponse"'
    ' xmlns:g="http://standaarden.overheid.nl/sru" xmlns:d="http://purl.org/dc/terms/"'
    ' xmlns:o="http://standaarden.overheid.nl/wetgeving/"><s:numberOfRecords>{count}</s:numberOfRecords>'
    "<s:records>{records}</s:records></s:searchRetrieveResponse>"
)
RECORD = (
    "<s:record><s:recordData><g:gzd><g:originalData><o:meta><o:owmskern>"
    "<d:identifier>gmb-2026-1</d:identifier>"
    "<d:title>Omgevingsvergunning, Voorbeeldweg 12, 6921 XX Duiven</d:title>"
    "<d:type>omgevingsvergunning</d:type>"
    "<d:modified>2026-11-02</d:modified></o:owmskern></o:meta></g:originalData></g:gzd></s:recordData></s:record>"
)
LRK = (
    "lrk_id;type_oko;actuele_naam_oko;status;inschrijfdatum;opvanglocatie_adres;opvanglocatie_postcode;"
    "opvanglocatie_woonplaats;bag_id;kvk_nummer_houder\r\n"
    "901;KDV;Café Kinderdagverblijf;Ingeschreven;01-02-2020;Voorbeeldweg 12;6921XX;Duiven;0226010000000012;"
    "90000001\r\n"
)


@pytest.fixture
def bring(service, tmp_path):
    """Fetch a source as its card says, from the local service, and read what landed."""

    def bringer(source, path, **asked):
        card = cards()[source]
        own = card.services[0]
        order = Order(
            card.id,
            card.title,
            card.licence,
            own.protocol,
            service.url + path,
            own.options,
            own.per_second,
            **asked,
        )
        fetched = fetch([dataclasses.replace(order, per_second=1000.0)], tmp_path, NOW)
        assert fetched.state is FetchState.NEW, fetched.message
        files = deliveries.in_folder(tmp_path / source, card, NOW.date())
        return fetched, read(source, files, NOW.date())

    return bringer


def test_openstreetmap(service, bring):
    ring = [(5.97, 51.95), (5.98, 51.95), (5.98, 51.96), (5.97, 51.95)]
    park = {
        "type": "way",
        "id": 5,
        "geometry": [{"lon": lon, "lat": lat} for lon, lat in ring],
        "tags": {"landuse": "industrial", "name": "Voorbeeldpark"},
    }
    shop = {
        "type": "node",
        "id": 1,
        "lat": 51.952,
        "lon": 5.977,
        "tags": {"shop": "tyres", "name": "Voorbeeld"},
    }
    day = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    state = {"timestamp_osm_base": f"{day:%Y-%m-%dT%H:%M:%SZ}"}
    service.answer("/api", {"osm3s": state, "elements": [park, shop]})
    fetched, delivery = bring("osm", "/api", boxes=(BOX, BOX))
    assert fetched.rows == 4
    assert [len(delivery.tables[name]) for name in ("terrein", "poi")] == [1, 1]
    assert delivery.rows_merged == 2


def test_rdw(service, bring):
    firm = {
        "volgnummer": "7", "naam_bedrijf": "VOORBEELD AUTO", "straat": "VOORBEELDWEG", "huisnummer": "12",
        "postcode_numeriek": "6921", "postcode_alfanumeriek": "XX", "plaats": "DUIVEN",
    }  # fmt: skip
    grants = [
        {"volgnummer": "7", "erkenning": "Bedrijfsvoorraad"},
        {"volgnummer": "7", "erkenning": "Demontage"},
    ]
    for path, rows in (("/resource/5k74-3jha.json", [firm]), ("/resource/nmwb-dqkz.json", grants)):
        service.answer(path, [{"aantal": str(len(rows))}])
        service.answer(path, rows)
    fetched, delivery = bring("rdw", "/resource")
    assert fetched.rows == 3
    assert delivery.tables["registration"]["kind"].tolist() == ["Bedrijfsvoorraad|Demontage"]


def test_official_publications(service, bring):
    service.answer("/sru", SRU.format(count=1, records=RECORD))
    service.answer("/sru", SRU.format(count=0, records=""))
    items = tuple(
        {"code": code, "name": name, "since": "2026-11-01"}
        for code, name in (("GM0226", "Duiven"), ("GM0293", "Westervoort"))
    )
    fetched, delivery = bring("publicaties", "/sru", items=items)
    assert fetched.rows == 1
    assert delivery.tables["publication"]["kind"].tolist() == ["vergunning"]


def test_a_week_without_publications_is_a_delivery(service, bring):
    service.answer("/sru", SRU.format(count=0, records=""))
    item = {"code": "GM0226", "name": "Duiven", "since": "2026-11-01"}
    fetched, delivery = bring("publicaties", "/sru", items=(item,))
    assert fetched.rows == 0
    assert delivery.tables["publication"].empty


def test_childcare_in_the_letters_it_comes_in(service, bring):
    service.answer("/lrk.csv", LRK.encode("cp1252"))
    _, delivery = bring("lrk", "/lrk.csv")
    assert delivery.tables["registration"]["name"].tolist() == ["Café Kinderdagverblijf"]


def test_school_holidays_of_two_years(service, bring):
    for year in ("2026-2027", "2027-2028"):
        first = f"{year[:4]}-10-16T22:00:00.000Z"
        part = {"region": "heel Nederland", "startdate": first, "enddate": f"{year[:4]}-10-24T22:00:00.000Z"}
        vacations = [{"type": "Herfstvakantie", "regions": [part]}]
        service.answer(f"/{year}", {"content": [{"schoolyear": year, "vacations": vacations}]})
    items = ({"item": "2026-2027"}, {"item": "2027-2028"})
    _, delivery = bring("schoolvakanties", "/{item}", items=items)
    assert len(delivery.tables["school_holiday"]) == 6
    assert delivery.quarantine.empty
