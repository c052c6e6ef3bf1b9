"""The route as GPX, for a telephone or a car: numbered waypoints with their address, and a route per team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gpxpy.gpx
import pyproj

from theseus.atomic import write_bytes
from theseus.contracts import CRS
from theseus.export.texts import one_line
from theseus.export.words import stop

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from theseus.export.need_to_know import Roster

_TO_DEGREES = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


def write(path: Path, roster: Roster) -> None:
    """Write the route of a roster that allows number and address; a visit without a place is left out.

    Notes
    -----
    The addresses on the roster are complete; this file only leads to those whose place is known.
    """
    known = roster.visits.dropna(subset=["x", "y"])
    route = gpxpy.gpx.GPX()
    route.creator = "Theseus"
    route.name = one_line(roster.title)
    several = roster.session.teams > 1
    for team, stops in known.groupby("team", sort=True):
        line = gpxpy.gpx.GPXRoute(name=f"Team {team}" if several else "Route")
        for place in _places(stops, several=several):
            route.waypoints.append(gpxpy.gpx.GPXWaypoint(**place))
            line.points.append(gpxpy.gpx.GPXRoutePoint(**place))
        route.routes.append(line)
    write_bytes(path, route.to_xml(version="1.1").encode())


def _places(stops: pd.DataFrame, *, several: bool) -> list[dict[str, Any]]:
    east, north = _TO_DEGREES.transform(stops["x"].to_numpy(float), stops["y"].to_numpy(float))
    rows = zip(east, north, stops["volgnummer"], stops["team"], stops["adres"], strict=True)
    return [
        {
            "longitude": round(float(longitude), 6),
            "latitude": round(float(latitude), 6),
            "name": f"{stop(number, team, several=several)} {one_line(address)}",
        }
        for longitude, latitude, number, team, address in rows
    ]
