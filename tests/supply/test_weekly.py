"""The whole of it: borders, parks, what lies on them, and a refresh, with no file put down by hand."""

import datetime as dt
import json

import pytest

from theseus import ledger, supply
from theseus.intake import take_in
from theseus.model import Fetched, FetchState, Freshness
from theseus.refresh import refresh

NOW = dt.datetime(2026, 11, 16, 5, 30, tzinfo=dt.UTC)


def run(region, now=NOW, only=()):
    met = list(supply.fetch_all(region, now, only))
    return {item.source if isinstance(item, Fetched) else item.card.id: item for item in met}


@pytest.mark.usefixtures("runs_only")
def test_everything_open_comes_in_and_a_week_later_a_source_that_is_down_stops_no_other(
    region, service, demo_region
):
    met = run(region)
    for source in ("cbs_gemeenten", "ibis", "osm", "rdw", "bag_api", "publicaties"):
        assert met[source].state is FetchState.NEW, met[source]
    report = refresh(region, NOW.date())
    made = ledger.published(region.runs)
    assert made is not None
    assert report.published
    units = made.table("occupancy")["vbo_id_bag"].dropna()
    extract = ledger.published(demo_region.runs).table("occupancy")["vbo_id_bag"].dropna()
    assert set(units) == set(extract)
    fresh = {source.source for source in report.sources if source.freshness is Freshness.FRESH}
    assert {"ibis", "osm", "rdw", "bag_api", "kvk"} <= fresh
    a_week_later_one_is_down(region, service)


def a_week_later_one_is_down(region, service):
    service.route("/rdw/5k74-3jha.json", lambda _: service.reply(b"", status=503))
    later = NOW + dt.timedelta(days=7)
    met = run(region, later)
    assert met["rdw"].state is FetchState.FAILED
    assert met["bag_api"].state is FetchState.NEW
    taken = take_in(region, later.date(), last=ledger.published(region.runs))
    (rdw,) = [item.report for item in taken if item.report.source == "rdw"]
    assert rdw.freshness is Freshness.OVERDUE
    assert rdw.delivered_on == NOW.date()


def test_a_week_later_only_what_is_due_is_asked(region, service):
    run(region)
    asked = len(service.requests)
    met = run(region, NOW + dt.timedelta(days=1))
    assert len(service.requests) == asked
    assert "volgende keer vanaf" in met["rdw"].skipped
    met = run(region, NOW + dt.timedelta(days=7))
    assert met["rdw"].state is FetchState.NEW
    assert (region.raw / "rdw" / "2026-11-23" / "manifest.json").exists()


def test_before_anything_came_each_source_says_what_it_waits_for(region):
    waiting = {item.card.id: item for item in supply.wanted(region, NOW.date())}
    assert "gemeentegrenzen" in waiting["osm"].skipped
    assert "eerste verversing" in waiting["locatieserver"].skipped
    assert waiting["rdw"].orders[0].url.endswith("/rdw")


def test_the_snapshot_says_where_it_came_from(region):
    run(region, only=("cbs_gemeenten",))
    manifest = json.loads((region.raw / "cbs_gemeenten" / "2026-11-16" / "manifest.json").read_bytes())
    assert manifest["licence"]
    assert manifest["retrieved_at"].startswith("2026-11-16")
    assert all(file["sha256"] and file["url"] for file in manifest["files"])
