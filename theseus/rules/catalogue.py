"""The cards of the rules: written by people, each with an owner, a legal basis and a plain statement."""

from __future__ import annotations

import importlib.resources
import string
import tomllib
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from theseus.decency import refusal, texts
from theseus.errors import RuleError
from theseus.model import Rule
from theseus.rules.language import parse as parse_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.model import Question


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


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


def rules(questions: Mapping[str, Question]) -> dict[str, RuleCard]:
    """All rule cards by id, in the order of their file names.

    Raises
    ------
    RuleError
        If a card lacks a field (owner and legal basis included), uses a word that may never be used,
        or has an expression that is not allowed.
    """
    folder = importlib.resources.files("theseus.rules").joinpath("cards")
    files = sorted(folder.iterdir(), key=lambda item: item.name)
    found = [
        parse(item.read_text("utf-8"), item.name, questions) for item in files if item.name.endswith(".toml")
    ]
    return {card.id: card for card in found}


def parse(text: str, name: str, questions: Mapping[str, Question]) -> RuleCard:
    """Read one card from TOML text; ``name`` is the file name, which must be the card's id.

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
            raise RuleError(
                f"Regelkaart {name}: veld '{field}' noemt '{strange[0]}', maar de regel stelt die vraag niet."
            )
    families = sorted({family for question in asked for family in questions[question].families})
    return RuleCard(**dict(card), questions=asked, families=tuple(families))


def _read(text: str, name: str) -> RuleFile:
    where = f"Regelkaart {name}"
    try:
        content: dict[str, Any] = tomllib.loads(text)
        card = RuleFile.model_validate(content)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{where}: geen geldige TOML ({error}).") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "kaart"
        raise RuleError(f"{where}: veld '{field}' klopt niet ({first['msg']}).") from error
    for found in texts(content):
        if reason := refusal(found):
            raise RuleError(f"{where}: {reason}. Maak deze regel zonder.")
    if name != f"{card.id}.toml":
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
