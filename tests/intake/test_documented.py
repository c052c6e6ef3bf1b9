"""docs/aan-de-deur.md names every check, and no other."""

import ast
import re
from pathlib import Path

from theseus.check import NEVER_ACCEPTED
from theseus.model import FETCHING
from theseus.sources.card import Card

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "aan-de-deur.md").read_text("utf-8")
NAMES = {"FETCHING": FETCHING}


def checks_of(path: Path) -> set[str]:
    """The second argument of every ``Check(…)``."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    names = [node.args[1] for node in calls if ast.unparse(node.func) == "Check" and len(node.args) > 1]
    return {name.value if isinstance(name, ast.Constant) else NAMES[ast.unparse(name)] for name in names}


def test_every_check_is_in_the_manual_and_no_other():
    rooms = [*(ROOT / "theseus" / "check").glob("*.py"), *(ROOT / "theseus" / "intake").glob("*.py")]
    made = set().union(*(checks_of(path) for path in rooms)) - {"alles"}
    assert made == set(re.findall(r"^\| `(\w+)` \|", MANUAL, re.MULTILINE))


def test_the_limits_are_those_of_the_card():
    for name, share in re.findall(r"`(max_\w+)` \((\d+) %\)", MANUAL):
        assert Card.model_fields[name].default == int(share) / 100


def test_what_nobody_can_accept_is_named():
    told = MANUAL[MANUAL.index("Wie `lezen`") :]
    assert re.findall(r"`(\w+)`", told.split(" wil toelaten")[0]) == list(NEVER_ACCEPTED)
