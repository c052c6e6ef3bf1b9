"""``theseus plan`` and ``plan why``: what they print."""

import shutil

import pytest
from click.testing import CliRunner

from theseus import cli, console, ledger
from theseus.workspace import Workspace


@pytest.fixture
def told(demo_region, tmp_path, monkeypatch):
    shutil.copy(demo_region.config, tmp_path)
    shutil.copytree(demo_region.runs, Workspace(tmp_path).runs)
    said = []
    monkeypatch.setattr(console, "say", said.append)

    def run(*arguments):
        said.clear()
        CliRunner().invoke(cli.app, ["-w", str(tmp_path), *arguments], catch_exceptions=False)
        return "\n".join(said)

    return run


def test_the_plan_tells_its_gap_and_why_names_the_visit_or_what_stands_in_the_way(told, demo_region):
    out = told("plan")
    assert "Geen plan is meer waard dan" in out
    assert "hoogstens" in out
    label = ledger.published(demo_region.runs).table("label")
    red, green = (label.loc[label["label"] == kind, "occupancy_id"].iloc[0] for kind in ("rood", "groen"))
    assert "van de controle op" in told("plan", "why", red)
    answer = told("plan", "why", green)
    assert "geen kandidaat" in answer or "van de controle op" in answer
