"""WFS 2.0: all pages of a layer in a stable order, or one whole answer."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch.protocols.wfs import pages, preview
from theseus.model import Order

BOX = (196_000.0, 440_500.0, 198_250.0, 442_000.0)
PATH = "/lv/bag/wfs/v2_0"


def order(url, *, boxes=(BOX,), **options):
    options = {"layers": ["bag:pand"], "page_size": 1000, "sort_by": "identificatie", **options}
    return Order("bag_api", "BAG", "vrij", "wfs", url + PATH, options=options, boxes=boxes)


def feature(n, x=197_000.0, y=441_000.0):
    return {
        "type": "Feature",
        "id": f"pand.{n}",
        "properties": {"identificatie": f"{n:016d}"},
        "geometry": {"type": "Point", "coordinates": [x, y]},
    }


def page(*features, **members):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return {"type": "FeatureCollection", "features": list(features), "crs": crs, **members}


def served(service, total, *, most=1000, promised=None, dropped=()):
    """A layer as GeoServer pages it: ``startIndex`` and ``count``, at most ``most`` at a time."""

    def answer(request):
        start = int(request.params.get("startIndex", 0))
        count = min(int(request.params.get("count", 10**9)), most)
        found = [feature(n) for n in range(start, min(start + count, total)) if n not in dropped]
        members = {} if promised is None else {"numberMatched": promised, "numberReturned": len(found)}
        return service.reply(page(*found, **members))

    service.route(PATH, answer)


def test_the_question(service, web):
    served(service, 2, promised=2)
    asked = order(service.url)
    (brought,) = pages(asked, web(asked))
    assert service.requests[0].params == {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": "bag:pand",
        "outputFormat": "application/json",
        "srsName": "EPSG:28992",
        "count": "1000",
        "startIndex": "0",
        "sortBy": "identificatie",
        "bbox": "196000.000,440500.000,198250.000,442000.000,EPSG:28992",
    }
    assert (brought.name, brought.rows) == ("pand-001-0001.geojson", 2)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(total=st.integers(0, 11), size=st.integers(1, 7), most=st.integers(1, 9), told=st.booleans())
def test_paging_brings_every_feature_once(service, web, total, size, most, told):
    served(service, total, most=most, promised=total if told else None)
    asked = order(service.url, page_size=size)
    brought = list(pages(asked, web(asked)))
    ids = [item["id"] for one in brought for item in json.loads(one.content)["features"]]
    assert ids == [f"pand.{n}" for n in range(total)]
    assert sum(one.rows for one in brought) == total


def test_a_whole_layer_in_one_answer(service, web):
    served(service, 3744, most=10_000, promised=3744)
    asked = order(
        service.url, boxes=(), page_size=None, sort_by=None, layers=["WarmteAtlas:IBISbedrijventerreinen"]
    )
    (brought,) = pages(asked, web(asked))
    assert (brought.name, brought.rows) == ("IBISbedrijventerreinen-001-0001.geojson", 3744)
    assert len(service.requests) == 1
    assert not {"count", "startIndex", "sortBy", "bbox"} & set(service.requests[0].params)


def test_a_whole_layer_that_was_cut_is_refused(service, web):
    served(service, 3744, most=1000, promised=3744)
    asked = order(service.url, boxes=(), page_size=None)
    with pytest.raises(FetchError, match="noemt 3744 objecten en gaf er 1000"):
        list(pages(asked, web(asked)))


def test_every_layer_in_every_box(service, web):
    served(service, 1, promised=1)
    asked = order(service.url, boxes=(BOX, BOX), layers=["bag:pand", "bag:verblijfsobject"])
    assert [one.name[:-13] for one in pages(asked, web(asked))] == [
        "pand-001",
        "pand-002",
        "verblijfsobject-001",
        "verblijfsobject-002",
    ]
    assert preview(asked)[1] == 4
    assert preview(asked)[0].startswith(f"{service.url}{PATH}?service=WFS&version=2.0.0")


def test_a_page_that_comes_short_is_refused(service, web):
    served(service, 9, promised=9, dropped={4})
    asked = order(service.url, page_size=3)
    with pytest.raises(FetchError, match="noemt 9 objecten en gaf er 8"):
        list(pages(asked, web(asked)))


def test_pages_that_shift_do_not_hide_a_loss(service, web):
    answers = [[1, 2], [2, 3], [4, 4], []]
    for ids in answers:
        service.answer(PATH, page(*map(feature, ids), numberMatched=6))
    asked = order(service.url, page_size=2)
    with pytest.raises(FetchError, match="noemt 6 objecten en gaf er 4"):
        list(pages(asked, web(asked)))


def test_a_service_that_does_not_know_startindex_is_noticed(service, web):
    service.answer(PATH, page(feature(1), feature(2)))
    asked = order(service.url, page_size=2)
    with pytest.raises(FetchError, match="steeds dezelfde bladzijde"):
        list(pages(asked, web(asked)))
    assert len(service.requests) == 2


def test_an_unknown_number_is_no_promise(service, web):
    service.answer(PATH, page(feature(1), numberMatched="unknown"))
    service.answer(PATH, page(numberMatched="unknown"))
    asked = order(service.url)
    assert [one.rows for one in pages(asked, web(asked))] == [1]


def test_degrees_where_rd_was_asked_are_noticed(service, web):
    service.answer(PATH, page(feature(1, 5.97, 51.95), numberMatched=1))
    asked = order(service.url)
    with pytest.raises(FetchError, match="niet in het gevraagde stelsel"):
        list(pages(asked, web(asked)))


def test_degrees_are_right_where_degrees_were_asked(service, web):
    service.answer(PATH, page(feature(1, 5.97, 51.95), numberMatched=1))
    asked = order(service.url, crs="EPSG:4326")
    assert [one.rows for one in pages(asked, web(asked))] == [1]


def test_an_exception_report_with_status_200_is_refused(service, web):
    service.answer(
        PATH,
        '<o:ExceptionReport xmlns:o="x"><o:ExceptionText>typeNames</o:ExceptionText></o:ExceptionReport>',
    )
    asked = order(service.url)
    with pytest.raises(FetchError, match="foutmelding"):
        list(pages(asked, web(asked)))


def test_a_large_layer_is_never_asked_whole(service, web):
    asked = order(service.url, boxes=(), by_box=True)
    with pytest.raises(FetchError, match="geen gebied om naar te vragen"):
        list(pages(asked, web(asked)))


def test_names_made_up_for_each_answer_do_not_hide_that_it_is_the_same(service, web):
    made = iter(range(100))

    def answer(_):
        found = [feature(n) | {"id": f"laag.fid--{next(made):x}"} for n in (1, 2)]
        return service.reply(page(*found, numberMatched=4))

    service.route(PATH, answer)
    asked = order(service.url, page_size=2)
    with pytest.raises(FetchError, match="steeds dezelfde bladzijde"):
        list(pages(asked, web(asked)))
