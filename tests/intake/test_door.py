"""What intake sees of a delivery besides its rows: where it came from, what lies beside it, what changed."""

import dataclasses
import datetime as dt
import json

import pytest

from theseus.model import Acceptance, Check, Freshness, Severity, SourceReport

FIRST, NEXT, AS_OF = dt.date(2026, 11, 2), dt.date(2026, 11, 9), dt.date(2026, 11, 16)
LANDED = "2026-11-09T05:00:00+00:00"


def told(item, name: str) -> Check:
    (found,) = [check for check in item.report.checks if check.name == name]
    return found


def test_a_fetched_file_keeps_its_url_and_moment(office):
    office.land(office.deliver(NEXT), LANDED)
    (file,) = office.take_in().report.files
    assert (file["url"], file["retrieved_at"]) == ("https://api.example/kvk", LANDED)
    assert file["file"] == "kvk.csv"
    assert file["delivered_on"] == "2026-11-09"


def test_a_file_brought_by_hand_has_neither(office):
    office.deliver(NEXT)
    (file,) = office.take_in().report.files
    assert set(file) == {"file", "delivered_on", "sha256", "bytes"}


def test_a_file_that_changed_after_it_landed_is_kept_out(office):
    office.land(office.deliver(NEXT), LANDED, sha256="0" * 64)
    item = office.take_in()
    assert item.report.freshness is Freshness.HALTED
    assert "kvk.csv is gewijzigd nadat het is binnengekomen" in told(item, "ongewijzigd").message
    # Accepted it enters, without the url that it no longer comes from.
    item = office.take_in(accept={"kvk": "Een kolom met de hand hersteld."})
    assert item.report.freshness is Freshness.FRESH
    assert "url" not in item.report.files[0]


def test_a_file_of_the_manifest_that_is_gone_is_told(office):
    path = office.deliver(NEXT)
    office.land(path, LANDED, name="ander.csv")
    assert "ander.csv hoort bij de levering, maar is weg" in told(office.take_in(), "ongewijzigd").message


def test_a_damaged_manifest_halts_the_source_only(office):
    path = office.deliver(NEXT)
    (path.parent / "manifest.json").write_text("{", "utf-8")
    item = office.take_in()
    assert "manifest.json is beschadigd" in told(item, "lezen").message


def test_an_xlsx_beside_a_good_file_is_told(office):
    office.deliver(NEXT).with_name("extra.xlsx").write_bytes(b"PK")
    item = office.take_in()
    assert item.report.freshness is Freshness.FRESH
    assert told(item, "overgeslagen").severity is Severity.WARN
    assert "2026-11-09/extra.xlsx" in told(item, "overgeslagen").message


def test_an_archive_costs_nothing(office):
    office.deliver(NEXT)
    office.deliver("archief", 10)
    item = office.take_in()
    assert (item.report.freshness, item.report.rows_kept) == (Freshness.FRESH, 40)


def test_the_second_delivery_of_a_day_is_the_one_that_counts(office):
    office.deliver(NEXT)
    office.deliver("2026-11-09T1405", 41)
    assert office.take_in().report.rows_kept == 41


@pytest.mark.parametrize("accept", [None, {"kvk": "Toch."}])
def test_a_delivery_dated_after_the_reference_date_stays_out_whoever_accepts_it(office, accept):
    path = office.deliver(NEXT)
    text = office.workspace.config.read_text("utf-8")
    slip = f"[sources.kvk]\npath = '{path}'\ndelivered_on = 2062-11-02"
    office.workspace.config.write_text(text.replace("[sources.kvk]", slip), "utf-8")
    item = office.take_in(accept=accept)
    assert (item.report.freshness, item.report.delivered_on) == (Freshness.HALTED, None)
    assert told(item, "dag").severity is Severity.FAIL


def test_too_few_rows_name_their_file(office):
    office.deliver(FIRST)
    office.run()
    office.deliver(NEXT, 10)
    assert "van 40 naar 10 rijen in kvk.csv, 75% minder" in told(office.take_in(), "daling").message


def test_a_renamed_column_of_a_file_that_cannot_be_read_is_found_by_its_values(office):
    office.deliver(FIRST)
    path = office.deliver(NEXT)
    path.write_text(path.read_text("utf-8").replace("handelsnaam", "omschrijving_zaak", 1), "utf-8")
    message = told(office.take_in(), "lezen").message
    assert "Kolom 'handelsnaam' is er niet meer; zij heet nu waarschijnlijk 'omschrijving_zaak'" in message
    assert "deels dezelfde waarden" in message


def test_a_report_comes_back_from_the_manifest_as_it_was():
    report = SourceReport(
        "kvk",
        "KVK",
        Freshness.OVERDUE,
        NEXT,
        rows_read=3,
        rows_kept=2,
        rows_defect=1,
        reasons={"De sleutel ontbreekt.": 1},
        checks=(Check("kvk", "daling", Severity.ACCEPTED, "Minder."),),
        files=({"file": "kvk.csv", "sha256": "a" * 64},),
        complete=True,
        accepted=Acceptance("Klopt.", "Anna", ("daling",)),
    )
    plain = json.loads(json.dumps(dataclasses.asdict(report), default=str))
    assert SourceReport.of(plain) == report
    older = {"source": "kvk", "title": "KVK", "freshness": "geraadpleegd", "delivered_on": None, "checks": []}
    assert SourceReport.of(older | {"unknown": 1}) == SourceReport("kvk", "KVK", Freshness.FRESH)
