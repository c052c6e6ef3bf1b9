"""The maps of a route: everything on the paper, numbers apart and near their place, a scale that holds."""

import itertools
import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from shapely import box
from surroundings import around, parks

from theseus.export.route_map import APART_CM, DOOR_M, WIDTH_CM, draw, reach

AROUND = around(parks(Park=box(199000, 440000, 201000, 442000)), box(199500, 440500, 199600, 440600))
PLACES = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=25)


def stops(places):
    moved = [(199000 + x, 440000 + y) for x, y in places]
    frame = pd.DataFrame(moved, columns=["x", "y"]).astype("Float64")
    numbers = range(1, len(frame) + 1)
    return frame.assign(volgnummer=numbers, team=1, adres=[f"Ratio {n}, 6921 AA Duiven" for n in numbers])


def texts(one):
    return [stop["text"] for stop in one["stops"]]


@given(PLACES)
def test_every_stop_is_on_the_paper_and_no_number_hides_another(places):
    whole, *sheets = draw(stops(places), AROUND, several=False)
    assert texts(whole) == [str(n) for n in range(1, len(places) + 1)]
    for one in (whole, *sheets):
        for stop in one["stops"]:
            for x, y in (stop["at"], stop["label"]):
                assert 0 <= x <= one["width"]
                assert 0 <= y <= one["height"]
        labels = [stop["label"] for stop in one["stops"]]
        close = [math.dist(a / APART_CM, b / APART_CM) for a, b in itertools.combinations(labels, 2)]
        assert min(close, default=1) > 0.5


@given(PLACES)
def test_north_is_up_and_the_scale_is_true(places):
    whole = draw(stops(places), AROUND, several=False)[0]
    per_cm = whole["scale"]["metres"] / whole["scale"]["cm"]
    for (one, at), (other, to) in itertools.pairwise(
        zip(places, (s["at"] for s in whole["stops"]), strict=True)
    ):
        assert math.isclose(to[0] - at[0], (other[0] - one[0]) / per_cm, abs_tol=0.05)
        assert math.isclose(at[1] - to[1], (other[1] - one[1]) / per_cm, abs_tol=0.05)


@given(PLACES)
def test_where_the_whole_is_too_wide_every_stop_is_on_one_sheet_that_shows_the_door(places):
    whole, *sheets = draw(stops(places), AROUND, several=False)
    wide = whole["scale"]["metres"] / whole["scale"]["cm"] > DOOR_M + 0.5
    assert bool(sheets) >= wide
    if sheets:
        assert sorted(itertools.chain.from_iterable(map(texts, sheets)), key=int) == texts(whole)
        assert [mark["name"] for mark in whole["sheets"]] == [one["title"].split()[1][:-1] for one in sheets]
    for one in sheets:
        assert one["scale"]["metres"] / one["scale"]["cm"] <= DOOR_M


def test_a_house_number_stands_where_it_can_be_read():
    (near,) = draw(stops([(0, 0), (100, 100)]), AROUND, several=False)
    assert [stop["house"] for stop in near["stops"]] == ["1", "2"]
    whole, *sheets = draw(stops([(0, 0), (2000, 2000)]), AROUND, several=False)
    assert [stop["house"] for stop in whole["stops"]] == ["", ""]
    assert [[stop["house"] for stop in one["stops"]] for one in sheets] == [["1"], ["2"]]
    assert [one["title"] for one in sheets] == ["Kaart A: bezoek 1", "Kaart B: bezoek 2"]


def test_the_buildings_on_every_map_are_within_its_reach():
    visits = stops([(0, 0), (2000, 2000)])
    pieces = reach(visits)
    assert len(pieces) == len(draw(visits, AROUND, several=False)) == 3
    west, south, east, north = pieces[0]
    assert math.isclose(east - west, (north - south) * WIDTH_CM / 17.0)
    assert reach(visits.assign(x=pd.NA)) == []


def test_without_a_known_place_there_is_no_map():
    assert draw(stops([(1, 1)]).assign(x=pd.NA), AROUND, several=False) == []
