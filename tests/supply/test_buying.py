"""Buying at the KVK: what is worth most first, never more than the budget, nothing twice."""

import datetime as dt
import json
import shutil

import pytest
from runs_only import runs_only

from theseus import demo, starter
from theseus.config import Fetching, Source
from theseus.errors import ConfigError
from theseus.model import FetchState
from theseus.refresh import refresh
from theseus.supply import buying
from theseus.workspace import Workspace

NOW = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)
DAY = NOW.date()
PRICE = 0.02


@pytest.fixture(scope="module")
def unregistered(made, tmp_path_factory) -> Workspace:
    """The fictional region without a delivery of the KVK."""
    workspace = Workspace(tmp_path_factory.mktemp("unregistered"))
    starter.make(workspace, demo.region())
    shutil.copytree(
        made / "data" / "raw", workspace.raw, dirs_exist_ok=True, ignore=shutil.ignore_patterns("kvk")
    )
    with runs_only():
        refresh(workspace, DAY)
    return workspace


@pytest.fixture
def office(unregistered, tmp_path, service, monkeypatch) -> Workspace:
    monkeypatch.setenv("KVK_API_KEY", "geheim-123")
    workspace = Workspace(tmp_path / "werkmap")
    shutil.copytree(unregistered.root, workspace.root)
    wanted = demo.region().model_copy(
        update={"sources": {"kvk": Source(url=service.url)}, "fetch": Fetching(kvk_budget_eur=0.10)}
    )
    workspace.config.write_text(starter.commented(wanted), "utf-8")
    return workspace


def answer(service, document):
    return service.reply(json.dumps(document).encode(), headers={"Content-Type": "application/json"})


def register(service):
    """Two establishments at every address that is asked about, each with a profile."""

    def search(request):
        letters = "".join(str(ord(letter) % 10) for letter in request.params["postcode"][4:])
        door = f"{request.params['postcode'][:4]}{letters}{int(request.params['huisnummer']):05d}"
        found = [
            {"kvkNummer": f"{door[-7:]}{n}", "vestigingsnummer": f"{door}{n}", "naam": "VOORBEELD"}
            for n in (1, 2)
        ]
        return answer(service, {"pagina": 1, "totaal": len(found), "resultaten": found})

    def profile(request):
        key = request.path.rsplit("/", 1)[1]
        told = {"vestigingsnummer": key, "kvkNummer": key[-8:], "eersteHandelsnaam": "VOORBEELD"}
        return answer(service, told)

    service.route("/v2/zoeken", search)
    service.route("/v1/vestigingsprofielen/*", profile)


def test_the_list_stays_within_the_budget_and_the_best_come_first(office):
    chosen = buying.offer(office, 0.06, DAY)
    assert 0 < len(chosen) <= 3
    assert chosen["cost_eur"].sum() <= 0.06 + 1e-9
    worth = chosen["value"] / chosen["cost_eur"]
    assert worth.is_monotonic_decreasing
    assert chosen["reason"].str.contains("wit").all()


def test_more_than_is_left_of_the_year_is_refused(office):
    with pytest.raises(ConfigError, match="KVK-budget"):
        buying.offer(office, 0.20, DAY)


def test_the_price_is_counted_and_nothing_is_bought_twice(office, service):
    register(service)
    chosen = buying.offer(office, 0.06, DAY)
    met = buying.buy(office, chosen, 0.06, NOW)
    assert met.state is FetchState.NEW, met.message
    paid = [request for request in service.requests if "vestigingsprofielen" in request.path]
    assert len(paid) * PRICE <= 0.06 + 1e-9
    assert buying.spent(office.raw / "kvk", 2026) == pytest.approx(len(paid) * PRICE)
    assert all(request.headers["apikey"] == "geheim-123" for request in service.requests)
    assert "geheim-123" not in "".join(path.read_text("utf-8") for path in met.folder.iterdir())
    with pytest.raises(ConfigError, match="KVK-budget"):
        buying.offer(office, 0.06, DAY)
    doors = chosen[["postcode", "huisnummer"]].astype(str).agg(" ".join, axis=1)
    again = buying.offer(office, 0.04, DAY)
    settled = doors.iloc[: len(paid) // 2]
    assert not set(settled) & set(again[["postcode", "huisnummer"]].astype(str).agg(" ".join, axis=1))


def test_a_purchase_that_broke_off_says_so_and_keeps_what_was_paid(office, service):
    register(service)
    bought = []

    def profile(request):
        bought.append(request.path)
        if len(bought) == 2:
            return service.reply(b'{"fault": "quotum"}', status=403)
        return answer(
            service, {"vestigingsnummer": request.path.rsplit("/", 1)[1], "eersteHandelsnaam": "VOORBEELD"}
        )

    service.route("/v1/vestigingsprofielen/*", profile)
    met = buying.buy(office, buying.offer(office, 0.06, DAY), 0.06, NOW)
    assert "Het kopen is eerder gestopt: " in met.message
    assert "weigert toegang" in met.message
    assert len(list(met.folder.glob("vestigingsprofiel-*.json"))) == 1


def test_the_test_environment_never_reaches_the_labels(office, service):
    service.answer("/v2/zoeken", {"pagina": 1, "totaal": 0, "resultaten": []})
    met = buying.rehearse(office, NOW, service.url)
    assert met.state is FetchState.NEW, met.message
    assert met.folder.parent.name == "kvk_test"
    assert not (office.raw / "kvk").exists()
