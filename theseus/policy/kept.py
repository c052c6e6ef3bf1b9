"""All that people wrote and that decides a label, as plain data: ``policy.json`` in every run.

With it the facts of a run can be judged again without today's cards. Its hash is what a person accepts.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from theseus.errors import RuleError
from theseus.model import Policy, Question, Step
from theseus.rules.catalogue import RuleCard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from theseus.model import Rule

FILE_NAME = "policy.json"
_MEND = "Zet deze run terug uit een back-up."


@dataclass(frozen=True)
class PolicySet:
    """The rules, questions and thresholds of one run.

    Attributes
    ----------
    rules, questions
        By id, in alphabetical order.
    thresholds
        By their names in ``theseus.toml``.
    suspended
        Ids of rules that may not make red in this run. What the scorecard says is evidence, not something
        that a person wrote, so it is no part of the hash: nobody has to accept it before it counts.
    """

    rules: Mapping[str, RuleCard]
    questions: Mapping[str, Question]
    thresholds: Mapping[str, float]
    suspended: frozenset[str] = field(default=frozenset())

    @cached_property
    def policy(self) -> str:
        """Hash of what people wrote: 64 hexadecimal digits (SHA-256)."""
        written = json.dumps(_written(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()

    @property
    def limits(self) -> Policy:
        """The thresholds of the label."""
        return Policy(float(self.thresholds["known_share"]), int(self.thresholds["red_rules"]))

    @property
    def sources(self) -> frozenset[str]:
        """Card ids of the sources that can answer what a rule asks."""
        asked = {name for card in self.rules.values() for name in card.questions}
        return frozenset(source for name in asked for source in self.questions[name].sources)

    def nouns(self) -> list[Rule]:
        """Return the rules as the other stages know them."""
        return [card.noun() for card in self.rules.values()]

    def suspending(self, suspended: Iterable[str]) -> PolicySet:
        """Return the same set with other rules suspended."""
        return replace(self, suspended=frozenset(suspended) & frozenset(self.rules))


def of(
    rules: Mapping[str, RuleCard],
    questions: Mapping[str, Question],
    thresholds: Mapping[str, float],
    suspended: Iterable[str] = (),
) -> PolicySet:
    """Put a set together; the order in which its parts are given makes no difference.

    Parameters
    ----------
    thresholds
        Numbers by name; ``known_share`` and ``red_rules`` at least.
    suspended
        Ids of rules that may not make red; of other rules they are left aside.
    """
    return PolicySet(
        rules=dict(sorted(rules.items())),
        questions=dict(sorted(questions.items())),
        thresholds={name: float(value) for name, value in sorted(thresholds.items())},
    ).suspending(suspended)


def to_json(policy: PolicySet) -> str:
    """Write a set as text that people can read too."""
    content = {"policy": policy.policy, "suspended": sorted(policy.suspended), **_written(policy)}
    return json.dumps(content, indent=1, ensure_ascii=False)


def from_json(text: str, where: str = FILE_NAME) -> PolicySet:
    """Read a set back.

    Parameters
    ----------
    where
        The file, for messages.

    Raises
    ------
    RuleError
        If the text is not what :func:`to_json` wrote: then no label may be made with it.
    """
    try:
        content = json.loads(text)
        found = of(
            {name: RuleCard.model_validate(card) for name, card in content["rules"].items()},
            {name: _question(name, plain) for name, plain in content["questions"].items()},
            content["thresholds"],
            content["suspended"],
        )
        told = content["policy"]
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise RuleError(f"{where} is beschadigd. {_MEND}") from error
    if told != found.policy:
        raise RuleError(f"{where} is veranderd nadat de run is gemaakt. {_MEND}")
    return found


def read(folder: Path) -> PolicySet | None:
    """Read the set that a run kept; None if the run is from before runs kept it.

    Raises
    ------
    RuleError
        If the file is damaged.
    """
    path = folder / FILE_NAME
    return from_json(path.read_text("utf-8"), str(path)) if path.exists() else None


def _written(policy: PolicySet) -> dict[str, Any]:
    return {
        "thresholds": dict(policy.thresholds),
        "rules": {name: card.model_dump(mode="json") for name, card in policy.rules.items()},
        "questions": {name: _plain(question) for name, question in policy.questions.items()},
    }


def _plain(question: Question) -> dict[str, Any]:
    return {
        "text": question.text,
        "type": question.type,
        "steps": [[step.value, float(eur)] for step, eur in question.steps],
        "families": sorted(question.families),
        "sources": list(question.sources),
        "choices": list(question.choices),
    }


def _question(name: str, plain: Mapping[str, Any]) -> Question:
    return Question(
        id=name,
        text=plain["text"],
        type=plain["type"],
        steps=tuple((Step(step), eur) for step, eur in plain["steps"]),
        families=frozenset(plain["families"]),
        sources=tuple(plain["sources"]),
        choices=tuple(plain["choices"]),
    )
