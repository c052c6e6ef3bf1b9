"""Asking the router: every place of the published run and where inspections start, by municipality."""

import datetime as dt

import pytest

from theseus import demo, ledger, planning, starter, travelling
from theseus.config import Router
from theseus.errors import ConfigError
from theseus.model import FetchState
from theseus.plan import network
from theseus.supply import travelling as asking
from theseus.workspace import Workspace

NOW = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def office(demo_region, tmp_path, service) -> Workspace:
    """The runs of the demo, with a router that goes round: ten minutes whatever the way."""
    workspace = Workspace(tmp_path / "werkmap")
    region = demo.region().model_copy(update={"router": Router(url=service.url, at_once=4000)})
    starter.make(workspace, region)
    workspace.runs.rmdir()
    workspace.runs.symlink_to(demo_region.runs)

    def ten_minutes(request):
        count = len(request.params["sources"].split(";")), len(request.params["destinations"].split(";"))
        return service.reply({"code": "Ok", "durations": [[600.0] * count[1] for _ in range(count[0])]})

    service.route("/table/v1/foot/*", ten_minutes)
    return workspace


def asked(workspace, before=planning.NOTHING_BEFORE):
    return planning.ask(workspace.region, ledger.published(workspace.runs), before)


def test_every_place_is_asked_about_once_and_lands(office):
    places = [(one["gemeente"], one["x"], one["y"]) for one in asking.order(office).items]
    assert asking.possible(office)
    assert len(set(places)) == len(places) > 500
    assert {code for code, _, _ in places} == {one.code for one in office.region.municipalities}
    assert asking.ask(office, NOW).state is FetchState.NEW
    told = travelling.told(office)
    assert sum(len(roads.places) for roads in told) == len(places)


def test_the_plan_then_goes_by_road_and_says_so(office):
    (note,) = [note for note in asked(office).notes if note.startswith("Reistijden")]
    assert "nog niet gevraagd" in note
    asking.ask(office, NOW)
    found = asked(office, planning.Before(roads=travelling.told(office)))
    assert network.unknown(found.kept.problem) == 0
    (note,) = [note for note in found.notes if note.startswith("Reistijden")]
    assert note == "Reistijden: over de weg, te voet, opgehaald op 16-11-2026."
    roads = found.kept.problem.roads[0]
    assert roads.minutes[0][1] == 10.0


def test_places_that_came_since_are_counted(office):
    asking.ask(office, NOW)
    first, *_ = travelling.told(office)
    found = asked(office, planning.Before(roads=(first,)))
    (note,) = [note for note in found.notes if note.startswith("Reistijden")]
    assert f"Van {network.unknown(found.kept.problem)} adressen zijn ze er nog niet" in note


def test_without_a_router_or_a_run_nothing_is_asked(tmp_path, demo_region):
    assert not asking.possible(demo_region)
    with pytest.raises(ConfigError, match=r"\[router\]"):
        asking.order(demo_region)
    workspace = Workspace(tmp_path)
    starter.make(workspace, demo.region().model_copy(update={"router": Router(url="http://localhost:1")}))
    assert not asking.possible(workspace)
    with pytest.raises(ConfigError, match="theseus refresh"):
        asking.order(workspace)
