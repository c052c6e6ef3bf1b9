"""Filled-in rosters become visits at the desk: with what the plan knows, once, and every refusal told."""

import datetime as dt
from pathlib import Path

import desks
import pytest
from click.testing import CliRunner
from filled_rosters import ABOVE, PROPERTIES, VISIT_COLUMNS, answer, visit, workbook

from theseus import cli, starter
from theseus.contracts.returning import EDITION, EDITION_NOW, OCCUPANCY, RUN, SESSION
from theseus.desk.answers import answers
from theseus.desk.visits import findings, visits
from theseus.errors import DeskError
from theseus.importing import Imported, import_results
from theseus.model import Candidate, Inspection, Kind, Plan, PlanProblem, Session, Visit
from theseus.plan import serialise
from theseus.workspace import Workspace

DAY = dt.date(2026, 11, 17)
AT = dt.datetime(2026, 11, 18, 9, 30)  # noqa: DTZ001 - stored as given
RUN_ID = PROPERTIES[RUN]
JOINT, THEMED, LATER = PROPERTIES[SESSION], "GM0226-2026W46", "GM0226-2027W03"
WHO = ("a@b", "c@d", "e@f")


def session(name: str, day: dt.date, theme: str | None = None) -> Session:
    return Session(name, "GM0226", day, dt.time(9, 30), dt.time(15, 30), ("politie",), 20, theme=theme)


def plan() -> Plan:
    """Three inspections of the same three; the last one was drawn at random."""
    sessions = (
        session(JOINT, DAY),
        session(THEMED, DAY - dt.timedelta(days=7), "automotive"),
        session(LATER, DAY + dt.timedelta(days=60)),
    )
    kinds = (Kind.WHITE, Kind.RED, Kind.RANDOM)
    candidates = tuple(
        Candidate(who, "GM0226", 200_000.0, 441_000.0, 10.0, 12.0, kind=kind.value)
        for who, kind in zip(WHO, kinds, strict=True)
    )
    made = tuple(
        Inspection(
            one,
            tuple(
                Visit(who, number, *[dt.datetime.combine(one.date, one.start)] * 2, 10.0)
                for number, who in enumerate(WHO, start=1)
            ),
        )
        for one in sessions
    )
    return Plan(PlanProblem(DAY, sessions, candidates), made, (), "proef")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "regio")
    starter.make(made, starter.example_region())
    planned(made, RUN_ID)
    return made


@pytest.fixture
def desk(workspace: Workspace, desk_url: str) -> Workspace:
    """The workspace with its desk in each database system."""
    return desks.use(workspace, desk_url)


def planned(workspace: Workspace, run: str) -> None:
    folder = workspace.rosters / run
    folder.mkdir()
    (folder / "plan.json").write_text(serialise.plan_to_json(plan()), "utf-8")


def filled(workspace: Workspace, *rows: dict, asked: tuple = (), name: str = "lijst.xlsx", **options) -> Path:
    return workbook(workspace.root / name, rows, asked, **options)


def taken(workspace: Workspace, *files: Path, **options) -> Imported:
    (told,) = import_results(workspace, files, **{"by": "Anna", "at": AT, **options})
    return told


THREE = (
    visit("a@b", "toegang gekregen", "bouwen", "milieu", note="Hek staat open."),
    visit("c@d", "niemand aanwezig"),
    visit("e@f", "toegang gekregen"),
)
ASKED = (answer("a@b", "in_use", "Ja"), answer("e@f", "activity_seen", "opslag en vervoer"))


def test_a_roster_becomes_visits_findings_and_answers(desk: Workspace):
    told = taken(desk, filled(desk, *THREE, asked=ASKED))
    assert (len(told.entered), told.refused, told.notes) == (3, (), ())
    kept = visits(desk.desk_url)
    assert kept["result"].tolist() == ["overtreding", "niemand aanwezig", "niets gevonden"]
    assert set(kept["visited_on"].dt.date) == {DAY}
    assert set(kept["step"]) == {"integrale controle"}
    assert kept["at_random"].tolist() == [False, False, True]
    assert kept["note"].fillna("").tolist() == ["Hek staat open.", "", ""]
    assert set(kept["entered_by"]) == {"Anna"}
    assert findings(desk.desk_url)["kind"].tolist() == ["bouwen", "milieu"]
    assert answers(desk.desk_url)["value"].tolist() == ["ja", "opslag en vervoer"]


def test_what_the_street_shows_is_taken_where_nobody_opened(workspace: Workspace):
    seen = (answer("c@d", "in_use", "ja"), answer("c@d", "activity_seen", "horeca"))
    told = taken(workspace, filled(workspace, *THREE, asked=seen))
    assert (len(told.entered), told.refused) == (3, ())
    kept = answers(workspace.desk_url)
    assert kept["occupancy_id"].tolist() == ["c@d", "c@d"]
    assert kept["value"].tolist() == ["ja", "horeca"]


def test_the_same_file_again_changes_nothing(desk: Workspace):
    file = filled(desk, *THREE, asked=ASKED)
    taken(desk, file)
    before = visits(desk.desk_url)
    for options in ({}, {"by": "Bram"}, {"because": "Nog eens."}):
        told = taken(desk, file, **options)
        assert (told.entered, told.replaced, told.unchanged, told.refused) == ((), (), 3, ())
    assert visits(desk.desk_url).equals(before)


def test_what_was_sent_with_odk_gives_the_same_visits_and_twice_changes_nothing(workspace: Workspace):
    names = (
        "session_id,run,editie,occupancy_id,uitkomst,vragen-in_use,vragen-activity_seen,bevindingen,opmerking"
    )
    rows = (
        "a@b,toegang_gekregen,ja,,bouwen milieu,Hek staat open.",
        "c@d,niemand_aanwezig,,,,",
        "e@f,toegang_gekregen,,opslag_en_vervoer,,",
    )
    file = workspace.root / "looplijst.csv"
    lines = (names, *(f"{JOINT},{RUN_ID},{EDITION_NOW},{row}" for row in rows))
    file.write_text("\n".join(lines), "utf-8")
    told = taken(workspace, file)
    assert (len(told.entered), told.refused, told.notes) == (3, (), ())
    again = taken(workspace, file)
    assert (again.entered, again.unchanged, again.refused) == ((), 3, ())
    assert taken(workspace, filled(workspace, *THREE, asked=ASKED)).unchanged == 3


def test_a_changed_cell_is_told_and_replaced_only_for_a_reason(desk: Workspace):
    taken(desk, filled(desk, *THREE))
    changed = filled(desk, visit("a@b", "toegang gekregen"), *THREE[1:])
    told = taken(desk, changed)
    (line,) = told.refused
    assert line.startswith(f"Looplijst, rij {ABOVE + 2}: bezoek 1 staat er al en is anders: resultaat was")
    assert "--vervang" in line
    assert told.unchanged == 2
    replaced = taken(desk, changed, because="Verkeerde regel.")
    assert len(replaced.replaced) == 1
    assert replaced.refused == ()
    kept = visits(desk.desk_url)
    assert kept["withdrawn_because"].dropna().tolist() == ["Verkeerde regel."]
    assert taken(desk, changed).unchanged == 3


def test_a_bad_cell_is_named_and_the_rest_is_taken(workspace: Workspace):
    rows = (THREE[0], visit("c@d", "niemand thuis"), visit("e@f", "toegang gekregen", note="Verdacht."))
    told = taken(workspace, filled(workspace, *rows, asked=(answer("a@b", "in_use", "soms"),)))
    assert len(told.entered) == 2
    places = [line.split(": ")[0] for line in told.refused]
    assert places == [
        f"Vragen, rij {ABOVE + 2}, kolom Antwoord (E{ABOVE + 2})",
        f"Looplijst, rij {ABOVE + 3}, kolom Uitkomst (D{ABOVE + 3})",
        f"Looplijst, rij {ABOVE + 4}, kolom Opmerking (H{ABOVE + 4})",
    ]
    assert "kies ja of nee" in told.refused[0]


def test_what_no_visit_can_answer_is_refused_with_the_mend(workspace: Workspace):
    told = taken(workspace, filled(workspace, THREE[0], asked=(answer("a@b", "in_usee", "ja"),)))
    assert "Bedoelde u in_use?" in told.refused[0]


def test_a_themed_inspection_gives_themed_visits(workspace: Workspace):
    taken(workspace, filled(workspace, THREE[0], properties=PROPERTIES | {SESSION: THEMED}))
    (kept,) = visits(workspace.desk_url).to_dict("records")
    assert (kept["step"], kept["theme"]) == ("themacontrole", "automotive")
    assert kept["visited_on"].date() == DAY - dt.timedelta(days=7)


def test_a_rehearsal_keeps_nothing(workspace: Workspace):
    told = taken(workspace, filled(workspace, *THREE), rehearse=True)
    assert len(told.entered) == 3
    assert "Proef, er is niets bewaard." in told.lines()[0]
    assert visits(workspace.desk_url).empty


def test_the_counts_are_told(workspace: Workspace):
    rows = (
        visit("a@b"),
        visit("c@d", "niet meer nodig", note="Pand is weg."),
        visit("x@y", "toegang gekregen"),
    )
    told = taken(workspace, filled(workspace, *rows))
    first, *rest = told.lines()
    assert first == (
        f"lijst.xlsx, controle {JOINT}: 0 ingevoerd, 0 vervangen, 0 ongewijzigd, 1 niet bezocht, "
        "1 niet meer nodig, 1 geweigerd."
    )
    assert "'x@y' hoort niet bij deze controle" in rest[0]
    assert "Pand is weg." in rest[1]


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        (
            {SESSION: "GM9999-2026W01"},
            "controle GM9999-2026W01 van run 2026-11-16-00000000 staat in geen plan",
        ),
        ({RUN: "../../geheim"}, "staat in geen plan"),
        ({EDITION: "1"}, "van een andere Theseus (editie 1, hier 2)"),
        ({SESSION: LATER}, "is pas op 16-01-2027"),
        ({SESSION: ""}, f"De adressen passen bij: {JOINT} (17-11-2026)"),
    ],
)
def test_a_roster_that_cannot_be_placed_is_refused_whole(workspace: Workspace, properties: dict, told: str):
    kept = {name: text for name, text in (PROPERTIES | properties).items() if text}
    found = taken(workspace, filled(workspace, *THREE, properties=kept))
    assert found.session is None
    assert told in found.lines()[0]
    assert visits(workspace.desk_url).empty


def test_who_imports_can_name_the_inspection(workspace: Workspace):
    file = filled(workspace, *THREE, properties={})
    assert len(taken(workspace, file, session=JOINT).entered) == 3
    other = taken(workspace, filled(workspace, *THREE), session=THEMED)
    assert f"hoort bij controle {JOINT}, niet bij {THEMED}" in other.refused[0]


def test_a_roster_that_lost_its_properties_tells_by_its_columns(workspace: Workspace):
    columns = (*VISIT_COLUMNS, SESSION, RUN, EDITION)
    rows = [row | {SESSION: JOINT, RUN: RUN_ID, EDITION: EDITION_NOW} for row in THREE]
    told = taken(workspace, filled(workspace, *rows, properties={}, visit_columns=columns))
    assert (told.session, len(told.entered)) == (JOINT, 3)


def test_one_file_that_cannot_be_read_leaves_the_others(workspace: Workspace):
    broken = workspace.root / "kapot.xlsx"
    broken.write_bytes(b"niets")
    first, second = import_results(workspace, [broken, filled(workspace, *THREE)], by="Anna", at=AT)
    assert "kapot.xlsx is geen leesbare" in first.refused[0]
    assert len(second.entered) == 3


def test_a_plan_that_is_damaged_is_told(workspace: Workspace):
    (workspace.rosters / RUN_ID / "plan.json").write_text("{}", "utf-8")
    assert "geen planning van Theseus" in taken(workspace, filled(workspace, *THREE)).refused[0]


def test_nobody_enters_without_a_name(workspace: Workspace):
    with pytest.raises(DeskError, match="--user"):
        taken(workspace, filled(workspace, *THREE), by=" ")


def command(workspace: Workspace, *args: str):
    return CliRunner().invoke(
        cli.app, ["-w", str(workspace.root), "results", "import", *args, "--user", "Anna"]
    )


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theseus.cli.returning.now", lambda: AT)
    monkeypatch.setattr("theseus.cli.returning.day", lambda _: AT.date())


@pytest.mark.usefixtures("noon")
def test_the_command_ends_with_2_if_something_was_refused(workspace: Workspace):
    good = command(workspace, str(filled(workspace, *THREE)))
    assert good.exit_code == 0, good.output
    assert "3 ingevoerd" in good.output
    assert "Draai theseus refresh" in good.output
    again = command(workspace, str(filled(workspace, *THREE)))
    assert again.exit_code == 0
    assert "3 ongewijzigd" in again.output
    assert "Draai theseus refresh" not in again.output
    changed = str(filled(workspace, visit("a@b", "geen medewerking")))
    assert command(workspace, changed).exit_code == 2
    replaced = command(workspace, changed, "--vervang", "--reden", "Verschreven.")
    assert replaced.exit_code == 0
    assert "1 vervangen" in replaced.output


@pytest.mark.usefixtures("noon")
def test_the_year_compares_first_findings_with_those_at_rechecks(workspace: Workspace):
    first = filled(workspace, *THREE, properties=PROPERTIES | {SESSION: THEMED})
    taken(workspace, first)
    taken(workspace, filled(workspace, visit("a@b", "toegang gekregen", "bouwen")))
    told = CliRunner().invoke(cli.app, ["-w", str(workspace.root), "results", "jaar", "2026"])
    assert told.exit_code == 0, told.output
    counted = {line[:28].strip(): line[28:].split() for line in told.output.splitlines()[:6]}
    assert counted["bezoeken"] == ["3", "1"]
    assert counted["bouwen"] == ["1", "1"]
    assert counted["milieu"] == ["1", "0"]
    assert "Hercontroles die nu nog moeten: 1, waarvan 0 te laat" in told.output


@pytest.mark.usefixtures("noon")
def test_replacing_and_its_reason_belong_together(workspace: Workspace):
    for option in (["--vervang"], ["--reden", "Verschreven."]):
        told = command(workspace, str(filled(workspace, *THREE)), *option)
        assert isinstance(told.exception, DeskError)


def test_ids_are_read_as_they_are(workspace: Workspace):
    """An id that a spreadsheet made a number of is not of this inspection, and is told."""
    told = taken(
        workspace, filled(workspace, visit("a@b") | {OCCUPANCY: 12.0, "Uitkomst": "toegang gekregen"})
    )
    assert "'12' hoort niet bij deze controle" in told.refused[0]
