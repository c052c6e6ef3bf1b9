"""When shares of labels jump, everybody who uses the run is told, and the command says so at its end."""

import json

import pytest
from click.testing import CliRunner
from map_block import block

from theseus import ledger
from theseus.cli import app
from theseus.cli.app import ALARM
from theseus.report import alarm
from theseus.workspace import Workspace


def command(workspace: Workspace, *words: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["-w", str(workspace.root), *words], catch_exceptions=False)
    return told.exit_code, told.output


@pytest.fixture
def jumped(six_published: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The street notes are gone, so what they answered is white."""
    monkeypatch.setattr(alarm, "SMALLEST", 1)
    config = six_published.config.read_text("utf-8")
    six_published.config.write_text(config + "\n[sources.straatbeeld]\nenabled = false\n", "utf-8")
    return Workspace(six_published.root)


def test_a_jump_is_told_first_kept_with_the_run_and_gives_exit_code_4(jumped: Workspace):
    before = ledger.published(jumped.runs)
    code, output = command(jumped, "label", "--as-of", "2026-11-16")
    assert (code, ledger.published(jumped.runs)) == (ALARM, before)
    code, output = command(jumped, "refresh", "--as-of", "2026-11-16")
    first = output.splitlines()[0]
    assert code == ALARM
    assert first.startswith("Alarm: In de hele regio verschoof het aandeel groen van ")
    run = ledger.published(jumped.runs)
    told = run.manifest["alarm"]
    assert told == json.loads((run.folder / "verslag.json").read_text("utf-8"))["alarm"]
    assert first.startswith(f"Alarm: {told[0]}")
    page = (run.folder / "verslag.md").read_text("utf-8").splitlines()
    assert page[6].startswith(f"- **Alarm**: {told[0]}")
    drawn = (jumped.maps / "proefpark.html").read_text("utf-8")
    assert block(drawn)["alarm"] == told
    # Nothing changes any more, but nobody can have looked: the alarm of the published run stands.
    code, again = command(jumped, "refresh", "--as-of", "2026-11-16")
    assert (code, again.splitlines()[0]) == (ALARM, first)


def test_the_threshold_of_the_region_counts(jumped: Workspace):
    config = jumped.config.read_text("utf-8")
    assert "share_jump = 0.1\n" in config
    jumped.config.write_text(config.replace("share_jump = 0.1\n", "share_jump = 1.0\n"), "utf-8")
    code, output = command(jumped, "refresh", "--as-of", "2026-11-16")
    assert code != ALARM
    assert "Alarm" not in output
    assert ledger.published(jumped.runs).manifest["alarm"] == []
