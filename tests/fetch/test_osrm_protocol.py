"""OSRM protocol: a table of travel times in blocks, put together; nothing else enters."""

import json
from urllib.parse import unquote

import pytest
from local_service import Reply

from theseus.errors import FetchError
from theseus.fetch.protocols import osrm
from theseus.model import Order

PLACES = [(199_000, 441_000), (199_500, 441_000), (199_000, 442_000), (201_000, 440_500), (199_100, 441_100)]


def order(url, places=PLACES, at_once=4):
    items = tuple({"gemeente": "GM0226", "x": str(x), "y": str(y)} for x, y in places)
    options = {"profile": "foot", "at_once": at_once}
    return Order("reistijden", "Reistijden", "ODbL", "osrm", url, options, per_second=1000, items=items)


def router(request):
    """Answer as OSRM does: seconds from each source to each destination; here told from the coordinates."""
    path = unquote(request.path)
    assert path.startswith("/table/v1/foot/")
    places = [tuple(map(float, one.split(","))) for one in path.removeprefix("/table/v1/foot/").split(";")]
    ends = [
        [int(number) for number in request.params[name].split(";")] for name in ("sources", "destinations")
    ]
    assert sorted(ends[0] + ends[1]) == list(range(len(places)))
    assert request.params["annotations"] == "duration"

    def seconds(one, other):
        (east, north), (east_too, north_too) = places[one], places[other]
        return round(abs(east - east_too) * 67_000 + abs(north - north_too) * 111_000, 1)

    told = {"code": "Ok", "durations": [[seconds(one, other) for other in ends[1]] for one in ends[0]]}
    return Reply(told)


def test_a_table_in_blocks_is_put_together(service, web):
    service.route("/table/v1/foot/*", router)
    wanted = order(service.url)
    (page,) = osrm.pages(wanted, web(wanted))
    told = json.loads(page.content)
    assert (page.name, page.rows, told["gemeente"], told["profiel"]) == ("GM0226.json", 5, "GM0226", "foot")
    assert [tuple(place) for place in told["plaatsen"]] == PLACES
    assert len(service.requests) == osrm.preview(wanted)[1] == 9
    seconds = told["seconden"]
    assert [len(row) for row in seconds] == [5] * 5
    assert all(seconds[at][at] == 0 for at in range(5))
    assert seconds[0][1] == pytest.approx(500, rel=0.05)
    assert seconds[2][0] == pytest.approx(1000, rel=0.05)


@pytest.mark.parametrize(
    "told",
    [
        {"code": "InvalidUrl", "message": "URL string malformed"},
        {"code": "Ok", "durations": [[0, 1]]},
        {"code": "Ok", "durations": [[0], [1]]},
        {"code": "Ok", "durations": [[0, "x"], [1, 0]]},
        {"code": "Ok", "durations": [[0, -1], [1, 0]]},
        ["Ok"],
    ],
)
def test_an_answer_in_another_form_is_no_table(service, web, told):
    service.route("/table/v1/foot/*", lambda _: service.reply(told))
    wanted = order(service.url, PLACES[:2])
    with pytest.raises(FetchError):
        list(osrm.pages(wanted, web(wanted)))


def test_no_way_is_no_time(service, web):
    told = {"code": "Ok", "durations": [[0, None], [3.5, 0]]}
    service.route("/table/v1/foot/*", lambda _: service.reply(told))
    wanted = order(service.url, PLACES[:2])
    (page,) = osrm.pages(wanted, web(wanted))
    assert json.loads(page.content)["seconden"] == [[0, None], [3.5, 0]]
