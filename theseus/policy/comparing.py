"""What differs between two sets of rules, in Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.rules.catalogue import RuleFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.policy.kept import PolicySet
    from theseus.rules.catalogue import RuleCard

# What a rule says of an occupancy, and what that can do. Whoever changes it makes another rule of it.
_MEANING = ("irregular", "gate", "hard")
_TOLD_APART = {"version", "weight", *_MEANING}


def differences(old: PolicySet, new: PolicySet) -> list[str]:
    """Say what a new set changes: rules, questions and thresholds, one Dutch sentence for each."""
    return [*_rules(old, new), *_questions(old, new), *_thresholds(old, new)]


def unversioned(old: PolicySet, new: PolicySet) -> list[str]:
    """Name the rules that mean something else now, and still have the version that they had.

    A scorecard is about one version of a rule: what is known of it would be told of another.
    """
    return [
        f"Regel '{name}' is veranderd en heet nog versie {card.version}. Verhoog 'version' op de kaart."
        for name, card in new.rules.items()
        if (before := old.rules.get(name)) is not None
        and before.version == card.version
        and any(getattr(before, part) != getattr(card, part) for part in _MEANING)
    ]


def _rules(old: PolicySet, new: PolicySet) -> Iterator[str]:
    for name in sorted({*old.rules, *new.rules}):
        before, now = old.rules.get(name), new.rules.get(name)
        if before is None and now is not None:
            yield f"Regel '{name}' komt erbij: {now.statement}"
        elif now is None:
            yield f"Regel '{name}' doet niet meer mee."
        elif before is not None and before != now:
            yield f"Regel '{name}': {', '.join(_changed(before, now))}."


def _changed(before: RuleCard, now: RuleCard) -> Iterator[str]:
    if before.version != now.version:
        yield f"versie {before.version} wordt {now.version}"
    if before.weight != now.weight:
        yield f"gewicht {before.weight:g} wordt {now.weight:g}"
    if before.irregular != now.irregular:
        yield "vraagt iets anders"
    for part, name in (("gate", "poortregel"), ("hard", "zwaarwegend")):
        if getattr(before, part) != getattr(now, part):
            yield f"is {'nu' if getattr(now, part) else 'niet meer'} {name}"
    if before.families != now.families:
        yield f"rust nu op {', '.join(now.families)}"
    if any(getattr(before, part) != getattr(now, part) for part in set(RuleFile.model_fields) - _TOLD_APART):
        yield "de tekst van de kaart is anders"


def _questions(old: PolicySet, new: PolicySet) -> Iterator[str]:
    for name in sorted({*old.questions, *new.questions}):
        before, now = old.questions.get(name), new.questions.get(name)
        if before is None and now is not None:
            yield f"Vraag '{name}' komt erbij: {now.text}"
        elif now is None:
            yield f"Vraag '{name}' wordt niet meer gesteld."
        elif before != now:
            yield f"Vraag '{name}' is veranderd."


def _thresholds(old: PolicySet, new: PolicySet) -> Iterator[str]:
    for name in sorted({*old.thresholds, *new.thresholds}):
        before, now = (one.thresholds.get(name) for one in (old, new))
        if before != now:
            told = ["geen" if value is None else f"{value:g}".replace(".", ",") for value in (before, now)]
            yield f"Drempel '{name}': {told[0]} wordt {told[1]}."
