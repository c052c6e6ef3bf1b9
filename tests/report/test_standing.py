"""How a source stands: the wording, and that it comes first in the report."""

import datetime as dt
from dataclasses import replace

import pytest

from theseus.model import FETCHING, Acceptance, Check, Freshness, Severity, SourceReport
from theseus.report.page import as_markdown
from theseus.report.run import RunReport
from theseus.report.standing import standing

DAY, AS_OF = dt.date(2026, 11, 9), dt.date(2026, 11, 21)
FAILED = Check("rdw", FETCHING, Severity.WARN, "Ophalen is op 20-11-2026 niet gelukt: De dienst is weg.")
HALTED = Check("rdw", "daling", Severity.FAIL, "Tabel registration: van 100 naar 10 rijen.")
RDW = SourceReport("rdw", "RDW erkende bedrijven", Freshness.FRESH, DAY, complete=True)


def stood(freshness: Freshness, *checks: Check, day: dt.date | None = DAY) -> SourceReport:
    return replace(RDW, freshness=freshness, delivered_on=day, checks=checks)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            stood(Freshness.OVERDUE, FAILED),
            (
                "niet vernieuwd; de laatste goede levering is 12 dagen oud (9 november 2026). "
                "Reden: Ophalen is op 20-11-2026 niet gelukt: De dienst is weg."
            ),
        ),
        (
            stood(Freshness.HALTED, HALTED, day=dt.date(2026, 11, 20)),
            (
                "tegengehouden; de laatste goede levering is 1 dag oud (20 november 2026). "
                "Reden: Tabel registration: van 100 naar 10 rijen."
            ),
        ),
        (
            stood(Freshness.HALTED, HALTED, day=None),
            "tegengehouden; er is nog geen goede levering. Reden: Tabel registration: van 100 naar 10 rijen.",
        ),
        (
            stood(Freshness.STALE, day=dt.date(2025, 11, 21)),
            (
                "verouderd; de laatste goede levering is 365 dagen oud (21 november 2025). "
                "De antwoorden zijn te oud en tellen niet meer mee."
            ),
        ),
        (
            stood(Freshness.OVERDUE, FAILED, day=AS_OF),
            (
                "niet vernieuwd; de laatste goede levering is van vandaag (21 november 2026). "
                "Reden: Ophalen is op 20-11-2026 niet gelukt: De dienst is weg."
            ),
        ),
    ],
)
def test_the_line_says_state_age_day_and_reason(source: SourceReport, told: str):
    assert standing(source, AS_OF) == told
    assert source.troubled


def test_a_warning_about_the_rows_is_no_reason_and_no_trouble():
    warned = stood(Freshness.FRESH, Check("rdw", "groei", Severity.WARN, "Veel meer."))
    assert (warned.troubled, warned.problems) == (False, ())
    assert not stood(Freshness.ABSENT, day=None).troubled
    assert not stood(Freshness.NOT_NEEDED, day=None).troubled
    assert stood(Freshness.ABSENT, FAILED, day=None).troubled


def run_report(*sources: SourceReport) -> RunReport:
    return RunReport(
        region="Duiven",
        as_of=AS_OF,
        run_id="2026-11-21-abc",
        published=True,
        sources=sources,
        shares=(),
        outcomes=(),
        overlaps=(),
        not_consulted={},
        incomplete={},
        without_user=0,
        near_misses=0,
        changes={},
    )


def test_trouble_comes_first_and_its_text_stays_inert():
    hostile = replace(HALTED, message="Kolom '<b>|x' ontbreekt.")
    absent = SourceReport("kvk", "KVK Handelsregister", Freshness.ABSENT)
    lines = as_markdown(run_report(stood(Freshness.HALTED, hostile), absent)).splitlines()
    assert lines[4:6] == ["## Let op", ""]
    assert lines[6].startswith(
        "- **RDW erkende bedrijven**: tegengehouden; de laatste goede levering is 12 dagen"
    )
    assert "<b>" not in lines[6]
    assert lines[7] == "- Niet geraadpleegd: KVK Handelsregister. Dat zegt niets over de bedrijven."


def test_what_was_accepted_stands_in_the_report():
    told = Check("rdw", "daling", Severity.ACCEPTED, "Van 100 naar 10 rijen. Toegelaten door Anna: Klopt.")
    accepted = replace(RDW, checks=(told,), accepted=Acceptance("Klopt.", "Anna", ("daling",)))
    report = run_report(accepted)
    assert report.troubled == ()
    assert (
        "- RDW erkende bedrijven, toegelaten: Van 100 naar 10 rijen. Toegelaten door Anna: Klopt."
        in as_markdown(report)
    )
    assert '"reason": "Klopt."' in report.as_json()
