"""What the cards of maps ask of their services, and that their readers read what the protocols bring."""

import dataclasses
import datetime as dt
import importlib

import pytest

from theseus.model import Order
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.registry import read

DAY = dt.date(2026, 11, 16)
BOX = (196_900.0, 440_900.0, 198_000.0, 442_000.0)
MAPS = ("bag_api", "bag_extract", "bag_gpkg", "cbs_gemeenten", "ibis", "omgevingsdiensten", "top10nl")
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


def orders(source, url=None):
    """The orders of a card, as the supply room makes them, perhaps to another address."""
    card = cards()[source]
    return [
        Order(
            card.id,
            card.title,
            card.licence,
            service.protocol,
            url or service.url,
            options=service.options,
            boxes=(BOX,) if service.per in {"park", "municipality"} else (),
        )
        for service in card.services
    ]


def protocol(order):
    return importlib.import_module(f"theseus.fetch.protocols.{order.protocol}")


@pytest.fixture
def fetched(web, tmp_path):
    """Ask an order and read what came, as the door does."""

    def made(order, source):
        files = []
        for page in protocol(order).pages(order, web(order)):
            path = tmp_path / page.name
            path.write_bytes(page.content)
            files.append(RawFile(path, DAY))
        return read(source, files, DAY)

    return made


@pytest.mark.parametrize("source", MAPS)
def test_every_service_says_what_it_would_ask(source):
    for order in orders(source):
        url, count = protocol(order).preview(order)
        assert url.startswith(order.url)
        assert count >= 1


@pytest.mark.parametrize("source", MAPS)
def test_what_costs_gigabytes_is_fetched_only_if_a_region_asks(source):
    large = any(service.protocol == "download" for service in cards()[source].services)
    assert not (large and cards()[source].by_default)


def test_fallbacks_are_about_the_same_ground():
    for source in MAPS:
        assert len({service.per for service in cards()[source].services}) == 1


def square(x, size=20.0):
    ring = [[x, 441_000.0], [x + size, 441_000.0], [x + size, 441_020.0], [x, 441_020.0], [x, 441_000.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def ogc_page(request, *features):
    """A page as GoKoala answers it: no crs member, but a link to itself that holds what was asked."""
    itself = f"https://api.pdok.nl{request.path}?{request.query}"
    return {
        "type": "FeatureCollection",
        "links": [{"rel": "self", "href": itself}],
        "features": list(features),
        "numberReturned": len(features),
    }


def ogc(service, collection, *features):
    def answer(request):
        return service.reply(ogc_page(request, *features), headers={"Content-Crs": f"<{RD}>"})

    service.route(f"/collections/{collection}/items", answer)


def test_the_bag_from_the_ogc_api(service, fetched):
    pand = {"identificatie": "0293100000000001", "status": "Pand in gebruik", "bouwjaar": 1990}
    vbo = {
        "identificatie": "0293010000000001",
        "status": "Verblijfsobject in gebruik",
        "gebruiksdoel": "industriefunctie",
        "oppervlakte": 200,
        "hoofdadres_identificatie": "0293200000000001",
        "pand.href": [f"{service.url}/collections/pand/items/aa-1"],
    }
    adres = {
        "identificatie": "0293200000000001",
        "adresseerbaar_object_identificatie": "0293010000000001",
        "adresseerbaar_object_type": "Verblijfsobject",
        "status": "Naamgeving uitgegeven",
        "openbare_ruimte_naam": "Het Ambacht",
        "huisnummer": "1",
        "huisletter": None,
        "toevoeging": None,
        "postcode": "6931AA",
        "woonplaats_naam": "Westervoort",
    }
    point = {"type": "Point", "coordinates": [197_010.0, 441_010.0]}
    for collection, properties, shape in (
        ("pand", pand | {"aantal_verblijfsobjecten": 1}, square(197_000.0)),
        ("verblijfsobject", vbo, point),
        ("adres", adres, point),
    ):
        feature = {"type": "Feature", "id": "aa-1", "properties": properties, "geometry": shape}
        ogc(service, collection, feature)
    order, _ = orders("bag_api", service.url)
    delivery = fetched(order, "bag_api")
    assert [len(table) for table in delivery.tables.values()] == [1, 1, 1]
    assert delivery.tables["verblijfsobject"]["pand_ids_bag"].tolist() == ["0293100000000001"]
    assert delivery.tables["adres"]["is_main"].tolist() == [True]
    assert delivery.quarantine.empty


def test_the_bag_from_the_wfs(service, fetched):
    shared = {"status": "Pand in gebruik", "bouwjaar": 1990, "gebruiksdoel": "industriefunctie"}
    pand = shared | {"identificatie": "0293100000000001", "aantal_verblijfsobjecten": 1}
    vbo = {
        "identificatie": "0293010000000001",
        "pandidentificatie": "0293100000000001",
        "status": "Verblijfsobject in gebruik",
        "gebruiksdoel": "industriefunctie",
        "oppervlakte": 200,
        "openbare_ruimte": "Het Ambacht",
        "huisnummer": 1,
        "huisletter": "",
        "toevoeging": "",
        "postcode": "6931AA",
        "woonplaats": "Westervoort",
    }
    point = {"type": "Point", "coordinates": [197_010.0, 441_010.0]}
    rows = {
        "bag:pand": ("pand.x", pand, square(197_000.0)),
        "bag:verblijfsobject": ("verblijfsobject.x", vbo, point),
    }

    def answer(request):
        name, properties, shape = rows[request.params["typeNames"]]
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
        found = [{"type": "Feature", "id": name, "properties": properties, "geometry": shape}]
        return service.reply({"type": "FeatureCollection", "features": found, "numberMatched": 1, "crs": crs})

    service.route("/", answer)
    _, order = orders("bag_api", service.url)
    delivery = fetched(dataclasses.replace(order, url=f"{service.url}/"), "bag_api")
    assert [len(table) for table in delivery.tables.values()] == [1, 1, 1]
    assert delivery.tables["adres"]["straat"].tolist() == ["Het Ambacht"]
    assert service.requests[0].params["bbox"].startswith("196900.000,440900.000")


def test_parks_of_top10nl(service, fetched):
    park = {"lokaal_id": "101", "typefunctioneelgebied": "bedrijventerrein", "naamnl": None}
    golf = {"lokaal_id": "102", "typefunctioneelgebied": "golfterrein", "naamnl": "De Hole"}
    features = [
        {"type": "Feature", "id": f"bb-{n}", "properties": fields, "geometry": square(197_000.0 + 100 * n)}
        for n, fields in enumerate((park, golf))
    ]
    ogc(service, "functioneel_gebied_vlak", *features)
    ogc(service, "functioneel_gebied_multivlak")
    (order,) = orders("top10nl", service.url)
    delivery = fetched(order, "top10nl")
    assert delivery.tables["terrein"]["terrein_id"].tolist() == ["top10nl-101"]
    assert delivery.rows_read == 2


def test_municipalities_of_the_newest_year(service, fetched):
    features = [
        {
            "type": "Feature",
            "id": f"cc-{year}",
            "properties": {
                "statcode": "GM0226",
                "statnaam": "Duiven",
                "jrstatcode": f"{year}GM0226",
                "jaarcode": year,
            },
            "geometry": square(197_000.0 + year, 20.0),
        }
        for year in (2024, 2026, 2025)
    ]
    ogc(service, "gemeente_gegeneraliseerd", *features)
    (order,) = orders("cbs_gemeenten", service.url)
    delivery = fetched(order, "cbs_gemeenten")
    assert delivery.tables["area"].geometry.iloc[0].bounds[0] == 199_026.0
    assert delivery.quarantine["code"].tolist() == ["not_current", "not_current"]
    assert "bbox" not in service.requests[0].params


def test_ibis_from_the_history_copy(service, fetched):
    rows = [("1", 2022, 197_000.0), ("1", 2024, 197_100.0), ("2", 2023, 197_200.0)]
    features = [
        {
            "type": "Feature",
            "id": number,
            "properties": {"OBJECTID": number, "RIN_NUMMER": rin, "PLAN_NAAM": "Proef", "JAAR": year},
            "geometry": square(x),
        }
        for number, (rin, year, x) in enumerate(rows)
    ]

    def answer(request):
        params = request.params
        if "outStatistics" in params:
            return service.reply({"features": [{"attributes": {"newest": 2024}}]})
        if "returnCountOnly" in params:
            return service.reply({"count": len(features)})
        start = int(params["resultOffset"])
        crs = {"type": "name", "properties": {"name": "EPSG:28992"}}
        more = {"exceededTransferLimit": True} if start + 2 < len(features) else {}
        page = {
            "type": "FeatureCollection",
            "crs": crs,
            "properties": more,
            "features": features[start : start + 2],
        }
        return service.reply(page)

    service.route("/query", answer)
    _, order = orders("ibis", service.url)
    delivery = fetched(order, "ibis")
    parks = delivery.tables["terrein"].set_index("terrein_id")
    assert parks["plan_year"].to_dict() == {"1": 2024, "2": 2023}
    assert parks.loc["1", "geometry"].bounds[0] == 197_100.0
    assert (delivery.rows_read, delivery.rows_merged, len(delivery.quarantine)) == (3, 0, 1)
