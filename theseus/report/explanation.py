"""What an explanation of one label holds: the shape of ``theseus explain ID --json``.

The shape is kept: a field may come, none goes or changes its meaning without another ``form``. Its JSON
Schema stands in ``docs/formats/uitleg.schema.json``.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from theseus.model import Outcome, Step


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Use(_Part):
    """Which use of which address this is about."""

    occupancy_id: str
    name: str | None
    address: str
    terrein_id: str
    terrein_name: str
    municipality_code: str | None
    vbo_id_bag: str | None
    pand_id_bag: str | None
    vestiging_id_kvk: str | None
    kvk_number: str | None
    no_match_reason: str | None


class Verdict(_Part):
    """The label as it was published."""

    label: Literal["groen", "wit", "rood"]
    proposed_red: bool
    known_share: float
    because: str
    review: str | None
    overridden: str | None
    next_step: Step | None
    next_step_cost_eur: float | None


class Known(_Part):
    """One answer that a finding rests on. ``record_id`` is empty for an answer from silence or a count."""

    question: str
    text: str
    value: str | None
    source: str | None
    source_title: str | None
    record_id: str | None
    observed_on: dt.date | None
    expires_on: dt.date | None
    expired: bool


class Told(_Part):
    """What one rule says."""

    rule: str
    version: int
    statement: str
    outcome: Outcome
    gate: bool
    hard: bool
    weight: float
    suspended: bool
    sentence: str
    sources: str | None
    what_it_does_not_mean: str
    answers: tuple[Known, ...]


class Open(_Part):
    """One open question, with the cheapest way to an answer."""

    question: str
    text: str
    why: str
    sources: str
    step: Step
    cost_eur: float


class Supposed(_Part):
    """One answer that is supposed; ``also`` are other answers that do the same."""

    question: str
    text: str
    value: str
    also: tuple[str, ...]
    step: Step
    cost_eur: float


class Change(_Part):
    """What would change the label, checked by judging it again.

    Attributes
    ----------
    becomes
        ``groen``, ``geen voorstel rood``, ``niet meer rood`` or ``wit``.
    on
        Set where the label changes by itself, on this day, if nobody asks these questions again.
    one_of
        True if each answer does it alone; otherwise all of them together.
    smallest
        True if no smaller set of answers does it.
    beyond_doubt
        True if an answer that stands now would have to be another one.
    why_not
        Dutch: why nothing was found; there are no answers then.
    """

    becomes: str
    answers: tuple[Supposed, ...]
    on: dt.date | None
    one_of: bool
    smallest: bool
    beyond_doubt: bool
    why_not: str | None


class Delivered(_Part):
    """The delivery of a source that an answer here rests on."""

    source: str
    title: str
    delivered_on: dt.date | None


class Versions(_Part):
    """What the label was made with. ``rules_kept`` is False if these are the rules of today."""

    theseus: str
    run: str
    policy: str
    rules_kept: bool
    deliveries: tuple[Delivered, ...]


class Explanation(_Part):
    """One label, explained.

    Attributes
    ----------
    other_answers
        What is known besides: valid answers to questions that no rule asks.
    """

    form: Literal["theseus.uitleg/1"] = "theseus.uitleg/1"
    as_of: dt.date
    occupancy: Use
    label: Verdict
    findings: tuple[Told, ...]
    open_questions: tuple[Open, ...]
    changes: tuple[Change, ...]
    other_answers: tuple[Known, ...]
    versions: Versions
