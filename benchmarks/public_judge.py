"""An independent judge of routes for a public instance, from the text of its file alone.

Shares no code with what reads instances for the engines, nor with the engines.
"""

import math
import re

LATE = 1e-6


class BrokenRuleError(Exception):
    """Routes that break a rule of the instance."""


def score(path, teams, routes):
    """What routes collect; stop 0 is the first point of the file after the start.

    Raises
    ------
    BrokenRuleError
        If there are too many routes, a stop is visited twice, or a route is late.
    """
    lines = [line.split() for line in path.read_text("utf-8").splitlines() if line.split()]
    tour = lines[0][0] == "n"
    points = [[float(word) for word in line] for line in (lines[3:] if tour else lines[2:])]
    visited = [stop for route in routes for stop in route]
    if len(routes) > (int(lines[1][1]) if tour else teams):
        raise BrokenRuleError(f"{len(routes)} routes")
    if len(set(visited)) < len(visited):
        raise BrokenRuleError("a stop is visited twice")
    decimals = 2 if re.match(r"pr\d", path.name) else 1
    for route in routes:
        late(route, points, float(lines[2][1]) if tour else None, decimals)
    return sum(points[stop + 1][2 if tour else 4] for stop in visited)


def late(route, points, limit, decimals):
    """Follow one route; with a limit it ends at the last point and has no windows."""
    start, end = points[0], points[-1 if limit is not None else 0]
    now, here = 0.0, start
    for stop in route:
        there = points[stop + 1]
        now += leg(here, there, limit, decimals)
        if limit is None:
            if now > there[-1] + LATE:
                raise BrokenRuleError(f"stop {stop} begins at {now}, after {there[-1]}")
            now = max(now, there[-2]) + there[3]
        here = there
    now += leg(here, end, limit, decimals)
    if now > (limit if limit is not None else start[-1]) + LATE:
        raise BrokenRuleError(f"a route is over at {now}")


def leg(one, other, limit, decimals):
    """Euclidean: as it is with a limit, otherwise rounded down."""
    if limit is not None:
        return math.dist(one[:2], other[:2])
    factor = 10**decimals
    return math.floor(math.dist(one[1:3], other[1:3]) * factor + LATE) / factor
