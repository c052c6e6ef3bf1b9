"""What people enter at the desk, with a value for all that a test does not care about."""

import datetime as dt
from typing import Any

from theseus.contracts import PINNED, PROPOSED
from theseus.desk.approvals import PolicyApproval, RuleApproval
from theseus.desk.corrections import Correction
from theseus.desk.judgements import Judgement
from theseus.desk.objections import HANDLED, Objection, ObjectionEvent
from theseus.desk.overrides import Override
from theseus.desk.pins import VisitPin
from theseus.desk.reviews import Review
from theseus.desk.visits import Visit
from theseus.model import Question, Step

TODAY = dt.date(2026, 11, 16)
LATER = dt.date(2027, 2, 1)
NOW = dt.datetime(2026, 11, 16, 9, 30)  # noqa: DTZ001 - stored as given
WHO = "a@b"


def question(name: str, kind: str = "truth", *choices: str, step: Step = Step.STREET) -> Question:
    return Question(
        id=name,
        text=f"{name}?",
        type=kind,
        steps=((step, 8.0),),
        families=frozenset({"straatbeeld"}),
        sources=("straatbeeld",),
        choices=choices,
    )


QUESTIONS = {
    item.id: item
    for item in (
        question("in_use"),
        question("dwelling_seen"),
        question("users", "number", step=Step.JOINT),
        question("activity_seen", "text", "automotive", "opslag en vervoer"),
    )
}


def judgement(**changed: Any) -> Judgement:
    said = {"source": "osm", "record_id": "node/1", "occupancy_id": WHO, "verdict": "zelfde"}
    return Judgement(**{**said, "reason": "Gezien.", "judged_by": "Anna", "judged_at": NOW, **changed})


def review(decision: str = PROPOSED, by: str = "Anna", **changed: Any) -> Review:
    said = {"occupancy_id": WHO, "decision": decision, "reason": "Gezien op 3 november.", "decided_by": by}
    return Review(**{**said, "decided_on": TODAY, "until": LATER, "entered_at": NOW, **changed})


def override(label: str = "groen", **changed: Any) -> Override:
    said = {"occupancy_id": WHO, "label": label, "reason": "Vergunning gezien.", "decided_by": "Anna"}
    return Override(**{**said, "decided_on": TODAY, "until": LATER, "entered_at": NOW, **changed})


def visit(result: str = "niets gevonden", **changed: Any) -> Visit:
    said = {"occupancy_id": WHO, "visited_on": TODAY, "result": result, "step": "gevelcheck"}
    return Visit(**{**said, "entered_by": "Anna", "entered_at": NOW, **changed})


def objection(**changed: Any) -> Objection:
    said = {"occupancy_id": WHO, "received_on": TODAY, "text": "Wij zitten hier al jaren."}
    return Objection(**{**said, "entered_by": "Anna", "entered_at": NOW, **changed})


def event(objection_id: int, state: str = HANDLED, **changed: Any) -> ObjectionEvent:
    said = {"objection_id": objection_id, "state": state, "state_since": TODAY, "state_by": "Bram"}
    return ObjectionEvent(**{**said, "state_because": "Bekeken.", "entered_at": NOW, **changed})


def correction(question: str = "in_use", value: str = "ja", **changed: Any) -> Correction:
    said = {"occupancy_id": WHO, "question": question, "value": value, "valid_from": TODAY, "until": LATER}
    return Correction(
        **{**said, "reason": "Huurcontract.", "granted_by": "Anna", "granted_at": NOW, **changed}
    )


def withdrawal(kind: type, number: int, **changed: Any) -> Any:
    said = {"of": number, "withdrawn_by": "Bram", "withdrawn_on": TODAY, "withdrawn_because": "Vergissing."}
    return kind(**{**said, "entered_at": NOW, **changed})


def rule_approval(**changed: Any) -> RuleApproval:
    said = {"rule": "in_gebruik", "version": 2, "reason": "Opnieuw bekeken.", "approved_by": "Anna"}
    return RuleApproval(**{**said, "approved_on": TODAY, "entered_at": NOW, **changed})


def policy_approval(**changed: Any) -> PolicyApproval:
    said = {"policy": "0a" * 32, "reason": "Effect gezien.", "approved_by": "Anna", "approved_at": NOW}
    return PolicyApproval(**{**said, **changed})


def pin(decision: str = PINNED, **changed: Any) -> VisitPin:
    said = {"occupancy_id": WHO, "session_id": "GM0226-2026W53", "session_on": LATER, "decision": decision}
    said |= {"reason": "Afspraak met de eigenaar.", "decided_by": "Anna", "decided_on": TODAY}
    return VisitPin(**{**said, "entered_at": NOW, **changed})
