"""The map of a route: everything on the paper, numbers apart and near their place, a scale that holds."""

import itertools
import math

import geopandas as gpd
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from theseus.export.route_map import APART_CM, HEIGHT_CM, WIDTH_CM, draw

PARK = box(199000, 440000, 201000, 442000)
PARKS = gpd.GeoDataFrame({"name": ["Park"]}, geometry=[PARK], crs="EPSG:28992")
PLACES = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=25)


def stops(places):
    moved = [(199000 + x, 440000 + y) for x, y in places]
    frame = pd.DataFrame(moved, columns=["x", "y"]).astype("Float64")
    return frame.assign(volgnummer=range(1, len(frame) + 1), team=1)


@given(PLACES)
def test_every_stop_is_on_the_paper_and_no_number_hides_another(places):
    drawn = draw(stops(places), PARKS, several=False)
    assert [stop["text"] for stop in drawn["stops"]] == [str(n) for n in range(1, len(places) + 1)]
    for stop in drawn["stops"]:
        for x, y in (stop["at"], stop["label"]):
            assert 0 <= x <= WIDTH_CM
            assert 0 <= y <= HEIGHT_CM
    labels = [stop["label"] for stop in drawn["stops"]]
    close = [math.dist(one, other) for one, other in itertools.combinations(labels, 2)]
    assert min(close, default=APART_CM) > APART_CM / 2


@given(PLACES)
def test_north_is_up_and_the_scale_is_true(places):
    drawn = draw(stops(places), PARKS, several=False)
    per_cm = drawn["scale"]["metres"] / drawn["scale"]["cm"]
    for (one, at), (other, to) in itertools.pairwise(
        zip(places, (s["at"] for s in drawn["stops"]), strict=True)
    ):
        assert math.isclose(to[0] - at[0], (other[0] - one[0]) / per_cm, abs_tol=0.05)
        assert math.isclose(at[1] - to[1], (other[1] - one[1]) / per_cm, abs_tol=0.05)


def test_a_park_of_two_parts_is_cut_at_the_edge_of_the_paper():
    parts = MultiPolygon([box(198000, 439000, 200500, 441000), box(201000, 440000, 202000, 441000)])
    parks = gpd.GeoDataFrame({"name": ["Park"]}, geometry=[parts], crs="EPSG:28992")
    drawn = draw(stops([(1000, 500), (2500, 900)]), parks, several=False)
    (park,) = drawn["parks"]
    assert len(park["rings"]) == 2
    assert all(0 <= x <= WIDTH_CM and 0 <= y <= HEIGHT_CM for ring in park["rings"] for x, y in ring)


def test_without_a_known_place_there_is_no_map():
    assert draw(stops([(1, 1)]).assign(x=pd.NA), PARKS, several=False) is None
