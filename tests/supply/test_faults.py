"""Every way to fail that docs/storingen.md names: what was fetched, and what the next run did with it."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from theseus import intake, ledger, starter, supply
from theseus.config import Municipality, Region, Source
from theseus.model import Fetched, FetchState, Freshness, Severity
from theseus.refresh import refresh
from theseus.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable


ROOT = Path(__file__).parents[2]
FIRST = dt.datetime(2026, 11, 9, 5, 30, tzinfo=dt.UTC)
NOW = FIRST + dt.timedelta(days=7)
FIRMS, GRANTS = "/rdw/5k74-3jha.json", "/rdw/nmwb-dqkz.json"
ROWS = [
    {
        "volgnummer": str(number),
        "naam_bedrijf": f"VOORBEELD {number}",
        "gevelnaam": f"Voorbeeld {number}",
        "straat": "AMBACHTSWEG",
        "huisnummer": str(number),
        "postcode_numeriek": "6931",
        "postcode_alfanumeriek": "AA",
        "plaats": "WESTERVOORT",
    }
    for number in range(1, 101)
]
HELD = [{"volgnummer": row["volgnummer"], "erkenning": "Bedrijfsvoorraad"} for row in ROWS]


def soda(service, rows):
    """Answer as the RDW does: a count, then one page."""

    def told(request):
        count = "count" in request.params.get("$select", "")
        document = [{"aantal": str(len(rows))}] if count else rows
        return service.reply(json.dumps(document).encode(), headers={"Content-Type": "application/json"})

    return told


def good(service, rows=ROWS, held=HELD):
    service.route(FIRMS, soda(service, rows))
    service.route(GRANTS, soda(service, held))


def replying(body=b"", **how):
    """Give one answer to every question about the firms."""

    def set_up(service):
        service.route(FIRMS, lambda _: service.reply(body, **how))

    return set_up


def half_promised(service):
    def told(request):
        count = "count" in request.params.get("$select", "")
        document = [{"aantal": "250"}] if count else ROWS
        return service.reply(json.dumps(document).encode(), headers={"Content-Type": "application/json"})

    service.route(FIRMS, told)


def once_down(service):
    """Fail twice, then work."""
    left = [503, 503]

    def told(request):
        return service.reply(b"", status=left.pop()) if left else soda(service, ROWS)(request)

    service.route(FIRMS, told)


def busy_once(service):
    left = [429]

    def told(request):
        if left:
            return service.reply(b"", status=left.pop(), headers={"Retry-After": "2"})
        return soda(service, ROWS)(request)

    service.route(FIRMS, told)


def renamed(service):
    good(
        service,
        [{("naam" if key == "naam_bedrijf" else key): value for key, value in row.items()} for row in ROWS],
    )


def fewer(service):
    good(service, ROWS[:75], HELD[:75])


def emptied(service):
    good(service, [{key: value for key, value in row.items() if key != "gevelnaam"} for row in ROWS])


def nothing(service):
    good(service, [], [])


def unusable(service):
    good(service, [row | {"naam_bedrijf": ""} if n < 60 else row for n, row in enumerate(ROWS)])


def out_of_order(service):
    good(service, list(reversed(ROWS)))


@dataclass(frozen=True)
class Fault:
    """One way to fail: how to set it up, and what must follow."""

    arrange: Callable
    state: FetchState
    freshness: Freshness
    says: str


HTML = b"<!DOCTYPE html><html><body>Onderhoud</body></html>"
JSON = {"Content-Type": "application/json"}
KEPT = (FetchState.FAILED, Freshness.OVERDUE)
HALTED = (FetchState.NEW, Freshness.HALTED)
FAULTS = {
    "De dienst is weg": Fault(lambda service: service.close(), *KEPT, "bereik"),
    "Het adres bestaat niet meer": Fault(replying(status=404), *KEPT, "404"),
    "De dienst geeft steeds een fout": Fault(replying(status=500), *KEPT, "500"),
    "De dienst hapert even": Fault(once_down, FetchState.NEW, Freshness.FRESH, ""),
    "De dienst vraagt om geduld": Fault(busy_once, FetchState.NEW, Freshness.FRESH, ""),
    "De dienst vraagt om heel veel geduld": Fault(
        replying(status=429, headers={"Retry-After": "86400"}), *KEPT, ""
    ),
    "De dienst weigert ons": Fault(replying(status=403), *KEPT, "403"),
    "Een foutpagina met status 200": Fault(replying(HTML, headers={"Content-Type": "text/html"}), *KEPT, ""),
    "Een foutmelding met status 200": Fault(
        replying(json.dumps({"error": True, "message": "x"}).encode(), headers=JSON), *KEPT, ""
    ),
    "Een leeg antwoord": Fault(replying(b"", headers=JSON), *KEPT, ""),
    "Een afgebroken antwoord": Fault(
        replying(json.dumps(ROWS).encode()[:500], headers=JSON, length=90_000), *KEPT, ""
    ),
    "Een half document": Fault(replying(json.dumps(ROWS).encode()[:500], headers=JSON), *KEPT, ""),
    "Minder rijen dan beloofd": Fault(half_promised, *KEPT, "250"),
    "Rijen in de war": Fault(out_of_order, *KEPT, "volgorde"),
    "Doorgestuurd naar een andere dienst": Fault(
        replying(status=302, headers={"Location": "http://localhost:9/elders"}), *KEPT, ""
    ),
    "Een veld heet anders": Fault(renamed, *HALTED, "naam_bedrijf"),
    "Een kwart van de rijen is weg": Fault(fewer, *HALTED, "75"),
    "Een veld is leeg geworden": Fault(emptied, *HALTED, "facade_name"),
    "Er komt niets meer": Fault(nothing, *HALTED, ""),
    "Veel rijen zijn onbruikbaar": Fault(unusable, *HALTED, "onbruikbaar"),
}


@pytest.fixture(scope="session")
def published_region(tmp_path_factory):
    """A region with one good delivery of the RDW, and a run made of it."""
    return tmp_path_factory.mktemp("faults") / "regio"


@pytest.fixture
def region(published_region, tmp_path, service, monkeypatch) -> Workspace:
    """A copy of that region, its service on this machine and in good health."""
    monkeypatch.setenv("THESEUS_TEST_SERVICE", service.url)
    made = Workspace(tmp_path / "regio")
    good(service)
    if not published_region.exists():
        starter.make(Workspace(published_region), wanted(service))
        fetched = fetch(Workspace(published_region), FIRST)
        assert fetched.state is FetchState.NEW, fetched.message
        refresh(Workspace(published_region), FIRST.date())
    shutil.copytree(published_region, made.root)
    made.config.write_text(starter.commented(wanted(service)), "utf-8")
    return made


def wanted(service) -> Region:
    return Region(
        name="Proef",
        municipalities=(Municipality(code="GM0293", name="Westervoort"),),
        sources={"rdw": Source(url=service.url + "/rdw")},
    )


def fetch(region: Workspace, now: dt.datetime) -> Fetched:
    (met,) = supply.fetch_all(region, now, ("rdw",))
    assert isinstance(met, Fetched)
    return met


def take_in(region: Workspace, now: dt.datetime = NOW):
    taken = intake.take_in(region, now.date(), last=ledger.published(region.runs))
    return next(item for item in taken if item.card.id == "rdw")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_does_what_the_table_says(name, region, service):
    fault = FAULTS[name]
    fault.arrange(service)
    fetched = fetch(region, NOW)
    assert fetched.state is fault.state, fetched.message
    taken = take_in(region)
    assert taken.report.freshness is fault.freshness, taken.report.checks
    told = " ".join([fetched.message, *(check.message for check in taken.report.checks)])
    assert fault.says in told
    assert len(taken.records["registration"]) == 100
    if fault.freshness is not Freshness.FRESH:
        assert taken.report.delivered_on == FIRST.date()
        assert any(check.severity is not Severity.OK for check in taken.report.checks)
    assert sorted(path.name for path in (region.raw / "rdw").glob("20*")) == ["2026-11-09"] + (
        ["2026-11-16"] if fault.state is FetchState.NEW else []
    )


def test_the_table_names_every_fault_and_no_other():
    table = (ROOT / "docs" / "storingen.md").read_text("utf-8")
    assert re.findall(r"^\| \d+ \| ([^|]+?) \|", table, re.MULTILINE) == [*FAULTS, *OTHERS]


OTHERS = (
    "Een bestand is na het ophalen veranderd",
    "Het ophalen is halverwege afgebroken",
    "De laatste goede levering is te oud",
)


def test_a_file_that_was_changed_after_it_landed_is_kept_out(region):
    fetch(region, NOW)
    path = next((region.raw / "rdw" / "2026-11-16").glob("bedrijven*.json"))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"VOORBEELD 7", b"VOORBEELD 8"))
    taken = take_in(region)
    assert taken.report.freshness is Freshness.HALTED
    assert taken.report.delivered_on == FIRST.date()


def test_a_fetch_that_was_killed_leaves_nothing(region):
    draft = region.raw / "rdw" / ".2026-11-16.12345"
    draft.mkdir()
    (draft / "bedrijven-001.json").write_text("[", "utf-8")
    assert take_in(region).report.delivered_on == FIRST.date()
    assert fetch(region, NOW).state is FetchState.NEW
    assert take_in(region).report.freshness is Freshness.FRESH


def test_a_delivery_that_became_too_old_counts_for_nothing(region, service):
    service.close()
    later = FIRST + dt.timedelta(days=100)
    fetch(region, later)
    taken = take_in(region, later)
    assert taken.report.freshness is Freshness.STALE
    assert not taken.consulted.complete
