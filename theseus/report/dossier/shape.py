"""The shape of a dossier: what stands in its JSON, and what its PDF is set from (see docs/dossier.md)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Who(_Part):
    """Who and where the dossier is about."""

    occupancy_id: str
    name: str | None
    address: str
    terrein: str
    municipality: str | None
    kvk_number: str | None
    vestiging_id_kvk: str | None
    vbo_id_bag: str | None
    pand_id_bag: str | None
    no_match_reason: str | None
    gone: bool


class Value(_Part):
    """One displayed value and where it comes from. ``record`` is empty for an answer from silence."""

    field: str
    name: str
    value: str
    original: str | None
    source: str
    source_title: str
    record: str | None
    first_seen: dt.date
    last_seen: dt.date


class Linked(_Part):
    """One record of a source that was put with this occupancy, and why."""

    source: str
    source_title: str
    record: str
    kind: str
    score: float | None
    reason: str


class SourceUsed(_Part):
    """One source behind the values, as its card registers it, and the delivery that was used."""

    source: str
    title: str
    publisher: str
    purpose: str
    legal_basis: str
    licence: str
    regime: str
    personal_data: bool
    delivered_on: dt.date | None
    file: str | None
    sha256: str | None
    url: str | None


class Finding(_Part):
    """What one rule says."""

    rule: str
    outcome: str
    sentence: str
    sources: str | None


class OpenQuestion(_Part):
    """One question without an answer that counts."""

    question: str
    text: str
    why: str
    sources: str
    step: str


class LabelNow(_Part):
    """The label that holds, and what it means."""

    label: str
    proposed_red: bool
    because: str
    meaning: str
    known_share: float
    next_step: str | None


class LabelThen(_Part):
    """The label in one kept run; ``cause`` and ``detail`` only where it changed since the run before."""

    run: str
    as_of: dt.date
    label: str | None
    proposed_red: bool
    because: str | None
    old: str | None
    cause: str | None
    detail: str | None


class Period(_Part):
    """Runs after each other with the same label, as one."""

    first: dt.date
    last: dt.date
    runs: int
    label: str | None
    proposed_red: bool
    because: str | None
    detail: str | None


class Change(_Part):
    """One value that was new, different or gone in a run."""

    changed_on: dt.date
    run: str
    field: str
    name: str
    old: str | None
    new: str | None
    source: str
    source_title: str


class Withdrawn(_Part):
    """That something was taken back."""

    on: dt.date | None
    by: str
    because: str | None


class Decision(_Part):
    """What somebody decided about this occupancy, and why."""

    day: dt.date
    kind: str
    number: int | None
    decision: str
    reason: str
    by: str
    proposed_by: str | None
    until: dt.date | None
    withdrawn: Withdrawn | None


class Objection(_Part):
    """What the business said is wrong, and what became of that; ``state`` is empty if it changed later."""

    number: int
    received_on: dt.date
    text: str
    state: str | None
    since: dt.date | None
    because: str | None
    by: str | None


class Correction(_Part):
    """An answer that was put right."""

    number: int
    objection: int | None
    question: str
    text: str
    value: str
    valid_from: dt.date
    until: dt.date
    reason: str
    granted_on: dt.date
    granted_by: str
    withdrawn: Withdrawn | None


class Answer(_Part):
    """What a visit found out; an empty value: it was asked, but not answered."""

    question: str
    text: str
    value: str | None
    original: str | None


class PastVisit(_Part):
    """One visit that was made."""

    number: int
    day: dt.date
    result: str
    step: str
    theme: str | None
    at_random: bool
    note: str | None
    by: str
    answers: tuple[Answer, ...]
    findings: tuple[str, ...] = ()
    withdrawn: Withdrawn | None


class PlannedVisit(_Part):
    """One visit in the published plan. A business is told the month only, see docs/dossier.md."""

    month: str
    partners: tuple[str, ...]
    theme: str | None
    day: dt.date | None
    arrival: str | None


class Received(_Part):
    """Who a file with the label was made for. Its name holds the day of a visit: not for the business."""

    day: dt.date
    run: str
    recipient: str
    label: str | None
    file: str | None


class Recipient(_Part):
    """On how many files one recipient got one label, and when."""

    recipient: str
    label: str | None
    rosters: int
    first: dt.date
    last: dt.date


class Right(_Part):
    """One right, and how to use it."""

    title: str
    law: str
    text: str


class Dossier(_Part):
    """The file of one occupancy."""

    shape: Literal["theseus-dossier/1"] = "theseus-dossier/1"
    audience: Literal["bedrijf", "intern"]
    made_on: dt.date
    region: str
    run: str
    held_on: dt.date
    who: Who
    label: LabelNow
    findings: tuple[Finding, ...]
    open_questions: tuple[OpenQuestion, ...]
    known: tuple[Value, ...]
    records: tuple[Linked, ...]
    sources: tuple[SourceUsed, ...]
    periods: tuple[Period, ...]
    labels: tuple[LabelThen, ...]
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    objections: tuple[Objection, ...]
    corrections: tuple[Correction, ...]
    visits: tuple[PastVisit, ...]
    planned: tuple[PlannedVisit, ...]
    received: tuple[Received, ...]
    recipients: tuple[Recipient, ...]
    contact: str | None
    rights: tuple[Right, ...]

    def as_json(self) -> str:
        """Write the dossier as JSON text: ISO dates, ``null`` for what is not known."""
        return self.model_dump_json(indent=1) + "\n"
