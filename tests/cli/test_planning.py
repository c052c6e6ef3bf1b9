"""``theseus plan`` and its commands: what they print, keep and refuse."""

import datetime as dt
import importlib
import json
import shutil

import pytest
from click.testing import CliRunner
from searching import HARDLY

from theseus import artefacts, cli, console, ledger, planning, whatif
from theseus.cli import pinning as pinning_commands
from theseus.contracts import PINNED, RELEASED
from theseus.desk import pins
from theseus.errors import TheseusError
from theseus.plan.figures import Figures
from theseus.workspace import Workspace

clock = importlib.import_module("theseus.cli.app")  # theseus.cli.app is the group of commands itself
NOW = dt.datetime(2026, 11, 16, 12, tzinfo=clock.TIMEZONE)


@pytest.fixture
def copy(demo_region, tmp_path):
    """The demo region with its runs and plan, to change."""
    shutil.copy(demo_region.config, tmp_path)
    workspace = Workspace(tmp_path)
    shutil.copytree(demo_region.runs, workspace.runs)
    plan = artefacts.rosters_of(demo_region, ledger.published(demo_region.runs)) / "plan.json"
    folder = workspace.rosters / plan.parent.name
    folder.mkdir(parents=True)
    shutil.copy(plan, folder)
    return workspace


@pytest.fixture
def told(copy, monkeypatch):
    said = []
    answer = planning.answer
    monkeypatch.setattr(planning, "answer", lambda asked, _: answer(asked, HARDLY))
    monkeypatch.setattr(console, "say", said.append)
    monkeypatch.setattr(console, "table", lambda *cells, **_: said.append(str(cells)))
    for module in (clock, pinning_commands):
        monkeypatch.setattr(module, "now", lambda: NOW)

    def run(*arguments):
        said.clear()
        done = CliRunner().invoke(cli.app, ["-w", str(copy.root), *arguments], catch_exceptions=False)
        return "\n".join([*said, done.output])

    return run


def refused(told, *arguments):
    with pytest.raises(TheseusError) as refusal:
        told(*arguments)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_the_plan_tells_its_gap_and_why_names_the_visit_or_what_stands_in_the_way(told, demo_region):
    out = told("plan")
    last = artefacts.last_plan(demo_region)
    assert last.staying == 0  # a first plan
    assert f"Waarde van het plan: {last.worth:.0f}. En" in out
    assert "punten voor bezoeken die blijven waar ze stonden" in out
    assert "Geen plan is, die punten meegeteld, meer waard dan" in out
    assert "hoogstens" in out
    assert "Niets veranderd sinds het vorige plan." in out
    label = ledger.published(demo_region.runs).table("label")
    red, green = (label.loc[label["label"] == kind, "occupancy_id"].iloc[0] for kind in ("rood", "groen"))
    assert "van de controle op" in told("plan", "why", red)
    answer = told("plan", "why", green)
    assert "geen kandidaat" in answer or "van de controle op" in answer


def test_school_holidays_that_do_not_count_are_told_once(told, copy):
    copy.config.write_text(copy.config.read_text("utf-8").replace('school_region = "zuid"', ""), "utf-8")
    assert told("plan").count("Schoolvakanties tellen niet mee in Duiven, Westervoort.") == 1


def test_a_year_is_planned_to_its_end_and_shown_alone(told):
    out = told("plan", "--year", "2027", "--region", "duiven en westervoort (VOORBEELD)")
    assert "-12-2027" in out
    assert "-12-2026'" not in out
    out = told("plan", "--year", "2026")
    assert "Dit zijn de controles van 2026: " in out
    assert "-01-2027'" not in out
    for called_off in ("gaat niet door", "wijzigingen.csv"):
        assert called_off not in out
    assert "Kies met --year een jaar van 2026 tot en met 2028." in refused(told, "plan", "--year", "2031")
    assert "theseus --workspace MAP plan" in refused(told, "plan", "--region", "Elders")


def test_show_tells_the_plan_as_it_stands(told, copy):
    last = artefacts.last_plan(copy)
    out = told("plan", "show")
    assert any("kon niet tussen" in note for note in last.notes)
    assert [note for note in last.notes if note not in out] == []
    for item in last.inspections:
        assert item.session.session_id in out
    held = next(item for item in last.inspections if item.visits)
    whole = json.loads(told("plan", "show", "--json"))
    assert sum(len(one["visits"]) for one in whole["inspections"]) == sum(
        len(one.visits) for one in last.inspections
    )
    assert whole["gap_percent"] == pytest.approx(100 * (last.bound - last.worth) / last.bound)
    (one,) = json.loads(told("plan", "show", "--session", held.session.session_id, "--json"))["inspections"]
    assert [stop["occupancy_id"] for stop in one["visits"]] == [visit.occupancy_id for visit in held.visits]
    assert one["worth"] == pytest.approx(sum(visit.value for visit in held.visits))
    assert one["costs_eur"] == [["ODRA", 110.0]]
    only = json.loads(told("plan", "show", "--municipality", "duiven", "--json"))["inspections"]
    assert {item["municipality"] for item in only} == {"Duiven"}
    assert held.visits[0].occupancy_id in told("plan", "show", "--session", held.session.session_id)
    assert "geen controle 'X'" in refused(told, "plan", "show", "--session", "X")
    assert "wel: Duiven, Westervoort" in refused(told, "plan", "show", "--municipality", "X")


def test_a_visit_is_pinned_and_released_with_a_reason(told, copy):
    last = artefacts.last_plan(copy)
    first, *_, later = [
        item for item in last.inspections if item.session.municipality_code == "GM0226" and item.visits
    ]
    who, there = later.visits[0].occupancy_id, first.session.session_id
    said = ("--user", "Anna", "--reden", "Afspraak met de eigenaar.")
    assert "vraagt om een reden" in refused(told, "plan", "pin", who, there)
    assert f"Vastgezet: {who} in controle {there}" in told("plan", "pin", who, there, *said)
    assert "al vastgezet door Anna" in refused(told, "plan", "pin", who, there, *said)
    out = told("plan")
    assert "door een medewerker in deze controle vastgezet" in out
    assert f"Losgelaten: {who}" in told("plan", "release", who, *said)
    assert "maar niet vast" in refused(told, "plan", "release", who, *said)
    assert pins.pins(copy.desk_url)["decision"].tolist() == [PINNED, RELEASED]


def test_a_pin_says_which_one_it_replaces_and_what_speaks_against_it(told, copy):
    problem = artefacts.last_plan(copy).problem
    red = next(one for one in problem.candidates if one.needs and one.due)
    here = [one for one in problem.sessions if one.municipality_code == red.municipality_code]
    bare = next(one for one in here if set(red.needs) - set(one.partners))
    fitting = [one for one in here if set(red.needs) <= set(one.partners)]
    soon, late = (next(one for one in fitting if (one.date > red.due) == after) for after in (False, True))
    said = ("--user", "Anna", "--reden", "Afspraak met de eigenaar.")
    first = told("plan", "pin", red.occupancy_id, bare.session_id, *said)
    assert "horen partners die niet meegaan: " in first
    assert "vervangt" not in first
    moved = told("plan", "pin", red.occupancy_id, late.session_id, *said)
    assert f"Dit vervangt: vastgezet in controle {bare.session_id} op {bare.date:%d-%m-%Y}." in moved
    assert f"uiterlijk {red.due:%d-%m-%Y}; deze controle is later." in moved
    assert "horen partners" not in moved
    assert "Let op" not in told("plan", "pin", red.occupancy_id, soon.session_id, *said)


def test_what_cannot_be_pinned_is_refused_with_the_mend(told, copy):
    last = artefacts.last_plan(copy)
    duiven = next(
        item for item in last.inspections if item.session.municipality_code == "GM0226" and item.visits
    )
    who, there = duiven.visits[0].occupancy_id, duiven.session.session_id
    elsewhere = next(item.session for item in last.inspections if item.session.municipality_code == "GM0293")
    said = ("--user", "Anna", "--reden", "Afspraak.")
    assert "bedoelde u" in refused(told, "plan", "pin", who, there[:-1], *said)
    assert "ligt niet in de gemeente" in refused(told, "plan", "pin", who, elsewhere.session_id, *said)
    assert "komt niet voor" in refused(told, "plan", "pin", "12", there, *said)
    labels = ledger.published(copy.runs).table("label")
    known = {one.occupancy_id for one in last.problem.candidates}
    green = next(one for one in labels["occupancy_id"] if one not in known)
    assert "het label is groen" in refused(told, "plan", "pin", green, there, *said)
    assert "nergens vastgezet" in refused(told, "plan", "release", green, *said)
    assert pins.pins(copy.desk_url).empty


def test_a_plan_that_there_is_not_is_told(told, copy):
    shutil.rmtree(copy.rosters)
    assert "Er is nog geen plan." in refused(told, "plan", "show")
    assert "Er is maar één plan" in refused(told, "plan", "wissels")


def test_what_if_hands_over_all_changes_at_once(told, monkeypatch):
    seen = []
    figures = Figures(1, 2, {"wit": 2}, 10.0, 5, {"ODRA": 110.0}, 3)

    def compare(region, changed, _run, _before, *, today):
        assert today == NOW.date()
        seen.append((region, changed))
        return whatif.Compared(figures, figures)

    monkeypatch.setattr(whatif, "compare", compare)
    out = told(
        "plan",
        "what-if",
        "--dot",
        "--minuten",
        "30",
        "--zonder",
        "politie=dinsdag",
        "--budget",
        "totaal=900,5",
    )
    assert "niet ingepland" in out
    ((region, changed),) = seen
    assert (changed.rhythm.dot, changed.rhythm.end, changed.budget_total_eur) == (True, dt.time(16), 900.5)
    assert 2 not in next(one.weekdays for one in changed.partners if one.name == "politie")
    assert not region.rhythm.dot
    for wrong, mend in (
        ((), "Noem een verandering"),
        (("--zonder", "politie"), "mist een ="),
        (("--budget", "ODRA=veel"), "geen bedrag"),
    ):
        assert mend in refused(told, "plan", "what-if", *wrong)


def test_every_command_has_the_same_today_whenever_the_run_was_made(told, copy, monkeypatch):
    last = artefacts.last_plan(copy)
    first, later = last.inspections[0], last.inspections[-1]
    moment = dt.datetime.combine(first.session.date, dt.time(12), clock.TIMEZONE) + dt.timedelta(days=1)
    for module in (clock, pinning_commands):
        monkeypatch.setattr(module, "now", lambda: moment)
    place = artefacts.rosters_of(copy, ledger.published(copy.runs)) / f"{first.session.date}-duiven"
    place.mkdir()
    name = first.session.session_id
    assert f"{name} van {first.session.date:%d-%m-%Y}: er zijn geen uitslagen" in told("plan")
    who, said = later.visits[0].occupancy_id, ("--reden", "afspraak", "--user", "Anna")
    assert "is al geweest" in refused(told, "plan", "pin", who, name, *said)
    over = first.visits[0].occupancy_id
    assert "staat in geen controle die nog komt" in refused(told, "plan", "release", over, *said)
    assert f"want de controle is geweest: {place.name}." in told("roster")
    assert artefacts.last_plan(copy).problem.as_of == moment.date()
