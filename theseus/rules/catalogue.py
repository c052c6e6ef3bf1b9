"""The cards of the rules: written by people, each with an owner, a legal basis and a plain statement.

Theseus brings a set of rules. A region adds its own in a folder, one card per file, and leaves out or
reweighs others there (``rules.adjusting``). An own rule never takes the id of another: to replace a rule,
leave it out and write one with an id of its own, so that what is known of a rule stays about one rule.
"""

from __future__ import annotations

import importlib.resources
import string
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from theseus.decency import refusal, texts
from theseus.errors import RuleError
from theseus.model import Rule
from theseus.rules import adjusting, places
from theseus.rules.language import parse as parse_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from theseus.model import Question


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)


class Indicator(_Strict):
    """The five questions that a rule has to answer before it may be used (docs/labels.md)."""

    relevant: str = Field(min_length=1, description="What has this to do with the use of the address?")
    verifiable_by_the_business: str = Field(
        min_length=1, description="How can the business check and mend it?"
    )
    not_a_proxy: str = Field(min_length=1, description="Why does it not stand for who somebody is?")
    proportionate: str = Field(min_length=1, description="Why is a label not too heavy for this?")
    tested: str = Field(min_length=1, description="What shows that it works, and when is it judged again?")


class Sentences(_Strict):
    """What the rule says of one occupancy; ``{question}`` stands for the answer to that question."""

    fine: str = Field(min_length=1)
    irregular: str = Field(min_length=1)
    unknown: str = Field(min_length=1)


class RuleFile(_Strict):
    """One rule, as its file has it.

    Attributes
    ----------
    irregular
        When the rule answers *irregular*, in the language of ``rules.language``.
    settled_by
        The question that somebody asks again when it does.
    example_irregular, example_fine
        Answers by question, as facts write them, for which the rule must answer so; run as tests.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    statement: str = Field(min_length=1)
    irregular: str = Field(min_length=1)
    gate: bool
    hard: bool
    weight: float = Field(gt=0)
    settled_by: str
    owner: str = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    rationale: str = Field(min_length=1)
    what_it_does_not_mean: str = Field(min_length=1)
    indicator: Indicator
    sentences: Sentences
    example_irregular: dict[str, str] = Field(min_length=1)
    example_fine: dict[str, str] = Field(min_length=1)

    @model_validator(mode="after")
    def _only_a_gate_is_hard(self) -> Self:
        if self.hard and not self.gate:
            raise ValueError("alleen een poortregel (gate) kan zwaarwegend (hard) zijn")
        return self


class RuleCard(RuleFile):
    """One rule with what follows from its expression: its questions and their source families."""

    questions: tuple[str, ...]
    families: tuple[str, ...]

    def noun(self) -> Rule:
        """Return the rule as the other stages know it."""
        return Rule(
            id=self.id,
            version=self.version,
            statement=self.statement,
            gate=self.gate,
            hard=self.hard,
            weight=self.weight,
            families=frozenset(self.families),
            questions=self.questions,
            settled_by=self.settled_by,
        )


@dataclass(frozen=True)
class RuleSet:
    """The rules of a region.

    Attributes
    ----------
    cards
        The rules that count, by id, in alphabetical order, with the weight that they have here.
    left_out
        The rules that the region does not use.
    own
        Ids of the rules that the region wrote itself.
    adjustments
        Who changed what, and why.
    """

    cards: dict[str, RuleCard]
    left_out: dict[str, RuleCard]
    own: frozenset[str]
    adjustments: adjusting.Adjustments


def rules(questions: Mapping[str, Question]) -> dict[str, RuleCard]:
    """All rule cards that come with Theseus by id, in the order of their file names.

    Raises
    ------
    RuleError
        If a card lacks a field (owner and legal basis included), uses a word that may never be used,
        or has an expression that is not allowed.
    """
    return {card.id: card for card in _built_in(tuple(sorted(questions.items())))}


@lru_cache(maxsize=8)
def _built_in(questions: tuple[tuple[str, Question], ...]) -> tuple[RuleCard, ...]:
    """Read the cards once: a package does not change while it is in use."""
    folder = importlib.resources.files("theseus.rules").joinpath("cards")
    files = sorted(folder.iterdir(), key=lambda item: item.name)
    found = (item for item in files if item.name.endswith(".toml"))
    return tuple(parse(item.read_text("utf-8"), item.name, dict(questions)) for item in found)


def effective(questions: Mapping[str, Question], folder: Path) -> dict[str, RuleCard]:
    """Return the rules that count in a region, see :func:`rule_set`."""
    return rule_set(questions, folder).cards


def rule_set(questions: Mapping[str, Question], folder: Path) -> RuleSet:
    """Read the rules of a region: those of Theseus and its own, as it adjusted them.

    Parameters
    ----------
    folder
        The region's files: one card per ``.toml`` file, and ``aanpassingen.toml``. It may be absent. Files
        of other kinds are no rules.

    Raises
    ------
    RuleError
        If a card cannot be used, takes the id of another, an adjustment is about a rule that there is not,
        or no gate rule or no hard rule is left: then no label could be green, or none red.
    """
    built_in, own = rules(questions), _own(questions, folder)
    if clash := sorted(set(built_in) & set(own)):
        raise RuleError(
            f"{folder / clash[0]}.toml: regel '{clash[0]}' hoort al bij Theseus. Geef uw regel een eigen "
            f"naam, en zet de andere zo nodig uit in {adjusting.FILE_NAME}."
        )
    known = dict(sorted((built_in | own).items()))
    where = folder / adjusting.FILE_NAME
    adjustments = adjusting.read(where)
    adjusting.refuse_unknown(adjustments, known, str(where))
    off = {item.rule for item in adjustments.uit}
    weights = {item.rule: {"weight": item.weight} for item in adjustments.gewicht}
    cards = {
        name: card.model_copy(update=weights.get(name)) for name, card in known.items() if name not in off
    }
    _still_decides(cards, str(where))
    return RuleSet(cards, {name: known[name] for name in known if name in off}, frozenset(own), adjustments)


def _still_decides(cards: Mapping[str, RuleCard], where: str) -> None:
    """Without gates nothing is checked before green; without a hard rule nothing can be red."""
    for kind, left in (
        ("poortregel (gate)", any(card.gate for card in cards.values())),
        ("zwaarwegende regel (hard)", any(card.hard for card in cards.values())),
    ):
        if not left:
            raise RuleError(f"{where}: er blijft geen enkele {kind} over. Laat er minstens één aan.")


def _own(questions: Mapping[str, Question], folder: Path) -> dict[str, RuleCard]:
    files = sorted(item for item in folder.glob("*.toml") if item.name != adjusting.FILE_NAME)
    found = {}
    for path in files:
        name = f"{folder.name}/{path.name}"
        card = parse(adjusting.text_of(path, f"Regelkaart {name}"), name, questions)
        found[card.id] = card
    return found


def parse(text: str, name: str, questions: Mapping[str, Question]) -> RuleCard:
    """Read one card from TOML text.

    Parameters
    ----------
    name
        The file, for messages; its last part must be the card's id with ``.toml``.

    Raises
    ------
    RuleError
        One Dutch line that names the card, the field and the mend.
    """
    card = _read(text, name)
    checked = parse_expression(card.irregular, questions, name)
    asked = checked.questions
    for field, found in (("settled_by", {card.settled_by}), *_mentioned(card, name)):
        if strange := sorted(found - set(asked)):
            where = places.of_field(text, field.split("."))
            raise RuleError(
                f"Regelkaart {name}{where}: veld '{field}' noemt '{strange[0]}', maar de regel stelt "
                "die vraag niet."
            )
    families = sorted({family for question in asked for family in questions[question].families})
    return RuleCard(**dict(card), questions=asked, families=tuple(families))


def _read(text: str, name: str) -> RuleFile:
    where = f"Regelkaart {name}"
    try:
        content: dict[str, Any] = tomllib.loads(text)
        card = RuleFile.model_validate(content)
    except tomllib.TOMLDecodeError as error:
        raise adjusting.no_toml(where, error) from error
    except ValidationError as error:
        raise RuleError(adjusting.described(where, text, error, RuleFile)) from error
    for found in texts(content):
        if reason := refusal(found):
            raise RuleError(f"{where}: {reason}. Maak deze regel zonder.")
    if PurePath(name).name != f"{card.id}.toml":
        raise RuleError(f"{where}: het bestand moet {card.id}.toml heten.")
    return card


def _mentioned(card: RuleFile, name: str) -> Iterator[tuple[str, set[str]]]:
    """Name the questions that other fields of a card mention, per field."""
    yield "example_irregular", set(card.example_irregular)
    yield "example_fine", set(card.example_fine)
    for field, template in card.sentences:
        yield f"sentences.{field}", {question for _, question in placeholders(template, name) if question}


def placeholders(template: str, name: str) -> list[tuple[str, str | None]]:
    """Split a sentence into pairs of fixed text and the question whose answer follows it.

    Raises
    ------
    RuleError
        If the braces do not pair, or hold more than the name of a question.
    """
    try:
        pieces = list(string.Formatter().parse(template))
    except ValueError as error:
        raise RuleError(f"Regelkaart {name}: de accolades in '{template}' kloppen niet ({error}).") from error
    for _, question, form, conversion in pieces:
        if question is not None and (not question.isidentifier() or form or conversion):
            raise RuleError(f"Regelkaart {name}: tussen accolades staat alleen een vraag, niet '{question}'.")
    return [(text, question) for text, question, _, _ in pieces]
