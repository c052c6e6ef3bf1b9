"""Travel times of a router: the newest delivery, the longer of there and back."""

import json

import pytest

from theseus import demo, starter, travelling
from theseus.config import Router
from theseus.errors import PlanError
from theseus.workspace import Workspace

SECONDS = [[0, 81.4, None], [90.0, 0, 600], [None, 6, 0]]
PLACES = [[199_000.0, 441_000.0], [199_500.0, 441_000.0], [199_000.0, 442_000.0]]


@pytest.fixture
def office(tmp_path) -> Workspace:
    workspace = Workspace(tmp_path)
    region = demo.region().model_copy(update={"router": Router(url="http://localhost:5000")})
    starter.make(workspace, region)
    return workspace


def deliver(workspace, day, seconds=SECONDS, places=PLACES):
    folder = workspace.raw / travelling.SOURCE / day
    folder.mkdir(parents=True)
    told = {"gemeente": "GM0226", "profiel": "foot", "plaatsen": places, "seconden": seconds}
    (folder / "GM0226.json").write_text(json.dumps(told), "utf-8")
    return folder / "GM0226.json"


def test_the_newest_delivery_in_minutes_up(office):
    deliver(office, "2026-11-02", [[0, 1, 1], [1, 0, 1], [1, 1, 0]])
    deliver(office, "2026-11-16")
    (roads,) = travelling.told(office)
    assert roads.places == ((199_000, 441_000), (199_500, 441_000), (199_000, 442_000))
    assert roads.minutes == ((0.0, 1.5, None), (1.5, 0.0, 10.0), (None, 10.0, 0.0))
    assert roads.told == "over de weg, te voet, opgehaald op 16-11-2026"


def test_without_a_router_or_a_delivery_there_are_no_roads(office):
    assert travelling.told(office) == ()
    deliver(office, "2026-11-16")
    office.config.write_text(starter.commented(demo.region()), "utf-8")
    assert travelling.told(Workspace(office.root)) == ()


@pytest.mark.parametrize(
    "told", ["{", "[]", '{"gemeente": "GM0226", "plaatsen": [[1, 2]], "seconden": [[0, 1]]}']
)
def test_a_damaged_file_is_named_with_its_mend(office, told):
    path = deliver(office, "2026-11-16")
    path.write_text(told, "utf-8")
    with pytest.raises(PlanError, match=f"{path.name}.*theseus fetch reistijden"):
        travelling.told(office)
