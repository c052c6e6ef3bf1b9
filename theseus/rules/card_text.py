"""A rule card in plain Dutch, for whoever has to judge the rule or explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from theseus.model import Question
    from theseus.rules.catalogue import RuleCard

_INDICATOR = {
    "relevant": "Wat heeft dit met het gebruik van het adres te maken?",
    "verifiable_by_the_business": "Hoe kan het bedrijf het nakijken en herstellen?",
    "not_a_proxy": "Waarom staat het niet voor wie iemand is?",
    "proportionate": "Waarom is een label hiervoor niet te zwaar?",
    "tested": "Waaruit blijkt dat het werkt, en wanneer wordt het opnieuw bekeken?",
}


def as_text(card: RuleCard, questions: Mapping[str, Question], origin: str) -> str:
    """Write the whole card.

    Parameters
    ----------
    questions
        The questions that rules may ask, by id.
    origin
        Where the rule comes from and how it stands in this region, Dutch.
    """
    return "\n".join(_lines(card, questions, origin))


def _lines(card: RuleCard, questions: Mapping[str, Question], origin: str) -> Iterator[str]:
    yield f"Regel {card.id}, versie {card.version}"
    yield card.statement
    yield ""
    yield f"Komt van               {origin}"
    yield f"Telt als               {_kind(card)}; gewicht {card.weight:g}".replace(".", ",")
    yield f"Rust op                {', '.join(card.families)}"
    yield f"Beheerder              {card.owner}"
    yield f"Grondslag              {card.legal_basis}"
    yield f"Waarom                 {card.rationale}"
    yield f"Wat het niet betekent  {card.what_it_does_not_mean}"
    yield ""
    yield "Een aandachtspunt als:"
    yield from (f"  {line}" for line in card.irregular.strip().splitlines())
    yield ""
    yield "Vragen:"
    for name in card.questions:
        text = questions[name].text if name in questions else name
        again = " (wordt dan opnieuw gevraagd)" if name == card.settled_by else ""
        yield f"  {name}: {text}{again}"
    yield ""
    yield "Wat de regel zegt:"
    for name, sentence in zip(("in orde", "aandachtspunt", "onbekend"), _sentences(card), strict=True):
        yield f"  {name}: {sentence}"
    yield ""
    for field, question in _INDICATOR.items():
        yield question
        yield f"  {getattr(card.indicator, field)}"
    yield ""
    for name, answers in (("aandachtspunt", card.example_irregular), ("in orde", card.example_fine)):
        told = ", ".join(f"{question} = {value}" for question, value in answers.items())
        yield f"Voorbeeld ({name}): {told}"


def _kind(card: RuleCard) -> str:
    if not card.gate:
        return "geen poortregel: telt alleen mee voor hoeveel er bekend is"
    heavy = ", zwaarwegend" if card.hard else ""
    return f"poortregel{heavy}: moet in orde zijn voor groen, en kan samen met andere rood voorstellen"


def _sentences(card: RuleCard) -> tuple[str, str, str]:
    return card.sentences.fine, card.sentences.irregular, card.sentences.unknown
