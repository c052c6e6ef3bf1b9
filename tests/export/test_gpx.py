"""The route as GPX: numbered waypoints with their address in degrees, and nothing of the businesses."""

import json
from dataclasses import replace
from pathlib import Path

import gpxpy
import pytest

from theseus.export.gpx import write
from theseus.export.texts import one_line

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))


@pytest.fixture
def parsed(tmp_path):
    def written(roster):
        write(tmp_path / "route.gpx", roster)
        return gpxpy.parse((tmp_path / "route.gpx").read_text("utf-8"))

    return written


def test_waypoints_are_numbered_in_order_and_lie_in_the_netherlands(parsed, make_roster):
    route = parsed(make_roster(names={"a": "Naamfabriek"}))
    assert [point.name for point in route.waypoints] == [
        f"{number} Ratio {name}1, Duiven" for number, name in enumerate("abcd", start=1)
    ]
    assert [point.name for point in route.routes[0].points] == [point.name for point in route.waypoints]
    assert "Naamfabriek" not in route.to_xml()


def test_the_tower_of_amersfoort_is_where_it_stands(parsed, make_roster):
    """The origin of RD New lies at 52.155174 N, 5.387206 E (NSGI, ETRS89)."""
    roster = make_roster()
    roster.visits["x"], roster.visits["y"] = 155000.0, 463000.0
    point = parsed(roster).waypoints[0]
    assert (point.latitude, point.longitude) == pytest.approx((52.155174, 5.387206), abs=2e-5)


def test_each_team_has_its_own_route(parsed, make_inspection, make_roster):
    one = make_inspection()
    visits = tuple(replace(visit, team=1 + number % 2) for number, visit in enumerate(one.visits))
    route = parsed(make_roster(replace(one, session=replace(one.session, teams=2), visits=visits)))
    assert [(line.name, len(line.points)) for line in route.routes] == [("Team 1", 2), ("Team 2", 2)]
    assert route.waypoints[0].name == "1.1 Ratio a1, Duiven"


def test_a_visit_without_a_place_is_left_out(parsed, make_roster):
    roster = make_roster()
    roster.visits.loc[0, "x"] = None
    assert [point.name[0] for point in parsed(roster).waypoints] == ["2", "3", "4"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_address_is_text_and_nothing_else(parsed, make_roster, name):
    roster = make_roster(municipality=name)
    roster.visits.loc[0, "adres"] = name
    route = parsed(roster)
    assert route.waypoints[0].name.strip() == f"1 {one_line(name)}".strip()
    assert len(route.waypoints) == 4
