"""ArcGIS feature services: counted first, then every page, of the years that still count."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch.protocols.arcgis import pages, preview
from theseus.model import Order

LAYER = "/rest/services/IBIS_historie/FeatureServer/0"
PATH = f"{LAYER}/query"


def order(url, **options):
    return Order("ibis", "IBIS", "CC0", "arcgis", url + LAYER, options=options)


def feature(n, x=197_000.0, y=441_000.0):
    ring = [[x, y], [x + 9, y], [x, y + 9], [x, y]]
    return {
        "type": "Feature",
        "id": n,
        "properties": {"RIN_NUMMER": str(n), "PLAN_NAAM": "Voorbeeld", "JAAR": 2024},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def served(service, total, *, most=2000, promised=None, nested=True, newest=2024):
    """A layer as the service documents it: a count, a statistic, or a page of features."""

    def answer(request):
        params = request.params
        if params.get("returnCountOnly") == "true":
            return service.reply({"count": total if promised is None else promised})
        if "outStatistics" in params:
            return service.reply({"features": [{"attributes": {"newest": newest}}]})
        start = int(params["resultOffset"])
        size = min(int(params["resultRecordCount"]), most)
        told = {"exceededTransferLimit": True} if start + size < total else {}
        document = {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "EPSG:28992"}},
            "features": [feature(n) for n in range(start, min(start + size, total))],
        }
        return service.reply(document | ({"properties": told} if nested else told))

    service.route(PATH, answer)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(total=st.integers(0, 11), size=st.integers(1, 7), most=st.integers(1, 9), nested=st.booleans())
def test_paging_brings_every_feature_once(service, web, total, size, most, nested):
    served(service, total, most=most, nested=nested)
    asked = order(service.url, page_size=size)
    brought = list(pages(asked, web(asked)))
    ids = [item["id"] for one in brought for item in json.loads(one.content)["features"]]
    assert ids == list(range(total))
    assert len({one.name for one in brought}) == len(brought)


def test_the_question(service, web):
    served(service, 1)
    asked = order(service.url, where="PROV_CODES='PV25'")
    (brought,) = pages(asked, web(asked))
    assert service.requests[-1].params == {
        "where": "PROV_CODES='PV25'",
        "outFields": "*",
        "returnGeometry": "true",
        "outSR": "28992",
        "orderByFields": "OBJECTID",
        "resultRecordCount": "1000",
        "f": "geojson",
        "resultOffset": "0",
    }
    assert (brought.name, brought.rows) == ("ibis-0001.geojson", 1)


@pytest.mark.parametrize(("told", "year"), [(2024, "2022"), (2024.0, "2022"), ("2024", "'2022'")])
def test_only_the_years_that_still_count(service, web, told, year):
    served(service, 1, newest=told)
    asked = order(service.url, newest={"field": "JAAR", "back": 2})
    list(pages(asked, web(asked)))
    statistic = json.loads(service.requests[0].params["outStatistics"])
    assert statistic[0]["statisticType"] == "max"
    assert statistic[0]["onStatisticField"] == "JAAR"
    assert service.requests[1].params["where"] == f"(1=1) AND JAAR >= {year}"
    assert service.requests[2].params["where"] == f"(1=1) AND JAAR >= {year}"


@pytest.mark.parametrize("told", [None, "onbekend"])
def test_no_newest_year_is_refused(service, web, told):
    served(service, 1, newest=told)
    asked = order(service.url, newest={"field": "JAAR", "back": 2})
    with pytest.raises(FetchError, match="geen hoogste JAAR"):
        list(pages(asked, web(asked)))


def test_less_than_counted_is_refused(service, web):
    served(service, 3, promised=4)
    asked = order(service.url)
    with pytest.raises(FetchError, match="noemt 4 objecten en gaf er 3"):
        list(pages(asked, web(asked)))


def test_a_service_that_always_gives_its_first_page_is_noticed(service, web):
    def answer(request):
        if "returnCountOnly" in request.params:
            return service.reply({"count": 4})
        return service.reply({"type": "FeatureCollection", "features": [feature(1), feature(2)]})

    service.route(PATH, answer)
    asked = order(service.url)
    with pytest.raises(FetchError, match="steeds dezelfde bladzijde"):
        list(pages(asked, web(asked)))


def test_an_error_with_status_200_is_refused(service, web):
    service.answer(PATH, {"error": {"code": 400, "message": "Cannot perform query", "details": []}})
    asked = order(service.url)
    with pytest.raises(FetchError, match="Cannot perform query"):
        list(pages(asked, web(asked)))


def test_degrees_where_rd_was_asked_are_noticed(service, web):
    service.answer(PATH, {"count": 1})
    service.answer(PATH, {"type": "FeatureCollection", "features": [feature(1, 5.97, 51.95)]})
    asked = order(service.url)
    with pytest.raises(FetchError, match="niet in het gevraagde stelsel"):
        list(pages(asked, web(asked)))


def test_the_preview_asks_nothing(service):
    assert preview(order(service.url))[1] == 2
    url, count = preview(order(service.url, newest={"field": "JAAR", "back": 2}))
    assert url.startswith(f"{service.url}{PATH}?where=")
    assert count == 3
    assert service.requests == []
