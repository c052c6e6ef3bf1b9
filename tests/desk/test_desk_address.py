"""Where the desk keeps its database: a URL in theseus.toml, with the password in the environment."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from theseus import starter
from theseus.config import Region, load
from theseus.errors import ConfigError
from theseus.workspace import Workspace

SECRET = "p@ss/w:rd %41?#é"  # noqa: S105 - made up


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("DESK_PASSWORD", SECRET)
    found = Workspace(tmp_path)
    starter.make(found, starter.example_region())
    return found


def at(workspace: Workspace, url: str) -> Workspace:
    workspace.config.write_text(f'desk = "{url}"\n{workspace.config.read_text("utf-8")}', "utf-8")
    return Workspace(workspace.root)


def test_without_a_url_it_is_a_file_of_the_workspace(workspace: Workspace):
    assert workspace.desk_url == f"sqlite:///{workspace.root}/data/desk.sqlite"
    assert "# desk =" in workspace.config.read_text("utf-8")


def test_the_password_comes_from_the_environment_whatever_signs_it_has(workspace: Workspace):
    url = make_url(at(workspace, "postgresql+psycopg://anna:${DESK_PASSWORD}@db.example:5433/desk").desk_url)
    assert (url.username, url.password, url.host, url.port) == ("anna", SECRET, "db.example", 5433)
    assert url.database == "desk"


def test_the_whole_address_may_come_from_the_environment(workspace: Workspace, monkeypatch):
    monkeypatch.setenv("DESK", "postgresql+psycopg://anna:geheim@db.example/desk")
    assert at(workspace, "${DESK}").desk_url == "postgresql+psycopg://anna:geheim@db.example/desk"


@pytest.mark.parametrize("path", ["elders.sqlite", "/ander/x.sqlite"])
def test_a_file_elsewhere_starts_at_the_workspace(workspace: Workspace, path: str):
    assert at(workspace, f"sqlite:///{path}").desk_url == f"sqlite:///{workspace.root / path}"


def test_a_variable_that_is_not_there_is_named(workspace: Workspace):
    with pytest.raises(ConfigError, match="NIET_GEZET") as refused:
        _ = at(workspace, "postgresql+psycopg://anna:${NIET_GEZET}@db.example/desk").desk_url
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://anna:geheim@db.example/desk", "schrijf ${WACHTWOORD}"),
        ("postgresql+psycopg://anna:${X}geheim@db.example/desk", "schrijf ${WACHTWOORD}"),
        ("postgresql+psycopg://db.example/desk?password=geheim", "schrijf ${WACHTWOORD}"),
        ("postgres://anna:geheim@db.example/desk", "beginnen met postgresql+psycopg://"),
        ("geheim", "beginnen met postgresql+psycopg://"),
    ],
)
def test_a_password_in_plain_sight_is_refused_and_not_repeated(workspace: Workspace, url: str, told: str):
    with pytest.raises(ConfigError) as refused:
        load(at(workspace, url).config)
    assert told in str(refused.value)
    assert "geheim" not in f"{refused.value} {refused.value.__cause__}"


def test_what_is_configured_can_be_written_and_read_back():
    region = starter.example_region().model_copy(update={"desk": "postgresql+psycopg://a:${B}@c/d"})
    assert 'desk = "postgresql+psycopg://a:${B}@c/d"' in starter.commented(region)
    assert Region.model_validate(region.model_dump()).desk == region.desk
