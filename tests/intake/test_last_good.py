"""The last good delivery stays in use, with all that it means, until it is too old."""

import datetime as dt
import json

import pytest

from theseus import attempt
from theseus.intake import Intake
from theseus.model import Freshness, Severity

FIRST, NEXT, AS_OF = dt.date(2026, 11, 2), dt.date(2026, 11, 9), dt.date(2026, 11, 16)
BAD = "kvknummer;iets"


def failures(item: Intake) -> set[str]:
    return {check.name for check in item.report.checks if check.severity is Severity.FAIL}


def rows(item: Intake) -> int:
    return len(item.records.get("vestiging", ()))


def test_a_good_delivery_is_fresh_and_complete(office):
    office.deliver(FIRST)
    item = office.take_in()
    assert (item.report.freshness, item.report.delivered_on, item.report.complete) == (
        Freshness.FRESH,
        FIRST,
        True,
    )
    assert item.consulted.complete
    assert not item.report.troubled


@pytest.mark.parametrize(("rows_next", "header", "name"), [(20, None, "daling"), (40, BAD, "lezen")])
def test_a_halted_delivery_changes_nothing_of_what_the_last_good_one_means(office, rows_next, header, name):
    office.deliver(FIRST)
    before = office.run()
    office.deliver(NEXT, rows_next, **({"header": header} if header else {}))
    item = office.run()
    assert name in failures(item)
    assert item.report.freshness is Freshness.HALTED
    assert item.consulted == before.consulted
    assert item.report.files == before.report.files
    assert rows(item) == 40
    # And so again the next week, from what the run before it kept.
    assert office.take_in(AS_OF + dt.timedelta(weeks=1)).consulted == before.consulted


def test_older_than_its_half_life_it_is_stale_and_its_silence_no_answer(office):
    office.deliver(FIRST)
    office.run()
    office.deliver(NEXT, 20)
    half_life = dt.timedelta(days=office.take_in().card.half_life_days)
    last_day = office.take_in(FIRST + half_life - dt.timedelta(days=1))
    assert last_day.report.freshness is Freshness.HALTED
    assert last_day.consulted.complete
    too_old = office.take_in(FIRST + half_life)
    assert (too_old.report.freshness, too_old.consulted.freshness) == (Freshness.STALE, Freshness.STALE)
    assert not too_old.consulted.complete
    assert "daling" in failures(too_old)


def test_without_a_run_an_earlier_delivery_that_is_good_stays_in_use(office):
    office.deliver("2026-10-19")
    office.deliver("2026-10-26", 39)
    office.deliver(FIRST, header=BAD)
    office.deliver(NEXT, header=BAD)
    item = office.take_in()
    assert (item.report.freshness, str(item.report.delivered_on), rows(item)) == (
        Freshness.HALTED,
        "2026-10-26",
        39,
    )
    assert item.consulted.complete


def test_a_good_delivery_that_no_run_has_seen_goes_before_the_last_run(office):
    office.deliver("2026-10-26")
    office.run(dt.date(2026, 10, 26))
    office.deliver(FIRST, 41)
    office.deliver(NEXT, header=BAD)
    item = office.take_in()
    assert (item.report.delivered_on, rows(item)) == (FIRST, 41)


def test_a_run_about_an_earlier_day_does_not_use_what_came_later(office):
    office.deliver(FIRST, header=BAD)
    office.deliver(NEXT)
    office.run()
    item = office.take_in(FIRST)
    assert (item.report.freshness, item.report.delivered_on) == (Freshness.HALTED, None)


def test_without_any_good_delivery_the_source_is_not_consulted(office):
    office.deliver(FIRST, header=BAD)
    item = office.take_in()
    assert (item.report.freshness, item.report.delivered_on) == (Freshness.HALTED, None)
    assert (item.consulted.freshness, item.consulted.complete) == (Freshness.HALTED, False)
    assert item.records == {}


def test_a_file_beside_the_dated_folders_does_not_cost_the_delivery_that_is_there(office):
    office.deliver(FIRST)
    (office.raw / "los.csv").write_text("x", "utf-8")
    item = office.take_in()
    assert (item.report.freshness, item.report.delivered_on) == (Freshness.HALTED, FIRST)
    assert "los.csv" in item.report.problems[0]


def test_a_halted_delivery_keeps_its_counts_and_reasons(office):
    office.deliver(FIRST)
    office.run()
    path = office.deliver(NEXT, 20)
    path.write_text(path.read_text("utf-8").replace("20150301", "20159999", 1), "utf-8")
    item = office.take_in()
    assert (item.report.rows_read, item.report.rows_defect) == (20, 1)
    assert len(item.quarantine) == 1


def at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)


def fail(office, when: dt.datetime, *, good: bool = False) -> None:
    attempt.note(office.raw, when, "mislukt", "De dienst gaf geen antwoord.", good=good)


def test_a_source_that_could_not_be_fetched_goes_on_visibly(office):
    office.deliver(FIRST)
    fresh = office.take_in()
    fail(office, at(NEXT, 5))
    item = office.take_in()
    assert item.report.freshness is Freshness.OVERDUE
    assert item.report.troubled
    assert item.consulted == fresh.consulted
    assert item.report.age_days(AS_OF) == 14
    assert item.report.problems == ("Ophalen is op 09-11-2026 niet gelukt: De dienst gaf geen antwoord.",)


def test_not_renewed_for_too_long_is_stale_with_the_reason(office):
    office.deliver(FIRST)
    fail(office, at(NEXT, 5))
    item = office.take_in(dt.date(2027, 11, 2))
    assert item.report.freshness is Freshness.STALE
    assert "geen antwoord" in item.report.problems[0]


def test_a_try_that_failed_before_the_newest_delivery_is_history(office):
    fail(office, at(FIRST, 5))
    office.deliver(NEXT)
    assert office.take_in().report.freshness is Freshness.FRESH


@pytest.mark.parametrize(("hour", "freshness"), [(4, Freshness.FRESH), (6, Freshness.OVERDUE)])
def test_on_one_day_the_moment_decides(office, hour, freshness):
    office.land(office.deliver(NEXT), "2026-11-09T05:00:00+00:00")
    fail(office, at(NEXT, hour))
    assert office.take_in().report.freshness is freshness


def test_a_delivery_brought_by_hand_on_the_day_of_a_failed_try_came_after_it(office):
    office.deliver(NEXT)
    fail(office, at(NEXT, 5))
    assert office.take_in().report.freshness is Freshness.FRESH


def test_a_good_try_and_one_after_the_reference_date_are_no_trouble(office):
    office.deliver(FIRST)
    fail(office, at(AS_OF + dt.timedelta(days=1), 5))
    assert office.take_in().report.freshness is Freshness.FRESH
    fail(office, at(NEXT, 5), good=True)
    assert office.take_in().report.freshness is Freshness.FRESH


def test_a_source_that_never_came_says_why(office):
    office.raw.mkdir(parents=True)
    fail(office, at(NEXT, 5))
    item = office.take_in()
    assert item.report.freshness is Freshness.ABSENT
    assert item.report.troubled
    assert "geen antwoord" in item.report.problems[0]


def test_a_configured_file_is_not_fetched_so_never_overdue(office):
    path = office.deliver(FIRST)
    fail(office, at(NEXT, 5))
    text = office.workspace.config.read_text("utf-8")
    office.workspace.config.write_text(
        text.replace("[sources.kvk]", f"[sources.kvk]\npath = '{path}'"), "utf-8"
    )
    assert office.take_in().report.freshness is Freshness.FRESH


def test_halted_and_not_fetched_since_tells_both(office):
    office.deliver(FIRST)
    office.run()
    office.deliver(NEXT, 20)
    fail(office, at(AS_OF, 5))
    item = office.take_in()
    assert item.report.freshness is Freshness.HALTED
    assert len(item.report.problems) == 2


def bought(office, day: dt.date) -> None:
    """One answer bought at the KVK: that nobody is registered at an address."""
    path = office.raw / str(day) / "zoeken-6921ZZ-99-p1.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    asked = {"vraag": {"postcode": "6921ZZ", "huisnummer": "99"}, "antwoord": {"resultaten": [], "totaal": 0}}
    path.write_text(json.dumps(asked), "utf-8")


def test_answers_bought_since_do_not_make_an_old_export_newer(office):
    office.deliver(FIRST)
    bought(office, NEXT)
    item = office.take_in()
    assert item.report.delivered_on == NEXT
    assert item.consulted.complete
    assert item.consulted.delivered_on == FIRST


def test_bought_answers_alone_are_never_the_whole_register(office):
    bought(office, NEXT)
    assert not office.take_in().consulted.complete


def test_an_export_that_is_too_old_is_no_whole_register_however_new_the_answers(office):
    office.deliver(AS_OF - dt.timedelta(days=200))
    bought(office, NEXT)
    item = office.take_in()
    assert item.report.freshness is Freshness.FRESH
    assert not item.consulted.complete
