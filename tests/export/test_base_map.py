"""What lies around a route: parks cut at the edge, buildings where they stand, streets by their addresses."""

import re

import numpy as np
import pytest
from shapely import MultiPolygon, Polygon, box
from surroundings import around, buildings, parks

from theseus.export import base_map
from theseus.export.paper import Paper

PAPER = Paper(199000.0, 441000.0, 10.0, 10.0, 50.0)
HALL = box(199100, 440800, 199150, 440900)
NOWHERE = np.array([[199400.0, 440600.0]])


def drawn(*given, stops=NOWHERE, paper=PAPER, **more):
    return base_map.draw(around(*given, **more), stops, paper)


def test_a_park_of_two_parts_is_cut_at_the_edge_of_the_paper():
    parts = MultiPolygon([box(198000, 440700, 199200, 441500), box(199300, 440700, 199400, 440800)])
    (park,) = drawn(parks(Park=parts, Ver=box(10000, 400000, 11000, 401000)))["parks"]
    assert (park["name"], len(park["rings"])) == ("Park", 2)
    assert all(0 <= x <= 10 and 0 <= y <= 10 for ring in park["rings"] for x, y in ring)


def test_a_building_is_drawn_to_scale_and_that_of_a_stop_stands_out():
    shop = box(199300, 440700, 199400, 440800)
    told = drawn(None, HALL, shop, stops=np.array([[199350.0, 440750.0]]))
    assert set(re.findall(r"[\d.]+ [\d.]+", told["buildings"])) == {"2 2", "3 2", "2 4", "3 4"}
    assert set(re.findall(r"[\d.]+ [\d.]+", told["visited"])) == {"6 4", "8 4", "6 6", "8 6"}
    assert told["buildings"].count("M") == told["buildings"].count("Z") == 1


def test_a_court_stays_open():
    yard = Polygon(HALL.exterior.coords, [box(199110, 440820, 199140, 440880).exterior.coords])
    assert drawn(None, yard)["buildings"].count("M") == 2


def test_what_is_elsewhere_gone_unbuilt_or_too_small_to_see_is_left_out():
    tiny, far = box(199100, 440800, 199101, 440801), box(210000, 440800, 210100, 440900)
    assert drawn(None, tiny, far)["buildings"] == ""
    for status in ("Pand gesloopt", "Bouwvergunning verleend"):
        shown = around()
        gone = base_map.Around(shown.parks, buildings(HALL, status=status), shown.addresses)
        assert base_map.draw(gone, NOWHERE, PAPER)["buildings"] == ""


def street(name, *, slope=0.0, count=8):
    """Addresses on both sides of a street through the middle of the paper."""
    return tuple(
        (name, 199100.0 + 40 * n, 440750.0 + slope * (40 * n - 140) + side)
        for n in range(count)
        for side in (-15.0, 15.0)
    )


@pytest.mark.parametrize("slope", [0.0, 0.5, -0.5])
def test_a_street_is_named_along_the_middle_of_its_addresses(slope: float):
    (told,) = drawn(places=(*street("Ratio", slope=slope), (None, 199100.0, 440900.0)))["streets"]
    assert told["name"] == "Ratio"
    assert told["at"] == pytest.approx([4.8, 5.0], abs=0.01)
    assert -90 <= told["turn"] < 90
    assert np.tan(np.radians(told["turn"])) == pytest.approx(-slope, abs=0.06)  # down is more on paper


def test_a_name_without_room_is_left_out():
    corner = (("Heel Lange Straatnaam", 199100.0, 440900.0), ("Heel Lange Straatnaam", 199110.0, 440900.0))
    crossing = tuple(("Zijweg", x, y) for _, x, y in street("Ratio", count=6))
    told = drawn(places=(*corner, *street("Ratio"), *crossing, ("Los", 199450.0, 440550.0)))["streets"]
    assert [one["name"] for one in told] == ["Ratio", "Zijweg"][: len(told)]
    wide = Paper(199000.0, 441000.0, 10.0, 10.0, 100.0)
    assert drawn(places=street("Ratio"), paper=wide)["streets"] == []
