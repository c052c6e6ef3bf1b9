"""The nouns of judging: labels, findings, questions, rules, and why a label changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """The label of an occupancy; the values are what a user reads."""

    GREEN = "groen"
    WHITE = "wit"
    RED = "rood"


class Outcome(StrEnum):
    """What one rule says of one occupancy (Kleene's three values)."""

    FINE = "in orde"
    IRREGULAR = "aandachtspunt"
    UNKNOWN = "onbekend"


class Step(StrEnum):
    """How an open question can be answered, cheapest first (the order of this enum)."""

    DESK = "bureau"
    STREET = "gevelcheck"
    THEME = "themacontrole"
    JOINT = "integrale controle"


class WhyOpen(StrEnum):
    """Why a question is open. The first two are about us, never about the business.

    ``TO_CONFIRM`` has an answer: it makes a gate rule irregular, so somebody has to ask whether it
    is right.
    """

    NOT_CONSULTED = "bron niet geraadpleegd"
    INCOMPLETE = "bron niet volledig geraadpleegd"
    EXPIRED = "antwoord te oud"
    SILENT = "geen antwoord in de bron"
    TO_CONFIRM = "antwoord te bevestigen"


class Cause(StrEnum):
    """Why a label changed between two runs: exactly one cause per change."""

    NEW = "nieuw in beeld"
    GONE = "niet meer in beeld"
    PERSON = "besluit van een medewerker"
    SOURCE = "bron wel of niet geraadpleegd"
    RULE = "gewijzigde regel"
    DATA = "gewijzigd gegeven"
    TIME = "antwoord te oud geworden"


@dataclass(frozen=True)
class Question:
    """One question about an occupancy, as its card puts it.

    Attributes
    ----------
    steps
        The steps that can answer it, each with its cost in euro, cheapest first.
    families
        Source families that its answers rest on.
    sources
        Card ids of the sources that can answer it, in order of trust.
    choices
        The closed list of answers to a question of type text; empty for other types.
    """

    id: str
    text: str
    type: str
    steps: tuple[tuple[Step, float], ...]
    families: frozenset[str]
    sources: tuple[str, ...]
    choices: tuple[str, ...] = ()

    @property
    def from_street(self) -> bool:
        """Tell whether it can be answered by looking, though nobody opens."""
        return any(step is Step.STREET for step, _ in self.steps)


@dataclass(frozen=True)
class Rule:
    """One rule, as its card puts it.

    Attributes
    ----------
    gate
        Must answer *fine* for green. Only a gate rule can make red.
    hard
        More than a mismatch between registers; red needs at least one.
    families
        The source families of its questions; derived, never declared.
    settled_by
        The question that has to be asked again when the rule answers *irregular*.
    """

    id: str
    version: int
    statement: str
    gate: bool
    hard: bool
    weight: float
    families: frozenset[str]
    questions: tuple[str, ...]
    settled_by: str = ""


@dataclass(frozen=True)
class Policy:
    """The thresholds of the label, from the region's configuration.

    ``known_share`` is the weighted share of rules with a known answer that green needs (0 to 1);
    ``red_rules`` the number of irregular gate rules that red needs.
    """

    known_share: float = 0.6
    red_rules: int = 2
