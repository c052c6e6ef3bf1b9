"""The cards of the questions: what we ask about an occupancy, and which records may answer it."""

from __future__ import annotations

import importlib.resources
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from theseus.decency import refusal, texts
from theseus.errors import ConfigError
from theseus.model import Question, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

TRUE, FALSE = "ja", "nee"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


_Digits = Annotated[str, Field(pattern=r"^[0-9]{2,5}$")]


class Price(_Strict):
    """What one way of answering costs, in euro per question and occupancy."""

    step: Step
    eur: float = Field(ge=0)
    basis: str = Field(min_length=1)
    assumption: bool = Field(description="True as long as nobody has measured the amount")


class Answer(_Strict):
    """One place where the answer may be found.

    Attributes
    ----------
    table
        A record table of ``contracts.RECORDS``, or ``occupancy`` for what link counted.
    value
        A DuckDB expression over the columns of that table, of the type of the question. The link's
        ``name_similarity``, ``score`` and ``method`` are columns too. NULL is no answer.
    original
        A DuckDB expression for the value as the source wrote it.
    silence
        The answer if every family was consulted completely and has no record of this occupancy.
    until
        A DuckDB expression for a date from which the record itself says it no longer holds.
    sbi
        In the place of ``value``: the first digits of the activities that the question is about, per version
        of the SBI. Where the version of the codes is not known, only what both agree on is an answer.
    """

    families: tuple[str, ...] = Field(min_length=1)
    table: str
    value: str = Field(min_length=1)
    original: str | None = None
    silence: str | None = None
    until: str | None = None
    sbi: dict[Literal["2008", "2025"], tuple[_Digits, ...]] | None = None

    @model_validator(mode="before")
    @classmethod
    def _value_of_activities(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Write the value that follows from ``sbi``; a card gives one of the two."""
        if "sbi" not in content:
            return content
        if "value" in content or set(content["sbi"]) != {"2008", "2025"}:
            raise ValueError("geef 'sbi' voor 2008 en voor 2025, zonder 'value'")
        old, new = (_registered(content["sbi"][version]) for version in ("2008", "2025"))
        value = (
            f"CASE sbi_version WHEN '2008' THEN {old} WHEN '2025' THEN {new} ELSE "
            f"CASE WHEN {old} = {new} THEN {old} END END"
        )
        return {**content, "value": value}


class QuestionCard(_Strict):
    """One question, with its answers in order of trust."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: str = Field(pattern=r"\?$")
    type: Literal["truth", "number", "text"]
    choices: tuple[str, ...] = ()
    steps: tuple[str, ...] = Field(min_length=1)
    answers: tuple[Answer, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if (self.type == "text") != bool(self.choices):
            raise ValueError("alleen een vraag van type text heeft een gesloten lijst 'choices', en altijd")
        if any(answer.silence is not None for answer in self.answers[:-1]):
            raise ValueError("na een antwoord met 'silence' kan geen ander antwoord komen")
        allowed = {"truth": (TRUE, FALSE), "text": self.choices}.get(self.type)
        silence = self.answers[-1].silence
        if silence is not None and allowed is not None and silence not in allowed:
            raise ValueError(f"'silence' is '{silence}', maar kan alleen {', '.join(allowed)} zijn")
        for name in self.steps:
            if name not in prices():
                raise ValueError(f"stap '{name}' staat niet in steps.toml")
        for answer in self.answers:
            _has_witnesses(answer)
        return self

    def noun(self) -> Question:
        """Return the question as the other stages know it."""
        chosen = sorted(
            (prices()[name] for name in self.steps), key=lambda price: (price.eur, _ORDER[price.step])
        )
        found = [witnesses()[a.table][family] for a in self.answers for family in a.families]
        return Question(
            id=self.id,
            text=self.text,
            type=self.type,
            steps=tuple((price.step, price.eur) for price in chosen),
            families=frozenset(family for answer in self.answers for family in answer.families),
            sources=tuple(dict.fromkeys(source for sources in found for source in sources)),
            choices=self.choices,
        )


def _registered(prefixes: Iterable[object]) -> str:
    """Write as SQL that a vestiging has a code that begins with one of these digits."""
    return "(" + " OR ".join(f"contains(',' || sbi_codes, ',{prefix}')" for prefix in prefixes) + ")"


_ORDER = {step: place for place, step in enumerate(Step)}


def _has_witnesses(answer: Answer) -> None:
    """Every family of an answer must have a source that fills its table."""
    known = witnesses().get(answer.table)
    if known is None:
        raise ValueError(f"tabel '{answer.table}' staat niet in witnesses.toml")
    for family in answer.families:
        if family not in known:
            raise ValueError(f"familie '{family}' vult tabel '{answer.table}' niet volgens witnesses.toml")
    if answer.table == "occupancy" and len(answer.families) > 1:
        raise ValueError("een telling bij 'occupancy' rust op één familie")


@cache
def witnesses() -> dict[str, dict[str, tuple[str, ...]]]:
    """Sources per record table and family, in order of trust (``witnesses.toml``)."""
    found = tomllib.loads(_folder().joinpath("witnesses.toml").read_text("utf-8"))
    return {
        table: {family: tuple(sources) for family, sources in families.items()}
        for table, families in found.items()
    }


@cache
def prices() -> dict[str, Price]:
    """The ways to answer a question and what they cost (``steps.toml``)."""
    found = tomllib.loads(_folder().joinpath("steps.toml").read_text("utf-8"))
    return {name: _validated(Price, content, f"steps.toml, stap '{name}'") for name, content in found.items()}


@cache
def questions() -> dict[str, QuestionCard]:
    """All question cards by id, in the order of their file names.

    Raises
    ------
    ConfigError
        If a card cannot be used, or asks what may never be asked.
    """
    files = sorted(_folder().joinpath("cards").iterdir(), key=lambda item: item.name)
    found = [parse(item.read_text("utf-8"), item.name) for item in files if item.name.endswith(".toml")]
    return {card.id: card for card in found}


def at_the_door() -> dict[str, Question]:
    """Return the questions that a visit may answer: those that are answered from the pavement already."""
    return {
        name: card.noun()
        for name, card in questions().items()
        if any(answer.table == "street_note" for answer in card.answers)
    }


def parse(text: str, name: str) -> QuestionCard:
    """Read one card from TOML text; ``name`` is the file name, which must be the card's id.

    Raises
    ------
    ConfigError
        One Dutch line that names the card, the field and the mend.
    """
    where = f"Vraagkaart {name}"
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: geen geldige TOML ({error}).") from error
    for found in texts(content):
        if reason := refusal(found):
            raise ConfigError(f"{where}: {reason}. Stel deze vraag niet.")
    card = _validated(QuestionCard, content, where)
    if name != f"{card.id}.toml":
        raise ConfigError(f"{where}: het bestand moet {card.id}.toml heten.")
    return card


_Card = TypeVar("_Card", bound=BaseModel)


def _validated(kind: type[_Card], content: Mapping[str, Any], where: str) -> _Card:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "kaart"
        raise ConfigError(f"{where}: veld '{field}' klopt niet ({first['msg']}).") from error


def _folder() -> Traversable:
    return importlib.resources.files("theseus.facts")
