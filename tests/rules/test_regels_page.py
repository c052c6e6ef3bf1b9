"""The page for whoever keeps the rules of a region: its examples work as they stand there."""

import re
from pathlib import Path

import pytest

from theseus.config import Thresholds
from theseus.facts.catalogue import questions
from theseus.rules.catalogue import rule_set
from theseus.rules.examples import tried

PAGE = (Path(__file__).parents[2] / "docs" / "regels.md").read_text("utf-8")
CARD, ADJUSTMENTS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "regels"
    made.mkdir()
    name = re.search(r'^id = "(\w+)"', CARD)[1]
    assert f"`regels/{name}.toml`" in PAGE
    (made / f"{name}.toml").write_text(CARD, "utf-8")
    (made / "aanpassingen.toml").write_text(ADJUSTMENTS, "utf-8")
    return made


def test_the_examples_of_the_page_can_be_used(folder: Path):
    asked = {name: card.noun() for name, card in questions().items()}
    found = rule_set(asked, folder)
    assert len(found.own) == 1
    assert found.left_out
    assert not [item for item in tried(found.cards, asked) if item.failures]


def test_the_figures_of_the_page_are_those_of_the_configuration():
    standard = Thresholds()
    assert f"{standard.scorecard_months} unless you say otherwise" in PAGE
    assert f"`scorecard_min_visits` ({standard.scorecard_min_visits})" in PAGE
