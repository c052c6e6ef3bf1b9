"""Refresh: a bad delivery stays out, a person can accept it, decisions count, one run at a time."""

import datetime as dt
import errno
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from theseus import ledger
from theseus.cli import HALTED, app, main
from theseus.desk.reviews import CONFIRMED, PROPOSED, Review, decide
from theseus.errors import ConfigError, TheseusError
from theseus.model import Freshness
from theseus.refresh import STAGES, refresh, rehearse
from theseus.report.run import RunReport
from theseus.sources import registry
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)


def published(workspace: Workspace) -> ledger.Run:
    run = ledger.published(workspace.runs)
    assert run is not None
    return run


def labels(workspace: Workspace) -> dict[str, str]:
    table = published(workspace).table("label")
    return dict(zip(table["occupancy_id"], table["label"], strict=True))


def deliver_street_notes(workspace: Workspace, change: tuple[str, str]) -> None:
    """A newer delivery of the street notes, changed."""
    (old,) = (workspace.raw / "straatbeeld").iterdir()
    new = old.with_name("2026-11-09")
    new.mkdir()
    text = (old / "straatbeeld.csv").read_text("utf-8")
    (new / "straatbeeld.csv").write_text(text.replace(*change), "utf-8")
    (old / "straatbeeld.csv").unlink()
    old.rmdir()


def freshness(report: RunReport, source: str) -> Freshness:
    return next(item.freshness for item in report.sources if item.source == source)


@pytest.mark.usefixtures("runs_only")
def test_a_renamed_column_halts_the_source_and_the_last_good_records_stay(six_published: Workspace):
    before = labels(six_published)
    deliver_street_notes(six_published, ("naam_op_gevel", "gevelnaam"))
    report = refresh(six_published, AS_OF)
    assert freshness(report, "straatbeeld") is Freshness.HALTED
    assert "naam_op_gevel" in str(report.troubled)
    assert labels(six_published) == before


@pytest.mark.usefixtures("runs_only")
def test_a_fifth_less_rows_halts_the_source_unless_accepted(six_published: Workspace):
    (folder,) = (six_published.raw / "kvk").iterdir()
    lines = (folder / "kvk.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "kvk.csv").write_text("".join(lines[:-2]), "utf-8")
    before = labels(six_published)
    halted = refresh(six_published, AS_OF)
    assert freshness(halted, "kvk") is Freshness.HALTED
    # The last good delivery stays with all that it means, its silence too, until it is too old.
    assert labels(six_published) == before
    accepted = refresh(six_published, AS_OF, accept={"kvk": "Twee bedrijven zijn verhuisd."})
    assert freshness(accepted, "kvk") is Freshness.FRESH
    assert accepted.published


def test_accepting_a_source_that_does_not_exist_is_refused(six_companies: Workspace):
    with pytest.raises(ConfigError, match="bagg"):
        refresh(six_companies, AS_OF, accept={"bagg": "Klopt."})


@pytest.mark.usefixtures("runs_only")
def test_a_halted_source_gives_exit_code_3(six_published: Workspace, monkeypatch: pytest.MonkeyPatch):
    deliver_street_notes(six_published, ("in_gebruik", "gebruikt"))
    arguments = ["theseus", "-w", str(six_published.root), "refresh", "--as-of", "2026-11-16"]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == HALTED
    assert "refresh" in app.commands


def test_a_rehearsal_writes_nothing(six_companies: Workspace):
    report = rehearse(six_companies, AS_OF)
    assert not report.published
    assert ledger.published(six_companies.runs) is None
    assert not list(six_companies.maps.iterdir())


def test_two_refreshes_at_a_time_are_refused(six_companies: Workspace):
    with FileLock(six_companies.lock), pytest.raises(TheseusError, match="loopt al"):
        refresh(six_companies, AS_OF)


@pytest.mark.usefixtures("runs_only")
def test_a_proposed_red_is_red_only_after_a_second_person(six_published: Workspace):
    table = published(six_published).table("label")
    (proposed,) = table.loc[table["proposed_red"], "occupancy_id"]
    assert labels(six_published)[proposed] == "wit"
    proposal = Review(
        occupancy_id=proposed,
        decision=PROPOSED,
        reason="De garage is niet meer erkend.",
        decided_by="Anna",
        decided_on=AS_OF,
        until=dt.date(2027, 2, 1),
        entered_at=dt.datetime(2026, 11, 16, 8, 0, tzinfo=dt.UTC),
    )
    decide(six_published.desk_url, proposal)
    review = Review(
        occupancy_id=proposed,
        decision=CONFIRMED,
        reason="Ter plaatse gezien.",
        decided_by="Bram",
        decided_on=AS_OF,
        until=dt.date(2027, 2, 1),
        entered_at=dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC),
    )
    decide(six_published.desk_url, review)
    report = refresh(six_published, AS_OF)
    assert labels(six_published)[proposed] == "rood"
    assert report.changes == {"besluit van een medewerker": 1}
    # The decision ends; the label falls back.
    refresh(six_published, dt.date(2027, 2, 1))
    assert labels(six_published)[proposed] == "wit"


@pytest.mark.usefixtures("runs_only")
def test_the_stages_are_told_in_order(six_companies: Workspace):
    told: list[str] = []
    refresh(six_companies, AS_OF, progress=lambda stage, detail="": told.append(stage))  # noqa: ARG005
    assert list(dict.fromkeys(told)) == list(STAGES)


def test_artefacts_that_were_lost_are_made_again(six_published: Workspace):
    folder = six_published.rosters / published(six_published).run_id
    shutil.rmtree(folder)
    again = refresh(six_published, AS_OF)
    assert not again.published
    assert (folder / "plan.json").exists()


@pytest.mark.usefixtures("runs_only")
def test_killed_before_the_pointer_moves_the_old_run_stands(
    six_published: Workspace, monkeypatch: pytest.MonkeyPatch
):
    first = published(six_published)
    deliver_street_notes(six_published, ("Proefweg;1;;;6921ZZ;Duiven;ja", "Proefweg;1;;;6921ZZ;Duiven;nee"))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "_point", die)
    with pytest.raises(KeyboardInterrupt):
        refresh(six_published, AS_OF)
    assert published(six_published).run_id == first.run_id
    monkeypatch.undo()
    assert refresh(six_published, AS_OF).published


def test_what_a_killed_run_left_is_swept(six_companies: Workspace):
    for folder in (six_companies.runs, six_companies.rosters):
        (folder / ".2026-01-01-abc.123").mkdir(parents=True)
    (six_companies.maps / ".x.html.12.tmp").write_text("half")
    (six_companies.maps / ".gitkeep").touch()
    report = refresh(six_companies, AS_OF)
    assert [path.name for path in six_companies.rosters.iterdir()] == [report.run_id]
    assert not [path for path in six_companies.runs.iterdir() if path.name.startswith(".")]
    assert {path.name for path in six_companies.maps.iterdir()} == {
        ".gitkeep", "proefpark.gpkg", "proefpark.html", "proefpark-openbaar.html",
    }  # fmt: skip


def test_a_map_keeps_its_place_when_drawing_fails(six_published: Workspace, monkeypatch: pytest.MonkeyPatch):
    drawn = six_published.maps / "proefpark.html"
    before = drawn.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("vol")))
    with pytest.raises(OSError, match="vol"):
        refresh(six_published, dt.date(2029, 1, 1))
    assert drawn.read_bytes() == before


@pytest.mark.usefixtures("runs_only")
def test_a_choice_for_a_park_that_is_not_there_is_told(six_companies: Workspace):
    text = six_companies.config.read_text("utf-8").replace(
        "# [terreinen.choice]", '[terreinen.choice]\n"Nergens" = "osm"'
    )
    six_companies.config.write_text(text, "utf-8")
    report = refresh(Workspace(six_companies.root), AS_OF)
    assert report.notes == ("De keuze voor terrein 'Nergens' in theseus.toml past bij geen enkel terrein.",)
    page = (six_companies.runs / report.run_id / "verslag.md").read_text("utf-8")
    assert "Nergens" in page


def test_a_choice_in_other_capitals_is_no_mistake(six_published: Workspace):
    (drawn,) = published(six_published).table("chosen_terrein")["name"]
    set_choice(six_published, f'"{drawn.upper()}" = "ibis"')
    assert rehearse(Workspace(six_published.root), AS_OF).notes == ()


def set_choice(workspace: Workspace, line: str) -> None:
    text = workspace.config.read_text("utf-8")
    workspace.config.write_text(text.replace("# [terreinen.choice]", f"[terreinen.choice]\n{line}"), "utf-8")


@pytest.mark.parametrize("source", ["osmm", "kvk"])
def test_a_choice_for_a_source_without_parks_is_refused(six_companies: Workspace, source: str):
    set_choice(six_companies, f'"Nergens" = "{source}"')
    with pytest.raises(ConfigError, match=f"Onbekende bron van terreinen '{source}'"):
        refresh(Workspace(six_companies.root), AS_OF)


def test_a_file_that_may_not_be_read_halts_its_source_only(
    six_companies: Workspace, monkeypatch: pytest.MonkeyPatch
):
    def refuse(source: str, *given: object) -> object:
        if source == "kvk":
            raise PermissionError(errno.EACCES, "Permission denied", "kvk.csv")
        return read(source, *given)

    read = registry.read
    monkeypatch.setattr(registry, "read", refuse)
    report = rehearse(six_companies, AS_OF)
    assert freshness(report, "kvk") is Freshness.HALTED
    assert "kvk.csv: niet te lezen" in str(report.troubled)


def test_a_delivery_dated_after_the_reference_date_is_told(six_companies: Workspace):
    (folder,) = (six_companies.raw / "kvk").iterdir()
    text = six_companies.config.read_text("utf-8")
    slip = text.replace("[sources.kvk]", f"[sources.kvk]\npath = '{folder}'\ndelivered_on = 2062-11-02")
    assert slip != text
    six_companies.config.write_text(slip, "utf-8")
    report = rehearse(Workspace(six_companies.root), AS_OF)
    kvk = next(item for item in report.sources if item.source == "kvk")
    assert any("ligt na de peildatum" in item.message for item in kvk.checks)
