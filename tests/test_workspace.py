"""Configured paths: relative to the workspace, with variables from the environment."""

from pathlib import Path

import pytest

from theseus.errors import ConfigError
from theseus.workspace import expand


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
