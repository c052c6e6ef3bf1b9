"""The command line: documented, Dutch, one line per error, the right exit code."""

import errno
import logging
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import click
import pytest
from babel.messages import Catalog, mofile, pofile
from click.testing import CliRunner

from theseus import bars, cli, console, errors
from theseus.cli import making
from theseus.dutch import LOCALE
from theseus.errors import TheseusError
from theseus.sources import templates

ROOT = Path(__file__).parents[1]
MANUAL = (ROOT / "docs" / "opdrachten.md").read_text("utf-8")
ENGLISH = re.compile(r"\b(Usage|Options|Commands|Error|Show|the|exit|Missing|Invalid)\b")


@pytest.mark.parametrize("name", sorted(cli.app.commands))
def test_every_command_is_in_the_manual(name: str):
    assert f"## theseus {name}" in MANUAL


def test_the_manual_names_no_command_that_is_gone():
    assert set(re.findall(r"^## theseus (\w+)", MANUAL, re.MULTILINE)) == set(cli.app.commands)


@pytest.mark.parametrize("name", ["", *sorted(cli.app.commands)])
def test_help_is_dutch(name: str):
    told = CliRunner().invoke(cli.app, [*name.split(), "--help"])
    assert told.exit_code == 0
    assert told.output.startswith("Gebruik:")
    assert not ENGLISH.search(told.output)


@pytest.mark.parametrize("name", sorted(cli.app.commands))
def test_every_command_and_option_is_explained(name: str):
    command = cli.app.commands[name]
    assert command.help
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert all(option.help for option in options)


def test_the_compiled_texts_are_those_of_the_source():
    folder = LOCALE / "nl" / "LC_MESSAGES"
    written = pofile.read_po(BytesIO((folder / "messages.po").read_bytes()))
    compiled = mofile.read_mo(BytesIO((folder / "messages.mo").read_bytes()))
    assert texts(written) == texts(compiled)


def texts(catalog: Catalog) -> dict[str, str]:
    return {str(list(entry.id)): str(list(entry.string)) for entry in catalog if entry.id}


def theseus(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "theseus", *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )


def test_a_mistake_of_the_user_is_one_line_and_code_2(tmp_path: Path):
    told = theseus("refresh", cwd=tmp_path)
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert "theseus init" in told.stderr


def test_a_misspelt_command_gets_a_suggestion(tmp_path: Path):
    told = theseus("refres", cwd=tmp_path)
    assert told.returncode == 2
    assert "'refresh'" in told.stderr


def test_a_fault_of_ours_is_code_1_without_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setattr(cli, "app", lambda **_: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["theseus", "map"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "Traceback" not in capsys.readouterr().err


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli, "app", lambda **_: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["theseus", "--debug", "map"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_an_error_message_is_not_read_as_markup(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    def refuse(**_: object) -> None:
        raise TheseusError("Kolom [red]naam[/red] ontbreekt.")

    monkeypatch.setattr(cli, "app", refuse)
    with pytest.raises(SystemExit):
        cli.main()
    assert "[red]naam[/red]" in capsys.readouterr().err


def test_init_makes_a_workspace(tmp_path: Path):
    told = theseus("init", "regio", cwd=tmp_path)
    assert told.returncode == 0
    assert (tmp_path / "regio" / "theseus.toml").exists()
    again = theseus("init", "regio", cwd=tmp_path)
    assert again.returncode == 2
    assert "bestaat al" in again.stderr


@pytest.mark.parametrize("shell", ["bash_source", "zsh_source", "fish_source"])
def test_the_shell_can_complete(shell: str):
    told = CliRunner().invoke(cli.app, [], env={"_THESEUS_COMPLETE": shell}, prog_name="theseus")
    assert "_THESEUS_COMPLETE" in told.output


def test_no_bars_in_a_pipe():
    with bars.progress(("een", "twee")) as show:
        show("een")
        show("twee", "detail")
    assert not console.err.is_terminal


def test_the_log_can_be_json(capsys: pytest.CaptureFixture):
    console.start_log(as_json=True, verbose=True)
    logging.getLogger("theseus").info("stap: %s", "koppelen")
    console.start_log(as_json=False, verbose=False)
    line = capsys.readouterr().err
    assert '"message": "stap: koppelen"' in line
    assert '"level": "info"' in line


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "/werk/kaart.html"),
            "kaart.html: u hebt geen toegang",
        ),
        (OSError(errno.ENOSPC, "No space left on device", "/werk/x.parquet"), "x.parquet: de schijf is vol"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "theseus.toml"), "theseus.toml: dit is een map"),
        (UnicodeEncodeError("utf-8", "r\udcc3\udca9gio", 1, 2, "surrogates not allowed"), "LANG=C.UTF-8"),
    ],
)
def test_what_the_user_can_mend_is_one_line_and_code_2(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    monkeypatch.setattr(sys, "argv", ["theseus", "map"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    shown = capsys.readouterr().err
    assert ended.value.code == 2
    assert told in shown
    assert shown.count("\n") == 1


def test_other_faults_are_still_ours():
    assert errors.mend_of(UnicodeEncodeError("ascii", "é", 0, 1, "ordinal not in range")) is None
    assert errors.mend_of(OSError(errno.EBADF, "Bad file descriptor")) is None
    assert errors.mend_of(KeyError("x")) is None


def test_a_refused_refresh_makes_nothing(tmp_path: Path):
    assert theseus("-w", "leeg", "refresh", cwd=tmp_path).returncode == 2
    assert not (tmp_path / "leeg").exists()


def test_a_reader_that_stops_reading_is_no_failure(tmp_path: Path):
    script = (
        "import os, sys; from theseus import console\n"
        "for _ in range(5000): console.say('regel ' * 20)\n"
        "os.write(2, b'klaar')\n"
        "sys.exit(3)"
    )
    ours = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", script],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert ours.stdout is not None
    assert ours.stderr is not None
    ours.stdout.readline()
    ours.stdout.close()
    assert ours.stderr.read() == b"klaar"
    ours.stderr.close()
    assert ours.wait() == 3


def test_a_name_the_terminal_cannot_show_stops_nothing(tmp_path: Path):
    told = subprocess.run(
        [sys.executable, "-m", "theseus", "init", "régio"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"},
    )
    assert told.returncode == 0
    assert b"r?gio" in told.stdout


def test_the_forms_that_are_offered_are_those_there_are():
    assert making.FORMS == templates.SOURCES
