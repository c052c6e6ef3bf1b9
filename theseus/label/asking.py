"""The open questions of every occupancy: what nobody has answered yet, why, and the cheapest step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import OPEN_QUESTION
from theseus.model import Freshness, Step, WhyOpen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from theseus.model import Answers, Consulted, Question, Rule, Verdicts

# Steps at the door: what was seen from a desk or the street is settled there.
_AT_THE_DOOR = (Step.THEME, Step.JOINT)
_WHYS = tuple(WhyOpen)
_NONE = -1


@dataclass(frozen=True)
class Asked:
    """What has to be asked: rows are occupancies, columns questions.

    Attributes
    ----------
    why
        Per cell the place in ``WhyOpen``, -1 where the question is not open.
    offer
        Per cell the place in ``offers`` of the cheapest step that answers it.
    offers
        The steps with their cost in euro, cheapest first.
    texts
        Per question as an inspector asks it.
    missing, everyone
        Per question the titles of the sources that did not answer, and of all that could.
    """

    occupancy_ids: pd.Index
    questions: tuple[str, ...]
    why: NDArray[np.int8]
    offer: NDArray[np.int8]
    offers: tuple[tuple[Step, float], ...]
    texts: tuple[str, ...]
    missing: tuple[str, ...]
    everyone: tuple[str, ...]

    @property
    def open(self) -> NDArray[np.bool_]:
        """True where a question is open."""
        found: NDArray[np.bool_] = self.why != _NONE
        return found

    def here(self, why: WhyOpen) -> NDArray[np.bool_]:
        """True where a question is open for this reason."""
        found: NDArray[np.bool_] = self.why == _WHYS.index(why)
        return found

    def table(self) -> pd.DataFrame:
        """Contract ``open_question``, one row per occupancy and open question."""
        row, column = np.nonzero(self.open)
        why = self.why[row, column]
        offer = self.offer[row, column]
        doubted = why == _WHYS.index(WhyOpen.TO_CONFIRM)
        named = _texts([*self.missing, *self.everyone])
        return tables.conform(
            pd.DataFrame(
                {
                    "occupancy_id": self.occupancy_ids.array.take(row),
                    "question": _texts(self.questions).take(column),
                    "text": _texts(self.texts).take(column),
                    "why": _texts([item.value for item in _WHYS]).take(why),
                    "sources": named.take(column + len(self.questions) * doubted),
                    "step": _texts([step.value for step, _ in self.offers]).take(offer),
                    "cost_eur": np.array([cost for _, cost in self.offers])[offer],
                }
            ),
            OPEN_QUESTION,
        )


def _texts(values: Sequence[str]) -> pd.api.extensions.ExtensionArray:
    return pd.array(list(values), dtype="string")


def open_questions(
    verdicts: Verdicts,
    answers: Answers,
    rules: Sequence[Rule],
    questions: Mapping[str, Question],
    consulted: Mapping[str, Consulted],
    source_titles: Mapping[str, str],
) -> Asked:
    """List what has to be asked: unanswered questions, and irregular findings that keep green away.

    A question is open if a rule that needs it answers *unknown*. An irregular finding of a gate rule
    asks again what it rests on, at the door: with the partners if it is a hard one.

    Parameters
    ----------
    answers
        Of the same occupancies as ``verdicts``.
    consulted
        How far each source was consulted, by card id.
    source_titles
        What a reader calls each source, by card id.
    """
    asked = [questions[name] for name in answers.questions]
    offers = _offers(asked, rules, questions)
    whys = [_why(question, consulted) for question in asked]
    unanswered = _unanswered(verdicts, answers, rules)
    why = np.where(unanswered, _codes([why for why, _ in whys]), np.int8(_NONE))
    not_consulted = _codes([WhyOpen.NOT_CONSULTED])[0]
    why[unanswered & answers.expired & (why != not_consulted)] = _WHYS.index(WhyOpen.EXPIRED)
    offer = np.where(unanswered, np.array([offers.index(q.steps[0]) for q in asked], np.int8), np.int8(_NONE))
    _doubt(why, offer, verdicts, answers, rules, questions, offers)
    missing = [
        _titles(q, families, consulted, source_titles) for q, (_, families) in zip(asked, whys, strict=True)
    ]
    return Asked(
        verdicts.occupancy_ids,
        answers.questions,
        why,
        offer,
        offers,
        tuple(question.text for question in asked),
        tuple(missing),
        tuple(_titles(question, question.families, consulted, source_titles) for question in asked),
    )


def _codes(whys: Sequence[WhyOpen]) -> NDArray[np.int8]:
    return np.array([_WHYS.index(why) for why in whys], dtype=np.int8)


def _offers(
    asked: Sequence[Question], rules: Sequence[Rule], questions: Mapping[str, Question]
) -> tuple[tuple[Step, float], ...]:
    """All steps that a question here may be answered by, cheapest first."""
    cheapest = {question.steps[0] for question in asked}
    settling = {_settling_step(questions[_settled_by(rule)], hard=rule.hard) for rule in rules}
    order = {step: place for place, step in enumerate(Step)}
    return tuple(sorted(cheapest | settling, key=lambda offer: (offer[1], order[offer[0]])))


def _unanswered(verdicts: Verdicts, answers: Answers, rules: Sequence[Rule]) -> NDArray[np.bool_]:
    """Questions without a valid answer that a rule with outcome *unknown* asks."""
    found = np.zeros(answers.text.shape, dtype=bool)
    for rule in rules:
        waits = verdicts.unknown[:, verdicts.rules.index(rule.id)]
        for question in rule.questions:
            found[:, answers.column(question)] |= waits
    found &= ~answers.known
    return found


def _doubt(
    why: NDArray[np.int8],
    offer: NDArray[np.int8],
    verdicts: Verdicts,
    answers: Answers,
    rules: Sequence[Rule],
    questions: Mapping[str, Question],
    offers: tuple[tuple[Step, float], ...],
) -> None:
    """Ask again what an irregular finding of a gate rule rests on; the dearest step settles them all.

    The question is the neutral one of its card: a roster carries it, and what a rule found stays at
    the desk until a second person has confirmed it.
    """
    code = _codes([WhyOpen.TO_CONFIRM])[0]
    for rule in (rule for rule in rules if rule.gate):
        column = answers.column(_settled_by(rule))
        wrong = verdicts.irregular[:, verdicts.rules.index(rule.id)]
        wrong = wrong & ((why[:, column] == _NONE) | (why[:, column] == code))
        why[wrong, column] = code
        step = offers.index(_settling_step(questions[_settled_by(rule)], hard=rule.hard))
        offer[wrong, column] = np.maximum(offer[wrong, column], step)


def _settled_by(rule: Rule) -> str:
    return rule.settled_by or rule.questions[0]


def _settling_step(question: Question, *, hard: bool) -> tuple[Step, float]:
    wanted = (Step.JOINT,) if hard else _AT_THE_DOOR
    at_the_door = [found for found in question.steps if found[0] in wanted]
    return (at_the_door or list(question.steps))[0]


def _why(question: Question, consulted: Mapping[str, Consulted]) -> tuple[WhyOpen, frozenset[str]]:
    """Say why nobody answered, and which families that is about."""
    sources = [consulted[name] for name in question.sources if name in consulted]
    heard = {source.family for source in sources if _is_heard(source)}
    if missing := question.families - heard:
        return WhyOpen.NOT_CONSULTED, missing
    whole = {s.family for s in sources if s.complete and s.freshness is Freshness.FRESH}
    if partly := question.families - whole:
        return WhyOpen.INCOMPLETE, partly
    return WhyOpen.SILENT, question.families


def _is_heard(source: Consulted) -> bool:
    """A halted delivery is heard if records of an earlier one stay in use."""
    if source.freshness is Freshness.HALTED:
        return source.delivered_on is not None
    return source.freshness is not Freshness.ABSENT


def _titles(
    question: Question,
    families: frozenset[str],
    consulted: Mapping[str, Consulted],
    source_titles: Mapping[str, str],
) -> str:
    """Name the sources of some families: those that were heard, else all that could have been."""
    mine = [name for name in question.sources if name not in consulted or consulted[name].family in families]
    heard = [name for name in mine if name in consulted and _is_heard(consulted[name])]
    return " of ".join(source_titles.get(name, name) for name in heard or mine)
