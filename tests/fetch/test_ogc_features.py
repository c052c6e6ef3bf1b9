"""OGC API Features: to the last page, never elsewhere, never in a circle, never half."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch.protocols.ogc_features import RD, pages, preview
from theseus.model import Order

BOX = (196_000.0, 440_500.0, 198_250.5, 442_000.0)
ITEMS = "/ogc/collections/{}/items"


def order(url, *, boxes=(BOX,), items=(), **options):
    options = {"collections": ["pand"], **options}
    return Order(
        "bag_api", "BAG", "vrij", "ogc_features", f"{url}/ogc", options=options, boxes=boxes, items=items
    )


def feature(n, x=197_000.0, y=441_000.0):
    return {
        "type": "Feature",
        "id": f"00000000-0000-5000-8000-{n:012d}",
        "properties": {"identificatie": f"{n:016d}"},
        "geometry": {"type": "Polygon", "coordinates": [[[x, y], [x + 9, y], [x, y + 9], [x, y]]]},
    }


def page(*features, following=None, **members):
    links = [{"rel": "self", "href": "https://example.org/self"}]
    if following:
        links.append({"rel": "next", "title": "Next page", "href": following})
    return {
        "type": "FeatureCollection",
        "links": links,
        "features": list(features),
        "numberReturned": len(features),
        **members,
    }


def served(service, total, collection="pand", **members):
    """A service that pages ``total`` features with a cursor, as documented."""

    def answer(request):
        limit, start = int(request.params["limit"]), int(request.params.get("cursor", 0))
        found = [feature(n) for n in range(start, min(start + limit, total))]
        kept = {name: value for name, value in request.params.items() if name != "cursor"}
        following = None
        if start + limit < total:
            kept["cursor"] = str(start + limit)
            following = f"{service.url}{request.path}?{urlencode(kept)}"
        return service.reply(page(*found, following=following, **members))

    service.route(ITEMS.format(collection), answer)


def test_it_asks_for_a_box_in_rd(service, web):
    served(service, 3)
    asked = order(service.url)
    (brought,) = pages(asked, web(asked))
    params = service.requests[0].params
    assert params["bbox"] == "196000,440500,198250.5,442000"
    assert params["bbox-crs"] == params["crs"] == RD
    assert (params["limit"], params["f"]) == ("1000", "json")
    assert (brought.name, brought.rows) == ("pand-001-0001.geojson", 3)
    assert len(json.loads(brought.content)["features"]) == 3


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(total=st.integers(0, 11), limit=st.integers(1, 7))
def test_paging_brings_every_feature_once(service, web, total, limit):
    served(service, total)
    asked = order(service.url, limit=limit)
    brought = list(pages(asked, web(asked)))
    ids = [item["id"] for one in brought for item in json.loads(one.content)["features"]]
    assert ids == [feature(n)["id"] for n in range(total)]
    assert sum(one.rows for one in brought) == total
    assert len({one.name for one in brought}) == len(brought)


def test_every_collection_in_every_box(service, web):
    for collection in ("pand", "adres"):
        served(service, 1, collection)
    asked = order(service.url, boxes=(BOX, (1.0, 2.0, 3.0, 4.0)), collections=["pand", "adres"])
    assert [one.name for one in pages(asked, web(asked))] == [
        "pand-001-0001.geojson",
        "pand-002-0001.geojson",
        "adres-001-0001.geojson",
        "adres-002-0001.geojson",
    ]
    assert [request.params["bbox"][:1] for request in service.requests] == ["1", "1", "1", "1"]


def test_without_boxes_the_whole_collection(service, web):
    served(service, 2)
    asked = order(service.url, boxes=(), params={"jaarcode": 2026})
    assert [one.rows for one in pages(asked, web(asked))] == [2]
    assert "bbox" not in service.requests[0].params
    assert service.requests[0].params["jaarcode"] == "2026"


def test_a_large_collection_is_never_asked_whole(service, web):
    asked = order(service.url, boxes=(), by_box=True)
    with pytest.raises(FetchError, match="geen gebied om naar te vragen"):
        list(pages(asked, web(asked)))
    assert service.requests == []


def test_a_condition_per_municipality(service, web):
    served(service, 1)
    items = ({"code": "GM0293", "name": "Westervoort"}, {"code": "GM0226", "name": "'s-Duiven"})
    asked = order(service.url, items=items, filter="naam = '{name}'")
    assert len(list(pages(asked, web(asked)))) == 2
    assert [request.params["filter"] for request in service.requests] == [
        "naam = 'Westervoort'",
        "naam = '''s-Duiven'",
    ]
    assert "bbox" not in service.requests[0].params


def test_a_condition_for_all_goes_with_the_box(service, web):
    served(service, 1)
    asked = order(service.url, filter="typefunctioneelgebied = 'bedrijventerrein'")
    list(pages(asked, web(asked)))
    assert service.requests[0].params["filter"] == "typefunctioneelgebied = 'bedrijventerrein'"
    assert service.requests[0].params["filter-lang"] == "cql2-text"
    assert "bbox" in service.requests[0].params


def test_a_next_link_may_be_relative(service, web):
    path = ITEMS.format("pand")
    service.answer(path, page(feature(1), following="?cursor=1"))
    service.answer(path, page(feature(2)))
    asked = order(service.url)
    assert [one.rows for one in pages(asked, web(asked))] == [1, 1]
    assert service.requests[1].params == {"cursor": "1"}


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/items?cursor=1", "//example.org/x", "ftp://127.0.0.1/"]
)
def test_a_next_link_to_another_server_is_refused(service, web, elsewhere):
    service.answer(ITEMS.format("pand"), page(feature(1), following=elsewhere))
    asked = order(service.url)
    with pytest.raises(FetchError, match="andere server"):
        list(pages(asked, web(asked)))


def test_a_circle_of_pages_is_refused(service, web):
    path = ITEMS.format("pand")
    service.answer(path, page(feature(1), following=f"{service.url}{path}?cursor=1"))
    service.answer(path, page(feature(2), following=f"{service.url}{path}?cursor=1"))
    asked = order(service.url)
    with pytest.raises(FetchError, match="kring"):
        list(pages(asked, web(asked)))


def test_the_same_page_under_ever_new_addresses_is_refused(service, web):
    met = iter(range(1000))
    service.route(
        ITEMS.format("pand"), lambda _: service.reply(page(feature(1), following=f"?cursor={next(met)}"))
    )
    asked = order(service.url)
    with pytest.raises(FetchError, match="steeds dezelfde bladzijde"):
        list(pages(asked, web(asked)))
    assert len(service.requests) == 2


def test_an_empty_page_with_a_sequel_is_refused(service, web):
    met = iter(range(1000))
    service.route(ITEMS.format("pand"), lambda _: service.reply(page(following=f"?cursor={next(met)}")))
    asked = order(service.url)
    with pytest.raises(FetchError, match="lege bladzijde"):
        list(pages(asked, web(asked)))


def test_less_than_promised_is_refused(service, web):
    served(service, 4, numberMatched=5)
    asked = order(service.url, limit=3)
    with pytest.raises(FetchError, match="noemt 5 objecten en gaf er 4"):
        list(pages(asked, web(asked)))


def test_a_page_that_lost_features_is_refused(service, web):
    service.answer(ITEMS.format("pand"), page(feature(1), numberReturned=2))
    asked = order(service.url)
    with pytest.raises(FetchError, match="noemt 2 objecten en bevat er 1"):
        list(pages(asked, web(asked)))


@pytest.mark.parametrize("answer", [{"features": "geen"}, {"type": "Feature"}, [1, 2], {"features": [1]}])
def test_something_else_than_features_is_refused(service, web, answer):
    service.answer(ITEMS.format("pand"), answer)
    asked = order(service.url)
    with pytest.raises(FetchError, match="bevat geen kaartobjecten"):
        list(pages(asked, web(asked)))


def test_degrees_where_rd_was_asked_are_noticed(service, web):
    service.answer(ITEMS.format("pand"), page(feature(1, 5.97, 51.95), feature(2, 5.98, 51.96)))
    asked = order(service.url)
    with pytest.raises(FetchError, match="niet in het gevraagde stelsel"):
        list(pages(asked, web(asked)))


def test_the_header_tells_of_another_system(service, web):
    told = {"Content-Crs": "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"}
    service.answer(ITEMS.format("pand"), page(), headers=told)
    asked = order(service.url)
    with pytest.raises(FetchError, match="niet in het gevraagde stelsel"):
        list(pages(asked, web(asked)))


def test_one_feature_out_of_place_is_left_to_the_reader(service, web):
    told = {"Content-Crs": f"<{RD}>"}
    lost = {"type": "Feature", "id": "x", "properties": {}, "geometry": None}
    service.answer(
        ITEMS.format("pand"), page(feature(1), feature(2), feature(3, 1.0, 1.0), lost), headers=told
    )
    asked = order(service.url)
    assert [one.rows for one in pages(asked, web(asked))] == [4]


def test_the_preview_asks_nothing(service):
    asked = order(service.url, boxes=(BOX, BOX), collections=["pand", "adres"])
    url, count = preview(asked)
    assert url.startswith(f"{service.url}/ogc/collections/pand/items?f=json&limit=1000&crs={RD}&bbox=196000,")
    assert count == 4
    assert service.requests == []
