"""A source that is not fresh is seen everywhere, changes no label, and gives exit code 3."""

import datetime as dt

import pytest
from click.testing import CliRunner
from map_block import block

from theseus import attempt, ledger
from theseus.cli import HALTED, app
from theseus.model import Freshness
from theseus.refresh import refresh
from theseus.sources.accepted import entries
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)
FAILED_AT = dt.datetime(2026, 11, 16, 4, 30, tzinfo=dt.UTC)
TITLE = "RDW erkende bedrijven"


def fail(workspace: Workspace) -> None:
    attempt.note(workspace.raw / "rdw", FAILED_AT, "mislukt", "De dienst gaf geen antwoord.", good=False)


def command(workspace: Workspace, *words: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["-w", str(workspace.root), *words], catch_exceptions=False)
    return told.exit_code, told.output


def test_a_source_that_was_not_renewed_is_told_first_and_shown_on_the_map(six_published: Workspace):
    before = ledger.published(six_published.runs)
    assert before is not None
    fail(six_published)
    code, output = command(six_published, "refresh", "--as-of", "2026-11-16")
    line = (
        f"Let op: {TITLE}: niet vernieuwd; de laatste goede levering is 14 dagen oud (2 november 2026). "
        "Reden: Ophalen is op 16-11-2026 niet gelukt: De dienst gaf geen antwoord."
    )
    assert (code, output.splitlines()[0]) == (HALTED, line)
    run = ledger.published(six_published.runs)
    assert run is not None
    assert run.run_id != before.run_id
    assert run.table("label_change").empty
    page = (run.folder / "verslag.md").read_text("utf-8").splitlines()
    assert page[6].startswith(f"- **{TITLE}**: niet vernieuwd; de laatste goede levering is 14 dagen oud")
    drawn = (six_published.maps / "proefpark.html").read_text("utf-8")
    (rdw,) = [item for item in block(drawn)["sources"] if item["id"] == "rdw"]
    assert (rdw["freshness"], rdw["troubled"], rdw["age"]) == ("niet vernieuwd", True, 14)
    assert "geen antwoord" in rdw["reason"]


@pytest.mark.usefixtures("runs_only")
def test_the_same_trouble_again_is_no_new_run(six_companies: Workspace):
    fail(six_companies)
    assert refresh(six_companies, AS_OF).published
    again = refresh(six_companies, AS_OF)
    assert not again.published
    assert [item.source for item in again.troubled] == ["rdw"]


@pytest.mark.usefixtures("runs_only")
def test_a_source_that_is_too_old_gives_exit_code_3(six_published: Workspace):
    code, output = command(six_published, "check", "--as-of", "2027-03-01")
    assert code == HALTED
    assert f"Let op: {TITLE}: verouderd; de laatste goede levering is 119 dagen oud" in output


@pytest.mark.usefixtures("runs_only")
def test_a_delivery_is_accepted_on_the_command_line_with_a_reason(six_published: Workspace):
    path = six_published.raw / "kvk" / "2026-11-02" / "kvk.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-2]), "utf-8")
    ask = ("--as-of", "2026-11-16", "--accept", "kvk", "--reden", "Twee zijn verhuisd.")
    assert command(six_published, "check", *ask)[0] == 0
    note = six_published.accepted / "kvk.toml"
    assert not note.exists()
    assert command(six_published, "refresh", *ask)[0] == 0
    (entry,) = entries(note)
    assert (entry.reason, entry.checks) == ("Twee zijn verhuisd.", ("daling",))
    run = ledger.published(six_published.runs)
    assert run is not None
    accepted = run.sources["kvk"].accepted
    assert accepted is not None
    assert accepted.reason == "Twee zijn verhuisd."
    assert "Twee zijn verhuisd." in (run.folder / "verslag.md").read_text("utf-8")
    # The weekly run is not stopped by it, and says nothing new.
    assert not refresh(Workspace(six_published.root), AS_OF).published


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--accept", "kvk"), "Zeg waarom u bron 'kvk' toelaat"),
        (("--reden", "Klopt."), "--reden hoort bij --accept"),
    ],
)
def test_accepting_takes_both_a_source_and_a_reason(six_companies: Workspace, words: tuple, told: str):
    result = CliRunner().invoke(app, ["-w", str(six_companies.root), "check", *words])
    assert told in str(result.exception)


@pytest.mark.usefixtures("runs_only")
def test_an_accepted_source_is_fresh(six_published: Workspace):
    path = six_published.raw / "kvk" / "2026-11-02" / "kvk.csv"
    path.write_text(path.read_text("utf-8").replace(";12;nee", ";;nee").replace(";6;nee", ";;nee"), "utf-8")
    halted = refresh(six_published, AS_OF)
    assert [item.freshness for item in halted.troubled] == [Freshness.HALTED]
    accepted = refresh(six_published, AS_OF, accept={"kvk": "Personen worden niet meer geleverd."})
    assert accepted.troubled == ()
