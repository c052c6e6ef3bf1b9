"""The gate over the whole package: no column, card, template, heading or message holds a forbidden word.

What is read at run time (cards of a region, what a person types) is refused when it is read; this test walks
what is ours: contracts, cards, tables of prices and witnesses, every text in the code, the map, the messages.
An exception is argued here, per word and place, and goes when nothing needs it any more.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from theseus import contracts
from theseus.contracts import Contract
from theseus.decency import NEVER_AN_INPUT, NEVER_SAID, refusal, texts
from theseus.errors import ConfigError, RuleError
from theseus.facts import catalogue as facts_catalogue
from theseus.rules import catalogue as rules_catalogue
from theseus.sources import card as source_cards

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "theseus"


@dataclass(frozen=True)
class Argued:
    """A word that may stand somewhere after all, and why that is no input and no judgement."""

    stem: str
    places: tuple[str, ...]
    reason: str

    def covers(self, place: str) -> bool:
        return any(fnmatch(place, pattern) for pattern in self.places)


ARGUED = (
    Argued(
        "postcode",
        (
            "contracts/*",
            "sources/*",
            "check/renames.py",
            "demo/*",
            "link/*",
            "lookups.py",
            "supply/*",
            "fetch/*",
            "facts/statements.py",
            "provenance.py",
            "export/lists.py",
            "report/queue.py",
        ),
        "a part of an address, by which a record is found and a person finds the door; no question asks it",
    ),
    Argued(
        "review",
        (
            "contracts/*",
            "desk/*",
            "draw/*",
            "explain/*",
            "label/*",
            "labelling.py",
            "ledger/*",
            "grounds.py",
            "relabel/*",
            "report/*",
            "scorecard/*",
        ),
        "our own review of a proposed red by a second person, not what customers wrote about a company",
    ),
    Argued(
        "review",
        ("returns/submissions.py",),
        "a column of ODK Central: what a colleague said of a submission",
    ),
    Argued("owner", ("rules/adjusting.py", "rules/catalogue.py"), "who answers for a rule"),
    Argued("eigenaar", ("sources/kvk_json.py",), "a key of the register; the legal form stands there"),
    Argued("eigenaar", ("demo/companies.py", "demo/vocabulary.py"), "an association, in fictional names"),
    Argued("taal.", ("errors.py",), "the setting of a terminal"),
    Argued(
        "language",
        ("dutch.py", "plan/dates/days.py", "locale/*", "desk/migrations/*"),
        "of the command line, of the names of holidays, of a database function",
    ),
    Argued("website", ("demo/registered.py",), "a column of a public register that its reader leaves unread"),
    Argued(
        "kenteken",
        ("sources/data/publication_kinds.toml",),
        "one of the words by which an announcement about a person is left out",
    ),
    Argued(
        "religi",
        ("sources/osm_tags.py",),
        "values of OpenStreetMap that tell of belief: listed to be left out",
    ),
)
# What defines the words, and what a publisher calls its own fields: those we name to leave them unread.
DEFINES = {"decency.py"}
NOT_OURS = {"ignored", "documentation"}


def place_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def fine_at(place: str) -> frozenset[str]:
    return frozenset(item.stem for item in ARGUED if item.covers(place))


@cache
def said() -> dict[str, tuple[str, ...]]:
    """Every text of ours by the place where it stands."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        place = place_of(path)
        if path.is_file() and place not in DEFINES and "__pycache__" not in place:
            found[place] = list(TEXTS_OF.get(path.suffix, no_texts)(path))
    for name, contract in vars(contracts).items():
        if isinstance(contract, Contract):
            found[f"contracts/{name}"] = list(texts_of_contract(contract))
    return {place: tuple(items) for place, items in found.items() if items}


def texts_of_contract(contract: Contract) -> Iterator[str]:
    yield contract.name
    for column in contract.columns:
        yield from (column.name, *column.allowed)


def texts_of_code(path: Path) -> Iterator[str]:
    """The literal texts of a module and the names of its fields and arguments, not its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    told = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documented = [node for node in ast.walk(tree) if isinstance(node, told) and ast.get_docstring(node)]
    docstrings = {id(node.body[0].value) for node in documented}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def texts_of_toml(path: Path) -> Iterator[str]:
    content = tomllib.loads(path.read_text("utf-8"))
    is_source = path.parent == PACKAGE / "sources"
    for field, value in content.items():
        if not (is_source and field in NOT_OURS):
            yield from texts(value)


def texts_of_messages(path: Path) -> Iterator[str]:
    yield from re.findall(r'^(?:msgstr )?"(.*)"$', path.read_text("utf-8"), re.MULTILINE)


def texts_of_page(path: Path) -> Iterator[str]:
    yield from path.read_text("utf-8").splitlines()


def no_texts(path: Path) -> Iterator[str]:
    assert path.suffix in {".csv", ".mo", ".typed", ""}, f"{path}: say how its texts are found"
    yield from ()


TEXTS_OF = {
    ".py": texts_of_code,
    ".toml": texts_of_toml,
    ".po": texts_of_messages,
    **dict.fromkeys(
        (".js", ".html", ".css", ".typ", ".mako", ".ini", ".sql", ".txt", ".json"), texts_of_page
    ),
}


def test_nothing_of_ours_holds_a_forbidden_word():
    found = [
        f"{place}: {reason}: {text[:80]!r}"
        for place, told in said().items()
        for text in told
        if (reason := refusal(text, fine_at(place)))
    ]
    assert len(said()) > 500
    assert not found


@pytest.mark.parametrize("item", ARGUED, ids=lambda item: f"{item.stem} in {item.places[0]}")
def test_every_exception_is_still_needed_in_every_place_it_names(item):
    assert item.stem in {**NEVER_AN_INPUT, **NEVER_SAID}
    for pattern in item.places:
        places = [place for place in said() if fnmatch(place, pattern)]
        others = [stem for stem in {**NEVER_AN_INPUT, **NEVER_SAID} if stem != item.stem]
        needed = [place for place in places if any(refusal(t, frozenset(others)) for t in said()[place])]
        assert needed, f"{pattern} does not need {item.stem} any more"


def test_no_exception_reaches_where_labels_are_decided():
    deciding = [place for place in said() if place.startswith(("facts/cards", "rules/cards", "export"))]
    assert len(deciding) > 50
    assert all(fine_at(place) <= {"postcode"} for place in deciding if place.startswith("export"))
    assert not [place for place in deciding if fine_at(place) and not place.startswith("export")]
    assert fine_at("label/policy.py") == {"review"}
    accusing = [item for item in ARGUED if item.stem in NEVER_SAID]
    assert not accusing


def test_the_walk_finds_texts_where_they_are():
    everything = {text for items in said().values() for text in items}
    assert {
        "vestiging_id_kvk",
        "Is het adres in gebruik?",
        "Een half uur binnen met twee toezichthouders",
    } & everything
    assert "in_use" in said()["facts/cards/in_use.toml"]
    for room in (
        "contracts",
        "draw",
        "export",
        "report",
        "label",
        "rules",
        "facts",
        "desk",
        "plan",
        "cli",
        "locale",
    ):
        assert any(place.startswith(f"{room}/") for place in said()), room


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_are_as_neutral(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert not [reason for cell in cells if (reason := refusal("".join(cell["source"])))]


# At load: what a region or a colleague could add.


def of_the_house(path):
    return path.read_text("utf-8")


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("nationaliteit", "nationalit"),
        ("bewakingscamera", "camera"),
        ("website", "website"),
        ("verdacht", "verdacht"),
    ],
)
def test_no_card_of_any_kind_loads_with_one(word, told):
    asked = {name: card.noun() for name, card in facts_catalogue.questions().items()}
    question = of_the_house(PACKAGE / "facts" / "cards" / "in_use.toml")
    rule = of_the_house(PACKAGE / "rules" / "cards" / "adres_in_bag.toml")
    source = of_the_house(PACKAGE / "sources" / "straatbeeld.toml")
    assert rules_catalogue.parse(rule, "adres_in_bag.toml", asked)
    with pytest.raises(ConfigError, match=told):
        facts_catalogue.parse(question.replace("in gebruik?", f"in gebruik en {word}?"), "in_use.toml")
    with pytest.raises(RuleError, match=told):
        rules_catalogue.parse(re.sub('(?m)^owner = "', f'owner = "{word} ', rule), "adres_in_bag.toml", asked)
    with pytest.raises(ConfigError, match=told):
        source_cards.parse(source.replace('"datum"', f'"datum", "{word}"'), "straatbeeld.toml")


def test_a_region_cannot_add_or_adjust_a_rule_with_one(tmp_path):
    asked = {name: card.noun() for name, card in facts_catalogue.questions().items()}
    rule = of_the_house(PACKAGE / "rules" / "cards" / "adres_in_bag.toml")
    own = tmp_path / "eigen.toml"
    own.write_text(rule.replace('id = "adres_in_bag"', 'id = "eigen"'), "utf-8")
    assert "eigen" in rules_catalogue.effective(asked, tmp_path)
    own.write_text(own.read_text("utf-8").replace('owner = "', 'owner = "Team recensies '), "utf-8")
    with pytest.raises(RuleError, match="recensie"):
        rules_catalogue.effective(asked, tmp_path)
    own.unlink()
    line = '[[uit]]\nrule = "adres_in_bag"\nreason = "Te veel camera\'s."\nowner = "x"\nsince = 2026-11-01\n'
    (tmp_path / "aanpassingen.toml").write_text(line, "utf-8")
    with pytest.raises(RuleError, match="camera"):
        rules_catalogue.effective(asked, tmp_path)
