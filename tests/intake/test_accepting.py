"""A person takes a failed delivery in, with a reason, and the next run takes the same one again."""

import datetime as dt

import pytest

from theseus.errors import ConfigError
from theseus.intake import remember, taking
from theseus.model import Freshness, Severity
from theseus.sources.accepted import entries
from theseus.sources.card import cards, delivered

FIRST, NEXT, AS_OF = dt.date(2026, 11, 2), dt.date(2026, 11, 9), dt.date(2026, 11, 16)
REASON = "Een terrein is opgeheven."


@pytest.fixture
def halted(office):
    """A second delivery with half of the rows, that the door keeps out."""
    office.deliver(FIRST)
    office.run()
    office.deliver(NEXT, 20)
    return office


def write(office, text: str, name: str = "kvk") -> None:
    office.workspace.accepted.mkdir(parents=True, exist_ok=True)
    (office.workspace.accepted / f"{name}.toml").write_text(text, "utf-8")


def test_it_is_taken_in_and_recorded(halted):
    item = halted.take_in(accept={"kvk": REASON})
    assert (item.report.freshness, item.report.delivered_on) == (Freshness.FRESH, NEXT)
    assert len(item.records["vestiging"]) == 20
    assert (item.report.accepted.reason, item.report.accepted.checks) == (REASON, ("daling",))
    assert item.report.accepted.by
    (told,) = [check for check in item.report.checks if check.name == "daling"]
    assert told.severity is Severity.ACCEPTED
    assert told.message.endswith(f": {REASON}")


def test_a_family_stands_for_all_its_sources(halted, monkeypatch):
    of_a_family = cards()["kvk"].model_copy(update={"family": "handelsregister"})
    monkeypatch.setattr(taking, "delivered", lambda: {**delivered(), "kvk": of_a_family})
    item = halted.take_in(accept={"handelsregister": REASON})
    assert item.report.accepted.reason == REASON


def test_nothing_is_noted_before_somebody_remembers_it(halted):
    item = halted.take_in(accept={"kvk": REASON})
    assert not halted.workspace.accepted.exists()
    remember(halted.workspace, [item])
    (entry,) = entries(halted.workspace.accepted / "kvk.toml")
    assert (entry.delivered_on, entry.reason, entry.checks) == (NEXT, REASON, ("daling",))


def test_the_next_run_takes_the_same_delivery_in_without_being_told(halted):
    remember(halted.workspace, [halted.take_in(accept={"kvk": REASON})])
    item = halted.take_in()
    assert item.report.freshness is Freshness.FRESH
    assert item.report.accepted.reason == REASON
    assert item.entry is None


def test_other_bytes_under_the_same_day_are_another_delivery(halted):
    remember(halted.workspace, [halted.take_in(accept={"kvk": REASON})])
    halted.deliver(NEXT, 10)
    item = halted.take_in()
    assert item.report.freshness is Freshness.HALTED
    assert any("past bij geen enkele levering" in check.message for check in item.report.checks)


@pytest.mark.parametrize(
    ("checks", "freshness"), [('["daling"]', Freshness.FRESH), ('["vulling"]', Freshness.HALTED)]
)
def test_a_note_by_hand_accepts_the_checks_it_names(halted, checks, freshness):
    write(
        halted, f'[[accepted]]\ndelivered_on = {NEXT}\nreason = "{REASON}"\nby = "Anna"\nchecks = {checks}\n'
    )
    assert halted.take_in().report.freshness is freshness


def test_a_note_about_no_delivery_is_told(halted):
    write(halted, f'[[accepted]]\ndelivered_on = 2025-01-01\nreason = "{REASON}"\nby = "Anna"\n')
    (told,) = [check for check in halted.take_in().report.checks if check.name == "toelating"]
    assert told.severity is Severity.WARN
    assert "2025-01-01" in told.message


def test_a_note_about_an_earlier_delivery_that_is_still_there_is_not(halted):
    write(halted, f'[[accepted]]\ndelivered_on = {FIRST}\nreason = "{REASON}"\nby = "Anna"\n')
    assert not [check for check in halted.take_in().report.checks if check.name == "toelating"]


def test_a_noted_delivery_can_be_the_last_good_one(office):
    office.deliver("2026-10-26")
    office.run()
    office.deliver(FIRST, 20)
    office.deliver(NEXT, header="kvknummer;iets")
    write(office, f'[[accepted]]\ndelivered_on = {FIRST}\nreason = "{REASON}"\nby = "Anna"\n')
    item = office.take_in()
    assert (item.report.freshness, item.report.delivered_on) == (Freshness.HALTED, FIRST)
    assert item.report.accepted.by == "Anna"


def test_what_could_not_be_read_cannot_be_accepted(office):
    office.deliver(NEXT, header="kvknummer;iets")
    item = office.take_in(accept={"kvk": REASON})
    assert item.report.freshness is Freshness.HALTED
    assert (item.report.accepted, item.entry) == (None, None)


def test_accepting_a_good_delivery_is_told_and_not_noted(office):
    office.deliver(NEXT)
    item = office.take_in(accept={"kvk": REASON})
    assert any("niets om toe te laten" in check.message for check in item.report.checks)
    assert (item.report.accepted, item.entry) == (None, None)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_it_is_refused(halted, reason):
    with pytest.raises(ConfigError, match="Zeg waarom u bron 'kvk' toelaat"):
        halted.take_in(accept={"kvk": reason})


def test_a_note_for_an_unknown_source_is_refused(office):
    write(office, "", "kvkk")
    with pytest.raises(ConfigError, match="Onbekende bron 'kvkk'"):
        office.take_in()


def test_a_malformed_note_is_refused_with_file_and_line(office):
    write(office, '[[accepted]]\nreason = "x"\n')
    with pytest.raises(ConfigError, match=r"kvk\.toml, regel 1: "):
        office.take_in()
