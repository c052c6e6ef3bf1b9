"""Configured paths: relative to the workspace, with variables from the environment."""

from pathlib import Path

import pytest

from theseus import starter
from theseus.config import Municipality, Region, Theme
from theseus.config.theming import built_in
from theseus.errors import ConfigError
from theseus.theming import usable
from theseus.workspace import Workspace, expand

DUIVEN = Municipality(code="GM0226", name="Duiven")


def test_a_path_is_relative_to_the_workspace(tmp_path: Path):
    assert expand("data/x.zip", tmp_path) == tmp_path / "data" / "x.zip"


def test_an_absolute_path_stands(tmp_path: Path):
    assert expand("/elders/x.zip", tmp_path) == Path("/elders/x.zip")


def test_a_variable_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAG_MAP", "/bag")
    assert expand("${BAG_MAP}/x.zip", tmp_path) == Path("/bag/x.zip")


def test_a_missing_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("BAG_MAP", raising=False)
    with pytest.raises(ConfigError, match="BAG_MAP"):
        expand("${BAG_MAP}/x.zip", tmp_path)


def test_a_home_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match="~niemand-van-hier"):
        expand("~niemand-van-hier/x.json", tmp_path)


def test_a_theme_that_asks_for_facts_that_there_are_not_is_refused_when_the_file_is_read(tmp_path: Path):
    theme = Theme(name="proef", description="Een proef.", facts="neds_dor and in_use")
    starter.make(Workspace(tmp_path), Region(name="Proef", municipalities=(DUIVEN,), themes=(theme,)))
    with pytest.raises(ConfigError) as refusal:
        _ = Workspace(tmp_path).region
    told = str(refusal.value)
    assert told.startswith(f"{tmp_path / 'theseus.toml'}: Thema 'proef', facts regel 1, kolom 1:")
    assert "bedoelde u 'needs_dor'" in told


def test_the_themes_of_theseus_ask_for_facts_that_there_are():
    usable(built_in().values())
