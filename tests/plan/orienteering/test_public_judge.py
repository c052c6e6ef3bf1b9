"""The judge of public instances reads their text by itself, and agrees with the reader and the engines."""

import orienteering
import public_judge
import pytest

from theseus.plan.orienteering import METHODS, Limit

TOUR = "n 6\nm 2\ntmax 22.0\n0 0 0\n3 4 10\n6 8 20\n-3 4 5\n-6 8 50\n2 0 0\n"
WINDOWS = """1 1 4 1
0 0
0 0 0 0 0 0 0 0 30
1 3 4 2 10 1 1 1 0 5
2 6 8 2 20 1 1 1 15 20
3 6 0 2 5 1 1 1 25 26
"""


@pytest.fixture
def tour(tmp_path):
    path = tmp_path / "tour.txt"
    path.write_text(TOUR, "utf-8")
    return path


@pytest.fixture
def windows(tmp_path):
    path = tmp_path / "windows.txt"
    path.write_text(WINDOWS, "utf-8")
    return path


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.module)
@pytest.mark.parametrize(("name", "best"), [("tour", 85), ("windows", 30)])
def test_the_judge_agrees_with_every_engine(request, method, name, best):
    path = request.getfixturevalue(name)
    found = method.engine()(orienteering.read(path, 1), Limit(50))
    assert public_judge.score(path, 1, found.routes) == found.value == best


@pytest.mark.parametrize(
    ("name", "routes", "told"),
    [
        ("tour", [[0], [1], [2]], "3 routes"),
        ("tour", [[0, 1], [1]], "twice"),
        ("tour", [[0, 1, 2]], "over at"),
        ("windows", [[1, 0]], "stop 0 begins at 2"),
        ("windows", [[0, 2]], "over at 33"),
    ],
)
def test_each_broken_rule_is_found(request, name, routes, told):
    with pytest.raises(public_judge.BrokenRuleError, match=told):
        public_judge.score(request.getfixturevalue(name), 1, routes)
