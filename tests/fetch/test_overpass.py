"""Overpass: one question per box, and no answer that is half, foreign or old."""

import datetime as dt
import re

import pytest
from pyproj import Transformer

from theseus.errors import FetchError
from theseus.fetch.protocols import overpass
from theseus.model import Order
from theseus.sources.card import cards
from theseus.sources.osm_tags import ACTIVITY, OPEN_KEYS, PARK_LANDUSE

DUIVEN = (197_000.0, 439_000.0, 203_000.0, 446_000.0)
WESTERVOORT = (193_000.0, 438_000.0, 197_000.0, 442_000.0)
SHOP = {"type": "node", "id": 1, "lat": 51.95, "lon": 5.97, "tags": {"shop": "tyres", "name": "Voorbeeld"}}


def answer(*elements, age_days=1, **more):
    day = dt.datetime.now(dt.UTC) - dt.timedelta(days=age_days)
    state = {"timestamp_osm_base": f"{day:%Y-%m-%dT%H:%M:%SZ}", "copyright": "ODbL"}
    return {"version": 0.6, "generator": "Overpass API", "osm3s": state, "elements": list(elements)} | more


@pytest.fixture
def order(service):
    def make(*boxes, **options):
        given = {"filters": ['way["landuse"]', 'nwr["name"]["shop"]']} | options
        return Order("osm", "OpenStreetMap", "ODbL", "overpass", service.url + "/api", given, boxes=boxes)

    return make


def test_one_question_and_one_file_per_box(service, web, order):
    service.answer("/api", answer(SHOP))
    service.answer("/api", answer(SHOP, SHOP | {"id": 2}))
    asked = order(DUIVEN, WESTERVOORT)
    found = list(overpass.pages(asked, web(asked)))
    assert [(page.name, page.rows) for page in found] == [("osm-001.json", 1), ("osm-002.json", 2)]
    assert [request.method for request in service.requests] == ["POST", "POST"]
    assert overpass.preview(asked) == (service.url + "/api", 2)


def test_the_question_names_the_box_in_degrees_south_first(order):
    text = overpass.question(order(DUIVEN), DUIVEN)
    boxes = re.findall(r"\(([\d.,]+)\)", text)
    assert len(boxes) == 2
    south, west, north, east = (float(part) for part in boxes[0].split(","))
    x, y = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True).transform(200_000, 442_500)
    assert west < x < east
    assert south < y < north
    assert (north - south, east - west) == pytest.approx((0.063, 0.088), abs=0.005)
    assert text.startswith("[out:json][timeout:")
    assert text.endswith("out geom qt;")


@pytest.mark.parametrize(
    "remark",
    [
        'runtime error: Query timed out in "query" at line 4 after 51 seconds.',
        "runtime error: Query run out of memory using about 256 MB of RAM.",
    ],
)
def test_an_answer_that_was_broken_off_does_not_enter(service, web, order, remark):
    service.answer("/api", answer(SHOP, remark=remark))
    asked = order(DUIVEN)
    with pytest.raises(FetchError, match="brak de vraag af"):
        list(overpass.pages(asked, web(asked)))


def test_a_remark_about_nothing_wrong_is_no_refusal(service, web, order):
    service.answer("/api", answer(SHOP, remark="runtime remark: Test"))
    asked = order(DUIVEN)
    assert len(list(overpass.pages(asked, web(asked)))) == 1


@pytest.mark.parametrize("body", [[], {"osm3s": {}}, {"elements": "geen"}, {"osm3s": {}, "elements": []}])
def test_another_document_is_refused(service, web, order, body):
    service.answer("/api", body)
    asked = order(DUIVEN)
    with pytest.raises(FetchError, match=r"^OpenStreetMap: "):
        list(overpass.pages(asked, web(asked)))


def test_a_server_that_stopped_is_noticed_and_one_that_lags_is_not(service, web, order):
    service.answer("/api", answer(SHOP, age_days=29))
    service.answer("/api", answer(SHOP, age_days=32))
    asked = order(DUIVEN)
    assert len(list(overpass.pages(asked, web(asked)))) == 1
    with pytest.raises(FetchError, match="32 dagen oud"):
        list(overpass.pages(asked, web(asked)))


def test_a_busy_server_is_asked_again(service, web, order):
    service.answer("/api", "te druk", status=429, headers={"Retry-After": "1"})
    service.answer("/api", "te druk", status=504)
    service.answer("/api", answer(SHOP))
    asked = order(DUIVEN)
    assert [page.rows for page in overpass.pages(asked, web(asked))] == [1]
    assert len(service.requests) == 3


def test_no_box_is_told(web, order):
    with pytest.raises(FetchError, match="geen gebied"):
        list(overpass.pages(order(), web(order())))


def test_the_card_asks_for_everything_the_reader_knows():
    asked = " ".join(cards()["osm"].services[0].options["filters"])
    for key in OPEN_KEYS:
        assert f'nwr["name"]["{key}"]' in asked
    closed = {tag.split("=")[0] for tag in ACTIVITY} - OPEN_KEYS
    for key in closed:
        values = re.search(rf'nwr\["name"\]\["{key}"~"\^\(([a-z_|]+)\)\$"\]', asked)
        assert values, key
        known = {tag.split("=")[1] for tag in ACTIVITY if tag.startswith(f"{key}=")}
        assert set(values[1].split("|")) == known
    assert {"way", "relation"} == set(re.findall(r'(\w+)\["landuse"', asked))
    assert set(re.search(r'"landuse"~"\^\(([a-z|]+)\)\$"', asked)[1].split("|")) == PARK_LANDUSE
    assert {service.per for service in cards()["osm"].services} == {"municipality"}
